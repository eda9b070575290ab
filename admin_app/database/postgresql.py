"""PostgreSQL: statements that stay prepared, pages without a transaction, and dead connections
told at once."""

from __future__ import annotations

import select
import time
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection as Engaged
from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError

from admin_app.unit_of_work.unit import alone, writing

KEPT_STATEMENTS = 300
IDLE_SECONDS = 30
_USED = "used"


class Connection(psycopg.Connection[Any]):
    """A connection whose prepared statements outlive a rollback.

    Every page that only reads ends in one. psycopg then lets all of them go, since tables might
    come back as others; ours don't change while the product runs, and planning the statements of
    a list anew takes longer than running them.
    """

    def rollback(self) -> None:
        """As psycopg's; a transaction in which nothing failed keeps what it prepared."""
        if self.pgconn.transaction_status == TransactionStatus.INTRANS and not self.closed:
            self.pgconn.exec_(b"ROLLBACK")
            # If the connection died on the way, psycopg's own rollback says so.
        super().rollback()

    def cursor(self, name: str = "", **given: Any) -> Any:
        """As psycopg's; a cursor of the server's, which only a transaction can have, gets one."""
        if name:
            stand_alone(self, stands=False)
        return super().cursor(name, **given)


def stand_alone(connection: Any, *, stands: bool) -> None:
    """Have each statement from now on be a transaction of its own, or part of one that begins.

    BEGIN and ROLLBACK are two ways to the server and back, of the six that a page would take; at
    READ COMMITTED each statement sees what is committed when it starts, with them or without. One
    that stands alone can't write: the database refuses it (`READ_ONLY`).
    """
    idle = connection.pgconn.transaction_status == TransactionStatus.IDLE
    if idle and connection.autocommit != stands:
        connection.autocommit = stands


def listen(engine: Engine) -> None:
    """Have this engine connect so, and look at each connection before it is used again."""
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "checkout", _look)
    event.listen(engine, "begin", _on_begin)


def _connect(_dialect: Any, _record: Any, arguments: Any, options: Any) -> Connection:
    connection = Connection.connect(*arguments, **options)
    connection.prepared_max = KEPT_STATEMENTS
    connection.read_only = False  # said with each BEGIN, against the database's own READ_ONLY
    return connection


def _on_begin(connection: Engaged) -> None:
    if "isolation_level" in connection.get_execution_options():
        return  # who asks for a level of their own has it already
    stand_alone(connection.connection.driver_connection, stands=alone.get() and not writing.get())


def _look(dbapi_connection: DBAPIConnection, record: Any, _proxy: Any) -> None:
    """Let go of all connections if this one died since it was used: the server was restarted.

    A server that goes says so, which shows on the socket without asking anybody; only one that
    was silent for long, as behind a firewall, is asked.
    """
    connection: Any = dbapi_connection
    now = time.monotonic()
    silent = now - record.info.get(_USED, now) > IDLE_SECONDS
    record.info[_USED] = now
    if not (silent or connection.closed or _has_news(connection)):
        return
    try:
        connection.execute("")
        connection.rollback()
    except psycopg.Error as error:
        raise InvalidatePoolError from error


def _has_news(connection: psycopg.Connection[Any]) -> bool:
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))
