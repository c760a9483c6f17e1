"""Maps made in a test: the formats cities use, written by GDAL from a few outlines."""

import io
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pyogrio.raw import write
from shapely.geometry import shape

ENDINGS = {"GPKG": "gpkg", "FlatGeobuf": "fgb", "LIBKML": "kml", "ESRI Shapefile": "shp"}
HOPLEY = {
    "type": "Polygon",
    "coordinates": [[[31.0, -17.9], [31.01, -17.9], [31.01, -17.91], [31.0, -17.91], [31.0, -17.9]]],
}
EPWORTH = {
    "type": "Polygon",
    "coordinates": [[[31.1, -17.9], [31.11, -17.9], [31.11, -17.91], [31.1, -17.91], [31.1, -17.9]]],
}
NAMES = ("Hopley", "Epworth")
LABEL = "<Point><coordinates>31.005,-17.905,0</coordinates></Point>"
"""Where the label of a place stands, in a KML."""


def drawn(
    driver: str, geometries: Sequence[Any] = (HOPLEY, EPWORTH), names: Sequence[str] = NAMES,
    crs: str | None = "EPSG:4326",
) -> bytes:  # fmt: skip
    """Return a map of these outlines; a Shapefile comes zipped."""
    with tempfile.TemporaryDirectory() as folder:
        return _drawn(Path(folder), driver, geometries, names, crs)


def _drawn(folder: Path, driver: str, geometries: Sequence[Any], names: Sequence[str], crs: str | None) -> bytes:
    file = folder / f"list.{ENDINGS[driver]}"
    shapes = [None if one is None else _wkb(one) for one in geometries]
    kind = "Polygon Z" if any(isinstance(one, shapely.Polygon) and one.has_z for one in geometries) else "Polygon"
    write(
        file, np.array(shapes, dtype=object), [np.array(names, dtype=object)], ["name"],
        driver=driver, crs=crs, geometry_type="Unknown" if driver == "GPKG" else kind,
    )  # fmt: skip
    if driver != "ESRI Shapefile":
        return file.read_bytes()
    return zipped({part.name: part.read_bytes() for part in folder.iterdir()})


def _wkb(geometry: Any) -> bytes:
    if isinstance(geometry, bytes):
        return geometry
    told: bytes = shapely.to_wkb(shape(geometry) if isinstance(geometry, Mapping) else geometry)
    return told


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return packed.getvalue()


def unzipped(body: bytes) -> dict[str, bytes]:
    """Return the files in a zip."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def moved(geometry: Mapping[str, Any], crs: str) -> Any:
    """Return an outline in another coordinate system."""
    from pyproj import Transformer

    into = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    return shapely.transform(shape(geometry), into.transform, interleaved=False)


def gpx(*places: tuple[float, float], times: bool = False) -> bytes:
    """Return a track through these places."""
    time = "<time>2026-11-22T08:00:00Z</time>" if times else ""
    walked = "".join(f'<trkpt lat="{lat}" lon="{lon}">{time}</trkpt>' for lon, lat in places)
    return (
        '<?xml version="1.0"?><gpx version="1.1" creator="walk" xmlns="http://www.topografix.com/GPX/1/1">'
        f"<trk><name>Hopley</name><trkseg>{walked}</trkseg></trk></gpx>"
    ).encode()


def kml(*placemarks: str) -> bytes:
    """Return a KML as Google Earth writes it."""
    return f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{"".join(placemarks)}</Document></kml>'.encode()


def placed(name: str, *drawn_as: str) -> str:
    """Return a place of a KML, drawn as all of these at once."""
    return (
        f"<Placemark><name>{name}</name><description>about 120 households</description>"
        f"<MultiGeometry>{''.join(drawn_as)}</MultiGeometry></Placemark>"
    )


def area_of(outline: Mapping[str, Any], height: int = 0) -> str:
    """Return an outline as a KML writes it, with a height."""
    corners = " ".join(f"{lon},{lat},{height}" for lon, lat in outline["coordinates"][0])
    ring = f"<outerBoundaryIs><LinearRing><coordinates>{corners}</coordinates></LinearRing></outerBoundaryIs>"
    return f"<Polygon>{ring}</Polygon>"
