"""Reads an operator's own file of roads, houses or zones: by what is in it, never by its name, and nothing else.

Only four formats are opened, each by its own driver: a file that names other files or addresses inside is not followed.
"""

import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from app.basemaps.problems import MapFileUnreadable

MOST_FEATURES = 3_000_000
LON_LAT = "EPSG:4326"
LOOKED_AT_ONCE = 100_000
LONGEST_LINE = 8 * 1024 * 1024
TOPOJSON = re.compile(rb'"type"\s*:\s*"Topology"')
TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
FORMATS = "PMTiles, MBTiles, GeoJSON, GeoPackage, FlatGeobuf or Shapefile"


@dataclass(frozen=True)
class Table:
    """One table of a file: its columns, and each feature as WKB in degrees beside what it says."""

    name: str
    crs: str
    geometry: Any
    columns: Mapping[str, Any]
    says_crs: bool = True

    def said(self, n: int) -> dict[str, Any]:
        """Return what the feature says, without what it leaves empty."""
        cells = ((name, column[n]) for name, column in self.columns.items())
        return {name: cell for name, cell in cells if cell is not None and cell == cell}


def kind_of(file: Path) -> str:
    """Tell by its content what a file is."""
    with file.open("rb") as opened:
        head = opened.read(4096)
    if not head.strip():
        raise MapFileUnreadable("empty", f"{file.name} is empty.")
    if head.startswith(b"PMTiles"):
        return "pmtiles"
    if head.startswith(b"SQLite format 3\0"):
        return "gpkg" if head[68:72] in (b"GPKG", b"GP10", b"GP11") else "mbtiles"
    if head.startswith(b"fgb\x03"):
        return "flatgeobuf"
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith(b"\x00\x00\x27\x0a"):
        return "shapefile"
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"\x1e"):
        if TOPOJSON.search(head):
            raise MapFileUnreadable("format", f"{file.name} is TopoJSON; save it as GeoJSON first.")
        return "geojson"
    if head.startswith(TIFF):
        raise MapFileUnreadable("format", _first_cut_into_tiles(file))
    raise MapFileUnreadable("format", f"{file.name} is none of {FORMATS}.")


def _first_cut_into_tiles(picture: Path) -> str:
    tiles = f"{picture.stem}.mbtiles"
    return (
        f"{picture.name} is a picture in one piece (TIFF). Cut it into tiles with GDAL, then add {tiles}: "
        f"gdal_translate -of MBTILES -co TILE_FORMAT=JPEG {picture.name} {tiles} && "
        f"gdaladdo -r average {tiles} 2 4 8 16"
    )


def tables(file: Path, wanted: Sequence[str] | None, crs: str | None = None) -> Iterator[Table]:
    """Read every table of features in a file, with the wanted columns where there are any."""
    import pyogrio
    from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, GeometryError

    address = _address(file)
    try:
        with _unwarned():
            named = [str(name) for name, kind in pyogrio.list_layers(address) if kind is not None]
        for name in named:
            with _unwarned():
                table = _table(address, name, wanted, crs)
            if table is not None:
                yield table
    except (DataSourceError, DataLayerError, FeatureError, GeometryError, CRSError) as fault:
        told = str(fault).replace(address, file.name)[:400]
        raise MapFileUnreadable("broken", f"{file.name} cannot be read: {told}") from fault


def _unwarned() -> AbstractContextManager[Any]:
    """Let GDAL fail in silence: it warns before it does, and of much that does not matter here."""
    return warnings.catch_warnings(action="ignore")


def _table(address: str, name: str, wanted: Sequence[str] | None, crs: str | None) -> Table | None:
    import pyogrio

    known = pyogrio.read_info(address, layer=name)
    if known["features"] > MOST_FEATURES:
        raise MapFileUnreadable("too_much", f"“{name}” has {known['features']:,} features; {MOST_FEATURES:,} at most.")
    if known["features"] == 0:
        return None
    fields = [str(field) for field in known["fields"]]
    taken = fields if wanted is None else [field for field in fields if field in wanted]
    meta, _ids, geometry, columns = pyogrio.raw.read(address, layer=name, columns=taken, force_2d=True)
    declared = crs or meta["crs"]
    shapes = _in_degrees(geometry, declared, name)
    return Table(name, declared or LON_LAT, shapes, dict(zip(taken, columns, strict=True)), bool(declared))


