"""What a person is told after a save."""

from __future__ import annotations


def told(notice: str, changeset_id: int | None) -> tuple[str, str]:
    """Arguments for `flash`: the words, and the category that carries what Undo takes back."""
    return notice, f"success:{changeset_id}" if changeset_id else "success"
