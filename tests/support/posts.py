"""Posts for tests that are about something else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask

from admin_app.columns import now
from admin_app.content.models import Post
from admin_app.extensions import db
from admin_app.unit_of_work import one_commit


def make_post(app: Flask, slug: str, body: str = "", status: str = "published", **more: Any) -> int:
    """A post whose title is its slug, out since yesterday where it is published; its id."""
    with app.app_context(), one_commit("Set up", record=False):
        moment = now() - timedelta(days=1) if status == "published" else None
        row = Post(slug=slug, title=slug.capitalize(), status=status, published_at=moment, **more)
        row.body, row.tags, row.categories = body, [], []
        db.session.add(row)
        db.session.flush()
        return int(row.id)
