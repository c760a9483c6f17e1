"""How answers of many phones become one record: the merge rule, which loses nothing and asks no clock.

Each field is a set of candidate answers, each known by its edit. An edit removes only the candidates it says it
replaces, because its author had them on the screen. The same edits give the same record in any order, however often.
``frontend/src/sync/rules.ts`` is the same rule on the phone; ``tests/vectors/merge.json`` holds the two equal.
"""

import hashlib
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NotRequired, TypedDict

from app.kit.canonical import canonical_json

Answer = dict[str, Any]
"""``{"value": …, "source"?, "chosen_with"?, "reason"?}``, ``{"answer": "unknown"|…}``; a deletion: ``{"saw": […]}``."""

Candidates = Mapping[str, Answer]
"""The answers standing side by side in one field, by the edit that gave each."""

Written = Mapping[tuple[str, str], bytes]
"""(edit id, path) -> the JSON of that answer's value, where it is written already: a boundary is many numbers."""

NOBODY: Candidates = {}
LEVELS = 4
DELETED = "_deleted"
NON_ANSWERS = ("unknown", "refused", "not_applicable")
SOURCES = ("counted", "observed", "official", "meeting")


class Edit(TypedDict):
    """What one person said at one moment on one device, as it is on the wire; frozen, it never changes."""

    edit_id: str
    by: str
    kind: str
    record_id: str
    settlement_id: str | None
    city_id: str
    form: str
    made_at: str
    n: int
    set: dict[str, Answer]
    device: NotRequired[str]


@dataclass(frozen=True)
class RecordState:
    """A record as all edits so far leave it.

    ``fields``: path -> edit id -> answer without its ``replaces``. ``pending``: path -> sorted ids that were replaced
    before they arrived; they will not be added when they come.
    """

    fields: Mapping[str, Mapping[str, Answer]] = field(default_factory=dict)
    pending: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


EMPTY = RecordState()


def merge(state: RecordState, edit: Edit, arrived: Collection[str]) -> RecordState:
    """Apply an edit; ``arrived`` holds the ids of the record's edits merged before (at least those it replaces)."""
    edit_id = edit["edit_id"]
    if edit_id in arrived:
        return state
    fields, pending = dict(state.fields), dict(state.pending)
    for path, said in edit["set"].items():
        answer, candidates = dict(said), fields.get(path, NOBODY)
        replaces = answer.pop("replaces", ())
        if replaces:
            candidates = {other: told for other, told in candidates.items() if other not in replaces}
            _await(pending, path, [other for other in replaces if other not in arrived and other != edit_id])
        if edit_id not in state.pending.get(path, ()):
            candidates = {**candidates, edit_id: answer}
        _put(fields, path, candidates)
    for path in [path for path, ids in pending.items() if edit_id in ids]:
        # What has arrived is no longer awaited, in whatever field.
        _put(pending, path, tuple(other for other in pending[path] if other != edit_id))
    return RecordState(fields, pending)


def _await(pending: dict[str, tuple[str, ...]], path: str, replaced: Collection[str]) -> None:
    """Note what was replaced before it arrived."""
    if replaced:
        pending[path] = tuple(sorted({*replaced, *pending.get(path, ())}))


def _put(places: dict[str, Any], path: str, what: Any) -> None:
    """Keep something at a path; nothing at all leaves no trace."""
    if what:
        places[path] = what
    else:
        places.pop(path, None)


def merge_all(edits: Iterable[Edit], state: RecordState = EMPTY) -> RecordState:
    """Apply edits one after the other from a state none of them is in."""
    arrived: set[str] = set()
    for edit in edits:
        state = merge(state, edit, arrived)
        arrived.add(edit["edit_id"])
    return state


