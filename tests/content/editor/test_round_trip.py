"""What the editor writes is what the server makes of it, and what it does not know survives."""

from __future__ import annotations

from pathlib import Path

from admin_app.content.markup import blocks, one_block_a_line, sanitise
from admin_app.exchange.wxr.reader import read
from admin_app.exchange.wxr.records import Item
from admin_app.exchange.wxr.words import body
from tests.content.editor.conftest import Open
from tests.content.test_blocks import seen

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
