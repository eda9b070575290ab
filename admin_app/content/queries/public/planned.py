"""Changes whose moment has come, read into what is shown before anybody has stored them.

A text says itself when it next changes: nothing is asked for those that have nothing due.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, literal_column, select, union_all
from sqlalchemy.orm.attributes import set_committed_value

from admin_app.columns import now
from admin_app.content.models import Category, Media, Page, PlannedChange, Post, Tag
from admin_app.content.planned import OWN, coming_to, put_upon
from admin_app.content.queries.public.moment import reading_moment
from admin_app.content.queries.stretch import AnyRow
from admin_app.extensions import db
from admin_app.history.rows import plain
from admin_app.ids import among
from admin_app.people.models import User

# An address stays as it is until the change is made: links lead there until then.
SHOWN = (
    "author_id",
    "body",
    "comments_close_after_days",
    "comments_mode",
    "comments_open",
    "excerpt",
    "own_fields",
    "password",
    "picture_id",
    "seo_description",
    "seo_title",
    "social_picture_id",
    "title",
)
Due = tuple[dict[str, Any], dict[str, Any], datetime]
"""Before, after, and when it goes live."""
TERMS: dict[str, tuple[str, Any]] = {"tags": ("tag", Tag), "categories": ("category", Category)}


def with_due_changes(text: Post | Page) -> Post | Page:
    """The text, loaded for reading alone, as it is to be by the moment of reading.

    A change that would lose somebody's words is left out, as it will not be made either; so is one
    whose planner has no account any more.
    """
    at = reading_moment()
    if text.changes_at is None or text.changes_at > at:
        return text
    own = PlannedChange.post_id if isinstance(text, Post) else PlannedChange.page_id
    for before, after, _ in _due([text.id], own, at)[text.id]:
        _put(text, before, after)
    _furnish(text)
    return text


def _put(text: Post | Page, before: dict[str, Any], after: dict[str, Any]) -> None:
    words = {name: value for name, value in after.items() if name in SHOWN and hasattr(text, name)}
    outcome = coming_to(before, words, {name: plain(getattr(text, name)) for name in words})
    if outcome.clashes:
        return
    for name, value in outcome.values.items():
        stands = put_upon(text.own_fields or {}, value) if name == OWN else value
        set_committed_value(text, name, stands)
    terms = {name: after[name] for name in TERMS if name in after}
    text.__dict__["planned_terms"] = text.__dict__.get("planned_terms", {}) | terms


def planned_terms(text: Post) -> dict[str, list[AnyRow]]:
    """The (name, slug) of the terms that a due change gives the text, by kind; those there are."""
    found: dict[str, list[AnyRow]] = {}
    for name, names in text.__dict__.get("planned_terms", {}).items():
        kind, model = TERMS[name]
        rows = select(model.name, model.slug, model.id).where(model.name.in_(names))
        found[kind] = list(db.session.execute(rows.order_by(model.name, model.id)))
    return found


def rows_with_due_changes(rows: Sequence[Any]) -> Sequence[Any]:
    """Rows of a list of posts as they are to be by the moment of reading."""
    at = reading_moment()
    due = [row.id for row in rows if row.changes_at is not None and row.changes_at <= at]
    if not due:
        return rows
    changes = _due(due, PlannedChange.post_id, at)
    return [_changed(row, changes[row.id]) if row.id in changes else row for row in rows]


def _changed(row: Any, changes: Iterable[Due]) -> Any:
    shown = SimpleNamespace(**row._mapping)
    for before, after, at in changes:
        if hasattr(shown, "updated_at"):
            shown.updated_at = max(shown.updated_at, at)
        for name in ("title", "excerpt"):
            if name in after and getattr(shown, name) == before[name]:
                setattr(shown, name, after[name])
        if "password" in after:
            shown.locked = after["password"] is not None
        if shown.locked:
            shown.excerpt = shown.opening = shown.body = ""
        elif "body" in after:
            shown.opening = after["body"][:3000]
            if hasattr(shown, "body"):
                shown.body = after["body"]
    return shown


def _due(ids: Sequence[int], own: Any, at: datetime) -> dict[int, list[Due]]:
    found: dict[int, list[Due]] = defaultdict(list)
    columns = own, PlannedChange.before, PlannedChange.after, PlannedChange.goes_live_at
    waiting = select(*columns).where(
        among(own, ids),
        PlannedChange.state == literal_column("'waiting'"),
        PlannedChange.goes_live_at <= at,
        PlannedChange.author_id.in_(select(User.id).where(User.active)),
    )
    for text_id, *change in db.session.execute(
        waiting.order_by(PlannedChange.goes_live_at, PlannedChange.id)
    ):
        found[text_id].append((change[0], change[1], change[2]))
    return found


def _furnish(text: Post | Page) -> None:
    """The picture and the author that it names by now."""
    if isinstance(text, Post) and getattr(text.picture, "id", None) != text.picture_id:
        picture = db.session.get(Media, text.picture_id) if text.picture_id else None
        set_committed_value(text, "picture", picture)
    if getattr(text.author, "id", None) != text.author_id:
        author = db.session.get(User, text.author_id) if text.author_id else None
        set_committed_value(text, "author", author)


def steps(at: datetime) -> tuple[AnyRow | None, AnyRow | None]:
    """What changes last before this moment, and what changes first after it: (moment, title).

    Only what is still to come: scheduled texts and planned changes; one statement.
    """
    moments = (
        (Post.published_at, Post.title, Post.status == literal_column("'scheduled'")),
        (Page.published_at, Page.title, Page.status == literal_column("'scheduled'")),
        (
            PlannedChange.goes_live_at,
            PlannedChange.title,
            PlannedChange.state == literal_column("'waiting'"),
        ),
    )
    parts = [
        part
        for moment, title, comes in moments
        for part in (
            _step("before", moment, title, comes & (moment > now()) & (moment < at), False),
            _step("after", moment, title, comes & (moment > max(at, now())), True),
        )
    ]
    rows = db.session.execute(union_all(*parts)).all()
    before = [row for row in rows if row.side == "before"]
    after = [row for row in rows if row.side == "after"]
    return (
        max(before, key=lambda row: row.moment, default=None),
        min(after, key=lambda row: row.moment, default=None),
    )


def _step(side: str, moment: Any, title: Any, condition: ColumnElement[bool], rising: bool) -> Any:
    order = moment.asc() if rising else moment.desc()
    one = (
        select(literal_column(f"'{side}'").label("side"), moment.label("moment"), title)
        .where(condition)
        .order_by(order)
        .limit(1)
        .subquery()
    )
    return select(one.c.side, one.c.moment, one.c[title.key])
