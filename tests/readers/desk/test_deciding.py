"""Deciding from the queue."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from admin_app.content.models import Post
from admin_app.extensions import db
from admin_app.history.models import Changeset
from admin_app.readers.models import Comment
from tests.readers.desk.conftest import Say
from tests.readers.desk.queue import ACTION, QUEUE, States, act, undo
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic


# What is decided
@pytest.mark.parametrize(
    ("before", "action", "after", "words"),
    [
        ("pending", "approve", "approved", "Approved 2 comments."),
        ("pending", "spam", "spam", "Marked 2 comments as spam."),
        ("pending", "remove", "removed", "Removed 2 comments."),
        ("approved", "spam", "spam", "Marked 2 comments as spam."),
        ("spam", "approve", "approved", "Approved 2 comments."),
        ("spam", "restore", "pending", "Restored 2 comments."),
        ("removed", "restore", "pending", "Restored 2 comments."),
    ],
)
def test_a_decision_is_one_commit_and_can_be_undone(
    app: Flask,
    moderator: Client,
    say: Say,
    states: States,
    people: dict[str, int],
    before: str,
    action: str,
    after: str,
    words: str,
) -> None:
    ids = say(2, status=before)
    left = say(1, status=before)
    answer = act(moderator, action, *ids, seen=before)
    assert answer.status_code == 303
    assert states(*ids) == [after, after]
    assert states(*left) == [before]
    page = moderator.get(answer.location)
    assert words in page.text
    assert "Undo" in page.text
    with app.app_context():
        comment = db.session.get(Comment, ids[0])
        assert comment
        decided = after != "pending"
        assert (comment.decided_at is not None) == decided
        assert comment.decided_by_id == (people["moderator"] if decided else None)
    undo(moderator, app)
    assert states(*ids) == [before, before]
    with app.app_context():
        comment = db.session.get(Comment, ids[0])
        assert comment
        assert comment.decided_by_id is None
        assert comment.decided_at is None


def test_a_button_of_a_card_means_that_card_whatever_is_ticked(
    moderator: Client, say: Say, states: States
) -> None:
    first, second, third = say(3)
    page = moderator.get(QUEUE)
    assert f'value="approve:{second}"' in page.text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    answer = moderator.post(
        ACTION,
        data={"action": f"approve:{second}", "rowid": [first, third], "csrf_token": token[1]},
    )
    assert answer.status_code == 303
    assert states(first, second, third) == ["pending", "approved", "pending"]


def test_the_same_page_decides_over_two_cards_one_after_the_other(
    moderator: Client, say: Say, states: States
) -> None:
    first, second = say(2)
    page = moderator.get(QUEUE)
    for comment in (first, second):
        fields = {
            name: re.search(rf'name="{name}" value="([^"]*)"', page.text)[1]
            for name in ("csrf_token", "form_key")
        }
        answer = moderator.post(ACTION, data=fields | {"action": f"approve:{comment}"})
        assert answer.status_code == 303
    assert states(first, second) == ["approved", "approved"]


def test_the_same_submission_twice_is_one_decision(
    app: Flask, moderator: Client, say: Say, states: States
) -> None:
    ids = say(2)
    page = moderator.get(QUEUE)
    fields = {"rowid": [str(one) for one in ids]}
    sent = {"form": "/admin/comment/action/", "button": "action=approve"}
    first = moderator.send(page, fields, **sent)
    second = moderator.send(page, fields, **sent)
    assert first.location == second.location
    assert "Approved 2 comments." in moderator.get(second.location).text
    with app.app_context():
        assert db.session.scalar(select(func.count(Changeset.id))) == 1


def test_all_that_match_are_decided_in_one_commit(
    moderator: Client, say: Say, states: States, traffic: Traffic
) -> None:
    ids = say(120, body="cheap lamps")
    others = say(3, body="thank you")
    page = moderator.get(QUEUE + "?search=lamps")
    assert "all_matching" in page.text
    traffic.clear()
    answer = moderator.send(
        page, {"all_matching": True}, form="/admin/comment/action/", button="action=spam"
    )
    assert answer.status_code == 303
    assert traffic.commits == 1
    assert set(states(*ids)) == {"spam"}
    assert states(*others) == ["pending"] * 3
    assert "Marked 120 comments as spam." in moderator.get(answer.location).text


def test_all_that_match_without_a_list_are_those_that_wait(
    moderator: Client, say: Say, states: States
) -> None:
    waiting, approved = say(2), say(2, status="approved")
    assert act(moderator, "remove", all_matching="1").status_code == 303
    assert states(*waiting) == ["removed"] * 2
    assert states(*approved) == ["approved"] * 2


def test_restore_gives_back_the_state_before(
    app: Flask, moderator: Client, say: Say, states: States
) -> None:
    (was_approved,) = say(status="approved")
    (waited,) = say()
    act(moderator, "spam", was_approved, waited)
    act(moderator, "remove", was_approved, waited)
    act(moderator, "restore", was_approved, waited)
    assert states(was_approved, waited) == ["approved", "pending"]


def test_counts_follow_decisions(app: Flask, moderator: Client, say: Say, post_id: int) -> None:
    ids = say(4)
    act(moderator, "approve", *ids)
    with app.app_context():
        post = db.session.get(Post, post_id)
        assert post
        assert post.comment_count == 4
    act(moderator, "spam", ids[0])
    page = moderator.get(QUEUE + "?status=approved").text
    assert 'Approved<span class="n">3</span>' in page
    assert 'Spam<span class="n">1</span>' in page
    with app.app_context():
        post = db.session.get(Post, post_id)
        assert post
        assert post.comment_count == 3


def test_deciding_again_the_same_changes_nothing(
    moderator: Client, say: Say, traffic: Traffic
) -> None:
    ids = say(2, status="approved")
    answer = act(moderator, "approve", *ids)
    assert answer.status_code == 303
    assert "Nothing needed to change." in moderator.get(answer.location).text


# Two moderators
def test_the_second_moderator_is_told_what_the_first_decided(
    moderator: Client, editor: Client, say: Say, states: States
) -> None:
    (comment,) = say(author_name="Petra T.")
    assert act(editor, "spam", comment, seen="pending").status_code == 303
    answer = act(moderator, "approve", comment, seen="pending")
    assert answer.status_code == 409
    assert "Editor Moor marked this as spam just now; nothing was changed." in answer.text
    assert states(comment) == ["spam"]


def test_the_same_decision_twice_is_no_conflict(
    moderator: Client, editor: Client, say: Say, states: States
) -> None:
    (comment,) = say()
    act(editor, "approve", comment, seen="pending")
    assert act(moderator, "approve", comment, seen="pending").status_code == 303
    assert states(comment) == ["approved"]


def test_a_bulk_decision_is_refused_whole_and_the_rest_stays_ticked(
    moderator: Client, editor: Client, say: Say, states: States
) -> None:
    ids = say(5)
    act(editor, "spam", ids[0], seen="pending")
    act(editor, "remove", ids[1], seen="pending")
    answer = act(moderator, "approve", *ids, seen="pending", state="?status=pending")
    assert answer.status_code == 409
    assert states(*ids) == ["spam", "removed", "pending", "pending", "pending"]
    assert "Others have decided over 2 of these comments" in answer.text
    assert "Editor Moor marked the comment by Reader 0 as spam just now." in answer.text
    assert "Editor Moor removed the comment by Reader 1 just now." in answer.text
    ticked = re.findall(r'name="rowid" value="(\d+)" checked', answer.text)
    assert [int(one) for one in ticked] == ids[2:]


# Who
@pytest.mark.parametrize("role", ["author", "contributor"])
def test_who_does_not_moderate_sees_and_does_nothing(
    app: Flask, people: dict[str, int], say: Say, states: States, role: str
) -> None:
    (comment,) = say()
    client = sign_in(app, role)
    assert client.get(QUEUE).status_code == 403
    assert client.get(f"{QUEUE}edit/?id={comment}").status_code == 403
    assert client.get(f"{QUEUE}reply/?id={comment}").status_code == 403
    page = client.get("/admin/")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    fields = {"csrf_token": token[1], "action": "approve", "rowid": comment}
    assert client.post(ACTION, data=fields).status_code == 403
    assert states(comment) == ["pending"]
    assert "/admin/comment/" not in page.text


def test_a_stranger_is_led_to_the_sign_in(client: Client, say: Say, people: object) -> None:
    answer = client.get(QUEUE)
    assert answer.status_code == 302
    assert "/login" in answer.location


def test_a_missing_comment_among_the_rows_stops_all(
    moderator: Client, say: Say, states: States
) -> None:
    ids = say(2)
    assert act(moderator, "approve", *ids, 999_999).status_code == 404
    assert states(*ids) == ["pending"] * 2


@pytest.mark.parametrize("row", ["abc", "1,2", "-1", "9" * 30, ""])
def test_what_is_no_id_is_not_found(moderator: Client, say: Say, row: str) -> None:
    say(1)
    page = moderator.get(QUEUE)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    fields = {"csrf_token": token[1], "action": "approve", "rowid": row}
    assert moderator.post(ACTION, data=fields).status_code == 404
    fields = {"csrf_token": token[1], "action": f"approve:{row}"}
    assert moderator.post(ACTION, data=fields).status_code == 404


# How fast
def test_the_queue_is_few_statements(moderator: Client, say: Say, traffic: Traffic) -> None:
    (above,) = say(status="approved")
    say(80, parent_id=above, depth=2)
    moderator.get(QUEUE)
    traffic.clear()
    moderator.get(QUEUE)
    assert len(traffic.statements) <= 6, traffic.statements


@pytest.mark.parametrize("action", ["approve", "spam", "remove"])
def test_a_hundred_are_decided_in_one_commit_and_few_statements(
    moderator: Client, say: Say, states: States, traffic: Traffic, action: str
) -> None:
    ids = say(100)
    page = moderator.get(QUEUE + "?rows=100")
    traffic.clear()
    answer = moderator.send(
        page,
        {"rowid": [str(one) for one in ids]},
        form="/admin/comment/action/",
        button=f"action={action}",
    )
    assert answer.status_code == 303
    assert traffic.commits == 1
    assert len(traffic.statements) <= 12, traffic.statements
    assert "pending" not in states(*ids)


def test_restoring_many_is_as_few_statements(
    moderator: Client, say: Say, states: States, traffic: Traffic
) -> None:
    ids = say(100)
    act(moderator, "spam", *ids)
    page = moderator.get(QUEUE + "?status=spam&rows=100")
    traffic.clear()
    moderator.send(
        page,
        {"rowid": [str(one) for one in ids]},
        form="/admin/comment/action/",
        button="action=restore",
    )
    assert traffic.commits == 1
    assert len(traffic.statements) <= 12, traffic.statements
    assert set(states(*ids)) == {"pending"}
