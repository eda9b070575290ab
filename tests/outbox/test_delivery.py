"""Messages go out after their save: once where all goes well, at least once where it does not."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from admin_app.columns import now
from admin_app.extensions import db
from admin_app.outbox import GiveUp, delivery, handles, post_job, registry
from admin_app.outbox.delivery import deliver_due, why_mail_waits
from admin_app.outbox.leases import MOST_ATTEMPTS, pause_after
from admin_app.outbox.models import OutboxMessage
from admin_app.unit_of_work import one_commit
from tests.support.smtp import receiving
from tests.support.together import at_once


def change(number, **values):
    with one_commit("Set up", record=False):
        db.session.execute(update(OutboxMessage).where(OutboxMessage.id == number).values(**values))


@pytest.fixture
def job(context, monkeypatch):
    """Register a handler for this test, and post jobs for it."""
    monkeypatch.setattr(registry, "_handlers", dict(registry._handlers))

    def job(handler, **payload):
        if registry.handler_of("test") is not handler:
            handles("test")(handler)
        with one_commit("Posted", record=False):
            message = post_job("test", payload)
            db.session.flush()
            return message.id

    return job


def test_a_mail_arrives_as_it_was_posted(receiver, post, stored):
    number = post("ann@readers.example", "Grüße aus Köln", text="Wörter\n", html="<p>Wörter</p>")
    assert deliver_due() == 1
    (letter,) = receiver.letters
    assert letter["From"] == "Desk <desk@newsroom.example>"
    assert letter["To"] == "ann@readers.example"
    assert letter["Subject"] == "Grüße aus Köln"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@newsroom.example>")
    assert letter.get_body(("plain",)).get_content().split() == ["Wörter"]
    assert letter.get_body(("html",)).get_content().split() == ["<p>Wörter</p>"]
    (envelope,) = receiver.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == (
        "desk@newsroom.example",
        ["ann@readers.example"],
    )
    message = stored(number)
    assert (message.state, message.attempts, message.last_error) == ("sent", 1, "")
    assert message.leased_until is None
    assert now() - message.sent_at < timedelta(seconds=30)
    assert deliver_due() == 0


def test_several_go_over_one_connection_in_their_order(receiver, post):
    for subject in "abc":
        post(subject=subject)
    assert deliver_due() == 3
    assert [letter["Subject"] for letter in receiver.letters] == ["a", "b", "c"]
    assert len({id(session) for session in receiver.sessions}) == 1


def test_nothing_is_written_while_nothing_is_due(receiver, post, stored, traffic):
    number = post()
    change(number, next_try_at=now() + timedelta(seconds=60))
    traffic.clear()
    assert deliver_due() == 0
    assert (traffic.writes, traffic.commits) == ([], 0)
    assert len(traffic.statements) <= 2
    assert db.session.registry().in_transaction() is False


def test_a_delivery_is_two_commits_and_none_is_open_meanwhile(receiver, post, traffic, monkeypatch):
    during = []
    deliver = delivery.Postman.deliver

    def watched(postman, letter):
        during.append((traffic.commits, db.session.registry().in_transaction()))
        deliver(postman, letter)

    monkeypatch.setattr(delivery.Postman, "deliver", watched)
    post()
    traffic.clear()
    deliver_due()
    assert during == [(1, False)]
    assert traffic.commits == 2


def test_mail_waits_where_smtp_is_not_set(context, post, stored, traffic):
    context.config["SMTP_URL"] = ""
    number = post()
    traffic.clear()
    assert deliver_due() == 0
    assert traffic.writes == []
    assert stored(number).attempts == 0
    assert why_mail_waits() == "SMTP_URL is not set."
    with receiving() as receiver:
        context.config["SMTP_URL"] = receiver.url
        assert why_mail_waits() == ""
        assert deliver_due() == 1
        assert len(receiver.letters) == 1


def test_jobs_go_on_where_smtp_is_wrong(context, post, job, stored):
    context.config["SMTP_URL"] = "http://user:secret@mail"
    mail, done = post(), []
    number = job(lambda payload: done.append(payload), a=1)
    assert deliver_due() == 1
    assert done == [{"a": 1}]
    assert (stored(number).state, stored(mail).state) == ("sent", "waiting")
    assert "smtp://" in why_mail_waits()
    assert "secret" not in why_mail_waits()


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("recipient_answers", "450 Mailbox busy"),
        ("data_answers", "451 Try again"),
        ("data_answers", "drop"),
    ],
)
def test_what_may_pass_is_tried_again_later(receiver, post, stored, kind, answer):
    setattr(receiver, kind, [answer])
    number = post()
    assert deliver_due() == 1
    message = stored(number)
    assert (message.state, message.attempts) == ("waiting", 1)
    assert message.last_error
    wait = message.next_try_at - now()
    assert timedelta(seconds=20) < wait < timedelta(seconds=40)
    assert deliver_due() == 0
    change(number, next_try_at=now())
    assert deliver_due() == 1
    message = stored(number)
    assert (message.state, message.attempts, message.last_error) == ("sent", 2, "")
    assert len(receiver.letters) == 1


@pytest.mark.parametrize("kind", ["recipient_answers", "data_answers"])
def test_what_will_never_pass_fails_at_once_and_says_why(receiver, post, stored, kind):
    setattr(receiver, kind, ["550 No such person here"])
    bad, good = post(), post()
    assert deliver_due() == 2
    assert stored(bad).state == "failed"
    assert stored(bad).last_error == "The mail server answered 550: No such person here"
    assert stored(good).state == "sent"


def test_after_so_many_tries_it_gives_up_and_says_why(receiver, post, stored):
    number = post()
    change(number, attempts=MOST_ATTEMPTS - 1)
    receiver.data_answers = ["451 Still busy"]
    deliver_due()
    message = stored(number)
    assert (message.state, message.attempts) == ("failed", MOST_ATTEMPTS)
    assert message.last_error == "The mail server answered 451: Still busy"


def test_pauses_grow_and_the_tries_last_a_day_and_more():
    pauses = [pause_after(attempt) for attempt in range(1, MOST_ATTEMPTS)]
    assert timedelta(seconds=27) <= pauses[0] <= timedelta(seconds=33)
    assert pauses[-1] <= timedelta(hours=6.6)
    assert timedelta(days=1) < sum(pauses, timedelta()) < timedelta(days=3)


def test_a_server_that_is_away_costs_one_wait_for_all(context, post, stored, monkeypatch):
    with receiving() as gone:
        context.config["SMTP_URL"] = gone.url
    tried = []
    connected = delivery.Postman._connected
    monkeypatch.setattr(
        delivery.Postman, "_connected", lambda self: (tried.append(1), connected(self))[1]
    )
    numbers = [post(), post(), post()]
    assert deliver_due() == 3
    assert len(tried) == 1
    for number in numbers:
        message = stored(number)
        assert (message.state, message.attempts) == ("waiting", 1)
        assert "could not be reached" in message.last_error


def test_a_message_whose_worker_died_is_tried_again_when_its_lease_ends(receiver, post, stored):
    number = post()
    change(number, state="sending", attempts=1, leased_until=now() + timedelta(minutes=5))
    assert deliver_due() == 0
    change(number, leased_until=now() - timedelta(seconds=1))
    assert deliver_due() == 1
    assert (stored(number).state, stored(number).attempts) == ("sent", 2)


def test_a_mail_has_the_same_message_id_at_each_try(receiver, post, stored):
    number = post()
    deliver_due()
    change(number, state="waiting", next_try_at=now())
    deliver_due()
    first, second = receiver.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]


def test_a_worker_that_lost_its_lease_does_not_spoil_anothers_work(
    receiver, post, stored, monkeypatch
):
    number = post()

    def slow(*_):
        change(number, attempts=2, leased_until=now() + timedelta(minutes=5))
        raise delivery.NoConnection("too late")

    monkeypatch.setattr(delivery.Postman, "deliver", slow)
    deliver_due()
    message = stored(number)
    assert (message.state, message.attempts, message.last_error) == ("sending", 2, "")


def test_two_workers_never_take_the_same_message(app, receiver, post):
    for _ in range(30):
        post()

    def work():
        tried = 0
        with app.app_context():
            while count := deliver_due(5):
                tried += count
        return tried

    tried = at_once([work] * 4)
    assert sum(tried) == 30
    assert len({letter["Message-ID"] for letter in receiver.letters}) == len(receiver.letters) == 30


def test_a_stop_hands_the_rest_back_untried(receiver, post, stored):
    numbers = [post(), post(), post()]
    assert deliver_due(stopping=lambda: bool(receiver.letters)) == 1
    assert [stored(n).state for n in numbers] == ["sent", "waiting", "waiting"]
    assert [stored(n).attempts for n in numbers] == [1, 0, 0]
    assert deliver_due() == 2


def test_an_outcome_is_recorded_through_trouble_with_the_database(
    receiver, post, stored, monkeypatch
):
    number = post()
    record, failures = delivery.record, [1, 2]

    def troubled(*args):
        if failures:
            failures.pop()
            raise delivery.SiteBusy
        record(*args)

    monkeypatch.setattr(delivery, "record", troubled)
    deliver_due()
    assert stored(number).state == "sent"
    assert len(receiver.letters) == 1


def test_jobs_get_their_payload_and_units_of_work_of_their_own(job, stored):
    seen = []

    def handler(payload):
        with one_commit("Did it", record=False):
            seen.append(payload)

    number = job(handler, picture="a.jpg", sides=[1, 2])
    assert deliver_due() == 1
    assert seen == [{"picture": "a.jpg", "sides": [1, 2]}]
    assert stored(number).state == "sent"


def test_a_job_that_raises_is_tried_again_and_one_that_gives_up_is_not(job, stored):
    def handler(payload):
        raise (GiveUp if payload["final"] else ZeroDivisionError)("It\ndivides")

    first, second = job(handler, final=False), job(handler, final=True)
    assert deliver_due() == 2
    assert (stored(first).state, stored(first).last_error) == ("waiting", "It divides")
    assert (stored(second).state, stored(second).last_error) == ("failed", "It divides")


def test_a_job_that_leaves_a_transaction_open_is_rolled_back(job, stored):
    number = job(lambda _: db.session.get(OutboxMessage, 1))
    deliver_due()
    assert stored(number).state == "sent"


def test_jobs_of_kinds_nobody_handles_wait_untouched(context, stored):
    with one_commit("Posted", record=False):
        message = post_job("of-a-later-version", {})
        db.session.flush()
        number = message.id
    assert deliver_due() == 0
    assert (stored(number).state, stored(number).attempts) == ("waiting", 0)


def test_a_kind_has_one_handler(job):
    with pytest.raises(ValueError, match="mail"):
        handles("mail")(lambda _: None)
    handles("test")(print)
    handles("test")(print)
    with pytest.raises(ValueError, match="test"):
        handles("test")(repr)


def test_ten_thousand_waiting_mails_do_not_slow_the_look(context, post, traffic):
    context.config["SMTP_URL"] = ""
    with one_commit("Set up", record=False):
        db.session.execute(
            OutboxMessage.__table__.insert(),
            [
                {
                    "kind": "mail",
                    "payload": {},
                    "recipient": "",
                    "subject": "",
                    "state": "waiting",
                    "attempts": 0,
                    "next_try_at": now(),
                    "last_error": "",
                    "created_at": now(),
                }
            ]
            * 10_000,
        )
    plan = " ".join(
        str(row)
        for row in db.session.execute(
            db.text(
                ("EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN ")
                + "SELECT id FROM outbox_message WHERE state = 'waiting' AND kind = 'test' "
                "AND next_try_at <= '2030-01-01' ORDER BY next_try_at, id LIMIT 20"
            )
        )
    )
    assert "ix_outbox_message_state_kind_next_try_at_id" in plan
