"""Makes one outline of what a row is drawn as, and says in plain words why another is none.

Files from Google Earth draw a place as an area and the point its label stands at: the area is taken, and what stands
beside it is told. Heights are left out: nobody asks a boundary how high it lies.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from app.kit.geo import GeometryFault, geometry_fault, position_fault
from app.kit.shapes import length_m
from app.settlements.files import KnownList

AREAS, LINES, POINTS = ("Polygon", "MultiPolygon"), ("LineString", "MultiLineString"), ("Point", "MultiPoint")
DEPTH = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
"""How many lists stand around each position."""
DRAWN_AS = {
    "Point": "a point", "MultiPoint": "several points", "LineString": "a line", "MultiLineString": "several lines",
    "GeometryCollection": "points and lines",
}  # fmt: skip
EMPTY = "its geometry is empty"
PLAINLY = {
    "there are no coordinates": EMPTY,
    "a polygon without a ring": EMPTY,
    "a ring needs four positions: three corners, and the first again": (
        "its line needs three corners, and the first of them again at the end"
    ),
    "the ring has fewer than three different corners": "its line has fewer than three different corners",
}
NO_NUMBERS = "has no longitude and latitude in numbers"


class NoOutline(ValueError):  # noqa: N818 - what a track is not, no error of the program
    """Why a track is no boundary, in words."""


def outlined(listed: KnownList) -> KnownList:
    """Return a list with one outline a row, without heights; what was left out is noted."""
    rows, beside, tall = [], [], False
    for row in listed.rows:
        geometry, left = _gathered(row.geometry)
        flat, had_height = _flat(geometry)
        tall = tall or had_height
        beside += [(row.number, left)] if left else []
        rows.append(row if flat is row.geometry else replace(row, geometry=flat))
    notes = _told_beside(beside) + (["Heights in the file were left out."] if tall else [])
    return replace(listed, rows=rows, notes=list(dict.fromkeys([*listed.notes, *notes])))


def _gathered(geometry: Any) -> tuple[Any, str]:
    """Return the one area, line or point among what a row is drawn as, and in words what stood beside it."""
    if not isinstance(geometry, dict) or geometry.get("type") not in {"GeometryCollection", "MultiPoint"}:
        return geometry, ""
    parts = list(_parts(geometry))
    for kinds, many in ((AREAS, "MultiPolygon"), (LINES, "MultiLineString"), (POINTS, "")):
        meant = [part for part in parts if part["type"] in kinds]
        if meant and (many or len(parts) == 1):
            return _as_one(meant, many), _beside([part for part in parts if part["type"] not in kinds])
    return geometry, ""


def _parts(geometry: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield what is drawn one by one, however often it is wrapped up."""
    waiting: list[Any] = [geometry]
    while waiting:
        part = waiting.pop(0)
        kind, inner = (part.get("type"), part.get("coordinates")) if isinstance(part, dict) else (None, None)
        if kind == "GeometryCollection" and isinstance(part.get("geometries"), list):
            waiting = [*part["geometries"], *waiting]
        elif isinstance(inner, list) and inner and kind == "MultiPoint":
            yield from ({"type": "Point", "coordinates": one} for one in inner)
        elif isinstance(inner, list) and inner and kind in DEPTH:
            yield part


def _as_one(parts: Sequence[Mapping[str, Any]], many: str) -> Mapping[str, Any]:
    if len(parts) == 1:
        return parts[0]
    inner = chain.from_iterable(
        part["coordinates"] if part["type"] == many else [part["coordinates"]] for part in parts
    )
    return {"type": many, "coordinates": list(inner)}


def _beside(parts: Sequence[Mapping[str, Any]]) -> str:
    points = sum(part["type"] in POINTS for part in parts)
    lines = len(parts) - points
    return " and ".join(
        f"{count} {word}{'' if count == 1 else 's'}" for count, word in ((points, "point"), (lines, "line")) if count
    )


