"""From records to a WXR 1.2 file, streamed. What is written, the reader reads back the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from email.utils import format_datetime
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from .dates import written
from .records import Author, Comment, Item, Meta, Record, Site, Term, TermRef

_HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"
  xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:wfw="http://wellformedweb.org/CommentAPI/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
"""
_TAIL: Final = "</channel>\n</rss>\n"
_APPROVED: Final = {"approved": "1", "pending": "0", "spam": "spam", "removed": "trash"}
# XML 1.0, production 2 (Char): these cannot be written in any way, not even as references.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """The file in pieces, UTF-8; the first record must be the Site.

    Characters that XML cannot carry become U+FFFD. Raises ValueError when no Site comes first.
    """
    yield _HEAD.encode()
    first = True
    for record in records:
        if first != isinstance(record, Site):
            raise ValueError("a WXR file has one Site, and it comes first")
        first = False
        yield "".join(_lines(record)).encode()
    if first:
        raise ValueError("a WXR file has one Site, and it comes first")
    yield _TAIL.encode()


def legal(text: str) -> str:
    """The text as XML can carry it."""
    return _NOT_XML.sub("\ufffd", text)


def _lines(record: Record) -> Iterator[str]:
    if isinstance(record, Item):
        return _item(record)
    if isinstance(record, Term):
        return _term(record)
    if isinstance(record, Author):
        return _author(record)
    return _site(record)


def _site(site: Site) -> Iterator[str]:
    yield _element("title", site.title)
    yield _element("link", site.link)
    yield _element("description", site.description)
    yield _element("language", site.language)
    if site.generator:
        yield _element("generator", site.generator)
    yield _element("wp:wxr_version", "1.2")
    yield _element("wp:base_site_url", site.link)
    yield _element("wp:base_blog_url", site.link)


def _author(author: Author) -> Iterator[str]:
    yield "<wp:author>\n"
    yield _element("wp:author_id", _number(author.id))
    yield _cdata("wp:author_login", author.login)
    yield _cdata("wp:author_email", author.email)
    yield _cdata("wp:author_display_name", author.name)
    yield _cdata("wp:author_first_name", author.first_name)
    yield _cdata("wp:author_last_name", author.last_name)
    yield "</wp:author>\n"


def _term(term: Term) -> Iterator[str]:
    outer, slug, name, stem = {
        "category": ("category", "category_nicename", "cat_name", "category"),
        "post_tag": ("tag", "tag_slug", "tag_name", "tag"),
    }.get(term.taxonomy, ("term", "term_slug", "term_name", "term"))
    yield f"<wp:{outer}>\n"
    yield _element("wp:term_id", _number(term.id))
    if outer == "term":
        yield _cdata("wp:term_taxonomy", term.taxonomy)
    yield _cdata(f"wp:{slug}", term.slug)
    yield _cdata(f"wp:{stem}_parent", term.parent)
    yield _cdata(f"wp:{name}", term.name)
    yield _cdata(f"wp:{stem}_description", term.description)
    yield f"</wp:{outer}>\n"


def _item(item: Item) -> Iterator[str]:
    yield "<item>\n"
    yield _cdata("title", item.title)
    yield _element("link", item.link)
    yield _element("pubDate", _rfc_2822(item.dated))
    yield _cdata("dc:creator", item.author)
    yield f'<guid isPermaLink="false">{_text(item.guid)}</guid>\n'
    yield _element("description", "")
    yield _cdata("content:encoded", item.body)
    yield _cdata("excerpt:encoded", item.excerpt)
    yield _element("wp:post_id", str(item.id))
    yield _moment("wp:post_date", item.dated)
    yield _moment("wp:post_modified", item.modified)
    yield _element("wp:comment_status", _open(item.comments_open))
    yield _element("wp:ping_status", _open(item.pings_open))
    yield _cdata("wp:post_name", item.slug)
    yield _element("wp:status", item.status)
    yield _element("wp:post_parent", _number(item.parent_id))
    yield _element("wp:menu_order", str(item.menu_order))
    yield _element("wp:post_type", item.kind)
    yield _cdata("wp:post_password", item.password)
    yield _element("wp:is_sticky", "1" if item.is_sticky else "0")
    if item.attachment_url:
        yield _cdata("wp:attachment_url", item.attachment_url)
    yield from map(_term_ref, item.terms)
    yield from (_meta("wp:postmeta", meta) for meta in item.meta)
    for comment in item.comments:
        yield from _comment(comment)
    yield "</item>\n"


def _term_ref(term: TermRef) -> str:
    return (
        f"<category domain={_attribute(term.taxonomy)} nicename={_attribute(term.slug)}>"
        f"{_section(term.name)}</category>\n"
    )


def _meta(outer: str, meta: Meta) -> str:
    return (
        f"<{outer}>\n{_cdata('wp:meta_key', meta.key)}"
        f"{_cdata('wp:meta_value', meta.value)}</{outer}>\n"
    )


def _comment(comment: Comment) -> Iterator[str]:
    yield "<wp:comment>\n"
    yield _element("wp:comment_id", str(comment.id))
    yield _cdata("wp:comment_author", comment.author_name)
    yield _cdata("wp:comment_author_email", comment.author_email)
    yield _element("wp:comment_author_url", comment.author_url)
    yield _cdata("wp:comment_author_IP", comment.author_ip)
    yield _moment("wp:comment_date", comment.written_at)
    yield _cdata("wp:comment_content", comment.body)
    yield _element("wp:comment_approved", _APPROVED[comment.state])
    yield _element("wp:comment_type", comment.kind)
    yield _element("wp:comment_parent", _number(comment.parent_id))
    yield _element("wp:comment_user_id", _number(comment.user_id))
    yield from (_meta("wp:commentmeta", meta) for meta in comment.meta)
    yield "</wp:comment>\n"


def _moment(name: str, moment: datetime | None) -> str:
    return _element(name, written(moment)) + _element(f"{name}_gmt", written(moment))


def _rfc_2822(moment: datetime | None) -> str:
    return format_datetime(moment) if moment else ""


def _open(is_open: bool) -> str:
    return "open" if is_open else "closed"


def _number(number: int | None) -> str:
    return str(number or 0)


def _element(name: str, text: str) -> str:
    return f"<{name}>{_text(text)}</{name}>\n"


def _cdata(name: str, text: str) -> str:
    return f"<{name}>{_section(text)}</{name}>\n"


def _text(text: str) -> str:
    return escape(legal(text), {"\r": "&#13;"})


def _section(text: str) -> str:
    """A CDATA section; where the text holds its end or a carriage return, several.

    A parser turns a bare carriage return into a line feed, and inside CDATA it cannot be
    written as a reference, so that it stands between two sections.
    """
    text = legal(text).replace("]]>", "]]]]><![CDATA[>").replace("\r", "]]>&#13;<![CDATA[")
    return f"<![CDATA[{text}]]>"


def _attribute(text: str) -> str:
    return quoteattr(legal(text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
