"""Statements and commits of each request, counted at the driver in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.bench.databases import OWNER, Loaded

Counts = dict[str, tuple[int, int]]


def counted(loaded: Loaded, pages: dict[str, str]) -> Counts:
    """(statements, commits) of each page, and of a save and both bulk actions."""
    asked = json.dumps({"email": OWNER, "password": loaded.password, "pages": pages})
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.statements"],
        input=asked,
        capture_output=True,
        text=True,
        env=loaded.environment,
        check=True,
    )
    found: Counts = {words: tuple(pair) for words, pair in json.loads(done.stdout).items()}
    return found


def _main() -> None:
    from admin_app import create_app
    from tests.support.client import Client
    from tests.support.traffic import recorded

    asked = json.load(sys.stdin)
    app = create_app()
    app.test_client_class = Client
    client = app.test_client()
    client.submit("/login", {"email": asked["email"], "password": asked["password"]})
    found = {}
    for words, path in asked["pages"].items():
        client.get(path)
        with recorded() as traffic:
            client.get(path)
        found[words] = (len(_plain(traffic.statements)), traffic.commits)
    page = client.get(asked["pages"]["edit form"])
    with recorded() as traffic:
        client.send(page, {"title": "Counted", "body": "<p>Counted.</p>"})
    found["save"] = (len(_plain(traffic.statements)), traffic.commits)
    for words, path, action in (
        ("approve 100", "/admin/comment/?rows=100", "approve"),
        ("trash 100", "/admin/post/?rows=100", "trash"),
    ):
        page = client.get(path)
        ids = _ids(page.text)
        with recorded() as traffic:
            client.send(
                page, {"rowid": ids}, form=path.split("?")[0] + "action/", button=f"action={action}"
            )
        found[words] = (len(_plain(traffic.statements)), traffic.commits)
    print(json.dumps(found))


def _plain(statements: list[str]) -> list[str]:
    return [statement for statement in statements if not statement.startswith("BEGIN")]


def _ids(html: str) -> list[str]:
    import lxml.html

    boxes = lxml.html.document_fromstring(html).xpath("//input[@name='rowid'][@type='checkbox']")
    return [box.get("value") for box in boxes]


if __name__ == "__main__":
    _main()
