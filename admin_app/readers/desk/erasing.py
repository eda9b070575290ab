"""All that is kept of one reader, as a file; and its end. For owners."""

from __future__ import annotations

from typing import Any

from flask import (
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from admin_app.desk.routes import expose
from admin_app.desk.views import PageView
from admin_app.desk.views.notices import told
from admin_app.errors import NotFound, Refusal
from admin_app.history.record import changeset_id_of
from admin_app.people.permissions import Permission
from admin_app.readers.actions.erase import Fate, erase
from admin_app.readers.desk.reader import reader_address, sent_email
from admin_app.readers.queries.erasures import erasures
from admin_app.readers.reader_data import reader_json, rehearsal
from admin_app.unit_of_work import Answer, one_commit

SUMMARY = "Erased all that was kept of a reader"
FATES = {
    Fate.ANONYMISED: "Their comments stay, under no name",
    Fate.DELETED: "Their comments go too; answers to them stay",
}


class ErasureView(PageView):
    """A reader's data: /admin/reader-data/?email=…"""

    permission = Permission.READER_DATA

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        """What is to be erased of the reader, before it is; without an address, what was erased."""
        email = sent_email()
        if not email:
            return self.render("readers/erasures.html", erasures=erasures())
        return self._ask(email)

    @expose("/export/")
    def export(self) -> ResponseReturnValue:
        """Everything about the reader with this address, as JSON."""
        email = sent_email()
        if not email:
            raise NotFound
        answer = Response(stream_with_context(reader_json(email)), mimetype="application/json")
        answer.headers["Content-Disposition"] = 'attachment; filename="reader.json"'
        answer.headers["Cache-Control"] = "private, no-store"
        return answer

    @expose("/erase/", methods=("POST",))
    def erase(self) -> ResponseReturnValue:
        """Erase it, where the address was typed once more; one commit, without Undo."""
        email = sent_email()
        if not email:
            raise NotFound
        typed = request.form.get("confirm", "").strip().lower()
        here = url_for(".index_view")
        try:
            fate = _fate(request.form.get("comments", ""))
            if typed != email:
                raise Refusal("This is not the address; nothing was erased.", "confirm")
            key = request.form.get("form_key")
            with one_commit(SUMMARY, form_key=key) as unit:
                erase(_person(), email, fate, str(current_app.config["SECRET_KEY"]))
                changeset_id_of(unit)
                unit.answer = Answer(here, f"{SUMMARY}.")
        except NotFound:
            raise
        except Refusal as refusal:
            return self._ask(email, refusal)
        flash(*told(f"{SUMMARY}.", None))
        return redirect(here, 303)

    def _ask(self, email: str, refusal: Refusal | None = None) -> ResponseReturnValue:
        html = self.render(
            "readers/erase.html",
            email=email,
            found=rehearsal(email),
            fates=[(fate.value, words) for fate, words in FATES.items()],
            chosen=request.form.get("comments", Fate.ANONYMISED.value),
            back=reader_address(email),
            refusal=refusal,
        )
        return make_response(html, refusal.status if refusal else 200)


def _person() -> Any:
    return current_user._get_current_object()


def _fate(text: str) -> Fate:
    try:
        return Fate(text)
    except ValueError:
        raise Refusal("Choose what becomes of the comments.", "comments") from None
