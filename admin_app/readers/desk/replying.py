"""Answering a comment from the queue: one save, which approves what waited."""

from __future__ import annotations

from typing import Any

from flask import flash, make_response, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from admin_app.desk.forms import cleaned, hang
from admin_app.desk.routes import expose
from admin_app.desk.views.notices import told
from admin_app.desk.views.saving import Saving
from admin_app.errors import NotFound, Refusal
from admin_app.readers.actions.reply import reply
from admin_app.readers.desk.cards import cards
from admin_app.readers.desk.forms import ReplyForm
from admin_app.readers.models import CommentStatus
from admin_app.readers.queries import queue
from admin_app.unit_of_work import Answer, answer_again, one_commit


class Replying(Saving):
    """The reply page of the queue."""

    @expose("/reply/", methods=("GET", "POST"))
    def reply_view(self) -> ResponseReturnValue:
        """The comment and an empty field below it, or the saving of the reply."""
        comment = self.fetch(request.args.get("id"))
        if request.method == "GET":
            return self._show_reply(comment.id, ReplyForm())
        form = ReplyForm(cleaned(request.form))
        if not form.validate():
            answer_again(request.form.get("form_key"))
            return self._show_reply(comment.id, form, 422)
        try:
            return self._save_reply(comment.id, form)
        except NotFound:
            raise
        except Refusal as refusal:
            messages = () if hang(form, refusal) else (refusal.message,)
            return self._show_reply(comment.id, form, refusal.status, messages)

    def _save_reply(self, comment_id: int, form: ReplyForm) -> ResponseReturnValue:
        person = current_user._get_current_object()
        back = self.back()
        with one_commit("Replied", form_key=request.form.get("form_key")) as unit:
            comment = self.fetch(comment_id, lock=True)
            waited = comment.status == CommentStatus.PENDING
            reply(person, comment, form.body.data, request.form.get("seen"))
            unit.summary = (
                f"Approved the comment by {comment.author_name} and replied"
                if waited
                else f"Replied to {comment.author_name}"
            )
            unit.answer = Answer(back, f"{unit.summary}.")
        flash(*told(f"{unit.summary}.", unit.changeset_id))
        return redirect(back, 303)

    def _show_reply(
        self, comment_id: int, form: ReplyForm, status: int = 200, messages: Any = ()
    ) -> ResponseReturnValue:
        row = queue.case(comment_id)
        if row is None:
            raise NotFound
        page = self.render(
            "readers/reply.html",
            card=cards([row])[0],
            form=form,
            messages=messages,
            back=self.back(),
        )
        return make_response(page, status)
