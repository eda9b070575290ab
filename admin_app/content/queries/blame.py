"""Who last changed each sentence of a text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, literal

from admin_app.content.markup.sentences import Sentence, sentences
from admin_app.content.models import Page, Post
from admin_app.extensions import db
from admin_app.history.merge import ALONE, aligned
from admin_app.history.models import KEPT, Change
from admin_app.history.versions import timeline

PORTION = 20
MOST_CHANGES = 60
MOST_CHARACTERS = 1_500_000
"""Of earlier bodies that are looked at: beyond these two it takes longer than one waits."""


@dataclass(frozen=True)
class Blame:
    """The sentences of a text, each with the save that made it what it is; None: an older one.

    `complete` says whether all of the text's history was looked at.
    """

    sentences: list[tuple[Sentence, Any | None]]
    complete: bool


def blame(text: Post | Page) -> Blame:
    """Walk back through the changes of the body until each sentence has its save."""
    now = sentences(text.body)
    owners: list[Any | None] = [None] * len(now)
    places = dict(enumerate(range(len(now))))  # of the sentences whose save is not found yet
    newer = [sentence.text for sentence in now]
    complete = True
    for change in _changes(text):
        if not places:
            break
        if change is None:
            complete = False
            break
        if change.verb == "create":
            owners = [change if i in places else owner for i, owner in enumerate(owners)]
            break
        older = [sentence.text for sentence in sentences(change.body or "")]
        partners = aligned(newer, older)
        for i in [i for i, place in places.items() if partners[place] == ALONE]:
            owners[i] = change
            del places[i]
        places = {i: partners[place] for i, place in places.items()}
        newer = older
    return Blame(list(zip(now, owners, strict=True)), complete)


def _changes(text: Post | Page) -> Iterator[Any | None]:
    """The changes of the body, the newest first, with the body before; None where it is enough."""
    read, seen, last = 0, 0, None
    while True:
        portion = _portion(text, last)
        for change in portion:
            if seen >= MOST_CHANGES or read > MOST_CHARACTERS:
                yield None
                return
            yield change
            seen, read, last = seen + 1, read + len(change.body or ""), change.id
        if len(portion) < PORTION:
            return


def _portion(text: Post | Page, before: int | None) -> list[Any]:
    names = literal(",", String) + Change.fields + literal(",", String)
    rows = (
        timeline(text.__tablename__, text.id)
        .add_columns(Change.before["body"].as_string().label("body"))
        .where(Change.verb != KEPT, Change.fields.is_(None) | names.contains(",body,"))
    )
    if before is not None:
        rows = rows.where(Change.id < before)
    return list(db.session.execute(rows.order_by(Change.id.desc()).limit(PORTION)))
