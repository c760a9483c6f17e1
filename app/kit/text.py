"""What people write: kept word for word as plain text, refused only where no screen could show it."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator

TURNS_TEXT = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs nobody sees that turn the direction of writing: a name would read as another, a file as another kind."""
NAME_LIMIT = 200
TEXT_LIMIT = 10_000


def plain_heading(heading: str) -> str:
    """Return a heading as small letters and digits only: ``WARD_S`` and ``Ward s`` are one."""
    bare = unicodedata.normalize("NFKD", heading).casefold()
    return re.sub(r"[^a-z0-9]", "", bare)


def fault_in(text: str, limit: int = NAME_LIMIT, lines: bool = False) -> str | None:
    """Say what is wrong with a piece of text, or None; ``lines`` allows tabs and line breaks."""
    if len(text) > limit:
        return f"is {len(text):,} characters long; at most {limit:,} can be kept"
    for place, sign in enumerate(text, start=1):
        if lines and sign in "\n\r\t":
            continue
        if unicodedata.category(sign) in {"Cc", "Cs"}:
            return f"has a control character (U+{ord(sign):04X}) at place {place}"
        if sign in TURNS_TEXT:
            return f"has a sign nobody sees that turns the writing around (U+{ord(sign):04X}) at place {place}"
    return None


def _checked(text: str, limit: int, lines: bool = False) -> str:
    text = unicodedata.normalize("NFC", text).strip() if not fault_in(text, limit, lines) else text
    fault = "is empty" if not text else fault_in(text, limit, lines)
    if fault:
        raise ValueError(fault)
    return text


def checked_name(text: str) -> str:
    """Return a name trimmed and in NFC; ValueError says what is wrong with it."""
    return _checked(text, NAME_LIMIT)


def checked_text(text: str) -> str:
    """Return a longer text trimmed and in NFC; ValueError says what is wrong with it."""
    return _checked(text, TEXT_LIMIT, lines=True)


def checked_mark(text: str) -> str:
    """Return a short text that may be empty, trimmed and in NFC; ValueError says what is wrong with it."""
    return checked_name(text) if text.strip() else ""


Mark = Annotated[str, AfterValidator(checked_mark)]
Name = Annotated[str, AfterValidator(checked_name)]
LongText = Annotated[str, AfterValidator(checked_text)]


BYTEWISE = "surrogateescape"


def text_of(read: bytes) -> str:
    """Read a text; a byte that is no UTF-8, as a failing disk may leave it, stands for itself."""
    return read.decode("utf-8", BYTEWISE)


def bytes_of(words: str) -> bytes:
    """Return the bytes a text was read from, also where they were no text."""
    return words.encode("utf-8", BYTEWISE)
