"""Fields of a site's own: their screen, and what they add to the screens of posts and pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import has_request_context, request
from flask_login import current_user
from sqlalchemy import ColumnElement, Select, and_, literal, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB
from werkzeug.datastructures import MultiDict
from wtforms import Form

from admin_app.content.actions.own_fields import PREFIX, write_field
from admin_app.content.forms.own_fields import CustomFieldForm, with_own_fields
from admin_app.content.models import CustomField, FieldKind
from admin_app.content.queries.own_fields import OwnField, own_fields
from admin_app.desk.lists import Column, Filter, Sort
from admin_app.desk.views import ModelView
from admin_app.desk.views.acting import BulkAction
from admin_app.extensions import db
from admin_app.history.removal import remove
from admin_app.people.permissions import Permission

FILTERED = (FieldKind.CHOICE, FieldKind.YES_NO)
EXPORTED = "own "
FILTER = "field."


class _Extended:
    """A form's class that gets the site's fields each time it is asked for: they may be others."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"plain{name}"

    def __get__(self, view: Any, owner: type | None = None) -> Any:
        return self if view is None else with_own_fields(getattr(view, self._name), view.own())

    def __set__(self, view: Any, form: Any) -> None:
        setattr(view, self._name, form)


class OwnFieldsForm(ModelView):
    """Name it before the view whose form the fields are added to."""

    _create_form_class = _Extended()
    _edit_form_class = _Extended()

    def own(self) -> tuple[OwnField, ...]:
        """The fields of this screen."""
        return self.fields_here() if has_request_context() else ()

    def fields_here(self) -> tuple[OwnField, ...]:
        """Those of the screen's own model."""
        return own_fields(self.model)

    def sent_form(self, creating: bool) -> Form:
        """Without the fields, where it was sent without any: shown again, they would be empty."""
        form = super().sent_form(creating)
        if not any(name.startswith(PREFIX) for name in request.form):
            for name in [field.name for field in form if field.name.startswith(PREFIX)]:
                del form[name]
        return form


class OwnFields(OwnFieldsForm):
    """The same, with filters and columns of the export beside."""

    plain_filters: tuple[Filter, ...] = ()

    @property
    def filters(self) -> tuple[Filter, ...]:
        """The screen's own, and one for each choice and each yes or no."""
        plain = self.filters_here()
        if not has_request_context():
            return plain
        fields = (one for one in own_fields(self.model) if one.kind in FILTERED)
        return (*plain, *(self._filter(one) for one in fields))

    def filters_in(self, args: MultiDict[str, str]) -> Sequence[Filter]:
        """Those of the site's fields are asked for only where one is named."""
        named = any(name.startswith(FILTER) for name in args)
        return self.filters if named else self.filters_here()

    def filters_here(self) -> tuple[Filter, ...]:
        """The screen's own filters, as who is asking can use them."""
        return self.plain_filters

    def export_columns(self) -> Sequence[Column]:
        """With a column for each field."""
        columns = [Column(EXPORTED + one.key, one.label) for one in own_fields(self.model)]
        return [*super().export_columns(), *columns]

    def list_select(self) -> Select[Any]:
        """With the values, for the export alone."""
        rows = super().list_select()
        exports = request.endpoint == f"{self.endpoint}.export"
        return rows.add_columns(self.model.__table__.c.own_fields) if exports else rows

    def export_value(self, row: Any, name: str) -> Any:
        """A field's value by its key."""
        if name.startswith(EXPORTED):
            return (row.own_fields or {}).get(name.removeprefix(EXPORTED))
        return super().export_value(row, name)

    def _filter(self, own: OwnField) -> Filter:
        if own.kind == FieldKind.YES_NO:
            choices = [("1", "Yes"), ("0", "No")]
        else:
            choices = [(one, one) for one in own.options]

        def condition(said: str) -> ColumnElement[bool]:
            value: Any = said == "1" if own.kind == FieldKind.YES_NO else said
            return _holds(self.model.__table__.c.own_fields, own.key, value)

        return Filter(FILTER + own.key, f"{own.label}: any", condition, lambda: choices)


def _holds(column: Any, key: str, value: Any) -> ColumnElement[bool]:
    """Whether the field has this value; answered from the index over the texts that have any."""
    some = column != literal_column("'{}'")
    if db.engine.dialect.name == "sqlite":
        stored = column[key].as_boolean() if isinstance(value, bool) else column[key].as_string()
        return and_(some, stored == value)
    holds = column.op("@>", is_comparison=True)(literal({key: value}, JSONB()))
    return and_(some, holds)


class CustomFieldView(ModelView):
    """Fields: /admin/field/."""

    permission = Permission.SETTING_EDIT
    section = "Site"
    label = "Fields"
    order = 80
    form = CustomFieldForm
    can_export = False
    create_template = "content/field_edit.html"
    edit_template = "content/field_edit.html"
    cells = "content/field_cells.html"
    columns = (
        Column("label", "Name", fixed=True),
        Column("kind", "Holds"),
        Column("key", "Key", minor=True),
        Column("on_posts", "On"),
    )
    sorts = (Sort("position", CustomField.position, int, descending=False),)
    empty_words = "No fields yet. A field of your own gives posts or pages a further value."
    delete_note = "What texts have in it stays with them, and comes back with a field of its key."

    def list_select(self) -> Select[Any]:
        """Whole: they are few."""
        return select(CustomField)

    def fill(self, row: Any, form: Any) -> None:
        """Through the action, with what was sent."""
        write_field(current_user._get_current_object(), row, form.sent())

    @property
    def bulk_actions(self) -> Sequence[BulkAction]:
        """Delete."""
        return (BulkAction("delete", "Delete", self._delete, "Deleted {rows}", danger=True),)

    def _delete(self, ids: Sequence[int]) -> list[int]:
        return remove(CustomField, ids)
