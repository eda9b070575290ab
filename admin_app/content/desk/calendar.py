"""The calendar: a month or a week of what comes out, what changes and what is planned."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from admin_app.columns import now
from admin_app.content.actions.calendar import move_change, plan_for, reschedule
from admin_app.content.models import Page, PlannedChange, Post
from admin_app.content.policy.texts import publishes, visible_texts
from admin_app.content.queries.calendar import (
    Item,
    dated_changes,
    dated_pages,
    dated_posts,
    planned_texts,
)
from admin_app.content.queries.planned import text_of, visible_changes
from admin_app.desk.access import safe_return
from admin_app.desk.routes import expose, parse_id
from admin_app.desk.views import PageView
from admin_app.desk.views.notices import told
from admin_app.errors import Conflict, NotFound, Refusal
from admin_app.extensions import db
from admin_app.people.permissions import Permission
from admin_app.unit_of_work import Answer, one_commit
from admin_app.web.filters import day_words
from admin_app.web.locale import clock, zone

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
WEEK = re.compile(r"(\d{4})-W(\d\d)", re.ASCII)
YEARS = range(1000, 9998)
OF_MONTH, OF_WEEK = 4, 40
"""Items that a day shows."""
COUNTED = 9
"""Items more than that which are counted; above that there are more than so many."""
MODELS: dict[str, Any] = {"post": Post, "page": Page, "change": PlannedChange}


@dataclass
class Day:
    """A day as the calendar shows it."""

    date: date
    outside: bool
    items: list[Item] = field(default_factory=list)
    more: int = 0

    @property
    def more_words(self) -> str:
        """How many there are that are not shown: “+3 more”, “9+ more”."""
        return f"+{self.more} more" if self.more <= COUNTED else f"{COUNTED}+ more"


@dataclass(frozen=True)
class Span:
    """The days that are shown, from a Monday on, and what they are called in an address."""

    name: str
    value: str
    first: date
    days: int
    month: int = 0
    before: str = ""
    after: str = ""


class CalendarView(PageView):
    """/admin/calendar/?month=2026-11 or ?week=2026-W48."""

    permission = Permission.POST_EDIT_OWN
    section = "Desk"
    label = "Calendar"
    order = 20

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        """The month, or the week."""
        return self._shown(span_asked(request.args.get("month"), request.args.get("week")))

    @expose("/move/", methods=("POST",))
    def move_view(self) -> ResponseReturnValue:
        """Move one item (`what`, `id`, `version`) to another `day`; one commit."""
        back = safe_return(request.form.get("url"), url_for(".index_view"))
        back = back or url_for(".index_view")
        try:
            with one_commit("", form_key=request.form.get("form_key")) as unit:
                title, day = self._moved()
                unit.summary = f"Moved “{title}” to {day_words(day)}"
                unit.answer = Answer(back, f"{unit.summary}.")
        except NotFound:
            raise
        except Refusal as refusal:
            flash(refusal.message, "error")
            return redirect(back, 303)
        flash(*told(f"{unit.summary}.", unit.changeset_id))
        return redirect(back, 303)

    def _moved(self) -> tuple[str, date]:
        kind, _, plan = request.form.get("what", "").partition("-")
        if kind not in MODELS or plan not in (("",) if kind == "change" else ("", "plan")):
            raise NotFound
        row = self._fetch(kind, request.form.get("id"))
        if request.form.get("version", "") != str(row.version):
            raise Conflict(
                f"Somebody has changed “{row.title}” meanwhile. Look again, then move it."
            )
        day, person = _day(request.form.get("day", "")), current_user._get_current_object()
        if plan:
            plan_for(person, row, day)
        elif kind == "change":
            move_change(person, row, text_of(row, lock=True), day, zone())
        else:
            reschedule(person, row, day, zone())
        return row.title, day

    def _fetch(self, kind: str, row_id: Any) -> Any:
        model = MODELS[kind]
        seen = visible_changes if kind == "change" else lambda one: visible_texts(one, model)
        row = db.session.scalars(
            select(model)
            .where(model.id == parse_id(row_id), seen(current_user))
            .with_for_update(of=model)
        ).one_or_none()
        if row is None:
            raise NotFound
        return row

    def _shown(self, span: Span) -> ResponseReturnValue:
        person = current_user._get_current_object()
        page = self.render(
            "content/calendar.html",
            span=span,
            weeks=_weeks(_filled(person, span)),
            today=clock().today,
            first=datetime(span.first.year, span.first.month, span.first.day, tzinfo=zone()),
            middle=span.first + timedelta(days=span.days // 2),
            may_publish=publishes(person, Post),
            this_month=clock().today.isoformat()[:7],
            this_week=_week(clock().today),
            week_of=_week,
            is_out=lambda item: item.moment is not None and item.moment <= now(),
            back=request.full_path.rstrip("?"),
        )
        return make_response(page)


def span_asked(month: str | None, week: str | None) -> Span:
    """The days of this month or this week; by default of the month that it is.

    Raises `NotFound` for what is neither.
    """
    if week:
        found = WEEK.fullmatch(week)
        try:
            first = date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
        except ValueError:
            first = None
        if first is None or first.year not in YEARS:
            raise NotFound
        around = (first - timedelta(days=7), first + timedelta(days=7))
        before, after = (_week(day) for day in around)
        return Span("week", week, first, 7, 0, before, after)
    month = month or clock().today.isoformat()[:7]
    found = MONTH.fullmatch(month)
    if not found or int(found[1]) not in YEARS:
        raise NotFound
    of = date(int(found[1]), int(found[2]), 1)
    following = (of + timedelta(days=31)).replace(day=1)
    first = of - timedelta(days=of.weekday())
    last = following + timedelta(days=-following.weekday() % 7)
    before = (of - timedelta(days=1)).isoformat()[:7]
    return Span(
        "month", month, first, (last - first).days, of.month, before, following.isoformat()[:7]
    )


def starts_of(first: date, days: int, at: Any) -> list[datetime]:
    """When each of these days begins on this zone's clock, and the one after them; in UTC."""
    each = (first + timedelta(days=number) for number in range(days + 1))
    return [datetime(day.year, day.month, day.day, tzinfo=at).astimezone(UTC) for day in each]


def _filled(person: Any, span: Span) -> list[Day]:
    cap = OF_MONTH if span.month else OF_WEEK
    starts = starts_of(span.first, span.days, zone())
    last = span.first + timedelta(days=span.days - 1)
    items = [
        *dated_posts(person, starts, cap + COUNTED),
        *dated_pages(person, starts[0], starts[-1]),
        *dated_changes(person, starts[0], starts[-1]),
        *planned_texts(person, span.first, last),
    ]
    days = {
        day: Day(day, bool(span.month) and day.month != span.month)
        for day in (span.first + timedelta(days=number) for number in range(span.days))
    }
    for item in items:
        day = item.day or (item.moment or now()).astimezone(zone()).date()
        days[day].items.append(item)
    for one in days.values():
        one.items.sort(key=lambda item: (item.moment is not None, item.moment or now(), item.id))
        one.more = max(0, len(one.items) - cap)
        del one.items[cap:]
    return list(days.values())


def _weeks(days: list[Day]) -> list[list[Day]]:
    return [days[start : start + 7] for start in range(0, len(days), 7)]


def _week(day: date) -> str:
    year, number, _ = day.isocalendar()
    return f"{year:04}-W{number:02}"


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text[:40])
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        raise Refusal("Write the day as year, month and day.", "day")
    return day
