"""Takes the README's pictures anew, of a demo site that runs.

    python -m tests.support.screenshots http://127.0.0.1:8000 owner@example.org

The password is read from standard input. The pictures are 1280 wide and light, in few colours, so
that each is well under 250 kB.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image

from tests.support.chromium import chromium
from tests.support.pages import sign_in_page, started

FOLDER = Path(__file__).parents[2] / "docs/screenshots"
SIZE = {"width": 1280, "height": 860}
COLOURS = 128
POST = "The harbour plan nobody read"
SCREENS = {"today": "/admin/", "posts": "/admin/post/", "comments": "/admin/comment/"}


def small(picture: bytes) -> Image.Image:
    """The picture in few colours, without dots between them."""
    shot = Image.open(io.BytesIO(picture)).convert("RGB")
    return shot.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def main() -> None:
    """Sign in, look at each screen, and keep what is seen."""
    url, email = sys.argv[1:]
    password = sys.stdin.readline().strip()
    executable = chromium()
    if executable is None:
        sys.exit("There is no Chromium on this machine.")
    with started(executable) as browser:
        context = browser.new_context(base_url=url, viewport=SIZE, color_scheme="light")
        page = context.new_page()
        sign_in_page(page, email, password)
        for name, path in SCREENS.items():
            page.goto(path)
            small(page.screenshot()).save(FOLDER / f"{name}.png", optimize=True)
        page.goto(f"/admin/post/?search={POST}")
        page.get_by_role("link", name=POST).first.click()
        page.wait_for_url("**/edit/**")
        small(page.screenshot()).save(FOLDER / "editor.png", optimize=True)


if __name__ == "__main__":
    main()
