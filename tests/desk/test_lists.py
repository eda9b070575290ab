"""A list of the desk, as people use it: tabs, search, filters, columns, rows, choosing many."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import lxml.html
import pytest
from flask import Flask
from sqlalchemy import insert

from admin_app.columns import now
from admin_app.content.models import Post, Tag
from admin_app.extensions import db
from admin_app.unit_of_work import one_commit
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic


@pytest.fixture
def tags(app: Flask) -> list[int]:
    """130 tags that no post has."""
    names = [f"Tag {number:03}" for number in range(130)]
    return _stored(app, Tag, [{"name": n, "name_key": n.lower(), "slug": n[4:]} for n in names])


def _stored(app: Flask, model: Any, rows: list[dict[str, Any]]) -> list[int]:
    with app.app_context(), one_commit("Made rows", record=False):
        return list(db.session.scalars(insert(model).returning(model.id), rows))


def _posts(app: Flask, count: int, **columns: Any) -> list[int]:
    start = len(columns.get("status", "")) * 100_000
    return _stored(
        app,
        Post,
        [
            {
                "title": f"Post {number}",
                "slug": f"post-{start + number}",
                "body": "",
                "status": "draft",
                "updated_at": now(),
            }
            | columns
            for number in range(count)
        ],
    )


class Shown:
    """What a list's page shows."""

    def __init__(self, html: str) -> None:
        self.document = lxml.html.document_fromstring(html)

    def words(self, path: str) -> list[str]:
        """The words of these elements."""
        return [" ".join(one.text_content().split()) for one in self.document.xpath(path)]

    @property
    def rows(self) -> list[str]:
        """The titles of the rows."""
        return self.words("//tbody//a[@class='title']")

    @property
    def heads(self) -> list[str]:
        """The heads of the columns."""
        return self.words("//thead//th[not(contains(@class, 'tick'))]")

    @property
    def tabs(self) -> dict[str, str]:
        """The tabs and their counts."""
        return {
            str(tab.text).strip(): "".join(tab.xpath("./span[@class='n']/text()"))
            for tab in self.document.xpath("//nav[@class='tabs']/a")
        }

    def link(self, words: str) -> str:
        """Where the link with these words leads."""
        return str(
            self.document.xpath(f"//main//a[contains(normalize-space(.), '{words}')]/@href")[0]
        )


def _get(client: Client, path: str) -> Shown:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return Shown(answer.text)


def test_a_page_has_25_rows_or_as_many_as_chosen(owner: Client, tags: list[int]) -> None:
    assert len(_get(owner, "/admin/tag/").rows) == 25
    assert len(_get(owner, "/admin/tag/?rows=50").rows) == 50
    assert len(_get(owner, "/admin/tag/?rows=100").rows) == 100
    for silly in ("1000000", "-1", "0", "all", "１００"):
        assert len(_get(owner, f"/admin/tag/?rows={silly}").rows) == 25


def test_the_choice_of_rows_and_columns_goes_along_to_the_next_page(
    owner: Client, tags: list[int]
) -> None:
    first = _get(owner, "/admin/tag/?rows=50&columns=slug&sort=-name")
    assert first.heads == ["Name", "Address"]
    assert first.rows[0] == "Tag 129"
    second = _get(owner, first.link("Older"))
    assert second.heads == ["Name", "Address"]
    assert second.rows[0] == "Tag 079"
    assert len(second.rows) == 50


def test_a_column_that_is_fixed_can_not_be_hidden(owner: Client, tags: list[int]) -> None:
    shown = _get(owner, "/admin/tag/?columns=post_count")
    assert shown.heads == ["Name", "Posts"]
    boxes = shown.document.xpath("//details//input[@name='columns']")
    assert {box.get("value"): box.get("checked") is not None for box in boxes} == {
        "description": False,
        "slug": False,
        "post_count": True,
    }


def test_columns_that_are_none_are_left_out(owner: Client, tags: list[int]) -> None:
    assert _get(owner, "/admin/tag/?columns=password&columns=name_key").heads == [
        "Name",
        "Description",
        "Posts",
    ]


def test_a_head_sorts_and_turns_round(owner: Client, tags: list[int]) -> None:
    shown = _get(owner, "/admin/tag/")
    assert shown.document.xpath("//th[@aria-sort]/@aria-sort") == ["ascending"]
    turned = _get(owner, shown.link("Name"))
    assert turned.rows[0] == "Tag 129"
    assert turned.document.xpath("//th[@aria-sort]/@aria-sort") == ["descending"]
    assert _get(owner, turned.link("Name")).rows[0] == "Tag 000"


