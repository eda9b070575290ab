"""Erasing everything about one reader, history included, in one save that can't be undone."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Table, delete, text, tuple_, update

from admin_app.errors import Refusal
from admin_app.extensions import db
from admin_app.history.models import Change
from admin_app.ids import among
from admin_app.outbox.models import OutboxMessage
from admin_app.people.queries import person_by_email
from admin_app.readers.actions.forget import (
    drop_comments,
    forget_appeals,
    forget_history,
    store_each,
    unname_saves,
)
from admin_app.readers.actions.rules import sentence
from admin_app.readers.erasing import NAMELESS, Traces
from admin_app.readers.models import Comment, Erasure, Reader, ReaderNote, Rule, RuleKind, Verdict
from admin_app.readers.policy import require_reader_data
from admin_app.readers.queries import mentions, personal
from admin_app.readers.text import fingerprint

OPTIMISED: Final = 200_000
"""Up to this id of a comment, SQLite's index of words is written anew: deleted words stay in it."""
_OVER: Final = ("sent", "discarded")
_COMMENT: Final[Any] = Comment.__table__
_CHANGE: Final[Any] = Change.__table__
_RULE: Final[Any] = Rule.__table__
_MESSAGE: Final[Any] = OutboxMessage.__table__


class Fate(StrEnum):
    """What becomes of a reader's comments."""

    ANONYMISED = "anonymised"
    DELETED = "deleted"


@dataclass(frozen=True)
class Found:
    """What there is of a reader: their comments, and those that only history still knows."""

    traces: Traces
    ids: Collection[int]
    gone: Collection[int]


def found_of(email: str) -> Found:
    """Everything that tells where this reader is told of."""
    ids = personal.ids_of(email)
    gone = sorted({*personal.ids_in_history("comment", "author_email", email)} - {*ids})
    return Found(personal.known_as(email, [*ids, *gone]), ids, gone)


def erase(person: Any, email: str, fate: Fate, secret: str) -> Erasure:
    """Erase the reader with this address, and store that it was done: what of, by number.

    Raises `NotAllowed`, and `Refusal` for the address of somebody of the house.
    """
    require_reader_data(person)
    if person_by_email(email) is not None:
        raise Refusal("Somebody of the house has this address; people are managed under People.")
    found, counts = found_of(email), Counter[str]()
    _leave_no_traces_on_disk()
    everything = [*found.ids, *found.gone]
    counts["saves"] += unname_saves(everything, found.traces)
    counts["appeals"] += forget_appeals(everything)
    counts["comments of others"] += _out_of_others(found)
    forget_history("comment", found.gone)
    counts["deleted comments in history"] += len(found.gone)
    counts["comments"] += len(found.ids)
    if fate is Fate.DELETED:
        drop_comments(found.ids)
    else:
        _anonymise(found)
    counts["notes"] += _notes(email)
    counts["subscriptions"] += _reader(email)
    counts["rules"] += _rules(found.traces)
    counts["mails"] += _mails(found.traces)
    counts["other history"] += _history(found.traces)
    for table, columns in mentions.swept_tables():
        counts[table.name.replace("_", " ")] += _sweep(table, columns, found.traces)
    _tidy_words(found.ids)
    record = Erasure(
        actor_id=person.id,
        actor_name=person.name,
        digest=digest_of(email, secret),
        comments=fate.value,
        counts={name: count for name, count in counts.items() if count},
    )
    db.session.add(record)
    db.session.flush()
    return record


def digest_of(email: str, secret: str) -> str:
    """What tells that it was this address: keyed, so that nobody finds it by trying."""
    return hmac.new(secret.encode(), email.encode(), hashlib.sha256).hexdigest()


def _anonymise(found: Found) -> None:
    """The comments stay, under no name; so does what was done to them."""
    nobody = {"author_email": "", "author_url": "", "author_ip": "", "author_network": ""}
    these = among(_COMMENT.c.id, found.ids)
    values = {"author_name": NAMELESS, **nobody, "version": _COMMENT.c.version + 1}
    db.session.execute(update(_COMMENT).where(these).values(values))
    for rows in personal.own_bodies(found.ids):
        _store_bodies(found.traces, rows)
    for rows in personal.changes_of_comments(found.ids):
        store_each(
            _CHANGE, (_unnamed(row, found.traces) for row in rows), "label", "before", "after"
        )


def _store_bodies(traces: Traces, rows: Sequence[Any]) -> None:
    changed = [row for row in rows if traces.tells([row.body, row.reason_words])]
    store_each(
        _COMMENT,
        (
            {
                "id": row.id,
                "body": (body := traces.without(row.body)),
                "fingerprint": fingerprint(body),
                "reason_words": traces.without(row.reason_words),
            }
            for row in changed
        ),
        "body",
        "fingerprint",
        "reason_words",
    )


