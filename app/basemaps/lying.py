"""Tells where an overlay lies before it is taken: one that lies far from every city is asked about, as a list is."""

from collections.abc import Callable, Sequence
from pathlib import Path

from sqlmodel import Session

from app.basemaps import reading
from app.basemaps.rules import Bounds
from app.people import register
from app.people import service as people
from app.settlements import service as settlements
from app.settlements.degrees import NEARLY_DEG, Whereabouts, far_away
from app.settlements.problems import FileTurned


def look(file: Path, crs: str | None, cities: Sequence[Whereabouts], tell: Callable[[str], None]) -> list[str]:
    """Return what is doubtful of where the features of a file lie; tell where it does not say its coordinates."""
    from shapely import total_bounds

    edges = []
    for table in reading.tables(file, [], crs):
        edges.append(total_bounds(table.geometry).tolist())
        if not table.says_crs:
            tell(
                f"“{table.name}” does not say in which coordinates it is: they were read as longitude and latitude. "
                "--crs says otherwise, such as --crs EPSG:32736."
            )
    if not edges:
        return []
    wests, souths, easts, norths = zip(*edges, strict=True)
    return doubts((min(wests), min(souths), max(easts), max(norths)), cities)


def doubts(box: Bounds, cities: Sequence[Whereabouts]) -> list[str]:
    """Tell how far from the nearest city a map lies that reaches none of them."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    known = [one for one in cities if one.near]
    if not known or any(_reaches(box, one) for one in known):
        return []
    ways = [(x, y), (y, x)] if abs(x) <= 90 else [(x, y)]
    try:
        return far_away([[x, y]], min(known, key=lambda one: min(one.far(*way) for way in ways)))
    except FileTurned as turned:
        return [f"{turned.detail} Save it with longitude first."]


def _reaches(box: Bounds, city: Whereabouts) -> bool:
    assert city.near
    lon, lat = city.near.place
    west, south, east, north = box
    return west - NEARLY_DEG <= lon <= east + NEARLY_DEG and south - NEARLY_DEG <= lat <= north + NEARLY_DEG


def every_city(session: Session) -> list[Whereabouts]:
    """Return where the cities of the federation lie; none before there is one."""
    if people.federation_name(session) is None:
        return []
    known = people.cities(session, register.at_the_server(session))
    return [Whereabouts(city=one.name, near=settlements.where_it_lies(session, one)) for one in known]
