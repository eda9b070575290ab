"""The worker's part of a decision over very many comments."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from admin_app.errors import Refusal
from admin_app.outbox import handles
from admin_app.readers.actions.sweep import JOB, give_up, sweep_portion
from admin_app.unit_of_work import one_commit, retrying


@handles(JOB)
def sweep(payload: Mapping[str, Any]) -> None:
    """Decide, portion by portion; again after a crash, it goes on where it stopped."""
    sweep_id = payload["sweep"]
    try:
        while retrying(partial(_portion, sweep_id)):
            pass
    except Refusal as refusal:
        retrying(partial(_end, sweep_id, refusal.message))


def _portion(sweep_id: int) -> bool:
    with one_commit("Decided over many comments") as unit:
        return sweep_portion(unit, sweep_id)


def _end(sweep_id: int, why: str) -> None:
    with one_commit("Gave a decision up", record=False):
        give_up(sweep_id, why)
