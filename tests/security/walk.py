"""Every place of the application that takes requests, found in its own map of addresses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.people.role_table import ARGUMENTS, SLUGS
from tests.support.client import Client
from tests.support.traffic import recorded

READING = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Place:
    """An address, and the rule that it is an example of."""

    rule: str
    endpoint: str
    path: str
    methods: frozenset[str]

    def __str__(self) -> str:
        return self.rule


def places(app: Flask) -> list[Place]:
    """All of them, in the order of their rules; slugs and the like are those of the test's site."""
    found = []
    for rule in app.url_map.iter_rules():
        values: dict[str, Any] = {name: ARGUMENTS.get(name) for name in rule.arguments}
        if "slug" in values:
            values["slug"] = next(slug for kind, slug in SLUGS.items() if f"/{kind}/" in rule.rule)
        with app.test_request_context():
            built = rule.build(values, append_unknown=False)
        assert built is not None, f"give {rule.rule} its arguments in tests/people/role_table.py"
        methods = frozenset(rule.methods or ())
        found.append(Place(rule.rule, rule.endpoint, str(built[1]), methods))
    return sorted(found, key=lambda place: place.rule)


def readable(app: Flask) -> list[Place]:
    """Those that answer a GET."""
    return [place for place in places(app) if "GET" in place.methods]


def writable(app: Flask) -> list[tuple[Place, str]]:
    """Those that answer a method which may change something, with each such method."""
    return [(place, method) for place in places(app) for method in sorted(place.methods - READING)]


def token_of(client: Client, page: str = "/login") -> str:
    """This visitor's own token, as their forms carry it."""
    import lxml.html

    fields = lxml.html.document_fromstring(client.get(page).text).xpath(
        "//input[@name='csrf_token']"
    )
    return str(fields[0].get("value"))


class Wrong(list[str]):
    """What went wrong, place by place; the test says all of it at its end."""

    def unless(self, holds: bool, place: object, answer: TestResponse, what: str = "") -> None:
        """Note the place and its answer, unless this holds."""
        if not holds:
            self.append(f"{answer.request.method} {place} {what}: {answer.status}")

    def check(self) -> None:
        """Fail, if anything is noted."""
        assert not self, "\n".join(self)


@contextmanager
def writing_nothing(wrong: Wrong, what: str) -> Iterator[None]:
    """Note it, if the database is written meanwhile."""
    with recorded() as traffic:
        yield
    # A transaction that was begun for writing, or took a lock, and was taken back, wrote nothing.
    changed = [one for one in traffic.writes if not one.lstrip().startswith(("BEGIN", "SELECT"))]
    if changed or traffic.commits:
        wrong.append(f"{what} wrote: {changed or 'a COMMIT'}")
