"""Ids: unique everywhere, never an order; checked at the edge, where they come in."""

import hashlib
import os
import re
import time
import uuid
from functools import lru_cache
from typing import Annotated

from pydantic import StringConstraints

UUID_PATTERN = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
_UUID = re.compile("-".join(f"[0-9a-f]{{{length}}}" for length in (8, 4, 4, 4, 12)))
LAST_ROUND = 100
OWN_QUESTIONNAIRE = "settlement_profile"
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


def named_id(within: str, name: str) -> str:
    """Name something the same each time: UUIDv5 of an id and what it is called there, quicker than ``uuid`` does."""
    told = bytearray(hashlib.sha1(_bytes_of(within) + name.encode(), usedforsecurity=False).digest()[:16])
    told[6], told[8] = told[6] & 0x0F | 0x50, told[8] & 0x3F | 0x80
    text = told.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


@lru_cache(maxsize=64)
def _bytes_of(text: str) -> bytes:
    return uuid.UUID(text).bytes


def questionnaire_of(form: str) -> str:
    """Return what a form is called in all its versions: "taps" for taps@3."""
    return form.partition("@")[0]


@lru_cache(maxsize=20_000)  # a page of changes names the profile of each settlement on it
def profile_id(settlement_id: str, profile_round: int, form: str = OWN_QUESTIONNAIRE) -> str:
    """Name the profile of one round, the same on every phone: UUIDv5(settlement_id, "round/2").

    Profiles of another questionnaire stand beside it, whatever its version: "taps/round/2" for taps@3.
    """
    questionnaire = questionnaire_of(form)
    before = "" if questionnaire == OWN_QUESTIONNAIRE else f"{questionnaire}/"
    return named_id(settlement_id, f"{before}round/{profile_round}")


@lru_cache(maxsize=4096)  # asked twice of every edit
def round_of(settlement_id: str, record_id: str, form: str = OWN_QUESTIONNAIRE) -> int | None:
    """Return the round whose profile has this id, or None where the id belongs to no round of this questionnaire."""
    return next((n for n in range(1, LAST_ROUND + 1) if profile_id(settlement_id, n, form) == record_id), None)


def is_uuid(text: object) -> bool:
    """Tell whether this is a UUID in its canonical lower-case form."""
    return isinstance(text, str) and _is_uuid(text)


@lru_cache(maxsize=4096)  # an edit names the same few ids in each of its answers
def _is_uuid(text: str) -> bool:
    return len(text) == 36 and _UUID.fullmatch(text) is not None
