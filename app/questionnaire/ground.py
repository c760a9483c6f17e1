"""How large a shape is, how far points lie apart and what encloses what, as expressions ask; twin of ground.ts."""

from typing import Any

from app.kit.geo import SHAPES, geometry_fault
from app.questionnaire.values import Outcome

Position = tuple[float, float]


def area_of(shape: Outcome) -> float | None:
    """Return the area of a Polygon or MultiPolygon in m²; unknown of anything else."""
    if not isinstance(shape, dict) or geometry_fault(shape, SHAPES):
        return None
    from app.kit.shapes import area_m2  # shapely and pyproj are loaded only where something is measured

    return area_m2(shape)


def crosses_itself(shape: Outcome) -> bool | None:
    """Tell whether a boundary crosses or touches itself, or encloses nothing; unknown of anything else."""
    if not isinstance(shape, dict) or shape.get("type") not in SHAPES:
        return None
    from app.kit.shapes import boundary_fault

    return boundary_fault(shape) is not None


def lies_in(point: Outcome, shape: Outcome) -> bool | None:
    """Tell whether a point lies inside a boundary or on its line; unknown where either is something else."""
    if not isinstance(point, dict) or not isinstance(shape, dict):
        return None
    if geometry_fault(point, ("Point",)) or geometry_fault(shape, SHAPES):
        return None
    from app.kit.shapes import encloses

    return encloses(shape, point)


def distance_of(shapes: list[Outcome]) -> float | None:
    """Return the length in m of a way through points, along a line, or round a polygon's outside."""
    way: list[Position] = []
    for shape in shapes:
        places = _places(shape)
        if places is None:
            return None
        way += places
    from app.kit.shapes import length_m

    return length_m(way)


def _places(shape: Any) -> list[Position] | None:
    if not isinstance(shape, dict) or geometry_fault(shape, ("Point", "LineString", "Polygon")):
        return None
    found = shape["coordinates"]
    listed = [found] if shape["type"] == "Point" else found[0] if shape["type"] == "Polygon" else found
    return [(float(place[0]), float(place[1])) for place in listed]
