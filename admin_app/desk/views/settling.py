"""What a save does about the saves that came before it: merge, ask, and keep both texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import make_response, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form

from admin_app.desk.views.base import Screen
from admin_app.desk.views.manners import Manner, column_of, is_merged, manner_of, sent_as
from admin_app.desk.views.merging import Merging, Stale, merge_forms, who_changed
from admin_app.errors import Conflict, Refusal
from admin_app.history.models import KEPT
from admin_app.history.record import record_rows
from admin_app.history.rows import links, plain, recorded_columns, table_of
from admin_app.history.versions import ids_of_names, row_at, since

ASKED = ("csrf_token", "form_key", "version", "merging")
"""Fields of the page that asks, which are not of the form."""
CHOICES = ("choice.", "text.")
KEPT_FIELD = "kept."
VERSION = ""
"""Stands among what is kept for the version that it was written on."""


class Settling(Screen):
    """The part of a ModelView that merges. A view says with `manner_of` how its fields are."""

    merge_template = "admin/model/merge.html"
    _edit_form_class: type[Form]

    def manner_of(self, field: Field) -> Manner:
        """How this field is compared and merged."""
        return manner_of(field)

    def form_for(self, row: Any) -> Form:
        """The form with the values of this row."""
        return self._edit_form_class(obj=row)

    def _refuse_if_stale(self, row: Any) -> None:
        """Raise `Conflict` where an act was meant for a version that others have changed since."""
        if _number(request.form.get("version")) != row.version:
            raise Conflict("Someone else has saved this meanwhile. Look at it again first.")

    def _settle(self, row: Any, form: Form) -> tuple[str, Mapping[str, str]]:
        """Put into the form what others saved since it was opened; in words, what that was.

        And what this person had written, where it is not saved as such, for `_keep`. Raises
        `Stale` where both changed the same, and `Refusal` where the form names no version.
        """
        version = _number(request.form.get("version"))
        if version is None or version > row.version:
            raise Refusal("The form did not say which version it shows; open it again.", status=400)
        told = ""
        kept = _carried(request.form)
        answered = _number(request.form.get("merging"))
        if answered is not None and answered < version:
            asked = self._merging(row, form, answered, version)
            kept = kept or _written(asked)
            asked.apply(request.form)
            told = self._told(row, asked)
        if version != row.version:
            merging = self._merging(row, form, version, row.version)
            if merging.questions:
                raise Stale(merging, kept)
            merging.apply()
            told = self._told(row, merging)
        if (answered is not None or told) and not form.validate():
            raise Refusal("Put together with what was saved meanwhile, this can't be saved.")
        return told, kept

    def _merging(self, row: Any, form: Form, base: int, version: int) -> Merging:
        theirs = row if version == row.version else row_at(row, version)
        forms = self.form_for(row_at(row, base)), self.form_for(theirs)
        return merge_forms(form, *forms, self.manner_of, (base, version))

    def _keep(self, row: Any, kept: Mapping[str, str]) -> None:
        """Store, with this save, what was written and is not saved as such: all of it."""
        version = _number(kept.get(VERSION))
        if not version or version >= row.version:
            return
        sent = {
            field.name: self.manner_of(field).clean(kept[field.name])
            for field in self._edit_form_class(obj=row)
            if field.name in kept
        }
        written = self.values_of(self._edit_form_class(MultiDict(sent), obj=row))
        after = _as_kept(type(row), row_at(row, version), written)
        if after:
            words = {"label": row.history_label, "version": version, "after": after}
            record_rows(table_of(type(row)).name, KEPT, [{"entity_id": row.id, **words}])

    def values_of(self, form: Form) -> dict[str, Any]:
        """What was sent of a form, by the columns and links of the row that it is of."""
        return {column_of(self.model, one.name): one.data for one in form if one.raw_data}

    def _told(self, row: Any, merging: Merging) -> str:
        words = merging.told()
        if not words:
            return ""
        names = [part.name for part in merging.parts if part.told()]
        saves = since(row, merging.base_version)
        people = [
            "your own other window" if who == current_user.name else who
            for who in who_changed(self.model, saves, names)
        ]
        return f" Kept from {_listed(people)}: {_listed(words)}."

    def _ask_which(self, form: Form, row_id: Any, stale: Stale) -> ResponseReturnValue:
        """Both texts of what clashes, with a proposal; the rest is merged and sent along."""
        row = self.fetch(row_id)
        merging = stale.merging
        saves = since(row, merging.base_version)
        page = self.render(
            self.merge_template,
            form=form,
            row=row,
            merging=merging,
            questions=merging.questions,
            who=_listed(who_changed(self.model, saves, [part.name for part in merging.parts])),
            told=merging.told(),
            sent=_sent_again(form, stale.kept),
        )
        return make_response(page, 409)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None


def _listed(words: Iterable[str]) -> str:
    *some, last = list(words) or [""]
    return f"{', '.join(some)} and {last}" if some else last


def _sent_again(form: Form, kept: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the page that asks carries along: the form as it was sent, and what else was sent."""
    values = {field.name: sent_as(field) for field in form if is_merged(field)}
    others = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in values and name not in ASKED and not name.startswith((*CHOICES, KEPT_FIELD))
    ]
    carried = [(f"{KEPT_FIELD}{name}", str(value)) for name, value in kept.items()]
    return [*((name, one) for name, held in values.items() for one in held), *others, *carried]


def _written(merging: Merging) -> dict[str, str]:
    """What this person had written, by field, where anything of it clashed."""
    asked = {VERSION: str(merging.base_version), **merging.written}
    return asked if merging.questions else {}


def _as_kept(model: Any, base: Any, written: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a row as history keeps them; names within one column add to what `base` held."""
    kept: dict[str, Any] = {}
    for name, value in written.items():
        if name in links(model) and isinstance(value, list):
            kept[name] = ids_of_names(model, name, value)
        elif name in recorded_columns(model):
            whole = isinstance(value, dict) and {**(getattr(base, name) or {}), **value}
            kept[name] = plain(whole or value)
    return kept


def _carried(sent: Mapping[str, str]) -> dict[str, str]:
    """The same, where it has come along through a second page."""
    return {
        name.removeprefix(KEPT_FIELD): value.replace("\r\n", "\n")
        for name, value in sent.items()
        if name.startswith(KEPT_FIELD)
    }
