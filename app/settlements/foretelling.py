"""Tells, before anything is taken, what rows change in what is known, and which lie over it or over each other."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from app.kit.many_shapes import Sound
from app.kit.shapes import area_of, length_m, mended
from app.ledger import service as ledger
from app.ledger.rules import DELETED, deleted, shown_first
from app.outlines import service as outlines
from app.outlines.neighbours import standing
from app.outlines.rules import TOO_MUCH, is_too_much
from app.settlements import repository
from app.settlements.schemas import EachOther, FieldChange, OverKnown, Redrawn, RowChange, RowOver
from app.settlements.taking import Saying

if TYPE_CHECKING:
    import numpy as np
    from shapely.geometry.base import BaseGeometry

NOT_TOLD = {"boundary_original", "listed_as", "known_from"}
"""What a file says so that it is understood next time; nothing on a list shows it."""
GEOMETRIES = {"boundary", "centre_point"}
LINKS = {"ward", "parent"}
GROUND = ("settlement", "profile")
MOST_PAIRS = 100_000
"""Pairs of rows held against each other: Mumbai's 2,542 settlements make 2,000, 450 rows on the same ground this."""
MOST_TOLD = 500
AT_ONCE = 128
Words = Callable[[str, Any], str]
Drawn = Sequence[tuple[Saying, "BaseGeometry"]]
"""Settlements of a file that say a boundary, each with its area."""


def changes(
    session: Session, saying: Sequence[Saying], redrawn: Iterable[Redrawn], new: Iterable[Saying] = ()
) -> list[RowChange]:
    """Return what each row would change in a record that is known; ``new``: rows whose records others may name."""
    records = ledger.records_named(session, [one.record_id for one in saying])
    shares = {one.row: one.changed for one in redrawn}
    named = {one.record_id: str(one.said["name"]) for one in [*new, *saying] if "name" in one.said}
    words = _words_with(session, named)
    told = []
    for one in saying:
        record = records.get(one.record_id)
        found = [_change(one, path, record.candidates(path) if record else {}, words) for path in one.changed]
        fields = [
            field.model_copy(update={"share": shares.get(one.row)}) if field.path == "boundary" else field
            for field in found
            if field
        ]
        told.append(RowChange(row=one.row, name=str(one.said.get("name") or one.said.get("code") or ""), fields=fields))
    return told


def _change(one: Saying, path: str, known: Mapping[str, Any], words: Words) -> FieldChange | None:
    """Tell what becomes of one answer; None where what is shown says the same already."""
    values = {edit: answer["value"] for edit, answer in known.items() if "value" in answer}
    before, now = values.get(shown_first(known)) if known else None, one.said[path]
    if path in NOT_TOLD or before == now:
        return None
    if path == DELETED:  # it comes back on the list
        return FieldChange(path=path)
    replaced = one.replaces(path)
    both = any(value != now for edit, value in values.items() if edit not in replaced)
    if path in GEOMETRIES:
        moved_m = None
        if path == "centre_point" and isinstance(before, dict):
            moved_m = length_m([tuple(point["coordinates"][:2]) for point in (before, now)])
        return FieldChange(path=path, both_stand=both, moved_m=moved_m)
    said_before = None if before is None else words(path, before)
    return FieldChange(path=path, before=said_before, now=words(path, now), both_stand=both)


def _words_with(session: Session, named: Mapping[str, str]) -> Words:
    def words(path: str, value: Any) -> str:
        if path not in LINKS:
            return str(value)
        if value not in named and (found := repository.places_named(session, [value])):
            return found[value].name
        return named.get(value, str(value))

    return words


def drawn(saying: Iterable[Saying], sound: Mapping[int, Sound]) -> Drawn:
    """Return the settlements that say a boundary anew; ``sound``: the boundaries that were read already, by row."""
    told = [one for one in saying if one.kind == "settlements" and "boundary" in one.said]
    told = [one for one in told if "boundary" in one.changed or DELETED in one.changed]
    return [(one, shape) for one in told if (shape := mended(_shape_of(one, sound)))]


