"""One database, one writer at a time on SQLite, one commit per request.

SQLite runs in WAL with synchronous=FULL: a commit that returned survives a power cut. Writing sessions begin with
BEGIN IMMEDIATE, so two writers never meet half-way; a process-wide lock keeps the wait fair and short.
"""

import asyncio
import random
import sqlite3
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from anyio import CancelScope
from anyio.to_thread import run_sync
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import Session

from app.kit.occupied import occupy
from app.kit.postgresql import open_postgresql
from app.settings import settings

_writer = threading.Lock()  # not re-entrant, and released by whichever thread ends the request
_queues: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()
WRITERS_AT_ONCE = 4
"""Writers of one process at work at the same time on PostgreSQL; more would only wait for each other's rows."""
AGAIN_AFTER_S = (0.02, 0.1, 0.5, 1.5)

Gives = TypeVar("Gives")

AS_SAFE_AS_CAN_BE = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
PATIENT = ("busy_timeout=30000", "temp_store=MEMORY", "wal_autocheckpoint=8000")
"""The log is copied back after 8,000 pages (32 MB), not 1,000: a list of thousands is durable once it is in the log."""

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
        for pragma in AS_SAFE_AS_CAN_BE + PATIENT:
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("kwetu_writes", False)
    how, driver = "BEGIN IMMEDIATE" if writes else "BEGIN", connection.connection.dbapi_connection
    try:
        driver.execute(how)  # type: ignore[union-attr]  # it is SQLite's own, and connected
    except sqlite3.Error as fault:
        raise DBAPIError.instance(how, None, fault, sqlite3.Error, dialect=connection.dialect) from fault


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
    pen = _pen(engine())
    sqlite = pen.dialect.name == "sqlite"
    if sqlite:
        _writer.acquire()
    try:
        with Session(pen) as session, session.begin():
            yield session
    finally:
        if sqlite:
            _writer.release()


@lru_cache(maxsize=1)
def _pen(of: Engine) -> Engine:
    return of.execution_options(kwetu_writes=True)


def until_restored(session: Session, name: str, ask: Callable[[Session], Gives]) -> Gives:
    """Return something that only a restore changes, asked for once a connection.

    A restore needs the database to itself (``occupied.py``): no connection lives on from before it.
    """
    known = session.connection().info
    if name not in known:
        known[name] = ask(session)
    found: Gives = known[name]
    return found


def read_session() -> Iterator[Session]:
    """Give an endpoint a session that only reads (use with ``Depends(read_session, scope="function")``)."""
    with reading() as session:
        yield session


async def in_turn(work: Callable[[Session], Gives]) -> Gives:
    """Do something in a writing session when it is this request's turn; it is durable when this returns."""
    async with _queue():
        with CancelScope(shield=True):
            done = await run_sync(written, work)
    return done


def written(work: Callable[[Session], Gives]) -> Gives:
    """Do something in a writing session; all of it again where PostgreSQL took it back for no fault of ours.

    That is so when two transactions wait for each other, and when the connection breaks. A commit whose answer was lost
    may have happened: what is done again must be the same when it is done twice, as pushing is.
    """
    for again_after_s in AGAIN_AFTER_S:
        try:
            return _once(work)
        except DBAPIError as fault:
            if not asks_for_more(fault):
                raise
        time.sleep(again_after_s * random.uniform(0.5, 1.5))  # noqa: S311 - so that two do not meet again
    return _once(work)


def _once(work: Callable[[Session], Gives]) -> Gives:
    with writing() as session:
        done = work(session)
    return done


def asks_for_more(fault: DBAPIError) -> bool:
    """Tell whether PostgreSQL gave up a transaction that may well pass another time."""
    state: str | None = getattr(fault.orig, "sqlstate", None)
    if state in {"40001", "40P01"} or (state or "").startswith(("08", "57P0")):
        return True
    return fault.connection_invalidated or (isinstance(fault, OperationalError) and _is_of_postgresql(fault))


def _is_of_postgresql(fault: DBAPIError) -> bool:
    return type(fault.orig).__module__.startswith("psycopg")


def _queue() -> asyncio.Semaphore:
    """Return the queue of this event loop's writers, first come first served."""
    loop = asyncio.get_running_loop()
    if loop not in _queues:
        _queues[loop] = asyncio.Semaphore(1 if engine().dialect.name == "sqlite" else WRITERS_AT_ONCE)
    return _queues[loop]


async def write_session() -> AsyncIterator[Session]:
    """Give an endpoint a session whose commit is durable before the answer leaves (``scope="function"``).

    Requests queue here without holding a worker thread: forty waiting writers would otherwise leave the one that
    holds the pen no thread to finish in.
    """
    async with _queue():
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
