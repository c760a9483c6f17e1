"""Cuts the pack of a rectangle out of the maps that were brought, and finds single tiles in them."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from app.basemaps import archives, repository
from app.basemaps.archives import Archive
from app.basemaps.dialects import joined, layer_names, normalised
from app.basemaps.problems import PackUnknown
from app.basemaps.rules import (
    BLOCK_BYTES,
    LAYERS,
    PACK_LIMIT,
    SCHEMA,
    STREETS_ZOOMS,
    PackKind,
    Rectangle,
    Tile,
    bounds_of_tile,
    key_of,
    meet,
)
from app.basemaps.schemas import Cut, OverlayTold, Source
from app.kit.clock import iso, now

DIRECTORIES = 64 * 1024
"""Room for what stands in a pack besides its tiles."""
HEAD_BYTES = 1_000
"""What stands in a small pack besides its tiles."""
TILES_WEIGHED = 64
"""So many of a zoom tell how large the others are."""
DEEPER = 2


def sources_of(kind: PackKind, tiles: Sequence[Tile], among: Sequence[Source]) -> list[Source]:
    """Return the maps that have something on some tiles of ground; overlays alone make no map of streets."""
    of_kind = [one for one in among if (one.tiles == "mvt") == (kind == "streets")]
    near = [one for one in of_kind if any(_has(one, tile) for tile in tiles)]
    if kind == "imagery":  # pictures are not laid over each other: the newest
        return [one for one in near if one.use == "basemap"][-1:]
    return near if any(one.use == "basemap" for one in near) else []


def may_be_passed_on(sources: Sequence[Source]) -> bool:
    """Tell whether phones may hand a pack to other phones: where one of its maps may not leave, neither may it."""
    return all(one.may_be_passed_on for one in sources)


def _has(source: Source, tile: Tile) -> bool:
    """Tell whether a map has something on a tile, or below it where it begins closer to the ground."""
    if not meet(source.bounds, bounds_of_tile(tile)):
        return False
    zoom, x, y = tile
    down = min(max(0, source.max_zoom - zoom), DEEPER)
    below = [(zoom + down, (x << down) + i, (y << down) + j) for i in range(1 << down) for j in range(1 << down)]
    return any(_archive(source).place_of(one) for one in [tile, *below])


def version_of(kind: PackKind, sources: Sequence[Source]) -> str:
    """Name what a pack is cut from: another file, another attribution or another way of cutting is another version."""
    told = [
        [one.name, one.sha256, one.title, one.attribution, one.date, one.overlay_kind, one.may_be_passed_on]
        for one in sources
    ]
    spelled = json.dumps([SCHEMA, PACK_LIMIT, kind, told], ensure_ascii=False).encode()
    return hashlib.sha256(spelled).hexdigest()[:16]


def tile_of(sources: Sequence[Source], tile: Tile) -> bytes | None:
    """Return one tile as a pack holds it, None where there is nothing."""
    bounds = bounds_of_tile(tile)
    found = [
        normalised(body, source.dialect) if source.tiles == "mvt" else body
        for source in sources
        if meet(source.bounds, bounds) and (body := _archive(source).tile(tile))
    ]
    found = [body for body in found if body]
    if not found:
        return None
    return archives.packed(joined(found)) if sources[0].tiles == "mvt" else found[-1]


def _archive(source: Source) -> Archive:
    return archives.opened(repository.tiles_of(source))


def cut(kind: PackKind, rectangle: Rectangle, sources: Sequence[Source]) -> Cut:
    """Cut a pack and keep it; the highest zooms are left out where it would be larger than a phone takes."""
    if not sources:
        raise PackUnknown()
    lowest, highest = _zooms(kind, rectangle, sources)
    with repository.workbench() as bench:
        while True:
            file = bench / f"{highest}.pmtiles"
            layers = _write(file, kind, rectangle, sources, (lowest, highest))
            if file.stat().st_size <= PACK_LIMIT or highest == lowest:
                break
            highest -= 1
        known = _known(kind, rectangle, sources, file, (lowest, highest), layers)
        repository.keep_pack(known, file)
    return known


def reckoned(kind: PackKind, rectangle: Rectangle, sources: Sequence[Source]) -> int:
    """Return about how large a pack will be in bytes, by some of the tiles it is cut from; none is read for that."""
    lowest, highest = STREETS_ZOOMS if kind == "streets" else _archive(sources[0]).zooms
    size = 0.0
    for zoom in range(lowest, highest + 1):
        tiles = rectangle.tiles(zoom)
        some = tiles[:: -(-len(tiles) // TILES_WEIGHED)]
        taken = {(one.name, place) for one in sources for tile in some if (place := _archive(one).place_of(tile))}
        more = sum(length for _name, (_at, length) in taken) * len(tiles) / len(some)
        if kind == "imagery" and zoom > lowest and size + more > PACK_LIMIT - DIRECTORIES:
            break
        size += more
    return min(PACK_LIMIT, HEAD_BYTES + round(size))


def _zooms(kind: PackKind, rectangle: Rectangle, sources: Sequence[Source]) -> tuple[int, int]:
    """Return the zooms of a pack; of pictures as many as have room, counted before any is read."""
    if kind == "streets":
        return STREETS_ZOOMS
    archive = _archive(sources[0])
    lowest, highest = archive.zooms
    taken: set[tuple[int, int]] = set()
    for zoom in range(lowest, highest + 1):
        taken |= {place for tile in rectangle.tiles(zoom) if (place := archive.place_of(tile))}
        if sum(length for _at, length in taken) > PACK_LIMIT - DIRECTORIES:
            return lowest, max(lowest, zoom - 1)
    return lowest, highest


def _write(
    file: Path, kind: PackKind, rectangle: Rectangle, sources: Sequence[Source], zooms: tuple[int, int]
) -> list[str]:
    """Write the tiles of a rectangle; return the layers there are."""
    layers: set[str] = set()

    def pieces() -> Iterator[tuple[Tile, bytes]]:
        for tile in archives.in_order([one for zoom in range(zooms[0], zooms[1] + 1) for one in rectangle.tiles(zoom)]):
            body = tile_of(sources, tile)
            if body is not None:
                if kind == "streets":
                    layers.update(layer_names(archives.unpacked(body, archives.TILE_LIMIT)))
                yield tile, body

    told: dict[str, Any] = {"name": kind, "attribution": "; ".join(_attributions(sources))}
    if not archives.write(file, sources[0].tiles, rectangle.bounds, told, pieces()):
        raise PackUnknown()
    return [layer for layer in LAYERS if layer in layers]


def _known(
    kind: PackKind, rectangle: Rectangle, sources: Sequence[Source], file: Path, zooms: tuple[int, int],
    layers: list[str],
) -> Cut:  # fmt: skip
    sha256, blocks = repository.hashes(file)
    dates = [one.date for one in sources if one.date and one.use == "basemap"]
    return Cut(
        pack=key_of(kind, rectangle), kind=kind, version=version_of(kind, sources), schema=SCHEMA,
        tiles=sources[0].tiles, bounds=rectangle.bounds, min_zoom=zooms[0], max_zoom=zooms[1], layers=layers,
        attribution=_attributions(sources), date=min(dates, default=None), made_at=iso(now()),
        overlays=[
            OverlayTold(
                overlay=one.name, kind=one.overlay_kind or "other", name=one.title, attribution=one.attribution,
                date=one.date,
            )
            for one in sources if one.use == "overlay"
        ],
        shareable=may_be_passed_on(sources),
        size=file.stat().st_size, sha256=sha256, block_bytes=BLOCK_BYTES, blocks=blocks,
    )  # fmt: skip


def _attributions(sources: Sequence[Source]) -> list[str]:
    return list(dict.fromkeys(one.attribution for one in sources if one.use == "basemap"))
