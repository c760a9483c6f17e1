"""Looks at an edit as it came from outside: is it one at all, and is each of its answers an answer. Pure."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import MAXYEAR, datetime
from typing import Any, NamedTuple

import orjson

from app.kit.canonical import TooDeep, canonical_json, nests_deeper, sha256_hex, sorted_json
from app.kit.ids import is_uuid
from app.kit.problems import Problem
from app.ledger.glance import PATH_LIMIT, REPLACES_LIMIT, plain_body
from app.ledger.problems import (
    AnswerHasControlCharacters,
    AnswerUnreadable,
    EditTooLarge,
    EditUnreadable,
    ReplacesTooMany,
)
from app.ledger.rules import DELETED, NON_ANSWERS, SOURCES, Edit, Written

EDIT_LIMIT_BYTES = 512 * 1024
LONG_BYTES = 200
"""A value longer than this is written once and then handed on."""
DEPTH_LIMIT = 32
SAW_LIMIT = 20_000
PATHS_LIMIT = 2_000
LARGEST_N = 2**53 - 1
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})")
_ALLOWED = frozenset("\t\n\r")
_ESCAPED, _LATE_CONTROL = re.compile(rb"\\[ubf]"), re.compile(rb"\xc2[\x80-\x9f]")
"""How control characters look in canonical JSON; a backslash somebody wrote may look like one, which costs nothing."""
_IDS = (("replaces", REPLACES_LIMIT), ("saw", SAW_LIMIT))


def canonical_edit(told: Any, deepest: int = DEPTH_LIMIT) -> bytes:
    """Return the edit's one byte sequence; EditUnreadable where it has none or nests too deep."""
    try:
        return canonical_json(told, deepest)
    except TooDeep as fault:
        raise EditUnreadable(f"It is nested more than {DEPTH_LIMIT} deep.", pointer="") from fault
    except (ValueError, UnicodeEncodeError, RecursionError) as fault:
        raise EditUnreadable("It holds a number or a text that no phone writes.", pointer="") from fault


def escaped_edit(told: Any) -> bytes | None:
    """Return plain ASCII bytes of an edit that has no canonical form, to keep it all the same; None when too deep."""
    return None if nests_deeper(told, DEPTH_LIMIT) else json.dumps(told, sort_keys=True).encode("ascii")


class ReadEdit(NamedTuple):
    """An edit whose envelope is sound, its canonical bytes, their SHA-256, and the paths whose answers are none.

    ``values``: those of its answers that were written out before.
    """

    edit: Edit
    body: bytes
    sha256: str
    refused: dict[str, Problem]
    values: Written | None = None


def read(told: Any) -> ReadEdit:
    """Look at an edit once, all of it; raises what parks it whole."""
    body = plain_body(told) if _envelope_fault(told) is None else None
    if body is not None and len(body) <= EDIT_LIMIT_BYTES and not _may_hold_controls(body):
        return ReadEdit(told, body, sha256_hex(body), {})
    return read_with_patience(told)


def read_with_patience(told: Any) -> ReadEdit:
    """Do as ``read`` does with whatever may come."""
    edit, body = read_edit(told)
    return ReadEdit(edit, body, sha256_hex(body), refused_answers(edit, body))


def canonical_value(value: Any) -> bytes:
    """Return the one byte sequence of a value that an answer will hold, three deep in its edit."""
    return canonical_edit(value, DEPTH_LIMIT - 3)


def read_made(edit: Edit, values: Mapping[str, bytes]) -> ReadEdit:
    """Do as ``read`` does with an edit the server made itself; ``values``: path -> ``canonical_value`` of its answer.

    A boundary is many numbers, and each is looked at once. Its envelope is ``new_edit``'s own.
    """
    written = {path: {**said, "value": orjson.Fragment(values[path])} for path, said in edit["set"].items()}
    body = sorted_json({**edit, "set": written})
    if body is None or len(body) > EDIT_LIMIT_BYTES:
        return read_with_patience(edit)
    long = {(edit["edit_id"], path): values[path] for path in edit["set"] if len(values[path]) > LONG_BYTES}
    return ReadEdit(edit, body, sha256_hex(body), refused_answers(edit, body), long or None)


def read_edit(told: Any) -> tuple[Edit, bytes]:
    """Return an edit whose envelope is sound, with its canonical bytes; its answers are not looked at yet."""
    body = canonical_edit(told)
    if len(body) > EDIT_LIMIT_BYTES:
        raise EditTooLarge(limit_bytes=EDIT_LIMIT_BYTES)
    fault = _envelope_fault(told)
    if fault:
        raise EditUnreadable(f"{fault} is missing or cannot be read.", pointer=f"/{fault}")
    if fault is not None:
        raise EditUnreadable(pointer="")
    edit: Edit = told  # every member was just looked at
    return edit, body


