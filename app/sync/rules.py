"""What travels between phone and server, as bytes: unpacking within limits, batches. Pure."""

import json
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from app.kit.canonical import canonical_json, sha256_hex
from app.kit.problems import BodyTooLarge
from app.ledger.reading import EDIT_LIMIT_BYTES
from app.sync.problems import BatchTooLarge, BodyUnreadable

BATCH_LIMIT = 200
BODY_LIMIT_BYTES = 1024 * 1024
UNPACKED_LIMIT_BYTES = 4 * 1024 * 1024
PAGE_LIMIT = 500
PAGE_LIMIT_BYTES = 1024 * 1024
MOST_SKEW_S = 2**31 - 1
PROTOCOL = 1
OLDEST_PROTOCOL = 1
"""What is older is told so when it fetches; what it sends is taken all the same."""


@dataclass(frozen=True)
class Batch:
    """What one push brought: edits as they were told, and the phone's clock."""

    edits: list[Any]
    client_time: datetime | None


def unpacked(body: bytes, coding: str) -> bytes:
    """Undo the content coding of a push."""
    if coding in ("", "identity"):
        return body
    if coding != "gzip":
        raise BodyUnreadable("Only gzip is taken as Content-Encoding.")
    return unzipped(body, UNPACKED_LIMIT_BYTES)


def unzipped(body: bytes, limit_bytes: int) -> bytes:
    """Unpack gzip, one whole member of it, stopping at the limit while still unpacking."""
    unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        plain = unpacking.decompress(body, limit_bytes + 1)
    except zlib.error as fault:
        raise BodyUnreadable("The gzip body is damaged.") from fault
    if len(plain) > limit_bytes:
        raise BodyTooLarge(limit_bytes=limit_bytes)
    if not unpacking.eof:
        raise BodyUnreadable("The gzip body was cut short.")
    if unpacking.unused_data:  # a second member would be lost without a word
        raise BodyUnreadable("Something stands behind the end of the gzip body.")
    return plain


def read_batch(body: bytes) -> Batch:
    """Read the JSON of a push; what is wrong inside one edit is not looked at here."""
    told = read_json(body)
    edits = told.get("edits") if isinstance(told, dict) else None
    if not isinstance(edits, list):
        raise BodyUnreadable("A push is an object with a list of edits.", pointer="/edits")
    if len(edits) > BATCH_LIMIT:
        raise BatchTooLarge(limit=BATCH_LIMIT)
    return Batch(edits, _moment(told.get("client_time")))


def read_json(body: bytes) -> Any:
    """Read JSON; Python's own reader is the patient one that takes half a surrogate pair inside a text."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as fault:
        if b"\\ud" not in body and b"\\uD" not in body:
            raise BodyUnreadable(f"It is not JSON: {fault.msg} at byte {fault.pos}.") from fault
    try:
        return json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError) as fault:
        raise BodyUnreadable("It is not JSON.") from fault


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _moment(told: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(told)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else None


def skew_of(client_time: datetime | None, at: datetime) -> int | None:
    """Return by how many seconds the phone's clock is ahead: evidence, it decides nothing; at most 68 years."""
    if client_time is None:
        return None
    return max(-MOST_SKEW_S, min(MOST_SKEW_S, round((client_time - at).total_seconds())))


def short_hash(told: Any) -> str:
    """Name a JSON value in few signs, to see whether it changed."""
    return sha256_hex(canonical_json(told))[:16]


def limits() -> dict[str, int]:
    """Return what one request may hold."""
    return {
        "protocol": PROTOCOL,
        "oldest_protocol": OLDEST_PROTOCOL,
        "edit_bytes": EDIT_LIMIT_BYTES,
        "batch_edits": BATCH_LIMIT,
        "batch_bytes": BODY_LIMIT_BYTES,
        "unpacked_bytes": UNPACKED_LIMIT_BYTES,
        "page_records": PAGE_LIMIT,
        "page_bytes": PAGE_LIMIT_BYTES,
    }
