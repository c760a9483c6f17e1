"""One byte sequence for one JSON value (RFC 8785), so that a hash made on a phone is the hash made here."""

import hashlib
from typing import Any

import rfc8785


def canonical_json(value: Any) -> bytes:
    """Write a JSON value per RFC 8785; ValueError for what has no canonical form (NaN, integers over 2^53-1)."""
    return rfc8785.dumps(value)


def sha256_hex(body: bytes) -> str:
    """Return the lower-case hex SHA-256."""
    return hashlib.sha256(body).hexdigest()
