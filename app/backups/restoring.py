"""Puts a backup in force: loaded as it was made, brought to this version, in a new epoch, or not at all.

SQLite: everything is made in a file beside the database, which takes its name in one step at the very end.
PostgreSQL: everything is one transaction. So a restore that is killed leaves what was there before.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from app.backups import repository
from app.backups.checking import Fault, in_words
from app.backups.files import Archive, reading
from app.backups.problems import DatabaseInUse, DatabaseNotEmpty, FileOfNewerVersion, LedgerFaulty, NoRoom
from app.backups.repository import Moment
from app.backups.rules import REGISTERED, Manifest, Register, to_repeat, unknown_since
from app.backups.service import FAULTS_NAMED, copy_aside
from app.backups.verifying import Kept, verify
from app.kit import migrations
from app.kit.away import told_by
from app.kit.clock import iso, now
from app.kit.db import open_engine
from app.kit.disk import sync_file, sync_folder
from app.kit.occupied import Occupied, alone_on, alone_with_file
from app.kit.text import text_of
from app.settings import settings

LookedAt = Callable[[], object]
Loaded = tuple[str, list[str]]
"""The new epoch, and the faults of the ledger in it."""
LEFT_OUT = "this row of the backup is left out: one like it stands there already, or what it belongs to does not"


@dataclass(frozen=True)
class Restored:
    """What is in force now: its manifest, the new epoch, where what was there before lies, and what to do again."""

    manifest: Manifest
    epoch: str
    aside: Path | None
    compared: bool
    to_repeat: list[str]
    faults: list[str]


@dataclass(frozen=True)
class Asked:
    """What whoever restores said may be: take the place of what is there, of another federation's too, have faults."""

    replace: bool = False
    another_federation: bool = False
    even_with_faults: bool = False


def restore(file: Path, asked: Asked, looked_at: LookedAt = lambda: None) -> Restored:
    """Put a backup in force, whole; otherwise nothing has changed."""
    with reading(file) as archive:
        if archive.manifest.revision not in migrations.revisions():
            raise FileOfNewerVersion(f"This backup is of Kwetu {archive.manifest.kwetu}: this version cannot read it.")
        archive.check()
        url = settings().sqlalchemy_url
        put = _into_sqlite if url.startswith("sqlite") else _into_postgresql
        with _words():
            return put(url, archive, asked, looked_at)


@contextmanager
def _words() -> Iterator[None]:
    try:
        yield
    except Occupied as fault:
        raise DatabaseInUse(str(fault)) from fault
    except (DBAPIError, sqlite3.Error, OSError) as fault:
        raise NoRoom(f"The backup cannot be restored: {told_by(fault)}. Nothing was changed.") from fault


def _into_sqlite(url: str, archive: Archive, asked: Asked, looked_at: LookedAt) -> Restored:
    database = Path(make_url(url).database or "")
    coming = database.with_name(f"{database.name}.restoring")
    with alone_with_file(url):
        try:
            known, compared = _known_now(database, archive, asked)
            _remove(coming)
            epoch, faults = _build_sqlite(coming, archive, asked.even_with_faults, looked_at)
            aside = _take_the_place(coming, database)
        finally:
            _remove(coming)
    return _restored(archive, epoch, faults, aside, known if compared else None)


def _known_now(database: Path, archive: Archive, asked: Asked) -> tuple[Register | None, bool]:
    """Return who may do what in the database that is there; DatabaseNotEmpty when it may not be replaced."""
    if not database.exists():
        return None, False
    try:
        present = open_engine(f"sqlite:///{database}")
        try:
            with repository.moment(present) as moment:
                return _may_be_replaced(moment, archive, asked), not moment.is_empty()
        finally:
            present.dispose()
    except DBAPIError as fault:  # torn or no database at all: often the very reason to restore
        if not asked.replace:
            raise DatabaseNotEmpty(f"{database} cannot be read; with --replace the backup takes its place.") from fault
        return None, False


def _may_be_replaced(moment: Moment, archive: Archive, asked: Asked) -> Register:
    if not asked.replace and not moment.is_empty():
        held = f"{moment.count('edit'):,} edits and {moment.count('person'):,} people"
        raise DatabaseNotEmpty(f"There are {held} here already; with --replace the backup takes their place.")
    here, coming = ({row["id"]: row["name"] for row in kept.rows("federation")} for kept in (moment, archive))
    if here and not here.keys() & coming.keys() and not asked.another_federation:
        raise DatabaseNotEmpty(
            f"Here is {', '.join(here.values())}, and this is a backup of another federation, "
            f"{', '.join(coming.values())}. Nothing was replaced; with --another-federation it takes its place."
        )
    return _register(moment)


