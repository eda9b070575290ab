"""Deleting a row for good: a page that lists what goes with it, then one commit."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin_app.desk.routes import expose
from admin_app.desk.views.base import Screen
from admin_app.desk.views.notices import told
from admin_app.errors import NotAllowed, NotFound
from admin_app.history.removal import Dependents, dependents, remove
from admin_app.unit_of_work import Answer, one_commit
from admin_app.web.filters import capped


class Deleting(Screen):
    """The delete page of a view."""

    delete_template: str
    delete_note = "You can undo this from the notice that follows, or later from Activity."

    @expose("/delete/", methods=("GET", "POST"))
    def delete_view(self) -> ResponseReturnValue:
        """GET asks, with a list of what goes along; POST (field `id`) deletes."""
        if not self.can_delete:
            abort(404)
        if request.method == "GET":
            return self._ask()
        row_id = request.form.get("id")
        index = url_for(".index_view")
        with one_commit(f"Deleted {self.noun}", form_key=request.form.get("form_key")) as unit:
            row = self.fetch(row_id, lock=True)
            self._refuse_unless_allowed(row)
            unit.summary = f"Deleted {self.noun} “{row.history_label}”"
            unit.answer = Answer(index, f"{unit.summary}.")
            self.delete_row(row)
        flash(*told(f"{unit.summary}.", unit.changeset_id))
        return redirect(index, 303)

    def delete_row(self, row: Any) -> None:
        """Delete this row and what goes with it, recorded so that Undo brings it back."""
        if not remove(type(row), [row.id]):
            raise NotFound

    def goes_with(self, row: Any) -> list[tuple[str, str]]:
        """What the page that asks lists: counts, and in words what happens to these rows."""
        return [_told(one) for one in dependents(type(row), [row.id])]

    def _ask(self) -> ResponseReturnValue:
        row = self.fetch(request.args.get("id"))
        self._refuse_unless_allowed(row)
        return self.render(
            self.delete_template,
            row=row,
            goes=self.goes_with(row),
        )

    def _refuse_unless_allowed(self, row: Any) -> None:
        if not self.may_delete(row):
            raise NotAllowed(f"You can't delete this {self.noun}.")


def _told(one: Dependents) -> tuple[str, str]:
    """A kind of row that goes along, as its count and words with the first of their names."""
    names = ", ".join(f"“{label}”" for label in one.labels)
    more = " …" if one.count > len(one.labels) else ""
    fate = " (stays, without its link)" if one.stays else ""
    return capped(
        one.count
    ), f"{one.noun if one.count == 1 else one.noun + 's'}{fate}: {names}{more}"
