"""What the score looks at in a comment: words, pairs of words, parts of words, and signs."""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass
from html import unescape
from typing import Final

from admin_app.readers.spam.hashing import Run, number, place, places
from admin_app.readers.spam.signs import hosts, signs

READ: Final = 800
"""Characters that are looked at: of a longer text the beginning, and its end, where links stand."""
_END: Final = 300
_WORDS: Final = [Run(0), *(Run(0, gap) for gap in (1, 2, 3, 4))]
"""A word, and two that stand next to each other or with up to three others between them."""
_PARTS: Final = [Run(*range(length)) for length in (3, 4, 5)]
"""So many characters, over the ends of words too."""
_WORD: Final = re.compile(r"[\w']+|[^\w\s]")
_SPACES: Final = re.compile(r"\s+")


@dataclass(frozen=True)
class Features:
    """The hashed features of a text, each once, and the signs that it bears, in words."""

    hashed: array[int]
    signs: tuple[str, ...]


def features_of(body: str, name: str = "", url: str = "") -> Features:
    """What the score looks at in this comment, by this name and with this web address."""
    original, plain = read_text(body)
    found = hashes_of(plain)
    linked = hosts(plain)
    if url:
        found.append(place(f"u:{url.casefold()[:100]}"))
    found += [place(f"h:{host}") for host in linked]
    found += [place(f"n:{word}") for word in _WORD.findall(name.casefold()[:100])]
    borne = tuple(signs(original, plain, len(linked) + bool(url)))
    found += [place(f"s:{sign}") for sign in borne]
    return Features(array("I", set(found)), borne)


def read_text(body: str) -> tuple[str, str]:
    """The part of a text that is looked at, and the same without capitals and double spaces."""
    if len(body) > READ:
        body = f"{body[: READ - _END]} {body[-_END:]}"
    original = unescape(body).replace("\ufeff", "")
    folded = unicodedata.normalize("NFKC", original).casefold()[: READ * 2]
    return original, _SPACES.sub(" ", folded).strip()


def hashes_of(plain: str) -> list[int]:
    """The features of the words of a text as `read_text` gives it; the same may come again."""
    words = [number(word) for word in _WORD.findall(plain)]
    return places(words, _WORDS) + places([ord(one) for one in f" {plain} "], _PARTS)
