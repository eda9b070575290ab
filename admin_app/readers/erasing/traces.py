"""An address, names and network addresses, as they may stand in texts and in stored JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any, Final
from urllib.parse import quote, quote_plus

from admin_app.readers.rules import networks_of

NAMELESS: Final = "A reader"
"""The name that stands over what a reader has left."""
ERASED: Final = "(erased)"
_DISTINCT: Final = 8
"""Letters from which on a name of one word is told from other words."""
# Between which characters each kind stands.
_WORD: Final = (r"(?<!\w)", r"(?!\w)")
_ADDRESS: Final = (r"(?<![\w.+-])", r"(?![\w+-]|\.\w)")
_NUMBER: Final = (r"(?<!\w)(?<!\d\.)", r"(?!\w|[.:]\w)")
# In the address of a page an escaped sign, such as “%3D”, may stand before it.
_ENCODED: Final = r"(?:(?<=%[0-9A-Fa-f]{{2}})|(?<=%25[0-9A-Fa-f]{{2}})|{})"
_SAID: Final = ("by", "to", "of", "reader")
_AFTER: Final = rf"\b(?:{'|'.join(_SAID)})\s+"


@dataclass(frozen=True)
class Traces:
    """What a reader is known by: the address, in lower case, names, and network addresses."""

    email: str
    names: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()

    @cached_property
    def written_email(self) -> tuple[str, ...]:
        """The address as it may be stored: plain, and as addresses of pages carry it."""
        return _written([self.email])

    @property
    def networks(self) -> frozenset[str]:
        """Each of the network addresses, as a rule about it alone has it."""
        found = (networks_of(address)[:1] for address in self.addresses)
        return frozenset(one for each in found for one in each)

    @cached_property
    def sought(self) -> tuple[str, ...]:
        """The rest of it, as far as it is looked for where others may be told of too."""
        short = self.names - self.telling_names
        said = [f"{word} {name}" for name in short for word in _SAID]
        return _written([*self.addresses, *self.telling_names, *said])

    @cached_property
    def telling_names(self) -> frozenset[str]:
        """The names that are no other words: of several words, or long."""
        return frozenset(one for one in self.names if " " in one or len(one) >= _DISTINCT)

    def tells(self, value: Any) -> bool:
        """Whether this text or JSON says anything of the reader."""
        return bool(self.without(value) != value)

    def without(self, value: Any) -> Any:
        """Text, or JSON, of what is about this reader: without the address and names."""
        return _replaced(value, self._everything)

    def out_of_others(self, value: Any) -> Any:
        """The same of what may be about others: names go only where they can be no others'."""
        return _replaced(value, self._certain)

    @cached_property
    def _everything(self) -> list[tuple[re.Pattern[str], str]]:
        return [*self._numbers, *_patterns(self.names, NAMELESS, _WORD)]

    @cached_property
    def _certain(self) -> list[tuple[re.Pattern[str], str]]:
        named = _patterns(self.telling_names, NAMELESS, _WORD)
        # After “by” or “to”, as in “Approved the comment by Anna”, a short one too.
        said = _patterns(self.names - self.telling_names, NAMELESS, _WORD, _AFTER)
        return [*self._numbers, *named, *said]

    @cached_property
    def _numbers(self) -> list[tuple[re.Pattern[str], str]]:
        emails = _patterns([self.email], ERASED, _ADDRESS, flags=re.IGNORECASE)
        return [*emails, *_patterns(self.addresses, ERASED, _NUMBER)]


def _written(texts: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for text in texts:
        if text:
            found |= dict.fromkeys((text, *_forms(text)))
    return tuple(found)


def _forms(text: str) -> tuple[str, ...]:
    """The text as links, pages and JSON have it."""
    once = quote(text, safe="")
    links = (once, quote(once, safe=""), quote_plus(text), quote(text))
    within = json.dumps(text)[1:-1]  # and JSON that is kept as text in JSON
    return (*links, escape(text), within, json.dumps(within)[1:-1])


def _patterns(
    texts: Iterable[str], instead: str, edges: tuple[str, str], after: str = "", flags: int = 0
) -> list[tuple[re.Pattern[str], str]]:
    """One pattern for all of these, the longest first, where they stand as whole words."""
    forms = sorted(_written(texts), key=len, reverse=True)
    if not forms:
        return []
    each = "|".join(map(re.escape, forms))
    before, behind = edges
    return [(re.compile(f"({after}){_ENCODED.format(before)}(?:{each}){behind}", flags), instead)]


def _replaced(value: Any, patterns: list[tuple[re.Pattern[str], str]]) -> Any:
    if isinstance(value, str):
        for pattern, instead in patterns:
            value = pattern.sub(rf"\g<1>{instead}", value)
        return value
    if isinstance(value, dict):
        return {key: _replaced(one, patterns) for key, one in value.items()}
    if isinstance(value, list):
        return [_replaced(one, patterns) for one in value]
    return value
