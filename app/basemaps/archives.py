"""Reads and writes PMTiles: one file of many tiles, in which each is found without reading the rest.

A tile is read as the file has it. Files are an operator's own, but one cut short or made to do harm gets a clear
answer: directories are unpacked to a limit, and whatever does not fit the format is ``broken``.
"""

import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pmtiles.reader import MmapSource
from pmtiles.tile import (
    Compression,
    TileType,
    deserialize_directory,
    deserialize_header,
    find_tile,
    tileid_to_zxy,
    zxy_to_tileid,
)
from pmtiles.writer import Writer

from app.basemaps.problems import MapFileUnreadable
from app.basemaps.rules import Bounds, Tile
from app.basemaps.schemas import TileKind

MAGIC = b"PMTiles\x03"
HEADER_BYTES = 127
DIRECTORY_LIMIT = 64 * 1024 * 1024
TILE_LIMIT = 16 * 1024 * 1024
DEEPEST = 4
KINDS: dict[TileType, TileKind] = {
    TileType.MVT: "mvt", TileType.PNG: "png", TileType.JPEG: "jpeg", TileType.WEBP: "webp",
}  # fmt: skip
TYPES: dict[TileKind, TileType] = {kind: told for told, kind in KINDS.items()}
MISFITS = (ValueError, TypeError, IndexError, KeyError, EOFError, OSError, MemoryError, OverflowError, zlib.error)


class Archive:
    """An opened PMTiles file; directories that were looked into are kept in memory."""

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            with file.open("rb") as opened:
                if opened.read(len(MAGIC)) != MAGIC:
                    raise self._broken("it does not begin as PMTiles version 3 does")
                self._size = opened.seek(0, 2)
                self._bytes: Callable[[int, int], bytes] = MmapSource(opened)
            self.header: Mapping[str, Any] = dict(deserialize_header(self._bytes(0, HEADER_BYTES)))
        except MISFITS as fault:
            raise self._broken("its first lines do not fit") from fault
        if self.header["tile_type"] not in KINDS:
            raise MapFileUnreadable("tiles", "Its tiles are neither vector tiles nor PNG, JPEG or WebP pictures.")
        if self.header["tile_compression"] not in (Compression.GZIP, Compression.NONE):
            raise MapFileUnreadable("packed", "Its tiles are packed in a way that is not known here; gzip is.")
        self._directory = lru_cache(maxsize=256)(self._read_directory)

    @property
    def tiles(self) -> TileKind:
        """Return what its tiles are."""
        return KINDS[self.header["tile_type"]]

    @property
    def zooms(self) -> tuple[int, int]:
        """Return the lowest and the highest zoom."""
        return self.header["min_zoom"], self.header["max_zoom"]

    @property
    def bounds(self) -> Bounds:
        """Return its edges in degrees."""
        edges = (self.header[f"{side}_e7"] / 1e7 for side in ("min_lon", "min_lat", "max_lon", "max_lat"))
        west, south, east, north = edges
        return west, south, east, north

    def metadata(self) -> dict[str, Any]:
        """Return what the file says of itself; nothing where it says nothing that can be read."""
        import json

        at, length = self.header["metadata_offset"], self.header["metadata_length"]
        try:
            raw = self._unpacked(self._piece(at, length))
            told = json.loads(raw) if raw else {}
        except ValueError as fault:
            raise self._broken("what it says of itself is no JSON") from fault
        return told if isinstance(told, dict) else {}

    def place_of(self, tile: Tile) -> tuple[int, int] | None:
        """Return where a tile stands in the file and how many bytes it has; tiles that are alike stand there once."""
        tile_id = zxy_to_tileid(*tile)
        offset, length = self.header["root_offset"], self.header["root_length"]
        for _depth in range(DEEPEST):
            entry = find_tile(self._directory(offset, length), tile_id)
            if entry is None:
                return None
            if entry.run_length:
                return entry.offset, entry.length
            offset, length = self.header["leaf_directory_offset"] + entry.offset, entry.length
        return None

    def tile(self, tile: Tile) -> bytes | None:
        """Return a tile unpacked, None where there is none."""
        found = self.place_of(tile)
        if not found:
            return None
        raw = self._piece(self.header["tile_data_offset"] + found[0], found[1])
        if self.header["tile_compression"] == Compression.GZIP:
            return unpacked(raw, TILE_LIMIT) if raw[:2] == b"\x1f\x8b" else raw
        return raw

    def ids(self) -> Iterator[tuple[Tile, int]]:
        """Go through every tile there is, with its size."""
        yield from self._below(self.header["root_offset"], self.header["root_length"], 0)

    def _below(self, offset: int, length: int, depth: int) -> Iterator[tuple[Tile, int]]:
        if depth >= DEEPEST:
            raise self._broken("its directories stand in each other without end")
        for entry in self._directory(offset, length):
            if entry.run_length == 0:
                yield from self._below(self.header["leaf_directory_offset"] + entry.offset, entry.length, depth + 1)
                continue
            for n in range(entry.run_length):
                yield tileid_to_zxy(entry.tile_id + n), entry.length

    def _read_directory(self, offset: int, length: int) -> list[Any]:
        raw = self._piece(offset, length)
        self._unpacked(raw)  # looked at within a limit before it is believed
        try:
            return list(deserialize_directory(raw))
        except MISFITS as fault:
            raise self._broken("one of its directories does not fit") from fault

    def _unpacked(self, raw: bytes) -> bytes:
        return unpacked(raw, DIRECTORY_LIMIT) if self.header["internal_compression"] == Compression.GZIP else raw

    def _piece(self, offset: int, length: int) -> bytes:
        if length < 0 or offset < 0 or offset + length > self._size:
            raise self._broken("it ends before what it promises; perhaps it was not copied whole")
        return bytes(self._bytes(offset, length))

    def _broken(self, why: str) -> MapFileUnreadable:
        return MapFileUnreadable("broken", f"{self.file.name} is damaged or was cut short: {why}.")


