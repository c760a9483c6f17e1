"""Tells, before anything is taken, what rows change in what is known, and which lie over a settlement known already."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from app.kit.many_shapes import Sound
from app.kit.shapes import area_of, length_m, mended
from app.ledger import service as ledger
from app.ledger.rules import deleted, shown_first
from app.outlines import service as outlines
from app.outlines.neighbours import standing
from app.outlines.rules import is_too_much
from app.settlements import repository
from app.settlements.schemas import FieldChange, OverKnown, Redrawn, RowChange
from app.settlements.taking import Saying

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

NOT_TOLD = {"boundary_original", "listed_as", "known_from"}
"""What a file says so that it is understood next time; nothing on a list shows it."""
GEOMETRIES = {"boundary", "centre_point"}
LINKS = {"ward", "parent"}
GROUND = ("settlement", "profile")
Words = Callable[[str, Any], str]


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


def over_known(session: Session, city_id: str, saying: Iterable[Saying], sound: Mapping[int, Sound]) -> list[OverKnown]:
    """Return the settlements of a file that would lie over another one, the largest share first (X10).

    ``sound``: the boundaries that were read already, by row.
    """
    import shapely

    drawn = [one for one in saying if one.kind == "settlements" and "boundary" in one.changed]
    own = [(one, shape) for one in drawn if (shape := mended(_shape_of(one, sound)))]
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
        told = {"row": one.row, "name": str(one.said.get("name") or one.said.get("code") or "")}
        found.append(OverKnown(
            **told, settlement_id=settlement_id, known_name="", share=round(min(1.0, share), 4),
            area_m2=round(area_of(ground), 1),
        ))  # fmt: skip
    return _named(session, found)


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
