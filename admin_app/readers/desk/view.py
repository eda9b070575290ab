"""The moderation queue: /admin/comment/."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import Select, select, union_all
from werkzeug.datastructures import MultiDict

from admin_app.content.queries.tallies import tally
from admin_app.desk.lists import (
    Column,
    ListState,
    Sort,
    Tab,
    make_listing,
    one_page,
)
from admin_app.desk.views import ModelView
from admin_app.history.queries import recent_changes
from admin_app.keyset import Stretch
from admin_app.people.permissions import Permission
from admin_app.readers.actions.revise import approve_with, revise
from admin_app.readers.desk.campaigns import Campaigning
from admin_app.readers.desk.cards import Card, cards
from admin_app.readers.desk.claiming import Claiming
from admin_app.readers.desk.deciding import EVERYTHING, Deciding
from admin_app.readers.desk.filters import DAYS, FILTERS, IN_ORDER, UNTYPED, told
from admin_app.readers.desk.forms import EditForm
from admin_app.readers.desk.removing import Removing
from admin_app.readers.desk.replying import Replying
from admin_app.readers.desk.sweeping import Sweeping
from admin_app.readers.desk.words import waited
from admin_app.readers.models import Comment, CommentStatus, Reason
from admin_app.readers.policy import may_delete, visible_comments
from admin_app.readers.queries import queue

PENDING = CommentStatus.PENDING.value
LAST_CHANGES = 6


class CommentView(Campaigning, Claiming, Sweeping, Deciding, Replying, Removing, ModelView):
    """Comments as cards, a tab for each state; the oldest that waits comes first."""

    permission = Permission.COMMENT_MODERATE
    section = "Readers"
    label = "Comments"
    order = 10
    can_create = False
    form = EditForm
    list_template = "readers/queue.html"
    edit_template = "readers/edit.html"
    delete_template = "readers/delete.html"
    full_text = True
    search_hint = "Search comments, people, addresses"
    columns = (  # of the export: the list itself has cards
        Column("status", "State"),
        Column("created_at", "Written"),
        Column("author_name", "Name"),
        Column("author_email", "Email"),
        Column("author_url", "Website"),
        Column("author_ip", "Address"),
        Column("title", "On"),
        Column("body", "Comment"),
        Column("decided_at", "Decided"),
        Column("decided_by", "Decided by"),
    )
    tabs = (
        *(
            Tab(
                status.value,
                status.label,
                partial(queue.of_status, status),
                "oldest" if status is CommentStatus.PENDING else "newest",
            )
            for status in CommentStatus
        ),
        Tab(EVERYTHING, "All", lambda: None, "newest"),
    )
    sorts = (
        Sort("oldest", Comment.__table__.c.created_at, datetime, descending=False),
        Sort("newest", Comment.__table__.c.created_at, datetime),
    )
    filters = FILTERS

    # Who

    def visible(self, rows: Select[Any]) -> Select[Any]:
        """All comments, for who decides over them."""
        return rows.where(visible_comments(current_user))

    def may_delete(self, row: Any) -> bool:
        """Owners and editors; moderators remove instead."""
        return may_delete(current_user)

    def may_export(self) -> bool:
        """Addresses of readers leave the site only with who may export."""
        return bool(current_user and current_user.may(Permission.EXPORT_DATA))

    # List

    def badge(self) -> int:
        """How many wait."""
        return tally("comment", CommentStatus.PENDING)

    def tab_counts(self) -> dict[str, int]:
        """From the kept counts."""
        counts = {status.value: tally("comment", status) for status in CommentStatus}
        return counts | {EVERYTHING: sum(counts.values())}

    def state_in(self, args: MultiDict[str, str]) -> ListState:
        """What waits, where no state is named; but all that is found, where something is sought."""
        state = super().state_in(args)
        return replace(state, status=state.status or (EVERYTHING if state.is_narrowed else PENDING))

    def list_page(self, state: ListState, **more: Any) -> ResponseReturnValue:
        """The cards, with what each tab and order is called."""
        return super().list_page(
            state,
            sort=self.sort_of(state),
            chosen=_chosen(state, _title_in(state)),
            untyped=UNTYPED,
            days=DAYS,
            back=_back_query(state),
            tells_state=state.status == EVERYTHING,
            reasons=list(Reason),
            **{"late": None, "ticked": frozenset()} | more,
        )

    def page(self, state: ListState) -> Stretch[Any]:
        """The rows of one page; where it is narrowed, found by their ids first.

        What goes with a comment is joined to those of the page alone, and not to all among which
        they are sought. All states together are the first of each, from its own index.
        """
        if self._is_found(state) or (state.status != EVERYTHING and not state.is_narrowed):
            return super().page(state)
        sort = self.sort_of(state)
        in_order = state.search or IN_ORDER & state.filters.keys()
        each_by_itself = state.status == EVERYTHING and not in_order
        names = [one.value for one in CommentStatus] if each_by_itself else [state.status]
        first = [
            one_page(
                self.narrowed(select(Comment.id), replace(state, status=name)),
                sort,
                Comment.id,
                state,
            ).subquery()
            for name in names
        ]
        ids = union_all(*(select(each.c.id) for each in first))
        rows = self.visible(self.list_select().where(Comment.id.in_(ids)))
        return make_listing(rows, sort, Comment.__table__.c.id, state)

    def list_select(self) -> Select[Any]:
        """Each comment with its place, what it answers and who decided: one statement."""
        return queue.cases()

    def dress(self, rows: Sequence[Any]) -> Sequence[Card]:
        """The rows as cards."""
        return cards(rows, looks_back=True)

    def sort_of(self, state: ListState) -> Sort:
        """Oldest first where comments wait, newest first elsewhere, unless chosen otherwise."""
        tab = next(tab for tab in self.tabs if tab.name == state.status)
        wanted = state.sort.removeprefix("-") or tab.sort
        return next(sort for sort in self.sorts if sort.name == wanted)

    def is_by_index(self, words: str) -> bool:
        """Name, email and text are in it; an address of the network has an index of its own."""
        return super().is_by_index(words) and not _is_address(words)

    def matching(self, words: str) -> Any:
        """Who sent it from this address of the network, or who has these words."""
        if _is_address(words):
            return Comment.author_ip == words.strip()
        return super().matching(words)

    def export_value(self, row: Card, name: str) -> Any:
        """A cell of the export."""
        return getattr(row.row, name)

    @staticmethod
    def waits_since(rows: Sequence[Card]) -> str:
        """How long the first of these has waited."""
        return waited(rows[0].row.created_at)

    # Form

    def fill(self, row: Any, form: Any) -> None:
        """Through the action; approved too, if that button was pressed."""
        person = current_user._get_current_object()
        revise(
            person,
            row,
            name=form.author_name.data,
            email=form.author_email.data or "",
            url=form.author_url.data or "",
            body=form.body.data,
        )
        if "_approve" in request.form:
            approve_with(person, row)

    def said(self, verb: str, row: Any) -> str:
        """“Edited the comment by Petra T.”."""
        also = " and approved" if "_approve" in request.form else ""
        return f"{verb}{also} the comment by {row.author_name}"

    def beside(self, row: Any) -> dict[str, Any]:
        """The card of the comment, with its place and what it answers; and its last changes."""
        return {
            "card": cards([queue.case(row.id)])[0],
            "changes": recent_changes("comment", row.id, LAST_CHANGES),
        }


def _chosen(state: ListState, title: str) -> list[tuple[str, str]]:
    """The filters in force: each in words, and the address of the list without it."""
    index = url_for(".index_view")
    return [
        (told(name, value, title), f"{index}{state.query(**{name: ''})}")
        for name, value in state.filters.items()
    ]


def _title_in(state: ListState) -> str:
    """What the post or page is called that the list is narrowed to; "" for none."""
    for name in ("post", "page"):
        if name in state.filters:
            return queue.title_of(name, state.filters[name])
    return ""


def _back_query(state: ListState) -> str:
    """What a link adds so that the page it leads to leads back to this very page of the list."""
    query = state.query(after=state.after, before=state.before)
    if query == f"?status={PENDING}":
        return ""
    return "&" + urlencode({"url": url_for(".index_view") + query})


def _is_address(words: str) -> bool:
    try:
        ip_address(words.strip())
    except ValueError:
        return False
    return True
