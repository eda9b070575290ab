"""What became of the cards that somebody has before them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from admin_app.columns import now
from admin_app.extensions import db
from admin_app.ids import among
from admin_app.people.models import User
from admin_app.readers.models import Claim, Comment


def news_of(
    comment_ids: Collection[int], person_id: int, seen: ColumnElement[bool]
) -> Sequence[Any]:
    """Of each of these comments its state, who gave it, and who else has it in hand; by id.

    Columns: id, status, decided_at, decided_by, decider (the id), held_by.
    """
    comment, claim = Comment.__table__, Claim.__table__
    decider, holder = User.__table__.alias("decider"), User.__table__.alias("holder")
    held = and_(
        claim.c.comment_id == comment.c.id, claim.c.until > now(), claim.c.user_id != person_id
    )
    return db.session.execute(
        select(
            comment.c.id,
            comment.c.status,
            comment.c.decided_at,
            decider.c.id.label("decider"),
            decider.c.name.label("decided_by"),
            holder.c.name.label("held_by"),
        )
        .select_from(
            comment.outerjoin(decider, decider.c.id == comment.c.decided_by_id)
            .outerjoin(claim, held)
            .outerjoin(holder, holder.c.id == claim.c.user_id)
        )
        .where(among(comment.c.id, comment_ids), seen)
        .order_by(comment.c.id)
    ).all()
