"""Bulk actions of a ModelView: many rows, one commit, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from admin_app.desk.lists import ListState
from admin_app.desk.routes import expose, parse_id
from admin_app.desk.views.listing import Listing
from admin_app.desk.views.notices import told
from admin_app.errors import NotFound, Refusal
from admin_app.extensions import db
from admin_app.ids import among
from admin_app.unit_of_work import Answer, one_commit

LONGEST_LIST = 1_000


@dataclass(frozen=True)
class BulkAction:
    """Something done to many rows at once.

    `run` gets the ids, changes them and returns the ids that changed; `done` says it in words for
    history and notice (“Marked {rows} as spam”, {rows} being “37 comments”).
    """

    name: str
    label: str
    run: Callable[[Sequence[int]], list[int]]
    done: str
    danger: bool = False
    offered: Callable[[ListState, Any], bool] = field(default=lambda state, person: True)
    # The endpoint of a page that the rows are sent to, where more is asked before it is done.
    page: str = ""

    @property
    def value(self) -> str:
        """What the button sends."""
        return self.name


class Acting(Listing):
    """The bulk actions of a list, and the inline editing that it keeps closed."""

    @property
    def bulk_actions(self) -> Sequence[BulkAction]:
        """What may be done to several rows at once; a view adds its own."""
        return ()

    @expose("/action/", methods=("POST",))
    def action_view(self) -> ResponseReturnValue:
        """Run one bulk action on the rows that were ticked, or on all that match the list."""
        if not self.bulk_actions:
            abort(404)
        wanted, _ = pressed()
        action = next((one for one in self.bulk_actions if one.name == wanted), None)
        if action is None or action.page:
            raise Refusal("Choose what to do with the rows.", status=400)
        state = self._sent_state()
        back = self.after_action(state)
        with one_commit(action.label, form_key=sent_key()) as unit:
            changed = action.run(self.chosen_ids(state))
            unit.summary = action.done.format(rows=self.named(changed))
            notice = f"{unit.summary}." if changed else "Nothing needed to change."
            unit.answer = Answer(back, notice)
        return self.acted(notice, unit.changeset_id, back)

    def acted(self, notice: str, changeset_id: int | None, back: str) -> ResponseReturnValue:
        """The answer to an action that was done."""
        flash(*told(notice, changeset_id))
        return redirect(back, 303)

    @expose("/ajax/update/", methods=("POST",))
    def ajax_update(self) -> ResponseReturnValue:
        """Inline editing is closed: the form is where a row is changed."""
        abort(404)

    def actions_here(self, state: ListState) -> Sequence[BulkAction]:
        """The bulk actions that make sense in this state for this person."""
        return [action for action in self.bulk_actions if action.offered(state, current_user)]

    def after_action(self, state: ListState) -> str:
        """Where the person goes on: the list, as they had it."""
        return url_for(".index_view") + state.query(after=state.after, before=state.before)

    def named(self, ids: Sequence[int]) -> str:
        """The changed rows in words: how many they are. A view may tell who a single one is."""
        return self.counted(len(ids))

    def chosen_ids(self, state: ListState) -> list[int]:
        """The ids that the form means, each one visible to this person.

        A button that stands beside one row means that one, whatever is ticked. Raises `NotFound`
        if one of the rows is not visible: then nothing at all is done.
        """
        _, beside = pressed()
        if request.form.get("all_matching") and beside is None:
            rows = self.narrowed(select(self.model.id), state)
            return list(db.session.scalars(rows.order_by(self.model.id)))
        ids = {parse_id(text) for text in _rows(beside)}
        if not ids:
            raise Refusal(f"Select at least one {self.noun} first.", status=400)
        if len(ids) > LONGEST_LIST:
            raise Refusal("Select fewer rows, or all that match.", status=400)
        rows = self.visible(select(self.model.id).where(among(self.model.id, ids)))
        found = list(db.session.scalars(rows.order_by(self.model.id)))
        if len(found) != len(ids):
            raise NotFound(
                "One of the selected rows is gone, or is not yours. Nothing was changed; "
                "load the list again."
            )
        return found

    def _sent_state(self) -> ListState:
        """The state of the list that the form stood on: its query string travels with it."""
        query = MultiDict(parse_qsl(request.form.get("state", "")[:4000].lstrip("?")))
        return self.state_in(query)


def pressed() -> tuple[str, str | None]:
    """The action that was chosen, and the id of the row that its button stands beside, if any.

    Such a button sends both as one word (`approve:12`).
    """
    action, colon, row = request.form.get("action", "").partition(":")
    return action, row if colon else None


def sent_key() -> str | None:
    """The form's key for what was chosen in it: another choice on the same page is no second copy.

    A list is one form with many buttons; a page that is come back to still holds its key.
    """
    key = request.form.get("form_key")
    if not key:
        return None
    action, beside = pressed()
    chosen = [action, request.form.get("all_matching"), *sorted(_rows(beside))]
    return f"{key[:64]}:{sha256(repr(chosen).encode()).hexdigest()[:32]}"


def _rows(beside: str | None) -> list[str]:
    return request.form.getlist("rowid") if beside is None else [beside]
