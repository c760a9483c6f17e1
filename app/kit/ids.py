"""Ids: unique everywhere, never an order; checked at the edge, where they come in."""

import os
import time
import uuid
from typing import Annotated

from pydantic import StringConstraints

UUID_PATTERN = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
Id = Annotated[str, StringConstraints(pattern=UUID_PATTERN)]
"""An id as a request says it: a UUID in lower case and nothing else."""


def uuid7() -> str:
    """Make a UUIDv7 (RFC 9562): 48 bits of milliseconds, the rest random."""
    milliseconds = time.time_ns() // 1_000_000
    tail = int.from_bytes(os.urandom(10), "big")
    number = (
        (milliseconds & (1 << 48) - 1) << 80
        | 0x7 << 76
        | (tail >> 68 & 0xFFF) << 64
        | 0b10 << 62
        | tail & (1 << 62) - 1
    )
    return str(uuid.UUID(int=number))


def profile_id(settlement_id: str, profile_round: int) -> str:
    """Name the profile of one round, the same on every phone: UUIDv5(settlement_id, "round/2")."""
    return str(uuid.uuid5(uuid.UUID(settlement_id), f"round/{profile_round}"))


def is_uuid(text: object) -> bool:
    """Tell whether this is a UUID in its canonical lower-case form."""
    if not isinstance(text, str) or len(text) != 36:
        return False
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
