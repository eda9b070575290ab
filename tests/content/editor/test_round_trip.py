"""What the editor writes is what the server makes of it, and what it does not know survives."""

from __future__ import annotations

from pathlib import Path

import pytest

from admin_app.content.markup import blocks, one_block_a_line, sanitise
from admin_app.exchange.wxr.reader import read
from admin_app.exchange.wxr.records import Item
from admin_app.exchange.wxr.words import body
from tests.content.editor.conftest import SURFACE, Open, written
from tests.content.test_blocks import seen
from tests.content.test_markup import CORPUS, dangers

# Every block as the editor writes it, and how many it takes as HTML because it does not know them.
ANEW = """html => {
    const { editor, setHTML, getHTML } = document.querySelector('#body').editor
    setHTML(html)
    const raw = editor.state.doc.children.filter((node) => node.type.name === "rawBlock")
    return [getHTML() === html, getHTML({ anew: true }), raw.map((node) => node.attrs.html)]
}"""


def bodies(shared: Path) -> list[str]:
    """The bodies of WordPress's own test export, as they are imported."""
    with (shared / "data" / "wxr" / "theme-unit-test.xml").open("rb") as stream:
        return [body(one.body, False) for one in read(stream) if isinstance(one, Item)]


def told(html: str) -> list[object]:
    """Blocks, pictures and words as readers see them; formatting may be nested the other way."""
    drawn: list[object] = []
    for event in seen(html):
        words = isinstance(event, str)
        if words and drawn and isinstance(drawn[-1], str):
            drawn[-1] += event
        elif words or event[2] or event[0] in ("img", "comment"):
            drawn.append(event)
    return drawn


def test_a_real_import_is_written_as_the_server_lays_it_out(opened: Open, shared: Path) -> None:
    page = opened("")
    raw, known = [], 0
    for imported in filter(None, bodies(shared)):
        for html in (imported, one_block_a_line(imported)):
            same, anew, unknown = page.evaluate(ANEW, html)
            assert same, html
            assert told(anew) == told(html)
        assert one_block_a_line(sanitise(anew)) == anew
        raw += unknown
        known += len(blocks(html))
    assert len(raw) < known / 10


KEPT = (
    '<p id="t-top" lang="es" class="aligncenter">H<sub>2</sub>O <b>and</b> '
    '<a href="/x?a=1&amp;b=2" rel="nofollow"><cite>q</cite></a> <a id="t-here"></a>'
    '<abbr title="a &quot;b&quot;">c</abbr></p>\n'
    '<p>[gallery ids=1]<!--more--> more&nbsp;words <del datetime="2026-01-01">gone</del></p>\n'
    '<ol start="4" type="a" reversed="">\n<li value="7">x</li>\n<li><p>y</p><p>z</p></li>\n</ol>\n'
    '<details open="">\n<summary>More</summary>\nwords</details>\n'
    "bare <b>words</b>\n"
    '<table>\n<thead>\n<tr><th scope="col">a</th><th colspan="2">b</th></tr>\n</thead>\n<tbody>\n'
    "<tr><td>1</td><td><p>2</p></td><td></td></tr>\n</tbody>\n</table>\n"
    "<blockquote>said\n<p>by <cite>me</cite></p>\n</blockquote>\n"
    '<div class="alignleft">\n<p>in a div</p>\n</div>\n'
    '<figure class="wp-caption"><a href="/big.jpg">'
    '<img src="/media/a.jpg" alt="" width="20" height="10"></a>'
    "<figcaption>a <em>b</em></figcaption></figure>\n"
    "<pre>a  b\n\n c</pre>"
)


def test_what_the_editor_has_no_button_for_survives_a_change_beside_it(opened: Open) -> None:
    assert one_block_a_line(sanitise(KEPT)) == KEPT
    page = opened(KEPT)
    assert page.evaluate(ANEW, KEPT)[:2] == [True, KEPT]
    page.locator(SURFACE).get_by_text("in a div").click()
    page.keyboard.press("End")
    page.keyboard.type("!")
    assert written(page) == KEPT.replace("in a div", "in a div!")


def test_untouched_blocks_are_written_as_they_came(opened: Open) -> None:
    body = "<p>One\n<b>two</b><br />\nthree</p>\n\n\n<p>Four</p><ul><li>x</li></ul>"
    page = opened(body)
    assert written(page) == body
    page.locator(SURFACE).get_by_text("Four").click()
    page.keyboard.press("End")
    page.keyboard.type("teen")
    assert (
        written(page) == "<p>One\n<b>two</b><br />\nthree</p>\n<p>Fourteen</p>\n<ul><li>x</li></ul>"
    )
    for _ in range(6):
        page.keyboard.press("Control+z")
    assert written(page) == body


SET = """attacks => {
    const { setHTML, getHTML } = document.querySelector('#body').editor
    const surface = document.querySelector(".editor .copy")
    return attacks.map((html) => {
        setHTML(html)
        return [surface.innerHTML, getHTML({ anew: true })]
    })
}"""
PASTED = """attacks => {
    const { editor, setHTML, getHTML } = document.querySelector('#body').editor
    return attacks.map((html) => {
        setHTML("")
        editor.view.pasteHTML(html)
        return getHTML()
    })
}"""


@pytest.mark.parametrize("pasted", [False, True])
def test_nothing_runs_while_it_is_edited(opened: Open, pasted: bool) -> None:
    page = opened("<p>a</p>")
    attacks = [attack for attack in CORPUS if attack.strip()]
    if pasted:
        for html in page.evaluate(PASTED, attacks):
            assert dangers(html) == []
    else:
        for drawn, _ in page.evaluate(SET, attacks):
            assert not {"script", "iframe", "svg", "form"} & set(dangers(drawn))
            assert not [one for one in dangers(drawn) if "[on" in one or "javascript" in one], drawn
