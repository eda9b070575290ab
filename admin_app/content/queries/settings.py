"""The site's settings, read once in a request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select

from admin_app.content.models import CommentsMode, Setting
from admin_app.extensions import db

_KEPT = "site_settings"
_ANNOUNCED = "announced_events"


@dataclass(frozen=True)
class SiteSettings:
    """The settings as they were when first asked for. The defaults stand in for no database."""

    site_title: str = "Copydesk"
    tagline: str = ""
    footer: str = ""
    timezone: str = "UTC"
    posts_per_page: int = 10
    comments_mode: str = CommentsMode.HOLD_FIRST
    comments_close_after_days: int = 0
    comment_floods_per_minute: int = 5
    tell_readers: bool = False
    address_days: int = 30
    spam_days: int = 0
    removed_days: int = 0
    comment_depth: int = 3
    comment_confirmation: bool = False
    comment_trust_confirmed: bool = True
    comment_least_seconds: int = 1
    comment_reports: int = 3
    comment_proof: bool = False
    announces: str = ""
    api_origins: str = ""
    akismet_on: bool = False


def site_settings() -> SiteSettings:
    """The settings; one statement for the first call in a request, none for the others."""
    kept = known_settings()
    if kept is None:
        kept = keep_settings(db.session.connection().execute(_SETTINGS).one())
    return kept


def announced() -> str:
    """The events that a webhook wants; no statement where who saves was asked for along with it."""
    kept: str | None = db.session().info.get(_ANNOUNCED)
    return site_settings().announces if kept is None else kept


def announced_column() -> ColumnElement[Any]:
    """The same as a column, for the statement that finds who saves."""
    return select(Setting.announces).where(Setting.id == 1).scalar_subquery()


def keep_announced(events: str | None) -> None:
    """Keep what that column held, for this request."""
    db.session().info[_ANNOUNCED] = events or ""


def known_settings() -> SiteSettings | None:
    """The settings if this request has read them already: for pages that must not ask."""
    kept: SiteSettings | None = db.session().info.get(_KEPT)
    return kept


def forget_settings() -> None:
    """Have them read again by the next who asks: they were changed."""
    for kept in (_KEPT, _ANNOUNCED):
        db.session().info.pop(kept, None)


def keep_settings(row: Sequence[Any]) -> SiteSettings:
    """Keep these values of `SETTING_COLUMNS`, read along with something else, for this request."""
    kept = db.session().info[_KEPT] = SiteSettings(*row)
    return kept


# Of the table and not of the model, and built once: every page asks.
SETTING_COLUMNS = tuple(Setting.__table__.c[name] for name in SiteSettings.__dataclass_fields__)
_SETTINGS = select(*SETTING_COLUMNS).where(Setting.__table__.c.id == 1)