def _in_degrees(geometry: Any, declared: str | None, name: str) -> Any:
    """Return the shapes in longitude and latitude; the command says from where they were brought there."""
    import numpy
    import shapely

    shapes = shapely.from_wkb(geometry, on_invalid="ignore")
    _must_have_numbers(shapes, name)
    if declared and not _is_lon_lat(declared):
        shapes = _brought(shapes, declared)
    west, south, east, north = shapely.total_bounds(shapes)
    if numpy.isnan(west):
        raise MapFileUnreadable("empty", f"“{name}” has no shapes in it.")
    if west < -180 or east > 180 or south < -90 or north > 90:
        _must_not_be_a_few(shapes, name)
        if west >= -90 and east <= 90 and south >= -180 and north <= 180:
            raise MapFileUnreadable(
                "turned",
                f"“{name}” has latitudes of {south:.2f} to {north:.2f}, outside the globe: longitude and latitude look "
                "turned round. Save it with longitude first.",
            )
        raise MapFileUnreadable(
            "not_degrees",
            f"“{name}” lies outside the globe ({west:.7g} {south:.7g} to {east:.7g} {north:.7g}): its coordinates are "
            "no degrees, and it does not say what they are. Say it with --crs, such as --crs EPSG:32736.",
        )
    return shapes


def _must_have_numbers(shapes: Any, name: str) -> None:
    """Refuse a layer with a corner that is no number (NaN or infinite), and say of which feature it is."""
    import numpy
    import shapely

    for start in range(0, len(shapes), LOOKED_AT_ONCE):
        corners, of = shapely.get_coordinates(shapes[start : start + LOOKED_AT_ONCE], return_index=True)
        broken = of[~numpy.isfinite(corners).all(axis=1)]
        if len(broken):
            raise MapFileUnreadable(
                "no_number",
                f"Feature {start + broken[0] + 1:,} of “{name}” has a corner without a number (NaN or infinite): "
                "mend it, and bring the file again.",
            )


def _must_not_be_a_few(shapes: Any, name: str) -> None:
    """Where most of a layer lies on the globe, name the first feature that does not."""
    import numpy
    import shapely

    west, south, east, north = shapely.bounds(shapes).T
    outside = ((west < -180) | (east > 180) | (south < -90) | (north > 90)).nonzero()[0]
    if 0 < len(outside) * 2 <= numpy.count_nonzero(~numpy.isnan(west)):
        more = f", as {'does' if len(outside) == 2 else 'do'} {len(outside) - 1:,} more" if len(outside) > 1 else ""
        raise MapFileUnreadable(
            "outside",
            f"Feature {outside[0] + 1:,} of “{name}” lies outside the globe{more}, and the others do not: "
            "mend it, and bring the file again.",
        )


def _is_lon_lat(declared: str) -> bool:
    return declared.upper() in (LON_LAT, "OGC:CRS84")


def _brought(shapes: Any, declared: str) -> Any:
    import numpy
    import shapely
    from pyproj import Transformer
    from pyproj.exceptions import ProjError

    try:
        across = Transformer.from_crs(declared, LON_LAT, always_xy=True)
    except ProjError as fault:
        raise MapFileUnreadable("crs", f"The coordinate system {declared[:80]!r} is not known.") from fault
    return shapely.transform(shapes, lambda xy: numpy.column_stack(across.transform(xy[:, 0], xy[:, 1])))


def _address(file: Path) -> str:
    """Return what GDAL is to open, naming the one driver that may."""
    kind = kind_of(file)
    if kind == "geojson":
        return f"GeoJSONSeq:{file}" if _is_of_lines(file) else f"GeoJSON:{file}"
    if kind == "zip":
        return f"/vsizip/{file}/{_shapefile_in(file)}"
    if kind in ("pmtiles", "mbtiles"):
        raise MapFileUnreadable("tiles", f"{file.name} holds tiles already; only features can be used for this.")
    if kind == "shapefile":
        _must_be_whole(file.name, {one.name.lower() for one in file.parent.iterdir()}, file.stem)
    return str(file)


def _is_of_lines(file: Path) -> bool:
    """Tell whether each line, or each record, of a GeoJSON file is a feature of its own."""
    with file.open("rb") as opened:
        first = opened.readline(LONGEST_LINE)
    if first.startswith(b"\x1e"):
        return True
    try:
        told = orjson.loads(first)
    except orjson.JSONDecodeError:
        return False
    return isinstance(told, dict) and told.get("type") == "Feature"


def _shapefile_in(file: Path) -> str:
    try:
        with zipfile.ZipFile(file) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, OSError, ValueError) as fault:
        raise MapFileUnreadable("broken", f"{file.name} is no zip that can be opened.") from fault
    shapes = [name for name in names if name.lower().endswith(".shp") and not name.startswith("__MACOSX")]
    if len(shapes) != 1:
        found = "no Shapefile" if not shapes else f"{len(shapes)} Shapefiles; put each into a zip of its own"
        raise MapFileUnreadable("zip", f"In {file.name} there is {found}.")
    _must_be_whole(file.name, {name.lower() for name in names}, shapes[0][:-4])
    return shapes[0]


def _must_be_whole(name: str, found: set[str], stem: str) -> None:
    missing = [part for part in (".shx", ".dbf") if f"{stem}{part}".lower() not in found]
    if missing:
        raise MapFileUnreadable("parts", f"The Shapefile {name} comes without its {' and '.join(missing)}.")
