"""The yardstick of pushing: the very rows a push leaves, written with plain SQL into the very same tables."""

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import text
from sqlmodel import Session

from app.kit.db import open_engine

Row = dict[str, Any]
TABLES = ("edit", "record")


def rows_since(url: str, seq: int, count: int) -> list[tuple[Row, Row]]:
    """Return edits stored after a place in the order, each beside its record's row as it stands."""
    engine = open_engine(url)
    with Session(engine) as session:
        asked = text("SELECT * FROM edit WHERE seq > :seq ORDER BY seq, edit_id LIMIT :count")
        edits = [dict(row) for row in session.execute(asked, {"seq": seq, "count": count}).mappings()]
        records = {row["record_id"]: dict(row) for row in session.execute(text("SELECT * FROM record")).mappings()}
    engine.dispose()
    return [(edit, records[edit["record_id"]]) for edit in edits]


def statements(row: tuple[Row, Row], sign: str) -> tuple[str, str, str]:
    """Return the three statements: an edit added, a record added or changed, the scope's counter moved on."""
    edit, record = row
    told = {name: sign.format(name) for name in edit | record}
    changed = ", ".join(f"{name} = excluded.{name}" for name in record if name != "record_id")
    return (
        f"INSERT INTO edit ({', '.join(edit)}) VALUES ({', '.join(told[name] for name in edit)})",
        f"INSERT INTO record ({', '.join(record)}) VALUES ({', '.join(told[name] for name in record)}) "
        f"ON CONFLICT (record_id) DO UPDATE SET {changed}",
        f"UPDATE scope SET seq = seq + {sign.format('n')} WHERE id = {sign.format('id')}",
    )


def into_sqlite(file: Path, batches: Sequence[Sequence[tuple[Row, Row]]]) -> float:
    """Write the batches, each one transaction that is durable; return edits per second."""
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    add, change, count = statements(batches[0][0], ":{}")
    began = time.perf_counter()
    for batch in batches:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(add, [edit for edit, _ in batch])
        connection.executemany(change, [record for _, record in batch])
        connection.execute(count, {"n": len(batch), "id": batch[0][1]["scope_id"]})
        connection.execute("COMMIT")
    took = time.perf_counter() - began
    connection.close()
    return sum(map(len, batches)) / took


def into_postgresql(url: str, batches: Sequence[Sequence[tuple[Row, Row]]]) -> float:
    """Write the batches with executemany, each one transaction; return edits per second."""
    add, change, count = statements(batches[0][0], "%({})s")
    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as connection:
        began = time.perf_counter()
        for batch in batches:
            with connection.transaction(), connection.cursor() as cursor:
                cursor.executemany(add, [edit for edit, _ in batch])
                cursor.executemany(change, [record for _, record in batch])
                cursor.execute(count, {"n": len(batch), "id": batch[0][1]["scope_id"]})
        took = time.perf_counter() - began
    return sum(map(len, batches)) / took
