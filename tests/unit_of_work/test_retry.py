"""When only the moment was wrong, the work runs again."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from admin_app.content.models import Tag
from admin_app.errors import SiteBusy
from admin_app.extensions import db
from admin_app.unit_of_work import one_commit, retrying
from admin_app.unit_of_work.retry import ATTEMPTS
from tests.support.together import at_once


class _Deadlock(Exception):
    sqlstate = "40P01"


def test_a_deadlock_is_tried_again(app: Flask) -> None:
    tries = []

    def work() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("UPDATE", None, _Deadlock())
        return "done"

    with app.app_context():
        assert retrying(work) == "done"
    assert len(tries) == 3


def test_after_some_tries_it_says_that_the_site_is_busy(app: Flask) -> None:
    tries = []

    def work() -> None:
        tries.append(1)
        raise OperationalError("UPDATE", None, _Deadlock())

    with app.app_context(), pytest.raises(SiteBusy):
        retrying(work)
    assert len(tries) == ATTEMPTS


def test_other_failures_are_not_repeated(app: Flask) -> None:
    tries = []

    def work() -> None:
        tries.append(1)
        raise ZeroDivisionError

    with app.app_context(), pytest.raises(ZeroDivisionError):
        retrying(work)
    assert len(tries) == 1


def test_eight_writers_lose_nothing(app: Flask) -> None:
    """Eight people save one row twenty-five times each: none fails, none is lost."""
    with app.app_context(), one_commit("Made a tag"):
        db.session.add(Tag(name="0", slug="counted"))

    def add_one() -> None:
        with one_commit("Counted"):
            tag = db.session.scalars(select(Tag).with_for_update()).one()
            tag.description = f"{len(tag.description)}"
            tag.name = str(int(tag.name) + 1)

    def save() -> None:
        with app.app_context():
            for _ in range(25):
                retrying(add_one)
                db.session.remove()

    at_once([save] * 8)
    with app.app_context():
        tag = db.session.scalars(select(Tag)).one()
        assert (tag.name, tag.version) == ("200", 201)
