"""Sees at a glance that nothing can be said against an edit, as of nearly all; what it does not know, others look at.

It never refuses: ``None`` means that ``reading`` has to look with patience. ``tests/unit/test_glance.py`` holds the two
to one opinion.
"""

from typing import Any

from app.kit.canonical import PLAIN_BELOW, sorted_json
from app.kit.ids import is_uuid
from app.ledger.rules import DELETED, NON_ANSWERS, SOURCES

PATH_LIMIT = 300
REPLACES_LIMIT = 64
_KNOWN = frozenset({
    "edit_id", "by", "kind", "record_id", "settlement_id", "city_id", "form", "made_at", "n", "set",
})  # fmt: skip


def plain_body(told: dict[str, Any]) -> bytes | None:
    """Return the canonical bytes of an edit with a sound envelope and plain answers; None where it takes a look."""
    if told.keys() != _KNOWN or told["n"] >= PLAIN_BELOW:
        return None
    known: list[str] = []
    for path, said in told["set"].items():
        if not path or len(path) > PATH_LIMIT or path.endswith(DELETED) or not _is_plain(said, known):
            return None
    return sorted_json(told)


def _is_plain(said: Any, known: list[str]) -> bool:
    """Tell whether this is an answer of plain words and numbers; ``known`` are ids that the answer before replaced."""
    if type(said) is not dict:
        return False
    answers = 0
    for member, told in said.items():
        if member == "value":
            answers += 1
            if not _is_plain_value(told):
                return False
        elif member == "replaces":
            if told != known and not _are_ids(told, known):
                return False
        elif member == "source":
            if told not in SOURCES:
                return False
        elif member == "answer":
            answers += 1
            if told not in NON_ANSWERS:
                return False
        elif member not in {"reason", "chosen_with"} or type(told) is not str:
            return False
    return answers == 1


def _is_plain_value(value: Any) -> bool:
    kind = type(value)
    if kind is int:
        return bool(-PLAIN_BELOW < value < PLAIN_BELOW)
    if kind is list:
        return all(type(part) is str for part in value)
    return kind is str or kind is bool or value is None


def _are_ids(told: Any, known: list[str]) -> bool:
    if type(told) is not list or len(told) > REPLACES_LIMIT or not all(map(is_uuid, told)):
        return False
    known[:] = told
    return True
