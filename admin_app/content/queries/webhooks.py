"""Webhooks, what they were sent, and what a save has to tell them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from admin_app.content.models import Post, Webhook
from admin_app.extensions import db
from admin_app.history.models import Change, Changeset
from admin_app.ids import among
from admin_app.outbox.models import OutboxMessage

PORTION = 5_000
LAST = 20


def webhook(webhook_id: int) -> Webhook | None:
    """The webhook with this id."""
    return db.session.get(Webhook, webhook_id, populate_existing=True)


def open_webhooks() -> list[Webhook]:
    """Those that are on."""
    return list(db.session.scalars(select(Webhook).where(Webhook.is_on).order_by(Webhook.id)))


def deliveries(hook: Webhook) -> Sequence[OutboxMessage]:
    """What it was last sent, or is to be sent; the newest first."""
    return db.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.belongs_to == hook.belongings)
        .order_by(OutboxMessage.id.desc())
        .limit(LAST)
    ).all()


def changeset_of(changeset_id: int) -> Any:
    """(at, actor_name) of a save; None where it is gone."""
    return db.session.execute(
        select(Changeset.at, Changeset.actor_name).where(Changeset.id == changeset_id)
    ).one_or_none()


def changes_told(changeset_id: int, belongs_to: str) -> tuple[int, int]:
    """Until which change of this save others are told, and which is its newest; one statement."""
    told = (
        select(OutboxMessage.payload["upto"].as_integer())
        .where(OutboxMessage.belongs_to == belongs_to)
        .order_by(OutboxMessage.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    newest = (
        select(Change.id)
        .where(Change.changeset_id == changeset_id)
        .order_by(Change.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    row = db.session.execute(select(func.coalesce(told, 0), func.coalesce(newest, 0))).one()
    return row[0], row[1]


def changes_of_states(changeset_id: int, since: int, upto: int) -> Iterator[Any]:
    """What a save changed of comments and posts: entity, id, verb, states and moments, in order.

    Only the changes after `since` and until `upto`. Read in portions; the many rows that a large
    import made are not told of one by one.
    """
    last = since
    named = ("status", "published_at", "created_at")
    while True:
        rows = db.session.execute(
            select(
                Change.id,
                Change.entity,
                Change.entity_id,
                Change.verb,
                *(Change.before[name].as_string().label(f"before_{name}") for name in named),
                *(Change.after[name].as_string().label(f"after_{name}") for name in named),
            )
            .where(
                Change.changeset_id == changeset_id,
                Change.id > last,
                Change.id <= upto,
                Change.last_id.is_(None),
                Change.entity.in_(("comment", "post")),
            )
            .order_by(Change.id)
            .limit(PORTION)
        ).all()
        yield from rows
        if len(rows) < PORTION:
            return
        last = rows[-1].id


def states_of_posts(ids: Sequence[int]) -> dict[int, tuple[str, datetime | None]]:
    """(status, published_at) of these posts, by id."""
    post = Post.__table__.c
    rows = db.session.execute(
        select(post.id, post.status, post.published_at).where(among(post.id, ids)).order_by(post.id)
    )
    return {row.id: (row.status, row.published_at) for row in rows}


def came_out(since: datetime, until: datetime, limit: int) -> Sequence[Any]:
    """(id, published_at) of scheduled posts whose moment lies between these, oldest first."""
    post = Post.__table__.c
    return db.session.execute(
        select(post.id, post.published_at)
        .where(post.status == "scheduled", post.published_at > since, post.published_at <= until)
        .order_by(post.published_at, post.id)
        .limit(limit)
    ).all()


def posts_to_tell(ids: Sequence[int]) -> Sequence[Any]:
    """What others are told of these posts."""
    post = Post.__table__.c
    names = ("id", "title", "slug", "excerpt", "status", "published_at", "password")
    return db.session.execute(
        select(*(post[name] for name in names)).where(among(post.id, ids)).order_by(post.id)
    ).all()


def taken_keys(keys: Sequence[str]) -> set[str]:
    """Those of these keys under which a message was posted already."""
    found = select(OutboxMessage.key).where(OutboxMessage.key.in_(keys)).order_by(OutboxMessage.id)
    return {key for key in db.session.scalars(found) if key}
