"""Takes an operator's file in as a map: what is in it is recognised, made into tiles, and kept whole or not at all."""

import hashlib
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from app.basemaps import archives, reading, repository
from app.basemaps.dialects import layer_names
from app.basemaps.problems import MapFileUnreadable, MapNameTaken, MapNameUnknown, MapNotRecognised
from app.basemaps.recognising import columns, dialect_of, layer_called, recognised
from app.basemaps.rules import STREETS_ZOOMS, OverlayKind
from app.basemaps.schemas import Dialect, Source, Use
from app.basemaps.tiling import make_tiles
from app.kit.clock import iso, now

FIRST_ZOOM = {"buildings": 13, "highway": 8, "major": 9, "minor": 12, "path": 13, "rail": 10, "stream": 12, "drain": 13}
FIRST_ZOOM_OF_RANK = {1: 8, 2: 11, 3: 12, 4: 13, 5: 14}
SHAPES = {"Point": "point", "MultiPoint": "point", "LineString": "line", "MultiLineString": "line",
          "Polygon": "polygon", "MultiPolygon": "polygon"}  # fmt: skip
ZONE_NAMES = ("zone", "name", "title", "label", "ward", "barangay", "brgy", "bgy", "brgy_name", "ward_name")
ZONE_NAMES_BY_LEVEL = re.compile(r"(?:adm|name_?)(\d)(?:_?(?:en|name))?")
"""Lists of places name each level they lie in; the deepest is the zone's own: NAME_3, ADM4_EN."""
ZONE_KINDS = ("class", "zoning", "use", "type", "kind", "id", "code")
LOOKED_AT = 60


@dataclass(frozen=True)
class Wish:
    """What an operator says of a file besides what is in it."""

    attribution: str
    name: str = ""
    date: str | None = None
    layer: str | None = None
    crs: str | None = None
    replace: bool = False
    may_be_passed_on: bool = True
    overlay_kind: OverlayKind | None = None
    name_column: str = ""


Tell = Callable[[str], None]


def add(file: Path, wish: Wish, tell: Tell) -> Source:
    """Take a file in; what was found in it is told."""
    name = _free_name(file, wish)
    with repository.workbench() as bench:
        kind = reading.kind_of(file)
        if kind in ("pmtiles", "mbtiles"):
            if wish.overlay_kind:
                raise MapFileUnreadable("tiles", f"{file.name} holds tiles already; an overlay is made of features.")
            made = _of_tiles(file, kind, bench)
        else:
            made = _of_features(file, wish, name, bench, tell)
        source = _source(made, name, file, wish)
        earlier = [one for one in repository.sources() if one.name == name]
        repository.keep(source, made.tiles, made.shapes)
        for one in earlier:
            repository.let_go(one, source)
    return source


def named(name: str, use: Use) -> Source:
    """Return the basemap or the overlay of a name: a map of the other kind is not meant."""
    among = [source for source in repository.sources() if source.use == use]
    found = next((source for source in among if source.name == name), None)
    if found is None:
        raise MapNameUnknown(f"No {use} is called {name[:60]}.", known=[source.name for source in among])
    return found


@dataclass(frozen=True)
class _Made:
    tiles: Path
    dialect: Dialect
    counted: Mapping[str, int]
    shapes: Path | None = None


def _free_name(file: Path, wish: Wish) -> str:
    name = re.sub(r"[^a-z0-9]+", "-", (wish.name or file.name.split(".")[0]).lower()).strip("-")[:60]
    if not name:
        raise MapFileUnreadable("name", "Give it a name of letters or digits with --name.")
    if not wish.replace and any(source.name == name for source in repository.sources()):
        raise MapNameTaken(f"“{name}” is there already: take another --name, or --replace it.", name=name)
    return name


def _source(made: _Made, name: str, file: Path, wish: Wish) -> Source:
    archive = archives.Archive(made.tiles)
    digest = hashlib.sha256()
    with made.tiles.open("rb") as opened:
        while block := opened.read(1 << 20):
            digest.update(block)
    sha256 = digest.hexdigest()
    return Source(
        name=name, title=wish.name or file.name.split(".")[0], use="overlay" if wish.overlay_kind else "basemap",
        overlay_kind=wish.overlay_kind, tiles=archive.tiles, dialect=made.dialect, bounds=archive.bounds,
        min_zoom=archive.zooms[0], max_zoom=archive.zooms[1], attribution=wish.attribution, date=wish.date,
        may_be_passed_on=wish.may_be_passed_on,
        added_at=iso(now()), sha256=sha256, size=made.tiles.stat().st_size, counted=dict(made.counted),
        tiles_file=f"{name}-{sha256[:16]}.pmtiles", shapes_file=f"{name}-{sha256[:16]}.fgb" if made.shapes else None,
    )  # fmt: skip


