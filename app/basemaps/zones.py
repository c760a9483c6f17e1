"""Reckons how much of a settlement lies in each zone the city drew: in a flood line, in a ward, on a plot."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.basemaps import repository
from app.basemaps.rules import Bounds, meet
from app.basemaps.schemas import Source, ZoneShare
from app.kit.shapes import measured, mended

MOST_ZONES = 5_000
"""Read of one overlay near one settlement; more than that is no overlay to reckon shares of."""
LEAST_SHARE = 0.0005


def boundary_of(shape: bytes) -> Any:
    """Return a boundary as it encloses ground, mended where it crosses itself; None where it encloses none."""
    import shapely

    return mended(shapely.from_wkb(shape))


def shares(boundary: Any, area_m2: float, among: Sequence[Source]) -> list[ZoneShare]:
    """Return the share in each zone of each overlay, the largest first; zones of one name count together."""
    found = [
        ZoneShare(
            overlay=source.name, kind=source.overlay_kind or "other", title=source.title,
            attribution=source.attribution, date=source.date, zone=zone, area_m2=round(within_m2, 1),
            share=round(min(1.0, within_m2 / area_m2), 4),
        )
        for source in among if source.use == "overlay"
        for zone, within_m2 in _areas_within(boundary, source).items() if within_m2 >= area_m2 * LEAST_SHARE
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.overlay, -one.share, one.zone))


def _areas_within(boundary: Any, source: Source) -> dict[str, float]:
    """Return the square metres of a boundary in the zones of one overlay, by the zone's name."""
    import shapely

    shapes = repository.shapes_of(source)
    bounds: Bounds = boundary.bounds
    if shapes is None or not meet(source.bounds, bounds):
        return {}
    by_name: dict[str, list[Any]] = defaultdict(list)
    for name, zone in _near(shapes, bounds):
        shared = shapely.intersection(zone, boundary)
        if shared.area:
            by_name[name].append(shared)
    together = {name: mended(shapely.union_all(parts)) for name, parts in by_name.items()}
    return {name: measured(whole).area_m2 for name, whole in together.items() if whole is not None}


def _near(shapes: Path, bounds: Bounds) -> list[tuple[str, Any]]:
    """Read the areas of an overlay that may meet a boundary; what crosses itself is taken as mended."""
    import pyogrio
    import shapely

    _meta, _ids, geometry, columns = pyogrio.raw.read(
        str(shapes), columns=["name"], bbox=bounds, max_features=MOST_ZONES
    )
    zones = [mended(zone) for zone in shapely.from_wkb(geometry)]
    return [(str(name or ""), zone) for name, zone in zip(columns[0], zones, strict=True) if zone is not None]
