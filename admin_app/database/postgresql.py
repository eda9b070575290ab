"""PostgreSQL: prepared statements that outlive a rollback, and dead connections told at once."""

from __future__ import annotations

import select
import time
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError

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


def listen(engine: Engine) -> None:
    """Have this engine connect so, and look at each connection before it is used again."""
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "checkout", _look)


def _connect(_dialect: Any, _record: Any, arguments: Any, options: Any) -> Connection:
    connection = Connection.connect(*arguments, **options)
    connection.prepared_max = KEPT_STATEMENTS
    return connection


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
