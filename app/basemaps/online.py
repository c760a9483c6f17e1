"""Which single tiles somebody may ask for while there is signal: where they are, at which zooms, and who drew them."""

from collections import defaultdict
from collections.abc import Sequence
from functools import reduce

from sqlmodel import Session

from app.basemaps import service
from app.basemaps.rules import STREETS_ZOOMS, STRUCTURES_ZOOMS_ONLINE, Bounds, around
from app.basemaps.schemas import OverlayOnline, SheetOnline, Source, TilesOfKind
from app.people.rules import SignedIn


def kinds(session: Session, who: SignedIn) -> list[TilesOfKind]:
    """Tell of every kind that there is anything of for somebody; of officials, the streets alone."""
    sources = service.sources_for(who)
    if who.is_official:
        return _streets(sources)
    grounds = _grounds(session, who)
    return [*_streets(sources), *_imagery(sources), *_structures(grounds)]


def _streets(sources: Sequence[Source]) -> list[TilesOfKind]:
    drawn = [one for one in sources if one.tiles == "mvt"]
    brought = [one for one in drawn if one.use == "basemap"]
    if not brought:  # overlays alone make no map of streets
        return []
    lowest, highest = STREETS_ZOOMS
    return [
        TilesOfKind(
            kind="streets", min_zoom=max(lowest, min(one.min_zoom for one in brought)),
            max_zoom=min(highest, max(one.max_zoom for one in brought)),
            sheets=[_sheet(one) for one in brought],
            overlays=[_overlay(one) for one in drawn if one.use == "overlay"],
        )
    ]  # fmt: skip


def _imagery(sources: Sequence[Source]) -> list[TilesOfKind]:
    brought = [one for one in sources if one.tiles != "mvt" and one.use == "basemap"]
    if not brought:
        return []
    return [
        TilesOfKind(
            kind="imagery", min_zoom=min(one.min_zoom for one in brought),
            max_zoom=max(one.max_zoom for one in brought), sheets=[_sheet(one) for one in brought], overlays=[],
        )
    ]  # fmt: skip


def _structures(grounds: Sequence[Bounds]) -> list[TilesOfKind]:
    if not grounds:
        return []
    lowest, highest = STRUCTURES_ZOOMS_ONLINE
    sheets = [SheetOnline(bounds=ground, attribution="", date=None) for ground in grounds]
    return [TilesOfKind(kind="structures", min_zoom=lowest, max_zoom=highest, sheets=sheets, overlays=[])]


def _grounds(session: Session, who: SignedIn) -> list[Bounds]:
    """Return, a city each, the ground around the settlements somebody sees in full."""
    by_city: dict[str, list[Bounds]] = defaultdict(list)
    for rectangle, those in service.rectangles(session, service.seen_by(session, who)).items():
        for one in those:
            by_city[one.city_id].append(rectangle.bounds)
    return [reduce(around, bounds) for bounds in by_city.values()]


def _sheet(source: Source) -> SheetOnline:
    return SheetOnline(bounds=source.bounds, attribution=source.attribution, date=source.date)


def _overlay(source: Source) -> OverlayOnline:
    return OverlayOnline(
        overlay=source.name, kind=source.overlay_kind or "other", name=source.title, attribution=source.attribution,
        date=source.date, bounds=source.bounds,
    )  # fmt: skip
