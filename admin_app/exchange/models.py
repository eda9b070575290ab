"""What an import has done so far, and where imported rows come from."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.columns import Id, Json, UtcDateTime, now
from admin_app.extensions import Base


class RunState(StrEnum):
    """The states of an import."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ImportRun(Base):
    """One import of one file or folder. `position` counts the entries that are stored.

    The position is written in the commit of the entries that it counts, so that a killed import
    goes on where it stopped. `digest` tells the file from every other; `path` is where an uploaded
    one lies, empty for one that a command was given.
    """

    __tablename__ = "import_run"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="state"),
        CheckConstraint("kind IN ('wxr', 'csv')", name="kind"),
        Index("ix_import_run_digest_id", "digest", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(8), default=RunState.WAITING)
    file_name: Mapped[str] = mapped_column(String(255))
    path: Mapped[str] = mapped_column(Text, default="")
    digest: Mapped[str] = mapped_column(String(64))
    position: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer, default=0)
    report: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    error: Mapped[str] = mapped_column(Text, default="")
    changeset_id: Mapped[int | None] = mapped_column(
        ForeignKey("changeset.id", ondelete="SET NULL")
    )
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class ImportOrigin(Base):
    """Which row an entry of another site became, so that a second import adds nothing.

    It holds as long as the row is there and was made at `made_at`: when the import is undone, or
    the row deleted for good, the entry may come again, even if another row has the id by then.
    """

    __tablename__ = "import_origin"

    # A digest of the other site's address.
    source: Mapped[str] = mapped_column(String(32), primary_key=True)
    entity: Mapped[str] = mapped_column(String(8), primary_key=True)
    foreign_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entity_id: Mapped[int] = mapped_column(Id)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