def over_known(session: Session, city_id: str, own: Drawn) -> list[OverKnown]:
    """Return the settlements of a file that would lie over another one, the largest share first (X10)."""
    import shapely

    if not own:
        return []
    west, south, east, north = map(float, shapely.total_bounds([shape for _, shape in own]))
    box = outlines.Box(west, south, east, north)
    near = outlines.within(session, box, kinds=GROUND, paths=["boundary"], city_ids=[city_id])
    anew = {one.record_id: shape for one, shape in own}  # what the file moves lies where the file has it
    known = [
        (one, shape)
        for one in standing(near)
        if (shape := anew.get(one.record_id) or mended(shapely.from_wkb(one.shape)))
    ]
    tree = shapely.STRtree([shape for _, shape in known])
    rows, beside = tree.query([shape for _, shape in own], predicate="intersects")
    found = []
    for at, place in zip(rows, beside, strict=True):
        (one, shape), (other, whole) = own[at], known[place]
        settlement_id = other.settlement_id or other.record_id
        if one.record_id == settlement_id:
            continue
        ground = mended(shape.intersection(whole))
        if ground is None or not is_too_much(share := ground.area / min(shape.area, whole.area)):
            continue
        found.append(OverKnown(
            row=one.row, name=_called(one), settlement_id=settlement_id, known_name="", share=round(min(1.0, share), 4),
            area_m2=round(area_of(ground), 1),
        ))  # fmt: skip
    return _named(session, found)


def _called(one: Saying) -> str:
    return str(one.said.get("name") or one.said.get("code") or "")


def over_each_other(own: Drawn, over: Iterable[OverKnown]) -> EachOther | None:
    """Return the settlements of a file that lie over each other (X10), but for pairs told as ``over`` known ones."""
    told = {(one.row, one.settlement_id) for one in over}
    found, left = _sharing([shape for _, shape in own])
    pairs = [
        (share, at, beside)
        for share, at, beside in found
        for one, other in [(own[at][0], own[beside][0])]
        if (one.row, other.record_id) not in told and (other.row, one.record_id) not in told
    ]
    if not pairs:
        return None
    rows = len({row for _, *both in pairs for row in both})
    first = sorted(pairs, key=lambda pair: (-pair[0], pair[1:]))[:MOST_TOLD]
    return EachOther(rows=rows, pairs=len(pairs), told=[_both(own, *pair) for pair in first], not_compared=left)


def _both(own: Drawn, share: float, at: int, beside: int) -> RowOver:
    (one, shape), (other, whole) = own[at], own[beside]
    ground = mended(shape.intersection(whole))
    return RowOver(
        row=one.row, name=_called(one), other_row=other.row, other_name=_called(other), share=share,
        area_m2=round(area_of(ground), 1) if ground else 0.0,
    )  # fmt: skip


def _sharing(shapes: Sequence["BaseGeometry"]) -> tuple[list[tuple[float, int, int]], int]:
    """Return the pairs of areas that share too much ground, each with its share, and how many areas were not held."""
    import numpy as np
    import shapely

    areas = np.array(shapes, dtype=object)
    tree, found, room = shapely.STRtree(areas), [], MOST_PAIRS
    for begin in range(0, len(areas), AT_ONCE):
        at, beside = tree.query(areas[begin : begin + AT_ONCE])
        at, beside, smaller = _may_share(areas, at + begin, beside)
        left = len(areas) - int(at[room]) if len(at) > room else 0
        at, beside, smaller = at[:room], beside[:room], smaller[:room]
        shares = np.minimum(shapely.area(shapely.intersection(areas[at], areas[beside])) / smaller, 1.0).tolist()
        meeting = zip(shares, at.tolist(), beside.tolist(), strict=True)
        found += [(round(share, 4), one, other) for share, one, other in meeting if is_too_much(share)]
        room -= len(at)
        if left:
            return found, left
    return found, 0


def _may_share(areas: "np.ndarray[Any, Any]", at: Any, beside: Any) -> tuple[Any, Any, Any]:
    """Return each pair once whose boxes share enough ground, and the size of the smaller of both."""
    import numpy as np
    import shapely

    at, beside = at[at < beside], beside[at < beside]
    ones, others = shapely.bounds(areas[at]), shapely.bounds(areas[beside])
    sides = np.minimum(ones[:, 2:], others[:, 2:]) - np.maximum(ones[:, :2], others[:, :2])
    smaller = np.minimum(shapely.area(areas[at]), shapely.area(areas[beside]))
    enough = sides.prod(axis=1) > TOO_MUCH * smaller
    return at[enough], beside[enough], smaller[enough]


def _shape_of(one: Saying, sound: Mapping[int, Sound]) -> "BaseGeometry":
    from shapely.geometry import shape

    return sound[one.row].shape if one.row in sound else shape(one.said["boundary"])


def _named(session: Session, found: Sequence[OverKnown]) -> list[OverKnown]:
    """Say what the settlements are called, without those off the list."""
    known = repository.settlements_named(session, {one.settlement_id for one in found})
    names = {
        settlement_id: row.name or row.code or ""
        for settlement_id, row in known.items()
        if not deleted(ledger.state_of(session, settlement_id))
    }
    told = [
        one.model_copy(update={"known_name": names[one.settlement_id]}) for one in found if one.settlement_id in names
    ]
    return sorted(told, key=lambda one: (-one.share, one.row))
