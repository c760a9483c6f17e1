"""Which geometries of a record are outlines, and when two boundaries overlap so much that people must be told. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from app.ledger.rules import Answer, RecordState, deleted, in_order

PATHS: Mapping[str, tuple[str, ...]] = {
    "settlement": ("boundary", "centre_point"),
    "place": ("boundary",),
    "profile": ("boundary",),
    "feature": ("geometry",),
}
"""The answers that hold a geometry, by the kind of their record."""
RECKONING = 2
"""Counted on whenever outlines are told differently: then every server tells all of them anew when it starts."""
DELETED = "_deleted"
TELLING = frozenset({"boundary", DELETED})
"""The answers of a profile that change where something lies; an edit of anything else in it costs nothing here."""
TOO_MUCH = 0.05
"""X10: more of the smaller settlement than this, and the leaders of both are told."""


class Box(NamedTuple):
    """A window on the map, in degrees; one that crosses the antimeridian has its west beyond its east."""

    west: float
    south: float
    east: float
    north: float


class Traced(NamedTuple):
    """One geometry of one answer that stands, before it is measured."""

    path: str
    edit_id: str
    rank: int
    layer: str
    geometry: Mapping[str, Any]


def changes_outlines(kind: str, paths: Mapping[str, Any]) -> bool:
    """Tell whether an edit may change where something lies."""
    return kind in PATHS and (kind != "profile" or not TELLING.isdisjoint(paths))


def traced(kind: str, state: RecordState) -> Iterator[Traced]:
    """Yield the geometries that stand in a record, the one shown first of each answer first; none of a deleted one."""
    if deleted(state):
        return
    layer = _layer(kind, state)
    for path in PATHS.get(kind, ()):
        standing = state.fields.get(path, {})
        for rank, edit_id in enumerate(in_order(standing)):
            geometry = standing[edit_id].get("value")
            if isinstance(geometry, dict) and geometry.get("coordinates"):
                yield Traced(path, edit_id, rank, layer, geometry)


def _layer(kind: str, state: RecordState) -> str:
    """Return the layer a feature is on, or the level of a place."""
    told: Mapping[str, Answer] = state.fields.get({"feature": "layer", "place": "place_level"}.get(kind, ""), {})
    first = told[in_order(told)[0]].get("value") if told else None
    return first if isinstance(first, str) else ""


def windows(box: Box) -> list[Box]:
    """Return the window, or the two it is made of where it crosses the antimeridian."""
    if box.west <= box.east:
        return [box]
    return [box._replace(east=180.0), box._replace(west=-180.0)]


def is_too_much(share: float) -> bool:
    """Tell whether two settlements overlap so much that the leaders of both are told."""
    return share > TOO_MUCH