def test_what_the_index_finds_is_told_to_be_in_no_other_order(app: Flask, owner: Client) -> None:
    with app.app_context(), one_commit("Made"):
        for number in range(2):
            db.session.add(Post(title=f"Tides {number}", slug=f"tides-{number}"))
    for query, ordered in (("", ["descending"]), ("?search=tides", [])):
        shown = _get(owner, f"/admin/post/{query}")
        assert shown.rows[0] == "Tides 1"
        assert shown.document.xpath("//th[@aria-sort]/@aria-sort") == ordered
        assert bool(shown.document.xpath("//th/a")) is bool(ordered)


def test_filters_and_search_stay_while_one_pages(app: Flask, owner: Client) -> None:
    with app.app_context():
        author = _author(app)
    _posts(app, 30, title="Ferry news", author_id=author)
    _posts(app, 30, title="Other news", author_id=author, status="published", published_at=now())
    first = _get(owner, f"/admin/post/?status=draft&search=ferry&author={author}")
    assert set(first.rows) == {"Ferry news"}
    older = first.link("Older")
    assert parse_qs(urlsplit(older).query).keys() == {"status", "search", "author", "after"}
    assert len(_get(owner, older).rows) == 5
    box = first.document.xpath("//form[@role='search']//input[@name='search']")[0]
    assert box.get("value") == "ferry"
    assert first.document.xpath("//select[@name='author']/option[@selected]/@value") == [
        str(author)
    ]


def _author(app: Flask) -> int:
    from admin_app.people.queries import person_by_email

    with app.app_context():
        person = person_by_email("author@example.org")
        assert person is not None
        return int(person.id)


def test_clear_takes_search_and_filters_away_and_keeps_the_tab(app: Flask, owner: Client) -> None:
    _posts(app, 3)
    shown = _get(owner, "/admin/post/?status=draft&search=nothing-like-it&tag=none")
    assert shown.words("//main//*[contains(@class, 'empty')]//p") or "Nothing matches" in (
        shown.document.text_content()
    )
    assert shown.link("Clear") == "/admin/post/?status=draft"


@pytest.mark.parametrize(
    ("words", "found"), [("100%", ["100% wool"]), ("%", ["100% wool"]), ("_", ["snake_case"])]
)
def test_signs_of_patterns_are_searched_as_they_are(
    app: Flask, owner: Client, words: str, found: list[str]
) -> None:
    """S53."""
    names = ["100% wool", "100 grams", "snake_case", "snakes"]
    _stored(app, Tag, [{"name": n, "name_key": n, "slug": str(i)} for i, n in enumerate(names)])
    assert _get(owner, f"/admin/tag/?search={words.replace('%', '%25')}").rows == found


def test_tabs_count_what_they_hold(app: Flask, owner: Client) -> None:
    _posts(app, 3)
    _posts(app, 2, status="in_review")
    _posts(app, 4, status="trash", status_before_trash="draft")
    assert _get(owner, "/admin/post/").tabs == {
        "All": "5",
        "Drafts": "3",
        "In review": "2",
        "Scheduled": "0",
        "Published": "0",
        "Trash": "4",
    }
    assert len(_get(owner, "/admin/post/?status=in_review").rows) == 2


def test_counts_stop_at_ten_thousand(app: Flask, people: dict[str, int], owner: Client) -> None:
    _posts(app, 10_001, author_id=people["author"])
    assert _get(owner, "/admin/post/").tabs["Drafts"] == "10k+"
    author = sign_in(app, "author")  # whose own are counted, and not kept
    assert _get(author, "/admin/post/").tabs["Drafts"] == "10k+"


def test_a_tab_that_is_none_is_all(app: Flask, owner: Client) -> None:
    _posts(app, 2)
    assert len(_get(owner, "/admin/post/?status=nonsense").rows) == 2


def test_an_empty_list_says_so_and_offers_the_first_row(owner: Client) -> None:
    shown = _get(owner, "/admin/tag/")
    assert "No tags yet." in shown.document.text_content()
    assert shown.document.xpath("//main//a[@href='/admin/tag/new/']")


