"""Who reaches what: every rule of the application asked as every role.

`python -m tests.people.role_table` asks anew and writes `role_table.csv`; read its diff before
committing it: each “yes” for an anonymous visitor is an entry in the list of what is public.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from admin_app.columns import now
from admin_app.errors import Refusal
from admin_app.extensions import db
from admin_app.people.models import User
from admin_app.people.permissions import Role

FILE = Path(__file__).with_suffix(".csv")
ANONYMOUS = "anonymous"
WHO = (ANONYMOUS, *(role.value for role in Role))
HEAD = ("rule", "method", *WHO)

# What stands in the rules.
MONTH = now() - timedelta(days=2)
PICTURE = "00/0000.png"
ARGUMENTS = {
    "comment_id": 2,
    "export_type": "csv",
    "filename": "css/desk.css",
    "key": PICTURE,
    "kind": "posts",
    "month": MONTH.month,
    "number": 1,
    "token": "no-such-token",
    "year": MONTH.year,
}
SLUGS = {
    "authors": "author-moor",
    "categories": "news",
    "pages": "page-3",
    "posts": "post-3",
    "tags": "ferries",
}


class WouldCommit(Refusal):
    """The request had come as far as its save, which is not made."""


Table = dict[tuple[str, str], dict[str, str]]


def asked(app: Flask, people: dict[str, int]) -> Table:
    """What each role gets for each rule and method of this application, on a settled site.

    yes: an answer, be it a refusal of what was sent, or as far as the COMMIT; sign in; no: 403;
    none: 404 or 405; fails: 500. Nothing is stored.
    """
    app.config["WTF_CSRF_ENABLED"] = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    picture = Path(app.config["MEDIA_FOLDER"]) / PICTURE
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_bytes(b"not looked at")
    sessions = {who: _session_of(app, people.get(who)) for who in WHO}
    table: Table = {}
    with _without_commits() as reached:
        for rule, method in _rules(app):
            row = table.setdefault((rule.rule, method), {})
            row_id = str(people["editor"] if rule.rule.startswith("/admin/user/") else _row(rule))
            for who, session in sessions.items():
                reached.clear()
                client = app.test_client()
                with client.session_transaction() as kept:
                    kept.update(session)
                answer = client.open(
                    _address(app, rule),
                    method=method,
                    query_string={"id": row_id},
                    data={"id": row_id, "rowid": row_id} if method == "POST" else None,
                    buffered=True,
                )
                row[who] = "yes" if reached else _word(answer)
    return table


def committed() -> Table:
    """The table as it was last read and agreed on."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            (row["rule"], row["method"]): {who: row[who] for who in WHO}
            for row in csv.DictReader(file)
        }


def write(table: Table) -> None:
    """Make this the committed table."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEAD)
        for (rule, method), row in sorted(table.items()):
            writer.writerow((rule, method, *(row[who] for who in WHO)))


def differences(before: Table, after: Table) -> list[str]:
    """One line for each cell that is not the same."""
    found = []
    for rule, method in sorted(before.keys() | after.keys()):
        one, two = (table.get((rule, method), {}) for table in (before, after))
        found += [
            f"{method} {rule} as {who}: {one.get(who, 'not in the table')} → "
            f"{two.get(who, 'no such rule')}"
            for who in WHO
            if one.get(who) != two.get(who)
        ]
    return found


def _rules(app: Flask) -> list[tuple[Rule, str]]:
    found = [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]
    return sorted(found, key=lambda one: (one[0].rule, one[1]))


def _address(app: Flask, rule: Rule) -> str:
    arguments: dict[str, Any] = {name: ARGUMENTS.get(name) for name in rule.arguments}
    if "slug" in arguments:
        arguments["slug"] = next(
            slug for kind, slug in SLUGS.items() if kind in rule.rule.strip("/")
        )
    with app.test_request_context():
        built = rule.build(arguments, append_unknown=False)
    assert built is not None, f"give {rule.rule} its arguments in ARGUMENTS"
    return str(built[1])


def _row(rule: Rule) -> int:
    """The editor's draft; for a delete, what the editor has put into the trash."""
    if rule.rule == "/admin/media/delete/":
        return 2
    trash = rule.rule in ("/admin/post/delete/", "/admin/page/delete/")
    return 5 if trash else 1


def _session_of(app: Flask, person_id: int | None) -> dict[str, Any]:
    if person_id is None:
        return {}
    with app.app_context():
        person = db.session.get(User, person_id)
        assert person is not None
        return {"_user_id": person.fs_uniquifier, "_fresh": True}


def _word(answer: Any) -> str:
    if answer.status_code == 401 or "/login?next=" in (answer.location or ""):
        return "sign in"
    if answer.status_code in (403, 404, 405):
        return "no" if answer.status_code == 403 else "none"
    return "yes" if answer.status_code < 500 else "fails"


@contextmanager
def _without_commits() -> Iterator[list[bool]]:
    reached: list[bool] = []

    def stop(_session: Session) -> None:
        reached.append(True)
        raise WouldCommit("not in this test")

    event.listen(db.session, "before_commit", stop)
    try:
        yield reached
    finally:
        event.remove(db.session, "before_commit", stop)


def main() -> None:
    """Ask, and write the table."""
    from admin_app import create_app
    from tests.promises.world import settle
    from tests.support import databases

    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/roles.sqlite"
        databases.migrate(url, Path(folder))
        app = create_app(databases.settings(url, Path(folder)))
        write(asked(app, settle(app)))


if __name__ == "__main__":
    main()