def _of_tiles(file: Path, kind: str, bench: Path) -> _Made:
    """Take tiles as they are; of vector tiles it must be known who made them."""
    tiles = bench / "tiles.pmtiles"
    if kind == "mbtiles":
        _from_mbtiles(file, tiles)
    else:
        shutil.copyfile(file, tiles)
    archive = archives.Archive(tiles)
    if archive.tiles != "mvt":
        if not next(archive.ids(), None):
            raise MapFileUnreadable("empty", f"There are no tiles in {file.name}.")
        return _Made(tiles, "kwetu", {})
    dialect = dialect_of(_layers(archive))
    if dialect is None:
        raise MapNotRecognised(
            f"The layers of {file.name} are {', '.join(sorted(_layers(archive))) or 'none'}: "
            "neither Protomaps, OpenMapTiles nor Shortbread names them so."
        )
    return _Made(tiles, dialect, {})


def _layers(archive: archives.Archive) -> set[str]:
    """Return the layers a file says it has, or those of the first tiles in it."""
    told = archive.metadata().get("vector_layers")
    said = {str(one.get("id")) for one in told if isinstance(one, dict)} if isinstance(told, list) else set()
    if said:
        return said
    found: set[str] = set()
    for n, (tile, _size) in enumerate(archive.ids()):
        if n >= LOOKED_AT:
            break
        found |= layer_names(archive.tile(tile) or b"")
    return found


def _from_mbtiles(file: Path, tiles: Path) -> None:
    from pmtiles.convert import mbtiles_to_pmtiles

    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as look:
            told = dict(look.execute("SELECT name, value FROM metadata"))
            zooms = look.execute("SELECT min(zoom_level), max(zoom_level) FROM tiles").fetchone()
        if zooms[0] is None or not 0 <= zooms[0] <= zooms[1] <= 24:
            raise MapFileUnreadable("empty", f"There are no tiles in {file.name}.")
        if told.get("format") not in ("pbf", "png", "jpg", "jpeg", "webp"):
            raise MapFileUnreadable("tiles", f"The tiles of {file.name} are “{told.get('format')}”; not known here.")
        _convert(mbtiles_to_pmtiles, file, tiles, told)
    except (sqlite3.Error, KeyError, TypeError, ValueError, IndexError) as fault:
        raise MapFileUnreadable("broken", f"{file.name} is no whole MBTiles file: {fault}.") from fault


def _convert(convert: Any, file: Path, tiles: Path, told: dict[str, str]) -> None:
    """Convert a copy that says everything the converter asks for: many files leave out a zoom, or say jpg."""
    copy = tiles.with_suffix(".mbtiles")
    shutil.copyfile(file, copy)
    with closing(sqlite3.connect(copy)) as mended:
        lowest, highest = mended.execute("SELECT min(zoom_level), max(zoom_level) FROM tiles").fetchone()
        named = "jpeg" if told["format"] == "jpg" else told["format"]
        for name, value in (("format", named), ("minzoom", lowest), ("maxzoom", highest)):
            mended.execute("DELETE FROM metadata WHERE name = ?", (name,))
            mended.execute("INSERT INTO metadata (name, value) VALUES (?, ?)", (name, str(value)))
        mended.commit()
    convert(str(copy), str(tiles), None)
    copy.unlink()


def _of_features(file: Path, wish: Wish, name: str, bench: Path, tell: Tell) -> _Made:
    """Make tiles of features: roads, water and so on of a basemap, or the zones of an overlay."""
    counted: Counter[str] = Counter()
    unknown, shapeless = 0, list[int]()
    with _Lines(bench) as lines:
        for table in reading.tables(file, None if wish.overlay_kind else columns(), wish.crs):
            if table.crs.upper() not in (reading.LON_LAT, "OGC:CRS84"):
                tell(f"“{table.name}” was brought from {table.crs[:60]} to degrees.")
            if wish.name_column and wish.name_column not in table.columns:
                raise MapFileUnreadable("column", _no_column(table, wish.name_column))
            hint = layer_called(table.name) or layer_called(file.stem)
            shapeless += _without_shape(table)
            for shape, said in _features(table):
                found = _zone(said, name, wish) if wish.overlay_kind else _thing(shape, said, wish.layer, hint)
                if found is None:
                    unknown += 1
                    continue
                lines.add(shape, *found)
                counted[found[0]] += 1
    if not unknown and not counted:
        raise MapFileUnreadable("empty", f"There is no feature with a shape in {file.name}.")
    if shapeless:
        tell(_told_shapeless(shapeless))
    if unknown:
        were = "was" if unknown == 1 else "were"
        tell(f"{unknown:,} {were} not recognised and left out; --layer says what a file holds.")
    if not counted:
        raise MapNotRecognised(
            f"Nothing in {file.name} was recognised. Say what it holds with --layer roads, or another."
        )
    tiles = bench / "tiles.pmtiles"
    make_tiles(lines.files, tiles, STREETS_ZOOMS)
    return _Made(tiles, "kwetu", counted, _shapes(lines.files["zones"], bench) if wish.overlay_kind else None)


