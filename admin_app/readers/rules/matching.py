"""Whether a rule fits a comment, and which of its words say so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from ipaddress import ip_address, ip_network
from typing import Any, Final

from admin_app.readers.models.rule import RuleKind
from admin_app.readers.rules.reading import compiled
from admin_app.readers.spam.signs import LINK, hosts

Span = tuple[int, int]
"""Where something begins and ends in the text of a comment."""

_WORD: Final = re.compile(r"\w+")
_READ: Final = 20_000
_MOST_SPANS: Final = 50


@dataclass(frozen=True)
class Facts:
    """What rules look at in a comment. `is_newcomer`: no comment of this reader was approved."""

    body: str
    name: str = ""
    email: str = ""
    url: str = ""
    address: str = ""
    is_newcomer: bool = True

    @classmethod
    def of(cls, comment: Any, *, is_newcomer: bool) -> Facts:
        """Those of a stored comment, or of a row with its columns."""
        return cls(
            body=comment.body,
            name=comment.author_name,
            email=comment.author_email,
            url=comment.author_url,
            address=comment.author_ip,
            is_newcomer=is_newcomer,
        )

    @cached_property
    def words(self) -> list[tuple[str, Span]]:
        """The words of the text without capitals, each with where it stands."""
        found = _WORD.finditer(self.body[:_READ])
        return [(one[0].casefold(), one.span()) for one in found]

    @cached_property
    def hosts(self) -> list[str]:
        """The hosts that its text and its author's website name."""
        linked = hosts(self.body[:_READ].casefold())
        return [*linked, *hosts(self.url.casefold())] if self.url else linked

    @cached_property
    def links(self) -> int:
        """How many web addresses its text holds."""
        return sum(1 for _ in LINK.finditer(self.body[:_READ].casefold()))


Matcher = Callable[[Facts], "list[Span] | None"]
"""None where the rule does not fit; else where in the text it does, which may be nowhere."""


@lru_cache(maxsize=1000)
def matcher(kind: RuleKind, value: str) -> Matcher:
    """What tries a rule of this kind and kept value on a comment; linear in the text's length."""
    return _MATCHERS[kind](value)


def _contains(value: str) -> Matcher:
    phrases = [[word.casefold() for word in _WORD.findall(line)] for line in value.split("\n")]
    firsts = {phrase[0] for phrase in phrases if phrase}

    def spans(facts: Facts) -> Iterator[Span]:
        words = facts.words
        for at, (word, (start, _)) in enumerate(words):
            if word not in firsts:
                continue
            for phrase in phrases:
                part = words[at : at + len(phrase)]
                if phrase and [one for one, _ in part] == phrase:
                    yield start, part[-1][1][1]

    return lambda facts: _first(spans(facts))


def _matches(value: str) -> Matcher:
    pattern = compiled(value)

    def spans(facts: Facts) -> Iterator[Span]:
        for found in pattern.finditer(facts.body[:_READ]):
            if found.end() > found.start():
                yield found.span()

    def fits(facts: Facts) -> list[Span] | None:
        by_name = pattern.search(facts.name) or pattern.search(facts.url)
        return _first(spans(facts)) or ([] if by_name else None)

    return fits


def _from_email(value: str) -> Matcher:
    addresses = frozenset(value.split("\n"))
    return lambda facts: [] if facts.email.lower() in addresses else None


def _links_to(value: str) -> Matcher:
    domains = tuple(value.split("\n"))

    def fits(facts: Facts) -> list[Span] | None:
        named = {host for host in facts.hosts if _is_under(host, domains)}
        if not named:
            return None
        plain = facts.body[:_READ]
        return [one.span() for one in _links_in(plain) if set(hosts(one[0].casefold())) & named]

    return fits


def _from_network(value: str) -> Matcher:
    networks = [ip_network(one) for one in value.split("\n")]

    def fits(facts: Facts) -> list[Span] | None:
        try:
            address = ip_address(facts.address)
        except ValueError:
            return None
        return [] if any(address in network for network in networks) else None

    return fits


def _more_links(value: str) -> Matcher:
    most = int(value)

    def fits(facts: Facts) -> list[Span] | None:
        if facts.links <= most:
            return None
        return [one.span() for one in _links_in(facts.body[:_READ])][:_MOST_SPANS]

    return fits


def _newcomer(value: str) -> Matcher:
    return lambda facts: [] if facts.is_newcomer else None


def _is_under(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def _links_in(text: str) -> Iterator[re.Match[str]]:
    lowered = text.lower()
    # In a few letters, lower case has another length: then places are not told.
    return LINK.finditer(lowered if len(lowered) == len(text) else "")


def _first(spans: Iterator[Span]) -> list[Span] | None:
    found = [span for span, _ in zip(spans, range(_MOST_SPANS), strict=False)]
    return found or None


_MATCHERS: Final[dict[RuleKind, Callable[[str], Matcher]]] = {
    RuleKind.WORDS: _contains,
    RuleKind.PATTERN: _matches,
    RuleKind.EMAIL: _from_email,
    RuleKind.DOMAIN: _links_to,
    RuleKind.NETWORK: _from_network,
    RuleKind.LINKS: _more_links,
    RuleKind.NEWCOMER: _newcomer,
}
