"""The foot of a form on a narrow screen: every button within reach, none cut off."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.support.cast import PASSWORD, address
from tests.support.pages import sign_in_page

CUT = """() => [...document.querySelectorAll(".savebar :is(button, a)")].filter((one) => {
  const box = one.getBoundingClientRect()
  return box.left < 0 || box.right > innerWidth || one.scrollWidth > one.clientWidth + 1
}).map((one) => one.textContent)"""


@pytest.mark.parametrize("width", [390, 320])
def test_no_button_of_a_form_is_cut_off(page: Page, people: dict[str, int], width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    sign_in_page(page, address("owner"), PASSWORD)
    for path in ("post/new/", "tag/new/", "media/new/", "user/new/", "user/edit/?id=", "setting/"):
        page.goto(f"/admin/{path}{people['editor'] if path.endswith('=') else ''}")
        assert page.locator(".savebar .btn").count()
        assert page.evaluate(CUT) == [], path
        bar = page.locator(".savebar").bounding_box()
        assert bar
        assert bar["height"] < 150, path


def test_the_browser_asks_for_nothing_that_is_not_there(page: Page, people: dict[str, int]) -> None:
    missing: list[str] = []
    page.on("response", lambda answer: missing.append(answer.url) if answer.status > 399 else None)
    sign_in_page(page, address("owner"), PASSWORD)
    assert page.locator("link[rel=icon]").count() == 1
    assert missing == []
