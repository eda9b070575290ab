"""What readers write: cleaned when it comes in, made into safe HTML when it is shown."""

from __future__ import annotations

import hashlib
import re

from markupsafe import Markup, escape

from admin_app.errors import Refusal
from admin_app.web.text import clean_characters, one_line

_URL = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)


def clean_comment(text: str) -> str:
    """The text as it is kept. Raises Refusal for an empty one."""
    cleaned = clean_characters(text).strip()
    if not cleaned:
        raise Refusal("Write your comment first.", "body")
    return cleaned


def clean_name(text: str) -> str:
    """The name as it is kept. Raises Refusal for an empty one."""
    cleaned = one_line(text)[:100]
    if not cleaned:
        raise Refusal("Your name is missing.", "name")
    return cleaned


def clean_url(text: str) -> str:
    """The address as it is kept; "" for none. Raises Refusal for what is no web address."""
    cleaned = one_line(text)
    if cleaned and not _URL.fullmatch(cleaned):
        raise Refusal("A website starts with https:// or http://.", "url")
    return cleaned


def fingerprint(text: str) -> str:
    """The same for texts that differ only in case and spacing."""
    return hashlib.sha256(" ".join(text.split()).casefold().encode()).hexdigest()


def comment_html(text: str) -> Markup:
    """The text as paragraphs."""
    parts = re.split(r"\n{2,}", text)
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(escape(x) for x in part.split("\n")))
        for part in parts
    )
