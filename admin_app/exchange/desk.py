"""Import on the desk: upload a WordPress export, watch it come in, undo it."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from admin_app import desk
from admin_app.desk.forms import hang
from admin_app.desk.routes import expose, parse_id
from admin_app.desk.views import PageView
from admin_app.desk.views.notices import told
from admin_app.desk.views.progress import progress_page
from admin_app.errors import NotFound, Refusal
from admin_app.exchange import uploads
from admin_app.exchange.actions.runs import report_of
from admin_app.exchange.actions.uploaded import ask_for_import
from admin_app.exchange.forms import LARGEST_UPLOAD, MIB, ImportForm
from admin_app.exchange.queries import imports as queries
from admin_app.exchange.report import counted, worded
from admin_app.exchange.wxr.reader import survey
from admin_app.people.access import signed_in_person
from admin_app.people.permissions import Permission
from admin_app.unit_of_work import Answer, answer_again, one_commit

# So much is read while the person waits; what is wrong with it is said beside the field.
_READ_AT_ONCE = 8 * MIB


def put_on_desk(app: Flask) -> None:
    """Register the screen."""
    app.jinja_env.globals.update(counted_words=counted, noun_words=worded)
    # Before the token of a form is looked for, since that reads the form.
    app.before_request_funcs.setdefault(None, []).insert(0, _allow_large_file)
    desk.add(ImportView(name="Import", endpoint="import", url="/admin/import"), app)


def _allow_large_file() -> None:
    """An owner's upload may be larger than any other form; nobody else's."""
    if (
        request.method == "POST"
        and request.endpoint == ImportView.UPLOAD
        and (current_user.is_authenticated and current_user.may(Permission.IMPORT_DATA))
    ):
        request.max_content_length = LARGEST_UPLOAD + MIB


class ImportView(PageView):
    """Import: /admin/import/."""

    permission = Permission.IMPORT_DATA
    section = "Site"
    label = "Import"
    order = 50

    UPLOAD = "import.index_view"

    @expose("/", methods=("GET", "POST"))
    def index_view(self) -> ResponseReturnValue:
        """The form and the imports there have been; or the upload."""
        if request.method == "GET":
            return self._page(ImportForm())
        form = ImportForm(request.files)
        try:
            return self._upload()
        except Refusal as refusal:
            answer_again(request.form.get("form_key"))
            if not hang(form, refusal):
                raise
            return self._page(form, refusal.status)

    @expose("/run/")
    def run(self) -> ResponseReturnValue:
        """How far one import has come; it asks again by itself until it is over."""
        run = queries.run_shown(parse_id(request.args.get("id")))
        if run is None:
            raise NotFound
        return progress_page(self.render, "exchange/run.html", run, run=run, report=report_of(run))

    def _page(self, form: ImportForm, status: int = 200) -> ResponseReturnValue:
        page = self.render("exchange/import.html", form=form, runs=queries.newest_runs())
        return make_response(page, status)

    def _upload(self) -> ResponseReturnValue:
        path, name = uploads.keep(request.files.get("file"))
        try:
            _refuse_if_unreadable(path)
            key = request.form.get("form_key")
            with one_commit(f"Asked to import {name}", form_key=key) as unit:
                run = ask_for_import(signed_in_person(), path, name)
                here = url_for(".run", id=run.id)
                unit.answer = Answer(here, f"“{name}” is here and is being imported.")
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        flash(*told(unit.answer.notice, None))
        return redirect(here, 303)


def _refuse_if_unreadable(path: Path) -> None:
    if path.stat().st_size <= _READ_AT_ONCE:
        with path.open("rb") as file:
            survey(file)
