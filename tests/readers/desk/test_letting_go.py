"""What the worker lets go of: whole network addresses, old spam, what was removed long ago."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from admin_app.columns import now
from admin_app.content.models import Setting
from admin_app.extensions import db
from admin_app.history.models import Change, Changeset
from admin_app.readers import letting_go
from admin_app.readers.letting_go import let_go_of_old, shorten_addresses
from admin_app.readers.models import Appeal, Comment
from admin_app.readers.rules import shortened
from admin_app.unit_of_work import one_commit
from tests.readers.desk.conftest import Say
from tests.readers.desk.queue import act, undo
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic

LONG_AGO = now() - timedelta(days=40)


def _set(app: Flask, **columns: Any) -> None:
    with app.app_context(), one_commit("Set", record=False):
        db.session.execute(update(Setting).values(**columns))


def _addresses(app: Flask, *ids: int) -> list[str]:
    with app.app_context():
        rows = select(Comment.author_ip).where(Comment.id.in_(ids)).order_by(Comment.id)
        return list(db.session.scalars(rows))


def _run(app: Flask, chore: Any) -> None:
    with app.app_context():
        chore()


def _age_history(app: Flask) -> None:
    with app.app_context(), one_commit("Aged", record=False):
        db.session.execute(update(Changeset).values(at=LONG_AGO))


@pytest.mark.parametrize(
    ("whole", "short"),
    [
        ("192.0.2.7", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("192.0.2.0/24", "192.0.2.0/24"),
        ("10.0.0.0/8", "10.0.0.0/8"),
        ("fe80::1%eth0", "fe80::/48"),
        ("unknown", ""),
    ],
)
def test_an_address_is_shortened(whole: str, short: str) -> None:
    assert shortened(whole) == short
    assert shortened(short) == short


def test_old_addresses_are_shortened_and_new_ones_are_not(
    app: Flask,
    say: Say,
    traffic: Traffic,
) -> None:
    (old,) = say(1, author_ip="192.0.2.7", at=LONG_AGO)
    (older,) = say(1, author_ip="2001:db8:1:2::3", at=LONG_AGO)
    (new,) = say(1, author_ip="192.0.2.7")
    _run(app, shorten_addresses)
    told = ["192.0.2.0/24", "2001:db8:1::/48", "192.0.2.7"]
    assert _addresses(app, old, older, new) == told
    traffic.clear()
    _run(app, shorten_addresses)
    assert traffic.commits == 0


def test_none_is_shortened_where_the_site_keeps_them(app: Flask, say: Say) -> None:
    (old,) = say(1, author_ip="192.0.2.7", at=LONG_AGO)
    _set(app, address_days=0)
    _run(app, shorten_addresses)
    assert _addresses(app, old) == ["192.0.2.7"]


def test_history_holds_no_whole_address_and_still_undoes(
    app: Flask,
    say: Say,
    people: dict[str, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(letting_go, "PORTION", 2)
    visitor = app.test_client()
    for number in range(3):
        visitor.submit(  # type: ignore[attr-defined]
            "/posts/harbour",
            {"name": "Anna", "email": f"{number}@example.net", "body": f"Words {number}."},
            environ_overrides={"REMOTE_ADDR": "192.0.2.7"},
        )
    owner = sign_in(app, "owner")
    with app.app_context():
        first = db.session.scalar(select(func.min(Comment.id)))
    owner.submit(f"/admin/comment/delete/?id={first}")
    _age_history(app)
    _run(app, shorten_addresses)
    with app.app_context():
        said = [
            (values or {}).get("author_ip")
            for row in db.session.scalars(select(Change).where(Change.entity == "comment"))
            for values in (row.before, row.after)
            if (values or {}).get("author_ip")
        ]
    assert said == ["192.0.2.0/24"] * 4
    undo(owner, app)
    assert _addresses(app, first or 0) == ["192.0.2.0/24"]


def test_spam_and_removed_comments_go_when_their_days_are_over(
    app: Flask,
    moderator: Client,
    say: Say,
    traffic: Traffic,
) -> None:
    spam, kept = say(2, at=LONG_AGO, author_name="Casino Royale")
    (answer,) = say(1, "approved", at=LONG_AGO, parent_id=spam)
    act(moderator, "spam", spam)
    (appealed,) = say(1, "removed", at=LONG_AGO)
    (removed,) = say(1, "removed", at=LONG_AGO)
    with app.app_context(), one_commit("Old", record=False):
        db.session.add(Appeal(comment_id=appealed, text="Please.", against_status="removed"))
    _run(app, let_go_of_old)
    with app.app_context(), one_commit("Old", record=False):
        assert db.session.get(Comment, spam)  # nothing goes where the site has not said so
        db.session.execute(update(Comment).where(Comment.id == spam).values(decided_at=LONG_AGO))
    _set(app, spam_days=30, removed_days=30)
    _run(app, let_go_of_old)
    with app.app_context():
        left = set(db.session.scalars(select(Comment.id)))
        assert left == {kept, answer, appealed}
        assert db.session.get_one(Comment, answer).parent_id is None
        about = select(func.count()).where(Change.entity_id.in_([spam, removed]))
        assert db.session.scalar(about.where(Change.entity == "comment")) == 0
        summaries = db.session.scalars(select(Changeset.summary)).all()
    assert "Marked the comment by A reader as spam" in summaries
    traffic.clear()
    _run(app, let_go_of_old)
    assert traffic.commits == 0
