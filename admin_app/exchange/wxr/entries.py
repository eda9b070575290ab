"""One child of <channel> made into one record. Each raises UnreadableFile with its line."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from ..refusals import UnreadableFile
from . import dates
from .parser import Node
from .records import Author, Comment, CommentState, Item, Meta, Site, Term, TermRef

_COMMENT_STATES: Final[dict[str, CommentState]] = {
    "1": "approved",
    "approve": "approved",
    "approved": "approved",
    "spam": "spam",
    "trash": "removed",
    "post-trashed": "removed",
}
_MAX_ID = 2**63 - 1


def site(head: list[Node], line: int | None) -> Site:
    """The site from what precedes the first entry."""
    said = {node.name: node.text for node in reversed(head)}
    version = said.get("wp:wxr_version", "").strip()
    if not version:
        raise UnreadableFile(
            "This is an RSS feed, but not a WordPress export: it has no <wp:wxr_version> "
            "before its entries."
        )
    if version not in ("1.0", "1.1", "1.2"):
        raise UnreadableFile(
            f"the file is WXR version {version[:20]}; versions 1.0 to 1.2 are read.", line
        )
    return Site(
        title=said.get("title", ""),
        link=said.get("link", "").strip(),
        description=said.get("description", ""),
        language=said.get("language", "").strip(),
        generator=said.get("generator", "").strip(),
        version=version,
    )


def author(node: Node, _: timedelta) -> Author:
    login = _login(node.get("wp:author_login"))
    if not login:
        raise UnreadableFile("this author has no <wp:author_login>.", node.line)
    return Author(
        login=login,
        id=_id(node, "wp:author_id"),
        email=node.word("wp:author_email"),
        name=node.get("wp:author_display_name"),
        first_name=node.get("wp:author_first_name"),
        last_name=node.get("wp:author_last_name"),
    )


def category(node: Node, _: timedelta) -> Term:
    return _term(node, "category", "category_nicename", "cat_name", "category")


def tag(node: Node, _: timedelta) -> Term:
    return _term(node, "post_tag", "tag_slug", "tag_name", "tag")


def term(node: Node, _: timedelta) -> Term:
    return _term(node, node.word("wp:term_taxonomy"), "term_slug", "term_name", "term")


def item(node: Node, offset: timedelta) -> Item:
    identity = _id(node, "wp:post_id")
    kind = node.word("wp:post_type")
    if identity is None:
        raise UnreadableFile("this entry has no <wp:post_id>.", node.line)
    if not kind:
        raise UnreadableFile("this entry does not say what it is (<wp:post_type>).", node.line)
    return Item(
        id=identity,
        kind=kind,
        title=node.get("title"),
        body=node.get("content:encoded"),
        excerpt=node.get("excerpt:encoded"),
        author=_login(node.get("dc:creator")),
        status=node.word("wp:status") or "draft",
        slug=node.word("wp:post_name"),
        link=node.word("link"),
        guid=node.word("guid"),
        parent_id=_id(node, "wp:post_parent"),
        menu_order=_number(node, "wp:menu_order"),
        is_sticky=node.word("wp:is_sticky") == "1",
        password=node.get("wp:post_password"),
        attachment_url=node.word("wp:attachment_url"),
        comments_open=node.word("wp:comment_status") == "open",
        pings_open=node.word("wp:ping_status") == "open",
        dated=_moment(node, "wp:post_date", offset),
        modified=_moment(node, "wp:post_modified", offset),
        terms=_term_refs(node),
        meta=_meta(node, "wp:postmeta"),
        comments=tuple(
            _comment(child, offset) for child in node.children if child.name == "wp:comment"
        ),
        line=node.line,
    )


def clock_offset(node: Node) -> timedelta | None:
    """How far the site's clock was ahead of GMT at this entry; None where it cannot be told."""
    try:
        local, gmt = (dates.parse(node.get(f"wp:post_date{end}")) for end in ("", "_gmt"))
    except ValueError:
        return None
    if local is None or gmt is None or abs(local - gmt) > timedelta(hours=15):
        return None
    return local - gmt


def _login(text: str) -> str:
    # Edited exports have stray angle brackets here; no login can contain one.
    return text.strip(" \t\r\n<>")


def _term(node: Node, taxonomy: str, slug: str, name: str, stem: str) -> Term:
    made = Term(
        taxonomy=taxonomy,
        slug=node.word(f"wp:{slug}"),
        name=node.get(f"wp:{name}"),
        id=_id(node, "wp:term_id"),
        parent=node.word(f"wp:{stem}_parent"),
        description=node.get(f"wp:{stem}_description"),
    )
    if not made.taxonomy or not (made.slug or made.name.strip()):
        raise UnreadableFile("this term has neither a slug nor a name.", node.line)
    return made


def _term_refs(node: Node) -> tuple[TermRef, ...]:
    """WXR 1.0 repeats each term without a slug and a taxonomy; those copies are left out."""
    refs = (
        TermRef(
            taxonomy={"tag": "post_tag"}.get(taxonomy, taxonomy),
            slug=child.attributes["nicename"].strip(),
            name=child.text,
        )
        for child in node.children
        if child.name == "category"
        and (taxonomy := child.attributes.get("domain", "").strip())
        and child.attributes.get("nicename", "").strip()
    )
    return tuple(dict.fromkeys(refs))


def _meta(node: Node, name: str) -> tuple[Meta, ...]:
    return tuple(
        Meta(key=child.word("wp:meta_key"), value=child.get("wp:meta_value"))
        for child in node.children
        if child.name == name
    )


def _comment(node: Node, offset: timedelta) -> Comment:
    identity = _id(node, "wp:comment_id")
    if identity is None:
        raise UnreadableFile("this comment has no <wp:comment_id>.", node.line)
    return Comment(
        id=identity,
        body=node.get("wp:comment_content"),
        state=_COMMENT_STATES.get(node.word("wp:comment_approved"), "pending"),
        kind=node.word("wp:comment_type") or "comment",
        parent_id=_id(node, "wp:comment_parent"),
        author_name=node.get("wp:comment_author"),
        author_email=node.word("wp:comment_author_email"),
        author_url=node.word("wp:comment_author_url"),
        author_ip=node.word("wp:comment_author_IP"),
        user_id=_id(node, "wp:comment_user_id"),
        written_at=_moment(node, "wp:comment_date", offset),
        meta=_meta(node, "wp:commentmeta"),
        line=node.line,
    )


def _id(node: Node, name: str) -> int | None:
    """None for none and for WordPress's 0."""
    number = _number(node, name)
    if number < 0 or number > _MAX_ID:
        raise UnreadableFile(f"<{name}> is not a number that an entry can have.", node.line)
    return number or None


def _number(node: Node, name: str) -> int:
    child = node.find(name)
    word = child.text.strip() if child else ""
    if not word:
        return 0
    digits = word.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 19):
        line = child.line if child else node.line
        raise UnreadableFile(f"<{name}> should be a number, and is “{word[:40]}”.", line)
    return int(word)


def _moment(node: Node, name: str, offset: timedelta) -> datetime | None:
    try:
        return dates.in_utc(node.get(f"{name}_gmt"), node.get(name), offset)
    except ValueError as error:
        child = node.find(name) or node.find(f"{name}_gmt") or node
        raise UnreadableFile(f"in <{name}>, {error}", child.line) from error
