"""A mail server, and the outbox pointed at it."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from admin_app.extensions import db
from admin_app.outbox import post_mail
from admin_app.outbox.models import OutboxMessage
from admin_app.unit_of_work import one_commit
from tests.support.smtp import Receiver, receiving


@pytest.fixture
def receiver(app: Flask) -> Iterator[Receiver]:
    """A mail server that the application sends to."""
    with receiving() as receiver:
        app.config.update(SMTP_URL=receiver.url, MAIL_FROM="Desk <desk@newsroom.example>")
        yield receiver


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """The application with its context open, as in the worker."""
    with app.app_context():
        yield app


@pytest.fixture
def post(context: Flask) -> Callable[..., int]:
    """Post a mail in a save of its own; its id."""

    def post(to: str = "ann@readers.example", subject: str = "Hello", **more: str) -> int:
        with one_commit("Posted", record=False):
            message = post_mail(to, subject, more.pop("text", "Words"), **more)
            db.session.flush()
            return message.id

    return post


@pytest.fixture
def stored(context: Flask) -> Callable[[int], OutboxMessage]:
    """A message as it is in the database now."""

    def stored(number: int) -> OutboxMessage:
        db.session.rollback()
        message = db.session.get(OutboxMessage, number, populate_existing=True)
        assert message is not None
        return message

    return stored
