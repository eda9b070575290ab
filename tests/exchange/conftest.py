"""Sites to move, and a way to compare them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import text

from admin_app.extensions import db
from tests.support.databases import Database

Rows = list[tuple[Any, ...]]

SAMPLES = Path(__file__).parent / "samples"

# Everything of a site that moves with it, with names in the place of ids.
CONTENT = {
    "people": 'SELECT slug, email, name FROM "user" ORDER BY slug',
    "categories": "SELECT c.slug, c.name, c.name_key, c.description, p.slug, c.post_count "
    "FROM category c LEFT JOIN category p ON p.id = c.parent_id ORDER BY c.slug",
    "tags": "SELECT slug, name, name_key, description, post_count FROM tag ORDER BY slug",
    "posts": "SELECT t.slug, title, body, excerpt, status, status_before_trash, published_at, "
    "t.created_at, updated_at, comments_open, comments_mode, comments_close_after_days, "
    "planned_on, t.password, coalesce(n, 0), sticky, u.slug "
    'FROM post t LEFT JOIN "user" u ON u.id = author_id '
    "LEFT JOIN post_comment_count ON text_id = t.id ORDER BY t.slug",
    "pages": "SELECT t.slug, t.title, t.body, t.excerpt, t.status, t.status_before_trash, "
    "t.published_at, t.created_at, t.updated_at, t.comments_open, t.comments_mode, "
    "t.comments_close_after_days, t.planned_on, t.password, coalesce(n, 0), "
    "t.position, p.slug, u.slug FROM page t LEFT JOIN page p ON p.id = t.parent_id "
    'LEFT JOIN "user" u ON u.id = t.author_id '
    "LEFT JOIN page_comment_count ON text_id = t.id ORDER BY t.slug",
    "tags of posts": "SELECT p.slug, t.slug FROM post_tag JOIN post p ON p.id = post_id "
    "JOIN tag t ON t.id = tag_id ORDER BY 1, 2",
    "categories of posts": "SELECT p.slug, t.slug FROM post_category JOIN post p "
    "ON p.id = post_id JOIN category t ON t.id = category_id ORDER BY 1, 2",
    "comments": "SELECT c.created_at, post.slug, page.slug, a.body, a.created_at, c.depth, "
    "u.slug, c.author_name, c.author_email, c.author_url, c.author_ip, c.body, c.fingerprint, "
    "c.status, c.decided_at, d.slug FROM comment c LEFT JOIN post ON post.id = c.post_id "
    "LEFT JOIN page ON page.id = c.page_id LEFT JOIN comment a ON a.id = c.parent_id "
    'LEFT JOIN "user" u ON u.id = c.user_id LEFT JOIN "user" d ON d.id = c.decided_by_id '
    "ORDER BY c.created_at, c.body",
    "tallies": "SELECT entity, state, sum(n) FROM tally GROUP BY entity, state "
    "HAVING sum(n) <> 0 ORDER BY entity, state",
}


def rows(statement: str) -> Rows:
    """What the database answers, outside any transaction that goes on."""
    found = [tuple(row) for row in db.session.execute(text(statement))]
    db.session.rollback()
    return found


def content() -> dict[str, Rows]:
    """The whole content of the site, to be compared."""
    return {name: rows(statement) for name, statement in CONTENT.items()}


def counts() -> dict[str, int]:
    """How many rows each table of content has."""
    tables = ("post", "page", "comment", "category", "tag", "user", "post_tag", "post_category")
    return {table: rows(f'SELECT count(*) FROM "{table}"')[0][0] for table in tables}


@pytest.fixture
def empty_site(app: Flask, database: Database) -> Callable[[], None]:
    """Makes the site what it is after the migrations."""

    def empty() -> None:
        db.session.remove()
        database.renew(db.engine)

    return empty


@pytest.fixture
def run(app: Flask) -> FlaskCliRunner:
    """Runs a flask command."""
    return app.test_cli_runner()
