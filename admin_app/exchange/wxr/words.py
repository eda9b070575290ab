"""Text of a WXR file as it is kept here. WordPress writes markup even where only words belong."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Final

from admin_app.content.markup import from_wordpress, plain_text, sanitise
from admin_app.web.text import clean_characters

_TAG: Final = re.compile(r"<[^<>]*>")
_BREAK: Final = re.compile(r"<br\b[^<>]*>\n?", re.IGNORECASE)
_BLOCK_END: Final = re.compile(
    r"</(?:p|div|h[1-6]|li|ul|ol|dl|dd|blockquote|pre|tr|table)\s*>", re.IGNORECASE
)
_BLANK_LINES: Final = re.compile(r"\n{3,}")


def told(text: str, is_own: bool) -> str:
    """A title, a name, an excerpt: words. Our own files have nothing in them but escapes."""
    return clean_characters(unescape(text)) if is_own else plain_text(text)


def written_down(text: str) -> str:
    """Words as our own files have them; `told` with `is_own` gives them back."""
    return escape(text, quote=False)


def body(html: str, is_own: bool) -> str:
    """The body of a post or page, safe to show. Raises Refusal when it is too long or too deep."""
    return sanitise(html) if is_own else from_wordpress(html)


def body_as_words(html: str) -> str:
    """The body without any markup, for one that `body` refuses. Raises Refusal when too long."""
    return sanitise(f"<p>{escape(plain_text(html), quote=False)}</p>")


def remark(html: str, is_own: bool) -> str:
    """A comment as plain text; line breaks and paragraphs stay."""
    if is_own:
        return clean_characters(unescape(html))
    text = _TAG.sub(lambda tag: " ".join(tag[0].split("\n")), clean_characters(html))
    text = _BLOCK_END.sub("\n\n", _BREAK.sub("\n", text))
    lines = (plain_text(line) for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()
