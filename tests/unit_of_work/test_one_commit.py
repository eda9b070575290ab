"""All that a save does is one COMMIT, or nothing of it is stored."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, text

from admin_app.content.models import Tag
from admin_app.extensions import db
from admin_app.unit_of_work import NestedUnit, WriteOutsideUnit, current_unit, one_commit
from tests.support.traffic import Traffic, failing_at


def _tag(name: str) -> Tag:
    return Tag(name=name, slug=name)


def _names() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Tag.name).order_by(Tag.name)))


@pytest.fixture(autouse=True)
def context(app: Flask):
    with app.app_context():
        yield


def test_everything_in_the_block_is_one_commit(traffic: Traffic) -> None:
    with one_commit("Made two tags") as unit:
        db.session.add(_tag("harbour"))
        db.session.flush()
        db.session.add(_tag("ferries"))
    assert traffic.commits == 1
    assert unit.changeset_id is not None
    assert _names() == ["ferries", "harbour"]


def test_an_exception_leaves_nothing(traffic: Traffic) -> None:
    with pytest.raises(ZeroDivisionError), one_commit("Fails"):
        db.session.add(_tag("harbour"))
        db.session.flush()
        raise ZeroDivisionError
    assert traffic.commits == 0
    assert _names() == []
    assert current_unit() is None


def test_units_do_not_nest() -> None:
    with pytest.raises(NestedUnit), one_commit("Outer"), one_commit("Inner"):
        pass
    assert current_unit() is None


def test_a_commit_elsewhere_is_refused() -> None:
    db.session.execute(text("SELECT 1"))
    with pytest.raises(WriteOutsideUnit):
        db.session.commit()


def test_a_commit_inside_the_block_is_refused_too() -> None:
    with pytest.raises(WriteOutsideUnit), one_commit("Commits by itself"):
        db.session.add(_tag("harbour"))
        db.session.commit()
    assert _names() == []


def test_a_flush_outside_is_refused() -> None:
    db.session.add(_tag("harbour"))
    with pytest.raises(WriteOutsideUnit):
        db.session.flush()
    db.session.rollback()


def test_a_write_without_objects_outside_is_refused() -> None:
    with pytest.raises(WriteOutsideUnit):
        db.session.execute(Tag.__table__.insert().values(name="a", name_key="a", slug="a"))
    db.session.rollback()


def test_a_failing_commit_leaves_nothing() -> None:
    with failing_at(10**6) as counted:
        with one_commit("Counts"):
            db.session.add(_tag("harbour"))
    points = len(counted.events)
    for point in range(1, points + 1):
        with pytest.raises(Exception, match="made to fail"), failing_at(point):
            with one_commit("Fails"):
                db.session.add(_tag("ferries"))
        assert current_unit() is None
        assert _names() == ["harbour"], f"failing at {point} of {points}"
