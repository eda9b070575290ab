"""What a bulk edit comes to, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from admin_app.content.actions.texts.bulk import Plan, Wishes
from admin_app.content.forms.texts import RECEIVED_HERE
from admin_app.content.models import Status
from admin_app.extensions import db
from admin_app.ids import among
from admin_app.people.models import User
from admin_app.web.filters import cell

LABELS = {
    "author_id": "Author",
    "status": "State",
    "published_at": "Publish at",
    "comments_open": "Comments",
    "comments_mode": "New comments",
    "comments_close_after_days": "Comments close",
    "sticky": "At the top",
    "review_note": "Note of the return",
    "tags": "Tags",
    "categories": "Categories",
}
SWITCHES: dict[str, dict[Any, str]] = {
    "comments_open": {True: "open", False: "closed"},
    "comments_mode": {mode: words[:1].lower() + words[1:] for mode, words in RECEIVED_HERE},
    "sticky": {True: "yes", False: "no"},
}


class Telling:
    """A plan in words: its first `shown` edits, field by field, before and after."""

    def __init__(self, plan: Plan, shown: int = 0) -> None:
        self._plan = plan
        self._shown = plan.edits[:shown]
        self._people = self._named_people()

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each with its title, its id, and the fields that would change."""
        return [
            {
                "id": edit.entity_id,
                "title": edit.label or "(no title)",
                "fields": [
                    {
                        "label": LABELS[name],
                        "before": self._said(name, edit.before[name]),
                        "after": self._said(name, edit.after[name]),
                    }
                    for name in edit.after
                    if name in LABELS
                ],
            }
            for edit in self._shown
        ]

    def in_short(self, wishes: Wishes) -> str:
        """What was wished for: “added tag Tides; state published”."""
        return "; ".join(self._in_short(wishes))

    def _in_short(self, wishes: Wishes) -> Iterator[str]:
        for link, one, more in (("tags", "tag", "tags"), ("categories", "category", "categories")):
            for verb, done in (("add", "added"), ("remove", "removed")):
                names = getattr(wishes, f"{verb}_{link}")
                if names:
                    yield f"{done} {one if len(names) == 1 else more} {', '.join(names)}"
        if wishes.author_id is not None:
            yield f"author {self._plan.author}"
        if wishes.status:
            yield f"state {Status(wishes.status).label.lower()}"
        if wishes.published_at:
            yield f"to be published {cell(wishes.published_at)}"
        if wishes.shift_days:
            yield f"date moved by {wishes.shift_days:+} days"
        yield from _of_comments(wishes)
        if wishes.sticky is not None:
            yield "kept at the top" if wishes.sticky else "no longer at the top"

    def _said(self, name: str, value: Any) -> str:
        if name in self._plan.names:
            called = self._plan.names[name]
            return ", ".join(sorted(called[term_id] for term_id in value)) or "none"
        if name == "author_id":
            return self._people.get(value, "nobody")
        if name == "status":
            return Status(value).label
        if name == "review_note":
            return str(value) or "none"
        if name == "comments_close_after_days":
            return _closing(value)
        if isinstance(value, datetime):
            return cell(value)
        return SWITCHES.get(name, {}).get(value, "—")

    def _named_people(self) -> dict[int, str]:
        ids = {
            side["author_id"]
            for edit in self._shown
            for side in (edit.before, edit.after)
            if side.get("author_id") is not None
        }
        return _people(ids) if ids else {}


def _of_comments(wishes: Wishes) -> Iterator[str]:
    if wishes.comments_open is not None:
        yield f"comments {SWITCHES['comments_open'][wishes.comments_open]}"
    if wishes.comments_as_site:
        yield "comments as the site receives them"
    if wishes.comments_mode is not None:
        yield f"new comments {SWITCHES['comments_mode'][wishes.comments_mode]}"
    if wishes.comments_close_after_days is not None:
        yield f"comments {_closing(wishes.comments_close_after_days)}"


def _closing(days: int | None) -> str:
    if days is None:
        return "close as the site says"
    return f"close after {days} day{'' if days == 1 else 's'}" if days else "stay open"


def _people(ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(User.id, User.name).where(among(User.id, ids)).order_by(User.id)
    )
    return {row.id: row.name for row in rows}
