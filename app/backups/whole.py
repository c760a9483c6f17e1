"""Asks the database itself whether it is whole: its pages and indexes, what belongs to what, and no key there twice.

An index that lost a page says nothing by itself: what is looked for through it is not found, and is stored once more.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import IdentifierPreparer

from app.backups.checking import Fault
from app.backups.problems import DatabaseTorn, FileOfNewerVersion
from app.backups.repository import Moment
from app.backups.verifying import verify
from app.kit.away import in_words, is_damaged
from app.kit.migrations import NEWER, revisions

WHOLE = "ok"
BY_INDEX = ("enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan")


def all_faults(moment: Moment, looked_at: Callable[[], object] = lambda: None) -> Iterator[Fault]:
    """Name every fault of a database: what it says of itself, and then what does not fit together in the ledger."""
    must_be_known(moment)
    yield from database_faults(moment)
    yield from _as_far_as_it_goes(moment, verify(moment, looked_at))


def must_be_known(moment: Moment) -> None:
    """A database of a newer Kwetu holds what this one does not know: looking at the rest would tell nothing."""
    if moment.revision is not None and moment.revision not in revisions():
        raise FileOfNewerVersion(NEWER.format(moment.revision))


@contextmanager
def or_torn() -> Iterator[None]:
    """Say in words that a database is no database, or is damaged so that it cannot be opened."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as fault:
        if is_damaged(fault):
            raise DatabaseTorn(in_words(fault)) from fault
        raise


def _as_far_as_it_goes(moment: Moment, faults: Iterator[Fault]) -> Iterator[Fault]:
    try:
        yield from faults
    except DBAPIError as fault:
        if not is_damaged(fault):
            raise
        yield Fault("database", moment.name, "it is damaged: it cannot be read any further")


def database_faults(moment: Moment) -> Iterator[Fault]:
    """Name what is wrong beneath the ledger; PostgreSQL looks after its pages itself (its checksums, its amcheck)."""
    yield from _as_far_as_it_goes(moment, _beneath(moment))


def _beneath(moment: Moment) -> Iterator[Fault]:
    if moment.connection.dialect.name == "sqlite":
        yield from _of_its_file(moment)
    for table, key in moment.keys().items():
        yield from _doubled(moment, table, key)


def _of_its_file(moment: Moment) -> Iterator[Fault]:
    for (told,) in moment.connection.execute(text("PRAGMA integrity_check")).all():
        if told != WHOLE:
            yield Fault("database", moment.name, f"SQLite finds it damaged: {told}")
    for table, row, parent, _ in moment.connection.execute(text("PRAGMA foreign_key_check")).all():
        yield Fault(table, f"row {row}", f"it belongs to a {parent} that is not there")


def _doubled(moment: Moment, table: str, key: Sequence[str]) -> Iterator[Fault]:
    """Look for keys in the rows themselves: the index that should keep each single may be what is damaged."""
    is_file, named = moment.connection.dialect.name == "sqlite", IdentifierPreparer(moment.connection.dialect).quote
    columns = ", ".join(named(column) for column in key)
    read = f"{named(table)} NOT INDEXED" if is_file else named(table)
    asked = f"SELECT {columns}, count(*) FROM {read} GROUP BY {columns} HAVING count(*) > 1"  # noqa: S608 - our tables
    for setting in () if is_file else BY_INDEX:
        moment.connection.execute(text(f"SET LOCAL {setting} = off"))
    for *of, count in moment.connection.execute(text(asked)).all():
        yield Fault(table, ", ".join(str(one) for one in of), f"it is there {count} times")
    for setting in () if is_file else BY_INDEX:
        moment.connection.execute(text(f"SET LOCAL {setting} TO DEFAULT"))
