"""Says to an operator, in one sentence, what is not as Kwetu needs it around the program: settings, files, the disk."""

import errno
import os
import pwd
from pathlib import Path

from sqlalchemy.exc import ProgrammingError

from app.kit.away import in_words as of_the_database
from app.kit.away import is_away, is_damaged, is_unread
from app.kit.postgresql import AS_WRITTEN, DatabaseUnfit
from app.settings import SettingWrong

FULL = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "no more may be kept there",
    errno.EFBIG: "no file may be so long",
}
OPTIONS = ("invalid connection option", "bad value for", "invalid integer value")


class NotAsNeeded(Exception):  # noqa: N818 - said to an operator, as a sentence
    """Something that the operator has in hand is not as it must be; the words say what and where."""


def in_words(fault: BaseException) -> str | None:
    """Say what is wrong outside the program, without a password; None when the fault is ours."""
    if isinstance(fault, (NotAsNeeded, SettingWrong)):
        return str(fault)
    if isinstance(fault, DatabaseUnfit) or is_away(fault) or is_damaged(fault) or is_unread(fault):
        return of_the_database(fault)
    if isinstance(fault, ProgrammingError) and any(words in str(fault.orig) for words in OPTIONS):
        return f"KWETU_DATABASE_URL has an option behind its ? that PostgreSQL does not take. {AS_WRITTEN}"
    return _of_a_file(fault) if isinstance(fault, OSError) and fault.filename else None


def _of_a_file(fault: OSError) -> str:
    if fault.errno in (errno.EACCES, errno.EPERM):
        where = _there(Path(os.fsdecode(fault.filename)))
        return f"{who()} may not read and write {where}{_owned_by(where)}."
    return f"{fault.filename}: {FULL.get(fault.errno or 0, fault.strerror)}."


def _there(file: Path) -> Path:
    """Return the file, or where it cannot be made the folder in which nobody may make it."""
    while not os.path.lexists(file) and file != file.parent:
        file = file.parent
    return file


def who() -> str:
    """Name the user this runs as."""
    return f"The user {_named(os.geteuid())}"


def _owned_by(file: Path) -> str:
    try:
        return f", which belongs to {_named(os.stat(file).st_uid)}"
    except OSError:
        return ""


def _named(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
