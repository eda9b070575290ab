"""What the plugins for search engines, Yoast and Rank Math, keep of a text as custom fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from .records import Meta

_TITLES: Final = ("_yoast_wpseo_title", "rank_math_title")
_DESCRIPTIONS: Final = ("_yoast_wpseo_metadesc", "rank_math_description")
_YOAST_NOINDEX: Final = "_yoast_wpseo_meta-robots-noindex"
_RANK_MATH_ROBOTS: Final = "rank_math_robots"
_KEYS: Final = frozenset({*_TITLES, *_DESCRIPTIONS, _YOAST_NOINDEX, _RANK_MATH_ROBOTS})
_NAME: Final = r"%%?{}%%?"
_SITE: Final = re.compile(
    rf"(?:\s*{_NAME.format('page')})?\s*{_NAME.format('sep')}\s*{_NAME.format('(?:sitename|sitetitle)')}\s*$"
)
_TITLE: Final = re.compile(_NAME.format("title"))
_OTHER: Final = re.compile(r"%%?\w+%%?")


def is_known(key: str) -> bool:
    """Whether it is one of theirs that is read here."""
    return key in _KEYS


def seo_of(meta: Sequence[Meta], title: str) -> dict[str, str]:
    """`seo_title`, `seo_description` and `noindex` (“1”) as these fields have them.

    They are written with variables: the text's own title is put in, the site's name at the end goes
    (each page adds it here), and what has another one is left out.
    """
    held = {one.key: one.value for one in meta if one.key in _KEYS}
    found: dict[str, str] = {}
    for name, keys in (("seo_title", _TITLES), ("seo_description", _DESCRIPTIONS)):
        words = next((held[key] for key in keys if held.get(key)), "")
        words = _TITLE.sub(lambda _: title, _SITE.sub("", words)).strip()
        if words and words != title and not _OTHER.search(words):
            found[name] = words
    if held.get(_YOAST_NOINDEX) == "1" or '"noindex"' in held.get(_RANK_MATH_ROBOTS, ""):
        found["noindex"] = "1"
    return found
