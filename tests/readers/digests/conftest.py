"""A post with its author, people who want mail, a mail server, and a clock that can be put back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from admin_app.columns import now
from admin_app.content.models import Post
from admin_app.extensions import db
from admin_app.outbox.delivery import deliver_due
from admin_app.people.models import User
from admin_app.readers import digests
from admin_app.readers.models import Comment, Digest
from admin_app.unit_of_work import one_commit
from tests.support.smtp import Receiver, receiving

SITE = "https://desk.example.org"
LINK = re.compile(r"https://desk\.example\.org(/moderate/[\w.-]+)")


class Newsroom:
    """What happens in these tests, in words."""

    def __init__(self, app: Flask, people: dict[str, int], receiver: Receiver) -> None:
        self.app, self.people, self.receiver = app, people, receiver

    def said(self, name: str = "Petra", status: str = "pending", **more: Any) -> int:
        """A comment under the author's post comes in; its id."""
        with self.app.app_context(), one_commit(f"Comment by {name}"):
            post = db.session.query(Post).one()
            comment = Comment(
                post_id=post.id,
                author_name=name,
                author_email=f"{name.lower()}@readers.example",
                status=status,
                **{"body": f"Words of {name}", **more},
            )
            db.session.add(comment)
            db.session.flush()
            return comment.id

    def wants(self, role: str, rhythm: str, **more: Any) -> None:
        """This person chooses a rhythm; everybody else wants nothing."""
        with self.app.app_context(), one_commit("Chose", record=False):
            changed = update(User).where(User.id != self.people[role])
            db.session.execute(changed.values(mail_rhythm="none"))
            chosen = update(User).where(User.id == self.people[role])
            db.session.execute(chosen.values(mail_rhythm=rhythm, **more))

    def later(self, passed: timedelta = timedelta(days=1)) -> None:
        """As if this much time had passed since everybody was last looked at."""
        with self.app.app_context(), one_commit("Time passes", record=False):
            for digest in db.session.query(Digest).all():
                digest.told_at -= passed
                digest.told_until -= passed
            db.session.flush()

    def look(self) -> list[EmailMessage]:
        """The worker looks and delivers; the mails that came of it."""
        before = len(self.receiver.letters)
        with self.app.app_context():
            digests.mail_digests()
            deliver_due(jobs=False)
        return self.receiver.letters[before:]

    def status(self, comment_id: int) -> str:
        """The state of a comment as it is stored."""
        with self.app.app_context():
            return db.session.get(Comment, comment_id).status


@pytest.fixture
def newsroom(
    app: Flask, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Newsroom]:
    """The moderator wants mail at once, and has been looked at before."""
    monkeypatch.setattr(digests, "LAG", timedelta())
    with receiving() as receiver:
        app.config.update(SMTP_URL=receiver.url, MAIL_FROM="desk@example.org", SITE_URL=SITE)
        with app.app_context(), one_commit("Wrote a post"):
            db.session.add(
                Post(
                    title="Ferries",
                    slug="ferries",
                    body="<p>Late.</p>",
                    status="published",
                    published_at=now() - timedelta(days=1),
                    author_id=people["author"],
                )
            )
        room = Newsroom(app, people, receiver)
        room.wants("moderator", "at_once")
        assert room.look() == []
        room.later(timedelta(minutes=5))
        yield room


def text_of(letter: EmailMessage, kind: str = "plain") -> str:
    """The words of one part."""
    part = letter.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def links_of(letter: EmailMessage) -> dict[str, str]:
    """The paths of the first comment's links, by their labels."""
    found: dict[str, str] = {}
    for label in ("Approve", "Spam", "Remove"):
        match = re.search(rf"{label}: {LINK.pattern}", text_of(letter))
        if match:
            found[label] = match.group(1)
    return found


Moment = Callable[[str], datetime]
