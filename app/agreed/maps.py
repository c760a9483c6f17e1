"""The maps of a release in the format an office's own program opens; the answers beside each outline are the same."""

from typing import Any, Literal

from app.agreed.files import Contents, csv_of, files_of, wide_rows, zipped
from app.agreed.point_files import cells, drawn, headings, point_geojson, point_tables, wkt
from app.kit.geofiles_writing import AREAS, LINES, POINTS, Sheet, short_names, written_apart

MapFormat = Literal["geojson", "gpkg", "shp", "kml", "fgb", "csv"]
DRIVERS = {"gpkg": "GPKG", "shp": "ESRI Shapefile", "kml": "LIBKML", "fgb": "FlatGeobuf"}
MAP = "settlements.geojson"
KINDS = {
    "Point": ("", POINTS),
    "LineString": ("-lines", LINES),
    "Polygon": ("-areas", AREAS),
    "MultiPolygon": ("-areas", AREAS),
}
"""How a file is called that holds geometries of a kind, for most formats have room for one kind in a file."""


def zip_with(contents: Contents, map_format: MapFormat) -> bytes:
    """Pack a release with its maps in this format; its bytes depend on its contents alone."""
    files = {name: body for name, body in files_of(contents).items() if name != MAP}
    return zipped(map_files(contents, map_format) | files | point_tables(contents))


def map_files(contents: Contents, map_format: MapFormat) -> dict[str, bytes]:
    """Return the files of the maps; with a Shapefile comes the table of its columns' whole names."""
    if map_format == "geojson":
        return {MAP: files_of(contents)[MAP]} | point_geojson(contents)
    if map_format == "csv":
        return {"settlements-wkt.csv": csv_of(_with_wkt(contents))}
    sheets = [_settlements(contents), *_points(contents)]
    files = written_apart(DRIVERS[map_format], sheets)
    if map_format == "shp":
        files |= {f"{sheet.name}-columns.csv": _whole_names(sheet) for sheet in sheets}
    return files


def _settlements(contents: Contents) -> Sheet:
    names, *rows = wide_rows(contents)
    return Sheet("settlements", names, rows, [settlement["geometry"] for settlement in contents["settlements"]], AREAS)


def _points(contents: Contents) -> list[Sheet]:
    """Return a sheet a layer and kind of geometry."""
    sheets: dict[str, Sheet] = {}
    for layer in contents.get("layers", ()):
        for one in drawn(contents, layer["layer"]):
            ending, kind = KINDS[one.geometry["type"]]
            name = f"points-{layer['layer']}{ending}"
            sheet = sheets.setdefault(name, Sheet(name, headings(layer), [], [], kind))
            sheet.rows.append(cells(layer, one))
            sheet.geometries.append(one.geometry)
    return list(sheets.values())


def _whole_names(sheet: Sheet) -> bytes:
    return csv_of([["column", "stands_for"], *zip(short_names(sheet.columns), sheet.columns, strict=True)])


def _with_wkt(contents: Contents) -> list[list[Any]]:
    names, *rows = wide_rows(contents)
    outlines = [settlement["geometry"] for settlement in contents["settlements"]]
    told = [outline and wkt(outline) for outline in outlines]
    return [["WKT", *names], *([text, *row] for text, row in zip(told, rows, strict=True))]
