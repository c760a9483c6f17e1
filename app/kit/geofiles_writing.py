"""Writes rows and outlines as a map other programs open, in a process of its own that goes away with what GDAL takes.

The same rows give the same bytes: no file says when it was written.
"""

import base64
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import orjson

ROOT = Path(__file__).resolve().parent.parent.parent
MOST_S = 120
ENDINGS = {"GPKG": "gpkg", "ESRI Shapefile": "shp", "LIBKML": "kml", "FlatGeobuf": "fgb"}
SHORTEST = 10
"""Letters of a column's name in a Shapefile; there is no room for more."""
ANY_DAY = "1980-01-01"
OPTIONS = {
    "GPKG": {"dataset_options": {"VERSION": "1.2"}},
    "ESRI Shapefile": {"layer_options": {"DBF_DATE_LAST_UPDATE": ANY_DAY}},
    "FlatGeobuf": {"layer_options": {"SPATIAL_INDEX": "NO"}},  # an index has no room for what has no outline
}


POINTS, LINES, AREAS = "Point", "MultiLineString", "MultiPolygon"


class Sheet(NamedTuple):
    """One map: its rows, and the geometry of each as GeoJSON, None where a row has none; all of one ``kind``."""

    name: str
    columns: list[str]
    rows: list[list[Any]]
    geometries: list[Any]
    kind: str


def written_apart(driver: str, sheets: Sequence[Sheet]) -> dict[str, bytes]:
    """Return the files of some maps by name."""
    told = orjson.dumps([{"driver": driver, **sheet._asdict()} for sheet in sheets])
    command = [sys.executable, "-m", __name__]
    done = subprocess.run(command, input=told, capture_output=True, cwd=ROOT, timeout=MOST_S, check=True)  # noqa: S603 - our own module
    return {name: base64.b64decode(body) for name, body in orjson.loads(done.stdout).items()}


def short_names(columns: Sequence[str]) -> list[str]:
    """Return the names of columns as a Shapefile has room for: cut, and numbered where two would be one."""
    short: list[str] = []
    for place, column in enumerate(columns, start=1):
        cut = column[:SHORTEST]
        known = {one.lower() for one in short}
        short.append(f"{column[: SHORTEST - 4]}_{place:03d}" if cut.lower() in known or len(column) > SHORTEST else cut)
    return short


def _written(told: dict[str, Any], folder: Path) -> None:
    import numpy as np
    import shapely
    from pyogrio import set_gdal_config_options
    from pyogrio.raw import write

    set_gdal_config_options({"OGR_CURRENT_DATE": f"{ANY_DAY}T00:00:00Z"})
    driver, shapes = told["driver"], [_shape(one) for one in told["geometries"]]
    columns = told["columns"] if driver != "ESRI Shapefile" else short_names(told["columns"])
    fields = [_column(cells) for cells in zip(*told["rows"], strict=True)] or [np.array([], dtype=object)] * len(
        columns
    )
    write(
        folder / f"{told['name']}.{ENDINGS[driver]}",
        np.array([None if one is None else shapely.to_wkb(one) for one in shapes], dtype=object),
        fields, columns, driver=driver, crs="EPSG:4326", encoding="UTF-8", layer=told["name"],
        geometry_type="Unknown" if driver == "LIBKML" else told["kind"],
        promote_to_multi=driver != "LIBKML" and told["kind"] != POINTS, **OPTIONS.get(driver, {}),
    )  # fmt: skip


def _shape(geometry: Any) -> Any:
    from shapely.geometry import shape

    return None if geometry is None else shape(geometry)


def _column(cells: Sequence[Any]) -> Any:
    """Return a column as numbers where it holds nothing else, as text otherwise; what is empty stays empty."""
    import numpy as np

    if any(cell is not None for cell in cells) and all(cell is None or _is_number(cell) for cell in cells):
        whole = all(isinstance(cell, int) for cell in cells)
        return np.array(cells, dtype="int64" if whole else "float64")
    return np.array([None if cell is None else str(cell) for cell in cells], dtype=object)


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def main() -> None:
    """Write maps from standard input and say their files."""
    with tempfile.TemporaryDirectory(prefix="kwetu-map-") as folder:
        for told in orjson.loads(sys.stdin.buffer.read()):
            _written(told, Path(folder))
        files = sorted(Path(folder).iterdir())
        said = {file.name: base64.b64encode(file.read_bytes()).decode() for file in files}
    sys.stdout.buffer.write(orjson.dumps(said))


if __name__ == "__main__":
    main()
