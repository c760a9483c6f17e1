"""Writes a record for the wire, spliced from the text it rests in; nothing is parsed but what is shown in part. Pure.

Ids, hashes, kinds and forms were checked on their way in: they hold no sign that JSON would escape.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from app.ledger.pages import StoredRow
from app.ledger.rules import LEVELS
from app.ledger.standing import EMPTY_LEVEL, only

NAMED_ONLY = frozenset({"name", "ward", "ward_text", "code", "_deleted"})
"""What a mapper sees of a settlement that another team describes."""

ENVELOPE_BYTES = 128
"""What one thing that left takes on a page."""

STATE_BYTES = 40
"""What the state of a settlement takes."""

CLOCKS_BYTES = 32 * 1024
"""What is told on one page of phones' clocks, at most: some 600 of the edits of phones whose clocks were wrong."""


def spliced_record(row: StoredRow) -> str:
    """Return a record's JSON, all but its end."""
    levels = [level for level in row[-LEVELS:] if level != EMPTY_LEVEL]
    return _record(row, _lines(levels[0]) if len(levels) == 1 else _joined(levels))


def _lines(level: str) -> tuple[str, str, str]:
    """Return the three lines of a level; ``split`` would look at each sign of a text that is long."""
    first, last = level.index("\n"), level.rindex("\n")
    return level[:first], level[first + 1 : last], level[last + 1 :]


def _joined(levels: Sequence[str]) -> Sequence[str]:
    lines = [_lines(level) for level in levels]
    return [",".join(filter(None, line)) for line in zip(*lines, strict=True)] or ("", "", "")


def named_only(row: StoredRow) -> str:
    """Return what anyone in the city knows of a settlement, all but its end."""
    return _record(row, [part[1:-1] for part in only(row[-LEVELS:], NAMED_ONLY)])


def _record(row: StoredRow, parts: Sequence[str]) -> str:
    seq, record_id, kind, settlement_id, city_id, form, content_hash, level_hashes, yours = row[:-LEVELS]
    edits, fields, replaced = parts
    settlement = f'"{settlement_id}"' if settlement_id else "null"
    hashes = level_hashes.replace(",", '","')
    mine = f'"{yours}"' if yours else ""
    return (
        f'{{"record_id":"{record_id}","kind":"{kind}","settlement_id":{settlement},"city_id":"{city_id}",'
        f'"form":"{form}","seq":{seq},"hash":"{content_hash}","level_hashes":["{hashes}"],'
        f'"edits":[{edits}],"fields":{{{fields}}},"replaced":{{{replaced}}},"yours":[{mine}]'
    )


def with_state(text: str, state: str) -> str:
    """Return a settlement's JSON, all but its end, with the state it is in."""
    return f'{text},"state":{orjson.dumps(state).decode()}'


def with_clocks(texts: Mapping[str, str], clocks: Mapping[str, Mapping[str, int]]) -> dict[str, str]:
    """Return records' JSON, all but their ends, with the edits shown there that came from phones with wrong clocks."""
    told, room = dict(texts), CLOCKS_BYTES
    for record_id, ahead_s in clocks.items():
        shown = {one: seconds for one, seconds in ahead_s.items() if f'"edit_id":"{one}"' in texts[record_id]}
        written = f',"clocks":{orjson.dumps(shown).decode()}'
        if shown and len(written) <= room:
            told[record_id] += written
            room -= len(written)
    return told


def page(records: list[str], behind: dict[str, Any]) -> bytes:
    """Write a page: its records, then what stands behind them; every text is copied once."""
    end = orjson.dumps(behind)[1:].decode()
    if not records:
        return f'{{"records":[],{end}'.encode()
    records[0] = f'{{"records":[{records[0]}'
    records[-1] = f"{records[-1]}}}],{end}"
    return "},".join(records).encode()
