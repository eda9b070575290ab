"""The forms of a ModelView: create and edit, each save one commit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import abort, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import inspect, select
from wtforms import Form

from admin_app.desk.access import safe_return
from admin_app.desk.forms import cleaned, hang
from admin_app.desk.routes import expose
from admin_app.desk.views.merging import Stale
from admin_app.desk.views.notices import told
from admin_app.desk.views.settling import Settling
from admin_app.errors import NotAllowed, Refusal
from admin_app.extensions import db
from admin_app.unit_of_work import Answer, answer_again, one_commit


class Saving(Settling):
    """Create and edit. A view overrides `fill` where a form does not simply set columns."""

    create_template: str
    edit_template: str
    _create_form_class: type[Form]
    _edit_form_class: type[Form]

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> ResponseReturnValue:
        """The empty form, or the saving of a new row."""
        if not self.can_create:
            abort(404)
        if not self.may_create():
            raise NotAllowed(f"You can't create a {self.noun}.")
        if request.method == "GET":
            return self.show(self.new_form())
        return self._save(None)

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self) -> ResponseReturnValue:
        """The form of one row, or its saving."""
        if not self.can_edit:
            abort(404)
        row_id = request.args.get("id", "")
        if request.method == "GET":
            row = self.fetch(row_id)
            self._refuse_unless_editable(row)
            return self.show(self.form_for(row), row)
        return self._save(row_id)

    def _save(self, row_id: str | None) -> ResponseReturnValue:
        form = self.sent_form(row_id is None)
        if not form.validate():
            answer_again(request.form.get("form_key"))
            return self._refused(form, row_id, Refusal(""))
        try:
            with (
                self.around_save(row_id, form),
                one_commit("", form_key=request.form.get("form_key")) as unit,
            ):
                row, merged = self._changed(row_id, form)
                verb = "Created" if row_id is None else "Edited"
                unit.summary = self.said(verb, row)
                notice = f"{unit.summary}.{merged}"
                unit.answer = Answer(self.after_save(row), notice)
                changeset = unit
        except Stale as stale:
            return self._ask_which(form, row_id, stale)
        except Refusal as refusal:
            if refusal.status in (403, 404) and refusal.field is None:
                raise
            return self._refused(form, row_id, refusal)
        if changeset.changeset_id is None:
            notice = "Nothing had changed, so there was nothing to save."
        flash(*told(notice, changeset.changeset_id))
        return redirect(changeset.answer.location if changeset.answer else "", 303)

    def _changed(self, row_id: str | None, form: Form) -> tuple[Any, str]:
        """The row after the form has been put into it and flushed; and what was merged into it."""
        merged: str = ""
        kept: Mapping[str, str] = {}
        if row_id is None:
            row = self.model()
            db.session.add(row)
        else:
            row = self.fetch(row_id, lock=True)
            self._refuse_unless_editable(row)
            merged, kept = self._settle(row, form)
        self.fill(row, form)
        db.session.flush()
        if kept:
            self._keep(row, kept)
        return row, merged

    @contextmanager
    def around_save(self, row_id: str | None, form: Form) -> Iterator[None]:
        """What is done before the transaction opens, being slow, and put right where it fails.

        `row_id` is None for a new row. Refusals are shown like those of the save itself.
        """
        yield

    def fill(self, row: Any, form: Form) -> None:
        """Put the form into the row, in the open unit of work; actions do what is more."""
        form.populate_obj(row)
        refuse_taken(row, form)

    def said(self, verb: str, row: Any) -> str:
        """What was done, in words: for history and for the notice."""
        return f"{verb} {self.noun} “{row.history_label}”"

    def after_save(self, row: Any) -> str:
        """Where the pressed button leads."""
        if "_continue_editing" in request.form:
            return url_for(".edit_view", id=row.id)
        if "_add_another" in request.form:
            return url_for(".create_view")
        return self.back()

    def back(self) -> str:
        """The list that the person came from, as they had it; else the plain list."""
        index = url_for(".index_view")
        sent = request.form.get("url") or request.args.get("url")
        return safe_return(sent, index) or index

    # Forms

    def new_form(self) -> Form:
        """The form of a row that is not there yet."""
        return self._create_form_class()

    def sent_form(self, creating: bool) -> Form:
        """The form with what was sent."""
        made = self._create_form_class if creating else self._edit_form_class
        return made(cleaned(request.form))

    # Answers

    def show(
        self,
        form: Form,
        row: Any = None,
        *,
        status: int = 200,
        messages: tuple[str, ...] = (),
        version: int | None = None,
    ) -> ResponseReturnValue:
        """The form's page."""
        page = self.render(
            self.form_template(row),
            form=form,
            row=row,
            version=version if version is not None else getattr(row, "version", None),
            messages=messages,
            back=self.back(),
            **(self.beside(row) if row is not None else {}),
        )
        return make_response(page, status)

    def form_template(self, row: Any) -> str:
        """The template of that page; of a row that is not there yet, with None."""
        return self.create_template if row is None else self.edit_template

    def beside(self, row: Any) -> dict[str, Any]:
        """What else the form's page shows of this row."""
        return {}

    def _refused(self, form: Form, row_id: str | None, refusal: Refusal) -> ResponseReturnValue:
        """The form again, with everything that was typed, and why it was not saved."""
        messages = () if hang(form, refusal) or not refusal.message else (refusal.message,)
        row = self.fetch(row_id) if row_id is not None else None
        sent = request.form.get("version", "")
        version = int(sent) if sent.isdecimal() and len(sent) < 10 else None
        return self.show(form, row, status=refusal.status, messages=messages, version=version)

    def _refuse_unless_editable(self, row: Any) -> None:
        if not self.may_edit(row):
            raise NotAllowed(f"You can see this {self.noun}, but not change it.")


def refuse_taken(row: Any, form: Form) -> None:
    """Raise a `Refusal` beside the field whose value another row has, where it must be unique."""
    columns = inspect(type(row)).columns
    for field in form:
        column = columns.get(field.name)
        if column is None or not column.unique or getattr(row, field.name) is None:
            continue
        taken = select(column).where(column == getattr(row, field.name))
        if row.id is not None:
            taken = taken.where(columns["id"] != row.id)
        if db.session.scalar(taken.limit(1)) is not None:
            raise Refusal(
                f"Another {type(row).noun()} has this already; choose another.", field.name
            )
