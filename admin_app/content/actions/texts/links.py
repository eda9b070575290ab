"""Keeping where texts link to, so that what is linked to knows."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, insert, literal, select

from admin_app.content.markup.links import link_targets
from admin_app.content.models import Page, Post, TextLink, TextLinkDue
from admin_app.content.queries.links import bodies_of, due_texts, kept_links, source_column
from admin_app.extensions import db
from admin_app.web.hosts import public_host


def keep_links(text: Post | Page, old_body: str) -> None:
    """Keep the links of a text that has been flushed. No statement where they are the same."""
    if text.body is old_body:
        return
    hosts = public_host()
    before, after = set(link_targets(old_body, hosts)), set(link_targets(text.body, hosts))
    _store(text.__tablename__, {text.id: (before, after)})


def catch_up(portion: int) -> int:
    """Look at the links of so many texts that are due, within a unit of work; how many it were."""
    due = due_texts(portion)
    if not due:
        return 0
    kind, ids = due[0][0], [text_id for _, text_id in due]
    # Locked first: a save that comes meanwhile waits, and makes the text due again.
    bodies, kept, hosts = bodies_of(kind, ids), kept_links(kind, ids), public_host()
    _store(
        kind,
        {
            text_id: (kept.get(text_id, set()), set(link_targets(body, hosts)))
            for text_id, body in bodies.items()
        },
    )
    these = TextLinkDue.kind == kind, TextLinkDue.text_id.in_(ids)
    db.session.execute(delete(TextLinkDue).where(*these))
    return len(due)


def make_all_due() -> None:
    """Have the links of every text looked at again, within a unit of work."""
    db.session.execute(delete(TextLinkDue))
    for model in (Post, Page):
        texts = select(literal(model.__tablename__), model.id)
        db.session.execute(insert(TextLinkDue).from_select(["kind", "text_id"], texts))


def _store(kind: str, changes: dict[int, tuple[Collection[str], Collection[str]]]) -> None:
    """From what is kept to what is there: a statement for what went, one for what came."""
    source = source_column(kind)
    gone = {row: set(before) - set(after) for row, (before, after) in changes.items()}
    new: list[dict[str, Any]] = [
        {source.key: row, "target": target}
        for row, (before, after) in changes.items()
        for target in sorted(set(after) - set(before))
    ]
    rows = [row for row, targets in gone.items() if targets]
    if len(rows) == 1:
        targets = TextLink.target.in_(gone[rows[0]])
        db.session.execute(delete(TextLink).where(source == rows[0], targets))
    elif rows:
        # Of many texts at once, all of theirs are written anew.
        db.session.execute(delete(TextLink).where(source.in_(rows)))
        new = [link for link in new if link[source.key] not in rows]
        new += [
            {source.key: row, "target": target}
            for row in rows
            for target in sorted(changes[row][1])
        ]
    if new:
        db.session.execute(insert(TextLink), new)
