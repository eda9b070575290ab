"""What was erased, and when."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from admin_app.extensions import db
from admin_app.readers.models import Erasure

SHOWN = 100


def erasures() -> Sequence[Erasure]:
    """The newest of them."""
    return db.session.scalars(select(Erasure).order_by(Erasure.id.desc()).limit(SHOWN)).all()
