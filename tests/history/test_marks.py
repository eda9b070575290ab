"""Marked words: what was added and what was removed, and nothing that runs."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from admin_app.content.markup import sanitise
from admin_app.content.markup.marked import marked
from admin_app.history.marks import marked_text


def _bare(html: str) -> str:
    return re.sub(r'<span class="visually-hidden">\w+: </span>', "", html)


def test_each_side_has_its_own_words_marked() -> None:
    left, right, both = map(_bare, marked_text("one <b> two", "one <b> three"))
    assert left == "one &lt;b&gt;<del> two</del>"
    assert right == "one &lt;b&gt;<ins> three</ins>"
    assert both == "one &lt;b&gt;<del> two</del><ins> three</ins>"


@given(st.text(), st.text())
def test_any_two_texts_can_be_marked_and_nothing_of_them_is_markup(left: str, right: str) -> None:
    for html in marked_text(left, right):
        assert (
            re.sub(r"</?(?:ins|del|span)(?: class=\"visually-hidden\")?>", "", html).count("<") == 0
        )


def test_a_changed_word_is_marked_inside_its_markup() -> None:
    left = '<p>One <strong>two</strong> <a href="/a">three</a>.</p>\n<ul><li>a b c</li></ul>'
    right = '<p>One two <a href="/b">three</a>.</p>\n<ul><li>a b c</li><li>new</li></ul>'
    (stretch,) = marked(left, right)
    text, items = map(_bare, stretch.blocks)
    assert stretch.kind == "changed"
    assert "<del><strong>two</strong> " in text
    assert "One<ins> two</ins>" in text
    assert '<a href="/b">three</a></ins>' in text
    assert items == "<ul><li>a b c</li><li><ins>new</ins></li></ul>"


def test_paragraphs_that_came_and_went_are_marked_whole() -> None:
    kept = "".join(f"<p>Kept {number} as it was</p>" for number in range(5))
    found = marked(f"<p>Gone it is</p>{kept}", f"{kept}<h2 id='x'>All new</h2>")
    assert [(kind, len(blocks)) for kind, blocks in found] == [
        ("removed", 1),
        ("same", 5),
        ("added", 1),
    ]
    assert _bare(found[-1].blocks[0]) == "<h2><ins>All new</ins></h2>"


def test_what_only_looks_like_a_name_is_kept_and_no_attribute_runs_into_another() -> None:
    kept = (
        '<p>Write id="x" there <img alt="as id=" src="/a.png" title="q"></p>',
        '<p>An id="open quote</p>\n<ul><li><a href="/x" id="y">it</a></li></ul>',
    )
    shown, _ = marked("\n".join([*kept, "<p>old</p>"]), "\n".join([*kept, "<p>new</p>"]))
    assert shown.kind == "same"
    assert [str(block) for block in shown.blocks] == [
        kept[0],
        '<p>An id="open quote</p>',
        '<ul><li><a href="/x">it</a></li></ul>',
    ]


PARTS = [*"ab <>&\"'/=", "<p>", "</p>", "<ul>", "<li>", "<em>"]
HTML = st.lists(st.sampled_from(PARTS)).map("".join)


@settings(deadline=None)
@given(HTML, HTML)
def test_whatever_the_bodies_are_what_comes_out_is_well_formed(left: str, right: str) -> None:
    for _, blocks in marked(left, right):
        for block in blocks:
            tags = re.findall(r"<(/?)(p|ul|li|em|ins|del)\b", block)
            depth: list[str] = []
            for slash, name in tags:
                if slash:
                    assert depth.pop() == name
                else:
                    depth.append(name)
            assert not depth
    assert sanitise(right) == sanitise(sanitise(right))
