"""The one base ModelView: access by policy, lists, one-commit saves, deletes and actions."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.typing import ResponseReturnValue
from flask_admin.contrib.sqla.view import ModelView as StockView
from flask_login import current_user

from admin_app.desk.forms import DeskForm, Scaffold
from admin_app.desk.routes import expose
from admin_app.desk.views.acting import Acting
from admin_app.desk.views.base import Shown
from admin_app.desk.views.deleting import Deleting
from admin_app.desk.views.saving import Saving
from admin_app.extensions import db


class ModelView(Acting, Saving, Deleting, StockView):
    """A list, forms, delete page and bulk actions over one recorded model.

    `MyView(MyModel)` is enough for all of them. What a view says about itself are the attributes
    below and those of its parts (`views/listing.py` and its neighbours); whom it shows what, it
    says by overriding `visible`, `may_create`, `may_edit` and `may_delete` (`views/base.py`).
    """

    permission = "record_edit"
    section = "Content"
    label = ""
    order = 50

    # Flask-Admin's own, set for all of ours.
    form_base_class = DeskForm
    model_form_converter = Scaffold
    can_view_details = False
    can_export = True
    list_template = "admin/model/list.html"
    create_template = "admin/model/edit.html"
    edit_template = "admin/model/edit.html"
    delete_template = "admin/model/delete.html"

    def __init__(self, model: type[Shown], **kwargs: Any) -> None:
        self.form_excluded_columns = self.form_excluded_columns or (
            "version",
            *sorted(model.__unrecorded__),
        )
        self.column_list: list[str] = self.column_list or ["id"]
        super().__init__(model, db, **{"endpoint": model.__tablename__, **kwargs})
        self.noun = model.noun()
        self.label_name = model.label_column() or "id"
        self.label = self.label or self.plural.capitalize()

    # What stock Flask-Admin opens and we do not.

    @expose("/details/")
    def details_view(self) -> ResponseReturnValue:
        """There is no page of details: the form shows all."""
        abort(404)

    @expose("/ajax/lookup/")
    def ajax_lookup(self) -> ResponseReturnValue:
        """There are no look-ups that go around the related view's permissions."""
        abort(404)

    def _person_id(self) -> int:
        return int(current_user.id)
