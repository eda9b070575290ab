"""docs/your-own-model.md is true: a site that does what it says has what it promises."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from tests.support.databases import SECRET_KEY, Database

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/your-own-model.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
EIGHT_LINES, OWN_VIEW, UNDO_POLICY = BLOCKS
PLAIN_LINE = "desk.add(desk.ModelView(Event), app)\n"
OWN_LINE = "desk.add(EventView(Event), app)\n"

# Not of the page: a column of each kind that it says the form has.
EVERY_KIND = """
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from uuid import UUID, uuid4
from sqlalchemy import Numeric, Text
from sqlalchemy.orm import Mapped, mapped_column
from admin_app import desk
from admin_app.columns import UtcDateTime
from admin_app.desk.lists import Sort
from admin_app.extensions import db
from admin_app.history.models import Recorded

class Kind(Enum):
    first = "the first"
    second = "the second"

class Sample(Recorded, db.Model):
    name: Mapped[str]
    amount: Mapped[Decimal] = mapped_column(Numeric(8, 2), default=Decimal("1.00"))
    day: Mapped[date | None]
    clock: Mapped[time | None]
    moment: Mapped[datetime | None] = mapped_column(UtcDateTime)
    kind: Mapped[Kind | None]
    ratio: Mapped[float | None]
    number: Mapped[int | None]
    notes: Mapped[str | None] = mapped_column(Text)
    sure: Mapped[bool] = mapped_column(default=False)
    key: Mapped[UUID] = mapped_column(default=uuid4)
    length: Mapped[timedelta] = mapped_column(default=timedelta(minutes=90))
    seal: Mapped[bytes] = mapped_column(default=b"\\x00\\xff")
    author_id: Mapped[int | None] = mapped_column(db.ForeignKey("user.id"))

class SampleView(desk.ModelView):
    form_excluded_columns = ("version", "key", "length", "seal")
    sorts = (Sort("amount", Sample.amount, Decimal), Sort("newest", Sample.id, int))

desk.add(SampleView(Sample), app)
"""

Facts = dict[str, dict[str, Any]]
Site = Callable[..., dict[str, Facts]]


@pytest.fixture(scope="module")
def site(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """`site(code, *steps)` puts the code at the end of wsgi.py, migrates, and does the steps."""

    def made(code: str, *steps: str) -> dict[str, Facts]:
        folder = tmp_path_factory.mktemp(steps[0])
        wsgi = folder / "own_site.py"
        wsgi.write_text((ROOT / "wsgi.py").read_text() + "\n" + code)
        # The page's own commands; only, the file of the migration is not left in this project.
        shutil.copytree(ROOT / "admin_app/migrations", folder / "migrations")
        environ = {
            **os.environ,
            "DATABASE_URL": database.empty(f"own_{steps[0]}"),
            "COPYDESK_INSTANCE": str(folder),
            "SECRET_KEY": SECRET_KEY,
            "PYTHONPATH": str(ROOT),
        }
        flask = (sys.executable, "-m", "flask", "--app", str(wsgi), "db")
        aside = ("--directory", str(folder / "migrations"))
        _run(*flask, "upgrade", *aside, environ=environ)
        _run(*flask, "migrate", *aside, "-m", "Own", environ=environ)
        _run(*flask, "upgrade", *aside, environ=environ)
        told = _run(
            sys.executable, "-m", "tests.desk.own_model", str(wsgi), *steps, environ=environ
        )
        facts: dict[str, Facts] = json.loads(told)
        written = set((folder / "migrations/versions").glob("*.py"))
        known = {path.name for path in (ROOT / "admin_app/migrations/versions").glob("*.py")}
        migration = "".join(path.read_text() for path in written if path.name not in known)
        facts[steps[0]]["migration"] = {"text": migration}
        return facts

    return made


def _run(*command: str, environ: dict[str, str]) -> str:
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-6000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def plain(site: Site) -> Facts:
    """What happened at a site with the page's eight lines."""
    return site(EIGHT_LINES, "everyday")["everyday"]


