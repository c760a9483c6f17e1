"""Opens what cities and federations have: GeoJSON, tables with commas, semicolons or tabs, maps that GDAL reads."""

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

import orjson

from app.kit.geo import GeometryFault, crs_fault
from app.kit.geofiles import GeoFile, read_apart
from app.kit.geofiles_guarding import GeoFileFault, Wrapped, unwrapped
from app.kit.text import plain_heading
from app.settlements.problems import FileHasLayers, FileTooLarge, FileUnreadable

FILE_LIMIT = 50_000_000
GEOMETRIES = {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"}
CALLED_OTHERWISE = {
    ".zip": "a zip file", ".kmz": "a zip file", ".gpkg": "a GeoPackage", ".fgb": "a FlatGeobuf", ".shp": "a Shapefile",
    ".kml": "a KML", ".gpx": "a GPX",
}  # fmt: skip
"""What a text is not, whatever its name ends in."""
WKT_HEADINGS = {"wkt", "geom", "geometry", "thegeom", "shape", "wktgeom", "geomwkt", "boundary"}
WKT = re.compile(r"\s*(MULTI)?(POINT|LINESTRING|POLYGON)\s*(Z|M|ZM)?\s*(\(|EMPTY)", re.IGNORECASE)
A_NEW_ONE = "new"
"""What is said of a row that means nothing we know."""
csv.field_size_limit(FILE_LIMIT)


@dataclass(frozen=True)
class Row:
    """One row of a table or one feature; row 1 is the first after the headings, or the first feature."""

    number: int
    cells: Mapping[str, str]
    geometry: Any = None
    own_id: str = ""
    fault: str | None = None


@dataclass(frozen=True)
class KnownList:
    """A file opened: its headings and rows, and what a reader should be told about how it was read."""

    headings: list[str]
    rows: list[Row]
    has_geometry: bool
    notes: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    """What should be looked at again before anything is taken."""
    strays: list[int] = field(default_factory=list)
    """The rows of which that is said because they lie far from their city."""
    crs: str | None = None
    """The coordinate system the file says it is in; None where it says none."""
    should_say: bool = False
    """Whether files of this kind say their coordinate system, so that its absence is told."""


def open_list(body: bytes, layer: str = "", name: str = "") -> KnownList:
    """Read a file's bytes; a map is known by its first bytes, GeoJSON by its first sign, everything else is a table.

    ``layer``: which layer is meant of a file that has several. ``name``: what the file is called, told with its faults.
    """
    if len(body) > FILE_LIMIT:
        raise FileTooLarge(limit_bytes=FILE_LIMIT)
    try:
        return _opened(body, layer, PurePath(name).suffix.lower())
    except FileUnreadable as fault:
        if not name:
            raise
        raise FileUnreadable(f"{name[:100]}: {fault.detail}", **fault.facts) from fault


def _opened(body: bytes, layer: str, ending: str) -> KnownList:
    try:
        inside = unwrapped(body)
        if isinstance(inside, Wrapped):
            return _map(read_apart(inside, layer))
    except GeoFileFault as fault:
        raise (
            FileHasLayers(fault.detail, layers=fault.layers) if fault.layers else FileUnreadable(fault.detail)
        ) from fault
    if ending in CALLED_OTHERWISE and inside is body:
        raise FileUnreadable(f"This is called {CALLED_OTHERWISE[ending]}, but it is none. Save it and send it again.")
    return _text(inside)


def read_crosswalk(body: bytes) -> dict[str, str]:
    """Read a table of codes: the code in the file, and beside it the code it has here, or nothing for a new one."""
    listed = open_list(body)
    if len(listed.headings) < 2:
        raise FileUnreadable("A crosswalk is a table of two columns: the code in the file, and the code it has here.")
    theirs, ours = listed.headings[:2]
    said = ((row.cells.get(theirs, "").strip(), row.cells.get(ours, "").strip()) for row in listed.rows)
    return {one: other or A_NEW_ONE for one, other in said if one}


def _map(read: GeoFile) -> KnownList:
    rows = [
        Row(number, {name: _as_text(cell) for name, cell in row.cells.items()}, row.geometry, fault=row.fault)
        for number, row in enumerate(read.rows, start=1)
    ]
    return KnownList(read.headings, rows, has_geometry=True, notes=read.notes, crs=read.crs, should_say=True)


def _text(body: bytes) -> KnownList:
    text, notes = _decode(body)
    if not text.strip():
        raise FileUnreadable("The file is empty.")
    if text.lstrip()[0] in "{[":
        return _geojson(text, notes)
    return _table(text, notes)


def _decode(body: bytes) -> tuple[str, list[str]]:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return body.decode("utf-16"), ["The file was read as UTF-16."]
        except UnicodeDecodeError as fault:
            raise FileUnreadable("The file begins like UTF-16 but is cut or broken.") from fault
    try:
        text, notes = body.decode("utf-8-sig"), []
    except UnicodeDecodeError as fault:
        line = body.count(b"\n", 0, fault.start) + 1
        text = body.decode("cp1252", "replace")
        notes = [
            f"Line {line} is not UTF-8; the file was read as Windows-1252 (Latin-1). Look at letters with accents."
        ]
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise FileUnreadable(f"Line {line} holds a null byte: a damaged map, or no map and no table.", row=line)
    return text, notes


def _geojson(text: str, notes: list[str]) -> KnownList:
    try:
        whole = orjson.loads(text)
    except orjson.JSONDecodeError as fault:
        whole = _without_nan(text)
        if whole is None:
            said = f"The GeoJSON breaks off at line {fault.lineno}: {fault.msg}"
            raise FileUnreadable(said, row=fault.lineno) from fault
        notes = [*notes, "The file holds NaN or Infinity, which are no numbers: they were read as blank."]
    if not isinstance(whole, dict):
        raise FileUnreadable("This JSON is not GeoJSON: it should begin with a FeatureCollection.")
    features = _features(whole)
    if not features:
        raise FileUnreadable("There are no features in it.")
    rows = [_feature_row(number, feature) for number, feature in enumerate(features, start=1)]
    headings = list(dict.fromkeys(heading for row in rows for heading in row.cells))
    drawn = any(row.geometry is not None for row in rows)
    return KnownList(headings, rows, drawn, notes, crs=_crs_named(whole))


def _without_nan(text: str) -> Any:
    """Read JSON as GDAL and pandas write it where a number is missing; None where it breaks for another reason."""
    if "NaN" not in text and "Infinity" not in text:
        return None
    try:
        return json.loads(text, parse_constant=lambda _word: None)
    except (ValueError, RecursionError):
        return None


def _crs_named(whole: Mapping[str, Any]) -> str | None:
    """Return the coordinate system a GeoJSON of before 2016 names; None for longitude and latitude."""
    if crs_fault(dict(whole)) is None:
        return None
    crs = whole["crs"]
    named = crs.get("properties") if isinstance(crs, dict) else None
    name = named.get("name") if isinstance(named, dict) else None
    return name[:200] if isinstance(name, str) and name else "another one, without a name"


def _features(whole: Mapping[str, Any]) -> list[Any]:
    kind = whole.get("type")
    if kind == "Topology":
        raise FileUnreadable("This is TopoJSON; save it as GeoJSON first.")
    if kind == "Feature":
        return [whole]
    if kind in GEOMETRIES:
        return [{"type": "Feature", "properties": {}, "geometry": whole}]
    if kind != "FeatureCollection" or not isinstance(whole.get("features"), list):
        raise FileUnreadable("This JSON is not GeoJSON: it should be a FeatureCollection with features.")
    return list(whole["features"])


def _feature_row(number: int, feature: Any) -> Row:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return Row(number, {}, fault="is not a GeoJSON Feature")
    properties = feature.get("properties") or {}
    if not isinstance(properties, dict):
        return Row(number, {}, fault="has properties that are not a JSON object")
    wrong: GeometryFault | None = crs_fault(feature)
    cells = {str(name): _as_text(value) for name, value in properties.items()}
    own_id = _as_text(feature.get("id"))
    return Row(number, cells, feature.get("geometry"), own_id, wrong.why if wrong else None)


def _as_text(value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value)


def _table(text: str, notes: list[str]) -> KnownList:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    records: list[list[str]] = []
    try:
        records.extend(reader)
    except csv.Error as fault:
        detail = f"The table breaks in row {max(len(records), 1)} (line {reader.line_num}): {fault}"
        raise FileUnreadable(detail, row=len(records)) from fault
    filled = [cells for cells in records if any(cell.strip() for cell in cells)]
    headings = _headings(filled[0])
    numbered = enumerate(records[records.index(filled[0]) + 1 :], start=1)
    rows = [_table_row(number, headings, cells) for number, cells in numbered if any(cell.strip() for cell in cells)]
    drawn = next((heading for heading in headings if plain_heading(heading) in WKT_HEADINGS), None)
    if drawn and any(WKT.match(row.cells.get(drawn, "")) for row in rows):
        rows = [_with_wkt(row, drawn) for row in rows]
    else:
        drawn = None
    told = [heading for heading in headings if heading and heading != drawn]
    return KnownList(told, rows, has_geometry=drawn is not None, notes=notes)


def _with_wkt(row: Row, heading: str) -> Row:
    """Return a row of a table with its geometry, which one of its cells holds as WKT."""
    from shapely import from_wkt, to_geojson
    from shapely.errors import GEOSException

    text = row.cells.get(heading, "").strip()
    cells = {name: cell for name, cell in row.cells.items() if name != heading}
    if row.fault or not text:
        return Row(row.number, cells, fault=row.fault)
    if not WKT.match(text):
        return Row(row.number, cells, fault=f"{heading} holds no WKT of a point, a line or an area")
    try:
        shape = from_wkt(text)
        geometry = None if shape.is_empty else orjson.loads(to_geojson(shape))
    except (GEOSException, orjson.JSONDecodeError) as fault:
        return Row(row.number, cells, fault=_broken_wkt(heading, str(fault)))
    return Row(row.number, cells, geometry, fault=None if geometry else "its geometry is empty")


def _broken_wkt(heading: str, told: str) -> str:
    if "end of stream" in told:
        return f"{heading} is cut off: it ends in the middle of an outline"
    if "closed" in told:
        return "its line is not closed: it does not end at the corner where it began"
    if "number of points" in told:
        return "its line needs three corners, and the first of them again at the end"
    return f"{heading} is not written as WKT is, such as POINT (31.05 -17.83)"


def _delimiter(text: str) -> str:
    head = text.lstrip("\r\n").split("\n", 1)[0]
    outside = "".join(head.split('"')[::2])
    return max(",;\t", key=outside.count)


def _headings(cells: list[str]) -> list[str]:
    """Return the headings; one that is there twice counts where it stands first."""
    seen: set[str] = set()
    headings = []
    for cell in cells:
        heading = " ".join(cell.split())
        headings.append("" if heading in seen else heading)
        seen.add(heading)
    return headings


def _table_row(number: int, headings: list[str], cells: list[str]) -> Row:
    if len(cells) > len(headings) and any(cell.strip() for cell in cells[len(headings) :]):
        return Row(number, {}, fault=f"has {len(cells)} cells under {len(headings)} headings")
    return Row(number, {heading: cell for heading, cell in zip(headings, cells, strict=False) if heading})
