"""The list of a ModelView, and its export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from flask import Response, abort, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, false, func, or_, select
from sqlalchemy.orm import load_only
from werkzeug.datastructures import MultiDict

from admin_app.desk.lists import Column, Filter, ListState, Sort, Tab, make_listing, words
from admin_app.desk.lists.export import csv_lines
from admin_app.desk.lists.state import SIZES, read_state
from admin_app.desk.routes import expose
from admin_app.desk.views.base import Screen
from admin_app.extensions import db
from admin_app.keyset import Stretch
from admin_app.search import found_page, matching
from admin_app.web.filters import CAP

EXPORT_PORTION = 500


class Listing(Screen):
    """What a list shows. A view names its `columns`, and may name tabs, sorts, filters, search."""

    list_template: str
    columns: tuple[Column, ...] = ()
    tabs: tuple[Tab, ...] = ()
    sorts: tuple[Sort, ...] = ()
    # The columns of the CSV file, where they are others than the list's.
    exported: tuple[Column, ...] = ()
    # Columns that the search box reads; for a model that has the full-text index, that instead, if
    # the list's rows are plain columns and the model's `id` one of them.
    searched: tuple[str, ...] = ()
    full_text: bool = False
    search_hint: str = "Search"
    cells: str = "admin/model/cells.html"
    empty_words: str = ""

    @property
    def filters(self) -> tuple[Filter, ...]:
        """The filters of the list; a plain tuple, where they are the same for everybody."""
        return ()

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        """One page of the list."""
        return self.list_page(self.state())

    def list_page(self, state: ListState, **more: Any) -> ResponseReturnValue:
        """The list in this state; `more` goes to its template."""
        index = url_for(".index_view")
        page = self.page(state)
        counts = self.tab_counts() if self.tabs else {}
        total = counts.get(state.status) if not state.is_narrowed else None
        shown = self.shown_columns(state)
        # What the index finds is in its own order, and offered in no other.
        sorts = () if self._is_found(state) else self.all_sorts()
        return self.render(
            self.list_template,
            state=state,
            page=page,
            rows=self.dress(page.rows),
            tabs=words.tab_items(self.tabs, counts, state, index),
            heads=words.heads(shown, sorts, self.sort_of(state), state),
            drawn_cells=words.drawn_cells,
            chooser=words.chooser(self.all_columns(), shown),
            filters=[
                (one, state.filters.get(one.name, ""), one.choices and tuple(one.choices()))
                for one in self.filters
            ],
            unfiltered=index + words.without(state, self.filters),
            total=total,
            matching=words.matching(page, total, self.plural),
            actions=self.actions_here(state),
            sizes=SIZES,
            **more,
        )

    @expose("/export/<export_type>/")
    def export(self, export_type: str) -> ResponseReturnValue:
        """The rows that the filters leave, all of them, as a CSV file."""
        if export_type != "csv" or not self.may_export():
            abort(404)
        state = self.state()
        columns = self.export_columns()
        head = ["Id", *(column.label for column in columns)]
        lines = csv_lines(head, self._exported(state, columns))
        # The first of it before the answer begins: until then, a failure can still be told.
        begun = chain([next(lines)], lines)
        name = f"{self.plural}.csv"
        return Response(
            stream_with_context(begun),
            mimetype="text/csv",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def _exported(self, state: ListState, columns: Sequence[Column]) -> Iterator[list[Any]]:
        """Row by row, a portion in memory: each portion is one keyset page."""
        cursor: str | None = ""
        while cursor is not None:
            asked = ListState(
                state.status,
                state.search,
                state.sort,
                cursor,
                "",
                EXPORT_PORTION,
                (),
                state.filters,
            )
            page = self.page(asked)
            for row in self.dress(page.rows):
                yield [row.id, *(self.export_value(row, column.name) for column in columns)]
            db.session.expunge_all()
            cursor = page.older

    def export_columns(self) -> Sequence[Column]:
        """The columns of that file, after the id."""
        return self.exported or [column for column in self.all_columns() if column.name != "id"]

    def export_value(self, row: Any, name: str) -> Any:
        """The value of one cell of the export."""
        value = getattr(row, name)
        if isinstance(value, list | tuple):
            return ", ".join(str(getattr(one, "name", one)) for one in value)
        return getattr(value, "name", value)

    def state(self) -> ListState:
        """What this request asks the list to show."""
        return self.state_in(request.args)

    def state_in(self, args: MultiDict[str, str]) -> ListState:
        """The state in these parameters, be they of the URL or sent along with an action."""
        return read_state(
            args, self.tabs, self.all_sorts(), self.filters_in(args), self.all_columns()
        )

    def filters_in(self, args: MultiDict[str, str]) -> Sequence[Filter]:
        """The filters that these parameters may name."""
        return self.filters

    def page(self, state: ListState) -> Stretch[Any]:
        """The rows of one page."""
        if self._is_found(state):
            rows = self.narrowed(self.list_select(), replace(state, search=""))
            return found_page(rows, self.model, state.search, state.place, state.rows)
        rows = self.narrowed(self.list_select(), state)
        return make_listing(rows, self.sort_of(state), self.model.__table__.c.id, state)

    def _is_found(self, state: ListState) -> bool:
        return bool(state.search) and self.is_by_index(state.search)

    def narrowed(self, rows: Select[Any], state: ListState) -> Select[Any]:
        """The statement with the tab, the filters and the search of this state."""
        rows = self.visible(rows)
        tab = next((tab for tab in self.tabs if tab.name == state.status), None)
        condition = tab.condition() if tab else None
        if condition is not None:
            rows = rows.where(condition)
        for one in self.filters if state.filters else ():
            if one.name in state.filters:
                rows = rows.where(one.condition(state.filters[one.name]))
        return rows.where(self.matching(state.search)) if state.search else rows

    def list_select(self) -> Select[Any]:
        """The rows as the list needs them: only the columns that it may show."""
        mapped = self.model.__mapper__.column_attrs.keys()
        names = {column.name for column in self.all_columns()} | {"id", "version"}
        names |= {sort.column.key for sort in self.all_sorts()}
        wanted = [getattr(self.model, name) for name in sorted(names) if name in mapped]
        return select(self.model).options(load_only(*wanted))

    def dress(self, rows: Sequence[Any]) -> Sequence[Any]:
        """The rows with what a second statement brings for the whole page at once."""
        return rows

    def matching(self, words: str) -> Any:
        """The condition of the search: what the index finds, or who has them in a column."""
        if self.is_by_index(words):
            return matching(self.model, words)
        if not self.searched:
            return false()
        columns = [getattr(self.model, name) for name in self.searched]
        return or_(*(func.lower(c).contains(words.lower(), autoescape=True) for c in columns))

    def is_by_index(self, words: str) -> bool:
        """Whether the full-text index answers this search: then it gives the order, too."""
        return self.full_text

    def sort_of(self, state: ListState) -> Sort:
        """The order of this state: what is chosen, else the tab's, else the view's first."""
        sorts = {sort.name: sort for sort in self.all_sorts()}
        tab = next((tab for tab in self.tabs if tab.name == state.status), None)
        chosen = sorts.get(state.sort.removeprefix("-"))
        # What may be NULL is an order only in the tabs that have it for their own.
        if chosen and ((tab and tab.sort == chosen.name) or not _may_be_null(chosen.column)):
            return Sort(chosen.name, chosen.column, chosen.kind, state.sort.startswith("-"))
        return sorts[tab.sort] if tab and tab.sort else next(iter(sorts.values()))

    def tab_counts(self) -> dict[str, int]:
        """How many rows each tab holds, up to 10,001: one statement that reads no further."""
        counted = [
            select(func.count())
            .select_from(
                self.narrowed(select(self.model.id), ListState(status=tab.name))
                .limit(CAP + 1)
                .subquery()
            )
            .scalar_subquery()
            .label(f"tab{index}")
            for index, tab in enumerate(self.tabs)
        ]
        found = db.session.execute(select(*counted)).one()
        return {tab.name: count for tab, count in zip(self.tabs, found, strict=True)}

    def all_columns(self) -> tuple[Column, ...]:
        """The columns; for a view that names none, those of the model."""
        if self.columns:
            return self.columns
        label = self.model.label_column()
        names = [name for name in self._plain_columns() if name != label]
        first = [Column(label, _words(label), sort=label, fixed=True)] if label else []
        return (*first, *(Column(name, _words(name), minor=True) for name in names[:6]))

    def _plain_columns(self) -> list[str]:
        left_out = {"id", "version"} | self.model.__unrecorded__
        return [c.key for c in self.model.__mapper__.column_attrs if c.key not in left_out]

    def all_sorts(self) -> tuple[Sort, ...]:
        """The orders; for a view that names none, newest first, and by the model's label."""
        if self.sorts:
            return self.sorts
        newest = Sort("newest", self.model.id, int)
        label = self.model.label_column()
        if label and not getattr(self.model, label).nullable:
            return newest, Sort(label, getattr(self.model, label), str, descending=False)
        return (newest,)

    def shown_columns(self, state: ListState) -> list[Column]:
        """The columns that the person chose, or those shown at first."""
        chosen = state.columns
        return [
            column
            for column in self.all_columns()
            if column.fixed or (column.name in chosen if chosen else not column.extra)
        ]

    def actions_here(self, state: ListState) -> Sequence[Any]:
        """The bulk actions that make sense in this state for this person."""
        return ()


def _words(name: str) -> str:
    return name.removesuffix("_id").replace("_", " ").capitalize()


def _may_be_null(column: Any) -> bool:
    return bool(getattr(column, "nullable", False))
