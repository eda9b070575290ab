"""Writing in the editor: what is typed, pressed and pasted, and what of it is stored."""

from __future__ import annotations

from flask import Flask

from admin_app.content.markup import one_block_a_line, sanitise
from tests.content.editor.conftest import SURFACE, Open, stored_body, written


def test_what_is_typed_is_stored_a_block_a_line(app: Flask, opened: Open) -> None:
    page = opened("")
    keys = page.keyboard
    page.click(SURFACE)
    keys.type("## Low water")
    keys.press("Enter")
    keys.type("Some **bold** and *leaning* `code` ~~gone~~ & <words>.")
    keys.press("Enter")
    keys.type("- first")
    keys.press("Enter")
    keys.type("second")
    keys.press("Enter")
    keys.press("Enter")
    keys.type("> said")
    keys.press("Enter")
    keys.press("Enter")
    keys.type("---")
    keys.type("1. one")
    keys.press("Enter")
    keys.press("Enter")
    keys.type("```python ")
    keys.type("a = 1")
    keys.press("Enter")
    keys.type("b < 2")
    expected = (
        "<h2>Low water</h2>\n"
        "<p>Some <strong>bold</strong> and <em>leaning</em> <code>code</code> <s>gone</s>"
        " &amp; &lt;words&gt;.</p>\n"
        "<ul>\n<li>first</li>\n<li>second</li>\n</ul>\n"
        "<blockquote>\n<p>said</p>\n</blockquote>\n"
        "<hr>\n<ol>\n<li>one</li>\n</ol>\n"
        '<pre><code class="language-python">a = 1\nb &lt; 2</code></pre>'
    )
    assert written(page) == expected
    assert one_block_a_line(sanitise(expected)) == expected
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(lambda url: "edit" not in url)
    assert stored_body(app) == expected