@pytest.fixture(scope="module")
def further(site: Site) -> dict[str, Facts]:
    """What happened at one with the page's view of its own, and values of every kind."""
    assert PLAIN_LINE in EIGHT_LINES
    assert OWN_LINE.strip() in PAGE
    own = EIGHT_LINES.replace(PLAIN_LINE, OWN_VIEW) + OWN_LINE + UNDO_POLICY
    return site(own + EVERY_KIND, "own_view", "every_kind")


@pytest.fixture
def own(further: dict[str, Facts]) -> Facts:
    """What happened to the view of its own."""
    return further["own_view"]


@pytest.fixture
def kinds(further: dict[str, Facts]) -> Facts:
    """What happened to the values of every kind."""
    return further["every_kind"]


def test_it_is_under_ten_lines() -> None:
    assert len([line for line in EIGHT_LINES.splitlines() if line.strip()]) < 10


def test_the_migration_makes_the_table_and_touches_nothing_else(plain: Facts) -> None:
    text = plain["migration"]["text"]
    made, _, unmade = text.partition("def downgrade")
    assert re.findall(r"op\.(\w\w+)\(\s*['\"](\w+)", made) == [("create_table", "event")]
    assert re.findall(r"op\.(\w\w+)\(\s*['\"](\w+)", unmade) == [("drop_table", "event")]


def test_it_stands_in_the_menu(plain: Facts) -> None:
    links = lxml.html.document_fromstring(plain["desk"]["text"]).xpath("//nav//a")
    assert ("/admin/event/", "Events") in [(a.get("href"), a.text_content()) for a in links]


def test_an_empty_list_offers_the_first_one(plain: Facts) -> None:
    assert plain["empty list"]["status"] == 200
    assert "There are no events here." in plain["empty list"]["text"]


def test_the_form_is_made_from_the_columns(plain: Facts) -> None:
    page = lxml.html.document_fromstring(plain["form"]["text"])
    labels = {label.get("for"): label.text_content().split() for label in page.iter("label")}
    assert labels == {"title": ["Title", "required"], "place": ["Place"]}
    assert page.get_element_by_id("title").get("required") is not None


def test_what_is_missing_is_said_beside_its_field(plain: Facts) -> None:
    assert (plain["nameless"]["status"], plain["nameless"]["commits"]) == (422, 0)
    page = lxml.html.document_fromstring(plain["nameless"]["text"])
    assert page.get_element_by_id("title-error").text_content()
    assert page.get_element_by_id("place").get("value") == "Somewhere"


@pytest.mark.parametrize(
    "step", ["create", "edit", "undo edit", "delete", "undo delete", "second", "undo create"]
)
def test_each_save_is_one_commit(plain: Facts, step: str) -> None:
    assert (plain[step]["status"], plain[step]["commits"]) == (303, 1)


def test_what_was_made_is_in_the_list(plain: Facts) -> None:
    assert "Created event “Christmas fair”." in plain["list"]["text"]
    assert "The quay" in plain["list"]["text"]


def test_a_stale_save_overwrites_nothing_and_shows_both(plain: Facts) -> None:
    assert (plain["stale edit"]["status"], plain["stale edit"]["commits"]) == (409, 0)
    assert "The town hall" in plain["stale edit"]["text"]
    assert "The old mill" in plain["stale edit"]["text"]


def test_history_shows_the_old_value_and_the_new(plain: Facts) -> None:
    page = plain["history"]["text"]
    assert "Edited event “Christmas fair”" in page
    assert page.index("The quay") < page.index("The town hall")


def test_an_edit_is_undone(plain: Facts) -> None:
    assert "The quay" in plain["after undo edit"]["text"]


def test_a_delete_asks_first_and_is_undone(plain: Facts) -> None:
    assert "Delete the event “Christmas fair”?" in plain["delete page"]["text"]
    assert plain["after delete"]["status"] == 404
    assert "Christmas fair" in plain["after undo delete"]["text"]


def test_a_creation_is_undone(plain: Facts) -> None:
    assert plain["after undo create"]["status"] == 404


def test_the_list_goes_out_as_csv(plain: Facts) -> None:
    assert plain["export"]["text"].splitlines() == [
        "Id,Title,Place",
        "1,Christmas fair,The quay",
    ]


