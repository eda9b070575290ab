"""The screen of redirects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_login import current_user
from sqlalchemy import Row, Select, select

from admin_app.content.actions.redirects import delete_redirects, write_redirect
from admin_app.content.addresses import path_of
from admin_app.content.forms.redirects import RedirectForm
from admin_app.content.models import Category, Page, Post, Redirect, Tag
from admin_app.content.models.publishable import shown_status
from admin_app.desk.lists import Column, Sort
from admin_app.desk.lists.drawn import ByValue
from admin_app.desk.views import ModelView
from admin_app.desk.views.acting import BulkAction
from admin_app.people.permissions import Permission
from admin_app.web.hosts import site_hosts

FROM = Redirect.__table__.c


class RedirectView(ModelView):
    """Redirects: /admin/redirect/."""

    permission = Permission.REDIRECT_EDIT
    section = "Content"
    label = "Redirects"
    order = 60
    form = RedirectForm
    columns = (
        Column("path", "From", sort="path", fixed=True),
        Column("to", "To", fixed=True),
        Column("permanent", "How long", minor=True),
        Column("created_at", "Since", sort="newest", minor=True),
    )
    sorts = (
        Sort("newest", FROM.created_at, datetime),
        Sort("path", FROM.path, str, descending=False),
    )
    cells = "content/redirect_cells.html"
    searched = ("path", "url")
    search_hint = "Search addresses"
    empty_words = (
        "No redirects yet. They come by themselves when the address of a published text changes, "
        "or from here."
    )

    def list_select(self) -> Select[Any]:
        """With the addresses of what they lead to, as plain rows."""
        return _LIST

    def dress(self, rows: Sequence[Any]) -> Sequence[Any]:
        """The rows, ready for their cells."""
        return [RedirectRow(row) for row in rows]

    def export_value(self, row: Any, name: str) -> Any:
        """The address that it leads to; whether for good."""
        if name == "permanent":
            return "for good" if row.permanent else "for now"
        return super().export_value(row, name)

    @property
    def bulk_actions(self) -> Sequence[BulkAction]:
        """Delete."""
        return (BulkAction("delete", "Delete", self.delete_many, "Deleted {rows}", danger=True),)

    def delete_many(self, ids: Sequence[int]) -> list[int]:
        """Delete these; the ids that went."""
        return delete_redirects(current_user._get_current_object(), ids)

    def delete_row(self, row: Any) -> None:
        """Delete this one."""
        self.delete_many([row.id])

    def fill(self, row: Any, form: Any) -> None:
        """Through the action, which knows the site by the names that it answers to."""
        write_redirect(
            current_user._get_current_object(),
            row,
            form.path.data,
            form.to.data,
            form.permanent.data == "1",
            site_hosts(),
        )


class RedirectRow(ByValue):
    """What the statement of the list gave, with where it leads, and whether readers find it."""

    def __init__(self, row: Row[Any]) -> None:
        self.row = row
        self.kind = next((kind for kind in KINDS if getattr(row, kind) is not None), None)
        self.to = path_of(self.kind, getattr(row, self.kind)) if self.kind else row.url
        self.hidden = self._hidden()
        self.value = (tuple(row), self.hidden)

    def _hidden(self) -> str:
        """In words, the state in which readers can't see the text; "" where they can."""
        status = getattr(self.row, f"{self.kind}_status", None) if self.kind else None
        if status is None:
            return ""
        shown = shown_status(_State(status, getattr(self.row, f"{self.kind}_moment")))
        return "" if shown == "published" else shown.label

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)


class _State:
    def __init__(self, status: str, moment: datetime | None) -> None:
        self.status, self.published_at = status, moment


KINDS = ("post", "page", "tag", "category")
_POST, _PAGE, _TAG, _CATEGORY = (model.__table__ for model in (Post, Page, Tag, Category))
_LIST = select(
    FROM.id,
    FROM.path,
    FROM.url,
    FROM.permanent,
    FROM.created_at,
    _POST.c.slug.label("post"),
    _POST.c.status.label("post_status"),
    _POST.c.published_at.label("post_moment"),
    _PAGE.c.slug.label("page"),
    _PAGE.c.status.label("page_status"),
    _PAGE.c.published_at.label("page_moment"),
    _TAG.c.slug.label("tag"),
    _CATEGORY.c.slug.label("category"),
).select_from(
    Redirect.__table__.outerjoin(_POST, _POST.c.id == FROM.post_id)
    .outerjoin(_PAGE, _PAGE.c.id == FROM.page_id)
    .outerjoin(_TAG, _TAG.c.id == FROM.tag_id)
    .outerjoin(_CATEGORY, _CATEGORY.c.id == FROM.category_id)
)
