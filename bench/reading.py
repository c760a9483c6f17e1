"""A city that was described already: ten thousand records of 3 KB and the edits they stand on, as pushes leave them."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from app.kit.canonical import canonical_json, sha256_hex
from app.kit.ids import uuid7
from app.ledger import rules
from app.ledger.standing import write_levels
from app.questionnaire import service as questionnaire
from app.sync.kinds import kinds
from bench.phones import EDIT_BYTES, STORY, Field, Writer, begin
from tests.phones import Edit, Phone

SETTLEMENTS = 1_000
FEATURES = 8
RECORDS = SETTLEMENTS * (2 + FEATURES)
LEADERS_EVERY = 10


def described_city(file: Path) -> Field:
    """Fill a new SQLite file with a city: of each settlement its own record, a profile and eight map features."""
    field = begin(f"sqlite:///{file}", SETTLEMENTS)
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("BEGIN")
    for seq, edit in enumerate(_edits(field), start=1):
        _put(connection, "record", _record_row(edit, seq))
        _put(connection, "edit", _edit_row(edit, seq))
    city_id = field.cast.muntinlupa.id
    connection.execute("INSERT INTO scope (id, seq, safe_seq) VALUES (?, ?, 0)", (city_id, RECORDS))
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return field


def _edits(field: Field) -> Iterator[Edit]:
    city = field.cast.muntinlupa
    writer, mapper, leader = Writer(field), Phone(city.mapper, city.id), Phone(city.leader, city.id)
    for at, settlement_id in enumerate(field.settlement_ids):
        own = leader if at % LEADERS_EVERY == 0 else mapper
        note = _told(EDIT_BYTES - 700)
        yield own.settlement(f"Settlement {at}", settlement_id, team=city.team_id, note=note)
        yield writer.edit(settlement_id)
        for number in range(FEATURES):
            said = {"layer": "water_point", "name": f"Tap {number}", "note": _told(EDIT_BYTES - 700)}
            yield own.edit("feature", uuid7(), settlement_id, said)


def _told(size: int) -> str:
    return "".join(STORY * (size // 180 + 1))[:size]


def _record_row(edit: Edit, seq: int) -> dict[str, Any]:
    state = rules.merge_all([edit])  # type: ignore[list-item]  # an edit of the tests is one of the ledger
    level_of = kinds()[edit["kind"]].levels(lambda _form: questionnaire.level_of)(edit["form"])
    levels = write_levels(state, {edit["edit_id"]: (edit["by"], edit["made_at"])}, level_of)
    whole, hashes = rules.content_hash(state, level_of)
    row = {name: edit[name] for name in ("record_id", "kind", "form", "settlement_id", "city_id")}
    row |= {"scope_id": edit["city_id"], "hash": whole, "level_hashes": ",".join(hashes), "edit_count": 1, "seq": seq}
    return row | {f"level_{level}": text for level, text in enumerate(levels)}


def _edit_row(edit: Edit, seq: int) -> dict[str, Any]:
    body = canonical_json(edit)
    row = {name: edit[name] for name in ("edit_id", "record_id", "kind", "form", "made_at")}
    row |= {"person_id": edit["by"], "device_id": "bench", "received_at": edit["made_at"], "sha256": sha256_hex(body)}
    return row | {
        "body": body.decode(),
        "answer": "kept",
        "contested": "[]",
        "refused_paths": "{}",
        "nth": 1,
        "seq": seq,
    }


def _put(connection: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    named = ", ".join(f":{name}" for name in row)
    connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({named})", row)


def documents(file: Path) -> list[bytes]:
    """Return the same records as JSON documents, each with an ``_id``, for a database of documents."""
    connection = sqlite3.connect(file)
    connection.row_factory = sqlite3.Row
    rows = connection.execute("SELECT * FROM record ORDER BY seq")
    found = [orjson.dumps({"_id": row["record_id"], **_document(row)}) for row in rows]
    connection.close()
    return found


def _document(row: sqlite3.Row) -> dict[str, Any]:
    from app.ledger.standing import spliced

    edits, fields, replaced = spliced([row[f"level_{level}"] for level in range(4)])
    told = {name: row[name] for name in ("record_id", "kind", "form", "settlement_id", "city_id", "hash")}
    parts = {"edits": orjson.loads(edits), "fields": orjson.loads(fields), "replaced": orjson.loads(replaced)}
    return told | parts | {"level_hashes": row["level_hashes"].split(","), "yours": []}
