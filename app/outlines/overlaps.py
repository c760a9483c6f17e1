"""The ground two boundaries share: found among outlines, measured on the globe, told as a share of the smaller one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from app.kit.shapes import Geometry, area_of, as_geojson, mended
from app.outlines.repository import Outlined
from app.outlines.rules import Box

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class Overlap:
    """What a boundary shares with one outline: ``share`` is that of the smaller of the two, 1 where one lies inside."""

    outline: Outlined
    area_m2: float
    share: float
    ground: "BaseGeometry"

    @property
    def geometry(self) -> Geometry:
        """Return the shared ground as GeoJSON."""
        return as_geojson(self.ground)


def overlaps_with(geometry: Mapping[str, Any], found: Callable[[Box], Sequence[Outlined]]) -> list[Overlap]:
    """Return what a boundary shares with the outlines found near it, the largest share first."""
    import shapely

    own = mended(shapely.force_2d(shapely.from_geojson(orjson.dumps(geometry))))
    if own is None:
        return []
    near = [one for one in found(Box(*(float(edge) for edge in own.bounds))) if one.area_m2 > 0]
    if not near:
        return []
    shapes = shapely.from_wkb([one.shape for one in near])
    shapely.prepare(own)
    meeting = [(one, shape) for one, shape, meets in zip(near, shapes, own.intersects(shapes), strict=True) if meets]
    own_m2 = area_of(own)
    shared = [overlap for one, shape in meeting if (overlap := overlap_of(own, own_m2, one, shape))]
    return sorted(shared, key=lambda one: (-one.share, one.outline.record_id, one.outline.edit_id))


def overlap_of(own: "BaseGeometry", own_m2: float, one: Outlined, shape: "BaseGeometry") -> Overlap | None:
    """Measure the ground a boundary shares with an outline; None where they touch at most."""
    whole = mended(shape)
    ground = mended(own.intersection(whole)) if whole is not None else None
    if ground is None:
        return None
    shared_m2 = area_of(ground)
    return Overlap(one, shared_m2, min(1.0, shared_m2 / min(own_m2, one.area_m2)), ground)