def _told_beside(rows: Sequence[tuple[int, str]]) -> list[str]:
    if not rows:
        return []
    number, left = rows[0]
    if len(rows) == 1:
        return [f"Row {number} is drawn as more than its outline: {left} beside it left out."]
    return [f"{len(rows):,} rows are drawn as more than their outline: what is beside it was left out (row {number}: "
            f"{left})."]  # fmt: skip


def _flat(geometry: Any) -> tuple[Any, bool]:
    """Return a geometry without its heights, and whether any of them said something; 0 everywhere says nothing."""
    depth = DEPTH.get(str(geometry.get("type"))) if isinstance(geometry, dict) else None
    if depth is None:
        return geometry, False
    inner = geometry.get("coordinates")
    try:
        if 3 not in set(map(len, _positions(inner, depth))):
            return geometry, False
        high = any(position[2] for position in _positions(inner, depth) if len(position) == 3)
    except TypeError:
        return geometry, False
    return {**geometry, "coordinates": _lower(inner, depth)}, high


def _positions(inner: Any, depth: int) -> Iterable[Any]:
    found: Iterable[Any] = [inner]
    for _ in range(depth):
        found = chain.from_iterable(found)
    return found


def _lower(inner: Any, depth: int) -> Any:
    if depth == 0:
        return inner[:2] if len(inner) == 3 else inner
    return [_lower(one, depth - 1) for one in inner]


def closed(track: Mapping[str, Any]) -> dict[str, Any]:
    """Return the area a track was walked around; its last step may be missing, not a quarter of the way."""
    fault = geometry_fault(track, ("LineString",)) if track["type"] == "LineString" else None
    lines = [track["coordinates"]] if track["type"] == "LineString" else track["coordinates"]
    line = [list(position) for part in lines for position in part] if isinstance(lines, list) else []
    named = ((position, f"coordinates/{n}") for n, position in enumerate(line))
    fault = fault or next((found for position, where in named if (found := position_fault(position, where))), None)
    if fault:
        raise NoOutline(why(fault, track))
    if len(line) < 3:
        raise NoOutline("is a track of fewer than three places; a boundary needs three corners")
    path = [(position[0], position[1]) for position in line]
    gap_m, walked_m = length_m([path[-1], path[0]]), length_m(path)
    if gap_m > walked_m / 4:
        raise NoOutline(f"is a track whose ends lie {gap_m:,.0f} m apart; a boundary ends where it began")
    return {"type": "Polygon", "coordinates": [line if line[0] == line[-1] else [*line, line[0]]]}


def why(fault: GeometryFault, geometry: Any) -> str:
    """Say what is wrong with a row's geometry to somebody who brought any format."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if fault.where == "type":
        if kind == "GeometryCollection" and not next(_parts(geometry), None):
            return EMPTY
        return f"is drawn as {DRAWN_AS.get(str(kind), 'nothing that is known')}; a boundary is an area"
    if fault.why in PLAINLY:
        return PLAINLY[fault.why]
    if fault.why.startswith("the ring is not closed"):
        return "its line is not closed: it does not end at the corner where it began"
    if "a longitude and a latitude" in fault.why:
        return f"{_corner(fault.where, kind)} {NO_NUMBERS}"
    return f"{_corner(fault.where, kind)}: {fault.why}" if "outside the globe" in fault.why else fault.why


def _corner(where: str, kind: Any) -> str:
    """Name a corner as a person counts: the first is 1, then which hole and which part it is of."""
    steps = [int(step) for step in where.split("/")[1:] if step.isdigit()]
    if not steps or kind == "Point":
        return "its point"
    if kind in LINES:
        return f"place {steps[-1] + 1:,} of the track"
    part, ring = steps[0] if kind == "MultiPolygon" else None, steps[-2] if len(steps) > 1 else 0
    of_hole = f" of hole {ring:,}" if ring else ""
    return f"corner {steps[-1] + 1:,}{of_hole}" + (f" of part {part + 1:,}" if part is not None else "")
