"""What changed, who did it, when, and how it was before."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from admin_app.columns import Id, Json, UtcDateTime, now
from admin_app.extensions import Base

KEPT = "kept"
"""The verb of a change that keeps words which were not saved as such."""
LONGEST_FIELDS = 1000
"""Characters of the names that a change keeps beside it; a row of more is read in full."""


class Recorded:
    """A model whose changes are kept, can be undone, and are refused when stale.

    The version goes up by one with every save of the row. `__unrecorded__` names columns that
    history leaves alone (what the database derives, and secrets); `__label__` names the column that
    people know the row by (title or name, where there is one).
    """

    __unrecorded__: ClassVar[frozenset[str]] = frozenset()
    __noun__: ClassVar[str] = ""
    __label__: ClassVar[str] = ""

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        table = cls.__dict__.get("__table__")
        if table is not None:
            # Undo brings a row back under its own id, which SQLite would give away again.
            table.kwargs["sqlite_autoincrement"] = True

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return {"version_id_col": cls.version}

    @classmethod
    def label_column(cls) -> str | None:
        """The column that holds what people call a row."""
        names = (cls.__label__, "title", "name")
        return next((name for name in names if name and hasattr(cls, name)), None)

    @classmethod
    def noun(cls) -> str:
        """What people call such a row: “post”, “person”."""
        return cls.__noun__ or cls.__name__.lower()

    @property
    def history_label(self) -> str:
        """What people call this row."""
        column = self.label_column()
        return str(getattr(self, column)) if column else f"{self.noun()} {self.id}"


class Changeset(Base):
    """One save: who, when, in what words. `undoes` names the changeset that this one took back."""

    __tablename__ = "changeset"
    __table_args__ = (Index("ix_changeset_actor_id_id", "actor_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # Kept by name too: the person may be gone one day, what they did stays theirs.
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    actor_name: Mapped[str] = mapped_column(String(200), default="")
    summary: Mapped[str] = mapped_column(String(500))
    request_id: Mapped[str | None] = mapped_column(String(64))
    form_key: Mapped[str | None] = mapped_column(String(200))
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("changeset.id"), unique=True)

    changes: Mapped[list[Change]] = relationship(
        back_populates="changeset", order_by="Change.id", lazy="raise"
    )


class Change(Base):
    """One row's part in a changeset.

    `verb` is create, edit or delete. `before` and `after` hold the columns that changed (all of
    them for a delete or a create) and, for links, lists of ids; `fields` names those of an edit.
    Where `last_id` is set, the change is the creation of all rows from `entity_id` to `last_id` by
    a large import.

    The verb “kept” changes nothing: it is what a person had written on top of `version` when
    another's save came first; `after` holds those columns.
    """

    __tablename__ = "change"
    __table_args__ = (
        # All that a timeline asks of a change; what was before and after is long.
        Index("ix_change_of_row", "entity", "entity_id", "id", "version", "verb", "fields"),
        Index("ix_change_changeset_id_id", "changeset_id", "id"),
        Index(
            "ix_change_ranges",
            "entity",
            "last_id",
            postgresql_where=text("last_id IS NOT NULL"),
            sqlite_where=text("last_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    changeset_id: Mapped[int] = mapped_column(ForeignKey("changeset.id", ondelete="CASCADE"))
    entity: Mapped[str] = mapped_column(String(64))
    entity_id: Mapped[int] = mapped_column(Id)
    last_id: Mapped[int | None] = mapped_column(Id)
    verb: Mapped[str] = mapped_column(String(8))
    label: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(Integer, default=0)
    fields: Mapped[str | None] = mapped_column(String(LONGEST_FIELDS))
    before: Mapped[dict[str, Any] | None] = mapped_column(Json)
    after: Mapped[dict[str, Any] | None] = mapped_column(Json)

    changeset: Mapped[Changeset] = relationship(back_populates="changes", lazy="raise")
