"""The score learns: a model is made of the decisions, kept, and what waits is scored by it.

The model is a function of the stored decisions. So a decision that is taken back is unlearnt with
the next making, and nothing has to be stored with the decision itself.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from flask import current_app

from admin_app.columns import now
from admin_app.extensions import db
from admin_app.outbox.registry import housekeeping
from admin_app.readers.actions.spam import keep_model, rescore
from admin_app.readers.queries import spam as queries
from admin_app.readers.spam import Model, features_of, train
from admin_app.unit_of_work import one_commit, retrying

LEAST: Final = 10
"""Decisions from which on the score says something."""
# A model that takes long to make is made less often: a tenth of a worker's time at the most.
_SHARE: Final = 10
_FRESH: Final = 5.0
_KEPT: Final = "spam_model"
_LOOKED: Final = "spam_looked"


@dataclass(frozen=True)
class Learnt:
    """What came of learning: how many decisions it knows, how many waiting comments it scored."""

    lessons: int
    scored: int


@dataclass(frozen=True)
class _Held:
    """The model as this process holds it, and when it last asked whether there is a newer one."""

    model: Model
    made_at: datetime | None
    asked: float


def learn() -> Learnt:
    """Make the model anew of all decisions, keep it, and score the comments that wait."""
    began = time.monotonic()
    upto = queries.newest_change()
    model = train(queries.lessons())
    db.session.rollback()
    took = time.monotonic() - began

    def store() -> int:
        with one_commit("Learnt from decisions", record=False):
            keep_model(model, upto, took)
            return rescore(lambda row: score(model, row))

    return Learnt(model.lessons, retrying(store))


@housekeeping(every=10)
def learn_from_new_decisions() -> None:
    """Learn, where somebody has decided since, or has taken a decision back."""
    kept = queries.kept_model()
    if kept is not None and kept.made_at + timedelta(seconds=kept.took * _SHARE) > now():
        return
    looked = current_app.extensions.get(_LOOKED, 0)
    since = max(kept.upto if kept else 0, looked)
    newest = queries.newest_change()
    if queries.decided_since(since):
        learn()
    current_app.extensions[_LOOKED] = newest


def score(model: Model, comment: Any) -> float | None:
    """How likely this comment is spam, from 0 to 1; None as long as too little was decided."""
    if model.lessons < LEAST:
        return None
    found = features_of(comment.body, comment.author_name, comment.author_url)
    return round(model.probability(found), 4)


def current_model() -> Model:
    """The kept model; a newer one is seen within a few seconds of its making."""
    held: _Held | None = current_app.extensions.get(_KEPT)
    if held is not None and time.monotonic() - held.asked < _FRESH:
        return held.model
    made_at = queries.model_made_at()
    if held is None or made_at != held.made_at:
        kept = queries.kept_model()
        model = kept.model() if kept else Model()
    else:
        model = held.model
    current_app.extensions[_KEPT] = _Held(model, made_at, time.monotonic())
    return model
