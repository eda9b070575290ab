"""A reader changes or withdraws a comment of their own, in the first minutes."""

from __future__ import annotations

from sqlalchemy import select

from admin_app.columns import now
from admin_app.content.models import Page, Post
from admin_app.content.queries.settings import site_settings
from admin_app.errors import Conflict, NotAllowed, NotFound
from admin_app.extensions import db
from admin_app.readers.actions.arrival import Arrival, Score, judge
from admin_app.readers.actions.submit import refuse_said_before
from admin_app.readers.models import Comment, CommentStatus, Reason
from admin_app.readers.queries.arrival import changeable, locked_text, record_of
from admin_app.readers.text import clean_comment, fingerprint

TOO_LATE = (
    "This comment can't be changed any more: its ten minutes are over, or somebody has decided "
    "over it."
)
CHANGED = (
    "Your comment was changed meanwhile, by you in another window or by a moderator. It reads now "
    "as it stands above; what you wrote is below."
)
WITHDRAWN = "Withdrawn by its writer"
# The better is first: an edit never makes a comment appear that did not.
STANDING = (CommentStatus.APPROVED, CommentStatus.PENDING, CommentStatus.SPAM)


def own_comment(comment_id: int, *, lock: bool = False) -> Comment:
    """The comment, held until the commit if asked, as long as its writer may still change it.

    That it is theirs, the caller has to know. Raises `NotAllowed` where it is too late, `NotFound`.
    """
    wanted = select(Comment).where(Comment.id == comment_id)
    found = db.session.scalar(wanted.with_for_update() if lock else wanted)
    if found is None:
        raise NotFound
    table = Comment.__table__
    if db.session.scalar(select(table.c.id).where(table.c.id == comment_id, *changeable())) is None:
        raise NotAllowed(TOO_LATE)
    return found


def rewrite(comment_id: int, body: str, seen: int, score: Score) -> Comment:
    """The comment with these words, flushed; judged as it would be if it came in now.

    What waited goes on waiting. `seen` is the version that its writer saw. Raises as `submit` and
    `own_comment` do, and `Conflict` where it was changed since.
    """
    comment = _held(comment_id)
    text = _text_of(comment)
    if comment.version != seen:
        raise Conflict(CHANGED)
    body = clean_comment(body)
    if body == comment.body:
        return comment
    comment.body, comment.fingerprint = body, fingerprint(body)
    record = record_of(comment)
    refuse_said_before(record, comment)
    was, why, rule = CommentStatus(comment.status), comment.held_for, comment.rule_id
    judge(comment, Arrival(text, record, site_settings()), score)
    if STANDING.index(was) > STANDING.index(CommentStatus(comment.status)):
        comment.status, comment.held_for, comment.rule_id = was, why, rule
    if comment.status != CommentStatus.APPROVED:
        comment.decided_at = comment.decided_by_id = None
    db.session.flush()
    return comment


def withdraw(comment_id: int) -> Comment:
    """The comment, removed by its writer, flushed. Raises as `own_comment` does."""
    comment = _held(comment_id)
    comment.status = CommentStatus.REMOVED
    comment.reason, comment.reason_words = Reason.OTHER, WITHDRAWN
    comment.decided_at, comment.decided_by_id = now(), None
    db.session.flush()
    return comment


def _held(comment_id: int) -> Comment:
    return own_comment(comment_id, lock=True)


def _text_of(comment: Comment) -> Post | Page:
    model, text_id = (Post, comment.post_id) if comment.post_id else (Page, comment.page_id)
    text = locked_text(model, text_id or 0)
    if text is None:
        raise NotFound
    return text
