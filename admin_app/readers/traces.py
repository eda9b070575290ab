"""What a comment is found by beside its words: the sites it links to, and texts like it.

Likeness is MinHash by one permutation (Li, Owen, Zhang, 2012) over pairs of words, its eight
minima taken two by two into four bands: texts of which four fifths are the same share two bands
or more nine times of ten, texts that have little in common share none. No database here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from zlib import crc32

from admin_app.readers.spam.signs import LINK, hosts

BANDS: Final = 4
READ: Final = 4_000
"""Characters of a text that are looked at."""
MOST_SITES: Final = 20
LONGEST_SITE: Final = 253
_BINS: Final = 2 * BANDS
_SHIFT: Final = _BINS.bit_length() - 1
# A character of a script that is written without spaces is a word.
_WORD: Final = re.compile(r"§|[\u3040-\u30ff\u3400-\u9fff]|[^\W\d_\u3040-\u30ff\u3400-\u9fff]+")
_BEFORE_COUNTRY: Final = frozenset({"ac", "co", "com", "edu", "gov", "net", "or", "org"})

Bands = tuple[int | None, ...]


@dataclass(frozen=True)
class Traces:
    """Of one comment: its bands, and the sites that it links to."""

    bands: Bands
    sites: tuple[str, ...]


def traces_of(body: str, url: str) -> Traces:
    """What this comment is found by; takes time linear in the part of its text that is read."""
    plain = unicodedata.normalize("NFKC", body[:READ]).casefold()
    return Traces(_bands(plain), _sites(plain, url.casefold()))


def read_site(text: str) -> str:
    """The site that somebody means by this name or address of a page, as it is kept."""
    found = hosts(text.strip().casefold())
    return (found[0] if found else text.strip().casefold().removeprefix("www."))[:LONGEST_SITE]


def _sites(plain: str, url: str) -> tuple[str, ...]:
    """Each host that is linked to, and the domain that it stands under, if that is another."""
    named: dict[str, None] = {}
    for host in [*hosts(plain), *(hosts(url) if url else ())]:
        if len(named) >= MOST_SITES:
            break
        if host and len(host) <= LONGEST_SITE:
            named[host] = None
            named[_domain(host)] = None
    return tuple(named)


def _domain(host: str) -> str:
    """The part of a host that somebody has bought, as far as that can be told without a list."""
    labels = host.split(".")
    if labels[-1].isdigit():  # an address of numbers
        return host
    second_level = len(labels[-1]) == 2 and len(labels) > 2 and labels[-2] in _BEFORE_COUNTRY
    return ".".join(labels[-3 if second_level else -2 :])


def _bands(plain: str) -> Bands:
    words = _WORD.findall(LINK.sub(" § ", plain))
    if not words:
        return (None,) * BANDS
    pairs = {f"{one} {other}" for one, other in pairwise(words)}
    least: list[int | None] = [None] * _BINS
    for pair in pairs or {words[0]}:
        value = _mixed(crc32(pair.encode("utf-8", "surrogatepass")))
        place, rank = value & (_BINS - 1), value >> _SHIFT
        known = least[place]
        least[place] = rank if known is None else min(known, rank)
    filled = [_next_of(least, place) for place in range(_BINS)]
    return tuple(
        _signed(crc32(f"{filled[place]} {filled[place + 1]}".encode()))
        for place in range(0, _BINS, 2)
    )


def _mixed(value: int) -> int:
    value = (value * 0x9E3779B1) & 0xFFFFFFFF
    return value ^ (value >> 15)


def _next_of(least: list[int | None], place: int) -> int:
    """What stands in this bin, or in the next one that is not empty, marked by how far that is."""
    for step in range(_BINS):
        found = least[(place + step) % _BINS]
        if found is not None:
            return found * _BINS + step
    return 0


def _signed(value: int) -> int:
    return value - (1 << 32) if value >= 1 << 31 else value
