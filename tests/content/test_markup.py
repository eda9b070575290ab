"""A body keeps its words and loses what runs; sanitising twice changes nothing."""

from contextlib import suppress
from html import unescape
from importlib import import_module
from pathlib import Path

import html5lib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from admin_app.content.markup import (
    DEEPEST,
    LONGEST,
    from_wordpress,
    paragraphs,
    plain_text,
    sanitise,
)
from admin_app.content.markup.allowed import CELLS
from admin_app.content.markup.open_elements import OpenElements
from admin_app.content.markup.sanitise import MOST_TAGS
from admin_app.content.markup.tokens import tokens
from admin_app.errors import Refusal
from tests.support.effort import processor_time_below

# The package gives functions of the names of these two modules.
plain = import_module("admin_app.content.markup.plain")
sanitiser = import_module("admin_app.content.markup.sanitise")

CORPUS = (Path(__file__).parent / "xss_corpus.txt").read_text("utf-8").splitlines()

URL_ATTRIBUTES = {"href", "src", "cite", "action", "data", "poster", "formaction", "xlink:href"}
RUNNING = (
    "script style iframe object embed svg math base meta link form input button textarea select "
    "template frame"
)
HARMLESS_SCHEMES = ("http://", "https://", "mailto:")


def dangers(html):
    """What a browser would find in the parsed page that runs, frames or leads elsewhere."""
    found = []
    for element in html5lib.parseFragment(html, treebuilder="etree").iter():
        tag = element.tag
        if not isinstance(tag, str):
            continue  # a comment
        tag = tag.rpartition("}")[2].lower()
        if tag in RUNNING.split():
            found.append(tag)
        for name, value in element.attrib.items():
            name = str(name).lower()
            if name.startswith("on") or name in {"style", "srcdoc", "srcset", "target"}:
                found.append(f"{tag}[{name}]")
            scheme = "".join(char for char in value.lower() if char > " ").split("/")[0]
            absolute = ":" in scheme.split("?")[0].split("#")[0]
            harmless = value.strip().lower().startswith(HARMLESS_SCHEMES)
            if name in URL_ATTRIBUTES and absolute and not harmless:
                found.append(f"{tag}[{name}={value}]")
    return found


@pytest.mark.parametrize("attack", CORPUS)
def test_nothing_in_the_corpus_survives(attack):
    clean = sanitise(attack)
    assert dangers(clean) == []
    assert sanitise(clean) == clean


def test_the_corpus_is_dangerous_to_begin_with():
    assert sum(bool(dangers(attack)) for attack in CORPUS) > len(CORPUS) * 0.8


# A space parts the pieces; "~" stands for a space within one.
MARKUP = (
    "<p> </p> <b> </b> <i> </i> <a~href=x> </a> <a> <div> </div> <ul> <ol> <li> </li> "
    "</ul> <table> <tr> <td> </td> </tr> </table> <tbody> <caption> <col> <colgroup> <th> "
    "<pre> </pre> <h1> </h1> <h3> </h3> <br> </br> <hr> <img~src=a> <script> </script> "
    "<style> </style> <svg> </svg> <math> <mi> <textarea> </textarea> <select> <option> "
    "<template> </template> <noscript> </noscript> <iframe~src=//a.b> </iframe> "
    "<iframe~title=x~src=https://a> <ruby> <rt> </ruby> <dl> <dt> <dd> </dl> <blockquote> "
    "</blockquote> <details> <summary> <figure> <figcaption> <center> <form> <input> "
    '<button> <font> </font> <!-- --> <!--more--> <!--nextpage--> <!--> <! <? </ < > & " '
    "' <![CDATA[ ]]> <plaintext> <title> </title> <p/> <div/> <a&nbsp;b> &amp; &lt; "
    '&nbsp; &#0; &#10; &#xFDD0; &#xFDD1; &copy &copy= <abbr~title="<b>"> <x-y> '
    "<p~id=a~class='alignleft~b'> <td~colspan=2> <frameset> <body> <html> <head> <xmp> "
    "<nobr> <s> <code~class=language-c>"
)
ODD = ("\n", " ", "\n\n", "\x00", "\u202e", "\ud800", "\ufdd0", "é", "\r\n", "<!--more go on-->")
SCRAPS = st.sampled_from([*(piece.replace("~", " ") for piece in MARKUP.split()), *ODD])
SOUP = st.lists(st.one_of(SCRAPS, st.text(max_size=4)), max_size=25).map("".join)


