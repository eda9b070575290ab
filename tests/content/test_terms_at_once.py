"""Two who make the same new tag at the same moment both save, and share it."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import func, select

from admin_app.content.models import Post, Tag, post_tag
from admin_app.extensions import db
from tests.support.cast import sign_in
from tests.support.together import at_once

ROUNDS, WRITERS = 3, 4


def test_the_same_new_tag_of_several_saves_at_once_is_one(
    app: Flask, people: dict[str, int]
) -> None:
    roles = ("owner", "editor", "author", "contributor")
    clients = [sign_in(app, role) for role in roles]
    for turn in range(ROUNDS):
        pages = [client.get("/admin/post/new/") for client in clients]

        def save(number: int, turn: int = turn, pages: list[Any] = pages) -> int:
            fields = {
                "title": f"Post {turn} {number}",
                "tags": f"Tide {turn}, Shared {turn}, Own {turn} {number}",
                "categories": f"News {turn}",
            }
            return int(clients[number].send(pages[number], fields).status_code)

        answers = at_once([lambda number=number: save(number) for number in range(WRITERS)])
        assert answers == [303] * WRITERS
    with app.app_context():
        shared = select(Tag).where(Tag.name.like("Shared%")).order_by(Tag.name)
        found = db.session.scalars(shared).all()
        assert [(tag.name, tag.slug, tag.post_count) for tag in found] == [
            (f"Shared {turn}", f"shared-{turn}", WRITERS) for turn in range(ROUNDS)
        ]
        assert db.session.scalar(select(func.count()).select_from(Post)) == ROUNDS * WRITERS
        assert db.session.scalar(select(func.count()).select_from(post_tag)) == 36
