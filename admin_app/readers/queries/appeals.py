"""The appeals of readers, and who may look at them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, exists, func, literal_column, select
from sqlalchemy.sql.elements import ColumnElement

from admin_app.extensions import db
from admin_app.ids import among
from admin_app.keyset import Place, Stretch, cut_page, page_statement
from admin_app.people.models import User
from admin_app.people.permissions import Permission, Role
from admin_app.readers.models import Appeal, Comment, Outcome
from admin_app.readers.queries.queue import cases

SIZE = 20
CAP = 1_000
_KEPT = "open_appeals"
_APPEAL = Appeal.__table__.c


def locked_appeal(appeal_id: int) -> tuple[Appeal, Comment] | None:
    """The appeal and its comment, held until the unit of work ends."""
    row = db.session.execute(
        select(Appeal, Comment)
        .join(Comment, Comment.id == Appeal.comment_id)
        .where(Appeal.id == appeal_id)
        .with_for_update(of=[Appeal, Comment])
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def appeals(outcome: Outcome | None, place: Place) -> Stretch[Any]:
    """A page of the appeals that wait, oldest first, or that came to this, newest first."""
    who, by = User.__table__.alias(), User.__table__.alias()
    rows: Select[Any] = (
        select(
            *(_APPEAL[name] for name in ("id", "comment_id", "text", "created_at", "against_id")),
            _APPEAL.against_status,
            _APPEAL.outcome,
            _APPEAL.answer,
            _APPEAL.decided_at,
            who.c.name.label("against"),
            by.c.name.label("decided_by"),
        )
        .outerjoin(who, who.c.id == _APPEAL.against_id)
        .outerjoin(by, by.c.id == _APPEAL.decided_by_id)
    )
    if outcome is None:
        rows, moment = rows.where(_APPEAL.outcome.is_(None)), _APPEAL.created_at
    else:
        rows, moment = rows.where(_APPEAL.outcome == outcome.value), _APPEAL.decided_at
    keys = {moment: datetime, _APPEAL.id: int}
    found = db.session.execute(
        page_statement(rows, keys, place, SIZE, descending=outcome is not None)
    ).all()
    return cut_page(found, place, SIZE, lambda row: (getattr(row, moment.name), row.id))


def cases_of(comment_ids: Sequence[int]) -> Sequence[Any]:
    """The rows of these comments, as `queue.cases` gives them."""
    return db.session.execute(
        cases().where(among(Comment.id, comment_ids)).order_by(Comment.id)
    ).all()


def others_can_moderate(person_id: int) -> bool:
    """Whether anybody else can sign in who decides over comments."""
    roles = [role.value for role in Role if role.allows(Permission.COMMENT_MODERATE)]
    return bool(
        db.session.scalar(
            select(
                exists().where(
                    User.id != person_id,
                    User.active,
                    User.password.is_not(None),
                    User.role.in_(roles),
                )
            )
        )
    )


def people_appealed_against(appeal_ids: Sequence[int]) -> set[int]:
    """Those whose decisions these appeals are about."""
    against = db.session.scalars(
        select(Appeal.against_id).where(among(Appeal.id, appeal_ids)).order_by(Appeal.id)
    )
    return {person_id for person_id in against if person_id is not None}


@cache
def open_count() -> ColumnElement[Any]:
    """How many appeals wait, up to `CAP` + 1: a column for the statement that asks who it is."""
    some = (
        select(_APPEAL.id)
        .where(_APPEAL.outcome.is_(None))
        .limit(literal_column(str(CAP + 1)))
        .subquery()
    )
    return select(func.count()).select_from(some).scalar_subquery().label("open_appeals")


def keep_open(count: int) -> None:
    """Keep the count that came along with who is signed in, for this request."""
    db.session().info[_KEPT] = count


def open_appeals() -> int:
    """How many appeals wait; read once in a request."""
    info = db.session().info
    if _KEPT not in info:
        keep_open(db.session.scalar(select(open_count())) or 0)
    count: int = info[_KEPT]
    return count
