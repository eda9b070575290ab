"""What goes over the wire to the database, as the driver sees it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError

COMMIT, ROLLBACK = "COMMIT", "ROLLBACK"

# A reading statement that locks rows or moves a sequence writes as well; so does a WITH around one.
_WRITES = re.compile(
    r"""\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE\s+(?:ONLY\s+)?["\w.]+\s+(?:AS\s+\w+\s+)?SET|
    DELETE\s+FROM|MERGE\s+INTO|REPLACE\s+INTO|FOR\s+(?:NO\s+KEY\s+)?UPDATE|FOR\s+(?:KEY\s+)?SHARE|
    nextval|setval|BEGIN\s+IMMEDIATE|BEGIN\s+EXCLUSIVE)\b
    |^\s*(?:CREATE|ALTER|DROP|TRUNCATE|COPY|GRANT|REVOKE|LOCK|VACUUM|REINDEX)\b""",
    re.IGNORECASE | re.VERBOSE,
)
Note = Callable[[str], None]
_notes: tuple[Note, ...] = ()
_changing = threading.Lock()
_recording: list[Traffic] = []
_LITERAL = re.compile(r"'(?:[^']|'')*'")


def writes(statement: str) -> bool:
    """Whether the statement changes or locks anything."""
    return bool(_WRITES.search(_LITERAL.sub("''", statement)))


@dataclass(eq=False)
class Traffic:
    """Statements, commits and rollbacks of all engines and threads, in their order."""

    events: list[str] = field(default_factory=list)

    @property
    def statements(self) -> list[str]:
        """What was executed, without the COMMITs and ROLLBACKs."""
        return [event for event in self.events if event not in {COMMIT, ROLLBACK}]

    @property
    def writes(self) -> list[str]:
        """Those statements that change or lock anything."""
        return [statement for statement in self.statements if writes(statement)]

    @property
    def commits(self) -> int:
        """How often a transaction was committed."""
        return self.events.count(COMMIT)

    @property
    def unfinished(self) -> list[str]:
        """Writes after which neither COMMIT nor ROLLBACK has come."""
        ends = [i for i, event in enumerate(self.events) if event in {COMMIT, ROLLBACK}]
        return [event for event in self.events[max(ends, default=-1) + 1 :] if writes(event)]

    def clear(self) -> None:
        """Begin to count anew."""
        self.events.clear()


@contextmanager
def recorded(*, this_thread: bool = False) -> Iterator[Traffic]:
    """Traffic as long as the block runs; of this thread alone, if asked."""
    traffic = Traffic()
    thread = threading.get_ident()

    def note(what: str) -> None:
        if not this_thread or threading.get_ident() == thread:
            traffic.events.append(what)

    _recording.append(traffic)
    try:
        with _listening(note):
            yield traffic
    finally:
        _recording.remove(traffic)


@contextmanager
def failing_at(point: int) -> Iterator[Traffic]:
    """Let the driver fail at the statement or COMMIT of that number, the first being 1.

    It fails as a lost connection would, once. Fewer happened than that if the `events` of what is
    given stay below `point`: then nothing has failed.
    """
    traffic = Traffic()

    def fail(what: str) -> None:
        if what == ROLLBACK:
            return
        traffic.events.append(what)
        if len(traffic.events) == point:
            if what == COMMIT:
                # The database takes back what it could not commit, and nobody says ROLLBACK.
                for other in _recording:
                    other.events.append(ROLLBACK)
            raise OperationalError(what, None, ConnectionError("made to fail by the test"))

    with _listening(fail):
        yield traffic


@contextmanager
def _listening(note: Note) -> Iterator[None]:
    global _notes
    with _changing:
        _notes = (*_notes, note)
    try:
        yield
    finally:
        with _changing:
            _notes = tuple(one for one in _notes if one is not note)


def _tell(what: str) -> None:
    for note in _notes:
        note(what)


# Registered once: a listener that comes or goes while another thread runs a statement breaks that
# thread's loop over the listeners.


@event.listens_for(Engine, "before_cursor_execute")
def _on_statement(_conn: Connection, _cursor: Any, statement: str, *_: Any) -> None:
    _tell(statement)


@event.listens_for(Engine, "commit")
def _on_commit(_conn: Connection) -> None:
    _tell(COMMIT)


@event.listens_for(Engine, "rollback")
def _on_rollback(_conn: Connection) -> None:
    _tell(ROLLBACK)
