"""Geometry as phones and files give it: GeoJSON in longitude and latitude, looked at before anything trusts it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

LARGEST = 1e15
LON_LAT_NAMES = ("CRS84", "EPSG::4326", "EPSG:4326")
SHAPES = ("Polygon", "MultiPolygon")


@dataclass(frozen=True)
class GeometryFault:
    """What is wrong with a geometry, and where in it (``coordinates/0/3``)."""

    why: str
    where: str


def geometry_fault(geometry: Any, allowed: tuple[str, ...]) -> GeometryFault | None:
    """Return the first thing wrong with a GeoJSON geometry of the allowed types, or None.

    Positions lie within the globe (degrees, never metres), rings are closed, have four or more positions and three
    different ones. Whether a ring crosses itself is not asked here: a draft may.
    """
    if not isinstance(geometry, dict) or geometry.get("type") not in allowed:
        return GeometryFault(f"this is not a GeoJSON {' or '.join(allowed)}", "type")
    if fault := crs_fault(geometry):
        return fault
    coordinates = geometry.get("coordinates")
    if geometry["type"] == "Point":
        return position_fault(coordinates, "coordinates")
    if geometry["type"] == "LineString":
        return next(_line_faults(coordinates, "coordinates", least=2), None)
    if not isinstance(coordinates, list) or not coordinates:
        return GeometryFault("there are no coordinates", "coordinates")
    polygons = [("coordinates", coordinates)]
    if geometry["type"] == "MultiPolygon":
        polygons = [(f"coordinates/{n}", polygon) for n, polygon in enumerate(coordinates)]
    return next((fault for where, polygon in polygons for fault in _polygon_faults(polygon, where)), None)


def stretches_fault(stretches: Any, where: str) -> GeometryFault | None:
    """Return the first thing wrong with stretches of a line, each two or more positions, or None."""
    if not isinstance(stretches, list):
        return GeometryFault("stretches are a list of lines", where)
    return next((fault for n, line in enumerate(stretches) for fault in _line_faults(line, f"{where}/{n}", 2)), None)


def crs_fault(geojson: dict[str, Any]) -> GeometryFault | None:
    """Return a fault where a ``crs`` member says these are not longitude and latitude in degrees."""
    crs = geojson.get("crs")
    if crs is None:
        return None
    named = crs.get("properties") if isinstance(crs, dict) else None
    name = named.get("name") if isinstance(named, dict) else None
    if isinstance(name, str) and name.endswith(LON_LAT_NAMES):
        return None
    return GeometryFault(
        f"its coordinates are not longitude and latitude but {str(name)[:60] if name else 'of another kind'}", "crs"
    )


def position_fault(position: Any, where: str) -> GeometryFault | None:
    """Return what is wrong with one position: longitude, latitude and at most a height."""
    if not isinstance(position, list) or len(position) not in (2, 3) or not all(map(_is_number, position)):
        return GeometryFault("a position is a longitude and a latitude", where)
    lon, lat = position[:2]
    if abs(lon) > 180 or abs(lat) > 90:
        return GeometryFault(f"{lon:g}, {lat:g} lies outside the globe (metres instead of degrees)", where)
    return None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGEST


def _polygon_faults(polygon: Any, where: str) -> Iterator[GeometryFault]:
    if not isinstance(polygon, list) or not polygon:
        yield GeometryFault("a polygon without a ring", where)
        return
    for n, ring in enumerate(polygon):
        yield from _ring_faults(ring, f"{where}/{n}")


def _line_faults(line: Any, where: str, least: int) -> Iterator[GeometryFault]:
    if not isinstance(line, list) or len(line) < least:
        yield GeometryFault(
            "a ring needs four positions: three corners, and the first again"
            if least == 4
            else "a line needs two positions",
            where,
        )
        return
    for n, position in enumerate(line):
        if fault := position_fault(position, f"{where}/{n}"):
            yield fault


def _ring_faults(ring: Any, where: str) -> Iterator[GeometryFault]:
    """Yield what is wrong with a ring: three corners or more, the first of them again at the end."""
    broken = next(_line_faults(ring, where, least=4), None)
    if broken:
        yield broken
    elif ring[0] != ring[-1]:
        yield GeometryFault("the ring is not closed: its last position is not its first", f"{where}/{len(ring) - 1}")
    elif len({tuple(position[:2]) for position in ring}) < 3:
        yield GeometryFault("the ring has fewer than three different corners", where)