def unpacked(raw: bytes, limit: int) -> bytes:
    """Unpack gzip up to a limit."""
    worker = zlib.decompressobj(wbits=31)
    try:
        body = worker.decompress(raw, limit)
    except zlib.error as fault:
        raise MapFileUnreadable("broken", "A part of it cannot be unpacked; it is damaged or was cut short.") from fault
    if worker.unconsumed_tail:
        raise MapFileUnreadable("too_much", f"A part of it unpacks to more than {limit // 1024 // 1024} MB.")
    return body


def packed(body: bytes) -> bytes:
    """Pack a vector tile the same way every time."""
    return gzip.compress(body, mtime=0)


def write(
    file: Path, tiles: TileKind, bounds: Bounds, told: dict[str, Any], pieces: Iterator[tuple[Tile, bytes]]
) -> int:
    """Write tiles, which come in the order of their ids and packed as they are kept; return how many there were."""
    west, south, east, north = (round(edge * 1e7) for edge in bounds)
    count = 0
    with file.open("wb") as opened:
        writer = Writer(opened)
        lowest = 0
        for tile, body in pieces:
            writer.write_tile(zxy_to_tileid(*tile), body)
            lowest, count = lowest if count else tile[0], count + 1
        if count:
            writer.finalize(
                {
                    "tile_type": TYPES[tiles],
                    "tile_compression": Compression.GZIP if tiles == "mvt" else Compression.NONE,
                    "min_lon_e7": west, "min_lat_e7": south, "max_lon_e7": east, "max_lat_e7": north,
                    "center_zoom": lowest, "center_lon_e7": (west + east) // 2, "center_lat_e7": (south + north) // 2,
                },
                told,
            )  # fmt: skip
    return count


def in_order(tiles: list[Tile]) -> list[Tile]:
    """Return tiles in the order in which a clustered file holds them."""
    return sorted(tiles, key=lambda tile: int(zxy_to_tileid(*tile)))


@lru_cache(maxsize=32)
def opened(file: Path) -> Archive:
    """Return a file that was opened before, or open it; what is in a file of one name never changes."""
    return Archive(file)
