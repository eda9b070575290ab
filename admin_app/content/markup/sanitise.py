"""The one gate through which every body goes before it is stored."""

import re
from html import escape
from typing import Final

import nh3

from admin_app.content.markup.allowed import ATTRIBUTES, ELEMENTS, SCHEMES, allowed_value
from admin_app.content.markup.balance import MARK_END, MARK_START, TooDeep, balanced
from admin_app.content.markup.plain import plain_text
from admin_app.errors import Refusal
from admin_app.web.text import clean_characters

LONGEST: Final = 2_000_000
"""Bytes of UTF-8 that a body may have."""
DEEPEST: Final = 100
"""Elements inside each other. The deepest in real exports is about 20."""

# Two passes settle all but crossed tables and the like; none seen needs more than three.
_PASSES: Final = 4
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
    Raises Refusal for the field ``body`` when it is over ``LONGEST`` or ``DEEPEST``.
    """
    _refuse_long(html)
    try:
        return _settled(html)
    except TooDeep:
        raise Refusal(
            f"This text has more than {DEEPEST} elements inside each other. "
            "Remove some of the nested markup and save again.",
            field="body",
        ) from None


def _settled(html: str) -> str:
    text = _pass(html)
    for _ in range(_PASSES):
        again = _pass(text)
        if again == text:
            return text
        text = again
    return _pass(f"<p>{escape(plain_text(text), quote=False)}</p>")


def _pass(html: str) -> str:
    tidy = balanced(clean_characters(html), DEEPEST)
    _refuse_long(tidy)
    safe = _MARKER.sub(r"<!--\1-->", _CLEANER.clean(tidy))
    safe = clean_characters(safe).strip()
    _refuse_long(safe)
    return safe


def _refuse_long(html: str) -> None:
    size = len(html)
    if not html.isascii():
        # U+00A0 has two bytes and is written as "&nbsp;"; many of them cost nh3 seconds.
        size = len(html.encode("utf-8", "surrogatepass")) + 4 * html.count("\u00a0")
    if size > LONGEST:
        raise Refusal(
            f"This text has {size / 1_000_000:.1f} MB; up to {LONGEST // 1_000_000} MB can be "
            "saved. Split it, or upload its pictures as media.",
            field="body",
        )
