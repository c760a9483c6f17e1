"""Makes a backup while the server runs: one moment of every table in one file, verified before it counts."""

import fcntl
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import replace as replace_in
from itertools import chain, islice
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from app import __version__
from app.backups import repository
from app.backups.checking import in_words
from app.backups.files import Archive, Writer, reading, write
from app.backups.problems import BackupRefused, FileStands, LedgerFaulty, NoRoom
from app.backups.repository import Moment
from app.backups.rules import FORMAT, Manifest
from app.backups.verifying import verify
from app.backups.whole import database_faults, must_be_known, or_torn
from app.kit.away import in_words as of_the_database
from app.kit.away import told_by
from app.kit.clock import iso, now
from app.kit.db import engine, open_engine, writing
from app.kit.disk import sync_folder
from app.ledger.service import FIRST_EPOCH
from app.settings import settings

FAULTS_NAMED = 100
UNFINISHED = ".kwetu-backup-"
NO_MORE = {"disk I/O error": "the disk takes no more", "database or disk is full": "the disk is full"}
THERE = "{} is there already; with --replace the new backup takes its place."


@dataclass(frozen=True)
class Made:
    """A backup that stands: what it says of itself, how long it is, and the faults of the ledger in it."""

    manifest: Manifest
    bytes: int
    faults: list[str]
    told_to_phones: bool = False


def backup(
    file: Path, *, replace: bool = False, even_with_faults: bool = False, looked_at: Callable[[], object] = lambda: None
) -> Made:
    """Write a backup, verify it as it was written, and only then give it its name; all of it or nothing."""
    if file.exists() and not replace:
        raise FileStands(THERE.format(file))
    repository.must_be_there(settings().sqlalchemy_url)
    source = engine()
    with _words_for_the_disk(file.parent), or_torn(), _beside(file) as folder:
        written = folder / "backup"
        with _still(source, folder) as moment:
            repository.must_hold_kwetu(moment)
            must_be_known(moment)
            beneath = list(islice(database_faults(moment), FAULTS_NAMED))
            write(written, lambda writer: _fill(writer, moment))
        with reading(written) as archive:
            archive.check()
            _may_take_the_place(archive, file)
            faults = in_words(list(islice(chain(beneath, verify(archive, looked_at)), FAULTS_NAMED)))
            made = Made(archive.manifest, written.stat().st_size, faults)
        if faults and not even_with_faults:
            raise LedgerFaulty("The ledger has faults; no backup was kept (--even-with-faults keeps one).", faults)
        _give_its_name(written, file, replace)
    return made if faults else replace_in(made, told_to_phones=_raise_safe_places(made.manifest))


def _may_take_the_place(coming: Archive, file: Path) -> None:
    """A backup takes the place of an older one of the same federation, and of what is no whole backup; of no other."""
    if not file.exists():
        return
    try:
        with reading(file) as standing:
            there = {row["id"]: row["name"] for row in standing.rows("federation")}
    except BackupRefused:
        return
    if there and not there.keys() & {row["id"] for row in coming.rows("federation")}:
        names = ", ".join(there.values())
        raise FileStands(f"{file} is a backup of another federation, {names}. Nothing was replaced; name another file.")


def copy_aside(source: Engine, file: Path) -> None:
    """Write a backup of a database as it is, faults and all, before something takes its place."""
    with _words_for_the_disk(file.parent), _beside(file) as folder:
        with _still(source, folder) as moment:
            write(folder / "backup", lambda writer: _fill(writer, moment))
        with reading(folder / "backup") as archive:
            archive.check()
        _give_its_name(folder / "backup", file, replace=False)


def _fill(writer: Writer, moment: Moment) -> Manifest:
    for table in moment.tables:
        writer.add_table(table, moment.rows(table))
    return Manifest(
        format=FORMAT,
        kwetu=__version__,
        revision=moment.revision or "",
        epoch=moment.told("epoch") or FIRST_EPOCH,
        made_at=iso(now()),
        engine=moment.connection.dialect.name,
        reaches_to=moment.latest("edit", "received_at"),
        scopes={scope["id"]: scope["seq"] for scope in moment.rows("scope")},
        members=writer.members,
    )


@contextmanager
def _still(source: Engine, folder: Path) -> Iterator[Moment]:
    """Hold one moment; of a copy where the database is one file, so that the server's own is soon let go."""
    if source.dialect.name != "sqlite":
        with repository.moment(source) as moment:
            yield moment
        return
    repository.must_be_there(source.url)
    repository.copy_sqlite(Path(source.url.database or ""), folder / "copy.sqlite3")
    copy = open_engine(f"sqlite:///{folder / 'copy.sqlite3'}")
    try:
        with repository.moment(copy) as moment:
            yield moment
    finally:
        copy.dispose()


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """Make a folder for what is not ready yet on the disk of the file; nobody else may look into it."""
    _sweep(file.parent)
    folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=file.parent))
    held = os.open(folder, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def _sweep(folder: Path) -> None:
    """Remove what backups that were killed left behind; those still being made hold theirs locked."""
    for left in folder.glob(f"{UNFINISHED}*"):
        held = os.open(left, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)
        except BlockingIOError:
            pass
        finally:
            os.close(held)


def _give_its_name(written: Path, file: Path, replace: bool) -> None:
    if replace:
        os.replace(written, file)
    else:
        _move_unless_there(written, file)
    sync_folder(file.parent)


def _move_unless_there(written: Path, file: Path) -> None:
    try:
        os.link(written, file)
    except FileExistsError as fault:
        raise FileStands(THERE.format(file)) from fault
    except OSError:  # a memory card has no second names
        if file.exists():
            raise FileStands(THERE.format(file)) from None
        os.rename(written, file)


@contextmanager
def _words_for_the_disk(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        if isinstance(fault, FileNotFoundError) and not folder.exists():
            raise NoRoom(f"There is no folder {folder}.") from fault
        told = "this folder takes no files" if isinstance(fault, FileNotFoundError) else fault.strerror or fault
        raise NoRoom(f"The backup cannot be written to {folder}: {told}. Nothing was kept.") from fault
    except (sqlite3.Error, DBAPIError) as fault:
        told = told_by(fault)
        raise NoRoom(f"The backup cannot be made: {NO_MORE.get(told, told)}. Nothing was kept.") from fault


def _raise_safe_places(manifest: Manifest) -> bool:
    """Tell phones how far the backup reaches; False where the database, of an older version, has no place for that."""
    try:
        with writing() as session:
            if not repository.tells_phones(session.connection()):
                return False
            repository.raise_safe_places(session.connection(), manifest.epoch, manifest.scopes)
    except DBAPIError as fault:
        raise BackupRefused(
            f"The backup is whole and stands, but phones could not be told how far it reaches. {of_the_database(fault)}"
        ) from fault
    return True
