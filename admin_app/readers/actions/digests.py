"""What is kept of who was told, and of links that were used."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from admin_app.extensions import db
from admin_app.readers.models import Digest, SpentLink
from admin_app.readers.queries.digests import digests_of


def begin_telling(person_ids: Collection[int], at: datetime, until: datetime, change: int) -> None:
    """From now on these people are told of what is new; what was before is no news."""
    rows = [
        {"user_id": one, "told_at": at, "told_until": until, "told_change": change}
        for one in person_ids
    ]
    known = db.session.scalars(
        select(Digest.user_id).where(digests_of(person_ids)).order_by(Digest.user_id)
    ).all()
    if left := [row for row in rows if row["user_id"] not in known]:
        db.session.execute(insert(Digest), left)


def nothing_to_tell(
    person_ids: Collection[int], at: datetime, until: datetime, change: int
) -> None:
    """These people were looked at, and there was nothing for them; one statement."""
    db.session.execute(
        update(Digest)
        .where(digests_of(person_ids), Digest.told_at < at)
        .values(told_at=at, told_until=until, told_change=change)
        .execution_options(synchronize_session=False)
    )


def spend(key: str, changeset_id: int) -> None:
    """This link has done what it could; the primary key refuses a second time."""
    db.session.execute(insert(SpentLink).values(key=key, changeset_id=changeset_id))


def forget_spent(before: datetime) -> None:
    """Delete what is known of links that are too old by now to be followed."""
    db.session.execute(delete(SpentLink).where(SpentLink.at < before))
