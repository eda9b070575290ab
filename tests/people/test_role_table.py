"""The committed table of roles and endpoints is what the application does, rule by rule."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.people import role_table
from tests.people.role_table import ANONYMOUS, WHO
from tests.promises.world import settle

# All that a stranger reaches. A new entry here is a decision.
PUBLIC = (
    "/",
    "/api/",
    "/archive/",
    "/authors/",
    "/categories/",
    "/change",
    "/comments/",
    "/feed.atom",
    "/healthz",
    "/login",
    "/logout",
    "/media/",
    "/pages/",
    "/posts/",
    "/readyz",
    "/reset",
    "/robots.txt",
    "/search",
    "/sitemap",
    "/static/",
    "/tags/",
)


def test_each_role_reaches_what_the_table_says(app: Flask) -> None:
    found = role_table.differences(role_table.committed(), role_table.asked(app, settle(app)))
    assert not found, (
        "\n".join(found)
        + "\n\nIf this is meant: python -m tests.people.role_table, and read the diff."
    )


def test_strangers_reach_the_public_site_and_sign_in_and_nothing_else() -> None:
    reached = {rule for (rule, _), row in role_table.committed().items() if row[ANONYMOUS] == "yes"}
    allowed = [
        rule
        for rule in reached
        if rule == "/" or any(rule.startswith(start) for start in PUBLIC if start != "/")
    ]
    assert sorted(reached) == sorted(allowed)


def test_the_whole_desk_asks_strangers_to_sign_in() -> None:
    for (rule, method), row in role_table.committed().items():
        if rule.startswith("/admin"):
            assert row[ANONYMOUS] == "sign in", f"{method} {rule}"


def test_no_role_but_the_owner_reaches_people_settings_and_mail() -> None:
    for (rule, method), row in role_table.committed().items():
        if rule.startswith(("/admin/user/", "/admin/setting/", "/admin/outbox/")):
            assert {row[who] for who in WHO[2:]} == {"no"}, f"{method} {rule}"


@pytest.mark.parametrize("path", ["/admin", "/admin/", "/admin/nothing/", "/admin/user/99/x"])
def test_strangers_are_not_told_what_is_there(app: Flask, path: str) -> None:
    answer = app.test_client().get(path)
    assert answer.status_code == 302
    assert answer.location.startswith("/login?next=/admin")


def test_a_form_sent_by_who_is_signed_out_keeps_its_words(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    answer = app.test_client().post(
        "/admin/user/new/",
        data={"name": "Words that took an hour"},
        headers={"Origin": "http://localhost"},
    )
    assert answer.status_code == 401
    assert "Words that took an hour" in answer.text
