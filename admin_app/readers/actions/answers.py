"""Readers who asked for it are told of the answers to what they wrote."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import insert

from admin_app.columns import now
from admin_app.content.queries.settings import site_settings
from admin_app.extensions import db
from admin_app.outbox import post_job
from admin_app.readers.models import Comment, Reader, Watch
from admin_app.readers.queries.answers import are_awaited

ANSWERED: Final = "tell_of_answers"
"""The kind of the job that writes to those who wait for some answers."""
AT_ONCE: Final = 5_000
"""Answers in one such job."""


def watch(comment: Comment, reader: Reader) -> None:
    """Note that the reader wants to be told of the answers to this new comment of theirs."""
    db.session.execute(
        insert(Watch).values(comment_id=comment.id, reader_id=reader.id, created_at=now())
    )


def tell_of_answers(comment_ids: Collection[int]) -> None:
    """Have whoever waits for one of these answers written to, after this save.

    For whatever makes comments appear: a job of the outbox in its own commit, and none where
    nobody waits, which one statement says. What no longer appears by then is told to nobody, and
    each answer is told once, however often it is approved.
    """
    if not comment_ids or not are_awaited(comment_ids, site_settings().comment_depth):
        return
    ids = sorted(comment_ids)
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        post_job(ANSWERED, {"ids": some}, subject="Telling readers of answers")
