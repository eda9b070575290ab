"""Whole tables, read in portions, as they all were at one moment."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Table, exists, or_, select

from admin_app.content.models import Page, Post
from admin_app.extensions import db
from admin_app.history.rows import table_of
from admin_app.ids import among
from admin_app.people.models import User
from admin_app.readers.models import Comment

PORTION: Final = 500
POSTS: Final = table_of(Post)


def hold_still() -> None:
    """From here to the end of the transaction every read sees the same moment."""
    db.session.rollback()
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.connection(
            execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        )
    else:
        db.session.connection()


def portions(
    table: Table, columns: Sequence[str], *where: ColumnElement[bool]
) -> Iterator[Sequence[Row[Any]]]:
    """The rows by id, some hundred at a time, with these columns."""
    wanted = [table.c.id, *(table.c[name] for name in columns if name != "id")]
    last = 0
    while rows := db.session.execute(
        select(*wanted).where(table.c.id > last, *where).order_by(table.c.id).limit(PORTION)
    ).all():
        yield rows
        last = rows[-1].id


def linked(link: Table, other: str, post_ids: Collection[int]) -> dict[int, list[int]]:
    """The ids on the other side of this link table, for each of these posts that has any."""
    found: dict[int, list[int]] = {}
    rows = db.session.execute(
        select(link.c.post_id, link.c[other])
        .where(among(link.c.post_id, post_ids))
        .order_by(link.c.post_id, link.c[other])
    )
    for post_id, other_id in rows:
        found.setdefault(post_id, []).append(other_id)
    return found


def comments_under(
    parent: str, ids: Collection[int], columns: Sequence[str]
) -> dict[int, list[Row[Any]]]:
    """All comments under these posts or pages (`parent` is post_id or page_id), oldest first."""
    table: Any = Comment.__table__
    wanted = [table.c[parent].label("under"), *(table.c[name] for name in columns)]
    found: dict[int, list[Row[Any]]] = {}
    for row in db.session.execute(
        select(*wanted).where(among(table.c[parent], ids)).order_by(table.c[parent], table.c.id)
    ):
        found.setdefault(row.under, []).append(row)
    return found


def has_written() -> ColumnElement[bool]:
    """Whether a person's name stands over a text, or beside a comment."""
    return or_(
        exists().where(Post.author_id == User.id),
        exists().where(Page.author_id == User.id),
        exists().where(Comment.user_id == User.id),
        exists().where(Comment.decided_by_id == User.id),
    )


def slugs(model: Any) -> dict[int, str]:
    """The slug of each row: for tables that are small enough to hold."""
    return {row.id: row.slug for row in db.session.execute(select(model.id, model.slug))}
