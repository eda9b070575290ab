"""Bulk edit: choose what to change in many texts, see what it would come to, then do it."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from admin_app.content.actions.texts.bulk import MovedOn, Plan, change, rehearse
from admin_app.content.desk.told import Telling
from admin_app.content.forms.bulk import BulkForm
from admin_app.desk.forms import cleaned, hang
from admin_app.desk.lists import ListState
from admin_app.desk.routes import expose, parse_id
from admin_app.desk.views import ModelView
from admin_app.desk.views.notices import told
from admin_app.errors import NotFound, Refusal
from admin_app.extensions import db
from admin_app.ids import among
from admin_app.unit_of_work import Answer, one_commit

MOST = 5_000
"""Texts that one bulk edit changes: they are all looked at, and each may get its own values."""
SHOWN = 50
LONGEST_QUERY = 20_000


class BulkEdit(ModelView):
    """What is chosen, and what is to become of it, stands in the address of the rehearsal."""

    @expose("/bulk/", methods=("GET", "POST"))
    def bulk_view(self) -> ResponseReturnValue:
        """The form, and below it what its wishes would come to; the list sends here what it chose.

        Writes nothing.
        """
        if request.method == "POST":
            return redirect(f"{url_for('.bulk_view')}?{urlencode(self._chosen())}", 303)
        return self._rehearsed(request.args)

    @expose("/bulk/change/", methods=("POST",))
    def bulk_change(self) -> ResponseReturnValue:
        """Do what was rehearsed: one commit, or nothing."""
        asked = MultiDict(parse_qsl(request.form.get("asked", "")[:LONGEST_QUERY]))
        form = BulkForm(self.model, cleaned(asked))
        if not form.validate():
            return self._rehearsed(asked)
        back = self._list_behind(asked)
        try:
            with one_commit("Bulk edit", form_key=request.form.get("form_key")) as unit:
                plan = change(
                    current_user._get_current_object(),
                    self.model,
                    self._ids(asked),
                    form.wishes(),
                    request.form.get("digest", ""),
                    leave_out=bool(request.form.get("leave_out")),
                )
                wishes = Telling(plan).in_short(form.wishes())
                unit.summary = f"Changed {self.counted(len(plan.edits))}: {wishes}"
                unit.answer = Answer(back, f"{unit.summary}.")
        except NotFound:
            raise
        except Refusal as refusal:
            return self._rehearsed(asked, refusal)
        flash(*told(f"{unit.summary}.", unit.changeset_id))
        return redirect(back, 303)

    def _rehearsed(
        self, asked: MultiDict[str, str], refusal: Refusal | None = None
    ) -> ResponseReturnValue:
        ids = self._ids(asked)
        form = BulkForm(self.model, cleaned(asked))
        plan: Plan | None = None
        if form.validate() and not (refusal and refusal.field) and not form.wishes().is_empty:
            try:
                plan = rehearse(current_user._get_current_object(), self.model, ids, form.wishes())
            except Refusal as wrong:
                refusal = wrong
        messages: tuple[str, ...] = ()
        if refusal is not None:
            form.validate()
            messages = () if hang(form, _named(refusal)) else (refusal.message,)
        telling = Telling(plan, SHOWN) if plan else None
        page = self.render(
            "content/bulk_edit.html",
            form=form,
            count=len(ids),
            plan=plan,
            telling=telling,
            carried={name: asked.get(name) for name in ("ids", "all", "state") if asked.get(name)},
            asked=urlencode(list(asked.items(multi=True))),
            messages=messages,
            moved=isinstance(refusal, MovedOn),
            back=self._list_behind(asked),
            fields=Counter(name for edit in plan.edits for name in edit.after) if plan else {},
        )
        wrong_fields = any(one.errors for one in form)
        status = refusal.status if refusal else (422 if wrong_fields else 200)
        return make_response(page, status)

    def _chosen(self) -> dict[str, str]:
        """What the list's form says was chosen, as the address takes it."""
        state = request.form.get("state", "")[:4000]
        if request.form.get("all_matching"):
            return {"all": "1", "state": state}
        ids = [str(parse_id(text)) for text in request.form.getlist("rowid")]
        if not ids:
            raise Refusal(f"Select at least one {self.noun} first.", status=400)
        return {"ids": " ".join(ids), "state": state}

    def _ids(self, asked: MultiDict[str, str]) -> list[int]:
        """The ids of what was chosen. Raises `NotFound` if one of them is not visible."""
        if asked.get("all"):
            rows = self.narrowed(select(self.model.id), self._state(asked))
        else:
            wanted = {parse_id(text) for text in asked.get("ids", "").split()[: MOST + 1]}
            rows = self.visible(select(self.model.id).where(among(self.model.id, wanted)))
        ids = list(db.session.scalars(rows.order_by(self.model.id).limit(MOST + 1)))
        if len(ids) > MOST:
            raise Refusal(f"At most {MOST:,} {self.plural} can be changed in one step.", status=400)
        if not asked.get("all") and (not wanted or len(ids) != len(wanted)):
            raise NotFound("One of the selected rows is gone, or is not yours. Choose again.")
        return ids

    def _state(self, asked: MultiDict[str, str]) -> ListState:
        return self.state_in(MultiDict(parse_qsl(asked.get("state", "")[:4000].lstrip("?"))))

    def _list_behind(self, asked: MultiDict[str, str]) -> str:
        state = self._state(asked)
        index: str = url_for(".index_view")
        return index + state.query(after=state.after, before=state.before)


def _named(refusal: Refusal) -> Refusal:
    """Of a tag that is made with the others, the refusal stands beside the field that named it."""
    names: dict[Any, str] = {"tags": "add_tags", "categories": "add_categories"}
    return Refusal(refusal.message, names.get(refusal.field, refusal.field), refusal.status)
