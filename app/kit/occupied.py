"""Says who is at work on a database, so that a restore never pulls it from under a running server.

Everybody who opens the database of this deployment occupies it for as long as they have it open; a restore needs it
alone. SQLite: a lock of the operating system on a file beside the database, gone with the process that held it however
that ended. PostgreSQL: an advisory lock of each connection, which the database itself lets go of.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

LOCK = 0x6B77657475  # "kwetu"


class Occupied(OSError):  # noqa: N818 - it is no fault of the program
    """Somebody else is at work on the database; the words are for an operator."""


def occupy(engine: Engine) -> None:
    """Occupy a database together with others until the engine is disposed of."""
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _share)
    elif engine.url.database:
        held = _hold(Path(engine.url.database), fcntl.LOCK_SH, "A restore is under way: try again when it is done.")
        event.listen(engine, "engine_disposed", lambda _engine: os.close(held), once=True)


def _share(connection: Any, _record: Any) -> None:
    with connection.cursor() as asked:
        asked.execute(f"SELECT pg_try_advisory_lock_shared({LOCK})")
        free = asked.fetchone()[0]
    connection.commit()
    if not free:
        connection.close()
        raise Occupied("A restore is under way: try again when it is done.")


def _hold(database: Path, how: int, otherwise: str) -> int:
    database.parent.mkdir(parents=True, exist_ok=True)
    held = os.open(database.with_suffix(".lock"), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(held, how | fcntl.LOCK_NB)
    except OSError as fault:
        os.close(held)
        raise Occupied(otherwise) from fault
    return held


HUNG_UP_S = 2
IN_USE = "A server, or another command, is at work on this database. Stop it first."


@contextmanager
def alone_with_file(url: str) -> Iterator[None]:
    """Have an SQLite database to oneself for the length of a block; Occupied when somebody is at work on it."""
    held = _hold(Path(make_url(url).database or ""), fcntl.LOCK_EX, IN_USE)
    try:
        yield
    finally:
        os.close(held)


@contextmanager
def alone_on(connection: Connection) -> Iterator[None]:
    """Have a PostgreSQL database to oneself for the length of a block; Occupied when somebody is at work on it.

    PostgreSQL notices a moment late that somebody hung up: a server stopped just now is waited for, and the lock is
    given back before this connection closes, so that the server started next need not wait for it.
    """
    until = time.monotonic() + HUNG_UP_S
    while not _asked(connection, f"SELECT pg_try_advisory_lock({LOCK})"):
        if time.monotonic() > until:
            raise Occupied(IN_USE)
        time.sleep(0.1)
    try:
        yield
    finally:
        with suppress(DBAPIError):  # a connection that broke holds nothing any more
            _asked(connection, f"SELECT pg_advisory_unlock({LOCK})")


def _asked(connection: Connection, question: str) -> Any:
    answer = connection.execute(text(question)).scalar()
    connection.commit()
    return answer
