"""The sidebar: sections of links that the folders register for their own screens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import current_app

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
        shown: dict[str, tuple[Link, ...]] = {}
        for entry in self._entries:
            if entry.shown():
                link = Link(entry.label, entry.endpoint, entry.badge())
                shown[entry.section] = (*shown.get(entry.section, ()), link)
        return tuple(shown.items())


def menu() -> Menu:
    """The menu of this application."""
    kept: Menu = current_app.extensions["desk_menu"]
    return kept
