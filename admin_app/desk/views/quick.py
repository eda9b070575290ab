"""Quick edit: a few fields of a row, changed in its place in the list."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import make_response, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from wtforms import Form

from admin_app.desk.access import safe_return
from admin_app.desk.lists import ListState, words
from admin_app.desk.routes import expose, parse_id
from admin_app.desk.views.model import ModelView
from admin_app.errors import NotFound
from admin_app.extensions import db

FRAGMENT = "X-Fragment"
"""Sent by the script of the list, which puts only the form, or only the row, into the page; and
answered with, so that it knows which of them it was given."""


class QuickEdit(ModelView):
    """A small form of some fields, saved as the large one is: fetched into the row by a script, a
    page of its own without. Name it before the view whose form it takes fields from.
    """

    quick_fields: tuple[str, ...] = ()

    @expose("/quick/", methods=("GET", "POST"))
    def quick_view(self) -> ResponseReturnValue:
        """The small form of one row, or its saving."""
        return self.edit_view()

    @expose("/quick/row/")
    def quick_row(self) -> ResponseReturnValue:
        """The row as its list shows it, and beside it what the save of it came to."""
        row_id = parse_id(request.args.get("id"))
        rows = self.visible(self.list_select()).where(self.model.id == row_id)
        found = db.session.execute(rows).one_or_none()
        if found is None:
            raise NotFound
        state = self._state_behind()
        page = self.render(
            "admin/model/quick_row.html",
            row=self.dress([found[0] if len(found) == 1 else found])[0],
            heads=words.heads(
                self.shown_columns(state), self.all_sorts(), self.sort_of(state), state
            ),
            drawn_cells=words.drawn_cells,
            selects=bool(self.actions_here(state)),
            back=self.back(),
        )
        return _fragment(page, 200, "row")

    def sent_form(self, creating: bool) -> Form:
        """The small form, where that was sent."""
        return self._narrowed(super().sent_form(creating))

    def form_for(self, row: Any) -> Form:
        """The small form, where that is asked for."""
        return self._narrowed(super().form_for(row))

    def form_template(self, row: Any) -> str:
        """The small form's page, or as much of it as goes into the row."""
        return "admin/model/quick.html" if self._is_quick else super().form_template(row)

    def beside(self, row: Any) -> dict[str, Any]:
        """Nothing else, beside the small form."""
        if not self._is_quick:
            return super().beside(row)
        return {"frame": "admin/fragment.html" if _asked_for_fragment() else "admin/base.html"}

    def show(self, form: Form, row: Any = None, **more: Any) -> ResponseReturnValue:
        """The form's page."""
        page = super().show(form, row, **more)
        if self._is_quick and _asked_for_fragment():
            return _fragment(page, None, "form")
        return page

    def after_save(self, row: Any) -> str:
        """The row alone, for the script that puts it back into the list."""
        if self._is_quick and _asked_for_fragment():
            return url_for(".quick_row", id=row.id, url=self.back())
        return super().after_save(row)

    def back(self) -> str:
        """The list that the person came from: a link in a row doesn't say which."""
        if self._is_quick and request.method == "GET" and "url" not in request.args:
            came_from = urlsplit(request.referrer or "")
            index = url_for(".index_view")
            if came_from.netloc == request.host and came_from.path == index:
                return safe_return(f"{index}?{came_from.query}", index) or index
        return super().back()

    @property
    def _is_quick(self) -> bool:
        return request.endpoint == f"{self.endpoint}.quick_view"

    def _narrowed(self, form: Form) -> Form:
        if self._is_quick:
            for name in [field.name for field in form if field.name not in self.quick_fields]:
                del form[name]
        return form

    def _state_behind(self) -> ListState:
        """The state of the list that the row goes back into."""
        return self.state_in(MultiDict(parse_qsl(urlsplit(self.back()).query)))


def _asked_for_fragment() -> bool:
    return FRAGMENT in request.headers


def _fragment(page: Any, status: int | None, kind: str) -> ResponseReturnValue:
    answer = make_response(page) if status is None else make_response(page, status)
    answer.headers[FRAGMENT] = kind
    answer.headers["Vary"] = f"Cookie, {FRAGMENT}"
    return answer
