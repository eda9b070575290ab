"""A reader appeals once; another than who decided looks at it again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from admin_app.columns import now
from admin_app.errors import Conflict, NotAllowed, NotFound, Refusal, TooMany
from admin_app.extensions import db
from admin_app.readers.actions.decide import decision
from admin_app.readers.models import Appeal, Comment, CommentStatus, Outcome
from admin_app.readers.policy import may_decide_appeal, require_moderator
from admin_app.readers.queries.appeals import locked_appeal
from admin_app.readers.queries.said import appeal_over, appealed_comment, appeals_within
from admin_app.web.text import clean_characters

LONGEST = 2_000
AN_HOUR = timedelta(hours=1)
MOST_AN_HOUR = 5
SET_ASIDE = frozenset({CommentStatus.SPAM.value, CommentStatus.REMOVED.value})


def appeal(comment_id: int, words: str) -> Appeal:
    """The reader's appeal over their comment, flushed.

    Raises `NotFound` where the comment is gone, `Conflict` where it was not set aside or was
    appealed over before, `TooMany`, and `Refusal` beside `text`.
    """
    comment = appealed_comment(comment_id)
    if comment is None:
        raise NotFound
    if appeal_over(comment_id) is not None:
        raise Conflict("You have appealed over this comment already; once is all there is.")
    if comment.status not in SET_ASIDE:
        raise Conflict("There is nothing to appeal over: this comment was not removed.")
    text = _words(words, "text", "Write why it should be looked at again.")
    if appeals_within(comment.author_email, AN_HOUR) >= MOST_AN_HOUR:
        raise TooMany(
            f"That were {MOST_AN_HOUR} appeals within an hour. Send this one later.",
            int(AN_HOUR.total_seconds()),
        )
    made = Appeal(
        comment_id=comment.id,
        text=text,
        against_id=comment.decided_by_id,
        against_status=comment.status,
    )
    db.session.add(made)
    db.session.flush()
    return made


def decide_appeal(person: Any, appeal_id: int, outcome: Outcome, answer: str) -> Comment:
    """Grant the appeal, which publishes the comment, or dismiss it with an answer; the comment.

    Raises `NotAllowed` for who made the decision, while another could look at it; `Conflict` where
    the appeal was decided before, and `Refusal` beside `answer`.
    """
    require_moderator(person)
    found = locked_appeal(appeal_id)
    if found is None:
        raise NotFound
    made, comment = found
    if made.outcome is not None:
        raise Conflict(f"This appeal was {made.outcome} meanwhile; nothing was changed.")
    if not may_decide_appeal(person, made.against_id):
        raise NotAllowed("It is your own decision: another moderator looks at it.")
    dismissed = outcome is Outcome.DISMISSED
    made.answer = _words(answer, "answer", "Tell the reader why.") if dismissed else answer.strip()
    if len(made.answer) > LONGEST:
        raise Refusal(f"Up to {LONGEST:,} characters fit here.", "answer")
    made.outcome, made.decided_at, made.decided_by_id = outcome.value, now(), person.id
    if not dismissed and comment.status != CommentStatus.APPROVED:
        for name, value in decision(CommentStatus.APPROVED, person, now()).items():
            setattr(comment, name, value)
    db.session.flush()
    return comment


def _words(text: str, field: str, missing: str) -> str:
    if len(text) > LONGEST * 4:
        raise Refusal(f"Up to {LONGEST:,} characters fit here.", field)
    words = clean_characters(text, isolates=False).strip()
    if not words:
        raise Refusal(missing, field)
    if len(words) > LONGEST:
        raise Refusal(f"Up to {LONGEST:,} characters fit here.", field)
    return words
