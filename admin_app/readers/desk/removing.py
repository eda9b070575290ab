"""Removing one comment with a reason: the page behind “Remove because…”."""

from __future__ import annotations

from typing import Any

from flask import flash, make_response, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from admin_app.content.queries.settings import site_settings
from admin_app.desk.forms import cleaned, hang
from admin_app.desk.routes import expose
from admin_app.desk.views.notices import told
from admin_app.desk.views.saving import Saving
from admin_app.errors import NotFound, Refusal
from admin_app.readers.actions.decide import decide
from admin_app.readers.actions.reasons import read_because
from admin_app.readers.desk.cards import cards
from admin_app.readers.desk.forms import RemoveForm
from admin_app.readers.models import CommentStatus
from admin_app.readers.queries import queue
from admin_app.unit_of_work import Answer, answer_again, one_commit


class Removing(Saving):
    """The page of the queue that asks why."""

    @expose("/remove/", methods=("GET", "POST"))
    def remove_view(self) -> ResponseReturnValue:
        """The comment and the reasons, or the removal."""
        comment = self.fetch(request.args.get("id"))
        if request.method == "GET":
            shown = RemoveForm(data={"reason": comment.reason, "words": comment.reason_words})
            return self._show_reasons(comment.id, shown)
        form = RemoveForm(cleaned(request.form))
        if not form.validate():
            answer_again(request.form.get("form_key"))
            return self._show_reasons(comment.id, form, 422)
        try:
            return self._remove(comment.id, form)
        except NotFound:
            raise
        except Refusal as refusal:
            messages = () if hang(form, refusal) else (refusal.message,)
            return self._show_reasons(comment.id, form, refusal.status, messages)

    def _remove(self, comment_id: int, form: RemoveForm) -> ResponseReturnValue:
        person, back = current_user._get_current_object(), self.back()
        because = read_because(form.reason.data or "", form.words.data or "")
        if because is None:
            raise Refusal("Choose a reason, or say in a few words why.", "reason")
        with one_commit("Removed", form_key=request.form.get("form_key")) as unit:
            comment = self.fetch(comment_id, lock=True)
            seen = {comment.id: request.form.get("seen") or comment.status}
            changed = decide(person, [comment.id], CommentStatus.REMOVED, seen, because)
            why = because.reason.label.lower()
            unit.summary = f"Removed the comment by {comment.author_name}: {why}"
            notice = f"{unit.summary}." if changed else "Nothing needed to change."
            unit.answer = Answer(back, notice)
        flash(*told(notice, unit.changeset_id))
        return redirect(back, 303)

    def _show_reasons(
        self, comment_id: int, form: RemoveForm, status: int = 200, messages: Any = ()
    ) -> ResponseReturnValue:
        row = queue.case(comment_id)
        if row is None:
            raise NotFound
        page = self.render(
            "readers/remove.html",
            card=cards([row])[0],
            form=form,
            messages=messages,
            tells=site_settings().tell_readers,
            back=self.back(),
        )
        return make_response(page, status)
