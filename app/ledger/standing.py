"""How a record's state rests in the database: as JSON text per sensitivity level, to be spliced for a phone. Pure.

Each level is three lines of JSON without outer brackets: the edits first shown at this level, the fields, the replaced
ids that have not arrived. A candidate names its edit by its place in the list of edits, counted from level 0 up; so
whoever may read up to level 1 gets the lines of levels 0 and 1 joined, and nothing of the rest.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import orjson

from app.ledger.rules import LEVELS, NOBODY, Answer, RecordState, Written

EMPTY_LEVEL = "\n\n"

Made = Mapping[str, tuple[str, str]]
"""Edit id -> who made it and when, of every edit that stands somewhere."""


@dataclass(frozen=True)
class Standing:
    """What stands in a record, and who made it when."""

    state: RecordState
    made: Made


def write_levels(
    state: RecordState, made: Made, level_of: Callable[[str], int], written: Written | None = None
) -> list[str]:
    """Write the state as the texts of level 0 to 3."""
    state = _with_written(state, written) if written else state
    paths: list[list[str]] = [[] for _ in range(LEVELS)]
    for path in sorted(state.fields.keys() | state.pending.keys() if state.pending else state.fields):
        paths[level_of(path)].append(path)
    place: dict[str, int] = {}
    return [_write_level(state, made, place, level) if level else EMPTY_LEVEL for level in paths]


def _with_written(state: RecordState, written: Written) -> RecordState:
    fields = dict(state.fields)
    for (edit_id, path), value in written.items():
        candidates = fields.get(path, NOBODY)
        if edit_id in candidates:
            fields[path] = {**candidates, edit_id: {**candidates[edit_id], "value": orjson.Fragment(value)}}
    return RecordState(fields, state.pending)


def _write_level(state: RecordState, made: Made, place: dict[str, int], paths: Sequence[str]) -> str:
    first_here = len(place)
    fields = {
        path: [(place.setdefault(edit_id, len(place)), answer) for edit_id, answer in candidates.items()]
        for path in paths
        if (candidates := state.fields.get(path))
    }
    edits = [
        {"edit_id": edit_id, "by": made[edit_id][0], "made_at": made[edit_id][1]}
        for edit_id in islice(place, first_here, None)
    ]
    replaced = {path: state.pending[path] for path in paths if path in state.pending} if state.pending else {}
    return "\n".join([orjson.dumps(part)[1:-1].decode() if part else "" for part in (edits, fields, replaced)])


def read_levels(levels: Iterable[str]) -> Standing:
    """Read back what ``write_levels`` wrote."""
    edits, fields, replaced = orjson.loads("[" + ",".join(spliced(levels)) + "]")
    ids = [edit["edit_id"] for edit in edits]
    state = RecordState(
        fields={
            path: {ids[at]: answer for at, answer in told} if len(told) > 1 else {ids[told[0][0]]: told[0][1]}
            for path, told in fields.items()
        },
        pending={path: tuple(waiting) for path, waiting in replaced.items()},
    )
    return Standing(state, {edit["edit_id"]: (edit["by"], edit["made_at"]) for edit in edits})


def spliced(levels: Iterable[str]) -> tuple[str, str, str]:
    """Join levels into the JSON texts of ``edits``, ``fields`` and ``replaced``."""
    lines = [level.split("\n") for level in levels if level != EMPTY_LEVEL]
    if len(lines) == 1:
        edits, fields, replaced = lines[0]
    else:
        edits, fields, replaced = (",".join([line[part] for line in lines if line[part]]) for part in range(3))
    return f"[{edits}]", f"{{{fields}}}", f"{{{replaced}}}"


def candidates_in(levels: Iterable[str], path: str) -> dict[str, Answer]:
    """Return what stands in one field, reading no more than the level it is in: for states of many records at once."""
    named, before = f'"{path}":[[', []
    for level in levels:
        before.append(level)
        if named in level:
            ids = [edit["edit_id"] for edit in orjson.loads(spliced(before)[0])]
            fields = orjson.loads(f"{{{level.split(chr(10))[1]}}}")
            if path in fields:
                return {ids[at]: answer for at, answer in fields[path]}
    return {}


def answers_besides(levels: Iterable[str], path: str) -> bool:
    """Tell whether any field but this one has an answer."""
    lines = [fields for _, fields, _ in (level.split("\n") for level in levels if level != EMPTY_LEVEL) if fields]
    return any(not line.startswith(f'"{path}":') or orjson.loads(f"{{{line}}}").keys() - {path} for line in lines)


def only(levels: Iterable[str], paths: frozenset[str]) -> tuple[str, str, str]:
    """Return the JSON texts of some paths only, with the edits they show and no other."""
    standing = read_levels(levels)
    kept = {path: candidates for path, candidates in standing.state.fields.items() if path in paths}
    text = write_levels(RecordState(kept), standing.made, lambda _path: 0)
    return spliced(text[:1])


def problem_bodies(refused: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is told of each refused path."""
    return {path: problem.body() for path, problem in refused.items()}
