"""A text once more: duplicates, and templates that new posts begin from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select
from wtforms import Form

from admin_app.content.actions.own_fields import PREFIX
from admin_app.content.actions.texts.copy import duplicate, template_of, write_template
from admin_app.content.desk.kept import Keeping
from admin_app.content.desk.own_fields import OwnFieldsForm
from admin_app.content.desk.presence import Present
from admin_app.content.forms.templates import TemplateForm, filled_in
from admin_app.content.models import Post, TextTemplate
from admin_app.content.queries.own_fields import OwnField, own_fields
from admin_app.desk.lists import Column, Sort
from admin_app.desk.routes import expose, parse_id
from admin_app.desk.views import ModelView
from admin_app.desk.views.acting import BulkAction
from admin_app.desk.views.notices import told
from admin_app.errors import NotAllowed, NotFound
from admin_app.extensions import db
from admin_app.history.removal import remove
from admin_app.people.permissions import Permission
from admin_app.unit_of_work import Answer, one_commit

OFFERED = 20


class Copying(ModelView):
    """Name it before the view whose rows are copied."""

    @expose("/duplicate/", methods=("POST",))
    def duplicate_view(self) -> ResponseReturnValue:
        """A draft copy of one text (field `id`); one commit."""
        row_id = request.form.get("id")
        with one_commit("Duplicate", form_key=request.form.get("form_key")) as unit:
            text = self.fetch(row_id)
            if not self.may_create():
                raise NotAllowed(f"You can't create a {self.noun}.")
            copy = duplicate(current_user._get_current_object(), text)
            unit.summary = f"Duplicated {self.noun} “{text.title}”"
            back = url_for(".edit_view", id=copy.id)
            unit.answer = Answer(back, f"{unit.summary}. This is the copy.")
        flash(*told(f"{unit.summary}. This is the copy.", unit.changeset_id))
        return redirect(back, 303)

    @expose("/template/", methods=("POST",))
    def template_view(self) -> ResponseReturnValue:
        """A template made of one post (field `id`); one commit."""
        if self.model is not Post:
            abort(404)
        row_id = request.form.get("id")
        with one_commit("Template", form_key=request.form.get("form_key")) as unit:
            post = self.fetch(row_id)
            made = template_of(current_user._get_current_object(), post)
            unit.summary = f"Made a template of “{post.title}”"
            back = url_for("template.edit_view", id=made.id)
            unit.answer = Answer(back, f"{unit.summary}.")
        flash(*told(f"{unit.summary}.", unit.changeset_id))
        return redirect(back, 303)

    def new_form(self) -> Form:
        """Prefilled by the template that was chosen (`?template=`)."""
        form = super().new_form()
        wanted = request.args.get("template")
        if not wanted or self.model is not Post:
            return form
        found = db.session.get(TextTemplate, parse_id(wanted))
        if found is None:
            raise NotFound
        values: dict[str, Any] = {"title": filled_in(found.title), "body": found.body}
        for name in ("tags", "categories"):
            parts = (part.strip() for part in getattr(found, name).split(","))
            values[name] = [part for part in parts if part]
        values |= {PREFIX + key: value for key, value in found.own_fields.items()}
        for name, value in values.items():
            if name in form and value:
                form[name].process_data(value)
        return form

    def templates(self) -> Sequence[Any]:
        """The (id, name) of the templates that the page of a new post offers."""
        if self.model is not Post:
            return ()
        rows = select(TextTemplate.id, TextTemplate.name)
        return db.session.execute(
            rows.order_by(TextTemplate.name, TextTemplate.id).limit(OFFERED)
        ).all()


class TemplateView(Keeping, Present, OwnFieldsForm):
    """Templates: /admin/template/."""

    permission = Permission.POST_EDIT_ANY
    section = "Content"
    label = "Templates"
    order = 60
    form = TemplateForm
    can_export = False
    few_columns = ()
    create_template = "content/template_edit.html"
    edit_template = "content/template_edit.html"
    columns = (
        Column("name", "Name", sort="name", fixed=True),
        Column("title", "Title of the post", minor=True),
        Column("tags", "Tags", minor=True),
    )
    sorts = (
        Sort("name", TextTemplate.name, str, descending=False),
        Sort("newest", TextTemplate.id, int),
    )
    empty_words = "No templates yet. Make one here, or of a post that is as new ones should be."

    def fields_here(self) -> tuple[OwnField, ...]:
        """Those of posts; none has to be filled in yet."""
        return tuple(replace(one, required=False) for one in own_fields(Post))

    def fill(self, row: Any, form: Any) -> None:
        """Through the action, with what was sent."""
        self.let_go(row.id or 0)
        write_template(current_user._get_current_object(), row, form.sent())

    @property
    def bulk_actions(self) -> Sequence[BulkAction]:
        """Delete."""
        return (BulkAction("delete", "Delete", self._delete, "Deleted {rows}", danger=True),)

    def _delete(self, ids: Sequence[int]) -> list[int]:
        return remove(TextTemplate, ids)
