"""A site with a model of its own, used as its people would; run by `test_own_model.py`.

`python -m tests.desk.own_model SITE STEPS…` loads the site's file, as a WSGI server would, from the
environment's settings, and says in JSON what each step was answered. It is a process of its own,
since a model cannot be taken back out of the models that all tests share.
"""

from __future__ import annotations

import json
import re
import runpy
import sys
import warnings
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import Numeric, select
from sqlalchemy.exc import SAWarning
from sqlalchemy.inspection import inspect
from werkzeug.test import TestResponse

from admin_app.extensions import Base, db
from admin_app.unit_of_work import one_commit
from tests.support.cast import make_people, sign_in
from tests.support.client import Client, watch
from tests.support.traffic import recorded

Facts = dict[str, dict[str, Any]]


class Visit:
    """Someone at work; `facts` says of each step how it was answered, and its commits."""

    def __init__(self, app: Flask, role: str, facts: Facts) -> None:
        self.client = sign_in(app, role)
        self._facts = facts

    def step(self, name: str, work: Callable[[Client], TestResponse]) -> TestResponse:
        """Do it, and keep the facts under this name."""
        with recorded() as traffic:
            answer = work(self.client)
        self._facts[name] = {
            "status": answer.status_code,
            "commits": traffic.commits,
            "statements": len(traffic.statements),
            "text": answer.text,
        }
        return answer

    def get(self, name: str, path: str) -> TestResponse:
        """Open a page."""
        return self.step(name, lambda client: client.get(path))

    def submit(self, name: str, path: str, fields: dict[str, Any], **how: Any) -> TestResponse:
        """Fill in the form there, and send it."""
        page = self.client.get(path)
        return self.step(name, lambda client: client.send(page, fields, **how))

    def undo(self, name: str) -> TestResponse:
        """Undo what was done last."""
        page = self.client.get("/admin/activity/")
        newest = min(re.findall(r"/admin/activity/changeset/\?id=(\d+)", page.text), key=_newest)
        return self.submit(
            name, f"/admin/activity/changeset/?id={newest}", {}, form="/admin/activity/undo/"
        )


def _newest(number: str) -> int:
    return -int(number)


def everyday(app: Flask, facts: Facts) -> None:
    """What the page promises of the eight lines."""
    editor = Visit(app, "editor", facts)
    fair = {"title": "Christmas fair", "place": "The quay"}
    editor.get("desk", "/admin/")
    editor.get("empty list", "/admin/event/")
    editor.get("form", "/admin/event/new/")
    editor.submit("nameless", "/admin/event/new/", {"title": "", "place": "Somewhere"})
    editor.submit("create", "/admin/event/new/", fair)
    editor.get("list", "/admin/event/")
    early = editor.client.get("/admin/event/edit/?id=1")
    editor.submit("edit", "/admin/event/edit/?id=1", {"place": "The town hall"})
    editor.step("stale edit", lambda client: client.send(early, {"place": "The old mill"}))
    editor.get("history", "/admin/activity/changeset/?id=2")
    editor.undo("undo edit")
    editor.get("after undo edit", "/admin/event/edit/?id=1")
    editor.get("delete page", "/admin/event/delete/?id=1")
    editor.submit("delete", "/admin/event/delete/?id=1", {}, form="/admin/event/delete/")
    editor.get("after delete", "/admin/event/edit/?id=1")
    moderator = Visit(app, "moderator", facts)
    moderator.get("stranger's list", "/admin/event/")
    editor.undo("undo delete")
    editor.get("after undo delete", "/admin/event/edit/?id=1")
    editor.get("export", "/admin/event/export/csv/")
    editor.submit("second", "/admin/event/new/", {"title": "Regatta", "place": "The bay"})
    editor.undo("undo create")
    editor.get("after undo create", "/admin/event/edit/?id=2")


