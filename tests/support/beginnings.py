"""What tests begin with, made once by the product itself and then put back for each of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from admin_app.extensions import db
from tests.support.cast import make_people, sign_in
from tests.support.client import Client
from tests.support.databases import MIGRATED, Database

Ids = dict[str, int]


@dataclass(frozen=True)
class State:
    """Something to begin with; `make` stores it and tells the people's ids by role.

    It is made anew when it is older than so many seconds, if it is about what has just happened.
    """

    name: str
    make: Callable[[Flask], Ids]
    lasts: float = float("inf")


CAST = State("cast", make_people)


@dataclass
class _Made:
    ids: Ids = field(default_factory=dict)
    at: float = field(default_factory=time.monotonic)
    sessions: dict[str, Any] = field(default_factory=dict)


class Beginnings:
    """Puts the database of the application back to one of its states."""

    def __init__(self, app: Flask, database: Database) -> None:
        self._app, self._database = app, database
        self._made: dict[State, _Made] = {}
        self._now = _Made()
        with app.app_context():
            self._engine = db.engine

    def nothing(self) -> None:
        """Have the database hold what the migrations leave."""
        self._now = _Made()
        self._database.renew(self._engine, MIGRATED)

    def at(self, state: State) -> Ids:
        """Have the database hold this and nothing else; the people's ids by role."""
        made = self._made.get(state)
        if made is None or time.monotonic() - made.at > state.lasts:
            self.nothing()
            made = self._made[state] = _Made(state.make(self._app))
            self._database.keep(self._engine, state.name)
        self._database.renew(self._engine, state.name)
        self._now = made
        return dict(made.ids)

    def signed_in(self, role: str) -> Client:
        """The person of this role, signed in: for the first time by the form.

        Then with the session that they got there, since signing in stores nothing.
        """
        sessions = self._now.sessions
        if role not in sessions:
            sessions[role] = sign_in(self._app, role)._cookies
        client = self._app.test_client()
        assert isinstance(client, Client)
        client._cookies = dict(sessions[role])
        return client
