"""Owners see what waits and what failed, try it again or discard it; nobody else does."""

import os
from pathlib import Path

import pytest

from admin_app.columns import now
from admin_app.extensions import db
from admin_app.outbox.models import OutboxMessage
from admin_app.unit_of_work import one_commit
from tests.support.cast import PASSWORD, address, sign_in
from tests.support.pages import assert_accessible, sign_in_page

STATES = ("waiting", "sending", "failed", "sent", "discarded")
PICTURES = os.environ.get("PICTURES")


@pytest.fixture
def numbers(app, people):
    """A message in each state; their ids by state."""
    with app.app_context(), one_commit("Set up", record=False):
        made = {
            state: OutboxMessage(
                kind="mail",
                recipient=f"{state}@readers.example",
                subject=f"A {state} one <b>",
                payload={"text": f"Dear reader <i>{state}</i>,\n\nwords.", "html": "<p>Words</p>"},
                state=state,
                attempts=3 if state == "failed" else 0,
                last_error="The mail server answered 550: No <such> person"
                if state == "failed"
                else "",
                sent_at=now() if state == "sent" else None,
            )
            for state in STATES
        }
        made["job"] = OutboxMessage(kind="resize", payload={"key": "</pre><script>"})
        db.session.add_all(made.values())
        db.session.flush()
        return {state: message.id for state, message in made.items()}


def states(app):
    with app.app_context():
        rows = db.session.query(OutboxMessage).filter_by(kind="mail").order_by(OutboxMessage.id)
        return [row.state for row in rows]


def test_the_list_shows_messages_by_state(owner, numbers):
    page = owner.get("/admin/outbox/").text
    for state in STATES:
        assert f"A {state} one &lt;b&gt;" in page
    assert "550: No &lt;such&gt; person" in page
    failed = owner.get("/admin/outbox/?status=failed").text
    assert "A failed one" in failed
    assert "A sent one" not in failed
    to_one = owner.get("/admin/outbox/?recipient=sent@readers.example").text
    assert "A sent one" in to_one
    assert "A failed one" not in to_one
    assert "A waiting one" in owner.get("/admin/outbox/?search=WAITING").text
    assert "Nothing matches" in owner.get("/admin/outbox/?search=%25").text


def test_a_message_can_be_read(owner, numbers):
    page = owner.get(f"/admin/outbox/edit/?id={numbers['failed']}").text
    assert "Dear reader &lt;i&gt;failed&lt;/i&gt;" in page
    assert "&lt;p&gt;Words&lt;/p&gt;" in page
    assert "3 tries" in page
    job = owner.get(f"/admin/outbox/edit/?id={numbers['job']}").text
    assert "<script>" not in job.split("<main")[1]
    assert "resize" in job
    for wrong in ("0", "999999", "abc", "-1", "1,2", str(10**30), ""):
        assert owner.get(f"/admin/outbox/edit/?id={wrong}").status_code == 404


@pytest.mark.parametrize(
    ("action", "kept"),
    [
        ("retry", ["waiting", "sending", "waiting", "sent", "waiting"]),
        ("discard", ["discarded", "sending", "discarded", "sent", "discarded"]),
    ],
)
def test_bulk_actions_change_what_they_may(app, owner, numbers, traffic, action, kept):
    ids = [str(numbers[state]) for state in STATES]
    before = traffic.commits
    answer = owner.submit("/admin/outbox/", {"rowid": ids}, button=f"action={action}")
    assert answer.status_code == 303
    assert traffic.commits == before + 1
    assert states(app) == kept
    changed = sum(now != was for now, was in zip(kept, STATES, strict=True))
    done = {
        "retry": f"Put {changed + 1} messages back in line.",
        "discard": "Discarded 2 messages.",
    }
    assert done[action] in owner.get("/admin/outbox/").text