def _comparable(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [_comparable(part) for part in value]
    if isinstance(value, dict):
        return {_comparable(name): _comparable(part) for name, part in value.items()}
    return value


def meaning(answer: Answer) -> bytes:
    """Return bytes equal for answers that say the same: numbers as numbers, text in NFC, lists of codes as sets."""
    if "answer" in answer:
        return canonical_json({"answer": answer["answer"]})
    if "saw" in answer:
        return canonical_json({"saw": sorted(set(answer["saw"]))})
    value = _comparable(answer.get("value"))
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = sorted(set(value))
    return canonical_json({"value": value})


def equal(one: Answer, other: Answer) -> bool:
    """Tell whether two answers say the same, however they were found."""
    return meaning(one) == meaning(other)


def settled(candidates: Candidates) -> bool:
    """Tell whether all candidates say the same; no candidate at all is settled too."""
    return len(candidates) < 2 or len({meaning(answer) for answer in candidates.values()}) == 1


def in_order(candidates: Candidates) -> list[str]:
    """Order the edits as every device shows them: counted, observed, official, meeting, then SHA-256 of the id."""

    def place(edit_id: str) -> tuple[int, str]:
        source = candidates[edit_id].get("source")
        return SOURCES.index(source) if source in SOURCES else len(SOURCES), _sha256(edit_id)

    return sorted(candidates, key=place) if len(candidates) > 1 else list(candidates)


def shown_first(candidates: Candidates) -> str:
    """Name the edit whose answer is shown first, the same on every device."""
    return in_order(candidates)[0] if len(candidates) > 1 else next(iter(candidates))


def answers(state: RecordState) -> dict[str, Answer]:
    """Return the answer shown first of each field that has one (``_deleted`` apart)."""
    return {
        path: candidates[shown_first(candidates)] for path, candidates in state.fields.items() if not _deletion(path)
    }


def contested(state: RecordState, among: Iterable[str] | None = None) -> list[str]:
    """List the paths where people say different things, and deletions that someone answered against.

    ``among``: look at these paths only.
    """
    paths = state.fields if among is None else among
    several = [path for path in paths if len(state.fields.get(path, NOBODY)) > 1 or path.endswith(DELETED)]
    return sorted([path for path in several if _differs(state, path)])


def _differs(state: RecordState, path: str) -> bool:
    return _disputed(state, path) if _deletion(path) else not settled(state.fields.get(path, {}))


def deleted(state: RecordState, row: str = "") -> bool:
    """Tell whether the record (or the repeat row at this path) is deleted, with no answer its deleter had not seen."""
    path = f"{row}/{DELETED}" if row else DELETED
    deletions = [answer for answer in state.fields.get(path, {}).values() if "saw" in answer]
    return bool(deletions) and not _disputed(state, path)


def _deletion(path: str) -> bool:
    return path.endswith(DELETED) and (path == DELETED or path.endswith("/" + DELETED))


def _disputed(state: RecordState, path: str) -> bool:
    """Tell whether no deletion here saw every answer that stands, or whether somebody undid one unseen."""
    row = path.removesuffix(DELETED)
    candidates = state.fields.get(path, {})
    deletions = [set(answer["saw"]) for answer in candidates.values() if "saw" in answer]
    if not deletions:
        return False
    live = {
        edit_id
        for other, standing in state.fields.items()
        if other.startswith(row) and not _deletion(other)
        for edit_id in standing
    }
    return len(deletions) < len(candidates) or not any(live <= saw for saw in deletions)


def content_hash(state: RecordState, level_of: Callable[[str], int]) -> tuple[str, list[str]]:
    """Hash which edits stand where: the record's hash, and one per sensitivity level 0 to 3.

    A level's hash is SHA-256 over its lines ``path TAB id,id LF`` (ids and lines sorted bytewise); the record's is
    SHA-256 over the four in lower-case hex, one after the other.
    """
    lines: list[list[str]] = [[] for _ in range(LEVELS)]
    for path, candidates in state.fields.items():
        ids = ",".join(sorted(candidates) if len(candidates) > 1 else candidates)
        lines[level_of(path)].append(f"{path}\t{ids}\n")
    # signs sort as their bytes in UTF-8 do
    level_hashes = [_sha256("".join(sorted(level))) if level else _OF_NOTHING for level in lines]
    return _sha256("".join(level_hashes)), level_hashes


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_OF_NOTHING = _sha256("")
