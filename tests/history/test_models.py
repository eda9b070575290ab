"""A row that history keeps has its id for good."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import text

from admin_app.content.models import Tag
from admin_app.extensions import db
from admin_app.history.removal import remove
from admin_app.history.rows import recorded_models, table_of
from admin_app.unit_of_work import one_commit


def make_tag(name: str) -> int:
    with one_commit("Made"):
        tag = Tag(name=name, slug=name)
        db.session.add(tag)
        db.session.flush()
        return tag.id


def test_the_id_of_a_deleted_row_is_not_given_away_again(app: Flask) -> None:
    with app.test_request_context():
        first = make_tag("fish")
        with one_commit("Deleted"):
            remove(Tag, [first])
        assert make_tag("boats") > first


def test_no_recorded_table_gives_ids_away_again(app: Flask) -> None:
    """PostgreSQL's sequences never go back; SQLite has to be told."""
    with app.test_request_context():
        assert recorded_models()
        for name, model in recorded_models().items():
            assert table_of(model).dialect_options["sqlite"]["autoincrement"], name
        if db.engine.dialect.name == "sqlite":
            found = db.session.execute(text("SELECT name, sql FROM sqlite_master"))
            made = {row.name: row.sql for row in found}
            assert all("AUTOINCREMENT" in made[name] for name in recorded_models())
