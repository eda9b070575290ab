"""The log of decisions: /admin/comment/log/."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from flask_login import current_user
from sqlalchemy import ColumnElement, Select, and_, false, literal_column, true

from admin_app.desk.lists import Column, Filter, ListState, Sort, Tab, make_listing
from admin_app.desk.views import ModelView
from admin_app.keyset import Stretch
from admin_app.people.permissions import Permission
from admin_app.readers.desk.words import span_words
from admin_app.readers.models import CommentStatus, Decision, Ended, MadeBy, Reason
from admin_app.readers.queries import log
from admin_app.web.locale import zone
from admin_app.web.text import cut_at_word, one_line

SENTENCE = 60
"""Characters of a rule that the list to choose from shows."""
_TABLE = Decision.__table__.c


@dataclass(frozen=True)
class Line:
    """A decision with the save that it was part of, in words.

    `sees_save` and `sees_undo` say whether this person may look at those.
    """

    row: Any
    save: log.Saved | None
    sees_save: bool = False
    sees_undo: bool = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    @property
    def verdict(self) -> CommentStatus:
        """What was decided."""
        return CommentStatus(self.row.verdict)

    @property
    def who(self) -> str:
        """Who or what has decided."""
        if self.row.made_by == MadeBy.PERSON:
            return self.row.actor or "Somebody who is gone"
        return "A rule" if self.row.made_by == MadeBy.RULE else "Akismet"

    @property
    def why(self) -> list[str]:
        """The reason that was given, and what was known of it by then."""
        row = self.row
        told = [Reason(row.reason).label] if row.reason in set(Reason) else []
        if row.rule_id:
            told.append(row.rule or "By a rule that is gone")
        if row.score is not None:
            told.append(f"Spam score {row.score:.0%}")
        return told

    @property
    def waited(self) -> str:
        """How long the comment had waited; "" where it had not."""
        return "" if self.row.waited is None else span_words(self.row.waited)

    @property
    def became(self) -> str:
        """What has become of it: "" as long as it stands."""
        row = self.row
        if row.ended is None:
            return ""
        if row.ended == Ended.UNDONE:
            undo = self.save.undone_by if self.save else None
            return f"Taken back by {undo}" if undo else "Put back to waiting"
        if not row.overturned:
            return f"Decided anew by {row.ended_by}" if row.ended_by else "Decided anew"
        on_appeal = " on the reader's appeal" if row.appeal_id else ""
        return f"Overturned by {row.ended_by or 'somebody'}{on_appeal}"

    @property
    def said(self) -> str:
        """The first words of the comment; "" where it is gone."""
        return cut_at_word(one_line(self.row.said or ""), 120)


class LogView(ModelView):
    """Who decided what, when and why, and what became of it; newest first."""

    permission = Permission.COMMENT_MODERATE
    section = "Readers"
    label = "Decisions"
    order = 17
    can_create = can_edit = can_delete = False
    cells = "readers/log_cells.html"
    search_hint = "Search the comments"
    empty_words = (
        "Nobody has decided over a comment yet. Each decision will stand here, with what became "
        "of it."
    )
    columns = (
        Column("comment", "Comment", fixed=True),
        Column("verdict", "Decided"),
        Column("who", "By"),
        Column("why", "Why", minor=True),
        Column("waited", "Waited", minor=True, numeric=True),
        Column("at", "When", sort="newest"),
    )
    exported = (
        Column("comment_id", "Comment"),
        Column("title", "On"),
        Column("was", "Was"),
        Column("verdict", "Decided"),
        Column("who", "By"),
        Column("why", "Why"),
        Column("waited_seconds", "Waited, in seconds"),
        Column("at", "When"),
        Column("became", "Became"),
    )
    sorts = (Sort("newest", _TABLE.at, datetime),)

    @property
    def tabs(self) -> tuple[Tab, ...]:  # type: ignore[override]
        """All, by verdict, and what did not last."""
        verdicts = (CommentStatus.APPROVED, CommentStatus.SPAM, CommentStatus.REMOVED)
        return (
            Tab("", "All", lambda: None),
            *(Tab(one.value, one.label, partial(_with_verdict, one)) for one in verdicts),
            Tab("overturned", "Overturned", lambda: literal_column("decision.overturned")),
            Tab("undone", "Taken back", lambda: literal_column("decision.ended = 'undone'")),
        )

    @property
    def filters(self) -> tuple[Filter, ...]:
        """Who, by which rule, where and when."""
        return (
            Filter("moderator", "Anybody", _by, _deciders),
            Filter("rule", "Any rule", partial(_number, _TABLE.rule_id), _rules),
            Filter("post", "Post", log.under_post),
            Filter("comment", "Comment no.", partial(_number, _TABLE.comment_id)),
            Filter("since", "From", partial(_on_day, first=True), kind="date"),
            Filter("until", "To", partial(_on_day, first=False), kind="date"),
        )

    def may_export(self) -> bool:
        """Whoever may take data away from the site."""
        return bool(current_user and current_user.may(Permission.EXPORT_DATA))

    def tab_counts(self) -> dict[str, int]:
        """None: how many there are is told by the figures."""
        return {}

    def list_select(self) -> Select[Any]:
        """Each decision with its comment, people, rule and appeal: one statement."""
        return log.lines()

    def page(self, state: ListState) -> Stretch[Any]:
        """A page by the moment of the decision, also where something is sought."""
        rows = self.narrowed(self.list_select(), state)
        return make_listing(rows, self.sort_of(state), _TABLE.id, state)

    def matching(self, words: str) -> Any:
        """The decisions over comments with these words."""
        return log.over_comments_with(words)

    def dress(self, rows: Sequence[Any]) -> Sequence[Line]:
        """With the saves that they were part of."""
        saves = log.saves_of(rows) if rows else {}
        sees, sees_all = current_user.may(Permission.ACTIVITY_VIEW), current_user.may("undo_any")
        lines = []
        for row in rows:
            save = saves.get(row.id)
            own = sees and save is not None and row.actor_id == current_user.id
            undo = sees_all and save is not None and save.undo_id is not None
            lines.append(Line(row, save, own or (sees_all and save is not None), undo))
        return lines

    def export_value(self, row: Line, name: str) -> Any:
        """A cell of the export."""
        if name == "why":
            return "; ".join(row.why)
        if name == "waited_seconds":
            return row.row.waited
        return getattr(row, name)


def _with_verdict(verdict: CommentStatus) -> ColumnElement[bool]:
    fits: ColumnElement[bool] = _TABLE.verdict == literal_column(f"'{verdict.value}'")
    return fits


def _by(text: str) -> ColumnElement[bool]:
    if text in (MadeBy.RULE, MadeBy.AKISMET):
        # As an expression of both, so that the index of those whom nobody has made is read.
        return and_(_TABLE.actor_id.is_(None), _TABLE.made_by == text)
    return _number(_TABLE.actor_id, text)


def _number(column: Any, text: str) -> ColumnElement[bool]:
    fits = text.isascii() and text.isdigit() and len(text) < 19
    condition: ColumnElement[bool] = column == int(text) if fits else false()
    return condition


def _on_day(text: str, *, first: bool) -> ColumnElement[bool]:
    """From the beginning of this day on, or until its end; any day, where it is none."""
    try:
        day = date.fromisoformat(text) + timedelta(days=0 if first else 1)
        bound = datetime.combine(day, time(), zone()).astimezone(UTC)
    except (ValueError, OverflowError):
        return true()
    fits: ColumnElement[bool] = _TABLE.at >= bound if first else _TABLE.at < bound
    return fits


def _deciders() -> list[tuple[str, str]]:
    people = [(str(person_id), name) for person_id, name in log.deciders()]
    return [*people, (MadeBy.RULE.value, "Rules"), (MadeBy.AKISMET.value, "Akismet")]


def _rules() -> list[tuple[str, str]]:
    return [(str(rule_id), cut_at_word(told, SENTENCE)) for rule_id, told in log.ruling_rules()]
