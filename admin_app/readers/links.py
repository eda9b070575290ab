"""Web addresses in what readers write: found, checked, and shown so that nobody is misled."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html import escape
from typing import Final
from urllib.parse import urlsplit

import idna

LINK: Final = r"\bhttps?://[^\s<>\"]{1,2000}"
_AFTER_LINK: Final = ".,;:!?'’”»…*_~"
_BRACKETS: Final = {")": "(", "]": "[", "}": "{"}
_UNSAFE_IN_URL: Final = re.compile(r"[\s<>\"\\^`{|}\u200b-\u200f\u2028\u2029\ufeff]")
_LONGEST_HOST: Final = 253
# Written together in one language.
_TOGETHER: Final = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "KATAKANA-HIRAGANA"})


def link(address: str, label: str = "") -> str:
    """HTML of a link to a web address, with words of its own where there are.

    Where the words do not say where it leads, or the name of the site could be taken for another,
    the name stands behind it as computers read it.
    """
    host = urlsplit(address).hostname or ""
    note = ""
    if not host.isascii():
        note = _as_computers_read(host)
    elif label and host not in label.lower():
        note = host
    shown = (
        f'<a href="{escape(address)}" rel="nofollow ugc noopener">{escape(label or address)}</a>'
    )
    return f'{shown} <span class="host">({escape(note)})</span>' if note else shown


def without_what_follows(address: str) -> str:
    """The address without the punctuation of the sentence, keeping brackets of its own."""
    surplus = {close: address.count(close) - address.count(_BRACKETS[close]) for close in _BRACKETS}
    end = len(address)
    while end:
        last = address[end - 1]
        if surplus.get(last, 0) > 0:
            surplus[last] -= 1
        elif last not in _AFTER_LINK:
            break
        end -= 1
    return address[:end]


def is_web_address(address: str) -> bool:
    """Whether it leads by http or https to a site, under no user name."""
    if _UNSAFE_IN_URL.search(address):
        return False
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc


@lru_cache(maxsize=1000)
def _as_computers_read(host: str) -> str:
    try:
        if len(host) > _LONGEST_HOST:
            raise idna.IDNAError
        read = idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        return "not a name that a site can have"
    mixed = any(len(_scripts(part)) > 1 for part in host.split("."))
    return f"{read}, in letters of several alphabets" if mixed else read


def _scripts(text: str) -> set[str]:
    """The alphabets of its letters, by their names in Unicode."""
    names = {unicodedata.name(char, "").split(" ")[0] for char in text if char.isalpha()}
    return {"EAST" if name in _TOGETHER else name for name in names}
