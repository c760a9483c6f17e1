"""Which rectangle of the ground a settlement's pack covers, and what a pack is called. Pure."""

import math
import re
from collections.abc import Iterable
from functools import reduce
from typing import Literal, NamedTuple, get_args

PackKind = Literal["streets", "imagery", "structures"]
OverlayKind = Literal["ward", "zoning", "cadastre", "flood", "other"]
OVERLAY_KINDS: tuple[OverlayKind, ...] = get_args(OverlayKind)

SCHEMA = 1
LAYERS = ("land", "water", "buildings", "roads", "names", "zones")
"""The layers of a tile in the order they are drawn; docs/basemaps.md says what stands in each."""
PACK_LIMIT = 15_000_000
BLOCK_BYTES = 1024 * 1024
GRID_ZOOM = 13
MOST_ACROSS = 6
SURROUNDINGS_M = 2_000
STREETS_ZOOMS = (8, 14)
STRUCTURES_ZOOMS = (12, 16)
STRUCTURES_ZOOMS_ONLINE = (8, 16)
"""From further away than a pack shows them: a city, its structures as crowds."""
METRES_A_DEGREE = 111_320
EDGE_OF_THE_MAP = 85.05

_KEY = re.compile(r"(streets|imagery)-(\d{1,4})-(\d{1,4})-(\d{1,4})-(\d{1,4})")
_STRUCTURES = re.compile(r"structures-([0-9a-f-]{36})")

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""
Tile = tuple[int, int, int]
"""Zoom, column, row."""


class Rectangle(NamedTuple):
    """Whole tiles of one zoom, first and last column and row included; rows count from the north."""

    west: int
    north: int
    east: int
    south: int

    @property
    def bounds(self) -> Bounds:
        """Return its edges in degrees."""
        west, north = corner(GRID_ZOOM, self.west, self.north)
        east, south = corner(GRID_ZOOM, self.east + 1, self.south + 1)
        return round(west, 6), round(south, 6), round(east, 6), round(north, 6)

    def tiles(self, zoom: int) -> list[Tile]:
        """Return every tile of a zoom that touches the rectangle."""
        west, north, east, south = (
            (self.west >> (GRID_ZOOM - zoom), self.north >> (GRID_ZOOM - zoom),
             self.east >> (GRID_ZOOM - zoom), self.south >> (GRID_ZOOM - zoom))
            if zoom <= GRID_ZOOM
            else (self.west << (zoom - GRID_ZOOM), self.north << (zoom - GRID_ZOOM),
                  ((self.east + 1) << (zoom - GRID_ZOOM)) - 1, ((self.south + 1) << (zoom - GRID_ZOOM)) - 1)
        )  # fmt: skip
        return [(zoom, x, y) for x in range(west, east + 1) for y in range(north, south + 1)]


def tile_at(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    """Return column and row of the tile a position lies in; poles lie in the last rows."""
    across = 1 << zoom
    lat = math.radians(max(-EDGE_OF_THE_MAP, min(EDGE_OF_THE_MAP, lat)))
    x = int((lon + 180) / 360 * across)
    y = int((1 - math.asinh(math.tan(lat)) / math.pi) / 2 * across)
    return max(0, min(across - 1, x)), max(0, min(across - 1, y))


def corner(zoom: int, x: int, y: int) -> tuple[float, float]:
    """Return longitude and latitude of a tile's north-western corner."""
    across = 1 << zoom
    return x / across * 360 - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / across))))


def bounds_of_tile(tile: Tile) -> Bounds:
    """Return a tile's edges in degrees."""
    zoom, x, y = tile
    west, north = corner(zoom, x, y)
    east, south = corner(zoom, x + 1, y + 1)
    return west, south, east, north


def is_tile(tile: Tile) -> bool:
    """Tell whether there is such a tile."""
    zoom, x, y = tile
    return 0 <= zoom <= 24 and 0 <= x < 1 << zoom and 0 <= y < 1 << zoom


def rectangle_around(bounds: Bounds) -> Rectangle:
    """Return the whole tiles around a settlement and its surroundings, at most so many across.

    A coarse grid, so that neither the pack nor its name tells where in it the settlement ends.
    """
    west, south, east, north = bounds
    if east < west:  # over the antimeridian: the tiles of its western part
        east = 180.0
    up = SURROUNDINGS_M / METRES_A_DEGREE
    aside = up / max(math.cos(math.radians(max(abs(south), abs(north)))), 0.05)
    first = tile_at(west - aside, north + up, GRID_ZOOM)
    last = tile_at(east + aside, south - up, GRID_ZOOM)
    middle = tile_at((west + east) / 2, (south + north) / 2, GRID_ZOOM)
    (left, right), (top, bottom) = (_at_most(first[n], middle[n], last[n]) for n in (0, 1))
    return Rectangle(left, top, right, bottom)


def _at_most(first: int, middle: int, last: int) -> tuple[int, int]:
    if last - first < MOST_ACROSS:
        return first, last
    begin = max(0, min((1 << GRID_ZOOM) - MOST_ACROSS, middle - MOST_ACROSS // 2))
    return begin, begin + MOST_ACROSS - 1


def key_of(kind: PackKind, rectangle: Rectangle) -> str:
    """Name the pack of a rectangle; settlements in the same one share it."""
    return "-".join((kind, *map(str, rectangle)))


def key_of_structures(settlement_id: str) -> str:
    """Name the pack of what was mapped in one settlement."""
    return f"structures-{settlement_id}"


def rectangle_of(key: str) -> tuple[PackKind, Rectangle] | None:
    """Return what a pack's name says, None where it is none of a rectangle."""
    found = _KEY.fullmatch(key)
    if not found:
        return None
    kind: PackKind = "streets" if found[1] == "streets" else "imagery"
    return kind, Rectangle(*(int(found[n]) for n in range(2, 6)))


def settlement_of(key: str) -> str | None:
    """Return whose structures a pack holds, None where it is none of structures."""
    found = _STRUCTURES.fullmatch(key)
    return found[1] if found else None


def around(one: Bounds, other: Bounds) -> Bounds:
    """Return the rectangle of the ground that holds both."""
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def meet(one: Bounds, other: Bounds) -> bool:
    """Tell whether two rectangles of the ground have something in common."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def grounds_of(tiles: Iterable[tuple[Tile, int]], zoom: int) -> list[Bounds]:
    """Return the edges of each piece of ground that the tiles of a zoom cover without a gap, west to east.

    ``tiles``: in the order of an archive, the lower zooms first; where none lies at this zoom, those of the last below.
    """
    deepest: list[Tile] = []
    for tile, _length in tiles:
        if tile[0] > zoom:
            break
        if deepest and tile[0] > deepest[0][0]:
            deepest = []
        deepest.append(tile)
    left = {(x, y) for _z, x, y in deepest}
    found = []
    while left:
        piece = [left.pop()]
        for x, y in piece:
            beside = {(x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)} & left
            left -= beside
            piece += beside
        boxes = [bounds_of_tile((deepest[0][0], x, y)) for x, y in piece]
        found.append(reduce(around, boxes))
    return sorted(found)
