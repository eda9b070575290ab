"""The screens of people: all of them for an owner, everyone's own for everyone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Flask, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, and_
from sqlalchemy.orm import undefer
from wtforms import Form

from admin_app import desk
from admin_app.desk.forms import cleaned, hang
from admin_app.desk.lists import Column, Filter, Sort, Tab
from admin_app.desk.palette import MOST, Hit, Source, add_palette
from admin_app.desk.routes import expose
from admin_app.desk.views import ModelView, PageView
from admin_app.desk.views.manners import manner_of, said_of
from admin_app.desk.views.merging import Stale, merge_forms
from admin_app.desk.views.notices import told
from admin_app.errors import NotFound, Refusal
from admin_app.history.versions import row_at
from admin_app.people import actions, queries
from admin_app.people.access import signed_in_person
from admin_app.people.forms import PersonForm, ProfileForm
from admin_app.people.models import User
from admin_app.people.permissions import Permission, Role
from admin_app.unit_of_work import Answer, answer_again, one_commit


def put_on_desk(app: Flask) -> None:
    """Register the screens."""
    desk.add(PersonView(User), app)
    desk.add(ProfileView(name="Profile", endpoint="profile", url="/admin/profile"), app)
    add_palette(app, Source("People", 50, _found))


def _found(person: Any, words: str) -> list[Hit]:
    if not person.may(Permission.USER_MANAGE):
        return []
    return [
        Hit(name, url_for("user.edit_view", id=row_id), email)
        for row_id, name, email in queries.found_people(words, MOST)
    ]


def _of_role(role: str) -> Any:
    return User.role == role


class PersonView(ModelView):
    """People: /admin/user/."""

    permission = Permission.USER_MANAGE
    section = "Site"
    label = "People"
    order = 30
    form = PersonForm
    cells = "people/cells.html"
    edit_template = "people/edit.html"
    create_template = "people/edit.html"
    searched = ("name", "email")
    search_hint = "Search names and addresses"
    columns = (
        Column("name", "Name", sort="name", fixed=True),
        Column("email", "Email", minor=True),
        Column("role", "Role"),
        Column("active", "Account"),
        Column("timezone", "Time zone", minor=True, extra=True),
        Column("created_at", "Since", sort="newest", minor=True),
    )
    sorts = (
        Sort("name", User.name, str, descending=False),
        Sort("newest", User.id, int),
    )
    tabs = (
        Tab("", "All", lambda: None),
        Tab("active", "Active", lambda: and_(User.active, User.password.is_not(None))),
        Tab("inactive", "Closed", lambda: User.active.is_(False)),
        Tab("unasked", "Can't sign in yet", lambda: and_(User.active, User.password.is_(None))),
    )
    filters = (
        Filter("role", "Any role", _of_role, lambda: [(role.value, role.label) for role in Role]),
    )

    def list_select(self) -> Select[Any]:
        """With the password's hash: a list says who has none yet."""
        return super().list_select().options(undefer(User.password))

    @property
    def plural(self) -> str:
        """Several of them."""
        return "people"

    def fetch(self, row_id: Any, *, lock: bool = False) -> Any:
        """The person; those who hold the site open are locked first, always in the same order."""
        if lock:
            queries.locked_owners()
        return super().fetch(row_id, lock=lock)

    def may_delete(self, row: Any) -> bool:
        """Nobody deletes their own account."""
        return bool(row.id != signed_in_person().id)

    def fill(self, row: Any, form: Any) -> None:
        """Invite the new person, or change the account."""
        if row.id is None:
            actions.invite(signed_in_person(), form.account(), row)
        else:
            actions.change_account(signed_in_person(), row, form.account())

    def said(self, verb: str, row: Any) -> str:
        """What was done, in words."""
        if verb == "Created":
            return f"Invited “{row.name}” by mail"
        return super().said(verb, row)

    def delete_row(self, row: Any) -> None:
        """Delete the account; what the person wrote stays."""
        actions.delete_person(signed_in_person(), row.id)

    @expose("/link/", methods=("POST",))
    def link(self) -> ResponseReturnValue:
        """Mail this person (field `id`) a link to choose a password."""
        with one_commit("Sent a link", form_key=request.form.get("form_key")) as unit:
            person = self.fetch(request.form.get("id"), lock=True)
            actions.send_link(signed_in_person(), person)
            unit.summary = f"Sent “{person.name}” a link to choose a password"
            unit.answer = Answer(url_for(".edit_view", id=person.id), f"{unit.summary}.")
        flash(*told(unit.answer.notice, None))
        return redirect(unit.answer.location, 303)


class ProfileView(PageView):
    """One's own account: /admin/profile/."""

    permission = Permission.DESK_ENTER

    @expose("/", methods=("GET", "POST"))
    def index_view(self) -> ResponseReturnValue:
        """The form, or its saving."""
        if request.method == "GET":
            person = signed_in_person()
            return self._page(ProfileForm(obj=person), person)
        form = ProfileForm(cleaned(request.form))
        if not form.validate():
            answer_again(request.form.get("form_key"))
            return self._page(form, signed_in_person(), status=422)
        try:
            return self._save(form)
        except Stale as stale:
            return self._page(form, signed_in_person(), status=409, clashes=_both(stale))
        except Refusal as refusal:
            if not hang(form, refusal):
                raise
            return self._page(form, signed_in_person(), status=refusal.status)

    def _save(self, form: ProfileForm) -> ResponseReturnValue:
        here = url_for(".index_view")
        with one_commit("Edited own profile", form_key=request.form.get("form_key")) as unit:
            unit.answer = Answer(here, "Your profile is saved.")
            person = queries.person_by_id(signed_in_person().id, lock=True)
            if person is None:
                raise NotFound
            sent = request.form.get("version", "")
            if sent != str(person.version):
                _merge(form, person, int(sent) if sent.isdecimal() and len(sent) < 10 else 0)
            actions.change_profile(person, **form.values())
        flash(*told(unit.answer.notice, unit.changeset_id))
        return redirect(here, 303)

    def _page(
        self, form: Form, person: User, *, status: int = 200, clashes: Sequence[Any] = ()
    ) -> ResponseReturnValue:
        page = self.render("people/profile.html", form=form, person=person, clashes=clashes)
        return make_response(page, status)


def _merge(form: Form, person: User, version: int) -> None:
    """Put into the form what was saved of one's profile meanwhile. Raises `Stale` on a clash."""
    base, theirs = (ProfileForm(obj=one) for one in (row_at(person, version), person))
    merging = merge_forms(form, base, theirs, manner_of, (version, person.version))
    if merging.questions:
        raise Stale(merging, {})
    merging.apply()


def _both(stale: Stale) -> list[dict[str, str]]:
    """What clashes, both values; the form keeps what was typed of it."""
    both = [
        {"label": part.label, "left": said_of(part.theirs), "right": said_of(part.mine)}
        for part in (question.part for question in stale.merging.questions)
    ]
    stale.merging.apply()
    return both