def test_all_that_match_are_retried_beyond_the_page(app, owner, numbers, traffic):
    with app.app_context(), one_commit("Set up", record=False):
        db.session.add_all(
            OutboxMessage(kind="mail", subject=f"Failed {number}", state="failed")
            for number in range(60)
        )
    traffic.clear()
    fields = {"all_matching": "1"}
    owner.submit("/admin/outbox/?status=failed&rows=25", fields, button="action=retry")
    assert traffic.commits == 1
    assert states(app).count("failed") == 0
    assert states(app).count("waiting") == 62


def test_the_page_of_a_message_offers_what_may_be_done(app, owner, numbers):
    offered = {}
    for state in STATES:
        page = owner.get(f"/admin/outbox/edit/?id={numbers[state]}").text
        offered[state] = [name for name in ("retry", "discard") if f'value="{name}"' in page]
    assert offered == {
        "waiting": ["retry", "discard"],
        "sending": [],
        "failed": ["retry", "discard"],
        "sent": [],
        "discarded": ["retry"],
    }
    owner.submit(f"/admin/outbox/edit/?id={numbers['waiting']}", {}, button="action=discard")
    assert states(app)[0] == "discarded"


@pytest.mark.parametrize("role", ["editor", "author", "contributor", "moderator"])
def test_nobody_but_owners_sees_messages(app, numbers, role):
    client = sign_in(app, role)
    for url in ("/admin/outbox/", f"/admin/outbox/edit/?id={numbers['sent']}"):
        answer = client.get(url)
        assert answer.status_code in (403, 404)
        assert "Dear reader" not in answer.text
    today = client.get("/admin/").text
    assert "outbox" not in today
    assert states(app) == list(STATES)


def test_messages_are_not_made_edited_or_deleted_by_hand(app, owner, numbers):
    for url in ("/admin/outbox/new/", f"/admin/outbox/delete/?id={numbers['sent']}"):
        assert owner.get(url).status_code in (403, 404)
    assert owner.post(f"/admin/outbox/edit/?id={numbers['sent']}").status_code in (400, 405)


def test_a_message_is_tried_again_from_its_own_page(owner, numbers):
    page = f"/admin/outbox/edit/?id={numbers['failed']}"
    answer = owner.submit(page, button="action=retry")
    assert answer.status_code == 303
    assert "Waiting" in owner.get(page).text


def test_today_tells_owners_of_mail_that_does_not_go_out(app, owner, numbers):
    app.config["SMTP_URL"] = ""
    today = owner.get("/admin/").text
    assert "1 mail could not be sent." in today
    assert "1 mail waits: SMTP_URL is not set." in today
    assert "Mail waits here until" in owner.get("/admin/outbox/").text
    app.config["SMTP_URL"] = "smtp://mail.example"
    today = owner.get("/admin/").text
    assert "1 mail could not be sent." in today
    assert "mail waits" not in today
    owner.submit("/admin/outbox/", {"rowid": [str(numbers["failed"])]}, button="action=discard")
    assert "could not be sent" not in owner.get("/admin/").text
    assert "Mail waits here until" not in owner.get("/admin/outbox/").text


def test_a_list_costs_few_statements(owner, numbers, traffic):
    traffic.clear()
    owner.get("/admin/outbox/")
    assert len([s for s in traffic.statements if "SELECT" in s]) <= 6


def test_the_screens_in_a_browser(page, numbers):
    sign_in_page(page, address("owner"), PASSWORD)
    for name, path in (
        ("today", "/admin/"),
        ("list", "/admin/outbox/"),
        ("empty", "/admin/outbox/?search=nothing"),
        ("failed", f"/admin/outbox/edit/?id={numbers['failed']}"),
        ("job", f"/admin/outbox/edit/?id={numbers['job']}"),
    ):
        page.goto(path)
        for width, scheme in ((1280, "light"), (390, "dark")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert_accessible(page)
            overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert page.evaluate(overflow) == 0
            if PICTURES:
                page.screenshot(path=str(Path(PICTURES) / f"outbox-{name}-{width}-{scheme}.png"))
