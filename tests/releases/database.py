"""A release's database: written as text, and set up again as that release left it, on either engine."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData, insert, text

from app.kit.db import open_engine
from app.kit.migrations import MIGRATIONS

Rows = dict[str, list[dict[str, Any]]]


def as_text(file: Path) -> str:
    """Return an SQLite database as the SQL that makes it again."""
    with closing(sqlite3.connect(file)) as database:
        return "\n".join(database.iterdump()) + "\n"


def start_over(url: str) -> None:
    """Take away whatever is under this address."""
    if url.startswith("sqlite"):
        for file in Path(url.removeprefix("sqlite:///")).parent.glob("kwetu.sqlite3*"):
            file.unlink()
        return
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()


def set_up(dump: Path, url: str) -> None:
    """Set a release's database up under this address, which holds nothing yet: on SQLite word for word as it was."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
            database.executescript(dump.read_text(encoding="utf-8"))
        return
    tables = rows(dump)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    command.upgrade(config, tables.pop("alembic_version")[0]["version_num"])
    engine, known = open_engine(url), MetaData()
    with engine.begin() as connection:
        known.reflect(connection)
        for table in known.sorted_tables:
            if tables.get(table.name):
                connection.execute(insert(table), [_told(table, row) for row in tables[table.name]])
    engine.dispose()


def _told(table: Any, row: dict[str, Any]) -> dict[str, Any]:
    """Write what SQLite keeps as 0 and 1 as the truth value it is."""
    return {
        name: bool(value) if table.c[name].type.python_type is bool and value is not None else value
        for name, value in row.items()
    }


def rows(dump: Path) -> Rows:
    """Return every row of a release's database, by table."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(dump.read_text(encoding="utf-8"))
        return dict(_tables(database))


def _tables(database: sqlite3.Connection) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    database.row_factory = sqlite3.Row
    names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    for name in names:
        yield name, [dict(row) for row in database.execute(f'SELECT * FROM "{name}"')]


def rows_now(url: str) -> Rows:
    """Return every row of a database that is in use, by table."""
    engine, known = open_engine(url), MetaData()
    with engine.connect() as connection:
        known.reflect(connection)
        found = {
            table.name: [dict(row._mapping) for row in connection.execute(table.select())]
            for table in known.sorted_tables
        }
    engine.dispose()
    return found


def in_order(told: list[dict[str, Any]]) -> list[str]:
    """Write rows so that two tables can be compared, whichever engine they are of, in whatever order they were read."""
    plain = ({name: int(held) if isinstance(held, bool) else held for name, held in row.items()} for row in told)
    return sorted(json.dumps(row, sort_keys=True) for row in plain)
