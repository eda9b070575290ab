"""A person of the house answers a reader."""

from __future__ import annotations

from admin_app.columns import now
from admin_app.content.queries.settings import site_settings
from admin_app.errors import Conflict
from admin_app.extensions import db
from admin_app.people.models import User
from admin_app.readers.actions.answers import tell_of_answers
from admin_app.readers.actions.decide import AlreadyDecided, decision
from admin_app.readers.models import Comment, CommentStatus
from admin_app.readers.policy import require_moderator
from admin_app.readers.text import clean_comment, clean_name, fingerprint


def reply(person: User, comment: Comment, body: str, seen: str | None = None) -> Comment:
    """The person's answer, stored and approved; the comment itself is approved if it waited.

    `seen` is the state in which the person saw the comment. Raises `NotAllowed`, `Refusal` beside
    `body` for an empty one, `AlreadyDecided` where another has set the comment aside since,
    and `Conflict` where it was set aside before.
    """
    require_moderator(person)
    body = clean_comment(body)
    if comment.status in (CommentStatus.SPAM, CommentStatus.REMOVED):
        if seen and seen != comment.status:
            raise AlreadyDecided([comment.id], person)
        raise Conflict("Restore this comment before you reply to it.")
    at = now()
    if comment.status != CommentStatus.APPROVED:
        for name, value in decision(CommentStatus.APPROVED, person, at).items():
            setattr(comment, name, value)
    above = _answerable(comment)
    answer = Comment(
        post_id=comment.post_id,
        page_id=comment.page_id,
        parent_id=above.id if above else None,
        depth=above.depth + 1 if above else 1,
        user_id=person.id,
        author_name=clean_name(person.name),
        author_email=person.email,
        body=body,
        fingerprint=fingerprint(body),
        created_at=at,
        **decision(CommentStatus.APPROVED, person, at),
    )
    db.session.add(answer)
    db.session.flush()
    tell_of_answers([answer.id, comment.id])
    return answer


def _answerable(comment: Comment) -> Comment | None:
    """The comment, or the one above it under which there is room; None where nothing is answered.

    That is where the site's threads are one level deep.
    """
    above: Comment | None = comment
    deepest = site_settings().comment_depth
    while above is not None and above.depth >= deepest:
        above = db.session.get(Comment, above.parent_id) if above.parent_id is not None else None
    return above
