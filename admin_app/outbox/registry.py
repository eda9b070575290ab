"""Who does what: the handlers of job kinds, and the chores that the worker runs now and then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from admin_app.outbox.models import MAIL

Handler = Callable[[Mapping[str, Any]], None]

_handlers: dict[str, Handler] = {}
_chores: list[Chore] = []


class GiveUp(Exception):
    """Raised by a handler: trying again will not help. Its text is shown to owners."""


@dataclass(frozen=True)
class Chore:
    """A function that the worker runs every so many seconds."""

    name: str
    every: float
    run: Callable[[], None]


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register a function as the handler of the jobs of this kind; it gets their payload.

    It runs in the worker, in an application context and outside any transaction, and opens units
    of work of its own. It may run more than once for one job: when the worker is killed between
    its end and the record of it. So it must come to the same when repeated. Whatever it raises
    makes the job be tried again later; `GiveUp` makes it fail at once.
    """

    def register(handler: Handler) -> Handler:
        if kind == MAIL or _handlers.get(kind, handler) is not handler:
            raise ValueError(f"the kind {kind!r} has a handler")
        _handlers[kind] = handler
        return handler

    return register


def housekeeping(*, every: float) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register a function that each worker runs at its start and then every so many seconds.

    It runs in an application context, opens its own units of work, and should take little time and
    write nothing when there is nothing to do. Several workers may run it at once.
    """

    def register(chore: Callable[[], None]) -> Callable[[], None]:
        _chores.append(Chore(f"{chore.__module__}.{chore.__name__}", every, chore))
        return chore

    return register


def handler_of(kind: str) -> Handler | None:
    """The function registered for this kind of job."""
    return _handlers.get(kind)


def job_kinds() -> frozenset[str]:
    """The kinds that have a handler."""
    return frozenset(_handlers)


def chores() -> tuple[Chore, ...]:
    """What was registered for housekeeping, in that order."""
    return tuple(_chores)
