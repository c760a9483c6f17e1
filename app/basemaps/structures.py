"""Draws tiles of what was mapped in settlements: each point by itself close to the ground, crowds from above."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlmodel import Session

from app.basemaps import archives, repository
from app.basemaps.problems import PackUnknown
from app.basemaps.rules import (
    BLOCK_BYTES,
    EDGE_OF_THE_MAP,
    GRID_ZOOM,
    PACK_LIMIT,
    SCHEMA,
    STRUCTURES_ZOOMS,
    Bounds,
    Rectangle,
    Tile,
    bounds_of_tile,
    rectangle_around,
    tile_at,
)
from app.basemaps.schemas import Cut
from app.kit.clock import iso, now
from app.outlines import service as outlines
from app.outlines.service import Box, Outlined

ONE_BY_ONE_FROM = 15
MOST_ONE_BY_ONE = 2_500
"""More than these on a tile are drawn as crowds, but at the last zoom: on a thumb-sized map they are one blot."""
SQUARES_ACROSS = 8
"""So many marks beside each other are read on a tile, and no fewer are drawn than there are."""
PACK_BYTES, BYTES_OF_ONE = 1_200, 70
"""A pack of next to nothing, and what each point adds to it on all its zooms, as measured on 1 to 3,000 of them."""
EXTENT = 4096
MARGIN = 0.05
"""Of a tile: how far what lies just beside it is drawn into it, so that no line ends at its edge."""
EVERYWHERE = Box(-180.0, -90.0, 180.0, 90.0)


def of_settlements(session: Session, settlement_ids: Collection[str]) -> dict[str, list[Outlined]]:
    """Return what was mapped in each of some settlements, of those where there is anything."""
    found: dict[str, list[Outlined]] = defaultdict(list)
    for one in outlines.within(session, EVERYWHERE, kinds=["feature"], settlement_ids=settlement_ids):
        found[one.settlement_id or ""].append(one)
    return found


def version_of(mapped: Sequence[Outlined]) -> str:
    """Name what a pack shows: a point more, moved, or of another kind is another version."""
    told = hashlib.sha256(f"{SCHEMA}/{SQUARES_ACROSS}/{MOST_ONE_BY_ONE}".encode())
    for one in sorted((one.record_id, one.edit_id, one.layer) for one in mapped):
        told.update("/".join(one).encode())
    return told.hexdigest()[:16]


def reckoned(mapped: Sequence[Outlined]) -> int:
    """Return about how large a pack will be in bytes."""
    return min(PACK_LIMIT, PACK_BYTES + len(mapped) * BYTES_OF_ONE)


def tile(
    session: Session, tile: Tile, *, city_ids: Collection[str] | None, settlement_ids: Collection[str] | None
) -> bytes | None:
    """Draw one tile of all that somebody may see: by their cities, or by the settlements given to them."""
    west, south, east, north = bounds_of_tile(tile)
    if tile[0] < ONE_BY_ONE_FROM:
        crowds = outlines.crowds(
            session, Box(west, south, east, north), SQUARES_ACROSS, kinds=["feature"], city_ids=city_ids,
            settlement_ids=settlement_ids,
        )  # fmt: skip
        return _crowds(tile, ((one.layer, one.many, one.lon, one.lat) for one in crowds))
    aside, up = (east - west) * MARGIN, (north - south) * MARGIN
    near = Box(west - aside, south - up, east + aside, north + up)
    found = outlines.within(session, near, kinds=["feature"], city_ids=city_ids, settlement_ids=settlement_ids)
    return _from_near(tile, found)


def cut(key: str, mapped: Sequence[Outlined]) -> Cut:
    """Cut the pack of one settlement; what was mapped there in it, and nothing else."""
    if not mapped:
        raise PackUnknown()
    lowest, highest = STRUCTURES_ZOOMS
    rectangle = rectangle_of(mapped)
    with repository.workbench() as bench:
        while True:
            file = bench / f"{highest}.pmtiles"
            archives.write(file, "mvt", rectangle.bounds, {"name": "structures"}, _pieces(mapped, (lowest, highest)))
            if file.stat().st_size <= PACK_LIMIT or highest == lowest:
                break
            highest -= 1
        sha256, blocks = repository.hashes(file)
        known = Cut(
            pack=key, kind="structures", version=version_of(mapped), schema=SCHEMA, tiles="mvt",
            bounds=rectangle.bounds, min_zoom=lowest, max_zoom=highest, layers=["crowds", "features"], attribution=[],
            date=None, made_at=iso(now()), overlays=[], shareable=False, size=file.stat().st_size, sha256=sha256,
            block_bytes=BLOCK_BYTES, blocks=blocks,
        )  # fmt: skip
        repository.keep_pack(known, file)
    return known


def rectangle_of(mapped: Sequence[Outlined]) -> Rectangle:
    """Return the whole tiles around what was mapped."""
    return rectangle_around(bounds_of(mapped))


def bounds_of(mapped: Sequence[Outlined]) -> Bounds:
    """Return the edges of what was mapped."""
    return (
        min(one.west for one in mapped), min(one.south for one in mapped),
        max(one.east for one in mapped), max(one.north for one in mapped),
    )  # fmt: skip


def _pieces(mapped: Sequence[Outlined], zooms: tuple[int, int]) -> Iterator[tuple[Tile, bytes]]:
    by_tile: dict[Tile, list[Outlined]] = defaultdict(list)
    for zoom in range(zooms[0], zooms[1] + 1):
        for one in mapped:
            for tile in _touched(one, zoom):
                by_tile[tile].append(one)
    for tile in archives.in_order(list(by_tile)):
        here = by_tile[tile]
        body = _from_near(tile, here) if tile[0] >= ONE_BY_ONE_FROM else _crowds(tile, _counted(tile, here))
        if body:
            yield tile, body


def _from_near(tile: Tile, found: Sequence[Outlined]) -> bytes | None:
    """Draw each by itself where they can be told from each other; of a crowd each counts where its middle is."""
    zoom, x, y = tile
    if zoom >= STRUCTURES_ZOOMS[1] or len(found) <= MOST_ONE_BY_ONE:
        return _one_by_one(tile, found)
    return _crowds(tile, _counted(tile, [one for one in found if tile_at(one.lon, one.lat, zoom) == (x, y)]))


def _touched(one: Outlined, zoom: int) -> list[Tile]:
    """Return the tiles an outline touches; a crowd counts where its middle is."""
    if zoom < ONE_BY_ONE_FROM:
        return [(zoom, *tile_at(one.lon, one.lat, zoom))]
    (left, top), (right, bottom) = tile_at(one.west, one.north, zoom), tile_at(one.east, one.south, zoom)
    if (right - left + 1) * (bottom - top + 1) > 1 << (2 * (zoom - GRID_ZOOM) + 4):
        return [(zoom, *tile_at(one.lon, one.lat, zoom))]  # as large as a town: a slip, shown where its middle is
    return [(zoom, x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]


def _counted(tile: Tile, here: Sequence[Outlined]) -> Iterator[tuple[str, int, float, float]]:
    west, south, east, north = bounds_of_tile(tile)
    squares: dict[tuple[str, int, int], list[Outlined]] = defaultdict(list)
    for one in here:
        column = int((one.lon - west) / (east - west) * SQUARES_ACROSS)
        row = int((one.lat - south) / (north - south) * SQUARES_ACROSS)
        squares[one.layer, column, row].append(one)
    for (layer, _column, _row), those in sorted(squares.items(), key=lambda square: square[0]):
        yield layer, len(those), _mean(one.lon for one in those), _mean(one.lat for one in those)


def _mean(numbers: Iterator[float]) -> float:
    told = list(numbers)
    return sum(told) / len(told)


def _crowds(tile: Tile, crowds: Any) -> bytes | None:
    import shapely

    told = [(shapely.Point(lon, lat), {"layer": layer, "count": count}) for layer, count, lon, lat in crowds]
    return _encoded(tile, "crowds", told)


def _one_by_one(tile: Tile, found: Sequence[Outlined]) -> bytes | None:
    import shapely

    ordered = sorted(found, key=lambda one: one.record_id)
    told = [
        (shape, {"id": one.record_id, "layer": one.layer, "settlement_id": one.settlement_id or ""})
        for one, shape in zip(ordered, shapely.from_wkb([one.shape for one in ordered]), strict=True)
    ]
    return _encoded(tile, "features", told)


def _encoded(tile: Tile, layer: str, told: Sequence[tuple[Any, dict[str, Any]]]) -> bytes | None:
    """Write one layer; shapes are cut off a little outside the tile."""
    import mapbox_vector_tile
    import shapely

    if not told:
        return None
    beside = EXTENT * MARGIN
    placed = shapely.clip_by_rect(
        shapely.transform([shape for shape, _said in told], lambda degrees: _on_tile(tile, degrees)),
        -beside, -beside, EXTENT + beside, EXTENT + beside,
    )  # fmt: skip
    features = [
        {"geometry": shape, "properties": said}
        for shape, (_shape, said) in zip(shapely.transform(placed, _whole), told, strict=True) if not shape.is_empty
    ]  # fmt: skip
    if not features:
        return None
    body: bytes = mapbox_vector_tile.encode(
        {"name": layer, "features": features}, default_options={"extents": EXTENT, "y_coord_down": True}
    )
    return archives.packed(body)


def _on_tile(tile: Tile, degrees: Any) -> Any:
    """Return where positions are on a tile, counted from its north-western corner."""
    import numpy

    across = 1 << tile[0]
    lat = numpy.radians(numpy.clip(degrees[:, 1], -EDGE_OF_THE_MAP, EDGE_OF_THE_MAP))
    x = ((degrees[:, 0] + 180) / 360 * across - tile[1]) * EXTENT
    y = ((1 - numpy.arcsinh(numpy.tan(lat)) / numpy.pi) / 2 * across - tile[2]) * EXTENT
    return numpy.column_stack((x, y))


def _whole(places: Any) -> Any:
    import numpy

    return numpy.rint(places)
