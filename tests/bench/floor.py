"""The floor: as little as an application on this stack can do, on the same data and machine.

`app` is a bare Flask application: one keyset query of 25 rows into a tiny template; one UPDATE and
its COMMIT. `floor_served` times it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, render_template, request
from jinja2 import DictLoader
from sqlalchemy import create_engine, text

from tests.bench.databases import Loaded
from tests.bench.report import Report
from tests.bench.served import served
from tests.bench.visitor import Visitor, timed

LIST = text(
    "SELECT id, title, updated_at FROM post WHERE (updated_at, id) < (:at, :id)"
    " AND status <> 'trash' ORDER BY updated_at DESC, id DESC LIMIT 25"
)
SAVE = text("UPDATE post SET excerpt = :words WHERE id = :id")
PAGE = """<ul>
{%- for row in rows %}<li>{{ row.id }} {{ row.title }} {{ row.updated_at }}{% endfor %}</ul>"""


def make_app() -> Flask:
    """The application; DATABASE_URL says on which database."""
    app = Flask(__name__)
    app.jinja_loader = DictLoader({"list.html": PAGE})
    url = os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url)

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    @app.get("/list")
    def rows() -> str:
        with engine.connect() as connection:
            found = connection.execute(LIST, {"at": "2999-01-01", "id": 0}).all()
        return render_template("list.html", rows=found)

    @app.post("/save")
    def save() -> str:
        with engine.begin() as connection:
            connection.execute(SAVE, {"words": request.form["words"], "id": request.form["id"]})
        return "saved"

    return app


app = make_app() if "COPYDESK_FLOOR" in os.environ else None


@contextmanager
def floor_served(loaded: Loaded, report: Report, times: int) -> Iterator[None]:
    """Time the floor's list and save; its list then once more beside each line of the report."""
    environment = {**loaded.environment, "COPYDESK_FLOOR": "1"}
    with served("tests.bench.floor:app", environment) as server:
        visitor, number = Visitor(server.port), iter(range(10**6))
        report.start(
            lambda: timed(lambda: visitor.get("/list"), times // 10),
            timed(
                lambda: visitor.post("/save", [("words", f"w{next(number)}"), ("id", "77")]), times
            ),
        )
        yield
