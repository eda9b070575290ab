"""Nothing is written or committed outside a unit of work."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session


class WriteOutsideUnit(RuntimeError):
    """Code wrote or committed without `one_commit`: a bug, found before it is stored."""


def install_guard(session_factory: Any) -> None:
    """Make sessions of this factory refuse flushes, writes and commits outside a unit of work."""
    for name, refuse in (
        ("before_flush", _refuse_flush),
        ("before_commit", _refuse_commit),
        ("do_orm_execute", _refuse_write),
    ):
        if not event.contains(session_factory, name, refuse):
            event.listen(session_factory, name, refuse)


def _refuse_flush(session: Session, *_: Any) -> None:
    if "unit" not in session.info and (session.new or session.dirty or session.deleted):
        raise WriteOutsideUnit("flush outside one_commit")


def _refuse_commit(session: Session) -> None:
    unit = session.info.get("unit")
    if unit is None or not unit.committing:
        raise WriteOutsideUnit("commit outside one_commit")


def _refuse_write(state: ORMExecuteState) -> None:
    if (state.is_insert or state.is_update or state.is_delete) and (
        "unit" not in state.session.info
    ):
        raise WriteOutsideUnit("write outside one_commit")
