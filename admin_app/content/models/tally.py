"""How many rows of an entity stand in each state: what the tabs show."""

from __future__ import annotations

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.columns import Id
from admin_app.extensions import Base


class Tally(Base):
    """A difference; the sum over an entity and state is its count.

    Triggers append one row for each statement that changes a state, so no writer waits for
    another on a counter. The worker folds the rows of one entity and state into one.
    """

    __tablename__ = "tally"
    __table_args__ = (Index("ix_tally_entity_state", "entity", "state"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    entity: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16))
    n: Mapped[int] = mapped_column(Integer)
