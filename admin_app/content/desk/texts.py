"""What the screens of posts and pages share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache, partial
from typing import Any

from flask import g, request, url_for
from flask_login import current_user
from sqlalchemy import Select, and_, literal_column, select
from wtforms import Field

from admin_app.columns import now
from admin_app.content.actions import texts
from admin_app.content.actions.planned import plan
from admin_app.content.desk.history import Past
from admin_app.content.desk.hosting import Hosting
from admin_app.content.desk.kept import Keeping
from admin_app.content.desk.looked_at import LookedAt
from admin_app.content.desk.planned import planned_moment
from admin_app.content.desk.presence import Present
from admin_app.content.desk.reviewing import Reviewing
from admin_app.content.desk.rows import TextRow
from admin_app.content.desk.seo import Sought
from admin_app.content.desk.versions import BODY
from admin_app.content.models import Status
from admin_app.content.models.publishable import counted_comments, live_states
from admin_app.content.policy.texts import (
    may_edit,
    may_edit_own_in,
    may_publish,
    may_reassign,
    publishes,
    visible_texts,
)
from admin_app.content.queries.planned import changes_to
from admin_app.content.queries.tallies import PLANNED, tally
from admin_app.desk.lists import Column, ListState, Sort, Tab
from admin_app.desk.views import ModelView
from admin_app.desk.views.acting import BulkAction
from admin_app.desk.views.manners import Manner
from admin_app.history.queries import recent_changes
from admin_app.people.models import User

TRASHED = Status.TRASH.value


class TextView(Past, LookedAt, Reviewing, Hosting, Sought, Keeping, Present, ModelView):
    """Lists with a tab for each state, a form in two columns, the trash, and publishing in bulk."""

    section = "Content"
    cells = "content/text_cells.html"
    full_text = True
    search_hint = "Search titles and text"
    create_template = "content/text_edit.html"
    edit_template = "content/text_edit.html"
    merge_template = "content/text_merge.html"
    exported: tuple[Column, ...] = (
        Column("title", "Title"),
        Column("slug", "Address"),
        Column("status", "State"),
        Column("author", "Author"),
        Column("published_at", "Published"),
        Column("planned_on", "Planned for"),
        Column("created_at", "Created"),
        Column("updated_at", "Last change"),
        Column("comment_count", "Comments"),
    )

    def __init__(self, model: Any, **kwargs: Any) -> None:
        self.tabs = text_tabs(model)
        self.sorts = text_sorts(model)
        super().__init__(model, **kwargs)

    # Who

    def visible(self, rows: Select[Any]) -> Select[Any]:
        """An author's own; all for those who edit any."""
        return rows.where(visible_texts(current_user, self.model))

    def may_edit(self, row: Any) -> bool:
        """As the policy says."""
        return may_edit(current_user, row)

    def may_delete(self, row: Any) -> bool:
        """Only from the trash, by whoever may change it."""
        return row.status == TRASHED and may_edit(current_user, row)

    def may_publish(self, row: Any) -> bool:
        """Whether the form offers the states that readers see."""
        if row is None:
            return publishes(current_user, self.model)
        return may_publish(current_user, row)

    # List

    def list_select(self) -> Select[Any]:
        """The columns of the list and the author's name, as plain rows: no objects are made."""
        return _list_select(self.model)

    def dress(self, rows: Sequence[Any]) -> Sequence[TextRow]:
        """The rows, ready for their cells."""
        open_in = may_edit_own_in(current_user, self.model)
        return [TextRow(row, opens=row.status in open_in) for row in rows]

    def tab_counts(self) -> dict[str, int]:
        """From the kept counts for those who see all; counted, up to a cap, for an author."""
        if not may_reassign(current_user, self.model):
            return super().tab_counts()
        name = self.model.__tablename__
        planned = tally(name, PLANNED)
        due = tally(name, Status.SCHEDULED) - planned
        live = tally(name, Status.PUBLISHED) + due
        counts = {status.value: tally(name, status) for status in Status}
        shown = counts | {"published": live, "scheduled": planned}
        return shown | {"": sum(counts.values()) - counts[TRASHED]}

    # Bulk

    @property
    def bulk_actions(self) -> Sequence[BulkAction]:
        """Publish, back to draft, trash; in the trash restore and delete for good."""

        def act(verb: Any, **kwargs: Any) -> Any:
            return lambda ids: verb(current_user._get_current_object(), self.model, ids, **kwargs)

        def in_trash(state: ListState, person: Any) -> bool:
            return state.status == TRASHED

        def elsewhere(state: ListState, person: Any) -> bool:
            return state.status != TRASHED

        def publishes(state: ListState, person: Any) -> bool:
            return elsewhere(state, person) and self.may_publish(None)

        publish = act(texts.set_state, state=Status.PUBLISHED)
        draft = act(texts.set_state, state=Status.DRAFT)
        return (
            BulkAction("publish", "Publish", publish, "Published {rows}", offered=publishes),
            BulkAction(
                "draft", "Back to draft", draft, "Made {rows} drafts again", offered=publishes
            ),
            BulkAction(
                "trash",
                "Move to trash",
                act(texts.trash),
                "Moved {rows} to the trash",
                offered=elsewhere,
            ),
            BulkAction("edit", "Edit …", lambda ids: [], "", offered=elsewhere, page=".bulk_view"),
            BulkAction(
                "restore", "Restore", act(texts.restore), "Restored {rows}", offered=in_trash
            ),
            BulkAction(
                "delete",
                "Delete",
                act(texts.delete),
                "Deleted {rows}",
                danger=True,
                offered=in_trash,
            ),
        )

    # Form

    def manner_of(self, field: Field) -> Manner:
        """The body by paragraphs and words of its markup; other fields by their type."""
        return BODY if field.name == "body" else super().manner_of(field)

    def values_of(self, form: Any) -> dict[str, Any]:
        """As the action takes them."""
        sent: dict[str, Any] = form.sent()
        return sent

    def fill(self, row: Any, form: Any) -> None:
        """Through the action, with what was sent; a moment that nobody touched was not."""
        self.let_go(row.id or 0)
        g.state_before = row.status
        sent = form.sent()
        if form.published_at and form.published_at.still_shows(row.published_at):
            sent.pop("published_at")
        moment = planned_moment(form)
        if moment is not None:
            plan(current_user._get_current_object(), row, sent, moment)
            return
        texts.write(current_user._get_current_object(), row, sent)

    def delete_row(self, row: Any) -> None:
        """Through the action: only from the trash."""
        texts.delete(current_user._get_current_object(), self.model, [row.id])

    def said(self, verb: str, row: Any) -> str:
        """“Published” or “Scheduled” where this save made it so; else what the base says."""
        title = row.title or "(no title)"
        if request.form.get("goes_live_at"):
            return f"Planned changes to {self.noun} “{title}”"
        if request.form.get("_state") == Status.IN_REVIEW:
            return f"Sent {self.noun} “{title}” for review"
        if request.form.get("_state") == Status.PUBLISHED:
            return f"Approved {self.noun} “{title}”"
        if row.status in (Status.PUBLISHED, Status.SCHEDULED) and row.status != g.state_before:
            return f"{row.status.label} {self.noun} “{title}”"
        return f"{verb} {self.noun} “{title}”"

    def beside(self, row: Any) -> dict[str, Any]:
        """The last changes, and where readers find it."""
        return {
            "changes": recent_changes(self.model.__tablename__, row.id, 6),
            "public_url": self.public_url(row) if row.is_live() else None,
            "planned": changes_to(row) if row.changes_open else (),
        }

    def public_url(self, row: Any) -> str:
        """The text's address on the readers' site."""
        return url_for(f"publication.{self.model.__tablename__}", slug=row.slug)


