"""Keeping what is typed until it is saved, and saying who is in a text. None of it is history."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Insert,
    Select,
    String,
    bindparam,
    delete,
    false,
    func,
    literal,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from admin_app.columns import Id, Json, UtcDateTime, now
from admin_app.content.models import Autosave, Presence
from admin_app.extensions import db
from admin_app.ids import among


@dataclass(frozen=True)
class Typed:
    """A form as it stands in somebody's browser; `at` is when it was last typed into.

    `saved` is the condition that this very form has been saved.
    """

    person_id: int
    entity: str
    entity_id: int
    draft_key: str
    version: int
    title: str
    fields: list[tuple[str, str]]
    at: datetime
    saved: ColumnElement[bool]


def keep(typed: Typed) -> int | None:
    """Keep these words in place of the form's older ones; the id they are kept under.

    None where nothing needs keeping: the form has been saved meanwhile, so that what comes late is
    not offered as unsaved, or newer words of it are here.
    """
    table = Autosave.__table__
    values = {
        "person_id": literal(typed.person_id, Id),
        "entity": literal(typed.entity, String),
        "entity_id": literal(typed.entity_id, Id),
        "draft_key": literal(typed.draft_key, String),
        "version": literal(typed.version),
        "title": literal(typed.title, String),
        "fields": literal(typed.fields, Json),
        "at": literal(typed.at, UtcDateTime()),
    }
    made: Any = _insert(Autosave)
    given: Any = list(values.values())
    made = made.from_select(list(values), select(*given).where(~typed.saved))
    newer = {name: made.excluded[name] for name in ("version", "title", "fields", "at")}
    newer["discarded"] = false()
    made = made.on_conflict_do_update(
        index_elements=["person_id", "entity", "entity_id", "draft_key"],
        set_=newer,
        where=table.c.at <= made.excluded.at,
    )
    kept: int | None = db.session.execute(made.returning(table.c.id)).scalar()
    return kept


def forget(person_id: int, entity: str, entity_id: int, draft_key: str) -> None:
    """Let go of what was kept of this form: it is saved, or as it was."""
    db.session.execute(
        delete(Autosave).where(
            Autosave.person_id == person_id,
            Autosave.entity == entity,
            Autosave.entity_id == entity_id,
            Autosave.draft_key == draft_key,
        )
    )


def discard(kept: Autosave) -> None:
    """Offer these words no more."""
    kept.discarded = True
    db.session.flush()


def arrive(
    person_id: int, entity: str, entity_id: int, tab: str, field: str, asked: Select[Any]
) -> Sequence[Any]:
    """Say that this person is in this text, in this tab, at this field; the rows `asked` for.

    On PostgreSQL that is one statement, and the commit does not wait for the disk: it is said again
    in ten seconds.
    """
    said = {
        "an_entity": entity,
        "an_id": entity_id,
        "who": person_id,
        "a_tab": tab,
        "a_moment": now(),
        "a_field": field,
    }
    arriving = _arriving(db.engine.dialect.name)
    if isinstance(arriving, CTE):
        return db.session.execute(asked.add_cte(arriving), said).all()
    db.session.execute(arriving, said)
    return db.session.execute(asked).all()


def leave(person_id: int, entity: str, entity_id: int, tab: str) -> None:
    """Say that this person has closed this tab."""
    db.session.execute(
        delete(Presence).where(
            Presence.entity == entity,
            Presence.entity_id == entity_id,
            Presence.person_id == person_id,
            Presence.tab == tab,
        )
    )


def let_go(ids: Collection[int]) -> None:
    """Delete these kept forms."""
    db.session.execute(delete(Autosave).where(among(Autosave.id, ids)))


def sweep(than: datetime, gone: datetime) -> None:
    """Let go of words older, and of people gone for longer, than these moments."""
    db.session.execute(delete(Autosave).where(Autosave.at < than))
    db.session.execute(delete(Presence).where(Presence.seen_at < gone))


@cache
def _arriving(dialect: str) -> Any:
    place: dict[str, Any] = {
        "entity": bindparam("an_entity"),
        "entity_id": bindparam("an_id"),
        "person_id": bindparam("who"),
        "tab": bindparam("a_tab"),
    }
    now_there: dict[str, Any] = {"seen_at": bindparam("a_moment"), "field": bindparam("a_field")}
    made: Any = _insert(Presence).values(**place, since=bindparam("a_moment"), **now_there)
    made = made.on_conflict_do_update(index_elements=list(place), set_=now_there)
    if dialect == "postgresql":
        return made.returning(func.set_config("synchronous_commit", "off", True)).cte("arriving")
    return made


def _insert(model: Any) -> Insert:
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    made: Insert = dialect.insert(model.__table__)
    return made
