"""One database, one writer at a time on SQLite, one commit per request.

SQLite runs in WAL with synchronous=FULL: a commit that returned survives a power cut. Writing sessions begin with
BEGIN IMMEDIATE, so two writers never meet half-way; a process-wide lock keeps the wait fair and short.
"""

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from anyio import CancelScope
from anyio.to_thread import run_sync
from sqlalchemy import Engine, create_engine, event
from sqlmodel import Session

from app.kit.occupied import occupy
from app.kit.postgresql import open_postgresql
from app.settings import settings

_writer = threading.Lock()  # not re-entrant, and released by whichever thread ends the request
_queues: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def open_engine(url: str) -> Engine:
    """Open a database by SQLAlchemy URL, making SQLite as safe as it can be."""
    if not url.startswith("sqlite"):
        return open_postgresql(url)
    engine = create_engine(
        url, hide_parameters=True, max_overflow=40, connect_args={"check_same_thread": False, "timeout": 30}
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # BEGIN is ours: Python's own would commit migrations early
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        writes = connection.get_execution_options().get("kwetu_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@lru_cache
def engine() -> Engine:
    """Return the engine of this process; the database is occupied from now on."""
    opened = open_engine(settings().sqlalchemy_url)
    occupy(opened)
    return opened


@contextmanager
def reading() -> Iterator[Session]:
    """Open a session that only reads; whatever it changed is forgotten."""
    with Session(engine()) as session:
        try:
            yield session
        finally:
            session.rollback()


@contextmanager
def writing() -> Iterator[Session]:
    """Open a session that writes: all of it is durable when the block ends, or none of it."""
    sqlite = engine().dialect.name == "sqlite"
    if sqlite:
        _writer.acquire()
    try:
        with Session(engine().execution_options(kwetu_writes=True)) as session, session.begin():
            yield session
    finally:
        if sqlite:
            _writer.release()


def read_session() -> Iterator[Session]:
    """Give an endpoint a session that only reads (use with ``Depends(read_session, scope="function")``)."""
    with reading() as session:
        yield session


async def write_session() -> AsyncIterator[Session]:
    """Give an endpoint a session whose commit is durable before the answer leaves (``scope="function"``).

    Requests queue here without holding a worker thread: forty waiting writers would otherwise leave the one that
    holds the pen no thread to finish in.
    """
    queue = _queues.setdefault(asyncio.get_running_loop(), asyncio.Lock())
    async with queue:
        block = writing()
        session = await run_sync(block.__enter__)
        try:
            yield session
        except BaseException:
            fault = sys.exc_info()
            with CancelScope(shield=True):
                await run_sync(block.__exit__, *fault)
            raise
        with CancelScope(shield=True):
            await run_sync(block.__exit__, None, None, None)
