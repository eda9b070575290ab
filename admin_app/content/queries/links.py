"""Selects over the links in texts, and over where addresses lead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, literal, select, union_all

from admin_app.columns import now
from admin_app.content.addresses import path_of, row_at
from admin_app.content.models import Page, Post, Redirect, TextLink, TextLinkDue
from admin_app.content.policy.texts import visible_texts
from admin_app.content.queries.redirects import MODELS
from admin_app.content.queries.stretch import AnyRow, AnySelect
from admin_app.extensions import db

MOST_SHOWN = 200
# What the site answers by itself, and is not looked up.
OWN = ("/archive", "/authors/", "/feed.atom", "/media/", "/search", "/sitemap", "/static/")


@dataclass(frozen=True)
class Lead:
    """What readers find at a path. `found` is one of live, hidden, missing.

    `name` is what stands there, or would, as far as this person may know; `to` is where a redirect
    leads.
    """

    found: str
    name: str = ""
    to: str = ""


def source_column(kind: str) -> Any:
    """The column that names a text of this kind as the source of a link."""
    return TextLink.post_id if kind == "post" else TextLink.page_id


def kept_links(kind: str, ids: Collection[int]) -> dict[int, set[str]]:
    """The targets that are kept for each of these texts."""
    source = source_column(kind)
    rows = db.session.execute(
        select(source, TextLink.target).where(source.in_(ids)).order_by(TextLink.id)
    )
    found: dict[int, set[str]] = defaultdict(set)
    for text_id, target in rows:
        found[text_id].add(target)
    return found


def due_texts(limit: int) -> list[tuple[str, int]]:
    """Texts whose links have to be looked at again, of one kind, as (kind, id)."""
    rows = db.session.execute(
        select(TextLinkDue.kind, TextLinkDue.text_id)
        .order_by(TextLinkDue.kind, TextLinkDue.text_id)
        .limit(limit)
    ).all()
    return [(row.kind, row.text_id) for row in rows if row.kind == rows[0].kind]


def bodies_of(kind: str, ids: Collection[int]) -> dict[int, str]:
    """The bodies of these texts, which nobody changes until the unit of work ends."""
    model: Any = MODELS[kind]
    rows = db.session.execute(
        select(model.id, model.body).where(model.id.in_(ids)).order_by(model.id).with_for_update()
    )
    return {row.id: row.body for row in rows}


def linking_to(person: Any, paths: Sequence[str]) -> list[tuple[str, AnyRow]]:
    """The posts and pages that link to one of these paths, as far as the person may see them.

    Each with its kind: id, title, status and published_at; the newest first.
    """
    found: list[tuple[str, AnyRow]] = []
    for kind, model in (("post", Post), ("page", Page)):
        source = source_column(kind)
        linked = select(source).where(TextLink.target.in_(paths), source.is_not(None))
        rows = db.session.execute(
            select(model.id, model.title, model.status, model.published_at)
            .where(model.id.in_(linked), visible_texts(person, model))
            .order_by(model.id.desc())
            .limit(MOST_SHOWN)
        )
        found += [(kind, row) for row in rows]
    return found


def where_they_lead(person: Any, paths: Iterable[str]) -> dict[str, Lead]:
    """What readers find at each of these paths; two statements at most."""
    wanted = {path for path in paths if path != "/" and not path.startswith(OWN)}
    leads = {path: Lead("live") for path in paths if path not in wanted}
    for row in _rows_at(person, wanted):
        leads[path_of(row.kind, row.slug)] = _lead(row)
    unknown = [path for path in wanted if leads.get(path, Lead("")).found != "live"]
    if unknown:
        for row in db.session.execute(_redirects_from(unknown)):
            leads[row.path] = _led_on(row)
    return {path: leads.get(path, Lead("missing")) for path in (*leads, *wanted)}


def _rows_at(person: Any, paths: Collection[str]) -> Iterable[AnyRow]:
    slugs: dict[str, list[str]] = defaultdict(list)
    for path in sorted(paths):
        if named := row_at(path):
            slugs[named[0]].append(named[1])
    if not slugs:
        return []
    parts = [_rows_of(person, kind, each) for kind, each in slugs.items()]
    return db.session.execute(union_all(*parts)).all()


def _rows_of(person: Any, kind: str, slugs: Sequence[str]) -> AnySelect:
    model: Any = MODELS[kind]
    is_text = kind in ("post", "page")
    live: ColumnElement[Any] = model.is_live(now()) if is_text else literal(True)
    seen: ColumnElement[Any] = visible_texts(person, model) if is_text else literal(True)
    return select(
        literal(kind).label("kind"),
        model.slug.label("slug"),
        (model.title if is_text else model.name).label("name"),
        live.label("live"),
        seen.label("seen"),
    ).where(model.slug.in_(slugs))


def _lead(row: AnyRow) -> Lead:
    if row.live:
        return Lead("live", row.name)
    # That there is something at all is for those alone who may see it.
    return Lead("hidden", row.name) if row.seen else Lead("missing")


def _redirects_from(paths: Sequence[str]) -> AnySelect:
    columns: list[Any] = [Redirect.path, Redirect.url]
    rows: AnySelect = select(*columns).where(Redirect.path.in_(paths))
    for kind, model in MODELS.items():
        target = getattr(Redirect, f"{kind}_id")
        joined: Any = model.id == target
        if kind in ("post", "page"):
            joined = joined & model.is_live(now())  # type: ignore[union-attr]
        rows = rows.outerjoin_from(Redirect, model, joined).add_columns(model.slug.label(kind))
    return rows


def _led_on(row: AnyRow) -> Lead:
    for kind in MODELS:
        slug = getattr(row, kind)
        if slug is not None:
            return Lead("live", to=path_of(kind, slug))
    return Lead("live", to=row.url) if row.url else Lead("missing")
