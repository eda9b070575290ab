"""Ways back that stay on this site."""

from __future__ import annotations

import pytest

from admin_app.desk.access import safe_return


@pytest.mark.parametrize(
    "url",
    ["/admin/", "/admin/?a=1", "/admin/comment/?status=spam&after=W10", "/admin/post/#case-3"],
)
def test_pages_of_the_desk_are_ways_back(url: str) -> None:
    assert safe_return(url, "/admin/") == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        None,
        "http://evil.example/admin/",
        "//evil.example/admin/",
        "/login",
        "/administrator",
        "/admin/\\evil.example",
        "/admin/\r\nSet-Cookie: a=b",
        "/admin/\tx",
        "/admin/" + "x" * 2000,
    ],
)
def test_anything_else_is_not(url: str | None) -> None:
    assert safe_return(url, "/admin/") is None


def test_a_path_is_no_beginning_of_a_word() -> None:
    assert safe_return("/administrator", "/admin") is None
    assert safe_return("/admin?x=1", "/admin") == "/admin?x=1"
