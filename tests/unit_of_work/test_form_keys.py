"""A form that is sent twice is saved once, and answered twice."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from admin_app.content.models import Tag
from admin_app.extensions import db
from admin_app.unit_of_work import (
    AlreadyAnswered,
    Answer,
    answer_again,
    new_form_key,
    one_commit,
    retrying,
)
from tests.support.traffic import COMMIT, failing_at


def _save(key: str, name: str = "harbour") -> int:
    with one_commit("Made a tag", form_key=key) as unit:
        db.session.add(Tag(name=name, slug=name))
        unit.answer = Answer("/there", "Done.")
    assert unit.changeset_id
    return unit.changeset_id


def test_the_second_copy_is_told_what_the_first_was(app: Flask) -> None:
    with app.test_request_context():
        key = new_form_key()
        changeset = _save(key)
        with pytest.raises(AlreadyAnswered) as second:
            retrying(lambda: _save(key))
        assert second.value.answer == Answer("/there", "Done.", changeset)
        with pytest.raises(AlreadyAnswered):
            answer_again(key)
        assert db.session.scalar(select(func.count()).select_from(Tag)) == 1


def test_another_form_is_another_save(app: Flask) -> None:
    with app.test_request_context():
        _save(new_form_key())
        answer_again(new_form_key())
        _save(new_form_key(), "ferries")
        assert db.session.scalar(select(func.count()).select_from(Tag)) == 2


def test_a_save_that_fails_does_not_use_up_its_key(app: Flask) -> None:
    with app.test_request_context():
        key = new_form_key()
        with failing_at(10**6) as counted:
            _save(new_form_key(), "counted")
        assert counted.events[-1] == COMMIT
        with pytest.raises(Exception, match="made to fail"), failing_at(len(counted.events)):
            _save(key)
        assert _save(key) > 0
