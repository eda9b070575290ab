"""What every text from outside goes through before it is kept: characters that harm are gone."""

import re
from typing import Final

# C0 and C1 controls except tab and newline; U+FDD0–FDEF and U+xFFFE/F are noncharacters;
# lone surrogates can be stored by neither database.
_NEVER: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ufff9-\ufffb\ud800-\udfff]"
)
# Embeddings and overrides make text read in another order than it is stored ("Trojan source").
# Marks (200E, 200F, 061C) stay: Hebrew and Arabic need them. Isolates stay where asked.
_REORDERING: Final = re.compile("[\u202a-\u202e]")
_ISOLATES: Final = re.compile("[\u2066-\u2069]")


def clean_characters(text: str, *, isolates: bool = True) -> str:
    """The same text without NUL, controls, noncharacters, lone surrogates and bidi overrides.

    Newlines come back as ``\\n``. Cleaning twice changes nothing. With ``isolates=False`` the
    bidi isolates go too, for text whose neighbours on the line are not its own.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _REORDERING.sub("", _NEVER.sub("", text))
    return text if isolates else _ISOLATES.sub("", text)


def one_line(text: str) -> str:
    """The text cleaned, on one line, with runs of white space as one space, and trimmed."""
    return " ".join(clean_characters(text, isolates=False).split())


def cut_at_word(text: str, limit: int) -> str:
    """At most ``limit`` characters of the text, cut between words where there is a gap, with “…”.

    Raises ValueError when ``limit`` is below 1.
    """
    if limit < 1:
        raise ValueError("limit must be at least 1")
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    if not text[limit - 1].isspace():
        at = kept.rfind(" ")
        # A single long word (or a script without spaces) is cut where the limit falls.
        kept = kept[:at] if at > limit // 2 else kept
    return kept.rstrip() + "…"
