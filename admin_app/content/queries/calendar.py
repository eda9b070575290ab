"""What stands on each day of the calendar: a few rows a day, along the indexes of the moments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, literal_column, select, union_all

from admin_app.columns import UtcDateTime
from admin_app.content.models import OPEN, Page, PlannedChange, Post
from admin_app.content.models.publishable import live_states
from admin_app.content.policy.texts import visible_texts
from admin_app.content.queries.planned import visible_changes
from admin_app.extensions import db
from admin_app.people.permissions import Permission

MOST = 600
"""Rows of the kinds that people plan by hand, in all the days that are shown."""


@dataclass(frozen=True)
class Item:
    """Something on a day. `what` is post, page, post-plan, page-plan or change."""

    what: str
    id: int
    title: str
    version: int
    moment: datetime | None = None
    day: date | None = None
    status: str = ""


def dated_posts(person: Any, starts: Sequence[datetime], cap: int) -> list[Item]:
    """Scheduled and published posts, at most `cap` and one more of each day; one statement.

    `starts` are the beginnings of the days and, at the end, of the one that is shown no more.
    """
    own = not person.may(Permission.POST_EDIT_ANY)
    statement = _days_of_posts(len(starts) - 1, cap + 1, own)
    moments = {f"start_{number}": start for number, start in enumerate(starts)}
    rows = db.session.execute(statement, moments | ({"person": person.id} if own else {}))
    return [Item("post", *row) for row in rows]


@cache
def _days_of_posts(days: int, limit: int, own: bool) -> Any:
    # A statement for each day, and all of them in one: on a site with a hundred posts a day, the
    # month would be thousands of rows.
    def of_day(number: int) -> Select[Any]:
        start, end = (bindparam(f"start_{n}", type_=UtcDateTime()) for n in (number, number + 1))
        rows = select(Post.id, Post.title, Post.version, Post.published_at, Post.status).where(
            live_states(Post), Post.published_at >= start, Post.published_at < end
        )
        if own:
            rows = rows.where(Post.author_id == bindparam("person"))
        one = rows.order_by(Post.published_at, Post.id).limit(literal_column(str(limit)))
        part = one.subquery()
        return select(
            part.c.id, part.c.title, part.c.version, part.c.published_at, _none(), part.c.status
        )

    return union_all(*(of_day(number) for number in range(days)))


def _none() -> Any:
    return literal_column("NULL").label("day")


def dated_pages(person: Any, start: datetime, end: datetime) -> list[Item]:
    """Scheduled and published pages between these moments."""
    if not person.may(Permission.PAGE_EDIT):
        return []
    rows = db.session.execute(
        select(Page.id, Page.title, Page.version, Page.published_at, _none(), Page.status)
        .where(live_states(Page), Page.published_at >= start, Page.published_at < end)
        .order_by(Page.published_at, Page.id)
        .limit(MOST)
    )
    return [Item("page", *row) for row in rows]


def planned_texts(person: Any, first: date, last: date) -> list[Item]:
    """What is planned for these days, the last one among them, the trash apart."""
    kinds: list[tuple[str, type[Post] | type[Page]]] = [("post-plan", Post)]
    if person.may(Permission.PAGE_EDIT):
        kinds.append(("page-plan", Page))
    parts: list[Any] = [
        select(
            literal_column(f"'{what}'").label("what"),
            model.id,
            model.title,
            model.version,
            literal_column("NULL").label("moment"),
            model.planned_on,
            model.status,
        ).where(
            visible_texts(person, model),
            model.planned_on >= first,
            model.planned_on <= last,
            model.status != literal_column("'trash'"),
        )
        for what, model in kinds
    ]
    found = union_all(*parts).subquery()
    rows = select(found).order_by(found.c.planned_on, found.c.what, found.c.id).limit(MOST)
    return [Item(*row) for row in db.session.execute(rows)]


def dated_changes(person: Any, start: datetime, end: datetime) -> list[Item]:
    """Planned changes that wait or have failed, between these moments."""
    rows = db.session.execute(
        select(
            PlannedChange.id,
            PlannedChange.title,
            PlannedChange.version,
            PlannedChange.goes_live_at,
            _none(),
            PlannedChange.state,
        )
        .where(
            PlannedChange.state.in_(OPEN),
            PlannedChange.goes_live_at >= start,
            PlannedChange.goes_live_at < end,
            visible_changes(person),
        )
        .order_by(PlannedChange.goes_live_at, PlannedChange.id)
        .limit(MOST)
    )
    return [Item("change", *row) for row in rows]