def _register(kept: Kept) -> Register:
    return {table: {row[key]: row for row in kept.rows(table)} for table, key in REGISTERED.items()}


def _build_sqlite(coming: Path, archive: Archive, even_with_faults: bool, looked_at: LookedAt) -> Loaded:
    os.close(os.open(coming, os.O_CREAT | os.O_EXCL, 0o600))
    engine = create_engine(f"sqlite:///{coming}", hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _no_haste_lost(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level, connection.text_factory = None, text_of
        for pragma in ("journal_mode=MEMORY", "synchronous=OFF", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            loaded = _load(connection, archive, even_with_faults, looked_at)
            connection.exec_driver_sql("COMMIT")
    finally:
        engine.dispose()
    sync_file(coming)
    return loaded


def _take_the_place(coming: Path, database: Path) -> Path | None:
    """Give the new file the database's name in one step; what was there keeps another, with all that its WAL held.

    Where the WAL could not be brought in, it goes to the kept copy before the new file comes: killed between the two,
    the torn database lacks it under its own name (docs/backups.md says so).
    """
    aside = None
    if database.exists():
        aside = database.with_name(f"{database.stem}-before-restore-{iso(now()).replace(':', '')}{database.suffix}")
        _settle(database)
        try:
            os.link(database, aside)
        except OSError:  # a memory card has no second names
            shutil.copy2(database, aside)
        _rest_of(database, aside)
    os.replace(coming, database)
    sync_folder(database.parent)
    return aside


def _settle(database: Path) -> None:
    """Bring into the file what stands beside it in the WAL; one that is torn stays as it is."""
    with suppress(sqlite3.Error):
        opened = sqlite3.connect(database)
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        opened.close()


def _rest_of(database: Path, aside: Path) -> None:
    """A WAL that could not be brought in belongs to the old file: the new one must never meet it."""
    for ending in ("-wal", "-shm"):
        rest = Path(f"{database}{ending}")
        if rest.exists():
            os.replace(rest, f"{aside}{ending}")


def _remove(coming: Path) -> None:
    for ending in ("", "-journal", "-wal", "-shm"):
        Path(f"{coming}{ending}").unlink(missing_ok=True)


def _into_postgresql(url: str, archive: Archive, asked: Asked, looked_at: LookedAt) -> Restored:
    engine = open_engine(url)
    try:
        with engine.connect() as held, alone_on(held):
            known, aside = _set_aside(engine, archive, asked)
            with engine.begin() as connection:
                Moment(connection).drop(archive.manifest.tables)
                epoch, faults = _load(connection, archive, asked.even_with_faults, looked_at)
    finally:
        engine.dispose()
    return _restored(archive, epoch, faults, aside, known)


def _set_aside(engine: Engine, archive: Archive, asked: Asked) -> tuple[Register | None, Path | None]:
    with repository.moment(engine) as moment:
        if moment.is_empty():
            return None, None
        known = _may_be_replaced(moment, archive, asked)
    folder = settings().data_dir
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f"kwetu-before-restore-{iso(now()).replace(':', '')}.kwetu"
    copy_aside(engine, aside)
    return known, aside


def _load(connection: Connection, archive: Archive, even_with_faults: bool, looked_at: LookedAt) -> Loaded:
    """Make the tables as they were at the backup, fill them, bring them to this version, and look at all of it."""
    manifest, epoch = archive.manifest, uuid4().hex
    migrations.upgrade_on(connection, manifest.revision)
    moment = Moment(connection)
    keys = moment.keys()
    left_out = [
        Fault(table, ", ".join(str(row[column]) for column in keys[table]), LEFT_OUT)
        for table in manifest.tables
        for row in moment.load(table, archive.rows(table))
    ]
    migrations.upgrade_on(connection, "head")
    moment = Moment(connection)
    moment.begin_epoch(epoch)
    faults = in_words(list(islice(chain(left_out, verify(moment, looked_at)), FAULTS_NAMED)))
    if faults and not even_with_faults:
        raise LedgerFaulty("The ledger in this backup has faults (--even-with-faults restores it).", faults)
    return epoch, faults


def _restored(archive: Archive, epoch: str, faults: list[str], aside: Path | None, known: Register | None) -> Restored:
    before = _register(archive)
    again = to_repeat(before, known) if known else unknown_since(before, archive.manifest.made_at)
    return Restored(archive.manifest, epoch, aside, known is not None, again, faults)
