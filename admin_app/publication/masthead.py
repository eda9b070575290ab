"""What stands at the head and the foot of every page that readers see, error pages included."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Flask
from flask_babel import format_date
from sqlalchemy.exc import SQLAlchemyError

from admin_app.content.markup import plain_text
from admin_app.content.queries.public.texts import menu_pages
from admin_app.content.queries.settings import SiteSettings, known_settings, site_settings
from admin_app.extensions import db
from admin_app.publication.pictures import address_of_file, illustrated
from admin_app.publication.site import absolute, here
from admin_app.readers.public import shown_body
from admin_app.web.locale import zone

TEASER = 280


def init_app(app: Flask) -> None:
    """What the templates of the readers' site ask for."""
    app.jinja_env.globals.update(
        masthead=masthead, absolute=absolute, here=here, address_of_file=address_of_file
    )
    app.jinja_env.filters.update(
        day=day,
        month=month,
        moment_of_day=moment_of_day,
        teaser=teaser,
        shown_body=shown_body,
        illustrated=illustrated,
    )


def masthead(status: int = 200) -> tuple[SiteSettings, Sequence[Any]]:
    """The settings and the menu; of an error page, as much as can be had.

    When something failed on our side the database may be what failed: it is not asked again.
    """
    if status >= 500:
        return known_settings() or SiteSettings(), ()
    try:
        return site_settings(), menu_pages()
    except SQLAlchemyError:
        if status == 200:
            raise
        db.session.rollback()
        return known_settings() or SiteSettings(), ()


def day(value: Any) -> str:
    """The day of a moment: “23 November 2026”. No “today”: the page may be kept for a while."""
    return str(format_date(value.astimezone(zone()), "d MMMM y", rebase=False))


def moment_of_day(value: Any) -> str:
    """A moment to the minute: “23 November 2026, 14:05”."""
    return f"{day(value)}, {value.astimezone(zone()):%H:%M}"


def month(value: Any) -> str:
    """The month of a moment: “November 2026”."""
    return str(format_date(value.astimezone(zone()), "MMMM y", rebase=False))


def teaser(row: Any) -> str:
    """The few lines that stand for a post in a list, as plain text."""
    return plain_text(row.excerpt or row.opening, TEASER)
