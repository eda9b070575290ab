"""One card for one moderator."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from admin_app.columns import now
from admin_app.extensions import db
from admin_app.readers.models import Claim
from admin_app.unit_of_work import one_commit
from tests.readers.desk.conftest import Say
from tests.readers.desk.queue import QUEUE, act
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.forms import find_form
from tests.support.traffic import Traffic

CLAIM = f"{QUEUE}claim/"


def take(client: Client, comment: int | str, *shown: int, **more: str) -> Any:
    token = find_form(client.get("/admin/").text, "/admin/", "/logout", {}).data({})
    fields = {**token, "id": comment, **{f"seen-{one}": "pending" for one in shown}, **more}
    return client.post(CLAIM, data=fields)


def held(app: Flask) -> dict[int, int]:
    with app.app_context():
        return dict(db.session.execute(select(Claim.comment_id, Claim.user_id)).all())


def test_a_card_in_hand_is_told_to_the_others_until_its_holder_goes_on(
    app: Flask, moderator: Client, editor: Client, say: Say, people: dict[str, int]
) -> None:
    first, second, third = say(3)
    assert take(editor, first, first, second, third).json == {
        "held": {},
        "decided": {},
        "gone": [],
    }
    told = take(moderator, first, first, second, third).json
    assert told["held"] == {str(first): "Editor Moor"}
    assert held(app) == {first: people["editor"]}
    take(moderator, second, first, second, third)
    take(editor, third, first, second, third)
    assert held(app) == {second: people["moderator"], third: people["editor"]}
    take(editor, "", leaving="1")
    assert held(app) == {second: people["moderator"]}


def test_a_claim_ends_after_two_minutes_and_keeps_nobody_from_deciding(
    app: Flask, moderator: Client, editor: Client, say: Say
) -> None:
    (comment,) = say(1)
    take(editor, comment, comment)
    with app.app_context():
        until = db.session.scalar(select(Claim.until))
        assert now() + timedelta(seconds=100) < until <= now() + timedelta(seconds=120)
        with one_commit("Time passes", record=False):
            db.session.execute(update(Claim).values(until=now() - timedelta(seconds=1)))
    assert take(moderator, comment, comment).json["held"] == {}
    assert act(editor, "approve", comment, seen="pending").status_code == 303


def test_what_others_decided_meanwhile_is_told_with_it(
    moderator: Client, editor: Client, say: Say
) -> None:
    ids = say(3)
    act(editor, "spam", ids[0])
    told = take(moderator, ids[1], *ids, 999_999).json
    assert told["decided"] == {
        str(ids[0]): {"status": "spam", "words": "Editor Moor marked this as spam just now."}
    }
    assert told["gone"] == [999_999]


def test_it_is_one_commit_and_two_statements_however_many_cards_are_shown(
    moderator: Client, say: Say, traffic: Traffic
) -> None:
    ids = say(100)
    take(moderator, ids[0], *ids)
    traffic.clear()
    answer = take(moderator, ids[1], *ids)
    assert answer.status_code == 200
    assert traffic.commits == 1
    ours = [one for one in traffic.statements if "comment_claim" in one]
    assert len(ours) == 2, ours
    with moderator.application.app_context():
        from admin_app.history.models import Changeset

        assert db.session.scalar(select(Changeset.id).limit(1)) is None


def test_it_is_for_moderators_and_what_is_no_id_is_not_found(
    app: Flask, moderator: Client, people: dict[str, int], say: Say
) -> None:
    (comment,) = say(1)
    assert take(sign_in(app, "author"), comment, comment).status_code == 403
    assert held(app) == {}
    for row in ("", "abc", "-1", "9" * 30):
        assert take(moderator, row, comment).status_code == 404
    assert take(moderator, 999_999, comment).status_code == 200
    assert held(app) == {}
