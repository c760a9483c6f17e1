"""The process that opens a map with GDAL: one driver, no network, little memory; prints what it read."""

import base64
import os
import re
import resource
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

from app.kit.geofiles_guarding import MEGABYTE, GeoFileFault

MOST_BYTES = 900 * MEGABYTE
MOST_CPU_S = 60
MOST_ROWS = 50_000
LONGEST_SAID = 60 * MEGABYTE
TOO_LARGE = "This file unpacks to far more than a city's list can hold."
LAYERS_OF_GPX = ("tracks", "routes", "waypoints")
OF_KML_ITSELF = {
    "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon",
}  # fmt: skip
NO_TIME = "The track does not say when it was walked; its path was read all the same."
BROKEN = "This {} is broken: it is damaged, was cut short, or is none. Save it and send it again."
NAMES = {
    "GPKG": "GeoPackage", "ESRI Shapefile": "Shapefile", "FlatGeobuf": "FlatGeobuf", "LIBKML": "KML", "GPX": "GPX",
}  # fmt: skip
FLAT = "Heights in the file were left out."


def stay_small() -> None:
    """Have the machine stop this process where it asks for more than any city's list needs."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S))
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def only(driver: str) -> None:
    """Let GDAL know one driver and nothing of the network; said before it is loaded."""
    from pyogrio import list_drivers, set_gdal_config_options

    others = ",".join(name for name in list_drivers() if name != driver)
    set_gdal_config_options({
        "GDAL_SKIP": others, "OGR_SKIP": others, "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none", "SHAPE_RESTORE_SHX": "YES", "GDAL_NUM_THREADS": "1",
        "OGR_SQLITE_LOAD_EXTENSIONS": None, "OGR_ORGANIZE_POLYGONS": "CCW_INNER_JUST_AFTER_CW_OUTER",
    })  # fmt: skip


def read(driver: str, file: Path, layer: str) -> dict[str, Any]:
    """Read the layers that are meant, one after the other."""
    from pyogrio import list_layers
    from pyogrio.errors import DataLayerError, DataSourceError

    try:
        layers = [(str(name), str(shape)) for name, shape in list_layers(file)]
        parts = [_layer(driver, file, name) for name in _meant(driver, layers, layer)]
    except (DataSourceError, DataLayerError, UnicodeDecodeError) as fault:
        raise GeoFileFault(f"{BROKEN.format(NAMES[driver])}{_line_in(str(fault))}") from fault
    rows = [row for part in parts for row in part["rows"]]
    if len(rows) > MOST_ROWS:
        raise GeoFileFault(TOO_LARGE)
    headings = list(dict.fromkeys(name for part in parts for name in part["headings"]))
    notes = list(dict.fromkeys(note for part in parts for note in part["notes"]))
    if driver == "GPX":
        notes += _untimed(file, {name for name, _ in layers})
    return {"headings": headings, "rows": rows, "crs": parts[0]["crs"], "notes": notes}


def _line_in(told: str) -> str:
    """Return the line at which a text breaks, which is all a person can do something with."""
    found = re.search(r"(?:at|on) line (\d+)", told)
    return f" (It breaks at line {found[1]}.)" if found else ""


def _meant(driver: str, layers: Sequence[tuple[str, str]], asked: str) -> list[str]:
    if driver == "GPX":
        return [name for name in LAYERS_OF_GPX if name in dict(layers)]
    drawn = [name for name, shape in layers if shape != "None"]
    if asked and asked not in drawn:
        raise GeoFileFault(f"This file has no layer called {asked}.", tuple(drawn))
    if asked:
        return [asked]
    if not layers and driver == "FlatGeobuf":
        raise GeoFileFault(BROKEN.format(NAMES[driver]))
    if not drawn:
        raise GeoFileFault("This file holds no map: none of its layers has places or outlines.")
    if len(drawn) > 1 and driver != "LIBKML":  # the layers of a KML are its folders, and belong together
        named = ", ".join(drawn[:20])
        raise GeoFileFault(f"This file has {len(drawn)} layers ({named}). Say which of them.", tuple(drawn))
    return drawn


def _layer(driver: str, file: Path, name: str) -> dict[str, Any]:
    import pyogrio.raw as raw

    meta, _, wkb, columns = raw.read(
        file, layer=name, max_features=MOST_ROWS + 1, force_2d=True, datetime_as_string=True
    )
    headings, columns = _told_columns(driver, meta["fields"], columns)
    drawn = _drawn(wkb)
    cells = [dict(zip(headings, row, strict=True)) for row in zip(*columns, strict=True)] or [{} for _ in drawn]
    rows = [[cell, geometry, fault] for cell, (geometry, fault) in zip(cells, drawn, strict=True)]
    notes = [FLAT] if _says_heights(driver, file, name, str(meta["geometry_type"])) else []
    return {"headings": headings, "rows": rows, "crs": meta["crs"], "notes": notes}


def _says_heights(driver: str, file: Path, name: str, declared: str) -> bool:
    """Tell whether a layer has heights; a KML declares none where it mixes shapes, and writes 0 where it knows none."""
    import numpy as np
    import pyogrio.raw as raw
    import shapely

    if driver != "LIBKML":
        return " Z" in declared or "2.5D" in declared
    _, _, wkb, _ = raw.read(file, layer=name, columns=[], max_features=MOST_ROWS + 1)
    heights = shapely.get_coordinates(shapely.from_wkb(wkb, on_invalid="ignore"), include_z=True)[:, 2]
    return bool(np.nan_to_num(heights).any())


def _told_columns(driver: str, fields: Any, columns: Any) -> tuple[list[str], list[list[Any]]]:
    """Return the columns that say something: KML and GPX have many of their own that stay empty."""
    named = [(str(name), _plain(column)) for name, column in zip(fields, columns, strict=True)]
    if driver in {"LIBKML", "GPX"}:
        named = [(name, cells) for name, cells in named if name not in OF_KML_ITSELF and any(cells)]
    return [name for name, _ in named], [cells for _, cells in named]


def _plain(column: Any) -> list[Any]:
    return [_cell(value) for value in column.tolist()]


def _cell(value: Any) -> Any:
    if isinstance(value, float):
        return None if value != value else value
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def _drawn(wkb: Any) -> list[tuple[Any, str | None]]:
    """Return each geometry as GeoJSON, with why it is none."""
    import numpy as np
    import shapely

    shapes = shapely.from_wkb(wkb, on_invalid="ignore")
    corners, at = shapely.get_coordinates(shapes, return_index=True)
    broken = set(at[~np.isfinite(corners).all(axis=1)].tolist())
    told = enumerate(zip(shapes, wkb, strict=True))
    return [_one(shape, place in broken, bare is None) for place, (shape, bare) in told]


def _one(shape: Any, broken: bool, bare: bool) -> tuple[Any, str | None]:
    import shapely

    if bare:
        return None, None
    if shape is None:
        return None, "its geometry is damaged"
    if broken:
        return None, "one of its corners has no number (NaN or infinite)"
    if shape.is_empty:
        return None, "its geometry is empty"
    return orjson.loads(shapely.to_geojson(shape)), None


def _untimed(file: Path, layers: set[str]) -> list[str]:
    import pyogrio.raw as raw

    if "track_points" not in layers:
        return []
    _, _, _, columns = raw.read(
        file, layer="track_points", columns=["time"], read_geometry=False, datetime_as_string=True
    )
    times = [value for column in columns for value in _plain(column)]
    return [NO_TIME] if times and not any(times) else []


def main() -> None:
    """Read a map from standard input and say what it holds."""
    stay_small()
    told = orjson.loads(sys.stdin.buffer.read())
    with tempfile.TemporaryDirectory(prefix="kwetu-map-") as folder:
        for name, body in told["files"].items():
            Path(folder, Path(name).name).write_bytes(base64.b64decode(body))
        main_file = Path(folder, Path(next(iter(told["files"]))).name)
        del told["files"]
        said = _said(told, main_file)
    sys.stdout.buffer.write(said)
    sys.stdout.buffer.flush()
    os._exit(0)  # GDAL's own farewell may fail where a driver was taken from it


def _said(told: dict[str, Any], file: Path) -> bytes:
    try:
        only(told["driver"])
        said = orjson.dumps(read(told["driver"], file, told["layer"]))
        return said if len(said) <= LONGEST_SAID else orjson.dumps({"fault": TOO_LARGE, "layers": []})
    except GeoFileFault as fault:
        return orjson.dumps({"fault": fault.detail, "layers": fault.layers})
    except MemoryError:
        return orjson.dumps({"fault": TOO_LARGE, "layers": []})


if __name__ == "__main__":
    main()
