"""Changing the site's settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from admin_app.content.models import CommentsMode, Setting
from admin_app.content.policy.settings import require_setting
from admin_app.content.queries.settings import forget_settings
from admin_app.errors import Refusal
from admin_app.extensions import db
from admin_app.web.locale import KNOWN
from admin_app.web.text import clean_characters, one_line

LONGEST_ORIGINS = 5_000
ORIGIN = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")
LIMITS = {
    "posts_per_page": (1, 100),
    "comments_close_after_days": (0, 3650),
    "comment_floods_per_minute": (0, 1000),
    "comment_depth": (1, 10),
    "comment_least_seconds": (0, 60),
    "comment_reports": (0, 100),
    "address_days": (0, 3650),
    "spam_days": (0, 3650),
    "removed_days": (0, 3650),
}
"""The least and the most of each number."""
SWITCHES = (
    "akismet_on",
    "comment_confirmation",
    "comment_proof",
    "comment_trust_confirmed",
    "tell_readers",
)
AKISMET = "https://rest.akismet.com"
AKISMET_KEY = re.compile(r"[A-Za-z0-9_-]{1,100}")


def change_settings(person: Any, setting: Setting, sent: Mapping[str, Any]) -> None:
    """Put what was sent into the settings and flush them; what was not sent stays.

    Raises `Refusal` with the field at fault, `NotAllowed` where this person may not.
    """
    require_setting(person)
    for name, value in sent.items():
        if name == "akismet_key" and not value:
            continue  # it is never shown, so an empty field is the key that is kept
        value = _checked(name, value)
        if getattr(setting, name) != value:
            setattr(setting, name, value)
    if setting.akismet_on and not setting.akismet_key:
        raise Refusal("Akismet needs the key that it has given you.", "akismet_key")
    db.session.flush()
    forget_settings()


def _checked(name: str, value: Any) -> Any:
    if name in LIMITS:
        least, most = LIMITS[name]
        if value is None or not least <= value <= most:
            raise Refusal(f"Write a number from {least} to {most}.", name)
        return value
    if name in SWITCHES:
        return value in (True, "yes")
    if name == "api_origins":
        return "\n".join(_origins(value or ""))
    text = clean_characters(value or "").strip() if name == "footer" else one_line(value or "")
    if name == "akismet_key" and not AKISMET_KEY.fullmatch(text):
        raise Refusal("A key of Akismet is of letters and digits.", name)
    if name == "akismet_server" and text and not ORIGIN.fullmatch(text.rstrip("/").lower()):
        raise Refusal(f"An address looks like {AKISMET}.", name)
    if name == "site_title" and not text:
        raise Refusal("Give the site a name.", name)
    if name == "timezone" and text not in KNOWN:
        raise Refusal("There is no such time zone; choose one from the list.", name)
    if name == "comments_mode" and text not in set(CommentsMode):
        raise Refusal("Choose one from the list.", name)
    return text


def _origins(text: str) -> list[str]:
    """Each site once, as a browser names it. Raises `Refusal`."""
    if len(text) > LONGEST_ORIGINS:
        raise Refusal("These are too many.", "api_origins")
    found = dict.fromkeys(line.strip().rstrip("/").lower() for line in text.splitlines())
    for origin in found:
        if origin and not ORIGIN.fullmatch(origin):
            raise Refusal(
                f"“{origin[:100]}” is no site; one looks like https://example.org.", "api_origins"
            )
    return [origin for origin in found if origin]