def test_who_lacks_the_permission_is_kept_out(plain: Facts) -> None:
    assert plain["stranger's list"]["status"] == 403


def _said(facts: dict[str, Any]) -> str:
    main = lxml.html.document_fromstring(facts["text"]).xpath("//main")
    return str(main[0].text_content()) if main else ""


def _titles(facts: dict[str, Any]) -> list[str]:
    page = lxml.html.document_fromstring(facts["text"])
    return [" ".join(a.text_content().split()) for a in page.xpath("//tbody//a[@class='title']")]


def test_an_own_view_has_its_own_order_tabs_filters_and_search(own: Facts) -> None:
    assert _titles(own["list"])[:2] == ["Day 59", "Day 58"]
    assert _titles(own["by title"])[:2] == ["Day 00", "Day 01"]
    assert _titles(own["tab"])[:2] == ["Day 59", "Day 57"]
    assert len(_titles(own["filtered"])) == 30
    assert _titles(own["found"]) == ["Day 17"]
    assert "Readers" in own["list"]["text"]


def test_an_own_rule_decides_who_may_delete(own: Facts) -> None:
    assert own["delete page of a placed one"]["status"] == 403
    assert own["delete page of another"]["status"] == 200


def test_a_bulk_action_is_one_commit_and_one_undo(own: Facts) -> None:
    for step in ("cancel", "undo cancel", "delete many"):
        assert (own[step]["status"], own[step]["commits"]) == (303, 1), _said(own[step])
    assert "Cancelled 30 events." in own["after cancel"]["text"]
    assert _titles(own["after cancel"])[:2] == ["Day 59", "Day 58"]
    assert _titles(own["after undo cancel"])[:2] == ["Day 59", "Day 57"]
    assert own["cancel"]["statements"] < 20


def test_an_own_undo_policy_is_asked(own: Facts) -> None:
    assert "Day 59" not in _titles(own["after delete many"])
    assert (own["undo delete many"]["status"], own["undo delete many"]["commits"]) == (403, 0)


def test_a_form_has_a_control_of_the_browser_for_every_kind(kinds: Facts) -> None:
    page = lxml.html.document_fromstring(kinds["form"]["text"])
    types = {
        name: (control.get("type") or control.tag)
        for control in page.xpath("//form[@data-leave]//*[@name][@id]")
        if (name := control.get("name"))
    }
    assert types == {
        "name": "text",
        "amount": "number",
        "day": "date",
        "clock": "time",
        "moment": "datetime-local",
        "kind": "select",
        "ratio": "number",
        "number": "number",
        "notes": "textarea",
        "sure": "checkbox",
        "author_id": "select",
    }
    assert not page.xpath("//form[@data-leave]//*[@data-role]"), "waits for a script we don't have"


def test_values_of_every_kind_survive_history_and_undo(kinds: Facts) -> None:
    for step in ("empty", "create", "edit", "undo edit", "delete", "undo delete"):
        assert (kinds[step]["status"], kinds[step]["commits"]) == (303, 1), _said(kinds[step])
    assert "amount=12.50" in kinds["stored"]["row"]
    assert "amount=0.01" in kinds["edited"]["row"]
    assert kinds["stored"]["row"] == kinds["edit undone"]["row"] == kinds["delete undone"]["row"]


def test_what_is_no_such_value_is_said_beside_its_field(kinds: Facts) -> None:
    for step, wrong in {
        "no such kind": {"kind"},
        "nonsense": {"amount", "clock", "day", "kind", "moment", "number", "ratio"},
    }.items():
        page = lxml.html.document_fromstring(kinds[step]["text"])
        told = {p.get("id").removesuffix("-error") for p in page.xpath("//p[@class='error']")}
        assert (kinds[step]["status"], told) == (422, wrong)


def test_a_list_shows_every_kind_in_words(kinds: Facts) -> None:
    assert kinds["by amount"]["status"] == 200
    assert "2024-02-29" in kinds["list"]["text"]
    assert "the second" in kinds["list"]["text"]
