"""Where a reader is told of by the way: in tables, texts and history that are not theirs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, Text, cast, func, literal, or_, select, types

from admin_app.content.models import Page, Post
from admin_app.extensions import Base, db
from admin_app.history.models import Change
from admin_app.ids import among
from admin_app.readers.erasing import Traces
from admin_app.readers.models import Comment, Rule
from admin_app.search import newest_found

MOST_MENTIONS = 1_000
EDITORIAL = frozenset(
    {
        "autosave", "category", "custom_field", "media", "media_key", "merged_term", "note", "page",
        "planned_change", "post", "redirect", "setting", "tag", "text_file", "text_link",
        "text_template", "user",
    }
)  # fmt: skip
"""Tables of what the house itself has written, which no erasure changes."""

_COMMENT = Comment.__table__.c
_CHANGE = Change.__table__.c
_RULE = Rule.__table__.c


def others_that_mention(traces: Traces, ids: Collection[int]) -> Sequence[Any]:
    """Comments of others that name the address, or answer this reader: id, body."""
    found = newest_found(select(_COMMENT.id), Comment, traces.email, MOST_MENTIONS)
    named = [row.id for row in found]
    rows = db.session.execute(
        select(_COMMENT.id, _COMMENT.body, _COMMENT.author_email)
        .where(or_(among(_COMMENT.id, named), among(_COMMENT.parent_id, ids)))
        .order_by(_COMMENT.id)
    ).all()
    return [row for row in rows if row.author_email != traces.email]


def texts_that_mention(email: str) -> list[tuple[str, int, str]]:
    """Posts and pages that name the address, which no erasure changes: kind, id, title."""
    found: list[tuple[str, int, str]] = []
    for model in (Post, Page):
        rows = newest_found(select(model.id, model.title), model, email, 10)
        found += [(model.__tablename__, row_id, title) for row_id, title in rows]
    return found


def rules_naming(entries: Collection[str]) -> Sequence[Any]:
    """The rules of which one of these addresses or networks is an entry."""
    lines = literal("\n") + _RULE.value + literal("\n")
    named = [lines.contains(f"\n{entry}\n", autoescape=True) for entry in entries]
    kinds = _RULE.kind.in_(["email", "network"])
    return db.session.execute(
        select(_RULE.id, _RULE.verdict, _RULE.kind, _RULE.value)
        .where(kinds, or_(*named))
        .order_by(_RULE.id)
    ).all()


def rules_in_history(entries: Collection[str]) -> list[int]:
    """The rules that once had one of them as an entry, and may be gone."""
    values = [side["value"].as_string() for side in (_CHANGE.before, _CHANGE.after)]
    lines = [literal("\n") + one + literal("\n") for one in values]
    named = [line.contains(f"\n{entry}\n", autoescape=True) for line in lines for entry in entries]
    found = select(_CHANGE.entity_id).where(_CHANGE.entity == "rule", or_(*named))
    return list(db.session.scalars(found.distinct().order_by(_CHANGE.entity_id)))


def swept_tables() -> list[tuple[Table, list[Any]]]:
    """The tables that may mention a reader by the way, each with its columns of text and JSON.

    All that there are, but those of the house, of comments, and of their history.
    """
    left_out = EDITORIAL | {"comment", "change", "alembic_version"}
    return [
        (table, columns)
        for table in Base.metadata.sorted_tables
        if table.name not in left_out and (columns := [one for one in table.c if _says(one)])
    ]


def mentioning(table: Table, columns: Sequence[Any], traces: Traces) -> Sequence[Any]:
    """The rows in which the address, a name or a network address may stand; the key and these."""
    keys = list(table.primary_key)
    rest = [one for one in columns if not one.primary_key]
    return db.session.execute(
        select(*keys, *rest).where(_mentioned(columns, traces)).order_by(*keys)
    ).all()


def changes_mentioning(traces: Traces) -> Sequence[Any]:
    """History that is not of the house's own texts, and names the address."""
    columns = (_CHANGE.label, _CHANGE.before, _CHANGE.after)
    only = Traces(traces.email)
    return db.session.execute(
        select(_CHANGE.id, _CHANGE.entity, _CHANGE.entity_id, *columns)
        .where(_CHANGE.entity.not_in(EDITORIAL), _mentioned(columns, only))
        .order_by(_CHANGE.id)
    ).all()


def _says(column: Any) -> bool:
    return isinstance(column.type, types.String) or _is_json(column)


def _is_json(column: Any) -> bool:
    return isinstance(column.type, types.JSON)


def _mentioned(columns: Sequence[Any], traces: Traces) -> ColumnElement[bool]:
    """A first look, by parts that no case and no escaping changes; Python looks closely."""
    found: list[ColumnElement[bool]] = []
    for column in columns:
        text = cast(column, Text) if _is_json(column) else column
        found += [
            func.lower(text).contains(one.lower(), autoescape=True) for one in traces.written_email
        ]
        found += [text.contains(one, autoescape=True) for one in traces.sought]
    return or_(*found)
