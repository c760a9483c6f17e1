"""How a record's state rests in the database: as JSON text per sensitivity level, to be spliced for a phone. Pure.

Each level is three lines of JSON without outer brackets: the edits first shown at this level, the fields, the replaced
ids that have not arrived. A candidate names its edit by its place in the list of edits, counted from level 0 up; so
whoever may read up to level 1 gets the lines of levels 0 and 1 joined, and nothing of the rest.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from app.ledger.rules import LEVELS, Answer, RecordState

Made = Mapping[str, tuple[str, str]]
"""Edit id -> who made it and when, of every edit that stands somewhere."""


@dataclass(frozen=True)
class Standing:
    """What stands in a record, and who made it when."""

    state: RecordState
    made: Made


def write_levels(state: RecordState, made: Made, level_of: Callable[[str], int]) -> list[str]:
    """Write the state as the texts of level 0 to 3."""
    place: dict[str, int] = {}
    return [_write_level(state, made, place, _paths(state, level, level_of)) for level in range(LEVELS)]


def _paths(state: RecordState, level: int, level_of: Callable[[str], int]) -> list[str]:
    return sorted(path for path in state.fields.keys() | state.pending.keys() if level_of(path) == level)


def _write_level(state: RecordState, made: Made, place: dict[str, int], paths: Sequence[str]) -> str:
    edits: list[dict[str, str]] = []
    fields: dict[str, list[tuple[int, Answer]]] = {}
    for path in paths:
        for edit_id, answer in state.fields.get(path, {}).items():
            if edit_id not in place:
                place[edit_id] = len(place)
                by, made_at = made[edit_id]
                edits.append({"edit_id": edit_id, "by": by, "made_at": made_at})
            fields.setdefault(path, []).append((place[edit_id], answer))
    replaced = {path: state.pending[path] for path in paths if path in state.pending}
    return "\n".join(orjson.dumps(part)[1:-1].decode() for part in (edits, fields, replaced))


def read_levels(levels: Iterable[str]) -> Standing:
    """Read back what ``write_levels`` wrote."""
    edits, fields, replaced = spliced(levels)
    ids = [edit["edit_id"] for edit in orjson.loads(edits)]
    state = RecordState(
        fields={
            path: {ids[at]: answer for at, answer in candidates} for path, candidates in orjson.loads(fields).items()
        },
        pending={path: tuple(waiting) for path, waiting in orjson.loads(replaced).items()},
    )
    return Standing(state, {edit["edit_id"]: (edit["by"], edit["made_at"]) for edit in orjson.loads(edits)})


def spliced(levels: Iterable[str]) -> tuple[str, str, str]:
    """Join levels into the JSON texts of ``edits``, ``fields`` and ``replaced``."""
    lines = [level.split("\n") for level in levels]
    edits, fields, replaced = (",".join(line[part] for line in lines if line[part]) for part in range(3))
    return f"[{edits}]", f"{{{fields}}}", f"{{{replaced}}}"


def only(levels: Iterable[str], paths: frozenset[str]) -> tuple[str, str, str]:
    """Return the JSON texts of some paths only, with the edits they show and no other."""
    standing = read_levels(levels)
    kept = {path: candidates for path, candidates in standing.state.fields.items() if path in paths}
    text = write_levels(RecordState(kept), standing.made, lambda _path: 0)
    return spliced(text[:1])


def problem_bodies(refused: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is told of each refused path."""
    return {path: problem.body() for path, problem in refused.items()}
