"""What readers say, and what the house has to say about it."""

from admin_app.readers.models.comment import MAX_DEPTH, Comment, CommentStatus, HeldFor
from admin_app.readers.models.rule import Refused, Rule, RuleKind, Verdict
from admin_app.readers.models.spam_model import SpamModel

__all__ = [
    "MAX_DEPTH",
    "Comment",
    "CommentStatus",
    "HeldFor",
    "Refused",
    "Rule",
    "RuleKind",
    "SpamModel",
    "Verdict",
]
