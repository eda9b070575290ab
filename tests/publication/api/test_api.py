"""Comments for a static site, as its description says, and by the same rules as the form."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from sqlalchemy import select
from werkzeug.test import TestResponse

from admin_app.content.models import Post, Setting
from admin_app.content.queries.settings import forget_settings
from admin_app.extensions import db
from admin_app.publication.api import DESCRIPTION
from admin_app.readers.models import Comment
from admin_app.unit_of_work import one_commit
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.posts import make_post
from tests.support.traffic import Traffic

FRIEND = "https://blog.example.org"
STRANGER = "https://evil.example"
COMMENT = {
    "address": "/posts/ferries",
    "name": "Petra",
    "email": "petra@readers.example",
    "body": "Is it late?",
}
DESCRIBED = json.loads(DESCRIPTION.read_text())


@pytest.fixture
def post_id(app: Flask, people: dict[str, int]) -> int:
    """A post that readers see, on a site that publishes at once and shows comments on another."""
    with app.app_context(), one_commit("Wrote", record=False):
        setting = db.session.get(Setting, 1)
        setting.comments_mode, setting.api_origins = "open", FRIEND
        setting.comment_floods_per_minute = 0
    return make_post(app, "ferries", author_id=people["author"])


def holds(answer: TestResponse) -> TestResponse:
    """The answer, once it is one that the description names, of the shape that it says."""
    method = answer.request.method.lower()
    named = DESCRIBED["paths"][answer.request.path][method]["responses"]
    assert str(answer.status_code) in named, f"{answer.status} is not described: {answer.text}"
    content = named[str(answer.status_code)].get("content")
    if content:
        assert answer.mimetype == "application/json"
        schema = content["application/json"]["schema"] | {"components": DESCRIBED["components"]}
        Draft202012Validator(schema).validate(answer.json)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    return answer


@pytest.fixture
def ask(client: Client, post_id: int) -> Callable[..., TestResponse]:
    """GET the comments of the post."""

    def ask(address: str = "/posts/ferries", **more: Any) -> TestResponse:
        query = {"address": address, **more.pop("query", {})}
        return holds(client.get("/api/comments", query_string=query, **more))

    return ask


@pytest.fixture
def send(client: Client, post_id: int) -> Callable[..., TestResponse]:
    """POST a comment, changed so."""

    def send(headers: dict[str, str] | None = None, **changes: Any) -> TestResponse:
        return holds(client.post("/api/comments", json=COMMENT | changes, headers=headers))

    return send


def stored(app: Flask) -> list[Comment]:
    with app.app_context():
        return list(db.session.scalars(select(Comment).order_by(Comment.id)))


def change(app: Flask, **values: Any) -> None:
    with app.app_context(), one_commit("Changed", record=False):
        setting = db.session.get(Setting, 1)
        for name, value in values.items():
            setattr(setting, name, value)
        db.session.flush()
        forget_settings()


def test_the_description_names_every_route_and_no_other(app: Flask) -> None:
    served = {
        (rule.rule, method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) - {"HEAD"}
    }
    described = {(path, method) for path, its in DESCRIBED["paths"].items() for method in its}
    assert described | {("/api/openapi.json", "options")} == served
    for schema in DESCRIBED["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_it_is_served_to_everybody(client: Client) -> None:
    answer = client.get("/api/openapi.json", headers={"Origin": STRANGER})
    assert answer.json == DESCRIBED
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_comment_is_sent_and_listed(
    app: Flask, client: Client, ask: Any, send: Any, traffic: Traffic
) -> None:
    traffic.clear()
    sent = send(body="Is <b>it</b> late?\nhttps://example.org")
    assert (sent.status_code, sent.json["status"]) == (201, "published")
    assert traffic.commits == 1
    answered = send(body="It is.", name="Quinn", parent_id=stored(app)[0].id)
    assert answered.status_code == 201
    listed = ask().json
    assert (listed["title"], listed["count"], listed["open"]) == ("Ferries", 2, True)
    (thread,) = listed["comments"]
    assert thread["author"] == {"name": "Petra", "url": "", "team": False}
    assert "&lt;b&gt;it&lt;/b&gt;" in thread["html"]
    assert 'rel="nofollow ugc noopener"' in thread["html"]
    assert [one["body"] for one in thread["replies"]] == ["It is."]
    assert "readers.example" not in json.dumps(listed)


def test_what_waits_is_told_to_wait_and_not_listed(app: Flask, ask: Any, send: Any) -> None:
    change(app, comments_mode="hold_all")
    sent = send()
    assert (sent.status_code, sent.json["status"]) == (202, "held")
    assert ask().json["comments"] == []
    assert ask().json["count"] == 0


def test_pages_follow_each_other(app: Flask, post_id: int, ask: Any, traffic: Traffic) -> None:
    with app.app_context(), one_commit("Said", record=False):
        for number in range(60):
            db.session.add(
                Comment(post_id=post_id, author_name=f"R{number}", body="x", status="approved")
            )
        db.session.flush()
    first = ask().json
    traffic.clear()
    second = ask(query={"after": first["next"]}).json
    assert len(traffic.statements) <= 4
    names = [one["author"]["name"] for one in first["comments"] + second["comments"]]
    assert names == [f"R{number}" for number in range(60)]
    assert second["next"] is None
    assert ask(query={"after": "nonsense"}).status_code == 400


def test_what_is_known_already_is_not_sent_again(ask: Any, send: Any) -> None:
    first = ask()
    assert first.headers["Cache-Control"] == "public, max-age=30"
    assert "Set-Cookie" not in first.headers
    same = ask(headers={"If-None-Match": first.headers["ETag"]})
    assert same.status_code == 304
    send()
    assert ask(headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_sent_twice_under_one_key_is_stored_once(app: Flask, send: Any) -> None:
    first, second = send(key="a-random-word"), send(key="a-random-word")
    assert first.json == second.json
    assert len(stored(app)) == 1


@pytest.mark.parametrize(
    ("changes", "status", "field", "words"),
    [
        ({"body": ""}, 422, "body", "Write your comment first."),
        ({"body": "\0\u202e"}, 422, "body", "Write your comment first."),
        ({"body": "x" * 20_001}, 422, "body", "20,000"),
        ({"name": ""}, 422, "name", "Your name is missing."),
        ({"name": 7}, 422, "name", "This has to be text."),
        ({"name": "x" * 101}, 422, "name", "100 characters"),
        ({"email": "nobody"}, 422, "email", "This is no email address"),
        ({"email": "a@b.example\r\nBcc: x@y.example"}, 422, "email", "email address"),
        ({"url": "javascript:alert(1)"}, 422, "url", "web address"),
        ({"parent_id": 99}, 400, "parent_id", "not here any more"),
        ({"parent_id": 10**30}, 400, "parent_id", "not here any more"),
        ({"parent_id": -1}, 400, "parent_id", "not here any more"),
        ({"parent_id": "1"}, 422, "parent_id", "the id of a comment"),
        ({"parent_id": True}, 422, "parent_id", "the id of a comment"),
        ({"parent_id": 1.5}, 422, "parent_id", "the id of a comment"),
        ({"wants_answers": "yes"}, 422, "wants_answers", "true or false"),
        ({"status": "approved"}, 422, "status", "no such field"),
        ({"key": "a b"}, 422, "key", "at most 64"),
        ({"subject": "Buy"}, 422, "subject", "robots"),
        ({"address": "/admin/"}, 422, "address", "by its path"),
        ({"address": 5}, 422, "address", "has to be text"),
    ],
)
def test_what_is_wrong_is_said_by_field(
    app: Flask, send: Any, changes: dict[str, Any], status: int, field: str, words: str
) -> None:
    answer = send(**changes)
    assert answer.status_code == status
    assert words in answer.json["fields"][field][0]
    assert stored(app) == []


@pytest.mark.parametrize(
    "address", ["/posts/none", "/pages/ferries", "/posts/%00", "/posts/\u202e"]
)
def test_there_is_no_text_there(ask: Any, address: str) -> None:
    assert ask(address).status_code == 404


def test_drafts_and_what_has_a_password_are_not_shown(
    app: Flask, post_id: int, ask: Any, send: Any
) -> None:
    for values, status in (({"password": "quay"}, 403), ({"status": "draft"}, 404)):
        with app.app_context(), one_commit("Changed", record=False):
            post = db.session.get(Post, post_id)
            for name, value in values.items():
                setattr(post, name, value)
            db.session.flush()
        assert ask().status_code == status
        assert send().status_code == status
    assert stored(app) == []


def test_the_rules_of_the_form_hold(app: Flask, send: Any, ask: Any) -> None:
    assert send().status_code == 201
    assert send().status_code == 409
    change(app, comment_floods_per_minute=1)
    flooded = send(body="Another")
    assert flooded.status_code == 429
    assert int(flooded.headers["Retry-After"]) > 0
    change(app, comments_mode="closed")
    assert send(body="Once more").status_code == 403
    assert ask().json["open"] is False


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (json.dumps(COMMENT), "text/plain", 415),
        (json.dumps(COMMENT), "application/x-www-form-urlencoded", 415),
        ("", "application/json", 400),
        ("{", "application/json", 400),
        ("[1]", "application/json", 400),
        ("[" * 100_000, "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        ('{"parent_id": ' + "9" * 5000 + "}", "application/json", 400),
        ('{"body": "' + "x" * 300_000 + '"}', "application/json", 413),
    ],
)
def test_only_json_of_some_size_is_read(
    client: Client, app: Flask, post_id: int, body: Any, kind: str, status: int
) -> None:
    answer = holds(client.post("/api/comments", data=body, content_type=kind))
    assert answer.status_code == status
    assert stored(app) == []


def test_half_a_character_harms_nothing(app: Flask, client: Client, post_id: int) -> None:
    body = json.dumps(COMMENT | {"body": "a"}).replace('"a"', r'"half \ud800 \u0000 of it"')
    answer = client.post("/api/comments", data=body, content_type="application/json")
    assert holds(answer).status_code == 201
    assert stored(app)[0].body == "half   of it"


# Other sites
def test_pages_of_a_site_that_is_named_may_ask_and_send(
    client: Client, ask: Any, send: Any
) -> None:
    headers = {"Origin": FRIEND, "Sec-Fetch-Site": "cross-site"}
    asked = client.options(
        "/api/comments", headers={**headers, "Access-Control-Request-Method": "POST"}
    )
    assert asked.status_code == 204
    assert asked.headers["Access-Control-Allow-Origin"] == FRIEND
    assert asked.headers["Access-Control-Allow-Headers"] == "Content-Type"
    assert "Access-Control-Allow-Credentials" not in asked.headers
    for answer in (ask(headers=headers), send(headers), send(headers)):
        assert answer.headers["Access-Control-Allow-Origin"] == FRIEND
        assert "Origin" in answer.headers["Vary"]


def test_a_page_that_hides_where_it_is_sends_nothing(app: Flask, send: Any) -> None:
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    ):
        assert send(headers).status_code == 403
    assert stored(app) == []


@pytest.mark.parametrize(
    "origin", [STRANGER, "null", f"{FRIEND}.evil.example", "http://blog.example.org", ""]
)
def test_pages_of_other_sites_may_not(
    app: Flask, client: Client, ask: Any, send: Any, origin: str
) -> None:
    headers = {"Origin": origin}
    asked = client.options("/api/comments", headers=headers)
    for answer in (asked, ask(headers=headers), send(headers)):
        assert "Access-Control-Allow-Origin" not in answer.headers
    assert send(headers).status_code == 403
    assert stored(app) == []


def test_nobody_is_signed_in_here(app: Flask, post_id: int) -> None:
    person = sign_in(app, "owner")
    answer = person.post("/api/comments", json=COMMENT)
    assert answer.status_code == 201
    assert stored(app)[0].user_id is None


def test_owners_name_the_sites(app: Flask, people: dict[str, int]) -> None:
    owner = sign_in(app, "owner")
    good = owner.submit(
        "/admin/setting/", {"api_origins": f"{FRIEND}/\r\n\r\nhttp://LOCALHOST:8080\n{FRIEND}"}
    )
    assert good.status_code == 303
    with app.app_context():
        assert db.session.get(Setting, 1).api_origins == f"{FRIEND}\nhttp://localhost:8080"
    for wrong in ("*", "blog.example.org", "https://a.example/path", "https://a.example\0x"):
        answer = owner.submit("/admin/setting/", {"api_origins": wrong})
        assert answer.status_code == 422 or "\0" in wrong
