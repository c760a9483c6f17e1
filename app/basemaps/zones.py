"""Reckons how much of a settlement lies in each zone the city drew: in a flood line, in a ward, on a plot."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.basemaps import repository
from app.basemaps.rules import Bounds, meet
from app.basemaps.schemas import OverlayTold, SettlementZones, Source, ZoneShare
from app.kit.shapes import measured, mended

MOST_ZONES = 5_000
"""Read of one overlay near one settlement; more than that is no overlay to reckon shares of."""
LEAST_SHARE = 0.0005
CITY_DEG = 0.5
"""About 55 km: an overlay that lies farther off is of another city."""


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


def around(near: Bounds | None, among: Sequence[Source]) -> list[Source]:
    """Return the overlays of the city something lies in: those that reach as near to it as a city is wide.

    All of them where nobody knows where it lies.
    """
    plans = [source for source in among if source.use == "overlay"]
    if near is None:
        return plans
    west, south, east, north = near
    wide = (west - CITY_DEG, south - CITY_DEG, east + CITY_DEG, north + CITY_DEG)
    return [plan for plan in plans if meet(plan.bounds, wide)]


def reckoned(boundary: Any, area_m2: float, plans: Sequence[Source], claims: int) -> SettlementZones:
    """Tell of each overlay around a settlement how it lies to it; of ``boundary`` None, that nothing is reckoned."""
    if boundary is None:
        waiting = [legend_of(plan) for plan in plans]
        return SettlementZones(area_m2=None, claims=claims, zones=[], touching=[], none_of=[], not_reckoned=waiting)
    found = shares(boundary, area_m2, plans)
    named = {zone.overlay for zone in found}
    lying: dict[bool, list[OverlayTold]] = {True: [], False: []}
    for plan in plans:
        if plan.name not in named:
            lying[_touches(boundary, plan)].append(legend_of(plan))
    return SettlementZones(
        area_m2=round(area_m2, 1), claims=claims, zones=found, touching=lying[True], none_of=lying[False],
        not_reckoned=[],
    )  # fmt: skip


def _touches(boundary: Any, source: Source) -> bool:
    """Tell whether a boundary meets anything of an overlay, be it a line or an edge."""
    import shapely

    shapes = repository.shapes_of(source)
    if shapes is None or not meet(source.bounds, boundary.bounds):
        return False
    return bool(shapely.intersects([zone for _, zone in _read(shapes, boundary.bounds)], boundary).any())


def legend_of(source: Source) -> OverlayTold:
    """Return what is said of an overlay where it is named."""
    return OverlayTold(
        overlay=source.name, kind=source.overlay_kind or "other", name=source.title, attribution=source.attribution,
        date=source.date,
    )  # fmt: skip


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
    read = [(name, mended(zone)) for name, zone in _read(shapes, bounds)]
    return [(name, zone) for name, zone in read if zone is not None]


def _read(shapes: Path, bounds: Bounds) -> list[tuple[str, Any]]:
    """Read whatever an overlay has near a boundary, by its name."""
    import pyogrio
    import shapely

    _meta, _ids, geometry, columns = pyogrio.raw.read(
        str(shapes), columns=["name"], bbox=bounds, max_features=MOST_ZONES
    )
    return [(str(name or ""), zone) for name, zone in zip(columns[0], shapely.from_wkb(geometry), strict=True)]
