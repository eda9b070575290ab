"""The screen of pages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from admin_app.content.desk.bulk import BulkEdit
from admin_app.content.desk.copying import Copying
from admin_app.content.desk.own_fields import OwnFields
from admin_app.content.desk.texts import TextView
from admin_app.content.forms.texts import PageForm
from admin_app.content.models import Page
from admin_app.desk.lists import Column
from admin_app.desk.views import QuickEdit
from admin_app.people.permissions import Permission


class PageView(QuickEdit, BulkEdit, OwnFields, Copying, TextView):
    """Pages: /admin/page/."""

    permission = Permission.PAGE_EDIT
    order = 20
    form = PageForm
    columns = (
        Column("title", "Title", sort="title", fixed=True),
        Column("author", "Author", minor=True),
        Column("comment_count", "Comments", minor=True, numeric=True),
        Column("position", "Position", minor=True, numeric=True, extra=True),
        Column("date", "Date", sort="date"),
        Column("planned_on", "Planned for", minor=True, extra=True),
    )

    quick_fields = (
        "title",
        "slug",
        "status",
        "published_at",
        "author",
        "comments_open",
        "comments_mode",
        "comments_close_after_days",
        "position",
    )

    def list_select(self) -> Select[Any]:
        """With the position."""
        return super().list_select().add_columns(Page.__table__.c.position)