def _features(table: reading.Table) -> Any:
    import shapely

    for n, shape in enumerate(table.geometry):
        if shape is not None and not shape.is_empty and shapely.get_type_id(shape) != 7:
            yield shape, table.said(n)


def _without_shape(table: reading.Table) -> list[int]:
    """Return the features, counted from 1, whose shape is empty, damaged or none."""
    return [n for n, shape in enumerate(table.geometry, start=1) if shape is None or shape.is_empty]


def _told_shapeless(found: list[int]) -> str:
    many = "was left out." if len(found) == 1 else f"and {len(found) - 1:,} more were left out."
    return f"Without a shape that can be read, feature {found[0]:,} {many}"


def _thing(
    shape: Any, said: Mapping[str, Any], among: str | None, hint: str | None
) -> tuple[str, dict[str, Any], int] | None:
    found = recognised(said, SHAPES.get(shape.geom_type, ""), among, hint)
    if found is None:
        return None
    told = dict(found.said)
    first = FIRST_ZOOM.get(found.layer) or FIRST_ZOOM.get(told["kind"]) or STREETS_ZOOMS[0]
    return found.layer, told, FIRST_ZOOM_OF_RANK.get(told.get("rank", 0), first)


def _zone(said: Mapping[str, Any], name: str, wish: Wish) -> tuple[str, dict[str, Any], int]:
    lower = {key.lower(): str(value).strip()[:80] for key, value in said.items() if str(value).strip()}
    called = lower.get(wish.name_column.lower(), "") if wish.name_column else _zone_called(lower)
    return "zones", {"overlay": name, "kind": wish.overlay_kind, "name": called}, STREETS_ZOOMS[0]


def _zone_called(said: Mapping[str, str]) -> str:
    levels = {match[1]: key for key in said if (match := ZONE_NAMES_BY_LEVEL.fullmatch(key))}
    deepest = [levels[max(levels)]] if levels else []
    return next((said[key] for key in (*ZONE_NAMES, *deepest, *ZONE_KINDS) if key in said), "")


def _no_column(table: reading.Table, wanted: str) -> str:
    return f"“{table.name}” has no column {wanted[:60]}; it has: {', '.join(table.columns) or 'none'}."


class _Lines:
    """GeoJSON lines being written, one file a layer."""

    def __init__(self, bench: Path) -> None:
        self.bench = bench
        self.files: dict[str, Path] = {}
        self._opened: dict[str, Any] = {}

    def __enter__(self) -> "_Lines":
        return self

    def __exit__(self, *_fault: object) -> None:
        for opened in self._opened.values():
            opened.close()

    def add(self, shape: Any, layer: str, said: dict[str, Any], first_zoom: int) -> None:
        """Write one feature; a name stands in the middle of what it names."""
        import shapely

        if layer not in self._opened:
            self.files[layer] = self.bench / f"{layer}.geojsonl"
            self._opened[layer] = self.files[layer].open("wb")
        placed = shapely.point_on_surface(shape) if layer == "names" else shape
        told = orjson.dumps({"tippecanoe": {"minzoom": first_zoom}, "properties": said})
        geometry = shapely.to_geojson(placed).encode()
        self._opened[layer].write(b'{"type":"Feature","geometry":' + geometry + b"," + told[1:] + b"\n")


def _shapes(lines: Path, bench: Path) -> Path:
    """Keep the areas of an overlay as they were brought, indexed, for reckoning shares with them."""
    import pyogrio

    _meta, _ids, geometry, columns_ = pyogrio.raw.read(f"GeoJSONSeq:{lines}", columns=["name"])
    shapes = bench / "shapes.fgb"
    pyogrio.raw.write(
        str(shapes), geometry, columns_, ["name"], driver="FlatGeobuf", crs=reading.LON_LAT,
        geometry_type="Unknown", layer="zones", SPATIAL_INDEX="YES",
    )  # fmt: skip
    return shapes
