"""What a person is told after a save."""

from __future__ import annotations

from admin_app.web.application import notice_category


def told(notice: str, changeset_id: int | None) -> tuple[str, str]:
    """Arguments for `flash`: the words, and the category that carries what Undo takes back."""
    return notice, notice_category(changeset_id)
