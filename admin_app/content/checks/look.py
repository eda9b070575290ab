"""The checks, one after the other, in one walk through the body."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from html import unescape
from typing import Protocol

from admin_app.content.checks.blocks import numbered
from admin_app.content.checks.findings import Finding
from admin_app.content.markup.links import link_target, link_targets
from admin_app.content.markup.tokens import Token, attributes
from admin_app.web.text import cut_at_word

MOST = 100
"""Findings that one look gives."""
LONGEST_TITLE = 70
_HEADING = re.compile(r"h[2-6]")
_SAYS_NOTHING = frozenset(
    [
        *("click", "click here", "here", "learn more", "link", "more", "read more", "this"),
        *("this link", "this page"),
    ]
)
_IMAGE = re.compile(r"<img(?=[\s/>])[^<>]*>")
_ALT = re.compile(r"""\salt(?=[\s=/>])""")


class Lead(Protocol):
    """What readers find at a path: one of live, hidden, missing; its name; where it leads on."""

    @property
    def found(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def to(self) -> str: ...


def undescribed_picture(body: str) -> bool:
    """Whether a picture has no description: quick enough for many texts at once.

    One whose description is empty is decoration, and says so.
    """
    return any(not _ALT.search(image) for image in _IMAGE.findall(body))


def linked_paths(body: str, hosts: Collection[str]) -> list[str]:
    """The paths of this site that the body links to."""
    return [target for target in link_targets(body, hosts) if not target.startswith("//")]


def look(
    title: str, excerpt: str, body: str, leads: Mapping[str, Lead], hosts: Collection[str]
) -> list[Finding]:
    """What is wrong with a text, the blocking first; `leads` says where its paths lead.

    The body is what `sanitise` returned.
    """
    found = [*_title(title), *_Walk(leads, hosts).findings(body), *_excerpt(excerpt)]
    return sorted(found, key=lambda finding: not finding.blocking)[:MOST]


def _title(title: str) -> Iterator[Finding]:
    if not title.strip():
        yield Finding("It has no title.", "Give it one.", "title", blocking=True)
    elif len(title) > LONGEST_TITLE:
        yield Finding(
            f"The title has {len(title)} characters.",
            f"Search results cut it after about {LONGEST_TITLE}: shorten it, or give it a shorter "
            "title for search.",
            "title",
        )


def _excerpt(excerpt: str) -> Iterator[Finding]:
    if not excerpt.strip():
        yield Finding(
            "The excerpt is empty.",
            "Say in a sentence or two what it is about; lists and feeds show the beginning of the "
            "text instead.",
            "excerpt",
        )


class _Walk:
    def __init__(self, leads: Mapping[str, Lead], hosts: Collection[str]) -> None:
        self._leads, self._hosts = leads, hosts
        self._level = 1  # the title
        self._link: tuple[int, str] | None = None
        self._words: list[str] = []
        self._heading = ""

    def findings(self, body: str) -> Iterator[Finding]:
        """What is wrong in the body, in its order."""
        for block, token in numbered(body):
            if token.kind == "text":
                self._words.append(token.raw)
            elif token.kind == "start":
                yield from self._start(block, token)
            elif token.kind == "end":
                yield from self._end(block, token)

    def _start(self, block: int, token: Token) -> Iterator[Finding]:
        if token.name == "img":
            yield from self._picture(block, attributes(token.raw))
        elif token.name == "a":
            self._link = block, unescape(attributes(token.raw).get("href", "")).strip()
            self._words = []
        elif _HEADING.fullmatch(token.name):
            yield from self._begin_heading(block, int(token.name[1]))
            self._heading, self._words = token.name, []

    def _end(self, block: int, token: Token) -> Iterator[Finding]:
        if token.name == "a" and self._link is not None:
            at, href = self._link
            self._link = None
            yield from self._linked(at, href, self._said())
        elif token.name == self._heading:
            self._heading = ""
            if not self._said():
                yield Finding("A heading is empty.", "Write it, or remove it.", block=block)

    def _said(self) -> str:
        """The words since the link or the heading began. For their ends alone: it joins all."""
        return " ".join(unescape("".join(self._words)).split())

    def _picture(self, block: int, found: Mapping[str, str]) -> Iterator[Finding]:
        if "alt" not in found:
            name = unescape(found.get("src", "")).rsplit("/", 1)[-1]
            yield Finding(
                f"The picture “{cut_at_word(name or 'without address', 60)}” has no description.",
                "Say what it shows, for who can't see it. If it only decorates, mark it as "
                'decorative (in HTML: alt="").',
                block=block,
                blocking=True,
            )
        if self._link is not None:
            self._words.append(found.get("alt", ""))

    def _begin_heading(self, block: int, level: int) -> Iterator[Finding]:
        if level > self._level + 1:
            above = "the title" if self._level == 1 else f"a heading {self._level}"
            yield Finding(
                f"A heading {level} follows {above}.",
                f"Make it a heading {self._level + 1}, so that no level is left out.",
                block=block,
            )
        self._level = level

    def _linked(self, block: int, href: str, words: str) -> Iterator[Finding]:
        shown = cut_at_word(words or href or "…", 60)
        if not href:
            yield Finding(f"The link “{shown}” leads nowhere.", "Give its address.", block=block)
            return
        if not words:
            yield Finding(
                f"A link to {cut_at_word(href, 60)} has no words.",
                "Write what is found there, or remove the link.",
                block=block,
            )
        elif words.casefold().strip(" .!…»›→>") in _SAYS_NOTHING:
            yield Finding(
                f"The link “{shown}” does not say where it leads.",
                "Put it on the words that name what is found there.",
                block=block,
            )
        yield from self._followed(block, href, shown)

    def _followed(self, block: int, href: str, shown: str) -> Iterator[Finding]:
        path = link_target(href, self._hosts)
        lead = self._leads.get(path or "")
        if path is None or lead is None:
            return
        if lead.found == "missing":
            yield Finding(
                f"The link “{shown}” leads to {cut_at_word(path, 80)}, where there is nothing.",
                "Correct its address, or remove the link.",
                block=block,
            )
        elif lead.found == "hidden":
            yield Finding(
                f"The link “{shown}” leads to “{cut_at_word(lead.name, 60)}”, "
                "which readers can't see.",
                "Publish that first, or remove the link.",
                block=block,
            )
        elif lead.to:
            yield Finding(
                f"The link “{shown}” leads to an old address.",
                f"Change it to {cut_at_word(lead.to, 80)}, so that nobody is sent on.",
                block=block,
            )
