"""Keeping the model of the spam score, and the scores of what waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import bindparam, update

from admin_app.columns import now
from admin_app.extensions import db
from admin_app.readers.models import Comment, SpamModel
from admin_app.readers.queries.spam import waiting
from admin_app.readers.spam import Model


def keep_model(model: Model, upto: int, took: float) -> None:
    """Store the model in place of the one before; `upto` is the newest change that it knows."""
    kept = db.session.get(SpamModel, 1) or SpamModel(id=1)
    kept.numbers, kept.signs, kept.bias = model.to_bytes(), model.signs, model.bias
    kept.lessons, kept.upto, kept.took, kept.made_at = model.lessons, upto, took, now()
    db.session.add(kept)
    db.session.flush()


def rescore(score: Callable[[Any], float | None]) -> int:
    """Store the score of the comments that wait, where it is another; how many there are.

    No version moves: a form that is open over one of them stays good.
    """
    rows = waiting()
    moved = [
        {"of": row.id, "score": found} for row in rows if (found := score(row)) != row.spam_score
    ]
    if moved:
        comment = Comment.__table__
        db.session.connection().execute(
            update(comment)  # type: ignore[arg-type]
            .where(comment.c.id == bindparam("of"))
            .values(spam_score=bindparam("score")),
            moved,
        )
    return len(rows)
