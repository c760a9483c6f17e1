"""Whether a boundary encloses what it seems to, crossings named with their place; and how large it is on the globe.

Shapely and pyproj are imported inside the functions: commands that look at no boundary start without them.
"""

from functools import lru_cache
from itertools import chain
from math import cos, radians
from typing import TYPE_CHECKING, Any, NamedTuple

from app.kit.dateline import HALF, is_wide, middle_of
from app.kit.geo import SHAPES, GeometryFault, geometry_fault

if TYPE_CHECKING:
    from pyproj import Geod
    from shapely.geometry.base import BaseGeometry

Geometry = dict[str, Any]

PLAIN_WORDS = {
    "Self-intersection": "the boundary crosses itself",
    "Ring Self-intersection": "the boundary touches itself",
    "Hole lies outside shell": "a hole lies outside the boundary",
    "Nested holes": "a hole lies inside another hole",
    "Nested shells": "one part of the boundary lies inside another",
    "Interior is disconnected": "holes cut the boundary into pieces",
    "Duplicate Rings": "the same ring is there twice",
    "Too few points in geometry component": "a ring has fewer than three different corners",
}
NO_AREA = "the boundary encloses no area"
LEAST_M2 = 1.0
"""What encloses less is a line with the rounding of its corners: nobody lives in it. The phone says so, too."""
M2_OF_A_DEGREE = 111_195.0**2


@lru_cache(maxsize=1)
def globe() -> "Geod":
    """Return what measures on WGS 84, in metres."""
    from pyproj import Geod

    return Geod(ellps="WGS84")


def boundary_fault(geometry: Any) -> GeometryFault | None:
    """Return what is wrong with a boundary, its form first, then its area, then its rings; clockwise is no fault."""
    fault = geometry_fault(geometry, SHAPES)
    if fault and "three different corners" not in fault.why:
        return fault
    if fault or _is_flat(geometry):
        return GeometryFault(NO_AREA, fault.where if fault else "coordinates")
    return _crossing(geometry)


def _is_flat(geometry: Geometry) -> bool:
    from shapely.geometry import shape

    return is_nothing(shape(geometry)) and repaired(geometry) is None


def is_nothing(area: "BaseGeometry") -> bool:
    """Tell whether an area is smaller than any ground, measured flat: between corners on one line there is none."""
    if area.is_empty:
        return True
    _, south, _, north = area.bounds
    return bool(area.area * M2_OF_A_DEGREE * cos(radians((south + north) / 2)) < LEAST_M2)


def _crossing(geometry: Geometry) -> GeometryFault | None:
    from shapely import is_valid_reason
    from shapely.geometry import shape

    reason = is_valid_reason(shape(geometry))
    if reason == "Valid Geometry":
        return None
    what, _, place = reason.partition("[")
    where = ", ".join(f"{float(part):.6f}" for part in place.rstrip("]").split()[:2])
    said = PLAIN_WORDS.get(what, what)
    return GeometryFault(f"{said} near {where} (longitude, latitude)" if where else said, where)


def repaired(geometry: Geometry) -> Geometry | None:
    """Return the boundary made valid by its structure (GEOS "structure"), or None when no area is left of it."""
    from shapely import make_valid
    from shapely.geometry import shape

    whole = make_valid(shape(geometry), method="structure", keep_collapsed=False)
    return None if whole.geom_type not in SHAPES or is_nothing(whole) else as_geojson(whole)


def as_geojson(whole: Any) -> Geometry:
    """Write a shapely geometry as GeoJSON with lists, as JSON would read it back."""
    from shapely.geometry import mapping

    return {name: _listed(part) for name, part in mapping(whole).items()}


def _listed(part: Any) -> Any:
    return [_listed(inner) for inner in part] if isinstance(part, list | tuple) else part


class Measured(NamedTuple):
    """How large something is and where: extent and middle in degrees, area in m²."""

    west: float
    south: float
    east: float
    north: float
    lon: float
    lat: float
    area_m2: float


def measured(shape: "BaseGeometry") -> Measured:
    """Measure a geometry: its extent, its centroid, its area as it would be once mended."""
    west, south, east, north = map(float, shape.bounds)
    lon, lat = middle_of(shape) if is_wide(west, east) else (shape.centroid.x, shape.centroid.y)
    whole = mended(shape) if shape.geom_type in SHAPES else None
    return Measured(west, south, east, north, float(lon), float(lat), area_of(whole) if whole else 0.0)


def mended(shape: "BaseGeometry") -> "BaseGeometry | None":
    """Return the area of a shape, made valid by its structure; None where it encloses nothing."""
    from shapely import make_valid

    if shape.geom_type not in SHAPES:
        shape = _areas_of(shape)
    whole = shape if shape.is_valid else _areas_of(make_valid(shape, method="structure", keep_collapsed=False))
    return None if whole.is_empty or whole.area == 0 else whole


def _areas_of(shape: "BaseGeometry") -> "BaseGeometry":
    """Return only what encloses something: two areas that touch may share a point or a line as well."""
    from shapely import get_parts, union_all

    return union_all([part for part in get_parts(shape) if part.geom_type in SHAPES])


def area_of(shape: "BaseGeometry") -> float:
    """Return the geodesic area of a shape on WGS 84 (Karney 2013), whichever way its rings run."""
    from shapely import orient_polygons

    area, _round = globe().geometry_area_perimeter(orient_polygons(shape))
    return abs(float(area))


def encloses(boundary: Geometry, point: Geometry) -> bool:
    """Tell whether a point lies inside a boundary or on its line."""
    from shapely import force_2d
    from shapely.geometry import shape

    whole = mended(force_2d(shape(boundary)))
    return whole is not None and bool(whole.intersects(force_2d(shape(point))))


def area_m2(geometry: Geometry) -> float:
    """Return the geodesic area of a GeoJSON geometry on WGS 84, whichever way its rings run."""
    from shapely.geometry import shape

    return area_of(shape(geometry))


def length_m(line: list[tuple[float, float]]) -> float:
    """Return the geodesic length on WGS 84 (Karney 2013) of a line of (longitude, latitude)."""
    return float(globe().line_length([lon for lon, _ in line], [lat for _, lat in line]))


def middle(geometry: Geometry) -> tuple[float, float]:
    """Return the middle of a geometry's extent as (longitude, latitude): for lists and nearness, not for measuring."""
    positions = [geometry["coordinates"]]
    while isinstance(positions[0], list) and isinstance(positions[0][0], list):
        positions = list(chain.from_iterable(positions))
    lons, lats = [position[0] for position in positions], [position[1] for position in positions]
    west, east = float(min(lons)), float(max(lons))
    if is_wide(west, east):
        lons = [lon + 360 if lon < 0 else lon for lon in lons]
        west, east = float(min(lons)), float(max(lons))
    lon = (west + east) / 2
    return lon - 360 if lon > HALF else lon, (min(lats) + max(lats)) / 2
