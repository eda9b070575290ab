"""The fields of the desk's forms."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import Form

from admin_app.desk.forms import MomentField

STORED = datetime(2025, 5, 6, 7, 8, 9, 10, tzinfo=UTC)


class Planned(Form):
    """A form with a moment."""

    at = MomentField("At")


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("2025-05-06T07:08", STORED),
        ("2025-05-06T07:09", datetime(2025, 5, 6, 7, 9, tzinfo=UTC)),
        ("", None),
    ],
)
def test_a_moment_is_set_where_the_control_says_another_one(
    app: Flask, typed: str, at: datetime | None
) -> None:
    row = SimpleNamespace(at=STORED)
    with app.test_request_context():
        form = Planned(MultiDict({"at": typed}))
        assert form.validate()
        form.populate_obj(row)
    assert row.at == at
