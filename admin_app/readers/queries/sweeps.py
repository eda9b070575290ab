"""Decisions over very many comments, as their page shows them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import undefer

from admin_app.extensions import db
from admin_app.readers.models import Sweep


def locked(sweep_id: int) -> Sweep | None:
    """The sweep with its ids, held until the commit; None where there is none."""
    wanted = select(Sweep).where(Sweep.id == sweep_id).options(undefer(Sweep.ids))
    return db.session.scalar(wanted.with_for_update().execution_options(populate_existing=True))


def shown(sweep_id: int) -> Sweep | None:
    """The sweep, without its ids."""
    return db.session.get(Sweep, sweep_id)
