"""What readers say, and what the house has to say about it."""

from admin_app.readers.models.appeal import Appeal, Outcome
from admin_app.readers.models.claim import Claim
from admin_app.readers.models.comment import DEEPEST, Comment, CommentStatus, HeldFor
from admin_app.readers.models.decision import (
    CommentDay,
    CommentFigure,
    Decision,
    DecisionFigure,
    DecisionMonth,
    Ended,
    MadeBy,
)
from admin_app.readers.models.digest import Digest, SpentLink
from admin_app.readers.models.forgetting import Erasure, Shortened
from admin_app.readers.models.reader import Reader, Report, ReportReason, Watch
from admin_app.readers.models.reader_note import ReaderNote
from admin_app.readers.models.reason import Because, Reason
from admin_app.readers.models.rule import Refused, Rule, RuleKind, Verdict
from admin_app.readers.models.spam_model import SpamModel
from admin_app.readers.models.sweep import Sweep, SweepState
from admin_app.readers.models.trace import LinkDomain, Trace, TraceDue

__all__ = [
    "DEEPEST",
    "Appeal",
    "Because",
    "Claim",
    "Comment",
    "CommentDay",
    "CommentFigure",
    "CommentStatus",
    "Decision",
    "DecisionFigure",
    "DecisionMonth",
    "Digest",
    "Ended",
    "Erasure",
    "HeldFor",
    "LinkDomain",
    "MadeBy",
    "Outcome",
    "Reader",
    "ReaderNote",
    "Reason",
    "Refused",
    "Report",
    "ReportReason",
    "Rule",
    "RuleKind",
    "Shortened",
    "SpamModel",
    "SpentLink",
    "Sweep",
    "SweepState",
    "Trace",
    "TraceDue",
    "Verdict",
    "Watch",
]
