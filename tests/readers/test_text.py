"""Readers' words are plain text: nothing in them is markup, and nothing in them is lost."""

import re

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin_app.errors import Refusal
from admin_app.readers.text import (
    LONGEST,
    clean_comment,
    clean_name,
    clean_url,
    comment_html,
    fingerprint,
)
from tests.support.effort import processor_time_below


def elements(html):
    tree = html5lib.parseFragment(html, treebuilder="etree")
    return [element for element in tree.iter() if element is not tree]


def told(html):
    """What the page says, with its line breaks."""
    words = []
    for element in elements(html):
        if element.tag.endswith("}br"):
            words.append("\n")
        if not element.tag.endswith("}p") or element.text:
            words.append(element.text or "")
        words.append(element.tail or "")
    return "".join(words)


def test_paragraphs_lines_and_links():
    text = "One <b>two</b> & three\nfour\n\nSee https://a.org/x?y=1&z=2."
    assert comment_html(text) == (
        "<p>One &lt;b&gt;two&lt;/b&gt; &amp; three<br>\nfour</p>\n"
        '<p>See <a href="https://a.org/x?y=1&amp;z=2" rel="nofollow ugc noopener">'
        "https://a.org/x?y=1&amp;z=2</a>.</p>"
    )


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("(see http://a.org/b)", "http://a.org/b"),
        ("http://a.org/b_(c)", "http://a.org/b_(c)"),
        ("[http://a.org/b_(c)], and", "http://a.org/b_(c)"),
        ("HTTPS://A.org!", "HTTPS://A.org"),
        ("“https://a.org/x”", "https://a.org/x"),
        ("https://a.org/'x'", "https://a.org/'x"),
        ("https://münchen.example/ß", "https://münchen.example/ß"),
        ("<https://a.org>", "https://a.org"),
        ("https://a.org:8080/#part", "https://a.org:8080/#part"),
    ],
)
def test_a_link_is_the_address_and_not_the_sentence(text, address):
    (link,) = [element for element in elements(comment_html(text)) if "href" in element.attrib]
    assert link.attrib == {"href": address, "rel": "nofollow ugc noopener"}
    assert link.text == address


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "xhttp://a.org",
        "https://",
        "https://[x",
        "https://a.org:port/",
        "https://bank.example@evil.example/",
        "http:\\\\a.org",
        "www.a.org",
        "ftp://a.org",
    ],
)
def test_what_is_no_web_address_is_no_link(text):
    html = comment_html(text)
    assert "<a" not in html
    assert told(html) == text


OWN = {"p", "br", "a", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "span"}
SIGNS = "ahtps:/.<>&\"'() \nx@=é*_`[]-1\\!"


@given(st.text(st.sampled_from(SIGNS), max_size=80) | st.text(max_size=60))
def test_html_of_any_text_has_only_its_own_elements(text):
    try:
        text = clean_comment(text)
    except Refusal:
        return
    html = comment_html(text)
    allowed = {"a": {"href", "rel"}, "ol": {"start"}, "span": {"class"}}
    for element in elements(html):
        tag = element.tag.rpartition("}")[2]
        assert tag in OWN
        assert set(element.attrib) <= allowed.get(tag, set())
        assert element.attrib.get("href", "http://").lower().startswith(("http://", "https://"))
    # Nothing that was said is lost but the signs.
    said = "".join("".join(html5lib.parseFragment(html, treebuilder="etree").itertext()).split())
    for word in re.findall(r"\w+", text):
        if not word.isdigit() and "_" not in word:
            assert word in said


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**bold** and *italic* _too_", "<strong>bold</strong> and <em>italic</em> <em>too</em>"),
        ("***both***", "<strong><em>both</em></strong>"),
        ("**a *b* c**", "<strong>a <em>b</em> c</strong>"),
        ("*a **b* c**", "<em>a **b</em> c**"),
        ("2*3*4 snake_case_name * alone", "2*3*4 snake_case_name * alone"),
        ("\\*kept\\*", "*kept*"),
        ("`<b> *x*`", "<code>&lt;b&gt; *x*</code>"),
        ("**** ____", "**** ____"),
        (
            "**https://a.org**",
            '<strong><a href="https://a.org" rel="nofollow ugc noopener">https://a.org</a></strong>',
        ),
    ],
)
def test_a_little_markdown(text, html):
    assert comment_html(text) == f"<p>{html}</p>"


