"""The names that people, posts, pages, tags and categories have in addresses."""

import re
import unicodedata
from collections.abc import Collection
from typing import Final

from anyascii import anyascii

LONGEST: Final = 80
"""Characters that a slug may have."""

RESERVED: Final[frozenset[str]] = frozenset(
    {
        *(
            "admin",
            "api",
            "archive",
            "atom",
            "comments",
            "delete",
            "edit",
            "export",
            "feed",
            "feeds",
        ),
        *("import", "login", "logout", "new", "null", "page", "pages", "posts", "preview", "rss"),
        *("search", "sitemap", "static", "undefined"),
    }
)
"""Words that are, or may become, addresses of their own."""

_NUMBERED_ROOM: Final = len("-9999999")
_APOSTROPHES: Final = re.compile("['\u2018\u2019\u02bc\u00b4`]")
_GAPS: Final = re.compile(r"[^a-z0-9]+")
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def slug_from(title: str, fallback: str) -> str:
    """A slug for the title: ASCII letters, digits and single hyphens, 1 to ``LONGEST`` long.

    Any script is transliterated; punctuation and emoji are gaps. A title with nothing to say
    gives ``fallback`` (itself a slug, such as "post"); a reserved word is put after it, as is a
    bare number, which would read as a date or a page. Asking again with the result as the title
    gives the same slug.
    """
    slug = _cut(_ascii_words(title))
    if not slug:
        return fallback
    if slug in RESERVED or slug.isdigit():
        return _cut(f"{fallback}-{slug}")
    return slug


def is_slug(text: str) -> bool:
    """Whether the text could stand in an address as it is."""
    return len(text) <= LONGEST and _SLUG.fullmatch(text) is not None


def slug_stem(wanted: str) -> str:
    """What every slug that ``free_slug`` can return for ``wanted`` starts with.

    One query for the slugs with this prefix finds all that could be in the way.
    """
    return wanted[: LONGEST - _NUMBERED_ROOM].rstrip("-")


def free_slug(wanted: str, taken: Collection[str]) -> str:
    """``wanted``, or the first free of ``wanted-2``, ``wanted-3`` …, never over ``LONGEST``.

    ``taken`` are the slugs in use that start with ``slug_stem(wanted)``; more do no harm.
    """
    taken = taken if isinstance(taken, set | frozenset | dict) else frozenset(taken)
    candidate, number = wanted, 1
    while candidate in taken:
        number += 1
        ending = f"-{number}"
        candidate = wanted[: LONGEST - len(ending)].rstrip("-") + ending
    return candidate


def is_made_from(slug: str, title: str, fallback: str) -> bool:
    """Whether ``slug`` is what ``free_slug`` makes of this title, with a number or without."""
    made = slug_from(title, fallback)
    _, _, number = slug.rpartition("-")
    if slug == made or not (number.isdigit() and len(number) < _NUMBERED_ROOM):
        return slug == made
    ending = f"-{number}"
    return slug == made[: LONGEST - len(ending)].rstrip("-") + ending


def _ascii_words(title: str) -> str:
    # No more than could ever fit is read: a character may vanish, few become many.
    text = unicodedata.normalize("NFKC", title[: LONGEST * 5])
    text = _APOSTROPHES.sub("", text)
    # anyascii spells emoji out (":grinning:"); only letters, marks and numbers are words.
    spoken = "".join(char if unicodedata.category(char)[0] in "LMN" else " " for char in text)
    return _GAPS.sub("-", anyascii(spoken).lower()).strip("-")


def _cut(slug: str) -> str:
    if len(slug) <= LONGEST:
        return slug
    kept = slug[: LONGEST + 1]
    at = kept.rfind("-")
    return kept[:at] if at > LONGEST // 2 else kept[:LONGEST]
