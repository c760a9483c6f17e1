"""The parts of a comment and of a decision: what each must look like, and how far it may travel."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from app.kit.ids import is_uuid
from app.kit.text import TEXT_LIMIT, fault_in

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HASH = re.compile(r"[0-9a-f]{64}")
PEOPLE_LIMIT = 100_000
IDS_LIMIT = 1_000


def _text(value: Any) -> bool:
    return isinstance(value, str) and fault_in(value, TEXT_LIMIT, lines=True) is None


def _path(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 200 and fault_in(value) is None


def _ids(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= IDS_LIMIT and all(is_uuid(one) for one in value)


def _people(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= PEOPLE_LIMIT


def _date(value: Any) -> bool:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return False
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False


def _reasons(value: Any) -> bool:
    return isinstance(value, dict) and len(value) <= 200 and all(_path(k) and _text(v) for k, v in value.items())


Check = tuple[str, Callable[[Any], bool]]
ID: Check = ("an id", is_uuid)
TEXT: Check = ("text", _text)
PATH: Check = ("the name of a question", _path)
IDS: Check = ("a list of ids", _ids)
PEOPLE: Check = ("a number of people", _people)

PARTS: Mapping[str, Mapping[str, Check]] = {
    "comment": {
        "about": ID,
        "path": PATH,
        "text": TEXT,
        "reply_to": ID,
        "done": ("yes or no", lambda value: isinstance(value, bool)),
    },
    "decision": {
        "act": ("an act", lambda value: isinstance(value, str)),
        "about": ID,
        "hash": ("a content hash", lambda value: isinstance(value, str) and bool(_HASH.fullmatch(value))),
        "saw": IDS,
        "note": TEXT,
        "comments": IDS,
        "reasons": ("a text for each rule", _reasons),
        "meeting_date": ("a date", _date),
        "women": PEOPLE,
        "men": PEOPLE,
        "tenants": PEOPLE,
    },
}

STAY_WITH_US = frozenset({"text", "note", "reasons"})
"""People's own words: level 2; the rest is level 1."""


def level_of(path: str) -> int:
    """Return the sensitivity level of a part."""
    return 2 if path in STAY_WITH_US else 1


def expected(kind: str, path: str) -> Check | None:
    """Return what a part must look like, None where a comment or decision has no such part."""
    if path == "_deleted" and kind == "comment":
        return ("what was seen", lambda value: value is None)
    return PARTS[kind].get(path)
