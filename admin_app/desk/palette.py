"""The command palette: one field that leads everywhere, asked of what the folders register."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from flask import Flask, current_app, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from admin_app.desk.menu import menu
from admin_app.desk.routes import expose
from admin_app.desk.views.model import ModelView
from admin_app.desk.views.page import PageView
from admin_app.web.errors import wants_json
from admin_app.web.text import one_line

LONGEST = 200
MOST = 6
"""So many hits of one kind are shown."""
_SOURCES = "desk_palette"


@dataclass(frozen=True)
class Hit:
    """A place that the palette leads to; `note` tells it from others of the same name."""

    label: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Source:
    """What of one kind fits the words of a person: at most `MOST`, in one statement or none.

    `find` is given the person and the words, which are never empty, and gives only what this person
    may see.
    """

    heading: str
    order: int
    find: Callable[[Any, str], Iterable[Hit]]


def add_palette(app: Flask, source: Source) -> None:
    """Have the palette search this too; the folders register what they own."""
    app.extensions.setdefault(_SOURCES, []).append(source)


def fits(label: str, words: str) -> bool:
    """Whether each of the words begins a word of the label."""
    parts = label.casefold().split()
    return all(any(part.startswith(word) for part in parts) for word in words.casefold().split())


class PaletteView(PageView):
    """/admin/palette/: what fits `q`, as a page, or as JSON for the dialog."""

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        """Screens and forms by their names; with words, all else that fits them."""
        words = one_line(request.args.get("q", ""))[:LONGEST]
        groups = list(_groups(words))
        if wants_json():
            return jsonify(
                groups=[
                    {"heading": heading, "hits": [asdict(hit) for hit in hits]}
                    for heading, hits in groups
                ]
            )
        return self.render("admin/palette.html", words=words, groups=groups)


def _groups(words: str) -> Iterable[tuple[str, list[Hit]]]:
    person = current_user._get_current_object()
    found = [("Go to", _screens(words)), ("Create", _forms(words))]
    sources: list[Source] = current_app.extensions.get(_SOURCES, [])
    for source in sorted(sources, key=lambda source: source.order) if words else ():
        found.append((source.heading, list(source.find(person, words))))
    return [(heading, hits) for heading, hits in found if hits]


def _screens(words: str) -> list[Hit]:
    links = [
        Hit(link.label, url_for(link.endpoint), section)
        for section, links in menu().sections()
        for link in links
    ]
    own = [
        Hit("Your profile", url_for("profile.index_view")),
        Hit("Keys", url_for("keys.index_view")),
    ]
    return [hit for hit in (*links, *own) if fits(hit.label, words)]


def _forms(words: str) -> list[Hit]:
    views = current_app.extensions["desk"]._views
    return [
        Hit(view.new_label, url_for(f"{view.endpoint}.create_view"))
        for view in views
        if isinstance(view, ModelView)
        and fits(view.new_label, words)
        and view.can_create
        and view.is_accessible()
        and view.may_create()
    ]
