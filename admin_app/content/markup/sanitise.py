"""The one gate through which every body goes before it is stored."""

import re
from html import escape
from typing import Final

import nh3

from admin_app.content.markup.allowed import ATTRIBUTES, ELEMENTS, SCHEMES, allowed_value
from admin_app.content.markup.balance import MARK_END, MARK_START, TooDeep, balanced
from admin_app.content.markup.plain import plain_text
from admin_app.content.markup.tokens import count
from admin_app.errors import Refusal
from admin_app.web.text import clean_characters

LONGEST: Final = 2_000_000
"""Bytes of UTF-8 that a body may have."""
DEEPEST: Final = 100
"""Elements inside each other. The deepest in real exports is about 20."""
MOST_TAGS: Final = 100_000
"""Tags and comments, start and end, so that the largest body is read within about a second."""

# A body that was stored before takes one pass, a new one two; crossed tables and the like three.
_PASSES: Final = 5
# Noncharacters, cleaned from every input.
_AMPERSAND: Final = "\ufdd2"
_HARD_SPACE: Final = "\ufdd3"
_MARKER: Final = re.compile(f'{MARK_START}(more\\b[^<>&"{MARK_END}-]*|nextpage){MARK_END}')
_CLEANER: Final = nh3.Cleaner(
    tags=set(ELEMENTS),
    attributes=ATTRIBUTES,
    attribute_filter=allowed_value,
    url_schemes=SCHEMES,
    # Links open in the same window (no target is kept), so noopener has nothing to guard; what
    # a link passes on is the Referrer-Policy's business. Authors' own nofollow and the like stay.
    link_rel=None,
)


def sanitise(html: str) -> str:
    """The body as it may be stored and shown: allowed markup, well-formed, nothing that runs.

    Sanitising the result changes nothing. Words are kept, whatever their markup was, except in
    scripts, styles and drawings. ``<!--more-->``, ``<!--nextpage-->`` and shortcodes stay.
    Raises Refusal for the field ``body`` when it is over ``LONGEST``, ``DEEPEST``
    or ``MOST_TAGS``.
    """
    refuse_large(html)
    try:
        return _settled(html)
    except TooDeep:
        raise Refusal(
            f"This text has more than {DEEPEST} elements inside each other. "
            "Remove some of the nested markup and save again.",
            field="body",
        ) from None


def refuse_large(html: str) -> None:
    """Raises Refusal for the field ``body`` when it is over ``LONGEST`` or ``MOST_TAGS``."""
    size = len(html)
    if not html.isascii():
        # U+00A0 has two bytes and is written as "&nbsp;", which has six.
        size = len(html.encode("utf-8", "surrogatepass")) + 4 * html.count("\u00a0")
    if size > LONGEST:
        raise Refusal(
            f"This text has {size / 1_000_000:.1f} MB; up to {LONGEST // 1_000_000} MB can be "
            "saved. Split it, or upload its pictures as media.",
            field="body",
        )
    if (tags := count(html)) > MOST_TAGS:
        raise Refusal(
            f"This text has {tags:,} tags; up to {MOST_TAGS:,} can be saved. "
            "Split it, or remove some of its markup.",
            field="body",
        )


def _settled(html: str) -> str:
    text = html
    for _ in range(_PASSES):
        again = _pass(text)
        if again == text:
            return text
        text = again
    return _pass(f"<p>{escape(plain_text(text), quote=False)}</p>")


def _pass(html: str) -> str:
    tidy = balanced(clean_characters(html), DEEPEST)
    refuse_large(tidy)
    safe = _MARKER.sub(r"<!--\1-->", _cleaned(tidy))
    safe = clean_characters(safe).strip()
    refuse_large(safe)
    return safe


def _cleaned(tidy: str) -> str:
    """What nh3 leaves of balanced markup.

    Writing "&amp;" and "&nbsp;" nh3 takes time quadratic in the length of the text (seconds for
    200,000 of them), so it gets a noncharacter for each, which it passes through.
    """
    shown = tidy.replace("&amp;", _AMPERSAND).replace("\u00a0", _HARD_SPACE)
    return _CLEANER.clean(shown).replace(_AMPERSAND, "&amp;").replace(_HARD_SPACE, "&nbsp;")
