"""What is kept of unsaved words, and who is in a text: small look-ups by an index each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from admin_app.columns import UtcDateTime, now
from admin_app.content.models import Autosave, Page, Post, Presence
from admin_app.extensions import db
from admin_app.people.models import User

OFFERED = 3
"""So many of a person's unsaved texts are offered at once, the newest first."""
HERE = timedelta(seconds=30)
"""Who has not been heard of for so long, through two polls, is not here any more."""

_kept, _presence, _person = Autosave.__table__, Presence.__table__, User.__table__


def beside(person_id: int, model: type[Post | Page], row_id: int, draft_key: str) -> Sequence[Any]:
    """In one statement: this person's unsaved words of this text, and who else is in it.

    Rows of `kind` “kept” (id, words, at) and “here” (id, words, at: the person, their name, since
    when; `field`). The form with this draft key is left out: its words stand in it.
    """
    given = {
        "person_id": person_id,
        "entity": model.__tablename__,
        "entity_id": row_id,
        "draft_key": draft_key,
        "heard": now() - HERE,
    }
    return db.session.connection().execute(_beside(), given).all()


@cache
def _beside() -> Any:
    whose: Any = bindparam("person_id")
    what: Any = bindparam("entity")
    which: Any = bindparam("entity_id")
    kept = (
        select(
            literal_column("'kept'").label("kind"),
            _kept.c.id,
            _kept.c.title.label("words"),
            _kept.c.at,
            literal_column("''").label("field"),
        )
        .where(
            _kept.c.person_id == whose,
            _kept.c.entity == what,
            _kept.c.entity_id == which,
            _kept.c.draft_key != bindparam("draft_key"),
            _kept.c.discarded == false(),
        )
        .order_by(_kept.c.at.desc(), _kept.c.id.desc())
        .limit(literal_column(str(OFFERED)))
        .subquery()
    )
    here = (
        select(
            literal_column("'here'").label("kind"),
            _person.c.id,
            _person.c.name.label("words"),
            _presence.c.since.label("at"),
            _presence.c.field,
        )
        .join(_person, _person.c.id == _presence.c.person_id)
        .where(
            _presence.c.entity == what,
            _presence.c.entity_id == which,
            _presence.c.person_id != whose,
            _presence.c.seen_at > bindparam("heard", type_=UtcDateTime()),
        )
        .order_by(_presence.c.since, _person.c.id)
        .subquery()
    )
    return union_all(select(kept), select(here))


def own_autosave(person_id: int, kept_id: int) -> Autosave | None:
    """What this person left under this id."""
    wanted = select(Autosave).where(Autosave.id == kept_id, Autosave.person_id == person_id)
    return db.session.scalars(wanted).one_or_none()


def in_the_text(person_id: int, rows: Select[Any], model: type[Post | Page]) -> Select[Any]:
    """Select the one text of `rows` with its version, once for each other who is in it now.

    Nothing where there is no such text; `person_id` is None where nobody else is here.
    """
    text = model.__table__
    others = and_(
        _presence.c.entity == model.__tablename__,
        _presence.c.entity_id == text.c.id,
        _presence.c.person_id != person_id,
        _presence.c.seen_at > now() - HERE,
    )
    return (
        rows.with_only_columns(
            text.c.version,
            _presence.c.person_id,
            _person.c.name,
            _presence.c.since,
            _presence.c.field,
            maintain_column_froms=True,
        )
        .select_from(
            text.outerjoin(_presence, others).outerjoin(
                _person, _person.c.id == _presence.c.person_id
            )
        )
        .order_by(_presence.c.since, _presence.c.person_id)
    )


def surplus(of_text: int, of_person: int, limit: int) -> list[int]:
    """Ids of kept forms beyond so many of one person in one text, or of one person in all.

    The newest stay, and what was discarded goes first. Forms of new texts count as one text's.
    """
    order = (Autosave.discarded, Autosave.at.desc(), Autosave.id.desc())
    text = (Autosave.person_id, Autosave.entity, Autosave.entity_id)
    places = select(
        Autosave.id,
        func.row_number().over(partition_by=text, order_by=order).label("in_text"),
        func.row_number().over(partition_by=Autosave.person_id, order_by=order).label("in_all"),
    ).subquery()
    beyond = or_(places.c.in_text > of_text, places.c.in_all > of_person)
    rows = select(places.c.id).where(beyond).order_by(places.c.id).limit(limit)
    return list(db.session.scalars(rows))


def anything_older(than: datetime, gone: datetime) -> bool:
    """Whether an autosave is older, or somebody has been gone for longer, than these moments."""
    old = select(Autosave.id).where(Autosave.at < than)
    left = select(Presence.tab).where(Presence.seen_at < gone)
    return bool(db.session.scalar(select(exists(old) | exists(left))))
