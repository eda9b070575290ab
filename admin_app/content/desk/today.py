"""What waits among the posts, on Today."""

from __future__ import annotations

from typing import Any

from flask import url_for

from admin_app.content.models import Status
from admin_app.content.queries.tallies import PLANNED, tally
from admin_app.content.queries.texts import (
    next_scheduled,
    own_texts,
    returned_to,
    waiting_for_review,
)
from admin_app.desk.today import Panel, Tile
from admin_app.people.permissions import Permission
from admin_app.web.filters import capped, when_amid

SHOWN = 6


def content_panel() -> Panel:
    """Tiles: what waits for review, what is scheduled, and the person's own texts."""
    return Panel("tile", 20, _tiles)


def _tiles(person: Any) -> list[Tile] | None:
    if not person.may(Permission.POST_EDIT_OWN):
        return None
    posts = url_for("post.index_view")
    drafts, waiting = own_texts(person.id)
    own = Tile("Your drafts", capped(drafts), "still to be finished", f"{posts}?status=draft")
    if not person.may(Permission.POST_EDIT_ANY):
        note = "an editor reads them" if waiting else "none waits for an editor"
        return [own, Tile("In review", capped(waiting), note, f"{posts}?status=in_review")]
    review = tally("post", Status.IN_REVIEW)
    scheduled = tally("post", PLANNED)
    following = next_scheduled()
    note = f"next {when_amid(following)}" if following else "nothing planned"
    return [
        Tile("For review", capped(review), "sent by the authors", f"{posts}?status=in_review"),
        Tile("Scheduled", capped(scheduled), note, f"{posts}?status=scheduled"),
        Tile(
            own.label,
            own.figure,
            own.note,
            f"{posts}?status=draft&author={person.id}",
        ),
    ]


def review_panels() -> tuple[Panel, ...]:
    """What waits for an editor's word, and what came back to a writer."""
    return (
        Panel("wide", 5, _waiting, "content/today/review.html"),
        Panel("wide", 6, _returned, "content/today/returned.html"),
    )


def _waiting(person: Any) -> Any:
    if not person.may(Permission.POST_EDIT_ANY) or not tally("post", Status.IN_REVIEW):
        return None
    return waiting_for_review(SHOWN)


def _returned(person: Any) -> Any:
    if not person.may(Permission.POST_EDIT_OWN):
        return None
    return returned_to(person.id, SHOWN) or None
