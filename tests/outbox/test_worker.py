"""The worker looks each second, costs nothing while idle, and ends when told."""

import os
import signal
import subprocess
import sys
import threading
import time

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from admin_app.columns import now
from admin_app.extensions import db
from admin_app.outbox import delivery, post_job, registry, worker
from admin_app.outbox.chores import KEPT, forget_finished
from admin_app.outbox.models import OutboxMessage
from admin_app.outbox.worker import Worker
from admin_app.unit_of_work import one_commit
from tests.support.databases import SECRET_KEY


@pytest.fixture
def no_chores(monkeypatch):
    monkeypatch.setattr(registry, "_chores", [])


def test_a_look_at_nothing_is_one_read_and_no_write(app, receiver, traffic, no_chores):
    idle = Worker(app)
    idle.mail.once()
    traffic.clear()
    assert idle.mail.once() is False
    assert (traffic.writes, traffic.commits) == ([], 0)
    assert len([s for s in traffic.statements if "SELECT" in s]) == 1


def test_chores_run_at_once_and_then_in_their_time(app, no_chores, monkeypatch):
    ran = []
    clock = [1000.0]
    monkeypatch.setattr(worker.time, "monotonic", lambda: clock[0])
    registry.housekeeping(every=60)(lambda: ran.append("often"))

    def broken():
        ran.append("broken")
        raise ZeroDivisionError

    registry.housekeeping(every=600)(broken)
    busy = Worker(app)
    for _ in range(3):
        busy.mail.once()
    assert ran == ["often", "broken"]
    clock[0] += 61
    busy.mail.once()
    assert ran == ["often", "broken", "often"]


def test_a_database_that_is_away_is_waited_for(app, receiver, post, no_chores, monkeypatch, caplog):
    post()
    due, away = worker.deliver_due, [True, True]

    def troubled(**options):
        if away:
            away.pop()
            raise OperationalError("SELECT", {}, Exception("the server closed the connection"))
        return due(**options)

    monkeypatch.setattr(worker, "deliver_due", troubled)
    patient = Worker(app)
    assert [patient.mail.once() for _ in range(3)] == [False, False, True]
    assert len(receiver.letters) == 1
    assert caplog.text.count("the database does not answer") == 1
    assert patient.mail.rest == worker.POLL


def test_connections_that_are_cut_are_made_anew(app, database, receiver, post, stored, no_chores):
    patient = Worker(app)
    patient.mail.once()
    number = post()
    cut_all_connections(app, database)
    for _ in range(3):
        patient.mail.once()
    assert stored(number).state == "sent"
    assert len(receiver.letters) == 1


def test_a_record_survives_cut_connections(app, database, receiver, post, stored, monkeypatch):
    deliver = delivery.Postman.deliver

    def cutting(postman, letter):
        deliver(postman, letter)
        cut_all_connections(app, database)

    monkeypatch.setattr(delivery.Postman, "deliver", cutting)
    numbers = [post(), post()]
    assert delivery.deliver_due() == 2
    assert [stored(number).state for number in numbers] == ["sent", "sent"]
    assert len(receiver.letters) == 2


def cut_all_connections(app, database):
    """What a restart of PostgreSQL does to its clients; SQLite's are closed under the pool."""
    if database.name == "postgresql":
        with psycopg.connect(database.url.replace("+psycopg", ""), autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'copydesk' AND datname = current_database()"
            )
    else:
        with app.app_context(), db.engine.connect() as connection:
            connection.connection.driver_connection.close()


def test_old_finished_messages_are_forgotten(context, traffic):
    old = now() - KEPT - KEPT
    with one_commit("Set up", record=False):
        db.session.add_all(
            OutboxMessage(kind="mail", subject=state, state=state, created_at=at)
            for state in ("sent", "discarded", "failed", "waiting")
            for at in (old, now())
        )
    forget_finished()
    db.session.rollback()
    kept = db.session.query(OutboxMessage).order_by(OutboxMessage.id).all()
    assert [m.subject for m in kept if m.created_at < now() - KEPT] == ["failed", "waiting"]
    assert len(kept) == 6
    traffic.clear()
    forget_finished()
    assert (traffic.writes, traffic.commits) == ([], 0)


