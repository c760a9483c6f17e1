"""Boundaries across the 180th meridian, where longitudes jump: cut in two there (RFC 7946, 3.1.9) and measured as one.

Shapely is imported inside the functions: commands that look at no boundary start without it.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from shapely.geometry.base import BaseGeometry

HALF = 180.0
"""No boundary on the ground is as many degrees wide: one that seems so crosses the meridian, cut or not."""


def is_wide(west: Any, east: Any) -> Any:
    """Tell of an extent, or of each of many, whether it can only be that of what lies on both sides of the meridian."""
    return east - west > HALF


def jumps(shape: "BaseGeometry") -> bool:
    """Tell whether an edge of an area crosses the meridian, which it may only where nobody has cut it yet."""
    import numpy as np
    import shapely

    rings = shapely.get_rings(shapely.get_parts(shape))
    return any(bool(np.any(np.abs(np.diff(shapely.get_coordinates(ring)[:, 0])) > HALF)) for ring in rings)


def cut(shape: "BaseGeometry") -> "BaseGeometry | None":
    """Return an area that crosses the meridian as parts on either side; None where it also crosses itself."""
    import shapely

    whole = _east_of_greenwich(shape)
    if not whole.is_valid:
        return None
    here, beyond = (shapely.box(west, -90, west + HALF, 90) for west in (0, HALF))
    parts = [*shapely.get_parts(whole & here), *shapely.get_parts(shapely.transform(whole & beyond, _back))]
    sides: BaseGeometry = shapely.multipolygons([part for part in parts if part.geom_type == "Polygon"])
    return sides


def middle_of(shape: "BaseGeometry") -> tuple[float, float]:
    """Return the centroid of something that lies on both sides of the meridian."""
    centroid = _east_of_greenwich(shape).centroid
    return float(centroid.x) - (2 * HALF if centroid.x > HALF else 0), float(centroid.y)


def _east_of_greenwich(shape: "BaseGeometry") -> "BaseGeometry":
    """Count longitudes from 0 to 360, so that nothing jumps at the meridian."""
    import shapely

    return shapely.transform(shape, _eastward)


def _eastward(corners: "np.ndarray") -> "np.ndarray":
    return corners + [[2 * HALF, 0]] * (corners[:, :1] < 0)


def _back(corners: "np.ndarray") -> "np.ndarray":
    return corners - [[2 * HALF, 0]]
