"""Finds outlines by where they lie, on SQLite by its R*Tree and on PostgreSQL by GiST over boxes, and keeps them.

The statements are made once, as each engine's own text: tiles and checks ask for thousands of outlines.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from sqlalchemy import bindparam, delete, insert, select
from sqlmodel import Session

from app.kit.many_rows import write_rows
from app.ledger.models import table_of
from app.outlines.models import Outline, OutlinesTold
from app.outlines.rules import Box, windows

OUTLINE, TOLD = table_of(Outline), table_of(OutlinesTold)
COLUMNS = tuple(str(column.name) for column in OUTLINE.columns if column.name != "id")
_ADD = insert(OUTLINE).values({name: bindparam(name) for name in COLUMNS})
_FORGET = {
    "postgresql": "DELETE FROM outline WHERE record_id = ANY(%(of)s)",
    "sqlite": "DELETE FROM outline WHERE record_id IN (SELECT value FROM json_each(:of))",
}
AT_ONCE = 500
"""Records whose outlines are told together."""


class Outlined(NamedTuple):
    """One outline as it was told: which answer of which record, and where it lies."""

    record_id: str
    path: str
    edit_id: str
    rank: int
    kind: str
    layer: str
    city_id: str
    settlement_id: str | None
    round: int
    west: float
    south: float
    east: float
    north: float
    lon: float
    lat: float
    area_m2: float
    shape: bytes

    @property
    def box(self) -> Box:
        """Return its extent."""
        return Box(self.west, self.south, self.east, self.north)


def within(session: Session, box: Box, only: Mapping[str, Collection[str]], shown: bool) -> list[Outlined]:
    """Return the outlines whose extent meets a window, in no order; ``only``: column -> what may stand there."""
    connection = session.connection()
    statement = _within(connection.dialect.name, tuple(only), shown)
    asked = {f"of_{name}": _listed(connection.dialect.name, wanted) for name, wanted in only.items()}
    return [
        Outlined._make(row)
        for window in windows(box)
        for row in connection.exec_driver_sql(statement, window._asdict() | asked).fetchall()
    ]


class Crowd(NamedTuple):
    """How many outlines of a layer have their middle in one square of a window, and the middle of those."""

    layer: str
    many: int
    lon: float
    lat: float


def crowds(session: Session, box: Box, only: Mapping[str, Collection[str]], across: int) -> list[Crowd]:
    """Count the outlines in each square of a window that is so many squares across, layer by layer."""
    connection = session.connection()
    statement = _crowds(connection.dialect.name, tuple(only))
    asked = {f"of_{name}": _listed(connection.dialect.name, wanted) for name, wanted in only.items()}
    squares = {"a_column": (box.east - box.west) / across, "a_row": (box.north - box.south) / across}
    rows = connection.exec_driver_sql(statement, box._asdict() | asked | squares).fetchall()
    return [Crowd(layer, count, lon, lat) for layer, _column, _row, count, lon, lat in rows]


@lru_cache
def _crowds(engine: str, only: tuple[str, ...]) -> str:
    """Write the statement that counts; both engines round towards nothing, and nothing lies outside the window."""
    named, whole = ("%({0})s", "floor({0})") if engine == "postgresql" else (":{0}", "CAST({0} AS INTEGER)")
    west, south, east, north, a_column, a_row = map(
        named.format, ("west", "south", "east", "north", "a_column", "a_row")
    )
    column, row = whole.format(f"(lon - {west}) / {a_column}"), whole.format(f"(lat - {south}) / {a_row}")
    return (
        f"SELECT layer, {column}, {row}, count(*), avg(lon), avg(lat)"  # noqa: S608
        f" FROM ({_within(engine, only, shown=True)}) AS near"
        f" WHERE lon >= {west} AND lon < {east} AND lat >= {south} AND lat < {north} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )


def _listed(engine: str, wanted: Collection[str]) -> Any:
    return list(wanted) if engine == "postgresql" else orjson.dumps(list(wanted)).decode()


@lru_cache
def _within(engine: str, only: tuple[str, ...], shown: bool) -> str:
    columns = ", ".join(f"outline.{name}" for name in COLUMNS)
    if engine == "postgresql":
        asked = (
            f"SELECT {columns} FROM outline WHERE box(point(east, north), point(west, south))"  # noqa: S608
            " && box(point(%(east)s, %(north)s), point(%(west)s, %(south)s))"
        )
        named = " AND outline.{0} = ANY(%(of_{0})s)"
    else:
        # The R*Tree rounds outward to 32 bits: what it finds is looked at once more by its own numbers.
        asked = (
            f"SELECT {columns} FROM outline_box AS b CROSS JOIN outline ON outline.id = b.id"  # noqa: S608
            " WHERE b.west <= :east AND b.east >= :west AND b.south <= :north AND b.north >= :south"
            " AND outline.west <= :east AND outline.east >= :west"
            " AND outline.south <= :north AND outline.north >= :south"
        )
        named = " AND outline.{0} IN (SELECT value FROM json_each(:of_{0}))"
    return asked + "".join(named.format(name) for name in only) + (" AND outline.rank = 0" if shown else "")


def of_settlements(session: Session, settlement_ids: Collection[str]) -> list[Outlined]:
    """Return every outline of some settlements."""
    asked = select(*(OUTLINE.c[name] for name in COLUMNS)).where(OUTLINE.c.settlement_id.in_(settlement_ids))
    return [Outlined._make(row) for row in session.execute(asked.order_by(OUTLINE.c.id))]


def of_records(session: Session, record_ids: Collection[str]) -> list[Outlined]:
    """Return every outline of some records."""
    asked = select(*(OUTLINE.c[name] for name in COLUMNS)).where(OUTLINE.c.record_id.in_(record_ids))
    return [Outlined._make(row) for row in session.execute(asked.order_by(OUTLINE.c.id))]


def put(session: Session, record_ids: Collection[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Let these rows, and no others, be the outlines of some records."""
    connection = session.connection()
    engine = connection.dialect.name
    connection.exec_driver_sql(_FORGET[engine], {"of": _listed(engine, record_ids)})
    write_rows(connection, _ADD, [*rows])


def hold(session: Session) -> None:
    """Have whoever else tells outlines wait until this transaction has ended; on SQLite they wait anyway."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE outline IN EXCLUSIVE MODE")


def clear(session: Session) -> None:
    """Forget every outline."""
    connection = session.connection()
    connection.execute(delete(OUTLINE))
    connection.execute(delete(TOLD))


def told_by(session: Session) -> int | None:
    """Return by which reckoning all outlines were told last, None where they never were."""
    found: int | None = session.connection().execute(select(TOLD.c.reckoning)).scalar()
    return found


def remember_told(session: Session, reckoning: int) -> None:
    """Note that all outlines are told by this reckoning."""
    session.connection().execute(insert(TOLD), {"reckoning": reckoning})