@settings(max_examples=400, deadline=None)
@given(SOUP)
@example("<table><a href=x><tr><td><a>y")
@example("<pre>\n\n\nx")
@example("<pre>&#10;\nx")
@example('<p title="<!--more-->">')
@example("&#xFDD0;more--><script>&#xFDD1;")
def test_sanitising_twice_changes_nothing_and_leaves_nothing_that_runs(soup):
    clean = sanitise(soup)
    assert sanitise(clean) == clean
    assert dangers(clean) == []
    assert not set(clean) & set("\x00\u202e\ud800\ufdd0\ufdd1\r")


@settings(max_examples=300, deadline=None)
@given(SOUP)
def test_from_wordpress_is_clean_and_settled_too(soup):
    clean = from_wordpress(soup)
    assert sanitise(clean) == clean
    assert dangers(clean) == []


WORDS = ["alpha", "beta", "gamma", "delta", "omega"]
TAGS = (
    "p b i a div ul li ol table tr td th tbody blockquote h1 h2 h6 pre code span font section dl "
    "dt dd figure figcaption em sub time center form label button option textarea noscript unknown"
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(WORDS),
            st.sampled_from(TAGS.split()).map("<{}>".format),
            st.sampled_from(TAGS.split()).map("</{}>".format),
        ),
        max_size=30,
    )
)
def test_no_word_is_lost_and_none_changes_places(pieces):
    soup = "".join(pieces)
    words = "".join(piece for piece in pieces if piece in WORDS)
    assert "".join(plain_text(sanitise(soup)).split()) == words
    assert "".join(plain_text(from_wordpress(soup)).split()) == words
    assert "".join(plain_text(soup).split()) == words


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("<h1>A</h1><h5>B</h5><h6>C</h6>", "<h2>A</h2><h5>B</h5><h6>C</h6>"),
        ("<p>one<p>two", "<p>one</p><p>two</p>"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<b><i>x</b></i>", "<b><i>x</i></b>"),
        ("<tt>x</tt><acronym title='y'>z</acronym>", '<code>x</code><abbr title="y">z</abbr>'),
        ("a<script>x</script>b<style>y</style>c", "abc"),
        ("<svg><text>x</text></svg>after", "after"),
        ("<form><label>Name</label> <input value=x></form>", "<div>Name  </div>"),
        (
            "<details open><summary>s</summary>t</details>",
            '<details open=""><summary>s</summary>t</details>',
        ),
        (
            "<table><tr><td colspan=2 style='x'>a</table>",
            '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>',
        ),
        ("<td>a</td><td>b</td>", "a  b"),
        (
            "<table>stray<tr><td>a</table>",
            "<table><tbody><tr><td>stray</td></tr><tr><td>a</td></tr></tbody></table>",
        ),
        ('<p class="alignleft evil" style="x">a</p>', '<p class="alignleft">a</p>'),
        ('<code class="language-python hljs">a</code>', '<code class="language-python">a</code>'),
        (
            '<img src="/a.png" alt="A" width=10 height="1e9" onerror=x>',
            '<img src="/a.png" alt="A" width="10">',
        ),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("fish &amp; chips&nbsp;&copy;", "fish &amp; chips&nbsp;©"),
        ("&lt;b&gt;", "&lt;b&gt;"),
        ("<pre>" + "\n" * 12 + "  x\n\n y</pre>", "<pre>  x\n\n y</pre>"),
    ],
)
def test_markup_that_editors_use(body, kept):
    assert sanitise(body) == kept


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        (
            '<a href="https://x.org/?a=1&copy=2">x</a>',
            '<a href="https://x.org/?a=1&amp;copy=2">x</a>',
        ),
        ('<a href="/posts/y" title="t" target=_blank>x</a>', '<a href="/posts/y" title="t">x</a>'),
        ('<a href="mailto:a@b.org">x</a>', '<a href="mailto:a@b.org">x</a>'),
        ('<a href="tel:1">x</a>', "<a>x</a>"),
        ('<a href="javascript:x">x</a>', "<a>x</a>"),
        ('<a href="data:text/html,x">x</a>', "<a>x</a>"),
        (
            '<a href="/y" rel="nofollow evil UGC nofollow">x</a>',
            '<a href="/y" rel="nofollow ugc">x</a>',
        ),
    ],
)
def test_links(link, kept):
    assert sanitise(link) == kept


