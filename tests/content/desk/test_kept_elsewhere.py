"""Templates and planned changes are kept while they are typed, as the texts themselves are."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from admin_app.content.models import Autosave, PlannedChange, TextTemplate
from admin_app.extensions import db
from tests.content.desk.conftest import told
from tests.support.cast import PASSWORD, address, sign_in
from tests.support.client import Client
from tests.support.forms import find_form
from tests.support.pages import assert_accessible, sign_in_page, wait_until_idle

TEMPLATE, NEW_TEMPLATE = "/admin/template/edit/?id=1", "/admin/template/new/"
CHANGE = "/admin/planned/edit/?id=1"
JSON = {"Accept": "application/json"}


@pytest.fixture
def people(small_site: dict[str, int]) -> dict[str, int]:
    """The people of a small site, with a template and a planned change."""
    return small_site


def keep(client: Client, path: str, person: int, **typed: str) -> Any:
    """Send what the script of this form would, with these words in it."""
    page = client.get(path)
    fields = find_form(page.text, path, None, {"title": ""}).data({}).to_dict()
    return client.post(
        path.replace("/edit/", "/autosave/").replace("/new/", "/autosave/"),
        data={**fields, **typed, "_person": person},
        headers=JSON,
    )


def kept(app: Flask, person: int) -> list[tuple[str, int]]:
    """What is kept of this person's forms of templates and changes: which, and of which row."""
    with app.app_context():
        rows = select(Autosave.entity, Autosave.entity_id).where(
            Autosave.person_id == person,
            Autosave.entity.in_(("text_template", "planned_change")),
        )
        return [(row[0], row[1]) for row in db.session.execute(rows.order_by(Autosave.id))]


@pytest.mark.parametrize(
    ("path", "place", "saves"),
    [
        (TEMPLATE, ("text_template", 1), "Save"),
        (NEW_TEMPLATE, ("text_template", 0), "Save"),
        (CHANGE, ("planned_change", 1), "Save the plan"),
    ],
)
def test_what_was_typed_is_offered_taken_over_and_gone_once_it_is_saved(
    app: Flask, people: dict[str, int], path: str, place: tuple[str, int], saves: str
) -> None:
    editor = sign_in(app, "editor")
    answer = keep(editor, path, people["editor"], title="Typed in the train", name="Trains")
    assert answer.status_code == 200, answer.text
    assert kept(app, people["editor"]) == [place]
    assert "Typed in the train" in editor.get(path).text

    difference = editor.get(
        f"{path.split('/edit')[0].split('/new')[0]}/autosave/?id={answer.json['id']}"
    )
    assert "train" in difference.text
    taking = path + ("&" if "?" in path else "?") + f"kept={answer.json['id']}"
    form = editor.get(taking)
    assert find_form(form.text, path, None, {"title": ""}).data({})["title"] == "Typed in the train"
    assert editor.send(form, {"title": "Typed in the train"}, button=saves).status_code == 303
    assert kept(app, people["editor"]) == []
    with app.app_context():
        if place[0] == "text_template":
            row = select(TextTemplate.title).order_by(TextTemplate.id.desc()).limit(1)
            assert db.session.scalar(row) == "Typed in the train"
        else:
            after = db.session.scalars(select(PlannedChange.after)).one()
            assert after["title"] == "Typed in the train"


def test_who_may_not_change_it_keeps_nothing_of_it(app: Flask, people: dict[str, int]) -> None:
    contributor = sign_in(app, "contributor")
    token = contributor.get("/admin/profile/").text.split('name="csrf_token" value="')[1]
    sent = {
        "csrf_token": token.split('"')[0],
        "draft_key": "a-key-of-ones-own",
        "title": "Mine",
        "_person": str(people["contributor"]),
    }
    for path, status in (
        ("/admin/template/autosave/?id=1", 403),
        ("/admin/template/autosave/", 403),
        ("/admin/planned/autosave/?id=1", 404),
        ("/admin/planned/autosave/", 403),
    ):
        assert contributor.post(path, data=sent, headers=JSON).status_code == status, path
    assert kept(app, people["contributor"]) == []


@pytest.mark.parametrize("path", [TEMPLATE, CHANGE])
def test_a_closed_tab_costs_nothing(
    app: Flask, people: dict[str, int], page: Page, path: str
) -> None:
    sign_in_page(page, address("editor"), PASSWORD)
    page.goto(path)
    page.locator("#title").fill("Typed in the train")
    told(page, "Kept on the server")
    assert_accessible(page)
    page.close(run_before_unload=False)
    wait_until_idle()
    again = page.context.new_page()
    again.goto(path)
    offer = again.locator("[data-kept-offers] .notice")
    expect(offer).to_have_count(1)
    assert_accessible(again)
    offer.get_by_role("link", name="Take it over").click()
    expect(again.locator("#title")).to_have_value("Typed in the train")
    again.locator(".savebar .primary").click()
    expect(again.locator("main")).to_contain_text("Edited")
    assert kept(app, people["editor"]) == []
