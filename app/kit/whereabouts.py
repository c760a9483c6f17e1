"""Roughly where on the globe something lies: a city by its time zone, and whether a place is land or sea."""

import json
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from math import cos, radians
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from shapely import MultiPolygon

Place = tuple[float, float]
"""Longitude and latitude."""


class Near(NamedTuple):
    """Where something is looked for; ``clock`` names the city whose time is kept there, when only that is known."""

    place: Place
    clock: str = ""


CLOCK_KM = 2_500
"""One clock serves as much as a large country: so far from its main city a city may lie."""
LAND = files("app.kit").joinpath("land.json")


@lru_cache(maxsize=64)
def of_time_zone(name: str) -> Place | None:
    """Return where the main city of a time zone lies, as the time zone database says; None where it names no city."""
    for line in files("tzdata.zoneinfo").joinpath("zone.tab").read_text().splitlines():
        told = line.split("\t")
        if not line.startswith("#") and told[2] == name:
            return _read(told[1])
    return None


def by_the_clock(time_zone: str) -> Near | None:
    """Return where the main city of a time zone lies, for a city of which nothing else is known."""
    place = of_time_zone(time_zone)
    return Near(place, time_zone.rpartition("/")[2].replace("_", " ")) if place else None


def amid(described: Sequence[Place], listed: Sequence[Place], clock: Near | None) -> Near | None:
    """Return where a city lies: amid what people described, else amid what lists say, as far as its clock reaches.

    What lies beyond is believed of people alone: no list, however long, moves a city away from its clock.
    """
    if clock is None:
        return _middle(described) or _middle(listed)
    for told in (described, listed):
        if found := _middle([one for one in told if apart_km(one, clock.place) <= CLOCK_KM]):
            return found
    return _middle(described) or clock


def _middle(places: Sequence[Place]) -> Near | None:
    return Near((median(lon for lon, _ in places), median(lat for _, lat in places))) if places else None


def _read(iso_6709: str) -> Place:
    """Read ``-1750+03103`` or ``+143512+1210045``: degrees, minutes and perhaps seconds."""
    second = max(iso_6709.rfind("+"), iso_6709.rfind("-"))
    lat, lon = iso_6709[:second], iso_6709[second:]
    return _degrees(lon, 4), _degrees(lat, 3)


def _degrees(told: str, digits: int) -> float:
    minutes, seconds = told[digits : digits + 2], told[digits + 2 :] or "0"
    size = int(told[1:digits]) + int(minutes) / 60 + int(seconds) / 3600
    return -size if told[0] == "-" else size


def is_land(place: Place) -> bool:
    """Tell whether there is land, give or take ten kilometres."""
    from shapely import Point

    near = Point(place).buffer(0.1)
    return bool(_land().intersects(near))


@lru_cache(maxsize=1)
def _land() -> "MultiPolygon":
    from shapely import MultiPolygon
    from shapely.geometry import shape

    told = json.loads(LAND.read_text())
    whole = shape(told)
    assert isinstance(whole, MultiPolygon)
    return whole


def apart_km(one: Place, other: Place) -> float:
    """Return roughly how far two places are from each other."""
    from app.kit.shapes import length_m

    return length_m([one, other]) / 1000


def area_at_most_km2(west: float, south: float, east: float, north: float) -> float:
    """Return the area of a window of degrees, which nothing inside it exceeds."""
    nearest = 0.0 if south <= 0 <= north else min(abs(south), abs(north))
    return (east - west) * (north - south) * 111.32 * 111.7 * cos(radians(min(nearest, 90)))
