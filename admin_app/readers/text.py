"""What readers write: cleaned when it comes in, made into HTML when it is shown."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

from markupsafe import Markup

from admin_app.errors import Refusal
from admin_app.readers.links import is_web_address
from admin_app.readers.markdown import rendered
from admin_app.web.text import clean_characters, one_line

LONGEST: Final = 20_000
"""Characters of a comment: about eight printed pages."""
LONGEST_NAME: Final = 100
LONGEST_URL: Final = 500
NAME_TOO_LONG: Final = f"A name may have {LONGEST_NAME} characters."
URL_TOO_LONG: Final = f"A web address may have {LONGEST_URL} characters."
_BARE_HOST: Final = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::[0-9]+)?(?:[/?#]\S*)?")

# What is this many times too long is refused as it is: cleaning 20 MB takes seconds.
_ABSURD: Final = 10

# Vietnamese, Hebrew and Thai stack up to three marks on a letter; zalgo stacks dozens.
_MOST_MARKS: Final = 4
# Letters by category, but drawn as nothing.
_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_BLANK_LINES: Final = re.compile(r"\n{3,}")
_AFTER_BARE_HOST: Final = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::[0-9]+)?(?:[/?#]\S*)?")


def comment_html(text: str) -> Markup:
    """The comment as HTML: a little Markdown and clickable web addresses; all else escaped.

    Links carry ``rel="nofollow ugc noopener"``. Takes time linear in the length of the text.
    """
    return Markup(rendered(text))  # noqa: S704 — rendered escapes every piece


def clean_comment(text: str, limit: int = LONGEST) -> str:
    """The comment as it is kept, trimmed. Raises Refusal for ``body`` if empty or over ``limit``.

    Controls, lone surrogates and bidi overrides are gone, marks do not pile up, at most one blank
    line stands between paragraphs. Cleaning twice changes nothing.
    """
    if len(text) > limit * _ABSURD:
        raise _too_long(len(text), limit)
    lines = _flattened(clean_characters(text, isolates=False)).split("\n")
    cleaned = _BLANK_LINES.sub("\n\n", "\n".join(map(str.rstrip, lines))).strip()
    if not _says_something(cleaned):
        raise Refusal("Write your comment first.", "body")
    if len(cleaned) > limit:
        raise _too_long(len(cleaned), limit)
    return cleaned


def clean_name(text: str) -> str:
    """The name as it is kept, on one line. Raises Refusal for ``name`` if empty or too long."""
    if len(text) > LONGEST_NAME * _ABSURD:
        raise Refusal(NAME_TOO_LONG, "name")
    cleaned = one_line(_flattened(one_line(text)))
    if not _says_something(cleaned):
        raise Refusal("Your name is missing.", "name")
    if len(cleaned) > LONGEST_NAME:
        raise Refusal(NAME_TOO_LONG, "name")
    return cleaned


def clean_url(text: str) -> str:
    """The web address as it is kept, "" for none; "https://" is put before a bare host.

    Raises Refusal for ``url`` when it is not an http or https address, is longer than
    ``LONGEST_URL``, or carries a user name, which serves only to look like another site.
    """
    if len(text) > LONGEST_URL * _ABSURD:
        raise Refusal(URL_TOO_LONG, "url")
    cleaned = one_line(text)
    if not cleaned:
        return ""
    if _BARE_HOST.fullmatch(cleaned):
        cleaned = f"https://{cleaned}"
    if len(cleaned) > LONGEST_URL:
        raise Refusal(URL_TOO_LONG, "url")
    if not is_web_address(cleaned):
        raise Refusal("A web address starts with https:// or http://, then the site.", "url")
    return cleaned


def fingerprint(text: str) -> str:
    """64 hex digits, the same for texts that differ only in case, spacing or Unicode form."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def _too_long(length: int, limit: int) -> Refusal:
    return Refusal(
        f"A comment may have {limit:,} characters; this one has {length:,}. "
        "Shorten it, or send it in parts.",
        "body",
    )


def _flattened(text: str) -> str:
    """The text with at most ``_MOST_MARKS`` combining marks after another."""
    if text.isascii():
        return text
    kept, marks = [], 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def _says_something(text: str) -> bool:
    return any(unicodedata.category(char)[0] in "LNPS" and char not in _BLANK for char in text)
