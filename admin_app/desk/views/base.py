"""What every part of a ModelView stands on: which rows there are, and who may do what to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Protocol

from sqlalchemy import Select, select

from admin_app.desk.access import Gate
from admin_app.desk.routes import parse_id
from admin_app.errors import NotFound
from admin_app.extensions import db
from admin_app.ids import among


class Shown(Protocol):
    """What the desk asks of a model. `history.models.Recorded` is one, and so may others be."""

    __tablename__: Any
    __unrecorded__: ClassVar[frozenset[str]]

    @classmethod
    def noun(cls) -> str:
        """What people call such a row: “post”, “person”."""
        ...

    @classmethod
    def label_column(cls) -> str | None:
        """The column that holds what people call a row; None, if there is none."""
        ...


class Screen(Gate):
    """The rows of one model, for one person.

    The folders that own the rows override what is said here of who may do what. Flask-Admin's view
    keeps the model and draws the page; it stands behind the parts in `ModelView`.
    """

    model: Any
    noun: str
    can_create: bool
    can_edit: bool
    can_delete: bool
    can_export: bool
    render: Callable[..., str]

    @property
    def plural(self) -> str:
        """What people call several of the rows."""
        noun: str = self.model.noun()
        return noun[:-1] + "ies" if noun.endswith("y") else f"{noun}s"

    @property
    def new_label(self) -> str:
        """What the button says that leads to the form of a new row."""
        return f"New {self.noun}"

    def counted(self, number: int) -> str:
        """A number of rows in words: “1 comment”, “2,310 comments”."""
        return f"{number:,} {self.noun if number == 1 else self.plural}"

    def visible(self, rows: Select[Any]) -> Select[Any]:
        """The rows that this person may know of; all others are not found."""
        return rows

    def may_create(self) -> bool:
        """Whether this person may make a new row."""
        return self.can_create

    def may_edit(self, row: Any) -> bool:
        """Whether this person may change this row."""
        return self.can_edit

    def may_delete(self, row: Any) -> bool:
        """Whether this person may delete this row."""
        return self.can_delete

    def may_export(self) -> bool:
        """Whether this person may take the list away as a file."""
        return self.can_export

    def may_undo(self, person: Any, rows: Sequence[tuple[int, str]]) -> bool:
        """Whether this person may take back changes to these rows, given as (id, verb).

        Who may use this screen, and sees those of the rows that are still there.
        """
        if not person.may(self.permission):
            return False
        these = select(self.model.id).where(among(self.model.id, [row_id for row_id, _ in rows]))
        hidden = these.where(self.model.id.not_in(self.visible(these)))
        return db.session.scalar(hidden.limit(1)) is None

    def fetch(self, row_id: Any, *, lock: bool = False) -> Any:
        """The row with this id, as this person may see it, with what its form needs.

        With `lock`, nobody else changes it until the unit of work ends. Raises `NotFound`.
        """
        statement = self.visible(
            select(self.model)
            .where(self.model.id == parse_id(row_id))
            .options(*self.load_options())
        ).execution_options(populate_existing=True)
        if lock:
            statement = statement.with_for_update(of=self.model)
        row = db.session.scalars(statement).one_or_none()
        if row is None:
            raise NotFound
        return row

    def load_options(self) -> tuple[Any, ...]:
        """Loader options for what the form shows: its links."""
        return ()

    def badge(self) -> int:
        """How much waits here, beside the menu's entry; 0 for nothing."""
        return 0
