"""Sending a text for review, approving it, and returning it with a note."""

from __future__ import annotations

from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from admin_app.content.actions.texts import return_text
from admin_app.content.forms.texts import NoteForm
from admin_app.content.models import Status
from admin_app.content.policy.texts import may_review
from admin_app.content.queries.texts import email_of
from admin_app.desk.forms import cleaned, hang
from admin_app.desk.routes import expose
from admin_app.desk.views.notices import told
from admin_app.desk.views.saving import Saving
from admin_app.errors import NotAllowed, NotFound, Refusal
from admin_app.outbox import post_mail
from admin_app.unit_of_work import Answer, answer_again, one_commit
from admin_app.web.hosts import NoTrustedAddress, site_address


class Reviewing(Saving):
    """What stands between a draft and its readers."""

    def sent_form(self, creating: bool) -> Any:
        """With the state of the button that was pressed, where it names one."""
        pressed = request.form.get("_state")
        if pressed is None:
            return super().sent_form(creating)
        made = self._create_form_class if creating else self._edit_form_class
        sent: MultiDict[str, str] = cleaned(request.form)
        sent.setlist("status", [pressed])
        return made(sent)

    def may_review(self, row: Any) -> bool:
        """Whether this person approves or returns it."""
        return may_review(current_user, row)

    @expose("/return/", methods=("GET", "POST"))
    def return_view(self) -> ResponseReturnValue:
        """The page that asks for the note, or the return itself."""
        row = self.fetch(request.args.get("id"))
        if request.method == "GET":
            return self._ask_for_note(row, NoteForm())
        form = NoteForm(cleaned(request.form))
        if not form.validate():
            answer_again(request.form.get("form_key"))
            return self._ask_for_note(row, form, 422)
        try:
            return self._return(row.id, form)
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            messages = () if hang(form, refusal) else (refusal.message,)
            return self._ask_for_note(self.fetch(row.id), form, refusal.status, messages)

    def _return(self, row_id: int, form: NoteForm) -> ResponseReturnValue:
        with one_commit("", form_key=request.form.get("form_key")) as unit:
            row = self.fetch(row_id, lock=True)
            self._refuse_if_stale(row)
            return_text(current_user._get_current_object(), row, form.note.data or "")
            self._tell_writer(row)
            unit.summary = f"Returned {self.noun} “{row.title}” with a note"
            unit.answer = Answer(self.back(), f"{unit.summary}.")
        flash(*told(f"{unit.summary}.", unit.changeset_id))
        return redirect(unit.answer.location, 303)

    def _tell_writer(self, row: Any) -> None:
        """A mail to who wrote it, unless that is who returns it."""
        to = email_of(row.author_id) if row.author_id != current_user.id else None
        if to is None:
            return
        try:
            link = site_address() + url_for(".edit_view", id=row.id)
        except NoTrustedAddress:
            link = ""
        text = render_template("content/email/returned.txt", row=row, link=link)
        post_mail(to, f"“{row.title}” came back with a note", text)

    def _ask_for_note(
        self, row: Any, form: NoteForm, status: int = 200, messages: Any = ()
    ) -> ResponseReturnValue:
        if row.status == Status.IN_REVIEW and not self.may_review(row):
            raise NotAllowed(f"Only an editor can return a {self.noun} from review.")
        page = self.render(
            "content/text_return.html", row=row, form=form, messages=messages, back=self.back()
        )
        return make_response(page, status)
