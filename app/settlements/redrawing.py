"""The boundaries a settlement or place has had: each redrawing a version beside the earlier ones, with what changed."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import Session

from app.kit.canonical import canonical_json, sha256_hex
from app.kit.shapes import area_m2
from app.ledger import service as ledger
from app.ledger.rules import DELETED
from app.settlements.known import Refusal, Told
from app.settlements.matching import changed
from app.settlements.schemas import BoundaryVersion, Kind, Redrawn
from app.settlements.taking import Saying

BOTH_BOUNDARIES = frozenset({"boundary", "boundary_original"})


def redrawn(session: Session, saying: Sequence[Saying]) -> list[Redrawn]:
    """Return which rows draw a boundary otherwise than it is known, and how much of the ground changes."""
    found = []
    for one in saying:
        before = _shown_boundary(session, one.record_id) if "boundary" in one.changed else None
        if before and before != one.said["boundary"]:
            found.append(_redrawn(one, before))
    return found


def known_before(session: Session, saying: Sequence[Saying]) -> list[str]:
    """Take back what rows of an earlier edition say, and tell of it, and of points that redraw nothing.

    A boundary that stands already is said once; one that a newer one replaced makes no version, nor does its row.
    """
    older = points = 0
    for one in saying:
        if "boundary" in one.changed:
            standing, earlier = _boundaries_known(session, one.record_id)
            if one.hashes["boundary"] in standing:
                one.changed = [path for path in one.changed if not path.startswith("boundary")]
            elif one.hashes["boundary"] in earlier:
                one.changed, older = [path for path in one.changed if path == DELETED], older + 1
        elif "centre_point" in one.changed:
            points += _shown_boundary(session, one.record_id) is not None
    notes = []
    if older:
        notes.append(f"{rows_have(older)} a boundary that a newer one replaced, and nothing was taken there.")
    if points:
        notes.append(f"{rows_have(points)} a point where a boundary is known: the boundary stays as it is.")
    return notes


def mended_before(
    refused: Iterable[Refusal], told_before: Mapping[str, Mapping[str, Any]], own: Callable[[str], str], kind: Kind,
    *, but: Collection[str],
) -> dict[int, Told]:  # fmt: skip
    """Return what rows say that are refused unrepaired, of those that a file told so before, repaired the same way.

    ``own``: the record that a row means by its key; ``but``: keys that another row speaks of.
    """
    found: dict[str, Told] = {}
    for told in (one.mended for one in refused if one.mended and one.mended.key not in but):
        record_id = own(told.key)
        saying = Saying(kind, "", record_id, told.said, told_before.get(record_id, {}), told.row, told.written)
        if BOTH_BOUNDARIES.isdisjoint(saying.changed):
            found.setdefault(told.key, told)
    return {told.row: told for told in found.values()}


def rows_have(many: int) -> str:
    """Begin a sentence about rows."""
    return "1 row has" if many == 1 else f"{many:,} rows have"


def _boundaries_known(session: Session, record_id: str) -> tuple[set[str], set[str]]:
    """Return the hashes of the boundaries that stand, and of all that were ever said."""
    candidates = ledger.state_of(session, record_id).fields.get("boundary", {})
    said = [edit["set"]["boundary"] for edit in ledger.edits(session, record_id) if "boundary" in edit["set"]]
    return _hashes(candidates.values()), _hashes(said)


def _hashes(answers: Iterable[Mapping[str, Any]]) -> set[str]:
    return {sha256_hex(canonical_json(answer["value"])) for answer in answers if "value" in answer}


def _redrawn(one: Saying, before: Mapping[str, Any]) -> Redrawn:
    now = one.said["boundary"]
    return Redrawn(
        row=one.row,
        name=str(one.said.get("name", "")),
        record_id=one.record_id,
        changed=share_changed(before, now),
        area_before_m2=area_m2(dict(before)),
        area_m2=area_m2(now),
    )


def share_changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> float:
    """Return the share of the ground of two boundaries that belongs to one of them only."""
    from shapely import make_valid
    from shapely.geometry import shape

    return round(changed(make_valid(shape(dict(before))), make_valid(shape(dict(now)))), 6)


def _shown_boundary(session: Session, record_id: str) -> Mapping[str, Any] | None:
    shown = ledger.answers(ledger.state_of(session, record_id)).get("boundary", {})
    boundary: Mapping[str, Any] | None = shown.get("value")
    return boundary


def versions(session: Session, record_id: str) -> list[BoundaryVersion]:
    """Return every boundary that was ever said of a settlement or place, in the order they came."""
    found: list[BoundaryVersion] = []
    before: Mapping[str, Any] | None = None
    for edit in ledger.edits(session, record_id):
        boundary = edit["set"].get("boundary", {}).get("value")
        if not isinstance(boundary, dict):
            continue
        found.append(BoundaryVersion(
            edit_id=edit["edit_id"],
            by=edit["by"],
            made_at=edit["made_at"],
            source=edit["set"]["boundary"].get("source"),
            replaces=list(edit["set"]["boundary"].get("replaces", [])),
            area_m2=area_m2(boundary),
            changed=share_changed(before, boundary) if before else None,
            boundary=boundary,
        ))  # fmt: skip
        before = boundary
    return found
