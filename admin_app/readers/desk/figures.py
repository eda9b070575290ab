"""The figures of moderation: /admin/comment/figures/."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from flask import make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date

from admin_app.desk.routes import expose
from admin_app.desk.views import PageView
from admin_app.errors import Refusal
from admin_app.people.permissions import Permission
from admin_app.readers.desk.words import span_words
from admin_app.readers.models import CommentStatus
from admin_app.readers.queries import figures as queries
from admin_app.readers.queries.figures import Caught, Decided, Figures
from admin_app.web.locale import zone

RANGES: Final = {"7": "7 days", "30": "30 days", "90": "90 days", "365": "A year"}
USUAL: Final = "30"
MOST_DAYS: Final = 3_660
MOST_BARS: Final = 92
# From the ground up, as the bars are stacked.
OUTCOMES: Final = (
    CommentStatus.APPROVED,
    CommentStatus.PENDING,
    CommentStatus.SPAM,
    CommentStatus.REMOVED,
)
DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Stretch:
    """The days that are looked at, the last included; `range` is the tab, "" for none of them."""

    first: date
    last: date
    range: str

    @property
    def days(self) -> int:
        """How many they are."""
        return (self.last - self.first).days + 1

    @property
    def unit(self) -> str:
        """What a bar stands for, so that there are not too many."""
        if self.days <= MOST_BARS:
            return "day"
        return "week" if self.days <= MOST_BARS * 7 else "month"

    def starts(self) -> list[date]:
        """The first day of each bar."""
        if self.unit == "month":
            return [self.first, *_months(self.first, self.last)]
        step = 7 if self.unit == "week" else 1
        return [self.first + n * DAY for n in range(0, self.days, step)]

    def bounds(self) -> list[datetime]:
        """The moments at which each bar begins and the last one ends."""
        return [_midnight(day) for day in (*self.starts(), self.last + DAY)]


@dataclass(frozen=True)
class Bar:
    """A day, a week or a month: how many comments came, by outcome."""

    label: str
    counts: tuple[tuple[CommentStatus, int], ...]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(count for _, count in self.counts)


@dataclass(frozen=True)
class PersonRow:
    """What one person decided, or all of them together."""

    name: str
    url: str
    decided: Decided

    @property
    def median(self) -> str:
        """The time within which half of what waited was decided."""
        return _span(self.decided.waited(0.5))

    @property
    def p90(self) -> str:
        """The time within which nine of ten were."""
        return _span(self.decided.waited(0.9))

    @property
    def set_aside(self) -> int:
        """How many of them took a comment away."""
        verdicts = self.decided.verdicts
        return verdicts[CommentStatus.SPAM] + verdicts[CommentStatus.REMOVED]


@dataclass(frozen=True)
class RuleRow:
    """What one rule caught."""

    sentence: str
    url: str
    caught: Caught


class FiguresView(PageView):
    """How many comments came and what became of them; how long they waited, and who decided."""

    permission = Permission.COMMENT_MODERATE
    section = "Readers"
    label = "Figures"
    order = 18

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        """The figures of some days: `days`, or `since` and `until`."""
        message = ""
        try:
            stretch = _asked()
        except Refusal as refusal:
            stretch, message = _last_days(USUAL), refusal.message
        found = queries.figures_of(stretch.bounds())
        bars = _bars(stretch, found)
        most = max(bar.total for bar in bars)
        html = self.render(
            "readers/figures.html",
            stretch=stretch,
            message=message,
            since=request.args.get("since", "")[:10] if message else stretch.first.isoformat(),
            until=request.args.get("until", "")[:10] if message else stretch.last.isoformat(),
            tabs=_tabs(stretch),
            outcomes=OUTCOMES,
            bars=bars,
            most=most,
            top=nice_top(most),
            total=found.total,
            held=found.held,
            sums=_sums(found),
            all=PersonRow("Everybody", "", found.by_people),
            people=_people(found),
            rules=_rules(found),
            zone=zone().key,
        )
        return make_response(html, 422 if message else 200)


def _asked() -> Stretch:
    """The days that this request names. Raises `Refusal`."""
    since, until = request.args.get("since", ""), request.args.get("until", "")
    if not (since or until):
        days = request.args.get("days", USUAL)
        return _last_days(days if days in RANGES else USUAL)
    try:
        last = date.fromisoformat(until) if until else _today()
        first = date.fromisoformat(since) if since else last - 29 * DAY
        _midnight(first - DAY), _midnight(last + 2 * DAY)
    except (ValueError, OverflowError):
        raise Refusal("This is no date. One looks like 2026-11-30.") from None
    if first > last:
        raise Refusal("The first day comes after the last one.")
    if (last - first).days >= MOST_DAYS:
        raise Refusal("Ten years at the most can be looked at together.")
    return Stretch(first, last, "")


def _last_days(days: str) -> Stretch:
    last = _today()
    return Stretch(last - (int(days) - 1) * DAY, last, days)


def _today() -> date:
    return datetime.now(zone()).date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), zone()).astimezone(UTC)


def _months(first: date, last: date) -> Iterator[date]:
    """The first day of each month after the one of `first`."""
    year, month = first.year, first.month
    while True:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        if (day := date(year, month, 1)) > last:
            return
        yield day


def _tabs(stretch: Stretch) -> list[dict[str, Any]]:
    index = url_for(".index_view")
    return [
        {"label": words, "url": f"{index}?days={days}", "current": stretch.range == days}
        for days, words in RANGES.items()
    ]


def _bars(stretch: Stretch, found: Figures) -> list[Bar]:
    pattern = {"day": "d MMM", "week": "d MMM", "month": "MMM y"}[stretch.unit]
    labels = [str(format_date(day, pattern, rebase=False)) for day in stretch.starts()]
    return [
        Bar(label, tuple((outcome, counts[outcome]) for outcome in OUTCOMES))
        for label, counts in zip(labels, found.arrived, strict=True)
    ]


def _sums(found: Figures) -> dict[CommentStatus, int]:
    return {outcome: sum(each[outcome] for each in found.arrived) for outcome in OUTCOMES}


def _people(found: Figures) -> list[PersonRow]:
    """Who has decided the most comes first; rules and Akismet last."""
    names = queries.names_of(found.people) if found.people else {}
    ordered = sorted(found.people.items(), key=lambda pair: (-pair[1].total, pair[0]))
    rows = [
        PersonRow(names.get(one, "Somebody who is gone"), _log(moderator=one), decided)
        for one, decided in ordered
        if decided.total
    ]
    others = sorted((made_by for made_by, decided in found.others.items() if decided.total))
    words = {"rule": "Rules, as comments came in", "akismet": "Akismet"}
    return rows + [PersonRow(words[one], _log(moderator=one), found.others[one]) for one in others]


def _rules(found: Figures) -> list[RuleRow]:
    sentences = queries.sentences_of(found.rules) if found.rules else {}
    ordered = sorted(found.rules.items(), key=lambda pair: (-pair[1].total, pair[0]))
    return [
        RuleRow(sentences.get(one, "A rule that is gone"), _log(rule=one), caught)
        for one, caught in ordered
        if caught.total
    ]


def _log(**narrowed: Any) -> str:
    return url_for("decision.index_view", **narrowed)


def _span(seconds: float | None) -> str:
    return "—" if seconds is None else span_words(seconds)


def nice_top(most: int) -> int:
    """The number at which the scale of a chart ends: a round one that is little above the most."""
    unit = 1
    while most > 10 * unit:
        unit *= 10
    steps = (1, 2, 4, 6, 8, 10) if unit == 1 else (1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10)
    return next(round(step * unit) for step in steps if step * unit >= most)