def own_view(app: Flask, facts: Facts) -> None:
    """What it promises of a view of one's own."""
    editor = Visit(app, "editor", facts)
    event = _model("Event")
    with app.app_context(), one_commit("Made events", record=False):
        for number in range(60):
            db.session.add(event(title=f"Day {number:02}", place=("The quay", None)[number % 2]))
            db.session.flush()
    editor.get("list", "/admin/event/")
    editor.get("tab", "/admin/event/?status=nowhere")
    editor.get("by title", "/admin/event/?sort=title")
    editor.get("filtered", "/admin/event/?place=The+quay&rows=100")
    editor.get("found", "/admin/event/?search=day+17")
    editor.get("delete page of a placed one", "/admin/event/delete/?id=1")
    editor.get("delete page of another", "/admin/event/delete/?id=2")
    editor.submit(
        "cancel", "/admin/event/?place=The+quay", {"all_matching": True}, button="action=cancel"
    )
    editor.get("after cancel", "/admin/event/?status=nowhere")
    editor.undo("undo cancel")
    editor.get("after undo cancel", "/admin/event/?status=nowhere")
    editor.submit(
        "delete many", "/admin/event/", {"rowid": ["60", "59", "58"]}, button="action=delete"
    )
    editor.get("after delete many", "/admin/event/")
    editor.undo("undo delete many")


def every_kind(app: Flask, facts: Facts) -> None:
    """Values of every kind go through form, history and undo, and are the same."""
    editor = Visit(app, "editor", facts)
    editor.get("form", "/admin/sample/new/")
    editor.submit("empty", "/admin/sample/new/", {"name": "Nothing"})
    first = {
        "name": "Sample", "amount": "12.50", "day": "2024-02-29", "clock": "07:30",
        "moment": "2024-05-03T10:00", "kind": "second", "ratio": "0.25", "number": "7",
        "notes": "Two\nlines", "sure": True,
    }  # fmt: skip
    editor.submit("create", "/admin/sample/new/", first)
    editor.submit("no such kind", "/admin/sample/new/", first | {"kind": "third"})
    editor.submit("nonsense", "/admin/sample/new/", dict.fromkeys(first, "nonsense"))
    facts["stored"] = {"row": _sample(app)}
    second = {
        "amount": "0.01", "day": "1999-12-31", "clock": "23:59", "moment": "1999-12-31T23:59",
        "kind": "first", "ratio": "1.5", "number": "-1", "notes": "", "sure": False,
    }  # fmt: skip
    editor.submit("edit", "/admin/sample/edit/?id=2", second)
    facts["edited"] = {"row": _sample(app)}
    editor.undo("undo edit")
    facts["edit undone"] = {"row": _sample(app)}
    editor.submit("delete", "/admin/sample/delete/?id=2", {}, form="/admin/sample/delete/")
    editor.undo("undo delete")
    facts["delete undone"] = {"row": _sample(app)}
    editor.get("list", "/admin/sample/")
    editor.get("by amount", "/admin/sample/?sort=amount")


def _sample(app: Flask) -> list[str]:
    model = _model("Sample")
    with app.app_context():
        row = db.session.scalars(select(model).where(model.id == 2)).one()
        columns = inspect(model).columns
        # SQLite keeps no trailing zeros of a NUMERIC.
        return [
            f"{name}={getattr(row, name):.2f}"
            if isinstance(column.type, Numeric) and getattr(row, name) is not None
            else f"{name}={getattr(row, name)!r}"
            for name, column in columns.items()
            if name != "version"
        ]


def _model(name: str) -> Any:
    return next(m.class_ for m in Base.registry.mappers if m.class_.__name__ == name)


def main() -> None:
    """Do the steps at the site, and print the facts."""
    warnings.simplefilter("error", SAWarning)
    site, *steps = sys.argv[1:]
    app: Flask = runpy.run_path(site)["app"]
    app.test_client_class = Client
    watch(app)
    make_people(app)
    facts: dict[str, Facts] = {}
    for name in steps:
        facts[name] = {}
        {"everyday": everyday, "own_view": own_view, "every_kind": every_kind}[name](
            app, facts[name]
        )
    json.dump(facts, sys.stdout)


if __name__ == "__main__":
    main()
