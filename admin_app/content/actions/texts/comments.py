"""How one text receives comments, where that is not as the site does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from admin_app.content.models import CommentsMode, Page, Post
from admin_app.errors import Refusal

MODES: Final = frozenset({"", *CommentsMode}) - {CommentsMode.CLOSED}
"""The modes of a text: its own, or "" for that of the site. That they are closed, it says apart."""
DAYS_OPEN: Final = (0, 3650)
TOLD_DAYS: Final = "Write a number of days from {} to {}, or nothing.".format(*DAYS_OPEN)


def days_open(text: str) -> int | None:
    """The days that this says, as a text may have them; None for nothing that could be some."""
    days = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1
    return days if DAYS_OPEN[0] <= days <= DAYS_OPEN[1] else None


def set_comments(text: Post | Page, sent: Mapping[str, Any]) -> None:
    """Put the mode and the days into the text; what was not sent stays.

    Raises `Refusal` with the field at fault.
    """
    if "comments_mode" in sent:
        mode = sent["comments_mode"] or ""
        if mode not in MODES:
            raise Refusal("Choose one from the list.", "comments_mode")
        if mode != (text.comments_mode or ""):
            text.comments_mode = mode
    if "comments_close_after_days" in sent:
        days = sent["comments_close_after_days"]
        if days is not None and not DAYS_OPEN[0] <= days <= DAYS_OPEN[1]:
            raise Refusal(TOLD_DAYS, "comments_close_after_days")
        if days != text.comments_close_after_days:
            text.comments_close_after_days = days
