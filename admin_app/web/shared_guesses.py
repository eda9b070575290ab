"""Who guesses at passwords: counted in the database, so that all processes know of all misses."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

from flask import current_app
from sqlalchemy import Index, String, delete, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.columns import Id, UtcDateTime, now
from admin_app.database import hold
from admin_app.extensions import Base, db
from admin_app.unit_of_work import one_commit
from admin_app.web.guesses import household_of, too_many


class MissedGuess(Base):
    """A wrong guess. `whose` is a keyed digest of what was guessed at, and from which network."""

    __tablename__ = "missed_guess"
    __table_args__ = (
        Index("ix_missed_guess_whose_at", "whose", "at"),
        Index("ix_missed_guess_at", "at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    whose: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class SharedGuesses:
    """Guesses at one kind of secret: from each address, at most `most` wrong ones in `within`."""

    def __init__(self, kind: str, most: int, within: timedelta, what: str = "passwords") -> None:
        self._kind, self._most, self._within, self._what = kind, most, within, what

    def refuse(self, address: str | None) -> None:
        """Raise `TooMany` where this address has missed too often of late.

        Ask before looking whether a guess is right, and again before acting on one that is: many
        at once would else all be looked at.
        """
        moment = now()
        missed = db.session.scalars(
            select(MissedGuess.at)
            .where(
                MissedGuess.whose == self._whose(address), MissedGuess.at > moment - self._within
            )
            .order_by(MissedGuess.at.desc(), MissedGuess.id.desc())
            .limit(self._most)
        ).all()
        if len(missed) == self._most:
            left = missed[-1] + self._within - moment
            raise too_many(self._what, left.total_seconds())

    def miss(self, address: str | None) -> None:
        """Count one, in a commit of its own. Raises `TooMany` where it is one too many."""
        whose = self._whose(address)
        with one_commit("Counted a wrong guess", record=False):
            hold(db.session.connection(), f"guess {whose}")
            self.refuse(address)
            db.session.execute(insert(MissedGuess).values(whose=whose, at=now()))

    def _whose(self, address: str | None) -> str:
        # Keyed, since there are few enough addresses to try them all: none is kept here.
        key = current_app.config["SECRET_KEY"].encode()
        told = f"{self._kind}:{household_of(address)}".encode()
        return hmac.new(key, told, sha256).hexdigest()


def forget_guesses(before: datetime) -> None:
    """Delete the misses from before this moment, in the open unit of work."""
    db.session.execute(delete(MissedGuess).where(MissedGuess.at < before))


def any_guess(before: datetime) -> bool:
    """Whether there is a miss from before this moment."""
    return (
        db.session.scalar(select(func.min(MissedGuess.at)).where(MissedGuess.at < before))
        is not None
    )
