"""Writes many rows with one statement, made once: SQLAlchemy would look at every value of every row."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite


def write_rows(connection: Connection, statement: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Carry a statement out for each of some rows, whose values are as the driver takes them; nothing for no row."""
    if rows:
        connection.exec_driver_sql(_as_sql(statement, connection.dialect.name), [*rows])


@lru_cache
def _as_sql(statement: Any, engine: str) -> str:
    """Return a statement as the driver takes it with rows of named values."""
    dialect: Any = {"postgresql": postgresql.dialect, "sqlite": sqlite.dialect}[engine]
    style = "pyformat" if engine == "postgresql" else "named"
    return str(statement.compile(dialect=dialect(paramstyle=style)))
