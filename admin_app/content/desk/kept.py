"""What is typed and not saved yet: kept while typing, and offered on return with its difference."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import g, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import load_only
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form

from admin_app.columns import now
from admin_app.content.actions import kept as actions
from admin_app.content.models import Autosave
from admin_app.content.models.kept import TITLE
from admin_app.content.queries import kept as queries
from admin_app.desk.forms import cleaned
from admin_app.desk.routes import expose, parse_id
from admin_app.desk.views.manners import said_of, text_of
from admin_app.desk.views.saving import Saving
from admin_app.errors import Conflict, NotAllowed, NotFound, Refusal
from admin_app.extensions import db
from admin_app.history.marks import marked_text
from admin_app.history.versions import row_at
from admin_app.unit_of_work import Answer, is_answered, new_form_key, one_commit
from admin_app.web.filters import when_amid
from admin_app.web.text import one_line

# Fields of the form that are no words of a person; those that begin with “_” are buttons and ours.
NOT_TYPED = frozenset({"csrf_token", "form_key", "version", "url", "draft_key", "autosaved"})
MOST_FIELDS = 500
LONGEST_AGE = 30 * 24 * 3600
_KEY = re.compile(r"[\w-]{8,64}", re.ASCII)


class Keeping(Saving):
    """Mixed into the screens on which a text is written. In its `fill` such a screen lets go."""

    # What says whether the person may change the row; its words are not loaded for that.
    few_columns: tuple[str, ...] = ("status", "author_id")

    # For the templates

    def beside_form(self, row: Any) -> dict[str, list[Any]]:
        """This person's unsaved words of this text (or of new ones), and who else is in it."""
        row_id = row.id if row is not None else 0
        found = queries.beside(current_user.id, self.model, row_id, self.draft_key())
        return {kind: [one for one in found if one.kind == kind] for kind in ("kept", "here")}

    def draft_key(self) -> str:
        """The key that the form on this page keeps its words under."""
        if "draft_key" not in g:
            taken = self._taken()
            sent = request.form.get("draft_key", "")
            g.draft_key = taken.draft_key if taken else sent if _is_key(sent) else new_form_key()
        return str(g.draft_key)

    def is_kept(self) -> bool:
        """Whether the words in the form on this page are kept already, so that a save lets go."""
        return self._taken() is not None or bool(request.form.get("autosaved"))

    # Taking over: the form as it was typed

    def new_form(self) -> Form:
        """The empty form, or what was typed into one before."""
        taken = self._taken()
        return self.typed_form(words_typed(taken)) if taken else super().new_form()

    def form_for(self, row: Any) -> Form:
        """The form of the row as it is stored, or as it was typed over."""
        taken = self._taken()
        if taken is None or taken.entity_id != row.id:
            return self.stored_form(row)
        return self.typed_form(words_typed(taken), row)

    def stored_form(self, row: Any) -> Form:
        """The form of the row as it is stored."""
        return super().form_for(row)

    def typed_form(self, words: MultiDict[str, str], row: Any = None) -> Form:
        """The form of the row, or of a new one, with these words in it."""
        return self._edit_form_class(words, obj=row) if row else self._create_form_class(words)

    def form_at(self, row: Any, version: int) -> Form:
        """The form of the row as it was stored at this version."""
        return self.stored_form(row_at(row, version))

    def show(self, form: Form, row: Any = None, **given: Any) -> ResponseReturnValue:
        """The form's page; words that are taken over keep the version that they began from."""
        taken = self._taken()
        if taken is not None and row is not None and given.get("version") is None:
            given["version"] = taken.version
        return super().show(form, row, **given)

    def _taken(self) -> Autosave | None:
        """The kept words that the address asks to put into the form."""
        if request.method != "GET" or "kept" not in request.args or request.path.endswith("save/"):
            return None
        if "taken" not in g:
            g.taken = self._own(request.args["kept"])
        taken: Autosave = g.taken
        if taken.entity_id and str(taken.entity_id) != request.args.get("id"):
            raise NotFound
        return taken

    def let_go(self, entity_id: int) -> None:
        """In a save: forget what was kept of this form, where it says that something is."""
        key = request.form.get("draft_key", "")
        if request.form.get("autosaved") and _is_key(key):
            actions.forget(current_user.id, self.model.__tablename__, entity_id, key)

    # Endpoints

    @expose("/autosave/", methods=("GET", "POST"))
    def autosave_view(self) -> ResponseReturnValue:
        """What was kept beside what is stored; a POST keeps the form that it carries."""
        if request.method == "GET":
            return self._difference()
        return self._keep_typed()

    @expose("/autosave/discard/", methods=("POST",))
    def discard_view(self) -> ResponseReturnValue:
        """Offer the kept words with this `id` no more; for a month they can still be had."""
        key = request.form.get("form_key")
        with one_commit("Discarded unsaved words", record=False, form_key=key) as unit:
            kept = self._own(request.form.get("id"))
            page = ".edit_view" if kept.entity_id else ".create_view"
            unit.answer = Answer(url_for(page, id=kept.entity_id or None, discarded=kept.id))
            actions.discard(kept)
        return redirect(unit.answer.location, 303)

    def _keep_typed(self) -> ResponseReturnValue:
        typed, version = self._typed()
        said = when_amid(typed.at), typed.at.isoformat()
        kept: int | None = None
        with one_commit("Kept unsaved words", record=False):
            if request.form.get("_forget"):
                actions.forget(typed.person_id, typed.entity, typed.entity_id, typed.draft_key)
            else:
                kept = actions.keep(typed)
        return jsonify(id=kept, said=said[0], at=said[1], version=version)

    def _typed(self) -> tuple[actions.Typed, int]:
        """The form that was sent, and the version that is stored now; refuses who may not save."""
        sent = cleaned(request.form)
        key = sent.get("draft_key", "")
        fields = [(name, text) for name, text in sent.items(multi=True) if _is_typed(name)]
        if not _is_key(key) or len(fields) > MOST_FIELDS:
            raise Refusal("This is not what the form of a text sends.", status=400)
        if sent.get("_person", "") != str(current_user.id):
            raise Conflict("Somebody else is signed in now; these words are not theirs.")
        row_id, version = self._place()
        typed = actions.Typed(
            person_id=current_user.id,
            entity=self.model.__tablename__,
            entity_id=row_id,
            draft_key=key,
            version=_number(sent.get("version"), version),
            title=one_line(sent.get("title", ""))[:TITLE],
            fields=fields,
            at=now() - timedelta(seconds=_number(sent.get("_age"), 0, LONGEST_AGE)),
            saved=is_answered(sent.get("form_key", "")),
        )
        return typed, version

    def _place(self) -> tuple[int, int]:
        """Id and version of the text that the address names, 0 and 0 for a new one."""
        if "id" not in request.args:
            if not self.may_create():
                raise NotAllowed(f"You can't create a {self.noun}.")
            return 0, 0
        row = self._row(request.args["id"])
        self._refuse_unless_editable(row)
        return row.id, row.version

    def _row(self, row_id: Any) -> Any:
        """The text without its words."""
        model = self.model
        names = ("id", "version", *self.few_columns)
        few = load_only(*(getattr(model, name) for name in names))
        rows = self.visible(select(model).options(few).where(model.id == parse_id(row_id)))
        row = db.session.scalars(rows).one_or_none()
        if row is None:
            raise NotFound
        return row

    def _own(self, kept_id: Any) -> Autosave:
        """What this person left, of this kind of text. Raises `NotFound`."""
        kept = queries.own_autosave(current_user.id, parse_id(kept_id))
        if kept is None or kept.entity != self.model.__tablename__:
            raise NotFound
        return kept

    def _difference(self) -> ResponseReturnValue:
        kept = self._own(request.args.get("id"))
        row = self.fetch(kept.entity_id) if kept.entity_id else None
        typed = self.typed_form(words_typed(kept), row)
        if row is None:
            base = stored = super().new_form()
        else:
            self._refuse_unless_editable(row)
            stored = self.stored_form(row)
            moved_on = 0 < kept.version < row.version
            base = self.form_at(row, kept.version) if moved_on else stored
        rows = [self._beside(field, stored[field.name]) for field in _changed(typed, stored, base)]
        return self.render("content/kept.html", unsaved=kept, row=row, rows=rows)

    def _beside(self, typed: Field, stored: Field) -> dict[str, Any]:
        """A field of both forms as the page shows it, its words marked."""
        manner, label = self.manner_of(typed), typed.label.text
        if manner.rich:
            return {"label": label, "stretches": manner.marked(text_of(stored), text_of(typed))}
        marks = marked_text(said_of(stored), said_of(typed))
        return {"label": label, "left": marks.left, "right": marks.right}


def _changed(typed: Form, stored: Form, base: Form) -> Iterator[Field]:
    """The fields that this person changed, and that are stored otherwise."""
    for field in typed:
        mine = text_of(field)
        if field.raw_data and mine not in (text_of(stored[field.name]), text_of(base[field.name])):
            yield field


def words_typed(kept: Autosave) -> MultiDict[str, str]:
    """The fields of the form, as a browser sent them."""
    return MultiDict((str(name), str(text)) for name, text in kept.fields)


def _is_typed(name: str) -> bool:
    return name not in NOT_TYPED and not name.startswith("_") and len(name) <= 100


def _is_key(text: str) -> bool:
    return bool(_KEY.fullmatch(text))


def _number(text: str | None, otherwise: int, most: int = 2**31 - 1) -> int:
    """The number in this text, up to `most`."""
    if text and text.isascii() and text.isdigit() and len(text) < 20:
        return min(int(text), most)
    return otherwise