def test_places_in_a_text_cannot_take_the_pages_own_ids():
    clean = sanitise('<p id="search">x</p><a href="#search">y</a><a name="end">z</a>')
    assert clean == '<p id="t-search">x</p><a href="#t-search">y</a><a name="t-end">z</a>'


def test_frames_and_films_leave_a_link():
    assert sanitise('<iframe src="//video.org/1" title="A film"></iframe>') == (
        '<p><a href="https://video.org/1">A film</a></p>'
    )
    assert sanitise('<p>See <video src="https://v.org/a.mp4">no video</video></p>') == (
        '<p>See <a href="https://v.org/a.mp4">https://v.org/a.mp4</a>no video</p>'
    )
    assert sanitise('<iframe src="javascript:x"></iframe>') == ""
    assert "&lt;b&gt;" in sanitise('<iframe src="http://a" title="&lt;b&gt;"></iframe>')


def test_wordpress_markers_stay_and_block_comments_go():
    body = (
        "<!-- wp:paragraph --><p>a [gallery ids='1']</p><!--more Read on--><p>b</p><!--nextpage-->"
    )
    assert sanitise(body) == "<p>a [gallery ids='1']</p><!--more Read on--><p>b</p><!--nextpage-->"
    assert sanitise("<!--more--><!-- note --><!--moreover-->x") == "<!--more-->x"


def test_harmful_characters_go_and_useful_marks_stay():
    assert (
        sanitise("a\x00b\u202ec\ud800d\r\ne\u200ff\u2067g\u2069") == "abcd\ne\u200ff\u2067g\u2069"
    )
    assert sanitise("&#x202E;a&#0;") in ("a", "a\ufffd")


def test_what_a_browser_would_swallow_stays():
    assert sanitise("before <!-- never closed <b>after</b>") == (
        "before &lt;!-- never closed &lt;b&gt;after&lt;/b&gt;"
    )
    assert sanitise("before <a href='x after") == "before &lt;a href='x after"


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 50_000,
        "<div>" * 90_000,
        "<b><i>" * 60,
        "<table><tr><td>" * 60,
        "<ul><li>" * 45_000,
    ],
)
def test_deep_nesting_is_refused_at_once(body, monkeypatch):
    monkeypatch.setattr(sanitiser, "_CLEANER", None)  # nh3 would take seconds: it is not asked
    with processor_time_below(0.2), pytest.raises(Refusal) as refusal:
        sanitise(body)
    assert refusal.value.field == "body"
    assert "inside each other" in refusal.value.message
    with pytest.raises(Refusal):
        from_wordpress(body)


def test_the_deepest_allowed_is_kept():
    body = "<div>" * DEEPEST + "x" + "</div>" * DEEPEST
    assert sanitise(body) == body


