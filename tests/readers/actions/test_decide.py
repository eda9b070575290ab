"""Deciding at the same moment, and what a failure leaves."""

from __future__ import annotations

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from admin_app.content.models import Post
from admin_app.extensions import db
from admin_app.history.models import Change, Changeset
from admin_app.people.models import User
from admin_app.readers.actions.decide import AlreadyDecided, decide
from admin_app.readers.models import Comment, CommentStatus
from admin_app.unit_of_work import one_commit, retrying
from tests.support.together import at_once
from tests.support.traffic import failing_at


@pytest.fixture
def waiting(app: Flask) -> list[int]:
    """Fifty comments that wait."""
    with app.app_context(), one_commit("Readers wrote", record=False):
        post = Post(title="Post", slug="post", body="")
        db.session.add(post)
        db.session.flush()
        rows = [
            {"post_id": post.id, "author_name": f"Reader {n}", "body": "Words"} for n in range(50)
        ]
        return list(db.session.scalars(insert(Comment).returning(Comment.id), rows))


def settle(app: Flask, person_id: int, ids: list[int], verdict: CommentStatus) -> None:
    with app.app_context():

        def work() -> None:
            with one_commit(f"To {verdict}"):
                person = db.session.get(User, person_id)
                assert person
                decide(person, ids, verdict, dict.fromkeys(ids, "pending"))

        retrying(work)


def test_of_two_who_decide_at_once_one_is_told(
    app: Flask, people: dict[str, int], waiting: list[int]
) -> None:
    def run(role: str, verdict: CommentStatus) -> str:
        try:
            settle(app, people[role], waiting, verdict)
        except AlreadyDecided as late:
            return late.message
        return ""

    told = at_once(
        [
            partial(run, "moderator", CommentStatus.APPROVED),
            partial(run, "editor", CommentStatus.SPAM),
        ]
    )
    with app.app_context():
        states = set(db.session.scalars(select(Comment.status)))
        changes = db.session.scalar(select(func.count()).select_from(Change))
    assert len(states) == 1
    assert states < {"approved", "spam"}
    assert changes == len(waiting)
    assert sorted(told) == [
        "",
        (
            f"Others have decided over {len(waiting)} of these comments meanwhile; "
            "nothing was changed."
        ),
    ]


def everything(app: Flask) -> tuple[list[str], int, int]:
    with app.app_context():
        states = list(db.session.scalars(select(Comment.status).order_by(Comment.id)))
        counted = db.session.scalar(select(Post.comment_count)) or 0
        return states, counted, db.session.scalar(select(func.count(Changeset.id))) or 0


def test_a_failure_at_any_point_leaves_all_or_nothing(
    app: Flask, people: dict[str, int], waiting: list[int]
) -> None:
    before = everything(app)
    for point in range(1, 40):
        with failing_at(point) as traffic:
            try:
                settle(app, people["moderator"], waiting, CommentStatus.APPROVED)
            except Exception:  # noqa: BLE001 - whatever the driver made of it
                assert everything(app) == before
        if len(traffic.events) < point:
            break
    assert everything(app) == (["approved"] * 50, 50, 1)
