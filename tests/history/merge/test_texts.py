"""Merging texts: nobody's words are lost, and what does not clash is put together."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from admin_app.content.markup import sanitise
from admin_app.content.markup.merging import HTML, html_tokens, top_blocks
from admin_app.history.merge import LINES, Cut, Merged, Side, merge_names, merge_texts, merge_values

BASE = "<p>The old harbour was <em>quiet</em> in the morning.</p>\n<p>The second one stays.</p>"
words = st.sampled_from(["alpha", "beta", "gamma", "delta", "old", "new", "red", "the", "a"])
tags = st.sampled_from([("", ""), ("<em>", "</em>"), ("<strong>", "</strong>"), ("<b>", "</b>")])


def _block(parts: list[tuple[str, tuple[str, str]]]) -> str:
    return "<p>" + " ".join(f"{start}{word}{end}" for word, (start, end) in parts) + "</p>"


paragraphs = st.lists(st.tuples(words, tags), min_size=1, max_size=8)
bodies = st.lists(paragraphs, max_size=5)


@st.composite
def triples(draw: st.DrawFn) -> tuple[str, str, str]:
    """A body, and what two people made of it; each new word is one that no other has."""
    base = draw(bodies)
    sides = []
    for name in ("mine", "theirs"):
        body = [list(paragraph) for paragraph in base]
        for number in range(draw(st.integers(0, 4))):
            _edit(draw, body, f"{name}{number}")
        sides.append("\n".join(_block(paragraph) for paragraph in body if paragraph))
    return "\n".join(map(_block, base)), sides[0], sides[1]


def _edit(draw: st.DrawFn, body: list[list[tuple[str, tuple[str, str]]]], word: str) -> None:
    act = draw(st.sampled_from(["insert", "replace", "delete", "paragraph", "drop", "mark"]))
    if act == "paragraph" or not body:
        body.insert(draw(st.integers(0, len(body))), [(word, ("", ""))])
        return
    at = draw(st.integers(0, len(body) - 1))
    if act == "drop":
        body.pop(at)
        return
    paragraph = body[at]
    place = draw(st.integers(0, len(paragraph)))
    new = (word, draw(tags))
    if act == "insert" or place == len(paragraph):
        paragraph.insert(place, new)
    elif act == "mark":
        paragraph[place] = (paragraph[place][0], new[1])
    else:
        paragraph[place : place + 1] = [new] if act == "replace" else []


def _words(html: str) -> set[str]:
    return set(re.findall(r"\w+", re.sub(r"<[^>]*>", " ", html)))


def _shown(merged: Merged) -> set[str]:
    """All words of the result, and of the clashes that are put before a person."""
    shown = _words(merged.resolved())
    for clash in merged.clashes:
        new = (_words(clash.mine) | _words(clash.theirs)) - _words(clash.base)
        assert new <= _words(clash.proposal)
        shown |= _words(clash.mine) | _words(clash.theirs)
    return shown


@settings(deadline=None, max_examples=120)
@given(triples())
def test_no_word_that_either_put_in_is_lost_without_being_shown(triple: tuple[str, ...]) -> None:
    base, mine, theirs = triple
    merged = merge_texts(base, mine, theirs, HTML)
    assert (_words(mine) | _words(theirs)) - _words(base) <= _shown(merged)
    result = merged.resolved()
    assert sanitise(result) == result


@settings(deadline=None, max_examples=60)
@given(triples())
def test_it_keeps_the_same_whoever_saves_first(triple: tuple[str, ...]) -> None:
    base, mine, theirs = triple
    one, other = merge_texts(base, mine, theirs, HTML), merge_texts(base, theirs, mine, HTML)
    assert _shown(one) == _shown(other)
    assert [(c.mine, c.theirs) for c in one.clashes] == [(c.theirs, c.mine) for c in other.clashes]
    for clash in one.clashes:
        assert clash.mine != clash.base != clash.theirs


@given(triples())
def test_where_one_changed_nothing_the_other_is_taken_to_the_byte(
    triple: tuple[str, ...],
) -> None:
    base, mine, theirs = triple
    assert merge_texts(base, mine, base, HTML).resolved() == mine
    assert merge_texts(base, base, theirs, HTML).resolved() == theirs
    assert merge_texts(base, mine, mine, HTML).resolved() == mine


@given(st.text(), st.text(), st.text())
def test_any_text_can_be_merged_as_lines(base: str, mine: str, theirs: str) -> None:
    merged = merge_texts(base, mine, theirs, LINES)
    for clash in merged.clashes:
        assert clash.mine in mine
        assert clash.theirs in theirs
    assert "".join(LINES.tokens(base)) == base


@given(triples())
def test_a_body_is_its_blocks_and_a_block_its_tokens(triple: tuple[str, ...]) -> None:
    for body in triple:
        assert "\n".join(top_blocks(body)) == body
        assert "".join(html_tokens(body)) == body


def test_words_of_both_in_one_sentence_are_put_together() -> None:
    merged = merge_texts(
        BASE, BASE.replace("old", "very old"), BASE.replace("morning", "evening"), HTML
    )
    assert not merged.clashes
    assert merged.resolved() == BASE.replace("old", "very old").replace("morning", "evening")


def test_neighbouring_paragraphs_do_not_clash() -> None:
    mine, theirs = BASE.replace("quiet", "loud"), BASE.replace("second", "other")
    merged = merge_texts(BASE, mine, theirs, HTML)
    assert not merged.clashes
    assert merged.resolved() == mine.replace("second", "other")


def test_what_both_wrote_at_one_place_stays_theirs_first() -> None:
    mine, theirs = f"{BASE}\n<p>Ferries run late.</p>", f"{BASE}\n<p>Fish was cheap.</p>"
    merged = merge_texts(BASE, mine, theirs, HTML)
    assert not merged.clashes
    assert merged.resolved() == f"{theirs}\n<p>Ferries run late.</p>"
    assert (merged.taken(Side.THEIRS), merged.taken(Side.MINE)) == ([3], [4])
    together = mine.replace("The second", "A second")
    assert merge_texts(BASE, together, theirs, HTML).resolved().count("<p>") == 4


def test_the_same_words_put_in_twice_and_two_first_drafts_are_asked_about() -> None:
    mine, theirs = f"{BASE}\n<p>Ferries run late.</p>", f"{BASE}\n<p>Ferries run early.</p>"
    assert merge_texts(BASE, mine, theirs, HTML).clashes
    assert merge_texts("", "<p>Ferries run late.</p>", "<p>Fish was cheap.</p>", HTML).clashes


def test_a_paragraph_that_one_deleted_and_the_other_rewrote_is_asked_about() -> None:
    first, second = BASE.split("\n")
    theirs = BASE.replace("second", "other")
    (clash,) = merge_texts(BASE, first, theirs, HTML).clashes
    assert (clash.mine, clash.theirs) == ("", second.replace("second", "other"))
    assert clash.proposal == clash.theirs


def test_two_who_change_the_same_word_are_asked_and_the_rest_is_merged() -> None:
    mine = BASE.replace("quiet", "loud").replace("second", "next")
    merged = merge_texts(BASE, mine, BASE.replace("quiet", "still"), HTML)
    (clash,) = merged.clashes
    assert "still loud" in clash.proposal
    assert merged.resolved({0: clash.theirs}).endswith("<p>The next one stays.</p>")


def test_words_that_would_break_the_markup_are_not_mixed() -> None:
    mine = BASE.replace("<em>quiet</em> in", "<em>quiet in</em>")
    theirs = BASE.replace(
        "harbour was <em>quiet</em>", "<strong>harbour was <em>quiet</em></strong>"
    )
    merged = merge_texts(BASE, mine, theirs, HTML)
    assert sanitise(merged.resolved()) == merged.resolved()


def test_a_clash_that_is_settled_by_taking_it_out_leaves_no_gap() -> None:
    first = BASE.split("\n")[0]
    merged = merge_texts(BASE, first, BASE.replace("second", "other"), HTML)
    assert merged.resolved({0: ""}) == first


def test_names_are_merged_as_a_set() -> None:
    base, mine, theirs = ["news", "harbour"], ["News", "tides"], ["news", "harbour", "boats"]
    assert merge_names(base, mine, theirs) == ["News", "tides", "boats"]


def test_a_value_that_both_changed_is_asked_about() -> None:
    assert not merge_values("a", "b", "b").clashes
    (clash,) = merge_values("Old plan", "Old plan of ours", "The old plan", words=True).clashes
    assert _words(clash.proposal) == {"The", "old", "plan", "of", "ours"}


def test_what_is_too_much_to_compare_is_merged_coarsely_and_soon() -> None:
    looked = 0

    def counted(block: str) -> list[str]:
        nonlocal looked
        looked += 1
        return block.split(" ")

    cut = Cut(lambda text: text.split("\n"), counted, lambda _: True)
    sides = [" ".join(f"{name}{number}" for number in range(30_000)) for name in "abc"]
    (clash,) = merge_texts(*sides, cut).clashes
    assert clash.mine == sides[1]
    assert clash.theirs == sides[2]
    assert looked < 20
