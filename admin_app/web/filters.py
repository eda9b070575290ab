"""Jinja filters and globals that every page may use."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import Enum
from functools import lru_cache

from babel.dates import format_date as format_day
from babel.numbers import format_decimal
from flask import Flask, get_flashed_messages
from markupsafe import Markup, escape

from admin_app.columns import EARLIEST, LATEST, now
from admin_app.unit_of_work import new_form_key
from admin_app.web.locale import Clock, clock, zone

CAP = 10_000
CELL = 120
NAMED_DAYS = {-1: "Yesterday", 0: "Today", 1: "Tomorrow"}


def init_app(app: Flask) -> None:
    """Install the filters and globals."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        ago=ago,
        capped=capped,
        cell=cell,
        clock_words=clock_words,
        day_long=day_long,
        day_words=day_words,
        initials=initials,
        local_input=local_input,
        moment=moment,
        month_words=month_words,
        timed=timed,
        today_words=today_words,
        weekday_words=weekday_words,
        when=when,
        when_amid=when_amid,
    )
    app.jinja_env.globals.update(new_form_key=new_form_key, notices=notices, now=now)


def capped(count: int | None) -> str:
    """A count as the tabs show it: “412”, “2,310”, “10k+”."""
    if count is None:
        return ""
    if count < 1000 or count > CAP:
        return "10k+" if count > CAP else str(count)
    return _grouped(count, clock().language)


@lru_cache(maxsize=1000)
def _grouped(count: int, language: str) -> str:
    return str(format_decimal(count, locale=language))


def when(value: datetime | None) -> str:
    """A moment as people say it: “Today 09:12”, “Tomorrow 07:00”, “Thu 20 Nov”, “3 May 2024”."""
    return "—" if value is None else _when(value, clock())


def when_amid(value: datetime | None) -> str:
    """The same within a sentence: “today 09:12”."""
    words = when(value)
    return words[0].lower() + words[1:] if words.startswith(tuple(NAMED_DAYS.values())) else words


def _when(value: datetime, clock: Clock) -> str:
    local = value.astimezone(clock.zone)
    days = (local.date() - clock.today).days
    if days in NAMED_DAYS:
        return f"{NAMED_DAYS[days]} {local:%H:%M}"
    return _dated(local.date(), "EEE d MMM" if abs(days) < 180 else "d MMM y", clock.language)


def moment(value: datetime | None) -> str:
    """A moment in full, to the minute, with its zone."""
    if value is None:
        return "—"
    local = value.astimezone(zone())
    return f"{dated(local, 'd MMMM y')}, {local:%H:%M} {local.tzname()}"


def timed(value: datetime | None, spoken: str = "") -> Markup:
    """A <time> for lists: the moment as people say it (or `spoken`), in full on pointing."""
    return Markup("—") if value is None else _timed(value, spoken, clock())


@lru_cache(maxsize=4096)
def _timed(value: datetime, spoken: str, clock: Clock) -> Markup:
    # A list has one in each row, and the next page says many of them again.
    words = escape(spoken or _when(value, clock))
    local = value.astimezone(clock.zone)
    # All but the escaped words is digits.
    return Markup(  # noqa: S704
        f'<time datetime="{value.isoformat()}" title="{local:%Y-%m-%d %H:%M}">{words}</time>'
    )


def dated(local: datetime, pattern: str) -> str:
    """The day of this moment by a CLDR pattern, in the language of this request."""
    return _dated(local.date(), pattern, clock().language)


@lru_cache(maxsize=4096)
def _dated(day: date, pattern: str, language: str) -> str:
    # A list says the same days over and over, and CLDR's rules take longer than the query.
    return str(format_day(day, pattern, locale=language))


def ago(value: datetime) -> str:
    """How long ago, roughly: “just now”, “24 min ago”, “3 h ago”, “5 days ago”, “12 years ago”."""
    passed = now() - value
    days, seconds = passed.days, passed.seconds
    if days < 0 or (not days and seconds < 60):
        return "just now"
    if not days:
        return f"{seconds // 60} min ago" if seconds < 3600 else f"{seconds // 3600} h ago"
    return "yesterday" if days == 1 else f"{long_span(days)} ago"


def long_span(days: int) -> str:
    """Several days in the unit that one would say them in: “40 days”, “3 months”, “12 years”."""
    if days < 60:
        return f"{days} days"
    return f"{days * 12 // 365} months" if days < 2 * 365 else f"{days // 365} years"


def local_input(value: datetime | None) -> str:
    """A moment as <input type="datetime-local"> wants it, in the person's time zone."""
    if value is None:
        return ""
    return value.astimezone(zone()).replace(tzinfo=None).isoformat(timespec="minutes")


def from_local_input(text: str) -> datetime:
    """The moment in UTC that a person's clock shows as `text` (ISO). Raises `ValueError`."""
    try:
        found = datetime.fromisoformat(text).replace(tzinfo=zone()).astimezone(UTC)
    except OverflowError:
        found = None
    if found is None or not EARLIEST <= found <= LATEST:
        raise ValueError("a moment that other time zones could not show")
    return found


def cell(value: object) -> str:
    """A plain value as a list shows it."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return when(value)
    text = str(value.value if isinstance(value, Enum) else value)
    return text if len(text) <= CELL else text[: CELL - 1] + "…"


def today_words(value: datetime) -> str:
    """A day in full: “Sunday 22 November”."""
    return dated(value.astimezone(zone()), "EEEE d MMMM")


def day_words(value: date) -> str:
    """A day without a time: “Thu 20 Nov”, with its year where that is far off."""
    near = abs((value - clock().today).days) < 180
    return _dated(value, "EEE d MMM" if near else "d MMM y", clock().language)


def day_long(value: date) -> str:
    """A day without a time, in full: “Sunday 22 November 2026”."""
    return _dated(value, "EEEE d MMMM y", clock().language)


def month_words(value: date) -> str:
    """The month of a day: “November 2026”."""
    return _dated(value, "MMMM y", clock().language)


def weekday_words(value: date) -> str:
    """The weekday, short: “Mon”."""
    return _dated(value, "EEE", clock().language)


def clock_words(value: datetime) -> str:
    """The time of a moment on the person's clock: “09:00”."""
    return f"{value.astimezone(zone()):%H:%M}"


def initials(name: str) -> str:
    """Up to two letters that stand for a name, of its first two words."""
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or "?"


def notices() -> list[tuple[str, str, int | None]]:
    """The flashed notices, as (kind, words, changeset to undo)."""
    found = []
    flashed: list[tuple[str, str]] = get_flashed_messages(with_categories=True)  # type: ignore[assignment]
    for category, words in flashed:
        kind, _, changeset = category.partition(":")
        found.append((kind, words, int(changeset) if changeset else None))
    return found
