"""The screen of rules: /admin/rule/."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import Select, select

from admin_app.columns import now
from admin_app.desk.lists import Column, Sort
from admin_app.desk.routes import expose
from admin_app.desk.views import ModelView
from admin_app.desk.views.acting import BulkAction
from admin_app.people.permissions import Permission
from admin_app.readers.actions.rules import delete_rules, switch, write_rule
from admin_app.readers.desk.forms import RuleForm
from admin_app.readers.desk.trial import trial
from admin_app.readers.models import Rule
from admin_app.readers.queries.rules import Standing, standings_of


@dataclass(frozen=True)
class RuleRow:
    """A rule of the list, with what became of it."""

    row: Rule
    standing: Standing

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    @property
    def caught(self) -> int:
        """How many comments it has caught."""
        return self.standing.caught

    @property
    def overturned(self) -> int:
        """How many of them somebody has decided otherwise."""
        return self.standing.overturned

    @property
    def state(self) -> str:
        """Whether it is asked of comments that come in."""
        if not self.row.is_on:
            return "off"
        return "over" if self.row.expires_at and self.row.expires_at <= now() else "on"


class RuleView(ModelView):
    """Rules, in the order in which they are asked; a new one is tried before it is switched on."""

    permission = Permission.COMMENT_MODERATE
    section = "Readers"
    label = "Rules"
    order = 20
    form = RuleForm
    can_export = False
    columns = (
        Column("sentence", "Rule", fixed=True),
        Column("state", "State"),
        Column("caught", "Caught", numeric=True),
        Column("overturned", "Overturned", numeric=True, minor=True),
        Column("expires_at", "Until", minor=True),
        Column("note", "Note", minor=True, extra=True),
    )
    cells = "readers/rule_cells.html"
    create_template = "readers/rule_edit.html"
    edit_template = "readers/rule_edit.html"
    sorts = (Sort("order", Rule.position, int, descending=False),)
    searched = ("sentence", "note")
    search_hint = "Search rules and notes"
    empty_words = (
        "No rules yet. A rule decides over comments as they come in: it holds them, refuses them, "
        "marks them as spam, or publishes them at once."
    )

    def list_select(self) -> Select[Any]:
        """Whole rules: whether one is on stands in no column of the list by itself."""
        return select(Rule)

    def dress(self, rows: Sequence[Any]) -> Sequence[RuleRow]:
        """With how many comments each has caught."""
        found = standings_of(rows)
        return [RuleRow(row, found.get(row.id, Standing(0, 0))) for row in rows]

    @property
    def bulk_actions(self) -> Sequence[BulkAction]:
        """Switch on, switch off, delete."""

        def switched(on: bool) -> Any:
            return lambda ids: switch(current_user._get_current_object(), ids, on=on)

        return (
            BulkAction("on", "Switch on", switched(on=True), "Switched {rows} on"),
            BulkAction("off", "Switch off", switched(on=False), "Switched {rows} off"),
            BulkAction("delete", "Delete", self.delete_many, "Deleted {rows}", danger=True),
        )

    def delete_many(self, ids: Sequence[int]) -> list[int]:
        """Delete these; the ids that went."""
        return delete_rules(current_user._get_current_object(), ids)

    def delete_row(self, row: Any) -> None:
        """Delete this one."""
        self.delete_many([row.id])

    def fill(self, row: Any, form: Any) -> None:
        """Through the action, with what was sent."""
        sent = form.sent()
        if form.expires_at.still_shows(row.expires_at):
            sent["expires_at"] = row.expires_at
        write_rule(current_user._get_current_object(), row, sent)

    def after_save(self, row: Any) -> str:
        """A rule that is off is tried first; else where the pressed button leads."""
        if not row.is_on and "_add_another" not in request.form:
            return url_for(".trial", id=row.id)
        return super().after_save(row)

    @expose("/trial/")
    def trial(self) -> ResponseReturnValue:
        """What this rule would have caught in the last 90 days, and how that was decided."""
        rule = self.fetch(request.args.get("id"))
        return self.render("readers/rule_trial.html", rule=rule, trial=trial(rule))