@pytest.fixture
def long_job(context, no_chores, monkeypatch):
    """A job that goes on until told; posted, with events for its start and its end."""
    monkeypatch.setattr(registry, "_handlers", {})
    begun, may_end = threading.Event(), threading.Event()

    @registry.handles("long")
    def long(_payload):
        begun.set()
        may_end.wait(30)

    with one_commit("Posted", record=False):
        message = post_job("long", {})
        db.session.flush()
        number = message.id
    yield number, begun, may_end
    may_end.set()


def test_mail_goes_out_while_a_job_takes_long(app, receiver, post, stored, long_job):
    number, begun, may_end = long_job
    both = Worker(app)
    job = threading.Thread(target=both.jobs.once)
    job.start()
    assert begun.wait(10)
    letter = post()
    assert both.mail.once() is True
    assert (stored(letter).state, stored(number).state) == ("sent", "sending")
    may_end.set()
    job.join()
    assert stored(number).state == "sent"


def test_a_job_that_takes_longer_than_its_lease_is_held(
    app, receiver, stored, long_job, monkeypatch
):
    number, begun, may_end = long_job
    both = Worker(app)
    job = threading.Thread(target=both.jobs.once)
    job.start()
    assert begun.wait(10)
    first = stored(number).leased_until
    both.mail.once()
    assert stored(number).leased_until == first
    both._renewed -= 300
    both.mail.once()
    assert stored(number).leased_until > first
    may_end.set()
    job.join()
    assert stored(number).leased_until is None


def test_a_job_that_does_not_end_in_time_is_handed_back(
    app, receiver, stored, long_job, monkeypatch
):
    number, begun, _ = long_job
    monkeypatch.setattr(worker, "JOB_GRACE", 0.2)
    both = Worker(app)
    threading.Thread(target=lambda: (begun.wait(10), both.stop())).start()
    both.run()
    assert (stored(number).state, stored(number).attempts) == ("waiting", 0)


def test_a_worker_at_rest_ends_as_soon_as_it_is_told(app, no_chores, monkeypatch):
    monkeypatch.setattr(worker, "POLL", 30.0)
    resting = Worker(app)
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM)).start()
    started = time.monotonic()
    resting.run()
    assert time.monotonic() - started < 10


def running(app, receiver, *arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "outbox", "run", *arguments],
        env={
            **os.environ,
            "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
            "COPYDESK_INSTANCE": app.config["INSTANCE"],
            "SECRET_KEY": SECRET_KEY,
            "SMTP_URL": receiver.url,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_the_command_delivers_and_ends_promptly_on_sigterm(app, receiver, post, stored):
    process = running(app, receiver)
    try:
        number = post()
        assert receiver.arrived.wait(20)
        deadline = time.monotonic() + 10
        while stored(number).state != "sent" and time.monotonic() < deadline:
            time.sleep(0.05)
        assert stored(number).state == "sent"
        time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    finally:
        process.kill()
        said, _ = process.communicate()
    assert "Traceback" not in said


def test_sigterm_during_a_delivery_lets_it_end_and_records_it(app, receiver, post, stored):
    first, second = post(), post()
    receiver.may_answer.clear()
    process = running(app, receiver)
    try:
        assert receiver.arrived.wait(20)
        process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        assert process.poll() is None
        receiver.may_answer.set()
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.communicate()
    assert (stored(first).state, stored(first).attempts) == ("sent", 1)
    assert (stored(second).state, stored(second).attempts) == ("waiting", 0)
    assert len(receiver.letters) == 1


def test_a_worker_killed_during_a_delivery_loses_nothing(app, receiver, post, stored):
    number = post()
    receiver.may_answer.clear()
    process = running(app, receiver)
    try:
        assert receiver.arrived.wait(20)
    finally:
        process.kill()
        process.communicate()
    receiver.may_answer.set()
    message = stored(number)
    assert (message.state, message.attempts) == ("sending", 1)
    assert message.leased_until > now()


def test_once_delivers_what_is_due_and_says_so(app, receiver, post):
    post()
    post()
    process = running(app, receiver, "--once")
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert said.strip().endswith("2 messages tried.")
    assert len(receiver.letters) == 2


def test_once_says_why_mail_waits(app, receiver, post):
    post()
    receiver.url = ""
    said, _ = running(app, receiver, "--once").communicate(timeout=30)
    assert said.strip().endswith("0 messages tried. Mail waits: SMTP_URL is not set.")