def test_beyond_the_end_there_is_a_way_back(app: Flask, owner: Client, tags: list[int]) -> None:
    last = _get(owner, "/admin/tag/?rows=100")
    older = last.link("Older")
    owner.submit(older, {"rowid": _boxes(_get(owner, older))}, button="action=delete")
    beyond = _get(owner, older)
    assert "There is nothing further on." in beyond.document.text_content()
    assert len(_get(owner, beyond.link("To the first page")).rows) == 100


def _boxes(shown: Shown) -> list[str]:
    return [str(value) for value in shown.document.xpath("//input[@name='rowid']/@value")]


def test_what_is_ticked_is_changed_and_nothing_else(
    owner: Client, tags: list[int], traffic: Traffic
) -> None:
    page = owner.get("/admin/tag/?rows=50&search=tag")
    chosen = _boxes(Shown(page.text))[3:6]
    traffic.clear()
    answer = owner.send(page, {"rowid": chosen}, button="action=delete")
    assert traffic.commits == 1
    assert answer.location == "/admin/tag/?search=tag&rows=50"
    after = _get(owner, answer.location)
    assert "Deleted 3 tags." in after.document.text_content()
    assert after.rows[:4] == ["Tag 000", "Tag 001", "Tag 002", "Tag 006"]


def test_all_that_match_are_changed_however_many_pages(
    owner: Client, tags: list[int], traffic: Traffic
) -> None:
    page = owner.get("/admin/tag/?search=tag+1")
    assert "25 tags" in Shown(page.text).words("//nav[@class='pager']//span")[0]
    traffic.clear()
    owner.send(page, {"all_matching": True}, button="action=delete")
    assert traffic.commits == 1
    few = len(traffic.statements)
    assert "Deleted 30 tags." in owner.get("/admin/tag/").text
    page = owner.get("/admin/tag/")
    traffic.clear()
    owner.send(page, {"all_matching": True}, button="action=delete")
    assert len(traffic.statements) == few, "statements grow with rows"
    assert "Deleted 100 tags." in owner.get("/admin/tag/").text


def test_one_row_that_is_gone_stops_the_whole_action(
    owner: Client, tags: list[int], traffic: Traffic
) -> None:
    """S39: nothing is done by halves."""
    page = owner.get("/admin/tag/")
    owner.submit(f"/admin/tag/delete/?id={tags[1]}", {}, form="/admin/tag/delete/")
    traffic.clear()
    answer = owner.send(
        page, {"rowid": [str(row_id) for row_id in tags[:3]]}, button="action=delete"
    )
    assert (answer.status_code, traffic.commits) == (404, 0)
    assert "Nothing was changed" in answer.text
    assert _get(owner, "/admin/tag/").rows[:2] == ["Tag 000", "Tag 002"]


def test_with_nothing_ticked_nothing_is_done(owner: Client, tags: list[int]) -> None:
    answer = owner.submit("/admin/tag/", {}, form="/admin/tag/action/", button="action=delete")
    assert answer.status_code == 400
    assert "Select at least one tag first." in answer.text


def test_the_export_is_what_is_filtered_in_its_order(owner: Client, tags: list[int]) -> None:
    shown = _get(owner, "/admin/tag/?search=tag+12&sort=-name")
    answer = owner.get(shown.link("Export"))
    lines = answer.text.splitlines()
    assert lines[0].startswith("Id,Name")
    assert [line.split(",")[1] for line in lines[1:]] == [f"Tag {n}" for n in range(129, 119, -1)]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="tags.csv"'


def test_each_fact_of_a_row_is_named_on_a_phone(owner: Client, tags: list[int]) -> None:
    row = _get(owner, "/admin/tag/").document.xpath("//tbody/tr[1]")[0]
    assert row.xpath("./td/@data-label") == ["Posts"]
    assert row.xpath("./td[contains(@class, 'opt')]/@data-label") == []


@pytest.mark.parametrize("rows", [25, 100])
def test_a_page_is_as_few_statements_whatever_it_shows(
    owner: Client, tags: list[int], traffic: Traffic, rows: int
) -> None:
    traffic.clear()
    owner.get(f"/admin/tag/?rows={rows}")
    assert len([one for one in traffic.statements if "SELECT" in one]) <= 6


def test_rows_of_a_changeset_are_no_landmarks_with_one_name(owner: Client, tags: list[int]) -> None:
    owner.submit("/admin/tag/", {"all_matching": True}, button="action=delete")
    activity = Shown(owner.get("/admin/activity/").text)
    shown = _get(owner, activity.link("See what changed"))
    assert len(shown.words("//main//h2")) == 50
    assert not shown.document.xpath("//main//section[@aria-label]")