def test_size(monkeypatch):
    body = "<p>" + "word " * 399_990 + "x</p>"
    assert len(body) < LONGEST
    assert sanitise(body) == body
    monkeypatch.setattr(sanitiser, "_CLEANER", None)  # what is too long does not get as far
    for long in ("x" * 20_000_000, "é" * (LONGEST // 2 + 1), "&" * LONGEST, "\u00a0" * 900_000):
        with pytest.raises(Refusal, match=r"MB can be saved") as refusal:
            sanitise(long)
        assert refusal.value.field == "body"


@pytest.mark.parametrize(
    "body",
    [
        "".join(f"<b title={n}>" for n in range(90)) + "<p>x" * 20_000,
        "<a " * 100_000,
        "<a x='" * 100_001,
        "<a x='>' " * 50_000,
        "<!--" * 100_000,
        "<!--more" + " " * 200_000 + "<-->",
        "<p title='" + "&" * 1_000_000 + "'>",
        "<a" + " " * 300_000 + "x",
        "<" * 60_000,
    ],
)
def test_hostile_markup_takes_linear_time(body):
    with processor_time_below(3), suppress(Refusal):
        sanitise(body)
        plain_text(body)
        paragraphs(body)


class Seen:
    """The cleaner, which notes what it is given."""

    def __init__(self, cleaner):
        self.cleaner = cleaner
        self.given = []

    def clean(self, html):
        self.given.append(html)
        return self.cleaner.clean(html)


@pytest.mark.parametrize(
    ("body", "clean"),
    [
        ("&" * 100_000, "&amp;" * 100_000),
        ("a &amp; b " * 100_000, ("a &amp; b " * 100_000).strip()),
        ("x\u00a0&nbsp;" * 50_000, "x&nbsp;&nbsp;" * 50_000),
        ('<p title="' + "&amp;" * 50_000 + '">x', '<p title="' + "&amp;" * 50_000 + '">x</p>'),
        (
            '<p title="' + "&#38;&nbsp;" * 5_000 + '">',
            '<p title="' + "&amp;&nbsp;" * 5_000 + '"></p>',
        ),
    ],
)
def test_what_costs_nh3_quadratic_time_does_not_reach_it(body, clean, monkeypatch):
    seen = Seen(sanitiser._CLEANER)
    monkeypatch.setattr(sanitiser, "_CLEANER", seen)
    assert sanitise(body) == clean
    assert seen.given
    assert not any("&amp;" in given or "\u00a0" in given for given in seen.given)
    assert not any("&nbsp;" in given or "&#" in given for given in seen.given)


@pytest.mark.parametrize("body", ["<" * 1_900_000, "< " * 900_000, "<1>" * 600_000])
def test_signs_that_open_no_tag_are_one_piece_of_text(body):
    assert [token.kind for token in tokens(body)] == ["text"]
    assert plain_text(body, 20).startswith(body[:18].strip())


def test_a_stored_body_is_read_once(monkeypatch):
    seen = Seen(sanitiser._CLEANER)
    monkeypatch.setattr(sanitiser, "_CLEANER", seen)
    stored = sanitise("<p>One & <b>two")
    seen.given.clear()
    assert sanitise(stored) == stored
    assert len(seen.given) == 1


@pytest.mark.parametrize("body", ["<p>a" * 60_000, "<br>" * 100_001, "</x>" * 400_000])
def test_more_tags_than_any_text_has_are_refused(body, monkeypatch):
    monkeypatch.setattr(sanitiser, "_CLEANER", None)
    for gate in (sanitise, from_wordpress):
        with pytest.raises(Refusal, match=r"tags; up to 100,000 can be saved") as refusal:
            gate(body)
        assert refusal.value.field == "body"


def test_the_most_tags_are_kept():
    body = "<b>x</b>" * (MOST_TAGS // 2)
    assert sanitise(body) == body


class Looked(str):
    """A name that notes how often it was compared."""

    __slots__ = ()
    times = 0

    def __eq__(self, other):
        Looked.times += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def test_an_open_element_is_found_without_a_walk_through_the_others():
    stack = OpenElements()
    for _ in range(90):
        stack.push(Looked("i"))
    Looked.times = 0
    assert stack.find("b", CELLS) is None
    stack.push("td")
    assert stack.find("i", CELLS) is None
    assert stack.pop().name == "td"
    assert stack.find("i", CELLS) == 89
    assert Looked.times < 10


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("?a=1&copy=2", "?a=1&amp;copy=2"),
        ("?a=1&notit;", "?a=1&amp;notit;"),
        ("&lt;b&gt; &quot;x&quot; '", "&lt;b&gt; &quot;x&quot; '"),
        ("&#65;&#x42;&bogus;", "AB&amp;bogus;"),
        ("&#xfdd2;&#0;&#x202e;", "\ufffd"),
    ],
)
def test_entities_of_attributes_are_read_as_browsers_do(value, kept):
    clean = sanitise(f'<p title="{value}">x</p>')
    (there,) = html5lib.parseFragment(clean, namespaceHTMLElements=False)
    (meant,) = html5lib.parseFragment(f'<p title="{kept}"></p>', namespaceHTMLElements=False)
    assert there.get("title") == meant.get("title")


def test_paragraphs_as_wordpress_makes_them():
    text = (
        "First line\nsecond <em>line</em>\r\n\r\nNext\n\n<ul>\n<li>a\nb</li>\n</ul>\n"
        "<blockquote>q\n\nr</blockquote>\n<!--more-->\n\n<pre>x\n\ny</pre>\nlast"
    )
    assert sanitise(paragraphs(text)) == (
        "<p>First line<br>\nsecond <em>line</em></p>\n<p>Next</p>\n<ul>\n<li>a<br>\nb</li>\n</ul>"
        "<blockquote><p>q</p>\n<p>r</p>\n</blockquote><!--more-->\n<pre>x\n\ny</pre><p>last</p>"
    )


def test_block_editor_bodies_get_no_new_paragraphs():
    body = "<!-- wp:paragraph -->\n<p>a\nb</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:html -->c"
    assert from_wordpress(body) == "<p>a\nb</p>\n\n\nc"


def test_a_break_already_there_is_not_doubled():
    assert paragraphs("a<br />\nb") == "<p>a<br>\nb</p>\n"
    assert paragraphs("<p>a\n\nb</p>") == "<p>a</p>\n<p>b</p>"
    assert paragraphs("<td>a\n\nb</td>") == "<td><p>a</p>\n<p>b</p>\n</td>"


@pytest.mark.parametrize(
    ("html", "limit", "words"),
    [
        ("<p>One</p><p>two &amp; <b>th</b>ree</p>", None, "One two & three"),
        ("a<br>b<script>x</script><svg><text>y</text></svg> &lt;b&gt;", None, "a b <b>"),
        ("<p>one two three</p>", 8, "one two…"),
        ("<p>one two three</p>", 13, "one two three"),
        ("<!-- note -->x<!--more-->", None, "x"),
        ("", 10, ""),
        ("\u6f22" * 30, 10, "\u6f22" * 9 + "…"),
    ],
)
def test_plain_text(html, limit, words):
    assert plain_text(html, limit) == words


@given(SOUP, st.integers(1, 40))
def test_plain_text_keeps_its_limit(soup, limit):
    assert len(plain_text(soup, limit)) <= limit


@pytest.mark.parametrize("body", ["<p>" + "word " * 400_000, "<p>word " * 100_000])
def test_an_excerpt_reads_no_further_than_it_needs(body, monkeypatch):
    read = []

    def counted(html):
        for token in tokens(html):
            read.append(token)
            yield token

    made = []
    monkeypatch.setattr(plain, "tokens", counted)
    monkeypatch.setattr(plain, "unescape", lambda text: made.append(text) or unescape(text))
    assert plain_text(body, 20) == "word word word word…"
    assert len(read) < 1_000
    assert len(made[0]) < 5_000