def _envelope_fault(told: Any) -> str | None:
    """Name the first member of an edit's envelope that is missing or unsound, "" where it is no edit at all."""
    if not isinstance(told, dict):
        return ""
    for name, sound in _ENVELOPE.items():
        if not sound(told.get(name)):
            return name
    return None


def refused_answers(edit: Edit, body: bytes | None = None) -> dict[str, Problem]:
    """Return the paths whose answers are no answers, each with its problem.

    ``body``: the canonical bytes; where they show no control character, no text needs to be looked at by itself.
    """
    plain = body is not None and not _may_hold_controls(body)
    refused = {}
    for path, said in edit["set"].items():
        fault = _path_fault(path, plain) or _answer_fault(said, plain) or _deletion_fault(path, said)
        if fault:
            refused[path] = fault
    return refused


def without(edit: Edit, refused: Mapping[str, Any]) -> Edit:
    """Return the edit without the refused paths."""
    if not refused:
        return edit
    return {**edit, "set": {path: said for path, said in edit["set"].items() if path not in refused}}


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 100 and not _strange(value)


def _is_moment(value: Any) -> bool:
    """Tell whether this is RFC 3339 with an offset, in a year that has a day before and after it everywhere."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return False
    try:
        return 1 < datetime.fromisoformat(value).year < MAXYEAR
    except ValueError:
        return False


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_N


def _is_set(value: Any) -> bool:
    return isinstance(value, dict) and 0 < len(value) <= PATHS_LIMIT


_ENVELOPE = {
    "edit_id": is_uuid,
    "by": is_uuid,
    "kind": _is_text,
    "record_id": is_uuid,
    "settlement_id": lambda value: value is None or is_uuid(value),
    "city_id": is_uuid,
    "form": _is_text,
    "made_at": _is_moment,
    "n": _is_whole,
    "set": _is_set,
}


def _may_hold_controls(body: bytes) -> bool:
    if b"\x7f" in body or (b"\\" in body and _ESCAPED.search(body)):
        return True
    return not body.isascii() and _LATE_CONTROL.search(body) is not None


def _path_fault(path: str, plain: bool) -> Problem | None:
    if not path or len(path) > PATH_LIMIT or (not plain and any(sign < " " for sign in path)):
        return AnswerUnreadable("No question has such a name.")
    return None


def _answer_fault(said: Any, plain: bool) -> Problem | None:
    if not isinstance(said, dict):
        return AnswerUnreadable("An answer is an object.")
    if ("value" in said) + ("answer" in said) + ("saw" in said) != 1:
        return AnswerUnreadable("An answer has either a value or one of unknown, refused, not_applicable.")
    if "answer" in said and said["answer"] not in NON_ANSWERS:
        return AnswerUnreadable("Without a value an answer is unknown, refused or not_applicable.")
    if "source" in said and said["source"] not in SOURCES:
        return AnswerUnreadable("A source is counted, observed, official or meeting.")
    if any(not isinstance(said[member], str) for member in ("reason", "chosen_with") if member in said):
        return AnswerUnreadable("Who chose and why are texts.")
    return _ids_fault(said) or (None if plain else _text_fault(said))


def _deletion_fault(path: str, said: dict[str, Any]) -> Problem | None:
    """A deletion names the answers it saw, or is undone by false; nothing else deletes, and nothing else is deleted."""
    if path == DELETED or path.endswith(f"/{DELETED}"):
        if "saw" not in said and said.get("value") is not False:
            return AnswerUnreadable("A deletion lists the answers that were seen, or is false.")
    elif "saw" in said:
        return AnswerUnreadable("Only a deletion lists the answers that were seen.")
    return None


def _ids_fault(said: dict[str, Any]) -> Problem | None:
    for member, limit in _IDS:
        if member not in said:
            continue
        ids = said[member]
        if not isinstance(ids, list) or not all(map(is_uuid, ids)):
            return AnswerUnreadable(f"{member} lists ids of edits.")
        if len(ids) > limit and len(set(ids)) > limit:
            return ReplacesTooMany(limit=limit)
    return None


def _text_fault(said: Any) -> Problem | None:
    for text in _texts(said):
        strange = _strange(text)
        if strange:
            return AnswerHasControlCharacters(f"It holds the control character U+{ord(strange):04X}.")
    return None


def _strange(text: str) -> str | None:
    """Return the first control character or half of a pair, None when all is writing."""
    if text.isprintable():
        return None
    return next((sign for sign in text if _is_strange(sign)), None)


def _is_strange(sign: str) -> bool:
    return (sign < " " and sign not in _ALLOWED) or "\x7f" <= sign <= "\x9f" or "\ud800" <= sign <= "\udfff"


def _texts(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict):
            waiting.extend(part)
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
