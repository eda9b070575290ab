"""The versions of a row: what history keeps of its links."""

from __future__ import annotations

from flask import Flask

from admin_app.content.models import Category, Post, Tag
from admin_app.extensions import db
from admin_app.history.versions import ids_of_names
from admin_app.unit_of_work import one_commit


def test_names_are_the_ones_of_the_rows_however_they_are_written(app: Flask) -> None:
    with app.app_context():
        with one_commit("Set up"):
            db.session.add_all([Tag(name="Ärger", slug="a"), Tag(name="Straße", slug="b")])
            db.session.add(Category(name="Ärger", slug="a"))
        written = ["ärger", "STRASSE", "absent"]
        assert ids_of_names(Post, "tags", written) == [1, 2]
        assert ids_of_names(Post, "categories", written) == [1]
        assert ids_of_names(Post, "tags", []) == []
