"""A body as words only, for excerpts, search, feeds and messages."""

from html import unescape

from admin_app.content.markup.allowed import DROPPED_WITH_CONTENT, INLINE
from admin_app.content.markup.tokens import tokens
from admin_app.web.text import clean_characters, cut_at_word

_JOINED = INLINE | {"wbr", "font", "big", "acronym", "strike", "tt", "nobr"}


def plain_text(html: str, limit: int | None = None) -> str:
    """The words of ``html`` on one line, at most ``limit`` characters, cut at a word with “…”.

    It is plain text: escape it before it goes into a page. Reads no further than it needs.
    """
    words: list[str] = []
    # Entities and runs of white space make text shorter; ten to one is beyond real ones.
    room = None if limit is None else limit * 10 + 1000
    skipping = ""
    for kind, name, raw in tokens(html):
        if skipping:
            skipping = "" if (kind, name) == ("end", skipping) else skipping
        elif kind == "start" and name in DROPPED_WITH_CONTENT and not raw.endswith("/"):
            skipping = name
        elif kind == "text":
            words.append(raw[:room])
            if room is not None and (room := room - len(raw)) <= 0:
                break
        elif kind != "comment" and name not in _JOINED:
            words.append(" ")
    text = " ".join(clean_characters(unescape("".join(words))).split())
    return text if limit is None else cut_at_word(text, limit)
