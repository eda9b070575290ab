"""The one base ModelView: access by policy, lists, one-commit saves, deletes and actions."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_admin.contrib.sqla import ModelView as StockView
from flask_login import current_user
from sqlalchemy import Select, select

from admin_app.desk.access import Gate
from admin_app.desk.forms import DeskForm, Scaffold
from admin_app.desk.views.acting import Acting
from admin_app.desk.views.deleting import Deleting
from admin_app.desk.views.listing import Listing
from admin_app.desk.views.saving import Saving
from admin_app.errors import NotFound
from admin_app.extensions import db
from admin_app.history.models import Recorded

LARGEST_ID = 2**31 - 1


class ModelView(Gate, Listing, Saving, Deleting, Acting, StockView):
    """A list, forms, delete page and bulk actions over one recorded model.

    `MyView(MyModel)` is enough for all of them. What a view says about itself are the attributes
    below and those of its parts (`views/listing.py` and its neighbours); whom it shows what, it
    says by overriding `visible`, `may_create`, `may_edit` and `may_delete`.
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

    def __init__(self, model: type[Recorded], **kwargs: Any) -> None:
        self.form_excluded_columns = self.form_excluded_columns or (
            "version",
            *sorted(model.__unrecorded__),
        )
        self.column_list: list[str] = self.column_list or ["id"]
        super().__init__(model, db, **{"endpoint": model.__tablename__, **kwargs})  # type: ignore[attr-defined]
        self.noun = model.noun()
        self.label_name = model.label_column() or "id"
        self.label = self.label or self.plural.capitalize()

    @property
    def plural(self) -> str:
        """What people call several of the rows."""
        noun = self.model.noun()
        return noun[:-1] + "ies" if noun.endswith("y") else f"{noun}s"

    @property
    def new_label(self) -> str:
        """What the button says that leads to the form of a new row."""
        return f"New {self.noun}"

    # Who may do what: the folders that own the rows override these.

    def visible(self, rows: Select[Any]) -> Select[Any]:
        """The rows that this person may know of; all others are not found."""
        return rows

    def may_create(self) -> bool:
        """Whether this person may make a new row."""
        return bool(self.can_create)

    def may_edit(self, row: Any) -> bool:
        """Whether this person may change this row."""
        return bool(self.can_edit)

    def may_delete(self, row: Any) -> bool:
        """Whether this person may delete this row."""
        return bool(self.can_delete)

    def fetch(self, row_id: Any, *, lock: bool = False) -> Any:
        """The row with this id, as this person may see it, with what its form needs.

        With `lock`, nobody else changes it until the unit of work ends. Raises `NotFound`.
        """
        statement = self.visible(
            select(self.model)
            .where(self.model.id == parse_id(row_id))
            .options(*self.load_options())
        ).execution_options(populate_existing=True)
        if lock:
            statement = statement.with_for_update(of=self.model)
        row = db.session.scalars(statement).one_or_none()
        if row is None:
            raise NotFound
        return row

    def load_options(self) -> tuple[Any, ...]:
        """Loader options for what the form shows: its links."""
        return ()

    def badge(self) -> int:
        """How much waits here, beside the menu's entry; 0 for nothing."""
        return 0

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


def parse_id(text: Any) -> int:
    """The id in this text. Raises `NotFound` for whatever is none."""
    digits = str(text)
    if not (digits.isascii() and digits.isdigit()) or not 0 < int(digits[:20]) <= LARGEST_ID:
        raise NotFound
    return int(digits)
