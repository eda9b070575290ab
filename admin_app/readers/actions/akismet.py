"""What Akismet is asked, what its answers do, and what it is told back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import update

from admin_app.columns import now
from admin_app.extensions import db
from admin_app.ids import among
from admin_app.outbox.actions import post_job
from admin_app.readers.models import Comment, CommentStatus
from admin_app.readers.queries.akismet import locked_comment, locked_differing

CHECK = "akismet"
TELL = "akismet_told"


def ask_akismet(comment: Comment) -> None:
    """Have the worker ask about this comment, once the save is stored."""
    post_job(CHECK, {"comment": comment.id}, subject="Ask Akismet about a comment")


def take_answer(comment_id: int, *, is_spam: bool) -> Comment | None:
    """Store what Akismet says. What waits goes to spam; what was decided meanwhile stays.

    The comment, flushed; None where it no longer waits. It is no decision of a person, so the
    spam score does not learn from it.
    """
    comment = locked_comment(comment_id)
    if comment is None or comment.status != CommentStatus.PENDING:
        return None
    _noted([comment_id], akismet="spam" if is_spam else "ham", akismet_at=now())
    if is_spam:
        comment.status = CommentStatus.SPAM
    db.session.flush()
    return comment


def tell_back(most: int) -> int:
    """Post what Akismet is to be told: where people decided otherwise; how many there are."""
    comments = locked_differing(most)
    for told, status in (("spam", CommentStatus.SPAM), ("ham", CommentStatus.APPROVED)):
        ids = [comment.id for comment in comments if comment.status == status]
        if ids:
            _noted(ids, akismet_told=told)
        for comment_id in ids:
            post_job(TELL, {"comment": comment_id, "as": told}, subject=f"Tell Akismet: {told}")
    db.session.flush()
    return len(comments)


def _noted(ids: Sequence[int], **columns: Any) -> None:
    """Note this beside these comments. No version moves: a form that is open stays good."""
    table = Comment.__table__
    db.session.execute(
        update(table)  # type: ignore[arg-type]
        .where(among(table.c.id, ids))
        .values(**columns)
    )
