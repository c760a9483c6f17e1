"""Judges and measures the boundaries of a whole list at once: only those not found sound are looked at one by one."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from app.kit.canonical import PLAIN_FROM
from app.kit.dateline import is_wide
from app.kit.geo import SHAPES
from app.kit.shapes import Measured, globe, measured

if TYPE_CHECKING:
    import numpy as np
    from shapely.geometry.base import BaseGeometry

Ring = list[list[float]]
Box = tuple[float, float, float, float]
"""West, south, east and north."""
NUMBERS = {int, float}
ON_THE_GLOBE = (180.0, 90.0)
SMALL_DEG2 = 1e-9
"""Ten square metres at the equator: what is smaller is looked at by itself, whether it encloses anything."""


class Sound(NamedTuple):
    """A boundary without a fault, its shape and extent, and whether all its numbers are ``canonical.PLAIN``."""

    geometry: Mapping[str, Any]
    shape: "BaseGeometry"
    box: Box
    plain: bool


def sound_ones(geometries: Mapping[int, Any]) -> dict[int, Sound]:
    """Return those of these geometries that are boundaries without a fault (``boundary_fault``).

    What is left out may be sound all the same: it only was not seen at a glance.
    """
    return _valid(geometries, plain_shapes(geometries))


def plain_shapes(geometries: Mapping[int, Any]) -> dict[int, "BaseGeometry"]:
    """Return the shapes of those that are, at a glance, areas of closed rings within the globe, sound or not."""
    from shapely import multipolygons

    parts = [(key, part) for key, one in geometries.items() if _may_be_one(one) for part in _parts(one)]
    parts = [(key, part) for key, part in parts if part and all(map(_is_closed, part))]
    corners = _corners([part for _, part in parts])
    if corners is None:
        parts = [(key, part) for key, part in parts if all(map(_is_plain_ring, part))]
        corners = _corners([part for _, part in parts])
    if not parts or corners is None:
        return {}
    whole: dict[int, list[Any]] = {}
    for (key, _), polygon in zip(parts, _polygons([part for _, part in parts], corners), strict=True):
        whole.setdefault(key, []).append(polygon)
    return {
        key: multipolygons(found) if geometries[key]["type"] == "MultiPolygon" else found[0]
        for key, found in whole.items()
        if len(found) == len(_parts(geometries[key]))
    }


def _may_be_one(geometry: Any) -> bool:
    if not isinstance(geometry, dict) or geometry.get("type") not in SHAPES or "crs" in geometry:
        return False
    coordinates = geometry.get("coordinates")
    return isinstance(coordinates, list) and (geometry["type"] == "Polygon" or all(map(_is_list, coordinates)))


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _parts(geometry: Mapping[str, Any]) -> list[Any]:
    coordinates: list[Any] = geometry["coordinates"]
    return [coordinates] if geometry["type"] == "Polygon" else coordinates


def _is_closed(ring: Any) -> bool:
    return isinstance(ring, list) and len(ring) >= 4 and bool(ring[0] == ring[-1])


def _corners(parts: Sequence[Sequence[Ring]]) -> "np.ndarray[Any, Any] | None":
    """Return all corners of closed rings; None where one of them is no pair of numbers within the globe."""
    import numpy as np

    found = list(chain.from_iterable(chain.from_iterable(parts)))
    if not ({*map(type, found)} <= {list} and {*map(len, found)} <= {2}):
        return None
    numbers = list(chain.from_iterable(found))
    if not {*map(type, numbers)} <= NUMBERS:
        return None
    try:
        corners = np.array(numbers, dtype=float).reshape(-1, 2)
    except OverflowError:
        return None
    return corners if bool((abs(corners) <= ON_THE_GLOBE).all()) else None


def _is_plain_ring(ring: Any) -> bool:
    """Tell whether a closed ring is pairs of numbers within the globe."""
    return _corners([[ring]]) is not None


def _polygons(parts: Sequence[Sequence[Ring]], corners: "np.ndarray[Any, Any]") -> Iterable[Any]:
    import numpy as np
    from shapely import GeometryType, from_ragged_array

    rings = [ring for part in parts for ring in part]
    by_ring, by_part = _offsets(np, map(len, rings)), _offsets(np, map(len, parts))
    polygons: Iterable[Any] = from_ragged_array(GeometryType.POLYGON, corners, (by_ring, by_part))
    return polygons


def _offsets(numpy: Any, lengths: Iterable[int]) -> "np.ndarray[Any, Any]":
    offsets: np.ndarray[Any, Any] = numpy.cumsum([0, *lengths])
    return offsets


def _valid(geometries: Mapping[int, Any], shapes: Mapping[int, "BaseGeometry"]) -> dict[int, Sound]:
    import numpy as np
    from shapely import area, bounds, is_valid

    if not shapes:
        return {}
    found = np.array([*shapes.values()], dtype=object)
    fine = is_valid(found) & (area(found) > SMALL_DEG2)
    extents = map(tuple, bounds(found).tolist())
    return {
        key: Sound(geometries[key], shape, box, plain)
        for (key, shape), sound, box, plain in zip(shapes.items(), fine, extents, _plain(found), strict=True)
        if sound
    }


def _plain(found: "np.ndarray[Any, Any]") -> list[bool]:
    """Tell of which shapes every number is a fraction that is written in one way only (``canonical_json``)."""
    import numpy as np
    from shapely import get_coordinates

    numbers, whose = get_coordinates(found, return_index=True)
    odd = (abs(numbers) < PLAIN_FROM) | (numbers == np.trunc(numbers))
    plain = np.ones(len(found), dtype=bool)
    plain[whose[odd.any(axis=1)]] = False
    listed: list[bool] = plain.tolist()
    return listed


def extent(geometry: Mapping[str, Any]) -> Box:
    """Return west, south, east and north of a sound Polygon or MultiPolygon."""
    corners = [corner for part in _parts(geometry) for corner in part[0]]
    lons, lats = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return min(lons), min(lats), max(lons), max(lats)


def corners(geometry: Mapping[str, Any]) -> int:
    """Count the corners of a sound Polygon or MultiPolygon, the first of each ring twice."""
    return sum(len(ring) for part in _parts(geometry) for ring in part)


def all_measured(shapes: Sequence["BaseGeometry"], judged: Sequence[bool] | None = None) -> list[Measured]:
    """Measure geometries, none of them empty, as ``measured`` does each; ``judged``: which of them are known valid."""
    import numpy as np
    import shapely
    from shapely import GeometryType

    found = np.array(shapes, dtype=object)
    kinds = shapely.get_type_id(found)
    extents = shapely.bounds(found)
    sound = np.isin(kinds, (GeometryType.POLYGON, GeometryType.MULTIPOLYGON)) & ~is_wide(extents[:, 0], extents[:, 2])
    doubted = sound if judged is None else sound & ~np.array(judged, dtype=bool)
    sound[doubted] = shapely.is_valid(found[doubted])
    boxes, middles = extents.tolist(), shapely.get_coordinates(shapely.centroid(found)).tolist()
    areas = dict(zip(np.flatnonzero(sound).tolist(), _areas(found[sound]), strict=True))
    areas |= dict.fromkeys(np.flatnonzero(kinds == GeometryType.POINT).tolist(), 0.0)
    return [
        Measured._make((*boxes[n], *middles[n], areas[n])) if n in areas else measured(shape)
        for n, shape in enumerate(shapes)
    ]


def _areas(sound: "np.ndarray[Any, Any]") -> list[float]:
    """Return the geodesic areas of valid areas, ring by ring: of each part the first counts, its holes against."""
    import shapely

    parts, whose = shapely.get_parts(sound, return_index=True)
    rings, of_part = shapely.get_rings(parts, return_index=True)
    corners, of_ring = shapely.get_coordinates(rings, return_index=True)
    areas, part_before = [0.0] * len(sound), -1
    ends = of_ring.searchsorted(range(len(rings) + 1)).tolist()
    for n, (part, whole) in enumerate(zip(of_part.tolist(), whose[of_part].tolist(), strict=True)):
        lons, lats = corners[ends[n] : ends[n + 1]].T
        enclosed = abs(globe().polygon_area_perimeter(lons, lats)[0])
        areas[whole] += -enclosed if part == part_before else enclosed
        part_before = part
    return areas