def test_quotes_lists_and_code():
    text = "> He said\n> > no\n\n- one\n- **two**\n  more\n\n3. three\n4. four\n\n"
    text += "```\n<x> *y*\n```\nend"
    assert comment_html(text) == (
        "<blockquote>\n<p>He said</p>\n<blockquote>\n<p>no</p>\n</blockquote>\n</blockquote>\n"
        "<ul>\n<li>one</li>\n<li><strong>two</strong><br>\nmore</li>\n</ul>\n"
        '<ol start="3">\n<li>three</li>\n<li>four</li>\n</ol>\n'
        "<pre><code>&lt;x&gt; *y*</code></pre>\n<p>end</p>"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[my bank](https://evil.example/x)", "my bank (evil.example)"),
        ("[evil.example](https://evil.example/x)", "evil.example"),
        ("https://аррӏе.com", "https://аррӏе.com (xn--80ak6aa92e.com)"),
        (
            "https://pаypal.com/in",
            "https://pаypal.com/in (xn--pypal-4ve.com, in letters of several alphabets)",
        ),
        ("https://例え.jp", "https://例え.jp (xn--r8jz45g.jp)"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("[x](https://bank.example@evil.example/)", "[x](https://bank.example@evil.example/)"),
        ("![x](https://e.example/x.png)", "x (e.example)"),
    ],
)
def test_nobody_is_misled_by_a_link(text, told):
    html = comment_html(text)
    assert "".join(html5lib.parseFragment(html, treebuilder="etree").itertext()) == told
    assert "src" not in html


@pytest.mark.parametrize(
    "text",
    [
        "<div>" * 13_000,
        "<b onclick='x'>" * 4_300,
        "http://" * 9_000,
        "http://a" + ")" * 64_000,
        "(" * 32_000 + "http://a.b" + ")" * 32_000,
        "http://" + "a" * 64_000,
        "\n" * 64_000 + "x",
        "\n \n" * 21_000 + "x",
        "&" * 64_000,
        "*a " * 21_000,
        "**_*" * 16_000,
        "_*a*_ " * 11_000,
        "`" * 64_000,
        "`a" * 32_000,
        "[" * 64_000,
        "[a](" * 16_000,
        "[a](http://" * 6_000,
        "> " * 32_000,
        "> \n" * 21_000,
        "- x\n" * 16_000,
        "```\n" * 16_000,
        "\\" * 64_000,
        "1. 2) - * > " * 5_000,
    ],
)
def test_64_kb_of_anything_is_shown_at_once(text):
    with processor_time_below(0.2):
        comment_html(text)


@pytest.mark.parametrize("clean", [clean_comment, clean_name, clean_url])
@pytest.mark.parametrize("text", ["é" * 300_000, "\u0301" * 300_000, " " * 300_000])
def test_what_is_absurdly_long_is_not_read(clean, text, monkeypatch):
    monkeypatch.setattr("admin_app.readers.text.clean_characters", None)
    monkeypatch.setattr("admin_app.readers.text.one_line", None)
    with pytest.raises(Refusal, match="may have"):
        clean(text)


def test_five_thousand_links():
    with processor_time_below(0.2):
        html = comment_html("https://a.org/x " * 5_000)
    assert html.count("<a ") == 5_000


def test_a_comment_as_it_is_kept():
    assert (
        clean_comment("  a\x00b\u202ec\u2066d\ud800e\r\n\r\n\r\n\r\nf \x1b[31m\n")
        == "abcde\n\nf [31m"
    )
    assert clean_comment("e" + "\u0301" * 50 + "x") == "e" + "\u0301" * 4 + "x"
    assert clean_comment("שָׁלוֹם עֲלֵיכֶם") == "שָׁלוֹם עֲלֵיכֶם"
    assert clean_comment("สวัสดีที่นี่") == "สวัสดีที่นี่"
    assert clean_comment("👩‍👩‍👧‍👦 <b>") == "👩‍👩‍👧‍👦 <b>"
    assert clean_comment("    code\n    more") == "code\n    more"


@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing(text):
    for clean in (clean_comment, clean_name):
        try:
            once = clean(text)
        except Refusal:
            continue
        assert clean(once) == once
        once.encode()


@pytest.mark.parametrize("text", ["", " \n ", "\x00", "\u200b\u200b", "\u3164", "\u202e", "\u0301"])
def test_what_says_nothing_is_refused(text):
    with pytest.raises(Refusal) as refusal:
        clean_comment(text)
    assert refusal.value.field == "body"
    with pytest.raises(Refusal) as refusal:
        clean_name(text)
    assert refusal.value.field == "name"


def test_too_long_is_refused_with_both_figures():
    assert len(clean_comment("x" * LONGEST)) == LONGEST
    with pytest.raises(Refusal, match=r"20,000 characters; this one has 20,001"):
        clean_comment("x" * (LONGEST + 1))
    assert clean_comment("x" * 30, limit=30)
    with pytest.raises(Refusal, match="30 characters"):
        clean_comment("x" * 31, limit=30)
    with pytest.raises(Refusal, match="100 characters"):
        clean_name("x" * 101)
    assert clean_name(" Ann\nof\tGreen \u202eGables ") == "Ann of Green Gables"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        ("  ", ""),
        ("https://a.org", "https://a.org"),
        (" http://a.org/x?y#z ", "http://a.org/x?y#z"),
        ("a.org", "https://a.org"),
        ("blog.example.co.uk/me", "https://blog.example.co.uk/me"),
        ("https://münchen.example", "https://münchen.example"),
        ("http://[2001:db8::1]:80/", "http://[2001:db8::1]:80/"),
    ],
)
def test_web_addresses(text, kept):
    assert clean_url(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "JaVaScRiPt://a.org/%0aalert(1)",
        "data:text/html,x",
        "//a.org",
        "https://",
        "https:a.org",
        "http://a.org:port",
        "http://[x",
        "http://user:pass@a.org",
        "https://a.org/ b",
        'https://a.org/"onclick=x',
        "https://a.org/<script>",
        "https:\\\\a.org",
        "https://a.org\u200b.evil.org",
        "mailto:a@b.org",
        "anna",
        "https://a.org/" + "x" * 500,
    ],
)
def test_what_is_no_web_address_is_refused(text):
    with pytest.raises(Refusal) as refusal:
        clean_url(text)
    assert refusal.value.field == "url"


def test_fingerprints():
    same = ["Great post!", "  great\n\tPOST! ", "Ｇreat post!"]
    assert len(set(map(fingerprint, same))) == 1
    assert len(fingerprint("")) == 64
    assert fingerprint("STRASSE") == fingerprint("straße")
    assert len(set(map(fingerprint, ["a", "b", "a b", "ab", "a."]))) == 5
    assert fingerprint("\ud800")
