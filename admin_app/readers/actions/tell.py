"""Telling readers what was decided over what they wrote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from admin_app.columns import now
from admin_app.content.queries.settings import site_settings
from admin_app.outbox import post_job

TOLD: Final = "tell_readers"
"""The kind of the job that writes to the readers of some comments."""
AT_ONCE: Final = 5_000
"""Comments in one such job: what a worker does before it looks at other jobs."""


def tell_readers(comment_ids: Sequence[int]) -> None:
    """Have the readers of these comments written to, after this save, if the site does so.

    It is a job of the outbox, in the save's own commit, so that a save costs the same whatever
    number it removes; what is undone before it is done is told to nobody.
    """
    if not comment_ids or not site_settings().tell_readers:
        return
    at = now().isoformat()
    for start in range(0, len(comment_ids), AT_ONCE):
        ids = list(comment_ids[start : start + AT_ONCE])
        post_job(TOLD, {"ids": ids, "at": at}, subject="Telling readers what was removed")
