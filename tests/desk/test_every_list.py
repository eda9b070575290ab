"""Every list of the desk, whoever owns it: each row on one page and no other, and whole as CSV."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import lxml.html
import pytest
from flask import Flask
from sqlalchemy import String, insert, select

from admin_app.desk import ModelView
from admin_app.extensions import db
from admin_app.unit_of_work import one_commit
from tests.support.cast import sign_in
from tests.support.client import Client

COPIES = 60
FORMULAS = ('=HYPERLINK("http://evil.example")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1")


def _lists(app: Flask) -> list[ModelView]:
    """The views that have a list, each reached at its rule in the map of addresses."""
    rules = {rule.endpoint for rule in app.url_map.iter_rules()}
    views = [
        view
        for view in app.extensions["desk"]._views
        if isinstance(view, ModelView) and f"{view.endpoint}.index_view" in rules
    ]
    # One row and no list of it; the log, whose rows are others' and which tests its own pages.
    return [view for view in views if view.endpoint not in ("setting", "decision")]


def _path(view: ModelView) -> str:
    return f"/admin/{view.endpoint}/"


def _copied(app: Flask, view: ModelView, copies: int) -> None:
    """More rows, each the same as the first one but for what has to be its own."""
    table = view.model.__table__
    own = [c.name for c in table.columns if c.unique or _is_unique(table, c.name)]
    with app.app_context(), one_commit("Copied", record=False):
        row = dict(db.session.execute(select(table).order_by(table.c.id).limit(1)).one()._mapping)
        row.pop("id")
        for number in range(copies):
            for name in own:
                if isinstance(table.c[name].type, String):
                    row[name] = f"copy-{number:03}"
            db.session.execute(insert(table).values(row))


def _is_unique(table: Any, name: str) -> bool:
    return any(index.unique and name in index.columns for index in table.indexes)


@pytest.fixture
def owner(app: Flask, small_site: dict[str, int]) -> Client:
    """The owner of a small site, whose lists have more than a page each."""
    for view in _lists(app):
        _copied(app, view, COPIES)
    return sign_in(app, "owner")


def _ids(html: str) -> list[int]:
    """The ids of the rows of this page, in their order."""
    document = lxml.html.document_fromstring(html)
    links = document.xpath("//main//a[contains(@href, '/edit/?id=')]")
    found = [re.search(r"id=(\d+)", link.get("href")) for link in links]
    return list(dict.fromkeys(int(match.group(1)) for match in found if match))


def _way(html: str, which: str) -> str | None:
    found = lxml.html.document_fromstring(html).xpath(f"//nav//a[@rel='{which}']/@href")
    return str(found[0]) if found else None


def _walked(client: Client, path: str) -> tuple[list[list[int]], list[list[int]]]:
    """The ids page by page, to the end, and from there back to the beginning."""
    forward, html = [], client.get(path).text
    while True:
        forward.append(_ids(html))
        older = _way(html, "next")
        if older is None:
            break
        html = client.get(older).text
    back = [_ids(html)]
    while newer := _way(html, "prev"):
        html = client.get(newer).text
        back.append(_ids(html))
    return forward, back


def test_each_row_stands_on_one_page_in_every_order_and_state(app: Flask, owner: Client) -> None:
    wrong, walked = [], 0
    for view in _lists(app):
        states = [f"?status={tab.name}" for tab in view.tabs] or ["?"]
        orders = [""] + [
            f"&sort={turn}{sort.name}" for sort in view.all_sorts() for turn in ("", "-")
        ]
        for state in states:
            for order in orders if state == states[0] else orders[:1]:
                path = _path(view) + state + order
                forward, back = _walked(owner, path)
                seen = [row_id for page in forward for row_id in page]
                if len(seen) != len(set(seen)):
                    wrong.append(f"{path}: a row stands on two pages")
                if any(len(page) != 25 for page in forward[:-1]):
                    wrong.append(f"{path}: a page before the last is not full")
                if back[::-1] != forward:
                    wrong.append(f"{path}: the way back is another")
                if view.can_export:
                    text = owner.get(f"{_path(view)}export/csv/{state}{order}").text
                    exported = [int(row[0]) for row in list(csv.reader(io.StringIO(text)))[1:]]
                    if exported != seen:
                        wrong.append(
                            f"{path}: the export has {len(exported)}, the pages {len(seen)}"
                        )
                walked += len(forward)
    assert walked > 80
    assert not wrong, "\n".join(wrong)


def test_no_list_has_more_than_one_page_without_a_way_to_the_next(
    app: Flask, owner: Client
) -> None:
    for view in _lists(app):
        first = owner.get(
            _path(view) + f"?status={view.tabs[-1].name if view.tabs else ''}&rows=25"
        )
        assert _way(first.text, "prev") is None, view.endpoint
        everything = owner.get(_path(view) + "?rows=100").text
        assert len(_ids(everything)) > 25 or _way(everything, "next") is None, view.endpoint


def test_no_export_holds_a_formula(app: Flask, owner: Client) -> None:
    """S61: in whatever column the text stands."""
    checked = 0
    for view in _lists(app):
        if not view.can_export:
            continue
        columns = view.exported or view.all_columns()
        texts = [
            column.name
            for column in columns
            if column.name in view.model.__table__.c
            and isinstance(view.model.__table__.c[column.name].type, String)
            and not view.model.__table__.c[column.name].unique
            and column.name not in ("status", "role", "mime", "timezone", "state")
        ]
        table = view.model.__table__
        for name in texts:
            with app.app_context(), one_commit("Wrote formulas", record=False):
                ids = db.session.scalars(select(table.c.id).order_by(table.c.id).limit(6)).all()
                for row_id, formula in zip(ids, FORMULAS, strict=True):
                    if (table.c[name].type.length or 1000) > len(formula):
                        db.session.execute(
                            table.update().where(table.c.id == row_id).values({name: formula})
                        )
        answer = owner.get(
            f"{_path(view)}export/csv/?status={view.tabs[-1].name if view.tabs else ''}"
        )
        assert answer.mimetype == "text/csv"
        assert "attachment" in answer.headers["Content-Disposition"]
        for row in csv.reader(io.StringIO(answer.text, newline="")):
            for value in row[1:]:
                assert not value.startswith(("=", "+", "-", "@", "\t", "\r")), (
                    view.endpoint,
                    value,
                )
                checked += value.startswith("'")
    assert checked > 20
