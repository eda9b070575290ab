"""The tests' own browser sees what it is there to see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, Response
from playwright.sync_api import Browser, Page

from tests.support.pages import assert_accessible, complaints, served

STRICT = "default-src 'self'; script-src 'self'"


@pytest.fixture
def toy_page(browser: Browser) -> Iterator[Page]:
    toy = Flask("toy")

    def answer(body: str) -> Response:
        html = f"<!doctype html><html lang=en><title>Toy</title><main><h1>Toy</h1>{body}</main>"
        return Response(html, headers={"Content-Security-Policy": STRICT})

    toy.add_url_rule("/good", "good", lambda: answer("<p>Fine.</p>"))
    toy.add_url_rule("/inline", "inline", lambda: answer("<script>1</script>"))
    toy.add_url_rule("/far", "far", lambda: answer("<img src=http://example.org/x.png alt=x>"))
    toy.add_url_rule("/fails", "fails", lambda: answer("<script src=/fails.js></script>"))
    toy.add_url_rule("/fails.js", "js", lambda: Response("nothing()", mimetype="text/javascript"))
    toy.add_url_rule("/unlabelled", "unlabelled", lambda: answer("<input name=x>"))
    with served(toy) as url:
        context = browser.new_context(base_url=url)
        yield context.new_page()
        context.close()


def test_a_good_page_has_nothing_against_it(toy_page: Page) -> None:
    found = complaints(toy_page)
    toy_page.goto("/good")
    assert_accessible(toy_page)
    assert not found


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/inline", "Content Security Policy"),
        ("/far", "asks for http://example.org/x.png"),
        ("/fails", "nothing is not defined"),
    ],
)
def test_what_no_page_may_do_is_noticed(toy_page: Page, path: str, said: str) -> None:
    found = complaints(toy_page)
    toy_page.goto(path)
    assert said in "\n".join(found)


def test_a_field_without_a_label_is_noticed(toy_page: Page) -> None:
    toy_page.goto("/unlabelled")
    with pytest.raises(AssertionError, match="label"):
        assert_accessible(toy_page)
