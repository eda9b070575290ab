"""The log of decisions, as moderators read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal_column, select

from admin_app.content.models import Page, Post
from admin_app.extensions import db
from admin_app.history.models import Change, Changeset
from admin_app.ids import among
from admin_app.people.models import User
from admin_app.readers.models import Appeal, Comment, Decision, Outcome, Rule
from admin_app.search import newest_found

FIRST_WORDS: Final = 160
"""Characters of the comment that a line of the log brings along."""
MOST_FOUND: Final = 1_000
"""A search looks at the decisions over so many of the newest comments that hold its words."""
MOST_CHANGES: Final = 1_000
MOST_CHOICES: Final = 200


@dataclass(frozen=True)
class Saved:
    """The save that a decision was part of, and the one that took it back, where there was one."""

    changeset_id: int
    undone_by: str | None
    undo_id: int | None


@cache
def lines() -> Select[Any]:
    """The decisions as plain rows; who asks filters and orders them."""
    one, comment, appeal = Decision.__table__, Comment.__table__, Appeal.__table__
    post, page, rule = Post.__table__, Page.__table__, Rule.__table__
    actor, other = User.__table__.alias(), User.__table__.alias()
    # The appeal that was granted while the decision stood: by it, it was overturned.
    granted = and_(
        appeal.c.comment_id == one.c.comment_id,
        appeal.c.outcome == literal_column(f"'{Outcome.GRANTED.value}'"),
        appeal.c.created_at > one.c.at,
        appeal.c.created_at <= one.c.ended_at,
    )
    first = func.substr(comment.c.body, literal_column("1"), literal_column(str(FIRST_WORDS)))
    return select(
        *one.c,
        comment.c.author_name,
        first.label("said"),
        func.coalesce(post.c.title, page.c.title).label("title"),
        actor.c.name.label("actor"),
        other.c.name.label("ended_by"),
        rule.c.sentence.label("rule"),
        appeal.c.id.label("appeal_id"),
    ).select_from(
        one.outerjoin(comment, comment.c.id == one.c.comment_id)
        .outerjoin(post, post.c.id == one.c.post_id)
        .outerjoin(page, page.c.id == one.c.page_id)
        .outerjoin(actor, actor.c.id == one.c.actor_id)
        .outerjoin(other, other.c.id == one.c.ended_by_id)
        .outerjoin(rule, rule.c.id == one.c.rule_id)
        .outerjoin(appeal, granted)
    )


def saves_of(rows: Sequence[Any]) -> dict[int, Saved]:
    """The saves that these decisions were part of, by the decision's id; one statement.

    What came in decided, or by import, was no save of this kind and is left out.
    """
    undoing = Changeset.__table__.alias()
    decided_at = Change.after["decided_at"].as_string()
    found = db.session.execute(
        select(
            Change.entity_id,
            decided_at,
            Change.changeset_id,
            undoing.c.actor_name,
            undoing.c.id.label("undo_id"),
        )
        .join(Changeset, Changeset.id == Change.changeset_id)
        .outerjoin(undoing, undoing.c.undoes_id == Change.changeset_id)
        .where(
            Change.entity == Comment.__tablename__,
            among(Change.entity_id, {row.comment_id for row in rows}),
            Change.verb == "edit",
            Changeset.undoes_id.is_(None),
            decided_at.is_not(None),
        )
        .order_by(Change.id.desc())
        .limit(MOST_CHANGES)
    )
    by_place = {
        (comment_id, at): Saved(changeset_id, name, undo_id)
        for comment_id, at, changeset_id, name, undo_id in found
    }
    places = {row.id: (row.comment_id, row.at.isoformat()) for row in rows}
    return {row_id: by_place[place] for row_id, place in places.items() if place in by_place}


def over_comments_with(words: str) -> ColumnElement[bool]:
    """The decisions over the newest comments that hold these words; those are asked for at once."""
    found = newest_found(select(Comment.id), Comment, words, MOST_FOUND)
    return among(Decision.comment_id, [row.id for row in found])


def under_post(text: str) -> ColumnElement[bool]:
    """The decisions under the post with this number or address."""
    if text.isascii() and text.isdigit() and len(text) < 19:
        return Decision.post_id == int(text)
    slug = text.strip("/").rpartition("/")[2]
    return Decision.post_id == select(Post.id).where(Post.slug == slug).scalar_subquery()


def deciders() -> list[tuple[int, str]]:
    """The people who have decided over a comment: (id, name), by name."""
    has = exists().where(Decision.actor_id == User.id)
    rows = select(User.id, User.name).where(has).order_by(User.name, User.id)
    return [(row.id, row.name) for row in db.session.execute(rows.limit(MOST_CHOICES))]


def ruling_rules() -> list[tuple[int, str]]:
    """The rules in their order: (id, sentence)."""
    rows = select(Rule.id, Rule.sentence).order_by(Rule.position, Rule.id).limit(MOST_CHOICES)
    return [(row.id, row.sentence) for row in db.session.execute(rows)]
