"""Brings a database to this version: one migrator at a time, a backup first, one explicit transaction.

Alembic is imported only when there is something to do: a server that is up to date starts without it.
"""

import re
import shutil
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import make_url

from app.kit.db import open_engine
from app.settings import settings

MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations"


def migrate(url: str | None = None) -> None:
    """Upgrade to the newest migration; a no-op when already there. An SQLite file is copied aside first."""
    target = url or settings().sqlalchemy_url
    file = Path(make_url(target).database or "") if target.startswith("sqlite") else None
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
    present = _present(target)
    if present == newest():
        return
    if present and file and file.exists():
        _copy_aside(file, present)
    upgrade(target)


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


def _copy_aside(file: Path, revision: str) -> None:
    aside = file.with_name(f"{file.stem}-before-{revision}{file.suffix}")
    partial = aside.with_suffix(".partial")
    source, copy = sqlite3.connect(file), sqlite3.connect(partial)
    with source, copy:
        source.backup(copy)
    source.close()
    copy.close()
    shutil.move(partial, aside)
