"""Opens PostgreSQL as Kwetu needs it: commits that are durable, connections that notice when the other end is gone."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError

from app.settings import settings

NOTICES_SILENCE = {"connect_timeout": 5, "keepalives_idle": 30, "tcp_user_timeout": 30_000}
"""A machine that vanished says nothing: after half a minute of silence a connection counts as broken."""
POOL_WAIT_S = 10
OLDEST = 14
AS_WRITTEN = "It looks like postgresql://NAME:PASSWORD@HOST:5432/DATABASE, with %40 for an @ within the password."


class DatabaseUnfit(Exception):  # noqa: N818 - said to an operator, as a sentence
    """Kwetu cannot work on this database as it is; the words are for an operator and quote no password."""


def open_postgresql(url: str) -> Engine:
    """Open a PostgreSQL by its address; whoever finds all connections taken waits for one."""
    written = read_address(url)
    engine = create_engine(
        written,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=settings().database_connections,
        max_overflow=0,
        pool_timeout=POOL_WAIT_S,
        isolation_level="READ COMMITTED",
        connect_args={"application_name": "kwetu", "client_encoding": "utf8"} | NOTICES_SILENCE | dict(written.query),
    )
    event.listen(engine, "connect", _commit_durably)
    return engine


def read_address(url: str) -> URL:
    """Read the address of a PostgreSQL as people write it; which driver speaks to it is ours to name."""
    try:
        written = make_url(url)
    except (ArgumentError, ValueError):
        raise DatabaseUnfit(f"KWETU_DATABASE_URL cannot be read. {AS_WRITTEN}") from None
    if written.drivername not in {"postgres", "postgresql", "postgresql+psycopg"}:
        raise DatabaseUnfit(f"Kwetu keeps its database in SQLite or in PostgreSQL. {AS_WRITTEN}")
    if url.partition("?")[0].count("@") > 1 or not written.database:
        raise DatabaseUnfit(f"KWETU_DATABASE_URL cannot be read. {AS_WRITTEN}")
    return written.set(drivername="postgresql+psycopg")


def _commit_durably(connection: Any, _record: Any) -> None:
    """Hold a server that was told to commit loosely to our promise: a receipt means that the edit is on the disk."""
    with connection.cursor() as asked:
        asked.execute("SHOW synchronous_commit")
        if asked.fetchone()[0] == "off":
            asked.execute("SET synchronous_commit = on")
    connection.commit()


def check_fit(connection: Connection) -> None:
    """Refuse a PostgreSQL that cannot hold every language, or is older than any we work with."""
    encoding, version = connection.execute(
        text("SELECT current_setting('server_encoding'), current_setting('server_version_num')::int")
    ).one()
    if encoding != "UTF8":
        raise DatabaseUnfit(f"This database keeps text in {encoding}; make one with ENCODING 'UTF8'.")
    if version < OLDEST * 10_000:
        raise DatabaseUnfit(f"This is PostgreSQL {version // 10_000}; Kwetu needs {OLDEST} or newer.")


def order_text_by_its_signs(connection: Connection, tables: Collection[str]) -> None:
    """Order text by its signs as SQLite does, whatever the server's language.

    Indexes on such columns also outlive an upgrade of the server's own sorting rules.
    """
    for table in sorted(tables):
        columns = connection.execute(_ORDERED_OTHERWISE, {"table": table}).all()
        if columns:
            changes = (f'ALTER COLUMN "{name}" TYPE {kind} COLLATE "C"' for name, kind in columns)
            connection.exec_driver_sql(f'ALTER TABLE "{table}" {", ".join(changes)}')


_ORDERED_OTHERWISE = text("""
    SELECT column_name, data_type FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = :table
      AND data_type IN ('text', 'character varying') AND collation_name IS DISTINCT FROM 'C'
""")
