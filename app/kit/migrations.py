"""Brings a database to this version: one migrator at a time, a backup first, one explicit transaction."""

import shutil
import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import make_url

from app.kit.db import open_engine
from app.settings import settings

MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations"


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    return config


def migrate(url: str | None = None) -> None:
    """Upgrade to the newest migration; a no-op when already there. An SQLite file is copied aside first."""
    target = url or settings().sqlalchemy_url
    config = _config(target)
    head = ScriptDirectory.from_config(config).get_current_head()
    file = Path(make_url(target).database or "") if target.startswith("sqlite") else None
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
    engine = open_engine(target)
    with engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    engine.dispose()
    if present == head:
        return
    if present and file and file.exists():
        _copy_aside(file, present)
    command.upgrade(config, "head")


def _copy_aside(file: Path, revision: str) -> None:
    aside = file.with_name(f"{file.stem}-before-{revision}{file.suffix}")
    partial = aside.with_suffix(".partial")
    source, copy = sqlite3.connect(file), sqlite3.connect(partial)
    with source, copy:
        source.backup(copy)
    source.close()
    copy.close()
    shutil.move(partial, aside)
