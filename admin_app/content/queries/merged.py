"""Selects over names that were merged into other tags or categories."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import CompoundSelect, and_, func, literal_column, select, union_all
from sqlalchemy.orm import defer

from admin_app.content.models import Category, MergedTerm, Tag, merged_key
from admin_app.content.queries.terms import starts_like
from admin_app.extensions import Base, db
from admin_app.history.models import Change
from admin_app.unit_of_work import current_unit

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


def terms_meant(model: type[T], keys: Collection[str]) -> dict[str, T]:
    """The terms that have these name keys, or stand for them since they were merged, by key.

    One statement. Nobody deletes them until the unit of work ends, if one is open: they are about
    to be linked to.
    """
    wanted = {merged_key(model, key): key for key in keys}
    into = target_column(model)
    merged = MergedTerm.key.in_(wanted)
    # Found by the two unique indexes; an OR over the join would read all terms.
    meant = union_all(
        select(model.id).where(model.name_key.in_(keys)),
        select(into).where(merged, into.is_not(None)),
    )
    rows = (
        select(model, MergedTerm.key)
        .outerjoin(MergedTerm, and_(into == model.id, merged))
        .where(model.id.in_(meant))
        .order_by(model.id)
    )
    if current_unit():
        rows = rows.with_for_update(read=True, key_share=True, of=model)
    found: dict[str, T] = {}
    for term, key in db.session.execute(rows):
        if key is not None:
            found.setdefault(wanted[key], term)
        if term.name_key in keys:
            found[term.name_key] = term
    return found


def names_and_slugs_taken(
    model: type[T], names: Collection[str], slugs: Iterable[str]
) -> tuple[set[str], set[str]]:
    """Those of these name keys that were merged, and the slugs in use that start like one of these.

    One statement.
    """
    wanted = {merged_key(model, key): key for key in names}
    rows: CompoundSelect[Any] = union_all(
        select(literal_column("1").label("merged"), MergedTerm.key.label("taken")).where(
            MergedTerm.key.in_(wanted)
        ),
        select(literal_column("0"), model.slug).where(starts_like(model, slugs)),
    )
    found = db.session.execute(rows).all()
    return (
        {wanted[taken] for merged, taken in found if merged},
        {taken for merged, taken in found if not merged},
    )


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
