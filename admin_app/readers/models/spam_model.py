"""The model of the spam score, as it is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Float, Integer, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.columns import Json, UtcDateTime
from admin_app.extensions import Base
from admin_app.readers.spam import Model


class SpamModel(Base):
    """The model of the spam score, in one row: what `readers/spam` made of the decisions.

    `upto` is the newest change that it knows of, `took` the seconds that making it took.
    """

    __tablename__ = "spam_model"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    numbers: Mapped[bytes] = mapped_column(LargeBinary)
    signs: Mapped[dict[str, Any]] = mapped_column(Json)
    bias: Mapped[float] = mapped_column(Float)
    lessons: Mapped[int] = mapped_column(Integer)
    upto: Mapped[int] = mapped_column(BigInteger)
    took: Mapped[float] = mapped_column(Float)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def model(self) -> Model:
        """The model, ready to score."""
        return Model.from_bytes(self.numbers, self.signs, self.bias, self.lessons)
