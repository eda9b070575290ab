"""Selects over names that were merged into other tags or categories."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import defer

from admin_app.content.models import Category, MergedTerm, Tag, merged_key
from admin_app.extensions import Base, db
from admin_app.history.models import Change

T = TypeVar("T", bound=Tag | Category)

MOST_SHOWN = 100


def target_column(model: type[Base]) -> Any:
    """The column that names what a merged term of this kind has become."""
    return MergedTerm.tag_id if model is Tag else MergedTerm.category_id


def become(model: type[T], keys: Collection[str]) -> dict[str, T]:
    """The terms that these name keys stand for since they were merged; one statement.

    Nobody deletes them until the unit of work ends: they are about to be linked to.
    """
    wanted = {merged_key(model, key): key for key in keys}
    rows = db.session.execute(
        select(MergedTerm.key, model)
        .join(model, model.id == target_column(model))
        .where(MergedTerm.key.in_(wanted))
        .order_by(MergedTerm.key)
        .with_for_update(read=True, key_share=True, of=model)
    )
    return {wanted[key]: term for key, term in rows}


def term_called(model: type[Tag | Category], key: str) -> int | None:
    """The id of the term that this name key stands for, also since it was merged; none is held."""
    by_name = select(model.id).where(model.name_key == key)
    by_merge = select(target_column(model)).where(MergedTerm.key == merged_key(model, key))
    found: int | None = db.session.scalar(by_name.union_all(by_merge).limit(1))
    return found


def merged_into(model: type[Tag | Category], term_id: int) -> Sequence[MergedTerm]:
    """What has been merged into this one, by name, without the lists of what it had."""
    return db.session.scalars(
        select(MergedTerm)
        .options(defer(MergedTerm.links))
        .where(target_column(model) == term_id)
        .order_by(MergedTerm.name, MergedTerm.id)
        .limit(MOST_SHOWN)
    ).all()


def held_merge(merged_id: int) -> MergedTerm | None:
    """A merged term, which nobody else brings back meanwhile."""
    found: MergedTerm | None = db.session.scalar(
        select(MergedTerm).where(MergedTerm.id == merged_id).with_for_update()
    )
    return found


def links_of_others(merged: MergedTerm, model: type[Tag | Category]) -> list[dict[str, Any]]:
    """What the others had that were merged into the same one."""
    column = target_column(model)
    return list(
        db.session.scalars(
            select(MergedTerm.links)
            .where(column == getattr(merged, column.key), MergedTerm.id != merged.id)
            .order_by(MergedTerm.id)
        )
    )


def next_version(model: type[Tag | Category], row_id: int) -> int:
    """A version that a row which comes back has never had."""
    latest = select(func.max(Change.version)).where(
        Change.entity == model.__tablename__, Change.entity_id == row_id
    )
    return (db.session.scalar(latest) or 0) + 1


def merged_named(model: type[Tag | Category], key: str) -> MergedTerm | None:
    """The merged term that has this name."""
    found: MergedTerm | None = db.session.scalar(
        select(MergedTerm).where(MergedTerm.key == merged_key(model, key))
    )
    return found