@cache
def _list_select(model: Any) -> Select[Any]:
    # Of tables and not of models, here and in the tabs and sorts: as long as nothing else is asked
    # for, a page of the list costs half of what it would as a statement of the ORM.
    text, author = model.__table__, User.__table__
    names = ("id", "title", "slug", "status", "published_at", "updated_at", "created_at")
    return select(
        *(text.c[name] for name in names),
        counted_comments(text.name, text.c.id).label("comment_count"),
        text.c.planned_on,
        author.c.name.label("author"),
    ).select_from(text.outerjoin(author, author.c.id == text.c.author_id))


def text_tabs(model: Any) -> tuple[Tab, ...]:
    """All, each state, and the trash."""

    # Literals, so that the planner can match them with the partial indexes in every plan.
    def of(status: Status) -> Any:
        return lambda: model.__table__.c.status == literal_column(f"'{status.value}'")

    return (
        Tab("", "All", lambda: model.__table__.c.status != literal_column("'trash'"), "date"),
        Tab("draft", "Drafts", of(Status.DRAFT), "date"),
        Tab("in_review", "In review", of(Status.IN_REVIEW), "date"),
        Tab("scheduled", "Scheduled", partial(_scheduled, model), "published"),
        Tab("published", "Published", model.is_live, "published"),
        Tab("trash", "Trash", of(Status.TRASH), "date"),
    )


def _scheduled(model: Any) -> Any:
    return and_(
        live_states(model),
        model.status == literal_column("'scheduled'"),
        model.published_at > now(),
    )


def text_sorts(model: Any) -> tuple[Sort, ...]:
    """By last change, by moment of publication (only where there is one), by title."""
    text = model.__table__.c
    return (
        Sort("date", text.updated_at, datetime),
        Sort("published", text.published_at, datetime),
        Sort("title", text.title, str, descending=False),
    )
