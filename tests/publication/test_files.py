"""Stored files are shown as pictures, never as pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from admin_app.content.media.storage import LocalStorage
from tests.support.client import Client


@pytest.fixture
def storage(app: Flask) -> LocalStorage:
    return LocalStorage(Path(app.config["MEDIA_FOLDER"]))


def test_a_picture_is_shown_and_kept_for_ever(client: Client, storage: LocalStorage) -> None:
    key = storage.put(b"\x89PNG...", "png")
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
    client: Client, storage: LocalStorage, extension: str
) -> None:
    answer = client.get(f"/media/{storage.put(b'<script>alert(1)</script>', extension)}")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")


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
