"""S46, S47: what is too large, or in too many parts, is refused before it is read; 413 says so."""

from __future__ import annotations

import io

import pytest
from flask import Flask

from tests.security.walk import Wrong, token_of, writable, writing_nothing
from tests.support.client import Client

LIMIT = 64 * 1024
PARTS = 1_000
BOUNDARY = "edge"


@pytest.fixture(params=["owner", "stranger"])
def visitor(request: pytest.FixtureRequest, site: Flask) -> Client:
    """Who sends it. The limit is lowered, so that the walk takes no gigabytes."""
    client: Client = request.getfixturevalue(request.param)
    site.config["MAX_CONTENT_LENGTH"] = site.config["MAX_FORM_MEMORY_SIZE"] = LIMIT
    return client


def test_the_limits_are_those_of_the_settings(app: Flask) -> None:
    assert app.config["MAX_CONTENT_LENGTH"] == 20 * 1024 * 1024
    assert app.config["MAX_FORM_MEMORY_SIZE"] == 20 * 1024 * 1024
    assert app.config["MAX_FORM_PARTS"] == PARTS


def test_an_oversize_form(site: Flask, visitor: Client) -> None:
    body = b"title=" + b"x" * LIMIT
    _refused(site, visitor, body, "application/x-www-form-urlencoded")


def test_an_oversize_form_in_parts(site: Flask, visitor: Client) -> None:
    _refused(site, visitor, _parts(["x" * LIMIT]), f"multipart/form-data; boundary={BOUNDARY}")


def test_too_many_parts(site: Flask, visitor: Client) -> None:
    body = _parts(["x"] * (PARTS + 1))
    site.config["MAX_CONTENT_LENGTH"] = site.config["MAX_FORM_MEMORY_SIZE"] = 2 * len(body)
    _refused(site, visitor, body, f"multipart/form-data; boundary={BOUNDARY}")


MIB = 1024 * 1024


@pytest.mark.parametrize(
    ("size", "told"),
    [
        (MIB + 1, "This is 1.1 MB, and the site takes at most 1 MB at once."),
        (MIB * 3 // 2, "This is 1.5 MB, and the site takes at most 1 MB at once."),
        (MIB * 2, "This is 2 MB, and the site takes at most 1 MB at once."),
    ],
)
def test_what_is_too_large_is_heard_out(site: Flask, owner: Client, size: int, told: str) -> None:
    """Closed upon while it sends, a browser would show an error of its own."""
    site.config["MAX_CONTENT_LENGTH"] = site.config["MAX_FORM_MEMORY_SIZE"] = MIB
    body = io.BytesIO(b"x" * size)
    kind = "application/x-www-form-urlencoded"
    sent = {"input_stream": body, "content_length": size, "content_type": kind}
    answer = owner.post("/admin/tag/new/", **sent)
    assert answer.status_code == 413
    assert told in answer.text
    assert not body.read()


def test_too_many_parts_are_heard_out(site: Flask, owner: Client) -> None:
    body = io.BytesIO(_parts(["x" * 500] * 4 * PARTS))
    size = len(body.getvalue())
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    sent = {"input_stream": body, "content_length": size, "content_type": kind}
    answer = owner.post("/admin/tag/new/", **sent)
    assert answer.status_code == 413
    assert "more fields than the site takes" in answer.text
    assert not body.read()


def test_who_sends_without_end_is_cut_off(
    site: Flask, owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("admin_app.web.errors.HEARD", 3 * MIB)
    site.config["MAX_CONTENT_LENGTH"] = MIB
    body = io.BytesIO(b"x" * 5 * MIB)
    kind = "application/x-www-form-urlencoded"
    sent = {"input_stream": body, "content_length": 5 * MIB, "content_type": kind}
    assert owner.post("/admin/tag/new/", **sent).status_code == 413
    assert body.tell() == 3 * MIB


def test_a_form_of_as_many_parts_as_allowed_is_read(site: Flask, owner: Client) -> None:
    token = token_of(owner, "/admin/")
    body = _parts(["x"] * (PARTS - 1), csrf_token=token)
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    assert owner.post("/admin/tag/new/", data=body, content_type=kind).status_code == 422


def test_a_body_of_unsaid_length(site: Flask, visitor: Client) -> None:
    """Sent in chunks: what is over the limit would be dropped, and the rest be taken for all."""
    wrong = Wrong()
    for place, method in writable(site):
        with writing_nothing(wrong, str(place)):
            answer = visitor.open(
                place.path,
                method=method,
                input_stream=io.BytesIO(b"title=" + b"x" * 2 * LIMIT),
                content_type="application/x-www-form-urlencoded",
                headers={"Transfer-Encoding": "chunked"},
                environ_overrides={"wsgi.input_terminated": True},
            )
        wrong.unless(answer.status_code == 411, place, answer)
    wrong.check()


def _refused(site: Flask, visitor: Client, body: bytes, kind: str) -> None:
    wrong = Wrong()
    for place, method in writable(site):
        if place.endpoint == "api.create":
            continue  # reads no form, and has a limit of its own: tests/publication/api
        if visitor.get("/admin/").status_code == 200 and place.endpoint == "import.index_view":
            continue  # an owner's import is a file of its own limit; tested with the imports
        with writing_nothing(wrong, str(place)):
            answer = visitor.open(place.path, method=method, data=body, content_type=kind)
        wrong.unless(answer.status_code == 413, place, answer)
        wrong.unless("too large" in answer.text, place, answer, "does not say why")
    wrong.check()


def _parts(values: list[str], **named: str) -> bytes:
    fields = [*named.items(), *((f"field{number}", text) for number, text in enumerate(values))]
    parts = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in fields
    )
    return ("".join(parts) + f"--{BOUNDARY}--\r\n").encode()
