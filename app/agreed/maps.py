"""The map of a release in the format an office's own program opens; the answers beside each outline are the same."""

from typing import Any, Literal

from app.agreed.files import Contents, csv_of, files_of, wide_rows, zipped
from app.kit.geofiles_writing import short_names, written_apart

MapFormat = Literal["geojson", "gpkg", "shp", "kml", "fgb", "csv"]
DRIVERS = {"gpkg": "GPKG", "shp": "ESRI Shapefile", "kml": "LIBKML", "fgb": "FlatGeobuf"}
MAP = "settlements.geojson"


def zip_with(contents: Contents, map_format: MapFormat) -> bytes:
    """Pack a release with its map in this format instead of GeoJSON."""
    files = {name: body for name, body in files_of(contents).items() if name != MAP}
    return zipped(map_files(contents, map_format) | files)


def map_files(contents: Contents, map_format: MapFormat) -> dict[str, bytes]:
    """Return the files of the map; with a Shapefile comes the table of its columns' whole names."""
    if map_format == "geojson":
        return {MAP: files_of(contents)[MAP]}
    headings, *rows = wide_rows(contents)
    outlines: list[Any] = [settlement["geometry"] for settlement in contents["settlements"]]
    if map_format == "csv":
        wkt = [_wkt(outline) for outline in outlines]
        table = [["WKT", *headings], *([text, *row] for text, row in zip(wkt, rows, strict=True))]
        return {"settlements-wkt.csv": csv_of(table)}
    files = written_apart(DRIVERS[map_format], "settlements", headings, rows, outlines)
    if map_format == "shp":
        names = [["column", "stands_for"], *zip(short_names(headings), headings, strict=True)]
        files["settlements-columns.csv"] = csv_of(names)
    return files


def _wkt(outline: Any) -> str | None:
    from shapely import to_wkt
    from shapely.geometry import shape

    return None if outline is None else to_wkt(shape(outline), rounding_precision=-1)
