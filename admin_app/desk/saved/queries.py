"""The saved views that somebody sees, read once in a request: each page's sidebar has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_login import current_user
from sqlalchemy import JSON, ColumnElement, literal_column, select

from admin_app.extensions import db

MOST = 50
"""Of one's own, and of those that others share."""
_KEPT = "saved_views"


@dataclass(frozen=True)
class Seen:
    """A saved view as the sidebar knows it."""

    id: int
    name: str
    screen: str
    query: str


def views_of(owner: str) -> ColumnElement[Any]:
    """The views that a person sees, as a column of the statement that asks for the person.

    `owner` is that statement's column of the person's id, as SQL. Give what is found to
    `keep_views`.
    """
    on_sqlite = db.engine.dialect.name == "sqlite"
    listed = "json_group_array(json_array(%s))" if on_sqlite else "json_agg(json_build_array(%s))"
    columns = "id, name, screen, query"
    shared = "shared = 1" if on_sqlite else "shared"
    # Each kind from an index of its own, and never more than is shown.
    kinds = " UNION ALL ".join(
        f"SELECT * FROM (SELECT {columns} FROM saved_view WHERE {which} "  # noqa: S608
        f"ORDER BY name, id LIMIT {MOST}) AS kind"
        for which in (f"owner_id = {owner}", f"{shared} AND owner_id <> {owner}")
    )
    told = f"(SELECT {listed % columns} FROM ({kinds}) AS seen)"  # noqa: S608
    return literal_column(told, JSON())


def keep_views(found: Sequence[Sequence[Any]] | None) -> list[Seen]:
    """Keep what a column of `views_of` told, for this request."""
    kept = sorted(
        (Seen(*one) for one in found or ()), key=lambda one: (one.name.casefold(), one.id)
    )
    db.session().info[_KEPT] = kept
    return kept


def saved_views() -> list[Seen]:
    """The views that this person sees, by name; asked for only if the page did not yet."""
    info = db.session().info
    if _KEPT not in info:
        asked = select(views_of(str(int(current_user.id))))
        return keep_views(db.session.connection().execute(asked).scalar_one())
    found: list[Seen] = info[_KEPT]
    return found
