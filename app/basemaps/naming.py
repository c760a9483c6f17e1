"""The names of the wards that a pack's rectangle lies in, those first that most of it lies in. Pure."""

from collections.abc import Sequence

from app.basemaps.rules import Bounds


def most_within(bounds: Bounds, wards: Sequence[tuple[str, bytes]]) -> list[str]:
    """Return the names of wards (each with its outline as WKB) by how much of a rectangle each covers, the most first.

    Areas are compared in degrees: a rectangle is a few kilometres wide.
    """
    import shapely

    if not wards:
        return []
    shapes = shapely.make_valid(shapely.from_wkb([shape for _name, shape in wards]))
    covered = shapely.area(shapely.intersection(shapes, shapely.box(*bounds)))
    found = sorted((-float(area), name) for (name, _shape), area in zip(wards, covered, strict=True) if area > 0)
    return [name for _area, name in found]
