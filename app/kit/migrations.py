"""Brings a database to this version: one migrator at a time, a backup first, one explicit transaction.

Alembic is imported only when there is something to do: a server that is up to date starts without it.
"""

import fcntl
import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.engine import make_url

from app.kit.clock import iso, now
from app.kit.db import open_engine
from app.kit.disk import sync_file, sync_folder
from app.kit.postgresql import DatabaseUnfit, check_fit
from app.settings import settings

MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations"
MIGRATING = 0x6B77657476  # the lock of whoever migrates a PostgreSQL
NEWER = "A newer Kwetu made this database ({}): use that version, or a newer one."
CopyAside = Callable[[Engine, Path], object]


@dataclass(frozen=True)
class Migrated:
    """What was done: the migration a database was at, where it is now, and where it was copied to before."""

    before: str | None
    now: str | None
    aside: Path | None = None

    def __str__(self) -> str:
        """Say it to an operator."""
        if self.before == self.now:
            return f"The database is at this version already ({self.now}); nothing was done."
        if self.before is None:
            return f"The database was empty; it has the tables of this version now ({self.now})."
        kept = f" What was there before is kept in {self.aside}." if self.aside else ""
        return f"The database was brought from {self.before} to {self.now}.{kept}"


def migrate(url: str | None = None, copy_aside: CopyAside | None = None) -> Migrated:
    """Upgrade to the newest migration; a no-op when already there, and for all but the first who asks at once.

    What is there is copied aside first: an SQLite file beside itself, a PostgreSQL by ``copy_aside`` into DATA_DIR.
    """
    target = url or settings().sqlalchemy_url
    with one_migrator(target):
        present = _present(target)
        if present == newest():
            return Migrated(present, present)
        if present and present not in revisions():
            raise DatabaseUnfit(NEWER.format(present))
        aside = None
        if present and target.startswith("sqlite"):
            aside = _copy_file_aside(Path(make_url(target).database or ""), present)
        elif present and copy_aside:
            aside = _copy_rows_aside(target, present, copy_aside)
        upgrade(target)
    return Migrated(present, newest(), aside)


@contextmanager
def one_migrator(url: str) -> Iterator[None]:
    """Let nobody else migrate this database for the length of a block: whoever comes meanwhile waits."""
    if url.startswith("sqlite"):
        file = Path(make_url(url).database or "")
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.with_suffix(".migrating").open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield
        return
    engine = open_engine(url)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            check_fit(connection)
            connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": MIGRATING})
            yield
    finally:
        engine.dispose()


def newest() -> str | None:
    """Return the revision that no other migration builds on, read from the files."""
    heads = revisions().keys() - revisions().values()
    return heads.pop() if len(heads) == 1 else None


def revisions() -> dict[str, str | None]:
    """Return each revision this version knows and the one it builds on, read from the files."""
    known: dict[str, str | None] = {}
    for migration in (MIGRATIONS / "versions").glob("*.py"):
        said = dict(
            re.findall(r'^(revision|down_revision) = "(\w+)"', migration.read_text(encoding="utf-8"), re.MULTILINE)
        )
        if "revision" in said:
            known[said["revision"]] = said.get("down_revision")
    return known


def _present(url: str) -> str | None:
    engine = open_engine(url)
    with engine.connect() as connection:
        known = inspect(connection).has_table("alembic_version")
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if known else None
    engine.dispose()
    return found


def upgrade(url: str) -> None:
    """Run the migrations that are missing, all in one transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    command.upgrade(config, "head")


def upgrade_on(connection: Connection, revision: str) -> None:
    """Run the migrations up to a revision within a transaction that is open already."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _copy_rows_aside(url: str, revision: str, copy_aside: CopyAside) -> Path:
    folder = settings().data_dir
    folder.mkdir(parents=True, exist_ok=True)
    engine = open_engine(url)
    aside = folder / _named_aside("kwetu", revision, ".kwetu")
    try:
        copy_aside(engine, aside)
    finally:
        engine.dispose()
    return aside


def _copy_file_aside(file: Path, revision: str) -> Path:
    aside = file.with_name(_named_aside(file.stem, revision, file.suffix))
    partial = aside.with_suffix(".partial")
    source, copy = sqlite3.connect(file), sqlite3.connect(partial)
    with source, copy:
        source.backup(copy)
    source.close()
    copy.close()
    sync_file(partial)
    os.replace(partial, aside)
    sync_folder(file.parent)
    return aside


def _named_aside(stem: str, revision: str, suffix: str) -> str:
    """Name a copy by the migration it is of and by the time: none takes the place of an earlier one."""
    return f"{stem}-before-{revision}-{iso(now()).replace(':', '')}{suffix}"
