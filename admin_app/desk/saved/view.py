"""The screen of saved views: save, rename, share, delete."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl

from flask import current_app, request, url_for
from flask_login import current_user
from sqlalchemy import ColumnElement, Select, and_, not_, or_, select, true
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from admin_app.desk.forms import ChoiceField, DeskForm
from admin_app.desk.lists import Column, Sort
from admin_app.desk.saved.models import LONGEST_QUERY, SavedView
from admin_app.desk.views import ModelView
from admin_app.errors import Refusal
from admin_app.extensions import db
from admin_app.ids import among
from admin_app.web.text import one_line

SHARING = "record_edit"
"""The permission of those who share views, and who change what others share."""


class SavedViewForm(DeskForm):
    """The form of a saved view; which list it is of comes along from there."""

    name = StringField("Name", [DataRequired("Give it a name."), Length(max=80)])
    shared = ChoiceField(
        "Who sees it",
        choices=[("0", "Only you"), ("1", "Everybody who uses the list")],
        coerce=lambda value: {True: "1", False: "0"}.get(value, value),
        default="0",
    )
    screen = HiddenField()
    query = HiddenField()

    def __init__(self, formdata: Any = None, obj: Any = None, **kwargs: Any) -> None:
        super().__init__(formdata, obj=obj, **kwargs)
        if not current_user.may(SHARING):
            del self.shared
        if obj is not None:
            del self.screen, self.query


class Seen:
    """A saved view of the list, and whether its form opens to who sees it there."""

    def __init__(self, row: Any, opens: bool) -> None:
        self.row, self.opens = row, opens

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    @property
    def url(self) -> str | None:
        """The list as it was saved; None where there is no such list any more."""
        return view_url(self.row.screen, self.row.query)


class SavedViewView(ModelView):
    """Saved views: /admin/view/. One's own, and those that are shared."""

    permission = "desk_enter"
    section = "Desk"
    order = 90
    form = SavedViewForm
    can_export = False
    cells = "desk/view_cells.html"
    create_template = "desk/view_edit.html"
    edit_template = "desk/view_edit.html"
    columns = (
        Column("name", "Name", sort="name", fixed=True),
        Column("screen", "List"),
        Column("shared", "Seen by"),
    )
    sorts = (
        Sort("name", SavedView.name, str, descending=False),
        Sort("newest", SavedView.id, int),
    )
    empty_words = "No saved views yet. Narrow a list as you like it, and choose “Save view” there."

    def visible(self, rows: Select[Any]) -> Select[Any]:
        """One's own, and those that are shared of the lists that one uses."""
        used = [one.endpoint for one in lists() if one.is_accessible()]
        shared = and_(SavedView.shared, SavedView.screen.in_(used))
        return rows.where(or_(SavedView.owner_id == current_user.id, shared))

    def dress(self, rows: Sequence[Any]) -> Sequence[Seen]:
        """Each with the list that it opens, and whether it can be changed."""
        return [Seen(row, self.may_edit(row)) for row in rows]

    def may_create(self) -> bool:
        """From a list, which says what it shows."""
        return "screen" in request.values

    def may_edit(self, row: Any) -> bool:
        """One's own; of what is shared, those who share."""
        return bool(row.owner_id == current_user.id or (row.shared and current_user.may(SHARING)))

    def may_delete(self, row: Any) -> bool:
        """As it may be edited."""
        return self.may_edit(row)

    def may_undo(self, person: Any, rows: Sequence[tuple[int, str]]) -> bool:
        """Who may edit all of those that are still there."""
        ids = [row_id for row_id, _ in rows]
        shares: ColumnElement[bool] = and_(
            SavedView.shared, true() if person.may(SHARING) else ~true()
        )
        others = not_(or_(SavedView.owner_id == person.id, shares))
        theirs = select(SavedView.id).where(among(SavedView.id, ids), others).limit(1)
        return bool(person.may(self.permission)) and db.session.scalar(theirs) is None

    def new_form(self) -> Any:
        """For the list that the person comes from."""
        return SavedViewForm(
            screen=request.args.get("screen", ""), query=request.args.get("query", "")
        )

    def fill(self, row: Any, form: Any) -> None:
        """A name, who sees it, and for a new one the list's state as that list itself reads it."""
        name = one_line(form.name.data or "")
        if not name:
            raise Refusal("Give it a name.", "name")
        row.name = name
        if form.shared:
            row.shared = form.shared.data == "1"
        if row.id is None:
            row.owner_id = current_user.id
            row.screen, row.query = _read(form.screen.data or "", form.query.data or "")

    def after_save(self, row: Any) -> str:
        """The list as it was saved."""
        return view_url(row.screen, row.query) or url_for(".index_view")


def _read(screen: str, query: str) -> tuple[str, str]:
    """The list and its state. Raises `Refusal` where this person has no such list."""
    view = list_of(screen)
    if view is None or not view.is_accessible():
        raise Refusal("Open a list, narrow it as you like it, and save the view from there.")
    state = view.state_in(MultiDict(parse_qsl(query[:LONGEST_QUERY].lstrip("?"))))
    kept = state.query()
    if len(kept) > LONGEST_QUERY:
        raise Refusal("This view has too many words in it to be saved.")
    return screen, kept


def list_of(screen: str) -> ModelView | None:
    """The view of the desk that has this endpoint, if there is one."""
    return next((one for one in lists() if one.endpoint == screen), None)


def lists() -> list[ModelView]:
    """All lists of the desk."""
    return [one for one in current_app.extensions["desk"]._views if isinstance(one, ModelView)]


def view_url(screen: str, query: str) -> str | None:
    """The address of this list in this state; None where there is no such list any more."""
    return None if list_of(screen) is None else url_for(f"{screen}.index_view") + query
