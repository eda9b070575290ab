"""Stored files are shown as pictures, never as pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from admin_app.content.media.storage import LocalStorage
from admin_app.content.models import Media
from admin_app.extensions import db
from admin_app.unit_of_work import one_commit
from tests.support.client import Client


@pytest.fixture
def storage(app: Flask) -> LocalStorage:
    return LocalStorage(Path(app.config["MEDIA_FOLDER"]))


def in_library(app: Flask, key: str, **more: Any) -> int:
    """Make this stored file one of the library; its id."""
    with app.app_context(), one_commit("Set up", record=False):
        row = Media(title="Low tide, 1884", key=key, mime="image/png", size=7, **more)
        db.session.add(row)
        db.session.flush()
        return int(row.id)


def test_a_picture_is_shown_and_kept_for_ever(
    app: Flask, client: Client, storage: LocalStorage
) -> None:
    key = storage.put(b"\x89PNG...", "png")
    in_library(app, key)
    answer = client.get(f"/media/{key}")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert answer.get_data() == b"\x89PNG..."
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers
    again = client.get(f"/media/{key}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("extension", ["html", "svg", "xml", "js", "pdf"])
def test_anything_else_is_only_downloaded(
    app: Flask, client: Client, storage: LocalStorage, extension: str
) -> None:
    key = storage.put(b"<script>alert(1)</script>", extension)
    in_library(app, key)
    answer = client.get(f"/media/{key}")
    assert answer.mimetype == (
        "application/pdf" if extension == "pdf" else "application/octet-stream"
    )
    name = f"low-tide-1884.{extension}"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_file_whose_row_is_gone_is_gone_though_it_still_lies_there(
    client: Client, storage: LocalStorage
) -> None:
    assert client.get(f"/media/{storage.put(b'x', 'png')}").status_code == 404


def test_a_replaced_file_leads_to_what_is_there_now(
    app: Flask, client: Client, storage: LocalStorage
) -> None:
    old, new = storage.put(b"old", "png"), storage.put(b"new", "png")
    in_library(app, new, former=[old])
    answer = client.get(f"/media/{old}")
    assert (answer.status_code, answer.location) == (302, f"/media/{new}")
    assert "immutable" not in answer.headers["Cache-Control"]
    # Another row may have that very file for its own.
    in_library(app, old)
    assert client.get(f"/media/{old}").data == b"old"


@pytest.mark.parametrize(
    "key",
    [
        "../copydesk.sqlite",
        "..%2f..%2fetc/passwd",
        "ab/cd/abcd.png",
        "ab/cd/" + "ab" * 32 + ".png",
        "%00",
        "x" * 5000,
    ],
)
def test_what_is_no_file_of_ours_is_not_found(
    client: Client, storage: LocalStorage, key: str
) -> None:
    assert client.get(f"/media/{key}").status_code == 404
