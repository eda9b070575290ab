"""Taking a comment in hand for a while, so that two moderators do not decide over it at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from sqlalchemy import Table, delete
from sqlalchemy.dialects import postgresql, sqlite

from admin_app.columns import now
from admin_app.extensions import db
from admin_app.readers.models import Claim

LEASE = timedelta(minutes=2)
CLAIM = cast(Table, Claim.__table__)


def claim(person_id: int, comment_id: int) -> None:
    """Give this person this comment for two minutes from now, and no other any more."""
    dialect: Any = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    values = {"comment_id": comment_id, "until": now() + LEASE}
    made = dialect.insert(CLAIM).values(user_id=person_id, **values)
    db.session.execute(made.on_conflict_do_update(index_elements=["user_id"], set_=values))


def let_go(person_id: int) -> None:
    """The person holds no comment any more."""
    db.session.execute(delete(CLAIM).where(CLAIM.c.user_id == person_id))
