"""A body is laid out a block a line, and readers see the same as before."""

import re

import html5lib
import pytest
from hypothesis import example, given, settings

from admin_app.content.markup import blocks, one_block_a_line, sanitise
from admin_app.content.markup.allowed import BLOCKS
from tests.content.test_markup import SOUP
from tests.support.effort import processor_time_below

WHITE = re.compile(r"[ \t\n]+")


def seen(html):
    """What a browser draws of it: tags, and words with white space as it is shown."""
    drawn = []
    _draw(html5lib.parseFragment(html, namespaceHTMLElements=False), drawn, in_pre=False)
    return drawn


def _draw(element, drawn, in_pre):
    tag = element.tag if isinstance(element.tag, str) else "comment"
    in_pre = in_pre or tag == "pre"
    is_edge = tag in BLOCKS | {"hr", "br", "DOCUMENT_FRAGMENT"}
    if is_edge:
        _end_line(drawn)
    words = {"": element.text} if tag == "comment" else dict(element.attrib)
    drawn.append((tag, words, is_edge))
    if tag != "comment":
        _say(element.text or "", drawn, in_pre)
        for child in element:
            _draw(child, drawn, in_pre)
            _say(child.tail or "", drawn, in_pre)
        if is_edge:
            _end_line(drawn)
        drawn.append(("/" + tag, {}, is_edge))


def _say(text, drawn, in_pre):
    if in_pre:
        drawn.append(text)
        return
    for piece in re.split(r"([ \t\n]+)", text):
        if not WHITE.fullmatch(piece):
            drawn.extend([piece] if piece else [])
        elif not _at_start_of_line_or_gap(drawn):
            drawn.append(" ")


def _at_start_of_line_or_gap(drawn):
    for event in reversed(drawn):
        if isinstance(event, str):
            return event == " "
        if event[0] in ("img", "wbr") or event[2]:
            return event[2]
    return True


def _end_line(drawn):
    for at in range(len(drawn) - 1, -1, -1):
        event = drawn[at]
        if event == " ":
            del drawn[at]
            return
        if isinstance(event, str) or event[0] in ("img", "wbr") or event[2]:
            return


@settings(max_examples=400, deadline=None)
@given(SOUP)
@example("<a href=x><div>a</div>\n</a>\nb")
@example("a<!--more-->\nb<p>c</p>d\n<!--more-->\n")
@example("<blockquote>\na\n<p>b</p>c <b>\nd</b>\n<br>\ne</blockquote>")
@example("<div><pre>\n\n a\n<b>\nb</b> </pre> </div>")
@example("<p>a</p> <!--more-->b\n<img src=a>\n<img src=b>")
def test_readers_see_the_same_and_it_is_settled(soup):
    clean = sanitise(soup)
    laid_out = one_block_a_line(clean)
    assert seen(laid_out) == seen(clean)
    assert one_block_a_line(laid_out) == laid_out
    assert sanitise(laid_out) == laid_out
    assert blocks(laid_out) == blocks(clean)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>One\ntwo<br>\nthree</p><p>Four</p>", "<p>One two<br>three</p>\n<p>Four</p>"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
         "<ul>\n<li>a<ul>\n<li>b</li>\n</ul></li>\n<li>c</li>\n</ul>"),
        ("<table><tbody><tr><td>a</td>\n<td>b</td></tr></tbody></table>",
         "<table>\n<tbody>\n<tr><td>a</td><td>b</td></tr>\n</tbody>\n</table>"),
        ("Bare <b>words</b>\n<p>a</p>more<hr><!--more-->",
         "Bare <b>words</b>\n<p>a</p>\nmore\n<hr>\n<!--more-->"),
        ("<pre>a\n\n  b</pre><blockquote><p>q</p>\n\n<p>r</p></blockquote>",
         "<pre>a\n\n  b</pre>\n<blockquote>\n<p>q</p>\n<p>r</p>\n</blockquote>"),
        ("[gallery ids=1]\n\n<p>a  b</p>", "[gallery ids=1]\n<p>a  b</p>"),
        ("", ""),
    ],
)  # fmt: skip
def test_each_block_item_and_row_has_its_line(before, after):
    assert one_block_a_line(before) == after


def test_blocks_are_the_pieces_of_the_whole():
    body = "<p>a</p>\n\nwords\n<ul><li>b</li></ul><!--more--><hr>"
    assert blocks(body) == ["<p>a</p>", "words", "<ul>\n<li>b</li>\n</ul>", "<!--more-->", "<hr>"]


@pytest.mark.parametrize("piece", ["<p>word \n word</p>", "a\n<b>x</b>\n", "<ul><li>a</li></ul>"])
def test_the_largest_body_is_laid_out_in_time(piece):
    tags = piece.count("<")
    body = piece * (100_000 // tags)
    with processor_time_below(3):
        one_block_a_line(body + " \n" * 100_000 + " " * 500_000)
