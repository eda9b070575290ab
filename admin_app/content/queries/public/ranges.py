"""Which months, and which portions of ids, hold anything live: probed, not counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, column, exists, func, select, values

from admin_app.columns import UtcDateTime
from admin_app.content.models import Page, Post
from admin_app.content.models.publishable import live_states
from admin_app.content.queries.public.moment import reading_moment
from admin_app.content.queries.stretch import AnyRow
from admin_app.extensions import db

Span = tuple[datetime, datetime]


def first_and_last_moment() -> Span | None:
    """The dates of the oldest and the newest live post; None where there is none."""
    live = Post.is_live(reading_moment())
    ends = [
        select(Post.published_at).where(live).order_by(*order).limit(1).scalar_subquery()
        for order in (
            (Post.published_at, Post.id),
            (Post.published_at.desc(), Post.id.desc()),
        )
    ]
    first, last = db.session.execute(select(ends[0], ends[1])).one()
    return None if first is None or last is None else (first, last)


def spans_with_posts(spans: Sequence[Span]) -> list[datetime]:
    """The starts of those spans (start, end before) that hold a live post, the newest first."""
    if not spans:
        return []
    moment, at = UtcDateTime(), reading_moment()
    past = [(start, min(until, at)) for start, until in spans]
    span = values(column("start", moment), column("until", moment), name="span").data(past)
    span_ = span.cte("span")
    held = exists().where(
        live_states(Post),
        Post.published_at >= span_.c.start,
        Post.published_at < span_.c.until,
    )
    return list(
        db.session.scalars(select(span_.c.start).where(held).order_by(span_.c.start.desc()))
    )


def parts_with(model: type[Post | Page], size: int) -> list[int]:
    """The numbers of those portions of `size` ids that hold a live text; the first is 1."""
    last = db.session.scalar(select(func.max(model.id))) or 0
    if not last:
        return []
    numbers = [(number,) for number in range(1, (last - 1) // size + 2)]
    part = values(column("number", BigInteger()), name="part").data(numbers).cte("part")
    held = exists().where(
        *_open(model), model.id > (part.c.number - 1) * size, model.id <= part.c.number * size
    )
    return list(db.session.scalars(select(part.c.number).where(held).order_by(part.c.number)))


def part_of(model: type[Post | Page], number: int, size: int) -> Iterator[AnyRow]:
    """Slug and `updated_at` of the live texts in one portion of ids, fetched as they are read."""
    yield from db.session.execute(
        select(model.slug, model.updated_at)
        .where(*_open(model), model.id > (number - 1) * size, model.id <= number * size)
        .order_by(model.id)
        .execution_options(yield_per=500)
    )


def _open(model: type[Post | Page]) -> tuple[Any, ...]:
    return model.is_live(reading_moment()), model.password.is_(None), model.noindex.is_(False)
