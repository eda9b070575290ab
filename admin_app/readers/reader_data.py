"""All that is kept of one reader: counted before it is erased, and as a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from admin_app.columns import now
from admin_app.outbox.models import OutboxMessage
from admin_app.readers.actions.erase import found_of
from admin_app.readers.erasing import Traces
from admin_app.readers.queries import mentions, personal
from admin_app.readers.queries.reader import notes_on, rules_about

FORMAT: Final = "copydesk-reader"
VERSION: Final = 1


@dataclass(frozen=True)
class Rehearsal:
    """What an erasure would take, each (count, words), and the house's own texts that it leaves."""

    goes: list[tuple[int, str]]
    names: list[str]
    addresses: list[str]
    texts: list[tuple[str, int, str]]


def rehearsal(email: str) -> Rehearsal:
    """What is kept of the reader with this address."""
    found = found_of(email)
    everything = [*found.ids, *found.gone]
    counted = (
        (len(found.ids), "comment", "comments"),
        (
            len(found.gone),
            "deleted comment that history knows",
            "deleted comments that history knows",
        ),
        (len(personal.appeals_of(everything)), "appeal", "appeals"),
        (len(personal.notes_of(email)), "note of a moderator", "notes of moderators"),
        (
            len(rules_about(email, found.traces.addresses)),
            "ban or other rule about them",
            "bans and other rules about them",
        ),
        (len(personal.watches_of(email)), "subscription to answers", "subscriptions to answers"),
        (len(_mails(email)), "mail to them", "mails to them"),
    )
    return Rehearsal(
        goes=[(n, one if n == 1 else many) for n, one, many in counted if n],
        names=sorted(found.traces.names),
        addresses=sorted(found.traces.addresses),
        texts=mentions.texts_that_mention(email),
    )


def reader_json(email: str) -> Iterator[bytes]:
    """The document in pieces, UTF-8: a JSON object with a list for each kind, a row on a line."""
    found = found_of(email)
    everything = [*found.ids, *found.gone]
    head = {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": now().isoformat(timespec="seconds"),
        "email": email,
        "names": sorted(found.traces.names),
        "network_addresses": sorted(found.traces.addresses),
    }
    yield _dumped(head)[:-1].encode()
    reader = personal.reader_of(email)
    columns = ("created_at", "confirmed_at", "asked_at", "mail_stopped_at")
    known = [{name: getattr(reader, name) for name in columns}] if reader else []
    sections: tuple[tuple[str, Iterable[Any]], ...] = (
        ("reader", known),
        ("comments", _flat(personal.comments_whole(found.ids))),
        ("appeals", personal.appeals_of(everything)),
        ("reports_about_them", personal.reports_about(everything)),
        ("subscriptions", personal.watches_of(email)),
        ("notes", [_columns(one, "body", "created_at") for one in notes_on(email)]),
        (
            "rules",
            [
                _columns(one, "sentence", "is_on", "expires_at", "note", "created_at")
                for one in rules_about(email, found.traces.addresses)
            ],
        ),
        ("mails", _mails(email)),
        ("history", _flat(personal.history_whole(everything))),
    )
    for name, rows in sections:
        yield f",\n{_dumped(name)}: [".encode()
        yield from _joined(rows)
        yield b"\n]"
    yield b"}\n"


def _mails(email: str) -> list[dict[str, Any]]:
    message: Any = OutboxMessage.__table__
    names = ("recipient", "subject", "payload", "state", "created_at", "sent_at")
    rows = mentions.mentioning(message, [message.c[name] for name in names[:3]], Traces(email))
    return [
        {"subject": row.subject, "text": row.payload.get("text", "")}
        for row in rows
        if row.recipient.lower() == email
    ]


def _columns(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _flat(portions: Iterable[Sequence[Any]]) -> Iterator[Any]:
    for rows in portions:
        yield from rows


def _joined(rows: Iterable[Any]) -> Iterator[bytes]:
    before = "\n"
    for row in rows:
        yield f"{before}{_dumped(row if isinstance(row, dict) else dict(row._mapping))}".encode()
        before = ",\n"


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_told)


def _told(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
