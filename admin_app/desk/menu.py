"""The sidebar: sections of links that the folders register for their own screens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import current_app, request

SECTIONS = ("Desk", "Content", "Readers", "Site")


@dataclass(frozen=True)
class Entry:
    """A link of the sidebar. `badge` gives the count of what waits there, 0 for nothing."""

    label: str
    endpoint: str
    section: str
    order: int
    shown: Callable[[], bool]
    badge: Callable[[], int] = field(default=lambda: 0)


@dataclass(frozen=True)
class Link:
    """An entry as the page shows it."""

    label: str
    endpoint: str
    badge: int
    views: tuple[tuple[int, str, str], ...] = ()
    """The saved views of its list: their ids, names and states."""


class Menu:
    """The entries, and what of them this person sees."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def add(self, entry: Entry) -> None:
        """Add an entry; within its section it stands by `order`."""
        self._entries.append(entry)
        named = dict.fromkeys([*SECTIONS, *(entry.section for entry in self._entries)])
        places = {section: place for place, section in enumerate(named)}
        self._entries.sort(key=lambda entry: (places[entry.section], entry.order))

    def sections(self) -> tuple[tuple[str, tuple[Link, ...]], ...]:
        """Each section that has something for this person, with its links."""
        from admin_app.desk.saved.queries import saved_views

        views: dict[str, list[tuple[int, str, str]]] = {}
        for one in saved_views():
            views.setdefault(one.screen, []).append((one.id, one.name, one.query))
        shown: dict[str, tuple[Link, ...]] = {}
        for entry in self._entries:
            if entry.shown():
                saved = tuple(views.get(entry.endpoint.partition(".")[0], ()))
                link = Link(entry.label, entry.endpoint, entry.badge(), saved)
                shown[entry.section] = (*shown.get(entry.section, ()), link)
        return tuple(shown.items())


def menu() -> Menu:
    """The menu of this application."""
    kept: Menu = current_app.extensions["desk_menu"]
    return kept


def view_here() -> int | None:
    """The id of the saved view that this page shows, if it is one."""
    from admin_app.desk.saved.queries import saved_views

    if not request.query_string or not (request.endpoint or "").endswith(".index_view"):
        return None
    here = f"?{request.query_string.decode('ascii', 'replace')}"
    found = (
        one.id for one in saved_views() if (one.screen, one.query) == (request.blueprint, here)
    )
    return next(found, None)
