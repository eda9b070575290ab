"""A form made from a model, for models that bring none."""

from __future__ import annotations

from enum import Enum
from typing import Any

from flask_admin.contrib.sqla.form import AdminModelConverter
from flask_admin.contrib.sqla.validators import Unique
from flask_admin.model.form import converts
from sqlalchemy import select
from sqlalchemy.orm import RelationshipProperty
from wtforms import DateField, FloatField, TimeField

from admin_app.desk.forms.fields import ChoiceField, MomentField, ReferenceField
from admin_app.extensions import db

CHOICES = 500


class Scaffold(AdminModelConverter):
    """Flask-Admin's converter, with our moments, and a select for a row of another model."""

    # Where Flask-Admin has a converter for the type, ours has its name: the later one would win.

    @converts("admin_app.columns.UtcDateTime", "DateTime")
    def convert_datetime(self, field_args: dict[str, Any], **extra: Any) -> Any:
        """A moment in UTC, typed on the person's clock."""
        return MomentField(**field_args)

    @converts("Date")
    def convert_date(self, field_args: dict[str, Any], **extra: Any) -> Any:
        """A day, in the browser's own control."""
        return DateField(**field_args)

    @converts("Time")
    def convert_time(self, field_args: dict[str, Any], **extra: Any) -> Any:
        """A time of day, in the browser's own control."""
        return TimeField(**field_args)

    @converts("sqlalchemy.sql.sqltypes.Enum")
    def convert_enum(self, column: Any, field_args: dict[str, Any], **extra: Any) -> Any:
        """One of the choices; none of them only where the column may be NULL."""
        members = column.type.enum_class
        words = {one: members[one].value if members else one for one in column.type.enums}

        def chosen(value: Any) -> Any:
            if isinstance(value, Enum) or value in ("", None):
                return value or None
            if value not in words:
                raise ValueError("This is not one of the choices.")
            return members[value] if members else value

        choices = [(name, str(said).replace("_", " ").capitalize()) for name, said in words.items()]
        return ChoiceField(
            coerce=chosen,
            choices=[*([("", "—")] if column.nullable else []), *choices],
            **field_args,
        )

    @converts("Float")
    def convert_float(self, field_args: dict[str, Any], **extra: Any) -> Any:
        """A number with a fraction; decimals of a fixed scale are Flask-Admin's."""
        return FloatField(**field_args)

    def convert(
        self,
        model: Any,
        mapper: Any,
        name: str,
        prop: Any,
        field_args: Any,
        hidden_pk: bool,
    ) -> Any:
        """A field for this attribute; links are chosen through their column."""
        if isinstance(prop, RelationshipProperty):
            return None
        column = getattr(prop, "columns", [None])[0]
        if column is not None and column.foreign_keys and not column.primary_key:
            return self._reference(mapper, name, column, field_args or {})
        field: Any = super().convert(model, mapper, name, prop, field_args, hidden_pk)
        if field is not None:
            # Whether a value is taken is asked inside the save, where the answer stays true.
            validators = field.kwargs.get("validators", [])
            field.kwargs["validators"] = [v for v in validators if not isinstance(v, Unique)]
        return field

    def _reference(self, mapper: Any, name: str, column: Any, field_args: dict[str, Any]) -> Any:
        target = next(iter(column.foreign_keys)).column

        def options() -> list[tuple[int, str]]:
            shown = next(
                (target.table.c[n] for n in ("title", "name") if n in target.table.c), target
            )
            rows = db.session.execute(select(target, shown).order_by(shown, target).limit(CHOICES))
            return [(key, str(words)) for key, words in rows]

        label = field_args.get("label") or name.removesuffix("_id").replace("_", " ").capitalize()
        return ReferenceField(label, options=options, blank="—" if column.nullable else None)
