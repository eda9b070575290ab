"""Activity: what was done on this site, what changed by it, and Undo."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from admin_app.desk.access import safe_return
from admin_app.desk.lists import ListState, Sort, make_listing
from admin_app.desk.routes import expose, parse_id
from admin_app.desk.today import Panel
from admin_app.desk.views import PageView
from admin_app.desk.views.notices import told
from admin_app.errors import NotFound
from admin_app.extensions import db
from admin_app.history.models import Change, Changeset
from admin_app.history.queries import changes_of, changesets, count_changes, names_of_links
from admin_app.history.rows import recorded_models
from admin_app.history.undo import take_back
from admin_app.unit_of_work import Answer, one_commit
from admin_app.web.filters import CAP, cell

SHOWN = 50
NEWEST = Sort("newest", Changeset.id, int)


class ActivityView(PageView):
    """Activity: /admin/activity/. Those who may not undo others' work see their own."""

    permission = "activity_view"
    section = "Site"
    label = "Activity"
    order = 20

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        """What was done, newest first; `person` shows one person's part."""
        person = request.args.get("person", "")
        state = ListState(
            after=request.args.get("after", ""),
            before=request.args.get("before", ""),
            rows=SHOWN,
            filters={"person": person} if person else {},
        )
        rows = self._visible()
        if person:
            rows = rows.where(Changeset.actor_id == parse_id(person))
        page = make_listing(rows, NEWEST, Changeset.id, state)
        return self.render("history/activity.html", page=page, state=state)

    @expose("/changeset/")
    def changeset(self) -> ResponseReturnValue:
        """One changeset, row by row, before and after."""
        found = self._fetch(request.args.get("id"))
        after = request.args.get("after", "")
        changes = changes_of(found.id, parse_id(after) if after else 0, SHOWN + 1)
        shown = changes[:SHOWN]
        names = names_of_links(shown)
        return self.render(
            "history/changeset.html",
            changeset=found,
            rows=[_described(change, names) for change in shown],
            count=count_changes(found.id, CAP),
            following=shown[-1].id if len(changes) > SHOWN else None,
        )

    @expose("/undo/", methods=("POST",))
    def undo(self) -> ResponseReturnValue:
        """Take one changeset back (field `id`), as one commit of its own."""
        back = safe_return(request.form.get("url"), "/admin/") or url_for(".index_view")
        changeset_id = parse_id(request.form.get("id"))
        with one_commit(
            "Undid", form_key=request.form.get("form_key"), undoes=changeset_id
        ) as unit:
            self._fetch(changeset_id)
            person = current_user._get_current_object()
            taken = take_back(changeset_id, person)
            unit.summary = _taken_back(taken.summary)
            unit.answer = Answer(back, f"{unit.summary}.")
        flash(*told(f"{unit.summary}.", unit.changeset_id))
        return redirect(back, 303)

    def _visible(self) -> Any:
        sees_all = current_user.may("undo_any")
        return changesets(None if sees_all else current_user.id)

    def _fetch(self, changeset_id: Any) -> Any:
        rows = self._visible().where(Changeset.id == parse_id(changeset_id))
        found = db.session.execute(rows).one_or_none()
        if found is None:
            raise NotFound
        return found


def _taken_back(summary: str) -> str:
    """An undo in words; the undo of an undo does it again."""
    for done, back in (("Undid: ", "Redid: "), ("Redid: ", "Undid: ")):
        if summary.startswith(done):
            return back + summary.removeprefix(done)
    return f"Undid: {summary}"


def activity_panel() -> Panel:
    """The latest of it on Today, each with Undo."""

    def read(person: Any) -> Any:
        if not person.may("activity_view"):
            return None
        sees_all = person.may("undo_any")
        rows = changesets(None if sees_all else person.id)
        return db.session.execute(rows.order_by(Changeset.id.desc()).limit(8)).all()

    return Panel("narrow", 10, read, "history/activity_panel.html")


def _described(change: Change, names: dict[tuple[str, str], dict[int, str]]) -> dict[str, Any]:
    """A change as the page shows it: what row, and its fields before and after."""
    model = recorded_models().get(change.entity)
    fields = [
        {
            "label": name.removesuffix("_id").replace("_", " ").capitalize(),
            "left": _told(change, name, change.before, names),
            "right": _told(change, name, change.after, names),
        }
        for name in sorted({*(change.before or {}), *(change.after or {})})
    ]
    return {
        "change": change,
        "noun": model.noun() if model else change.entity,
        "fields": [field for field in fields if field["left"] != field["right"]],
    }


def _told(
    change: Change,
    name: str,
    values: dict[str, Any] | None,
    names: dict[tuple[str, str], dict[int, str]],
) -> str:
    value = (values or {}).get(name)
    called = names.get((change.entity, name))
    if isinstance(value, list) or (called is not None and isinstance(value, int)):
        ids = value if isinstance(value, list) else [value]
        return ", ".join((called or {}).get(one, f"(deleted, {one})") for one in ids)
    if isinstance(value, str) and name.endswith("_at"):
        return cell(datetime.fromisoformat(value))
    return value if isinstance(value, str) else ("" if value is None else cell(value))
