"""A message is in the save that it follows from, or nowhere."""

import pytest

from admin_app.errors import Refusal
from admin_app.extensions import db
from admin_app.outbox import post_job, post_mail
from admin_app.outbox.actions import discard, retry
from admin_app.outbox.models import MessageState, OutboxMessage
from admin_app.unit_of_work import one_commit, retrying
from tests.support.together import at_once


def messages():
    db.session.rollback()
    return db.session.query(OutboxMessage).order_by(OutboxMessage.id).all()


def test_a_mail_is_posted_in_the_saves_own_commit(context, traffic):
    with one_commit("Saved", record=False):
        post_mail("ann@readers.example", "Grüße", "Words", "<p>Words</p>")
        traffic.clear()
    assert traffic.commits == 1
    (message,) = messages()
    assert (message.kind, message.state, message.attempts) == ("mail", "waiting", 0)
    assert (message.recipient, message.subject) == ("ann@readers.example", "Grüße")
    assert message.payload == {"text": "Words", "html": "<p>Words</p>"}


def test_a_save_that_fails_posts_nothing(context):
    with pytest.raises(ZeroDivisionError), one_commit("Failed", record=False):
        post_mail("ann@readers.example", "Hello", "Words")
        db.session.flush()
        raise ZeroDivisionError
    assert messages() == []


@pytest.mark.parametrize(
    "subject", ["a\r\nBcc: eve@evil.example", "a\nb", "a\rb", "a\x00b", "a\u2028b", "a\ud800"]
)
def test_a_subject_is_one_line(context, subject):
    with pytest.raises(Refusal) as refusal:
        post_mail("ann@readers.example", subject, "Words")
    assert refusal.value.field == "subject"
    assert not db.session.new


@pytest.mark.parametrize(
    "to",
    [
        "ann@readers.example\r\nBcc: eve@evil.example",
        "ann@readers.example, eve@evil.example",
        "ann@readers.example;eve@evil.example",
        "Ann <ann@readers.example>",
        "ann@readers.example\n",
        " ann@readers.example",
        "ann",
        "@readers.example",
        "ann@",
        "",
        "a" * 250 + "@b.example",
        "ann@b\x00.example",
    ],
)
def test_a_mail_has_one_recipient(context, to):
    with pytest.raises(Refusal) as refusal:
        post_mail(to, "Hello", "Words")
    assert refusal.value.field == "email"


def test_a_long_subject_is_cut(context):
    message = post_mail("ann@readers.example", "x" * 400, "Words")
    assert message.subject == "x" * 299 + "…"


def test_one_key_is_one_message(context):
    with one_commit("Saved", record=False):
        first = post_mail("ann@readers.example", "One", "Words", key="digest-7")
        assert post_mail("ann@readers.example", "Two", "Words", key="digest-7") is first
    with one_commit("Saved", record=False):
        again = post_mail("ann@readers.example", "Three", "Words", key="digest-7")
        assert again.subject == "One"
    assert len(messages()) == 1


def test_one_key_posted_by_eight_at_once_is_one_message(app):
    def post():
        with one_commit("Saved", record=False):
            post_mail("ann@readers.example", "Hello", "Words", key="once")

    def save():
        with app.app_context():
            retrying(post)

    at_once([save] * 8)
    with app.app_context():
        assert len(messages()) == 1


def test_jobs_are_no_mail(context):
    with one_commit("Saved", record=False):
        post_job("resize", {"key": "a"}, subject="Resize a.jpg")
    (job,) = messages()
    assert (job.kind, job.payload, job.subject) == ("resize", {"key": "a"}, "Resize a.jpg")
    with pytest.raises(ValueError, match="post_mail"):
        post_job("mail", {})


def in_state(state, **more):
    with one_commit("Set up", record=False):
        message = OutboxMessage(kind="mail", subject="Hello", state=state, **more)
        db.session.add(message)
        db.session.flush()
        return message.id


@pytest.mark.parametrize(
    ("verb", "states", "outcome"),
    [
        (retry, ("waiting", "failed", "discarded"), "waiting"),
        (discard, ("waiting", "failed"), "discarded"),
    ],
)
def test_what_may_be_retried_and_discarded(context, traffic, verb, states, outcome):
    numbers = {state: in_state(state, attempts=15, last_error="Broken") for state in MessageState}
    traffic.clear()
    with one_commit("Decided", record=False):
        changed = verb(OutboxMessage.id.in_(numbers.values()))
    assert changed == sorted(numbers[state] for state in states)
    assert (traffic.commits, len(traffic.statements) <= 2) == (1, True)
    for message in messages():
        was = next(state for state, number in numbers.items() if number == message.id)
        assert message.state == (outcome if was in states else was)


def test_a_message_retried_starts_anew(context):
    in_state(MessageState.FAILED, attempts=15, last_error="Broken")
    with one_commit("Decided", record=False):
        retry(OutboxMessage.state == MessageState.FAILED)
    (message,) = messages()
    assert (message.attempts, message.last_error) == (0, "")
