"""Signs that a comment wants something from its readers; the decisions say how much each weighs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_lowercase, ascii_uppercase
from typing import Final

_CAPITALS: Final = ascii_uppercase.encode()
_SMALL: Final = ascii_lowercase.encode()

LINK: Final = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]{1,2000}"
    r"|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,3}\."
    r"(?:biz|co|com|de|be|gl|info|io|link|ly|me|net|online|org|ru|shop|site|tk|top|tv|uk|xyz)\b"
    r"(?:/[^\s<>\"]{0,2000})?"
)
"""A web address, also one without its scheme, in text without capitals."""

_LINKED: Final = re.compile(r"\.\S|://")
"""What each of them has in it: most texts have none, and are soon done with."""

ASKING: Final = {
    "asks for something": re.compile(
        r"\b(?:check(?: ?(?:it|this|these|me|us|them))? ?out|visit|click|go to|subscribe|follow|"
        r"share|like and|watch my|sign ?up|join|add me|vote|support|donate|buy|order|contact|call|"
        r"message me|dm|whats ?app|telegram|download|please|pls)\b"
    ),
    "points to something of the writer's": re.compile(
        r"\bmy (?:\w{1,30} ){0,2}(?:account|app|blog|channel|cover|friend|link|music|page|profile|"
        r"shop|site|song|store|videos?|vids?|website)\b"
    ),
    "promises a gain": re.compile(
        r"\b(?:free|earn(?:ed|ing|s)?|money|cash|income|profits?|loans?|cheap|discounts?|offers?|"
        r"deals?|win|prizes?|gifts?|bonus|casino|bets?|betting|crypto|bitcoin|invest\w{0,8}|"
        r"from home|followers|views|guarantee\w{0,3}|best price|pills?|viagra|cialis|seo|"
        r"rank\w{0,4}|traffic|leads)\b|[$€£] ?\d|\d ?[$€£]"
    ),
}
"""What it does, in words, and the pattern that tells it, in text without capitals."""


def hosts(plain: str) -> list[str]:
    """The hosts of the web addresses in the text, in their order, without “www.”."""
    if not _LINKED.search(plain):
        return []
    return [_host(found[0]) for found in LINK.finditer(plain)]


def signs(original: str, plain: str, links: int) -> Iterator[str]:
    """The signs that the text bears, in words; `plain` is the text without capitals."""
    kinds = 0
    for words, pattern in ASKING.items():
        times = sum(1 for _ in zip(pattern.finditer(plain), range(2), strict=False))
        if times:
            kinds += 1
            yield words
        if times > 1:
            yield f"{words}, more than once"
    for most in range(2, kinds + 1):
        yield f"{most} ways of asking"
    for most in range(1, min(links, 3) + 1):
        yield "a link" if most == 1 else f"{most} links or more"
    yield f"length {len(plain).bit_length()}"
    letters, capitals = _letters(original)
    yield f"capitals {capitals * 4 // (letters or 1)}"
    yield f"exclamation marks {min(original.count('!'), 4)}"


def _letters(text: str) -> tuple[int, int]:
    """How many letters it has, and how many of them are capitals."""
    if text.isascii():
        plain = text.encode()
        without = plain.translate(None, _CAPITALS)
        capitals = len(plain) - len(without)
        return capitals + len(without) - len(without.translate(None, _SMALL)), capitals
    return sum(map(str.isalpha, text)), sum(map(str.isupper, text))


def _host(address: str) -> str:
    bare = address.split("://", 1)[-1].removeprefix("www.")
    return re.split(r"[/?#:]", bare, maxsplit=1)[0].rstrip(".")
