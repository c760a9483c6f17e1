"""A ledger in use for years, written straight into its tables: each profile with fifty edits behind it."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.kit.canonical import canonical_json, sha256_hex
from app.kit.clock import iso, now
from app.kit.ids import uuid7
from app.ledger.rules import EMPTY, content_hash, merge
from app.ledger.standing import write_levels
from app.questionnaire.service import level_of
from bench.phones import Field, Writer

EDITS = 50
EDIT_BYTES = 1_000
EDIT = (
    "edit_id", "record_id", "kind", "person_id", "device_id", "form", "made_at", "received_at", "sha256", "body",
    "answer", "contested", "refused_paths", "nth", "seq",
)  # fmt: skip
RECORD = (
    "record_id", "kind", "form", "settlement_id", "city_id", "scope_id", "hash", "level_hashes", "edit_count",
    "level_0", "level_1", "level_2", "level_3", "seq",
)  # fmt: skip


def fill(file: Path, field: Field, writer: Writer) -> None:
    """Write the edits and the records as they stand after the last of each; the writer knows what it said last."""
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-200000"):  # a file nobody would miss
        connection.execute(f"PRAGMA {pragma}")
    indexes = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'edit' AND sql IS NOT NULL"
    later = dict(connection.execute(indexes).fetchall())
    for name in later:
        connection.execute(f"DROP INDEX {name}")
    connection.execute("BEGIN IMMEDIATE")
    city, last = field.cast.muntinlupa, [writer.edit(one) for one in field.settlement_ids]
    edits = (row for seq, edit in enumerate(last, start=1) for row in _edits(edit, city.mapper.device_id, seq))
    connection.executemany(_insert("edit", EDIT), edits)
    records = (_record(edit, city.id, seq) for seq, edit in enumerate(last, start=1))
    connection.executemany(_insert("record", RECORD), records)
    connection.execute("INSERT INTO scope (id, seq) VALUES (?, ?)", (city.id, len(last)))
    for made_again in later.values():
        connection.execute(made_again)
    connection.execute("COMMIT")
    connection.close()


def _insert(table: str, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


def _edits(last: Any, device_id: str, seq: int) -> Iterator[tuple[Any, ...]]:
    """Tell fifty edits of a profile, the last of them the one given; those before said one thing of all it says."""
    at, path = iso(now()), next(iter(last["set"]))
    small = {**last, "set": {path: last["set"][path]}}
    before, after = canonical_json(small).decode().split(last["edit_id"])
    for nth in range(1, EDITS + 1):
        edit_id = last["edit_id"] if nth == EDITS else uuid7()
        told = canonical_json(last).decode() if nth == EDITS else f"{before}{edit_id}{after}"
        yield (
            edit_id, last["record_id"], "profile", last["by"], device_id, last["form"], last["made_at"], at,
            sha256_hex(told.encode()), told, "kept", "[]", "{}", nth, seq,
        )  # fmt: skip


def _record(last: Any, city_id: str, seq: int) -> tuple[Any, ...]:
    state = merge(EMPTY, last, ())
    levels = write_levels(state, {last["edit_id"]: (last["by"], last["made_at"])}, level_of)
    whole, each = content_hash(state, level_of)
    envelope = (last["record_id"], "profile", last["form"], last["settlement_id"], city_id, city_id)
    return (*envelope, whole, ",".join(each), EDITS, *levels, seq)
