"""Reads every table as rows in one moment of a database, and writes rows back; at whatever revision the tables are.

The tables are looked up in the database and not taken from the code: a backup of an older version is one as well.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    LargeBinary,
    MetaData,
    Text,
    cast,
    func,
    insert,
    inspect,
    literal,
    make_url,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError

from app.backups.problems import BackupRefused, NothingHere
from app.backups.rules import ORDER, REVISION_TABLE, Row
from app.kit.text import bytes_of, text_of
from app.outlines.models import TABLES as TOLD_AGAIN
from app.tables import metadata

BEGUN_BY = ("federation", "person", "edit", "parked_edit")
AT_ONCE = 100
"""Rows in memory at a time: an edit may be half a megabyte."""


class Moment:
    """All tables as they were at one moment, while others go on writing."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._tables = MetaData()
        self._tables.reflect(connection)

    @property
    def tables(self) -> list[str]:
        """Return the names of the tables a backup holds, those that others refer to first."""
        beside = {REVISION_TABLE, *TOLD_AGAIN}
        return [table.name for table in self._tables.sorted_tables if table.name not in beside]

    @property
    def revision(self) -> str | None:
        """Return the migration the tables are at, None when there are none."""
        table = self._tables.tables.get(REVISION_TABLE)
        return None if table is None else self.connection.execute(select(table.c.version_num)).scalar()

    @property
    def name(self) -> str:
        """Name the database: its file, or what PostgreSQL calls it."""
        return Path(self.connection.engine.url.database or "").name

    def keys(self) -> dict[str, list[str]]:
        """Return the columns of each table's key."""
        return {name: [str(column.name) for column in self._tables.tables[name].primary_key] for name in self.tables}

    def rows(self, name: str) -> Iterator[Row]:
        """Read a table in its order; a table this revision does not have yet is empty."""
        table = self._tables.tables.get(name)
        if table is None:
            return
        order = ORDER.get(name) or [column.name for column in table.primary_key]
        asked = select(table).order_by(*(table.c[column] for column in order))
        names = [str(column.name) for column in table.columns]
        with self.connection.execute(asked, execution_options={"stream_results": True, "yield_per": AT_ONCE}) as read:
            for row in read:
                told = (text_of(one) if isinstance(one, bytes) else one for one in row)
                yield dict(zip(names, told, strict=True))

    def count(self, name: str) -> int:
        """Count a table's rows."""
        table = self._tables.tables.get(name)
        return 0 if table is None else self.connection.execute(select(func.count()).select_from(table)).scalar() or 0

    def told(self, name: str) -> str | None:
        """Return something that is true of the whole ledger, such as its epoch."""
        return next((row["told"] for row in self.rows("ledger_state") if row["name"] == name), None)

    def latest(self, name: str, column: str) -> Any:
        """Return a column's greatest value, None in an empty table."""
        table = self._tables.tables.get(name)
        return None if table is None else self.connection.execute(select(func.max(table.c[column]))).scalar()

    def is_empty(self) -> bool:
        """Tell whether nobody is here yet and nobody wrote anything."""
        return not any(self.count(name) for name in BEGUN_BY)

    def load(self, name: str, rows: Iterable[Row]) -> Iterator[Row]:
        """Append rows to a table; return those that cannot stand there: their key is taken, their owner is not here."""
        waiting = iter(rows)
        while batch := list(islice(waiting, AT_ONCE)):
            if not self._stand(name, batch):
                yield from (row for row in batch if not self._stand(name, [row]))

    def _stand(self, name: str, batch: list[Row]) -> bool:
        try:
            with self.connection.begin_nested():
                self.connection.execute(insert(self._tables.tables[name]), batch)
        except IntegrityError:
            return False
        except UnicodeEncodeError:
            return len(batch) == 1 and self._stand_as_bytes(name, batch[0])
        return True

    def _stand_as_bytes(self, name: str, row: Row) -> bool:
        """Put a text that is none back byte for byte, where a database keeps such (SQLite; PostgreSQL never had it)."""
        if self.connection.dialect.name != "sqlite":
            raise BackupRefused(
                f"A row of {name} holds bytes that are no text. PostgreSQL keeps none; restore on SQLite."
            )
        bytewise = {
            column: cast(literal(bytes_of(told), LargeBinary), Text) if isinstance(told, str) else told
            for column, told in row.items()
        }
        try:
            with self.connection.begin_nested():
                self.connection.execute(insert(self._tables.tables[name]).values(bytewise))
        except IntegrityError:
            return False
        return True

    def begin_epoch(self, epoch: str) -> None:
        """Write the new epoch down: all that is here is covered by the backup it came from."""
        state, scope = self._tables.tables["ledger_state"], self._tables.tables["scope"]
        changed = self.connection.execute(update(state).where(state.c.name == "epoch").values(told=epoch))
        if not changed.rowcount:
            self.connection.execute(insert(state), {"name": "epoch", "told": epoch})
        self.connection.execute(update(scope).values(safe_seq=scope.c.seq))

    def drop(self, names: Iterable[str]) -> None:
        """Remove the tables of these names, those that refer to others first; no other's."""
        ours = {REVISION_TABLE, *metadata.tables, *names}
        self._tables.drop_all(self.connection, [table for name, table in self._tables.tables.items() if name in ours])


@contextmanager
def moment(engine: Engine) -> Iterator[Moment]:
    """Hold one moment of a database that others may be writing to."""
    must_be_there(engine.url)
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin(), _bytewise(connection):
            yield Moment(connection)


@contextmanager
def _bytewise(connection: Connection) -> Iterator[None]:
    """Have SQLite hand out texts that are none, too, for the length of a block."""
    driver: Any = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite":
        driver.text_factory = text_of
    try:
        yield
    finally:
        if connection.dialect.name == "sqlite":
            driver.text_factory = str


def must_be_there(url: URL | str) -> None:
    """Looking at an SQLite file must not make one."""
    if not str(url).startswith("sqlite"):
        return
    where = make_url(url)
    if not Path(where.database or "").exists():
        raise NothingHere(f"There is no database at {where.database}.")


def must_have_tables(moment: Moment) -> None:
    """Looking at another program's database must not fill it with our tables."""
    if moment.revision is None:
        raise NothingHere("There is no Kwetu in this database.")


def must_hold_kwetu(moment: Moment) -> None:
    """An empty database is most often another one than the operator thinks of."""
    if moment.is_empty():
        raise NothingHere("There is no Kwetu in this database.")


def copy_sqlite(file: Path, copy: Path) -> None:
    """Copy an SQLite database in one step while others write to it (its online backup)."""
    source, target = sqlite3.connect(file), sqlite3.connect(copy)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()


def tells_phones(connection: Connection) -> bool:
    """Tell whether this database keeps for phones how far backups reach; that of the first release does not."""
    looked = inspect(connection)
    known = looked.has_table("ledger_state") and looked.has_table("scope")
    return known and any(column["name"] == "safe_seq" for column in looked.get_columns("scope"))


def raise_safe_places(connection: Connection, epoch: str, scopes: Mapping[str, int]) -> None:
    """Note how far a verified backup reaches, never less than before, and not in another epoch than the backup's."""
    present = connection.execute(text("SELECT told FROM ledger_state WHERE name = 'epoch'")).scalar()
    if present not in (None, epoch):
        return
    raised = text("UPDATE scope SET safe_seq = :seq WHERE id = :id AND safe_seq < :seq")
    for scope_id, seq in sorted(scopes.items()):
        connection.execute(raised, {"id": scope_id, "seq": seq})
