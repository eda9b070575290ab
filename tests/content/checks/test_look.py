"""What is found in a text before it is published, where, and what to do about it."""

from __future__ import annotations

import time

import pytest

from admin_app.content.checks import look, undescribed_picture
from admin_app.content.checks.blocks import numbered
from admin_app.content.markup import one_block_a_line, sanitise
from admin_app.content.queries.links import Lead

LEADS = {
    "/posts/there": Lead("live", "There"),
    "/posts/draft": Lead("hidden", "A draft"),
    "/posts/old": Lead("live", to="/posts/there"),
    "/posts/gone": Lead("missing"),
}


def found(body: str, title: str = "Low tide", excerpt: str = "About it.") -> list[str]:
    """The findings as “block: what”."""
    findings = look(title, excerpt, sanitise(body), LEADS, {"desk.example.org"})
    assert all(finding.do for finding in findings)
    return [f"{finding.block}: {finding.what}" for finding in findings]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>Fine.</p><h2>One</h2><h3>Two</h3><h2>Three</h2>", []),
        (
            '<p>A</p><p><img src="/media/a/b.png"></p>',
            ["1: The picture “b.png” has no description."],
        ),
        ('<img src="/b.png" alt=""><img src="/c.png" alt="A boat">', []),
        ("<h3>Deep</h3>", ["0: A heading 3 follows the title."]),
        ("<h2>A</h2><p>B</p><h4>C</h4>", ["2: A heading 4 follows a heading 2."]),
        ("<p>A</p><h2> </h2>", ["1: A heading is empty."]),
        (
            '<a href="/posts/there">Click here!</a>',
            ["0: The link “Click here!” does not say where it leads."],
        ),
        ('<p><a href="/posts/there"></a></p>', ["0: A link to /posts/there has no words."]),
        ('<a href="/posts/there"><img src="/b.png" alt="The harbour"></a>', []),
        ('<a href="">Tides</a>', ["0: The link “Tides” leads nowhere."]),
        ('<a href="#end">Tides</a> <a href="https://elsewhere.example/posts/gone">Sea</a>', []),
        ('<a href="mailto:a@b.example">Ann</a>', []),
        (
            '<a href="/posts/gone/?x=1">Tides</a>',
            ["0: The link “Tides” leads to /posts/gone, where there is nothing."],
        ),
        (
            '<a href="https://desk.example.org/posts/draft">Tides</a>',
            ["0: The link “Tides” leads to “A draft”, which readers can't see."],
        ),
        ('<a href="/posts/old">Tides</a>', ["0: The link “Tides” leads to an old address."]),
    ],
)
def test_what_is_wrong_in_a_body_is_found_where_it_stands(body: str, expected: list[str]) -> None:
    assert found(body) == expected


def test_an_empty_excerpt_a_long_title_and_none_are_found() -> None:
    assert found("<p>A</p>", excerpt=" ") == ["None: The excerpt is empty."]
    assert found("<p>A</p>", title="x" * 71) == ["None: The title has 71 characters."]
    assert found("<p>A</p>", title="") == ["None: It has no title."]


def test_what_keeps_a_text_from_readers_comes_first() -> None:
    findings = look("T", "", sanitise('<h4>A</h4><p><img src="/b.png"></p>'), {}, set())
    assert [finding.blocking for finding in findings] == [True, False, False]


def test_blocks_are_counted_as_the_body_is_laid_out() -> None:
    body = sanitise(
        "<p>One</p>two <b>and</b> more<ul><li>three</li></ul><hr>"
        "<blockquote><p>five</p></blockquote>"
    )
    at = {token.raw.strip(): number for number, token in numbered(body) if token.kind == "text"}
    assert at == {"One": 0, "two": 1, "and": 1, "more": 1, "three": 2, "five": 4}
    assert len(one_block_a_line(body).splitlines()) >= 5


@pytest.mark.parametrize(
    ("body", "undescribed"),
    [
        ('<img src="/a.png">', True),
        ('<img src="/a.png" alt>', False),
        ('<img alt="" src="/a.png">', False),
        ('<img src="/alt=.png">', True),
        ('<img src="/a.png" title="alt it">', True),
        ("<p>&lt;img&gt;</p>", False),
        ("", False),
    ],
)
def test_a_picture_without_description_is_seen_at_a_glance(body: str, undescribed: bool) -> None:
    assert undescribed_picture(sanitise(body)) is undescribed


def test_a_text_of_two_megabytes_is_looked_at_in_time() -> None:
    body = '<p><a href="/posts/gone">x</a> <img src="/a.png"></p>' * 20_000
    begun = time.process_time()
    assert len(look("T", "E", body, LEADS, set())) == 100
    assert len(look("T", "E", "<p>a</p>\n" * 90_000, {}, set())) == 0
    assert undescribed_picture("<img " + "a" * 1_000_000) is False
    assert time.process_time() - begun < 10
