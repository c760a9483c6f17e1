"""Writes a record for the wire, spliced from the text it rests in; nothing is parsed but what is shown in part. Pure.

Ids, hashes, kinds and forms were checked on their way in: they hold no sign that JSON would escape.
"""

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Row

from app.ledger.standing import only, spliced

NAMED_ONLY = frozenset({"name", "ward", "ward_text", "code", "_deleted"})
"""What a mapper sees of a settlement that another team describes."""

ENVELOPE_BYTES = 128
"""What one thing that left takes on a page, and about what stands around it."""

_EMPTY_LEVEL = "\n\n"


def spliced_record(row: Row[Any]) -> str:
    """Return a record's JSON, all but its end."""
    levels = [level for level in (row.level_0, row.level_1, row.level_2, row.level_3) if level != _EMPTY_LEVEL]
    return _record(row, spliced(levels))


def named_only(row: Row[Any]) -> str:
    """Return what anyone in the city knows of a settlement, all but its end."""
    return _record(row, only((row.level_0, row.level_1, row.level_2, row.level_3), NAMED_ONLY))


def _record(row: Row[Any], parts: tuple[str, str, str]) -> str:
    edits, fields, replaced = parts
    settlement = f'"{row.settlement_id}"' if row.settlement_id else "null"
    hashes = row.level_hashes.replace(",", '","')
    return (
        f'{{"record_id":"{row.record_id}","kind":"{row.kind}","settlement_id":{settlement},"city_id":"{row.city_id}",'
        f'"form":"{row.form}","seq":{row.seq},"hash":"{row.hash}","level_hashes":["{hashes}"],'
        f'"edits":{edits},"fields":{fields},"replaced":{replaced}'
    )


def with_tail(text: str, yours: Sequence[str], state: str | None) -> str:
    """End a record's JSON: which of the person's edits it holds, and the state of a settlement."""
    state_told = f',"state":{orjson.dumps(state).decode()}' if state is not None else ""
    ids = '","'.join(yours)
    return f'{text},"yours":["{ids}"]{state_told}}}' if yours else f'{text},"yours":[]{state_told}}}'