def _unnamed(row: Any, traces: Traces) -> dict[str, Any]:
    nobody = {"author_name": NAMELESS, "author_email": "", "author_url": "", "author_ip": ""}

    def cleaned(values: dict[str, Any] | None) -> dict[str, Any] | None:
        if values is None:
            return None
        kept = {name: traces.without(value) for name, value in values.items()}
        return kept | {name: nobody[name] for name in nobody.keys() & kept.keys()}

    return {
        "id": row.id,
        "label": NAMELESS,
        "before": cleaned(row.before),
        "after": cleaned(row.after),
    }


def _out_of_others(found: Found) -> int:
    """The address goes out of what others wrote, and the name out of answers to this reader."""
    rows = mentions.others_that_mention(found.traces, [*found.ids, *found.gone])
    return store_each(
        _COMMENT,
        (
            {"id": row.id, "body": body, "fingerprint": fingerprint(body)}
            for row in rows
            if (body := found.traces.out_of_others(row.body)) != row.body
        ),
        "body",
        "fingerprint",
        moves=True,
    )


def _notes(email: str) -> int:
    ids = {*personal.notes_of(email), *personal.ids_in_history("reader_note", "email", email)}
    forget_history("reader_note", ids)
    table: Any = ReaderNote.__table__
    db.session.execute(delete(table).where(table.c.email == email))
    return len(ids)


def _reader(email: str) -> int:
    watches = len(personal.watches_of(email))
    forget_history("reader", personal.ids_in_history("reader", "email", email))
    table: Any = Reader.__table__
    db.session.execute(delete(table).where(table.c.email == email))
    return watches


def _rules(traces: Traces) -> int:
    """The address and the networks of one address go out of rules; one about nothing else goes."""
    gone = {traces.email, *(str(one) for one in traces.networks)}
    changed = 0
    for rule in mentions.rules_naming(gone):
        left = [line for line in rule.value.split("\n") if line not in gone]
        changed += 1
        forget_history("rule", [rule.id])
        if not left:
            db.session.execute(delete(_RULE).where(_RULE.c.id == rule.id))
            continue
        value = "\n".join(left)
        said = sentence(Verdict(rule.verdict), RuleKind(rule.kind), value)
        store_each(
            _RULE,
            [{"id": rule.id, "value": value, "sentence": said}],
            "value",
            "sentence",
            moves=True,
        )
    forget_history("rule", mentions.rules_in_history(gone))
    return changed


def _mails(traces: Traces) -> int:
    """Mails to the reader go; and those over and done with that tell of them."""
    columns = [
        _MESSAGE.c[name] for name in ("recipient", "subject", "payload", "last_error", "state")
    ]
    gone = [
        row.id
        for row in mentions.mentioning(_MESSAGE, columns, traces)
        if row.recipient.lower() == traces.email
        or (row.state in _OVER and traces.tells([row.subject, row.payload]))
    ]
    db.session.execute(delete(_MESSAGE).where(among(_MESSAGE.c.id, gone)))
    return len(gone)


def _history(traces: Traces) -> int:
    """What history says of the address elsewhere, as in a saved view or in another's comment."""
    rows = mentions.changes_mentioning(traces)
    return store_each(
        _CHANGE,
        (
            {
                "id": row.id,
                "label": traces.out_of_others(row.label),
                "before": traces.out_of_others(row.before),
                "after": traces.out_of_others(row.after),
            }
            for row in rows
        ),
        "label",
        "before",
        "after",
    )


def _sweep(table: Table, columns: Sequence[Any], traces: Traces) -> int:
    """Take the reader out of the rows of a table that mention them by the way."""
    keys, names = list(table.primary_key), [one.name for one in columns if not one.primary_key]
    changed = 0
    for row in mentions.mentioning(table, columns, traces):
        held = {name: row._mapping[name] for name in names}
        left = {name: traces.out_of_others(value) for name, value in held.items()}
        if left == held:
            continue
        this = tuple_(*keys) == tuple(row._mapping[key.name] for key in keys)
        db.session.execute(update(table).where(this).values(left))
        changed += 1
    return changed


def _leave_no_traces_on_disk() -> None:
    """On SQLite, what is deleted is overwritten in the file."""
    if db.session.get_bind().dialect.name == "sqlite":
        db.session.connection().exec_driver_sql("PRAGMA secure_delete = ON")


def _tidy_words(ids: Collection[int]) -> None:
    """On SQLite the index of words keeps what was deleted until its parts are put together."""
    if db.session.get_bind().dialect.name == "sqlite" and ids and max(ids) <= OPTIMISED:
        db.session.execute(text("INSERT INTO comment_fts (comment_fts) VALUES ('optimize')"))
