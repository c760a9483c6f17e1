"""Invented towns as files an operator brings: streets, houses by the hundred thousand, pictures from above."""

import json
import random
import sqlite3
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.basemaps.rules import tile_at

HOUSE = (8e-5, 6e-5)
STREET = 3e-4
ACROSS = 400

Feature = dict[str, Any]


def feature(kind: str, coordinates: Any, **said: Any) -> Feature:
    return {"type": "Feature", "properties": said, "geometry": {"type": kind, "coordinates": coordinates}}


def square(lon: float, lat: float, size: float = 1e-3, **said: Any) -> Feature:
    ring = [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]
    return feature("Polygon", [ring], **said)


def collection(file: Path, features: Sequence[Feature], **more: Any) -> Path:
    file.write_text(json.dumps({"type": "FeatureCollection", "features": list(features), **more}), encoding="utf-8")
    return file


def town(lon: float, lat: float) -> list[Feature]:
    """A street, a river, a house, a park, a school and a name, tagged as OpenStreetMap does."""
    river = [[lon - 0.01, lat - 0.004], [lon + 0.01, lat - 0.004]]
    return [
        feature("LineString", [[lon - 0.01, lat], [lon + 0.01, lat]], highway="primary", name="Mango Road"),
        feature("LineString", [[lon, lat - 0.01], [lon, lat + 0.01]], highway="footway", bridge="yes"),
        feature("LineString", river, waterway="river", name="Long River"),
        square(lon + 0.001, lat + 0.001, 2e-4, building="yes"),
        square(lon + 0.003, lat + 0.003, landuse="residential"),
        feature("Point", [lon + 0.002, lat + 0.002], amenity="school", name="Fig School"),
        feature("Point", [lon, lat], place="suburb", name="Tunasan"),
    ]


def _houses(count: int, lon: float, lat: float) -> Iterator[str]:
    """Yield houses as GeoJSON text, street by street; hardly two are of one size."""
    chance = random.Random(count)
    for n in range(count):
        x, y = lon + n % ACROSS * STREET, lat + n // ACROSS * STREET
        w, h = HOUSE[0] * chance.uniform(0.6, 1.4), HOUSE[1] * chance.uniform(0.6, 1.4)
        ring = ((x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y))
        corners = ",".join(f"[{a:.7f},{b:.7f}]" for a, b in ring)
        geometry = f'{{"type":"Polygon","coordinates":[[{corners}]]}}'
        yield f'{{"type":"Feature","properties":{{"building":"yes"}},"geometry":{geometry}}}'


def city_of_houses(file: Path, count: int, lon: float, lat: float) -> Path:
    """Write a city of so many houses, with a street between each ten of their rows."""
    streets = [
        feature(
            "LineString", [[lon, lat + n * STREET], [lon + ACROSS * STREET, lat + n * STREET]],
            highway="residential", name=f"Street {n}",
        )
        for n in range(0, count // ACROSS, 10)
    ]  # fmt: skip
    with file.open("w", encoding="utf-8") as opened:
        opened.write('{"type":"FeatureCollection","features":[')
        opened.write(",\n".join([*map(json.dumps, streets), *_houses(count, lon, lat)]))
        opened.write("]}")
    return file


def picture(shade: int, noise: int = 0, seed: int = 0) -> bytes:
    """Make a PNG of one grey; with noise, of so many bytes that cannot be packed."""
    chance = random.Random(shade * 1_000_000 + seed)
    rows = b"".join(b"\0" + bytes([shade]) * 256 for _row in range(256)) + chance.randbytes(noise)

    def part(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", 256, 256, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")


def mbtiles(file: Path, told: Mapping[str, str], tiles: Mapping[tuple[int, int, int], bytes]) -> Path:
    """Write an MBTiles file; rows count from the south there."""
    with sqlite3.connect(file) as made:
        made.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        made.execute("CREATE TABLE tiles (zoom_level INT, tile_column INT, tile_row INT, tile_data BLOB)")
        made.executemany("INSERT INTO metadata VALUES (?, ?)", list(told.items()))
        rows = [(z, x, (1 << z) - 1 - y, body) for (z, x, y), body in tiles.items()]
        made.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    made.close()
    return file


def pictures(file: Path, lon: float, lat: float, zooms: range = range(10, 15), noise: int = 0, reach: int = 1) -> Path:
    """Write pictures from above around a place, as PNG in an MBTiles file that leaves out its zooms."""
    near = range(-reach, reach + 1)
    made: dict[tuple[int, int, int], bytes] = {}
    for zoom in zooms:
        x, y = tile_at(lon, lat, zoom)
        made |= {(zoom, x + i, y + j): picture(zoom * 9, noise, seed=i * 999 + j) for i in near for j in near}
    return mbtiles(file, {"name": "above", "format": "png"}, made)
