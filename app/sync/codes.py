"""The short code of a day, as a person reads it out from their phone: which edits of it the server should have.

``MMDD-N-XXXXXX``: the day the edits were made by the phone's own clock, how many there are, and six signs of
Crockford's base 32 over the XOR of their marks; a mark is the first 30 bits of SHA-256(edit id + the edit's SHA-256).
Pure; the twin of ``frontend/src/sync/code.ts``, both held to ``tests/vectors/codes.json``.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import xor

from app.kit.canonical import sha256_hex

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
READ_AS = str.maketrans("OIL", "011")
LENGTH, BITS = 6, 5
UNKNOWN_TO_PHONE = 2
"""So many edits may be here that the phone had no receipt for when it made the code."""

Known = tuple[str, str]
"""An edit as a code knows it: its id, and the SHA-256 of its canonical bytes."""


class CodeUnreadableError(ValueError):
    """What was typed is not a code."""


@dataclass(frozen=True)
class Code:
    """A code as it was read: the day as ``MM-DD``, how many edits, and their marks joined."""

    month_day: str
    edits: int
    mark: int


@dataclass(frozen=True)
class PhoneDay:
    """What the server has of one person from one day, by phone; no phone: written at the server itself.

    Of somebody who joined anew that day there is also one of all their ``sign_ins`` together.
    """

    day: str
    person: str
    phone: str | None
    edits: list[Known]
    sign_ins: int = 1


def mark_of(known: Known) -> int:
    """Return the 30 bits by which a code knows one edit."""
    return int(sha256_hex("".join(known).encode())[:8], 16) >> 2


def code_of(day: str, edits: Collection[Known]) -> str:
    """Write the code of a day (``2026-11-22``); the order of the edits does not matter."""
    mark = reduce(xor, map(mark_of, edits), 0)
    signs = "".join(SIGNS[mark >> BITS * place & 31] for place in reversed(range(LENGTH)))
    return f"{day[5:7]}{day[8:10]}-{len(edits)}-{signs}"


def read_code(typed: str) -> Code:
    """Read a code as people type it: small letters, no dashes, O for 0, I or L for 1."""
    parts = re.split(r"[\s–—-]+", typed.strip().upper().translate(READ_AS))
    dash = "-" if len(parts) == 3 else ""  # with its dashes a missing sign shows
    found = re.fullmatch(rf"(\d\d)(\d\d){dash}(\d{{1,6}}?){dash}([{SIGNS}]{{{LENGTH}}})", dash.join(parts))
    if not found:
        raise CodeUnreadableError("This is not a code of a phone. A code looks like 1122-14-4F7K2M.")
    month, day, edits, signs = found.groups()
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        raise CodeUnreadableError(f"There is no day {day} of month {month}. Ask for the code again.")
    mark = reduce(lambda sum_, sign: sum_ << BITS | SIGNS.index(sign), signs, 0)
    return Code(f"{month}-{day}", int(edits), mark)


def stands_for(code: Code, days: Iterable[PhoneDay]) -> tuple[PhoneDay, int] | None:
    """Return whose day a code is of, the latest first, and how many edits of it the code leaves out."""
    for one in sorted(days, key=lambda one: one.day, reverse=True):
        more = unknown_to_phone(code, one.edits)
        if more is not None:
            return one, more
    return None


def unknown_to_phone(code: Code, edits: Collection[Known]) -> int | None:
    """Say how many of these edits the code leaves out, at most two; None when it is not the code of these."""
    marks = [mark_of(one) for one in edits]
    extra, rest = len(marks) - code.edits, reduce(xor, marks, code.mark)
    if extra == 0 and rest == 0:
        return 0
    if extra == 1 and rest in marks:
        return 1
    pairs = ((one, other) for place, one in enumerate(marks) for other in marks[:place])
    if extra == UNKNOWN_TO_PHONE and any(one ^ other == rest for one, other in pairs):
        return UNKNOWN_TO_PHONE
    return None
