"""Draws an invented street map around the demonstration's settlements, so that its maps show roads; none is real."""

import json
import math
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.basemaps.adding import Wish, add
from app.demo.reading import CITIES, CityFile, Position, city_file

ATTRIBUTION = "Invented for the demonstration: no street here is real"
NAME = "invented-streets"
METRES = 1 / 111_320
AROUND_M = 1_500
MAJOR_M, MINOR_M = 850, 170
NEAR_M = 450
TREES = (
    "Acacia",
    "Mango",
    "Fig",
    "Palm",
    "Cedar",
    "Bamboo",
    "Jacaranda",
    "Olive",
    "Tamarind",
    "Banyan",
    "Teak",
    "Lotus",
)
PLACES = (("school", "School"), ("clinic", "Clinic"), ("marketplace", "Market"), ("church", "Church"))

Feature = dict[str, Any]
Line = list[Position]


def bring_streets(tell: Callable[[str], None]) -> None:
    """Bring the drawing in as an operator brings a map."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "streets.geojson"
        write_streets(file)
        add(file, Wish(attribution=ATTRIBUTION, name=NAME, replace=True), tell)


def write_streets(file: Path) -> None:
    """Write the streets of both cities as one GeoJSON file."""
    drawn = [feature for name in CITIES for feature in streets_of(city_file(name))]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": drawn}), encoding="utf-8")


def streets_of(city: CityFile) -> Iterator[Feature]:
    """Draw one city: the same streets every time."""
    chance = random.Random(city.city.name)  # noqa: S311 - a drawing, no secret
    centres = [one.centre or _middle(one.boundary) for one in city.settlements]
    town = _Town(chance, centres)
    yield from town.ground()
    yield from town.water()
    yield from town.major_roads()
    for n, centre in enumerate(centres):
        yield from town.quarter(centre, TREES[n % len(TREES)])


class _Town:
    """Everything drawn for one city, in metres east and north of its south-western corner."""

    def __init__(self, chance: random.Random, centres: list[Position]) -> None:
        self.chance = chance
        self.centres = centres
        self.west, self.south = min(lon for lon, _ in centres), min(lat for _, lat in centres)
        self.stretch = math.cos(math.radians(self.south))
        self.width, self.height = (max(edge) for edge in zip(*(self._metres(one) for one in centres), strict=True))

    def ground(self) -> Iterator[Feature]:
        """Draw parks and workplaces between the settlements."""
        for use in ("park", "industrial", "park", "commercial", "cemetery"):
            x, y = self.chance.uniform(0, self.width), self.chance.uniform(0, self.height)
            yield self._area(x, y, self.chance.uniform(120, 320), {"landuse": use, "name": f"{use.title()} (invented)"})

    def water(self) -> Iterator[Feature]:
        """Draw a river from south to north, with two streams that meet it."""
        river = [(self.width / 2 + 500 * math.sin(y / 1900) + 700, float(y)) for y in self._steps(self.height, 150)]
        yield self._line(river, {"waterway": "river", "name": "Long River (invented)"})
        for share in (0.3, 0.7):
            x, y = river[int(len(river) * share)]
            stream = [(x - step, y + 60 * math.sin(step / 260)) for step in range(0, 1_600, 100)]
            yield self._line(stream, {"waterway": "stream"})

    def major_roads(self) -> Iterator[Feature]:
        """Draw wide roads across the town, and one railway along it."""
        for n, x in enumerate(self._steps(self.width, MAJOR_M)):
            line = [(x + 40 * math.sin(y / 700 + n), float(y)) for y in self._steps(self.height, 200)]
            yield self._line(line, {"highway": "primary" if n % 2 else "secondary", "name": f"{TREES[n % 12]} Road"})
        for n, y in enumerate(self._steps(self.height, MAJOR_M)):
            across = [(float(x), y + 30 * math.sin(x / 500 + n)) for x in self._steps(self.width, 200)]
            yield self._line(across, {"highway": "tertiary", "name": f"{TREES[-1 - n % 12]} Avenue"})
        rail = [(self.width * 0.4, float(y)) for y in self._steps(self.height, 400)]
        yield self._line(rail, {"railway": "rail"})

    def quarter(self, centre: Position, name: str) -> Iterator[Feature]:
        """Draw the small streets, houses and places around one settlement."""
        x0, y0 = self._metres(centre)
        yield self._area(x0, y0, NEAR_M * 1.3, {"landuse": "residential"}, corners=9)
        offsets = range(-NEAR_M, NEAR_M + 1, MINOR_M)
        for n, step in enumerate(offsets):
            bend = self.chance.uniform(-25, 25)
            along = [(x0 + step + bend * math.sin(s / 200), y0 + s) for s in range(-NEAR_M, NEAR_M + 1, 75)]
            yield self._line(along, {"highway": "residential", "name": f"{name} Street {n + 1}"})
            across = [(x0 + s, y0 + step + bend * math.cos(s / 200)) for s in range(-NEAR_M, NEAR_M + 1, 75)]
            yield self._line(across, {"highway": "footway" if n % 2 else "residential"})
        for _house in range(140):
            x, y = x0 + self.chance.uniform(-NEAR_M, NEAR_M), y0 + self.chance.uniform(-NEAR_M, NEAR_M)
            yield self._area(x, y, self.chance.uniform(4, 9), {"building": "yes"}, corners=4)
        for (kind, word), (east, north) in zip(PLACES, ((1, 1), (-1, 1), (-1, -1), (1, -1)), strict=True):
            at = (x0 + east * self.chance.uniform(150, 330), y0 + north * self.chance.uniform(150, 330))
            yield self._feature(
                "Point", list(self._degrees(at)), {"amenity": kind, "name": f"{name} {word} (invented)"}
            )
        yield self._feature("Point", list(centre), {"place": "neighbourhood", "name": f"{name} Quarter (invented)"})

    def _steps(self, length: float, step: int) -> range:
        return range(-AROUND_M, int(length) + AROUND_M + step, step)

    def _metres(self, at: Position) -> Position:
        return (at[0] - self.west) / METRES * self.stretch, (at[1] - self.south) / METRES

    def _degrees(self, at: Position) -> Position:
        return round(self.west + at[0] * METRES / self.stretch, 6), round(self.south + at[1] * METRES, 6)

    def _line(self, line: Line, said: dict[str, str]) -> Feature:
        return self._feature("LineString", [list(self._degrees(at)) for at in line], said)

    def _area(self, x: float, y: float, size: float, said: dict[str, str], corners: int = 7) -> Feature:
        turn = self.chance.uniform(0, math.tau)
        ring = [
            (x + size * math.cos(turn + n * math.tau / corners), y + size * math.sin(turn + n * math.tau / corners))
            for n in range(corners)
        ]
        return self._feature("Polygon", [[list(self._degrees(at)) for at in [*ring, ring[0]]]], said)

    def _feature(self, kind: str, coordinates: Any, said: dict[str, str]) -> Feature:
        return {"type": "Feature", "properties": said, "geometry": {"type": kind, "coordinates": coordinates}}


def _middle(corners: list[Position]) -> Position:
    return sum(lon for lon, _ in corners) / len(corners), sum(lat for _, lat in corners) / len(corners)
