"""Tells a database that is away, full or too busy from a fault of ours, and says so in words for an operator."""

import errno
import sqlite3
from collections.abc import Iterator

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from app.kit.occupied import Occupied
from app.kit.postgresql import DatabaseUnfit
from app.kit.problems import DatabaseAway, DatabaseDamaged, DiskFull, Problem
from app.settings import settings

OF_SQLITE = ("BUSY", "LOCKED", "FULL", "IOERR", "CANTOPEN", "READONLY", "PROTOCOL")
OF_A_DAMAGED_FILE = ("CORRUPT", "NOTADB")
NO_ROOM = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_TRUNCATE", "SQLITE_IOERR_SHMSIZE")
NO_ROOM_LEFT = "53100"
STANDBY = "25006"  # the other of two servers took over, and this one only reads
WORDS = {
    "password authentication failed": "It refused the name or the password.",
    "no password supplied": "It asks for a password, and none is given.",
    "no pg_hba.conf entry": "It takes no connections from this computer under this name.",
    "does not exist": "It has no such database or no such user.",
    "could not translate host name": "There is no computer of that name.",
    "Name or service not known": "There is no computer of that name.",
    "failed to resolve host": "There is no computer of that name.",
    "starting up": "It is starting; try again in a moment.",
    "shutting down": "It is shutting down.",
    "too many clients": "It has no connection left for us.",
    "remaining connection slots": "It has no connection left for us.",
    "unable to open": "This user may not read and write it, or its folder.",
    "readonly": "This user may not write it.",
    "permission denied for schema": "This user may not make tables there.",
    "No such file": "Nothing answers there.",
    "refused": "Nothing answers there.",
    "timeout": "Nothing answers there.",
}


def problem_of(fault: BaseException) -> Problem | None:
    """Return what to tell whoever asked when the database is at fault, None when we are."""
    if any(_says_full(one) for one in _causes(fault)):
        return DiskFull()
    if is_damaged(fault):
        return DatabaseDamaged()
    return DatabaseAway() if is_away(fault) else None


def _says_full(fault: BaseException) -> bool:
    """Tell whether nothing more can be written: no room, or a disk that takes no more."""
    told = fault.orig if isinstance(fault, DBAPIError) else fault
    if isinstance(told, OSError):  # a file of our own beside the database
        return told.errno in (errno.ENOSPC, errno.EDQUOT)
    return getattr(told, "sqlite_errorname", None) in NO_ROOM or getattr(told, "sqlstate", None) == NO_ROOM_LEFT


def is_away(fault: BaseException) -> bool:
    """Tell whether trying again later may help: the database is gone, full, locked, or has no connection free."""
    return any(_says_away(one) for one in _causes(fault))


def _causes(fault: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    one: BaseException | None = fault
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or one.__context__


def _says_away(fault: BaseException) -> bool:
    if isinstance(fault, (NoConnectionFree, Occupied)):
        return True
    if not isinstance(fault, DBAPIError):
        return False
    if isinstance(fault.orig, sqlite3.Error):
        return _of_sqlite(fault.orig).startswith(OF_SQLITE)
    if isinstance(fault, OperationalError) or fault.connection_invalidated:
        return True
    return bool(getattr(fault.orig, "sqlstate", None) == STANDBY)


def _of_sqlite(fault: BaseException | None) -> str:
    """Return SQLite's name of a fault; Python's own faults, such as a text that is none, have no such name."""
    return str(getattr(fault, "sqlite_errorname", "")).removeprefix("SQLITE_")


def is_damaged(fault: BaseException) -> bool:
    """Tell whether the file is no database any more, or torn: trying again does not help."""
    return any(_of_sqlite(getattr(one, "orig", one)).startswith(OF_A_DAMAGED_FILE) for one in _causes(fault))


def is_unread(fault: BaseException) -> bool:
    """Tell whether a text was no text: Python's words about it quote the row, and are never printed."""
    told = [getattr(one, "orig", one) for one in _causes(fault)]
    return any(isinstance(one, sqlite3.OperationalError) and not _of_sqlite(one) for one in told)


def told_by(fault: BaseException) -> str:
    """Return what a database says of a fault, without what might quote a row."""
    told = getattr(fault, "orig", None) or fault
    if isinstance(told, OSError):
        return told.strerror or str(told)
    if isinstance(told, sqlite3.Error):
        return str(told) if _of_sqlite(told) else "a text in it is none"
    state = getattr(told, "sqlstate", None)
    return f"PostgreSQL refuses it, {state}" if state else in_words(fault)


def in_words(fault: BaseException) -> str:
    """Say to an operator what is wrong with the database: which one, and nothing of its password."""
    if isinstance(fault, (Occupied, DatabaseUnfit)):
        return str(fault)
    if any(_says_full(one) for one in _causes(fault)):
        return (
            f"Nothing more can be written to the database ({_named()}): the disk is full, or it may not grow further."
        )
    if is_damaged(fault):
        return (
            f"The database ({_named()}) is damaged, or is none: it cannot be read. Stop the server; "
            "`kwetu restore FILE --replace` puts a backup in its place and keeps it aside."
        )
    if is_unread(fault):
        return f"In the database ({_named()}) stands what Kwetu did not write: `kwetu verify` names it."
    told = next((words for sign, words in WORDS.items() if sign in str(fault)), "It does not answer as it should.")
    return f"Kwetu cannot reach its database ({_named()}). {told}"


def _named() -> str:
    where = make_url(settings().sqlalchemy_url)
    if where.drivername.startswith("sqlite"):
        return f"the file {where.database}"
    host = where.host or where.query.get("host") or "this computer"
    return f"{where.database} at {host}" + (f":{where.port}" if where.port else "")
