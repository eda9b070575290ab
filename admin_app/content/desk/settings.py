"""The screen of settings: one row, as a page of sentences."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from admin_app.content.actions.settings import change_settings
from admin_app.content.forms.settings import SettingForm
from admin_app.desk.routes import expose
from admin_app.desk.views import ModelView
from admin_app.people.permissions import Permission

THE_ROW = "1"


class SettingView(ModelView):
    """Settings: /admin/setting/."""

    permission = Permission.SETTING_EDIT
    section = "Site"
    label = "Settings"
    order = 90
    form = SettingForm
    can_create = False
    can_delete = False
    can_export = False
    edit_template = "content/setting_edit.html"

    @expose("/", methods=("GET", "POST"))
    def index_view(self) -> ResponseReturnValue:
        """The form, or its saving."""
        if request.method == "POST":
            return self._save(THE_ROW)
        row = self.fetch(THE_ROW)
        return self.show(self.form_for(row), row)

    @expose("/edit/")
    def edit_view(self) -> ResponseReturnValue:
        """The one row's address elsewhere on the desk: it is the page itself."""
        return redirect(url_for(".index_view"))

    def fill(self, row: Any, form: Any) -> None:
        """Through the action, with what was sent."""
        change_settings(current_user._get_current_object(), row, form.sent())

    def said(self, verb: str, row: Any) -> str:
        """What was done, in words."""
        return "Changed the settings"

    def after_save(self, row: Any) -> str:
        """Here again."""
        return url_for(".index_view")
