"""Boundaries, points and lines as offices receive them: flat, areas by the right-hand rule of RFC 7946."""

from itertools import pairwise
from typing import Any

Ring = list[list[float]]


def polygons_of(boundary: dict[str, Any]) -> list[list[Ring]]:
    """Return the polygons of a Polygon or MultiPolygon."""
    coordinates: list[Any] = boundary["coordinates"]
    return [coordinates] if boundary["type"] == "Polygon" else coordinates


def right_handed(boundary: dict[str, Any]) -> dict[str, Any]:
    """Turn the rings as RFC 7946 wants them: outer ones counterclockwise, holes clockwise; heights are dropped."""
    turned = [
        [
            _turned([position[:2] for position in ring], counterclockwise=place == 0)
            for place, ring in enumerate(polygon)
        ]
        for polygon in polygons_of(boundary)
    ]
    return {"type": boundary["type"], "coordinates": turned[0] if boundary["type"] == "Polygon" else turned}


def flat(geometry: dict[str, Any]) -> dict[str, Any]:
    """Return a point, line or area without heights and whatever else was said beside its coordinates."""
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind == "Point":
        return {"type": kind, "coordinates": coordinates[:2]}
    if kind == "LineString":
        return {"type": kind, "coordinates": [position[:2] for position in coordinates]}
    return right_handed(geometry)


def _turned(ring: Ring, *, counterclockwise: bool) -> Ring:
    x0, y0 = ring[0]  # measured from a corner: small areas far from 0, 0 would drown in rounding
    near = [(x - x0, y - y0) for x, y in ring]
    twice_the_area = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(near))
    return ring if (twice_the_area > 0) == counterclockwise else ring[::-1]
