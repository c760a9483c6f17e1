"""Looks at a map before GDAL opens it: what it is, what lies in a zip, and whether it unpacks to too much."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from app.kit.shapefile_parts import broken_part, without_broken
from app.kit.unpacking import BROKEN

MEGABYTE = 1024 * 1024
MOST_PARTS = 200
LONGEST_WHOLE = 150 * MEGABYTE
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
SHAPEFILE = bytes.fromhex("0000270a")
NO_SHAPEFILE_ALONE = (
    "This is one part of a Shapefile. Put its .shp, .shx, .dbf and .prj into one zip file and send that."
)
SPREADSHEET = "This is a spreadsheet. Save it as CSV and send that."
BY_ENDING = {".gpkg": "GPKG", ".kml": "LIBKML", ".gpx": "GPX", ".fgb": "FlatGeobuf", ".shp": "ESRI Shapefile"}
PICTURE, ARCHIVE = "a picture", "an archive that is no zip"
NO_LISTS = {
    b"\x89PNG": PICTURE, b"\xff\xd8\xff": PICTURE, b"II*\0": PICTURE, b"MM\0*": PICTURE,
    b"%PDF": "a PDF", b"Rar!": ARCHIVE, b"7z\xbc\xaf": ARCHIVE, b"\x1f\x8b": ARCHIVE,
}  # fmt: skip
"""What is sent in place of a map, by its first bytes."""
TEXTS = (".geojson", ".json", ".csv", ".tsv", ".txt")
PARTS_OF_A_SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")


class GeoFileFault(Exception):  # noqa: N818 - it says what is the matter with the file
    """Why a file cannot be read; ``layers`` names those to choose from."""

    def __init__(self, detail: str, layers: tuple[str, ...] = ()) -> None:
        super().__init__(detail)
        self.detail, self.layers = detail, layers


@dataclass(frozen=True)
class Wrapped:
    """A file as GDAL is to read it: by which driver, and the files that belong together, the main one first."""

    driver: str
    files: Mapping[str, bytes]
    notes: tuple[str, ...] = ()


def driver_of(body: bytes) -> str | None:
    """Return the GDAL driver that reads a file which is no zip, known by its first bytes; None for text and others."""
    if body.startswith(b"SQLite format 3\x00"):
        return "GPKG"
    if body.startswith(b"fgb\x03"):
        return "FlatGeobuf"
    head = body[:4096].replace(b"\0", b"").lower()
    if not head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        return None
    if b"<!doctype" in head or b"<!entity" in body:
        raise GeoFileFault("This file defines words of its own (DOCTYPE), as no map file does.")
    for sign, driver in ((rb"<(\w+:)?kml[\s>]", "LIBKML"), (rb"<gpx[\s>]", "GPX")):
        if re.search(sign, head):
            return driver
    raise GeoFileFault("This is XML, but neither KML nor GPX.")


def unwrapped(body: bytes) -> Wrapped | bytes:
    """Return what GDAL is to read, or the bytes of a text (GeoJSON, a table), which is read without GDAL."""
    if body.startswith(OLD_OFFICE):
        raise GeoFileFault(SPREADSHEET)
    if body.startswith(SHAPEFILE):
        raise GeoFileFault(NO_SHAPEFILE_ALONE)
    if body.startswith(b"PK"):
        return _unzipped(body)
    for sign, what in NO_LISTS.items():
        if body.startswith(sign):
            raise GeoFileFault(f"This is {what}, not a map or a table. Send the map itself, or pack it as a zip file.")
    driver = driver_of(body)
    return Wrapped(driver, {_name_for(driver): body}) if driver else body


def _name_for(driver: str) -> str:
    return "list" + next(ending for ending, one in BY_ENDING.items() if one == driver)


def _unzipped(body: bytes) -> Wrapped | bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            parts = _looked_at(packed)
            return _chosen(packed, parts)
    except BROKEN as fault:
        raise GeoFileFault("This zip file is damaged or was cut short: it does not unpack.") from fault


def _looked_at(packed: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    parts = [part for part in packed.infolist() if not part.is_dir()]
    parts = [part for part in parts if not part.filename.startswith("__MACOSX/")]
    if any(part.filename == "[Content_Types].xml" for part in parts):
        raise GeoFileFault(SPREADSHEET)
    if len(parts) > MOST_PARTS:
        raise GeoFileFault(f"This zip file has {len(parts):,} files in it; a map needs a handful.")
    if sum(part.file_size for part in parts) > LONGEST_WHOLE:
        raise GeoFileFault("This zip file unpacks to far more than a city's list can hold.")
    if any(part.flag_bits & 1 for part in parts):
        raise GeoFileFault("This zip file is locked with a password. Pack it without one.")
    return parts


def _chosen(packed: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> Wrapped | bytes:
    """Return the one map in a zip; several are asked about, for nobody guesses which was meant."""
    known = (*BY_ENDING, *TEXTS)
    maps = [part for part in parts if _ending(part) in known and not part.filename.endswith(".shp.xml")]
    if not maps:
        lonely = [part for part in parts if _ending(part) in PARTS_OF_A_SHAPEFILE]
        raise GeoFileFault(
            "This zip file holds parts of a Shapefile, but not the .shp with the outlines."
            if lonely
            else "This zip file holds no map: no .shp, .gpkg, .kml, .gpx, .fgb, .geojson or .csv."
        )
    if len(maps) > 1:
        named = ", ".join(sorted(PurePosixPath(part.filename).name for part in maps)[:10])
        raise GeoFileFault(f"This zip file holds {len(maps)} maps ({named}). Send one at a time.")
    (chosen,) = maps
    if _ending(chosen) in TEXTS:
        return packed.read(chosen)
    if _ending(chosen) == ".shp":
        return _shapefile(packed, parts, chosen)
    return Wrapped(BY_ENDING[_ending(chosen)], {"list" + _ending(chosen): packed.read(chosen)})


def _shapefile(packed: zipfile.ZipFile, parts: list[zipfile.ZipInfo], chosen: zipfile.ZipInfo) -> Wrapped:
    stem = chosen.filename[:-4].lower()
    beside = {_ending(part): part for part in parts if part.filename[: -len(_ending(part)) or None].lower() == stem}
    name = PurePosixPath(chosen.filename).stem
    if ".dbf" not in beside:
        raise GeoFileFault(f"{name}.dbf is missing from the zip file: it holds the names and codes of {name}.shp.")
    files = {ending: packed.read(beside[ending]) for ending in PARTS_OF_A_SHAPEFILE if ending in beside}
    if broken := broken_part(name, files):
        raise GeoFileFault(broken)
    files, notes = without_broken(name, files)
    return Wrapped("ESRI Shapefile", {f"list{ending}": body for ending, body in files.items()}, tuple(notes))


def _ending(part: zipfile.ZipInfo) -> str:
    return PurePosixPath(part.filename).suffix.lower()
