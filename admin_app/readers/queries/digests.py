"""Whom to tell what readers do, and what there is to tell."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.sql.selectable import ScalarSelect

from admin_app.content.models import Post
from admin_app.extensions import db
from admin_app.history.models import Change, Changeset
from admin_app.ids import among
from admin_app.people.models import MailRhythm, User
from admin_app.readers.models import Appeal, Comment, CommentStatus, Digest, Report, SpentLink
from admin_app.readers.queries.appeals import others_can_moderate
from admin_app.readers.queries.queue import cases, of_status

MOST = 20
"""Comments of one kind that one mail shows."""


def subscribers() -> Sequence[Any]:
    """Those who want mail about readers, and how far each was told (None: never looked at).

    An imported author, whose address nobody has vouched for, is not among them.
    """
    user, digest = User.__table__.c, Digest.__table__.c
    wishes = ("mail_rhythm", "mail_hour", "mail_held", "mail_reports", "mail_appeals", "mail_own")
    return db.session.execute(
        select(
            *(user[name] for name in ("id", "role", "timezone", *wishes)),
            digest.told_at,
            digest.told_until,
            digest.told_change,
        )
        .select_from(User.__table__.outerjoin(Digest.__table__, digest.user_id == user.id))
        .where(user.active, user.password.is_not(None), user.mail_rhythm != MailRhythm.NONE.value)
        .order_by(user.id)
    ).all()


def newest_change_until(moment: datetime) -> int:
    """The newest entry of history that was written by then; 0 where there is none."""
    newest = (
        select(Change.id)
        .join(Changeset, Changeset.id == Change.changeset_id)
        .where(Changeset.at <= moment)
        .order_by(Change.id.desc())
        .limit(1)
    )
    return db.session.scalar(newest) or 0


def held(since: datetime | None, until: datetime) -> Sequence[Any]:
    """Comments that wait and came in between these moments, oldest first; one more than `MOST`."""
    comment = Comment.__table__.c
    found = cases().where(of_status(CommentStatus.PENDING), comment.created_at <= until)
    if since is not None:
        found = found.where(comment.created_at > since)
    return db.session.execute(found.order_by(comment.created_at, comment.id).limit(MOST + 1)).all()


def published_under(author_id: int, since: int, until: int) -> Sequence[Any]:
    """Others' comments under this person's posts that came to be published between two entries
    of history, oldest first; one more than `MOST`."""
    comment = Comment.__table__.c
    return db.session.execute(
        cases()
        .where(
            of_status(CommentStatus.APPROVED),
            comment.id.in_(_approved_between(since, until)),
            Post.__table__.c.author_id == author_id,
            _by_another(author_id),
        )
        .order_by(comment.created_at, comment.id)
        .limit(MOST + 1)
    ).all()


def newest_report_until(moment: datetime) -> datetime | None:
    """When the last report came that came by then; None where none did."""
    found: datetime | None = db.session.scalar(
        select(func.max(Report.created_at)).where(Report.created_at <= moment)
    )
    return found


def reported(since: datetime, until: datetime) -> Sequence[Any]:
    """Published comments that readers reported between these moments, and over which nobody has
    decided since; oldest first, one more than `MOST`."""
    comment, report = Comment.__table__.c, Report.__table__.c
    known = Comment.__table__.alias()
    open_ones = (
        select(report.comment_id)
        .join(known, known.c.id == report.comment_id)
        .where(
            report.created_at > since,
            report.created_at <= until,
            or_(known.c.decided_at.is_(None), known.c.decided_at < report.created_at),
        )
    )
    return db.session.execute(
        cases()
        .where(comment.id.in_(open_ones), of_status(CommentStatus.APPROVED))
        .order_by(comment.created_at, comment.id)
        .limit(MOST + 1)
    ).all()


def reports_on(comment_ids: Collection[int]) -> Sequence[Any]:
    """(comment_id, reason, words) of the newest reports on these comments, newest first."""
    report = Report.__table__.c
    return db.session.execute(
        select(report.comment_id, report.reason, report.words)
        .where(among(report.comment_id, comment_ids))
        .order_by(report.created_at.desc(), report.id.desc())
        .limit(MOST * MOST)
    ).all()


def appealed(person_id: int, since: datetime | None, until: datetime) -> Sequence[Any]:
    """Comments with an open appeal that this person may decide, the oldest first; one more than
    `MOST`. Nobody is asked about their own decision, unless nobody else is there."""
    appeal = Appeal.__table__.c
    open_ones = select(appeal.comment_id).where(
        appeal.outcome.is_(None), appeal.created_at <= until
    )
    if since is not None:
        open_ones = open_ones.where(appeal.created_at > since)
    if others_can_moderate(person_id):
        open_ones = open_ones.where(
            or_(appeal.against_id.is_(None), appeal.against_id != person_id)
        )
    comment = Comment.__table__.c
    return db.session.execute(
        cases()
        .where(comment.id.in_(open_ones))
        .order_by(comment.created_at, comment.id)
        .limit(MOST + 1)
    ).all()


def appeals_on(comment_ids: Collection[int]) -> Sequence[Any]:
    """(comment_id, text) of the open appeals over these comments."""
    appeal = Appeal.__table__.c
    return db.session.execute(
        select(appeal.comment_id, appeal.text)
        .where(among(appeal.comment_id, comment_ids), appeal.outcome.is_(None))
        .order_by(appeal.id)
    ).all()


def locked_digest(person_id: int) -> Digest | None:
    """How far the person was told, held until the commit; None where another worker holds it."""
    return db.session.scalar(
        select(Digest)
        .where(Digest.user_id == person_id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


def spent_link(key: str) -> SpentLink | None:
    """The link with this key, if something was done by it."""
    return db.session.get(SpentLink, key, populate_existing=True)


def anything_spent_before(moment: datetime) -> bool:
    """Whether a link was used before this moment."""
    old = select(SpentLink.key).where(SpentLink.at < moment).order_by(SpentLink.at).limit(1)
    return db.session.scalar(old) is not None


def digests_of(person_ids: Collection[int]) -> ColumnElement[bool]:
    """The condition that a digest is one of these people's."""
    return Digest.user_id.in_(person_ids)


def _approved_between(since: int, until: int) -> Any:
    # By the ids of history, a stretch of its primary key; decisions and arrivals are both there.
    return select(Change.entity_id).where(
        Change.id > since,
        Change.id <= until,
        Change.entity == Comment.__tablename__,
        Change.after["status"].as_string() == CommentStatus.APPROVED.value,
    )


def _by_another(author_id: int) -> ColumnElement[bool]:
    comment = Comment.__table__.c
    address: ScalarSelect[Any] = select(User.email).where(User.id == author_id).scalar_subquery()
    return or_(comment.user_id.is_(None), comment.user_id != author_id) & (
        comment.author_email != address
    )
