"""The screen of planned changes to live texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from flask import flash, has_request_context, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import Select, literal_column, select
from werkzeug.datastructures import MultiDict

from admin_app.content.actions.own_fields import PREFIX, said
from admin_app.content.actions.planned import cancel, held, make, over, plan
from admin_app.content.desk.kept import Keeping
from admin_app.content.desk.presence import Present
from admin_app.content.forms.own_fields import with_own_fields
from admin_app.content.forms.texts import PageForm, PostForm
from admin_app.content.models import OPEN, ChangeState, Page, PlannedChange, Post
from admin_app.content.planned import OWN
from admin_app.content.policy.texts import may_publish, publishes
from admin_app.content.queries.own_fields import own_fields
from admin_app.content.queries.planned import failed_changes, text_of, visible_changes
from admin_app.desk.forms import cleaned
from admin_app.desk.lists import Column, Sort, Tab
from admin_app.desk.routes import expose
from admin_app.desk.today import Panel
from admin_app.desk.views import ModelView
from admin_app.desk.views.notices import told
from admin_app.errors import NotAllowed, Refusal
from admin_app.people.permissions import Permission
from admin_app.unit_of_work import Answer, one_commit

SHOWN = 5
# The fields of the form that are not called as their values are.
FIELDS = {
    "author_id": "author",
    "picture_id": "picture",
    "social_picture_id": "social_picture",
}
ACTS: dict[str, tuple[str, Callable[[Any, Any, Any], None]]] = {
    "cancel": ("Cancelled", lambda person, change, text: cancel(change)),
    "make": ("Made", make),
}


def planned_moment(form: Any) -> datetime | None:
    """When the form says that its changes go live; None for at once."""
    moment: datetime | None = form.goes_live_at.data if form.goes_live_at else None
    return moment


def _tab(name: str, state: ChangeState) -> Tab:
    return Tab(name, state.label, lambda: PlannedChange.state == literal_column(f"'{state.value}'"))


class PlannedView(Keeping, Present, ModelView):
    """Planned changes: /admin/planned/."""

    permission = Permission.POST_EDIT_OWN
    section = "Content"
    label = "Planned changes"
    order = 25
    can_create = False
    can_delete = False
    can_export = False
    few_columns = ("state", "post_id", "page_id")
    form = PostForm
    edit_template = "content/planned_edit.html"
    searched = ("title",)
    search_hint = "Search titles"
    empty_words = (
        "Nothing is planned. Open a text that readers see, change it, and say when that goes live."
    )
    columns = (
        Column("title", "Text", fixed=True),
        Column("goes_live_at", "Goes live", sort="moment"),
        Column("author_name", "Planned by", minor=True),
    )
    sorts = (Sort("moment", PlannedChange.goes_live_at, datetime, descending=False),)
    tabs = (
        _tab("", ChangeState.WAITING),
        _tab("failed", ChangeState.FAILED),
        _tab("applied", ChangeState.APPLIED),
        _tab("cancelled", ChangeState.CANCELLED),
    )

    # Who

    def visible(self, rows: Select[Any]) -> Select[Any]:
        """Of the texts that this person may know of."""
        return rows.where(visible_changes(current_user))

    def may_edit(self, row: Any) -> bool:
        """As long as it is open, who may publish the text."""
        model = Post if row.post_id is not None else Page
        return row.state in OPEN and publishes(current_user, model)

    # List

    @property
    def cells(self) -> str:  # type: ignore[override]
        """With links to the forms, for those to whom they open."""
        opens = not has_request_context() or publishes(current_user, Post)
        return "content/planned_cells.html" if opens else "content/planned_seen_cells.html"

    def list_select(self) -> Select[Any]:
        """Without the words."""
        names = ("id", "title", "state", "why", "goes_live_at", "author_name", "post_id")
        return select(*(PlannedChange.__table__.c[name] for name in names))

    # Form

    def stored_form(self, row: Any) -> Any:
        """The text's own form, saying what the change would make of it."""
        text = text_of(row)
        form = self._form_of(row)(obj=text)
        coming = over(row, text)
        wishes = {**coming.values, **_named(row.after, coming.clashes)}
        for key, value in wishes.pop(OWN, {}).items():
            wishes[PREFIX + key] = value
        for name, wanted in wishes.items():
            field = form._fields.get(FIELDS.get(name, name))
            if field is not None:
                field.process(None, data=wanted)
        form.goes_live_at.process(None, data=row.goes_live_at)
        return _without_state(form)

    def sent_form(self, creating: bool) -> Any:
        """With what was sent."""
        return self.typed_form(cleaned(request.form), self.fetch(request.args.get("id")))

    def typed_form(self, words: MultiDict[str, str], row: Any = None) -> Any:
        """With these words."""
        return _without_state(self._form_of(row)(words))

    def form_at(self, row: Any, version: int) -> Any:
        """As it is now: what it was then would have to be found over what its text was then."""
        return self.stored_form(row)

    def fill(self, row: Any, form: Any) -> None:
        """Plan it anew, over what is stored by now."""
        self.let_go(row.id)
        moment = planned_moment(form)
        if form.goes_live_at.still_shows(row.goes_live_at):
            moment = row.goes_live_at
        if moment is None:
            raise Refusal("Choose when this goes live, or make it now.", "goes_live_at")
        plan(current_user._get_current_object(), text_of(row, lock=True), form.sent(), moment, row)

    def said(self, verb: str, row: Any) -> str:
        """In words."""
        return f"{verb} the planned changes to “{row.title}”"

    def after_save(self, row: Any) -> str:
        """Back to the list, or here."""
        if "_continue_editing" in request.form:
            return url_for(".edit_view", id=row.id)
        return self.back()

    def beside(self, row: Any) -> dict[str, Any]:
        """The text, and what of it both sides have changed."""
        text = text_of(row)
        names = over(row, text).clashes if row.state == ChangeState.FAILED else []
        stored = held(text, names)
        return {
            "text": text,
            "text_url": url_for(f"{row.entity}.edit_view", id=row.text_id),
            "both": [
                {
                    "label": FIELDS.get(name, name).replace("_", " ").capitalize(),
                    "left": _in_words(stored[name]),
                    "right": _in_words(row.after[name]),
                }
                for name in names
            ],
        }

    @expose("/act/", methods=("POST",))
    def act_view(self) -> ResponseReturnValue:
        """Make it now, or cancel it (field `act`); one commit."""
        act = ACTS.get(request.form.get("act", ""))
        if act is None:
            raise Refusal("Say whether to make it now or to cancel it.", status=400)
        words, do = act
        with one_commit("", form_key=request.form.get("form_key")) as unit:
            row = self.fetch(request.form.get("id"), lock=True)
            text = text_of(row, lock=True)
            if not may_publish(current_user, text):
                raise NotAllowed("Only who may publish this can do that.")
            unit.summary = f"{words} the planned changes to “{row.title}”"
            do(current_user._get_current_object(), row, text)
            unit.answer = Answer(url_for(".index_view"), f"{unit.summary}.")
        flash(*told(f"{unit.summary}.", unit.changeset_id))
        return redirect(unit.answer.location, 303)

    def _form_of(self, row: Any) -> Any:
        if row.post_id is not None:
            return with_own_fields(PostForm, own_fields(Post))
        return with_own_fields(PageForm, own_fields(Page))


def failed_panel() -> Panel:
    """On Today, what could not be made."""

    def read(person: Any) -> Any:
        if not person.may(Permission.POST_EDIT_OWN):
            return None
        return failed_changes(person, SHOWN) or None

    return Panel("notice", 20, read, "content/today/failed.html")


def _named(after: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: after[name] for name in names}


def _in_words(value: Any) -> Any:
    """A value of the text; of its own fields, each on a line."""
    if not isinstance(value, dict):
        return value
    return "\n".join(f"{key}: {said(one)}" for key, one in sorted(value.items()))


def _without_state(form: Any) -> Any:
    for name in form._fields.keys() & {"status", "published_at", "planned_on"}:
        del form[name]
    return form
