"""The history of a text: its timeline, two versions side by side, restoring, and who wrote what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from flask import flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form

from admin_app.content.models import Status
from admin_app.content.queries.blame import blame
from admin_app.desk.routes import expose, parse_id
from admin_app.desk.views.manners import Manner, is_file, said_of, sent_as, text_of
from admin_app.desk.views.notices import told
from admin_app.desk.views.saving import Saving
from admin_app.errors import NotAllowed, NotFound, Refusal
from admin_app.extensions import db
from admin_app.history.marks import marked_text
from admin_app.history.models import Change
from admin_app.history.versions import Then, as_read, kept_version, row_at, timeline
from admin_app.keyset import Place, cut_page, page_statement
from admin_app.unit_of_work import Answer, one_commit

SHOWN = 50
KEPT_MARK = "k"


@dataclass(frozen=True)
class Version:
    """A version of a text as an address names it, and as people read it."""

    spec: str
    label: str
    row: Any


@dataclass(frozen=True)
class Difference:
    """A field that stands differently in two versions."""

    name: str
    label: str
    manner: Manner
    left: Field
    right: Field

    @property
    def words(self) -> tuple[Any, Any]:
        """Both values as people read them, with the words marked."""
        marks = marked_text(said_of(self.left), said_of(self.right))
        return marks.left, marks.right

    @property
    def rich(self) -> Any:
        """Both texts as one, as readers see it."""
        return self.manner.marked(text_of(self.left), text_of(self.right))

    @property
    def source(self) -> Any:
        """Both texts as one, as it is written."""
        return marked_text(text_of(self.left), text_of(self.right)).both


class Past(Saving):
    """Mixed into the screens of texts. Whoever sees a text sees its history."""

    @expose("/history/")
    def history_view(self) -> ResponseReturnValue:
        """Every save of the text, newest first."""
        row = self.fetch(request.args.get("id"))
        place = Place(request.args.get("after", ""), request.args.get("before", ""))
        saves = timeline(self.model.__tablename__, row.id)
        found = db.session.execute(page_statement(saves, {Change.id: int}, place, SHOWN)).all()
        page = cut_page(found, place, SHOWN, lambda save: (save.id,))
        return self._page(
            "history", row, page=page, may_undo=self._may_undo_save, said_fields=_said_fields
        )

    @expose("/compare/")
    def compare_view(self) -> ResponseReturnValue:
        """Two versions (`left`, `right`), all fields; without them the last save."""
        return self._compare(request.args.get("id"))

    @expose("/restore/", methods=("POST",))
    def restore_view(self) -> ResponseReturnValue:
        """Put fields (`field`) back to what they were in a version (`left`): a save like others."""
        row_id = request.form.get("id")
        try:
            with one_commit("", form_key=request.form.get("form_key")) as unit:
                row = self.fetch(row_id, lock=True)
                if not self.may_edit(row):
                    raise NotAllowed(f"You can see this {self.noun}, but not change it.")
                self._refuse_if_stale(row)
                version = self._version(row, request.form.get("left", ""))
                words = self._restore(row, version, request.form.getlist("field"))
                unit.summary = f"Restored {words} of “{row.title}” from {version.label}"
                unit.answer = Answer(url_for(".history_view", id=row.id), f"{unit.summary}.")
        except NotFound:
            raise
        except Refusal as refusal:
            return self._compare(row_id, refusal)
        notice = f"{unit.summary}."
        if unit.changeset_id is None:
            notice = "It is the same already, so there was nothing to restore."
        flash(*told(notice, unit.changeset_id))
        return redirect(unit.answer.location, 303)

    @expose("/blame/")
    def blame_view(self) -> ResponseReturnValue:
        """Of each sentence who changed it last, and when."""
        row = self.fetch(request.args.get("id"))
        found = blame(row)
        runs = [
            (owner, [sentence.text for sentence, _ in run])
            for (_, _), group in groupby(
                found.sentences, key=lambda one: (one[0].block, one[1].id if one[1] else 0)
            )
            for run in [list(group)]
            for owner in [run[0][1]]
        ]
        return self._page("blame", row, runs=runs, complete=found.complete)

    def _compare(self, row_id: Any, refusal: Refusal | None = None) -> ResponseReturnValue:
        row = self.fetch(row_id)
        right = self._version(row, request.values.get("right") or str(row.version))
        before = row.version - 1 if right.spec.startswith(KEPT_MARK) else int(right.spec) - 1
        left = self._version(row, request.values.get("left") or str(max(before, 1)))
        found = self._differences(self.form_for(left.row), self.form_for(right.row))
        can_restore = right.row is row and left.row is not row and self.may_edit(row)
        return self._page(
            "compare",
            row,
            status=refusal.status if refusal else 200,
            messages=(refusal.message,) if refusal else (),
            left=left,
            right=right,
            differences=found,
            restorable=[one for one in found if self._restores(one)] if can_restore else [],
        )

    def _page(self, name: str, row: Any, status: int = 200, **more: Any) -> ResponseReturnValue:
        page = self.render(f"content/text_{name}.html", row=row, **more)
        return make_response(page, status)

    def _version(self, row: Any, spec: str) -> Version:
        """The version that an address names. Raises `NotFound`."""
        if spec.startswith(KEPT_MARK):
            kept = kept_version(row, parse_id(spec.removeprefix(KEPT_MARK)))
            if kept is None:
                raise NotFound
            base = row_at(row, kept.version)
            written = Then(base, as_read(row, kept.after or {}))
            return Version(spec, f"{kept.actor_name}’s version, not saved as such", written)
        number = parse_id(spec)
        if number > row.version:
            raise NotFound
        at = row if number == row.version else row_at(row, number)
        return Version(str(number), f"version {number}", at)

    def _differences(self, left: Form, right: Form) -> list[Difference]:
        return [
            Difference(field.name, field.label.text, self.manner_of(field), left[field.name], field)
            for field in right
            if not is_file(field) and field.name in left
            if text_of(left[field.name]) != text_of(field)
        ]

    def _restores(self, one: Difference) -> bool:
        """Whether it can be put back: the trash has ways of its own, in and out."""
        trash = Status.TRASH.value
        return one.name != "status" or trash not in (text_of(one.left), text_of(one.right))

    def _restore(self, row: Any, version: Version, names: list[str]) -> str:
        """Save the text with these fields as they were; in words, which."""
        left, right = self.form_for(version.row), self.form_for(row)
        found = [one for one in self._differences(left, right) if self._restores(one)]
        chosen = [one for one in found if one.name in names]
        if names and found and not chosen:
            raise Refusal("These fields can't be restored; choose others.")
        if not names:
            raise Refusal("Choose what to restore.")
        sent: MultiDict[str, str] = MultiDict()
        for field in right:
            if not is_file(field):
                back = left[field.name] if any(one.name == field.name for one in chosen) else field
                sent.setlist(field.name, sent_as(back))
        form = self._edit_form_class(sent, obj=row)
        if not form.validate():
            wrong = [
                f"{field.label.text}: {' '.join(field.errors)}" for field in form if field.errors
            ]
            raise Refusal(f"This can't be restored. {' '.join(wrong)}")
        self.fill(row, form)
        db.session.flush()
        return _listed([one.label.lower() for one in chosen]) or "nothing"

    def _may_undo_save(self, save: Any) -> bool:
        mine = save.actor_id is not None and save.actor_id == current_user.id
        fresh = save.undone_by is None and save.verb == "edit"
        return bool(fresh and (mine or current_user.may("undo_any")))


@lru_cache(maxsize=512)  # most saves of a text change what others did
def _said_fields(names: str) -> str:
    """The changed columns of a save, as people call them."""
    words = [name.replace("_id", "").replace("body", "text") for name in names.split(",")]
    return ", ".join(words).replace("_", " ")


def _listed(words: list[str]) -> str:
    *some, last = words or [""]
    return f"{', '.join(some)} and {last}" if some else last
