"""Selects over redirects, for the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select

from admin_app.columns import now
from admin_app.content.addresses import path_of, row_at
from admin_app.content.models import Category, Page, Post, Redirect, Tag
from admin_app.extensions import db

MODELS: dict[str, type[Post] | type[Page] | type[Tag] | type[Category]] = {
    "post": Post,
    "page": Page,
    "tag": Tag,
    "category": Category,
}
MOST_OLD = 50


def redirects_around(paths: Sequence[str], old: str | None = None) -> Sequence[Redirect]:
    """Those from these paths, and those that lead to the path `old` by name; locked."""
    found = Redirect.path.in_(paths)
    rows = select(Redirect).where(or_(found, Redirect.url == old) if old else found)
    return db.session.scalars(rows.order_by(Redirect.id).with_for_update()).all()


def row_id_at(path: str) -> tuple[str, int] | None:
    """The table and id of the row that this path names, whoever may see it."""
    named = row_at(path)
    if named is None:
        return None
    kind, slug = named
    row_id = db.session.scalar(select(MODELS[kind].id).where(MODELS[kind].slug == slug))
    return None if row_id is None else (kind, row_id)


def name_of_live(path: str) -> str | None:
    """What readers find at this path, by its title or name."""
    named = row_at(path)
    if named is None:
        return None
    kind, slug = named
    model: Any = MODELS[kind]
    rows = select(model.name if kind in ("tag", "category") else model.title)
    rows = rows.where(model.slug == slug)
    if kind in ("post", "page"):
        rows = rows.where(model.is_live(now()))
    name: str | None = db.session.scalar(rows)
    return name


def address_of(redirect: Redirect) -> str:
    """Where it leads now: a path of this site, or an address elsewhere."""
    target = redirect.target()
    if target is None:
        return redirect.url or ""
    kind, row_id = target
    model = MODELS[kind]
    slug = db.session.scalar(select(model.slug).where(model.id == row_id))
    return path_of(kind, slug or "")


def old_paths(kind: str, row_id: int) -> list[str]:
    """The addresses that lead to this row, the newest first."""
    column = getattr(Redirect, f"{kind}_id")
    return list(
        db.session.scalars(
            select(Redirect.path)
            .where(column == row_id)
            .order_by(Redirect.id.desc())
            .limit(MOST_OLD)
        )
    )
