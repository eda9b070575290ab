"""What others are told of a comment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from admin_app.content.webhooks import describes
from admin_app.content.webhooks.describing import public_link
from admin_app.readers.queries.queue import cases_of
from admin_app.web.text import cut_at_word

SHOWN = 5_000
"""Characters of a comment that a message carries."""


@describes("comment")
def comments_to_tell(ids: Sequence[int]) -> list[dict[str, Any]]:
    """These comments, as they stand: neither the address of a reader nor their network."""
    return [_told(row) for row in cases_of(ids)]


def _told(row: Any) -> dict[str, Any]:
    kind = "post" if row.post_id else "page"
    return {
        "id": row.id,
        "status": row.status,
        "author": {"name": row.author_name, "url": row.author_url, "team": row.user_id is not None},
        "body": cut_at_word(row.body, SHOWN),
        "created_at": row.created_at.isoformat(),
        "on": {
            "kind": kind,
            "id": row.post_id or row.page_id,
            "title": row.title,
            "path": f"/{kind}s/{row.slug}",
            "url": public_link(f"publication.{kind}", slug=row.slug),
        },
        "desk_url": public_link("comment.edit_view", id=row.id),
    }
