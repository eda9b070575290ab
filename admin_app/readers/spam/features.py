"""What the score looks at in a comment: words, pairs of words, parts of words, and signs."""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass
from html import unescape
from typing import Final
from zlib import crc32

from admin_app.readers.spam.signs import hosts, signs

BITS: Final = 18
BUCKETS: Final = 1 << BITS
"""A feature is the hash of what it says, cut to this many: the model has one size for ever."""

READ: Final = 800
"""Characters that are looked at: of a longer text the beginning, and its end, where links stand."""
_END: Final = 300
_PARTS: Final = (3, 4, 5)
_WINDOW: Final = 4
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
    found = set(hashes_of(plain))
    linked = hosts(plain)
    if url:
        found.add(bucket(f"u:{url.casefold()[:100]}"))
    found.update(bucket(f"h:{host}") for host in linked)
    found.update(bucket(f"n:{word}") for word in _WORD.findall(name.casefold()[:100]))
    borne = tuple(signs(original, plain, len(linked) + bool(url)))
    found.update(bucket(f"s:{sign}") for sign in borne)
    return Features(array("I", sorted(found)), borne)


def read_text(body: str) -> tuple[str, str]:
    """The part of a text that is looked at, and the same without capitals and double spaces."""
    if len(body) > READ:
        body = f"{body[: READ - _END]} {body[-_END:]}"
    original = unescape(body).replace("\ufeff", "")
    folded = unicodedata.normalize("NFKC", original).casefold()[: READ * 2]
    return original, _SPACES.sub(" ", folded).strip()


def hashes_of(plain: str) -> list[int]:
    """The features of the words of a text as `read_text` gives it; the same may come again."""
    found = [crc32(b"w:" + word.encode("utf-8", "surrogatepass")) for word in _WORD.findall(plain)]
    words = _WORD.findall(plain)
    for at, first in enumerate(words):
        for gap, second in enumerate(words[at + 1 : at + 1 + _WINDOW]):
            found.append(crc32(f"{gap}:{first} {second}".encode("utf-8", "surrogatepass")))
    whole = f" {plain} "
    for size in _PARTS:
        found += [
            crc32(whole[at : at + size].encode("utf-8", "surrogatepass"))
            for at in range(len(whole) - size + 1)
        ]
    return [one & (BUCKETS - 1) for one in found]


def bucket(words: str) -> int:
    """The place of one feature in the model."""
    return crc32(words.encode("utf-8", "surrogatepass")) & (BUCKETS - 1)
