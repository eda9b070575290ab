"""Why a comment was removed, as moderators choose it and as its reader is told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """The reasons for a removal."""

    SPAM = "spam"
    ABUSE = "abuse"
    OFF_TOPIC = "off_topic"
    PERSONAL_DATA = "personal_data"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The reason as moderators read it."""
        return {
            "spam": "Spam",
            "abuse": "Abuse",
            "off_topic": "Off topic",
            "personal_data": "Personal data",
            "other": "Another reason",
        }[self.value]

    @property
    def told(self) -> str:
        """The reason as the reader is told."""
        return {
            "spam": "It advertises something.",
            "abuse": "It attacks or insults somebody.",
            "off_topic": "It is not about the text that it stood under.",
            "personal_data": "It tells personal data of somebody.",
            "other": "It does not fit here.",
        }[self.value]


@dataclass(frozen=True)
class Because:
    """The reason that a moderator has given, and words of their own ("" for none)."""

    reason: Reason
    words: str = ""
