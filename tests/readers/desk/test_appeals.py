"""Why a comment was removed, what its reader is told, and the appeal over it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from admin_app.columns import now
from admin_app.content.models import Setting
from admin_app.extensions import db
from admin_app.outbox.delivery import deliver_due
from admin_app.outbox.models import OutboxMessage
from admin_app.people.models import User
from admin_app.readers import telling
from admin_app.readers.models import Appeal, Comment, Reader
from admin_app.unit_of_work import one_commit
from tests.readers.desk.conftest import Say
from tests.readers.desk.queue import act, undo
from tests.support.client import Client
from tests.support.traffic import Traffic

States = Callable[..., list[str]]
APPEALS = "/admin/appeal/"


def _page_of(app: Flask, comment_id: int) -> str:
    with app.app_context():
        return f"/said/{telling.said_token(comment_id)}"


def _reason(app: Flask, comment_id: int) -> tuple[str | None, str]:
    with app.app_context():
        row = db.session.execute(
            select(Comment.reason, Comment.reason_words).where(Comment.id == comment_id)
        ).one()
        return row.reason, row.reason_words


def _remove(client: Client, comment_id: int, reason: str = "abuse", words: str = "") -> None:
    answer = client.submit(
        f"/admin/comment/remove/?id={comment_id}",
        {"reason": reason, "words": words},
        form=f"/admin/comment/remove/?id={comment_id}",
    )
    assert answer.status_code == 303, answer.text


def _appeal(app: Flask, comment_id: int, text: str = "It was a joke.") -> Any:
    return app.test_client().submit(_page_of(app, comment_id), {"text": text})


def _set(app: Flask, **columns: Any) -> None:
    with app.app_context(), one_commit("Set", record=False):
        db.session.execute(update(Setting).values(**columns))


def test_a_removal_has_a_reason_that_its_reader_and_moderators_read(
    app: Flask, moderator: Client, say: Say, states: States, traffic: Traffic
) -> None:
    (comment_id,) = say(1)
    traffic.clear()
    _remove(moderator, comment_id, "off_topic", "This is about boats.")
    assert traffic.commits == 1
    assert _reason(app, comment_id) == ("off_topic", "This is about boats.")
    assert "Off topic: This is about boats." in moderator.get("/admin/comment/?status=all").text

    page = app.test_client().get(_page_of(app, comment_id))
    for words in ("Words of reader 0.", "It was removed", "not about the text", "about boats"):
        assert words in page.text
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.headers["Referrer-Policy"] == "no-referrer"

    undo(moderator, app)
    assert states(comment_id) == ["pending"]
    assert _reason(app, comment_id) == (None, "")


def test_there_is_nothing_to_appeal_over_once_it_is_approved_again(
    app: Flask, moderator: Client, say: Say
) -> None:
    (comment_id,) = say(1)
    _remove(moderator, comment_id)
    reader, page = app.test_client(), _page_of(app, comment_id)
    before = reader.get(page)
    act(moderator, "approve", comment_id)
    answer = reader.send(before, {"text": "It was a joke."}, form=page)  # type: ignore[attr-defined]
    assert answer.status_code == 409
    assert "nothing to appeal over" in answer.text
    with app.app_context():
        assert db.session.scalar(select(Appeal.id)) is None


def test_many_are_removed_with_one_reason_and_restored_without(
    app: Flask, moderator: Client, say: Say, traffic: Traffic
) -> None:
    ids = say(3)
    traffic.clear()
    act(moderator, "remove", *ids, reason="spam")
    few = len(traffic.statements)
    assert [_reason(app, one) for one in ids] == [("spam", "")] * 3

    act(moderator, "approve", *ids)
    assert [_reason(app, one) for one in ids] == [(None, "")] * 3
    more = say(60)
    traffic.clear()
    act(moderator, "remove", *more, reason="spam")
    assert len(traffic.statements) == few


def test_another_reason_needs_words_and_nothing_ticked_is_lost(
    moderator: Client, say: Say, states: States
) -> None:
    ids = say(2)
    refused = act(moderator, "remove", *ids, reason="other")
    assert refused.status_code == 422
    assert refused.text.count("checked") == 2
    assert states(*ids) == ["pending", "pending"]
    for reason, words in (("nonsense", ""), ("abuse", "x" * 501), ("", "x" * 501)):
        assert act(moderator, "remove", *ids, reason=reason, words=words).status_code == 422


@pytest.mark.parametrize("broken", ["", "x", "WzFd.aaaa.bbbb", "%00", "é" * 30, "a" * 5000])
def test_a_forged_link_shows_nothing(app: Flask, say: Say, broken: str) -> None:
    say(1, "removed")
    assert app.test_client().get(f"/said/{broken}").status_code == 404


def test_a_link_ends_after_half_a_year(
    app: Flask, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    (comment_id,) = say(1, "removed")
    page = _page_of(app, comment_id)
    monkeypatch.setattr(telling, "HOLDS", timedelta(seconds=-1))
    assert app.test_client().get(page).status_code == 404


def test_a_reader_appeals_once_and_another_moderator_grants_it(
    app: Flask, moderator: Client, editor: Client, say: Say, states: States, traffic: Traffic
) -> None:
    (comment_id,) = say(1)
    _remove(moderator, comment_id)
    traffic.clear()
    assert _appeal(app, comment_id).status_code == 303
    assert traffic.commits == 1
    assert app.test_client().get(_page_of(app, comment_id)).text.count("<form") == 0

    own = moderator.get(APPEALS)
    assert "It was a joke." in own.text
    assert "another moderator looks at it" in own.text
    page = editor.get(APPEALS)
    refused = moderator.post(
        f"{APPEALS}decide/",
        data={
            "id": 1,
            "outcome": "granted",
            "csrf_token": own.text.partition('name="csrf_token" value="')[2].partition('"')[0],
        },
    )
    assert refused.status_code == 403
    traffic.clear()
    assert editor.send(page, form=f"{APPEALS}decide/", button="outcome=granted").status_code == 303
    assert traffic.commits == 1
    assert states(comment_id) == ["approved"]
    assert "Granted." in app.test_client().get(_page_of(app, comment_id)).text
    with app.app_context():
        row = db.session.scalars(select(Appeal)).one()
        people = {one.id: one.role for one in db.session.scalars(select(User))}
        assert (people[row.against_id or 0], row.against_status) == ("moderator", "removed")

    undo(editor, app)
    assert states(comment_id) == ["removed"]
    assert "It was a joke." in editor.get(APPEALS).text


def test_it_is_dismissed_with_an_answer_that_the_reader_finds(
    app: Flask, moderator: Client, editor: Client, say: Say, states: States
) -> None:
    (comment_id,) = say(1)
    _remove(moderator, comment_id)
    _appeal(app, comment_id)
    bare = editor.submit(APPEALS, form=f"{APPEALS}decide/", button="outcome=dismissed")
    assert bare.status_code == 422
    assert "Tell the reader why." in bare.text
    editor.submit(
        APPEALS,
        {"answer": "It was no joke to her."},
        form=f"{APPEALS}decide/",
        button="outcome=dismissed",
    )
    assert states(comment_id) == ["removed"]
    page = app.test_client().get(_page_of(app, comment_id)).text
    assert "Dismissed." in page
    assert "It was no joke to her." in page


def test_who_is_alone_may_decide_over_an_own_decision_and_is_told(
    app: Flask, moderator: Client, say: Say, states: States
) -> None:
    (comment_id,) = say(1)
    _remove(moderator, comment_id)
    _appeal(app, comment_id)
    with app.app_context(), one_commit("Left", record=False):
        db.session.execute(update(User).where(User.role.in_(["editor"])).values(active=False))
        db.session.execute(update(User).where(User.role == "owner").values(password=None))
    assert "Nobody else is here who could look at it" in moderator.get(APPEALS).text
    moderator.submit(APPEALS, form=f"{APPEALS}decide/", button="outcome=granted")
    assert states(comment_id) == ["approved"]


def test_a_granted_appeal_is_not_taken_back_by_who_decided_first(
    app: Flask, moderator: Client, editor: Client, say: Say, states: States
) -> None:
    (comment_id,) = say(1)
    _remove(editor, comment_id)
    _appeal(app, comment_id)
    moderator.submit(APPEALS, form=f"{APPEALS}decide/", button="outcome=granted")
    with pytest.raises(AssertionError):
        undo(editor, app)
    assert states(comment_id) == ["approved"]


def test_a_second_appeal_and_one_over_nothing_are_refused(app: Flask, say: Say) -> None:
    (removed,), (published,) = say(1, "removed"), say(1, "approved")
    page = app.test_client().get(_page_of(app, removed))
    client = app.test_client()
    first = client.get(_page_of(app, removed))
    assert client.send(first, {"text": "Once."}).status_code == 303
    again = client.send(first, {"text": "Twice.", "form_key": "another"})
    assert again.status_code == 409
    assert "Twice." in again.text
    assert page.text.count("<form") == 1
    assert app.test_client().get(_page_of(app, published)).text.count("<form") == 0


def test_appeals_of_one_reader_are_counted_by_the_hour(app: Flask, say: Say) -> None:
    ids = say(6, "removed", author_email="anna@example.net")
    answers = [_appeal(app, one, "x" * 2000).status_code for one in ids]
    assert answers == [303] * 5 + [429]
    (other,) = say(1, "removed", author_email="b@example.net")
    for text in ("", "   ", "\u202e", "x" * 2001, "x" * 50_000):
        refused = _appeal(app, other, text)
        assert refused.status_code == 422


def test_readers_are_mailed_where_the_site_says_so(
    app: Flask, moderator: Client, say: Say, traffic: Traffic
) -> None:
    ids = say(4)
    act(moderator, "remove", ids[0], reason="abuse")
    with app.app_context(), one_commit("Ended", record=False):
        db.session.add(Reader(email="reader3@example.net", mail_stopped_at=now()))
    _set(app, tell_readers=True)
    app.config["SITE_URL"] = "https://news.example.org"
    traffic.clear()
    act(moderator, "remove", ids[1], reason="abuse")
    assert traffic.commits == 1
    act(moderator, "remove", ids[3], reason="abuse")
    act(moderator, "remove", ids[2], reason="abuse")
    undo(moderator, app)
    with app.app_context():
        deliver_due(mail=False)
        letters = db.session.scalars(
            select(OutboxMessage).where(OutboxMessage.kind == "mail")
        ).all()
        assert [one.recipient for one in letters] == ["reader1@example.net"]
        text, html = letters[0].payload["text"], letters[0].payload["html"]
    link = text.partition("https://news.example.org")[2].split()[0]
    assert "Words of reader 1." in app.test_client().get(link).text
    assert "attacks or insults" in text
    assert link in html
    assert "Words of reader" not in text + html
