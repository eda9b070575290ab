"""Which files the bodies of texts name: kept in the save's own commit, and looked after later."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, cast

from sqlalchemy import Connection, Table, delete, event, insert, select
from sqlalchemy.orm.attributes import get_history, instance_state

from admin_app.content.media.addresses import FOLDER, keys_in
from admin_app.content.models import Page, Post, TextFile, TextFileDue
from admin_app.content.queries.files import named_by, texts_due
from admin_app.extensions import db
from admin_app.ids import among

MODELS: dict[str, type[Post | Page]] = {"post": Post, "page": Page}
PORTION = 200
TEXT_FILE = cast(Table, TextFile.__table__)


def look_after_uses() -> int:
    """Put right what is kept of the next texts whose words were written; how many there were.

    Most of them are right already: a save keeps them itself. Imports, undo and changes of many
    rows at once do not.
    """
    due = texts_due(PORTION)
    if not due:
        return 0
    kind, ids = due[0][0], [text_id for _, text_id in due]
    model = MODELS[kind]
    db.session.execute(
        delete(TextFileDue).where(TextFileDue.kind == kind, among(TextFileDue.text_id, ids))
    )
    # Locked: what a save writes meanwhile is not to be overwritten by what was read before it.
    these = select(model.id, model.body, model.own_words).where(among(model.id, ids))
    rows = db.session.execute(these.order_by(model.id).with_for_update())
    named = {row.id: keys_in(f"{row.body} {row.own_words}") for row in rows}
    known = named_by(kind, ids)
    wrong = {text_id: keys for text_id, keys in named.items() if known.get(text_id, set()) != keys}
    if wrong:
        _keep(db.session.connection(), kind, wrong)
    return len(due)


def _keep(connection: Connection, kind: str, named: Mapping[int, Collection[str]]) -> None:
    column = TEXT_FILE.c[f"{kind}_id"]
    connection.execute(delete(TEXT_FILE).where(among(column, named)))
    pairs = [(key, text_id) for text_id, keys in named.items() for key in sorted(keys)]
    rows = [{"key": key, column.name: text_id} for key, text_id in pairs]
    if rows:
        connection.execute(insert(TEXT_FILE), rows)


def _after_write(_mapper: Any, connection: Connection, text: Post | Page) -> None:
    """The files of a text that was flushed; no statement where they are the same as before."""
    before, after = _words(text)
    if before == after or (FOLDER not in after and FOLDER not in before):
        return
    named = keys_in(after)
    if named != keys_in(before):
        _keep(connection, text.__tablename__, {text.id: named})


def _words(text: Post | Page) -> tuple[str, str]:
    """What names files in a text, before and after this flush: its body and its own fields."""
    was, now = [], []
    for name in ("body", "own_words"):
        if name in instance_state(text).unloaded:  # so it is as it was
            continue
        history = get_history(text, name)
        held = getattr(text, name) or ""
        now.append(held)
        was.append("".join(filter(None, history.deleted or ())) if history.has_changes() else held)
    return " ".join(was), " ".join(now)


for _model in MODELS.values():
    for _moment in ("after_insert", "after_update"):
        event.listen(_model, _moment, _after_write)
