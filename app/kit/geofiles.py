"""Reads the maps cities have (GeoPackage, Shapefile, KML, GPX, FlatGeobuf) in a process of its own, into plain rows.

Whatever a file does to GDAL, phones are served as before; more memory and time than a list needs is not given to it.
"""

import base64
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from app.kit.geofiles_guarding import GeoFileFault, Wrapped

ROOT = Path(__file__).resolve().parent.parent.parent
MOST_S = 120
TOO_MUCH = "Reading this file takes more than any city's list needs; it was stopped."
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class GeoRow:
    """One feature as it stands in the file, in the order of the file; ``fault`` says why its geometry is none."""

    cells: dict[str, Any]
    geometry: Any = None
    fault: str | None = None


@dataclass(frozen=True)
class GeoFile:
    """What a file holds; ``crs`` is the coordinate system it declares, None where it declares none."""

    headings: list[str]
    rows: list[GeoRow]
    crs: str | None
    notes: list[str] = field(default_factory=list)


def read_apart(wrapped: Wrapped, layer: str = "") -> GeoFile:
    """Read a file in another process; one at a time. GeoFileFault says why it cannot be read."""
    told = orjson.dumps({
        "driver": wrapped.driver,
        "layer": layer,
        "files": {name: base64.b64encode(body).decode() for name, body in wrapped.files.items()},
    })  # fmt: skip
    with _one_at_a_time:
        try:
            done = subprocess.run(
                [sys.executable, "-m", "app.kit.geofiles_reading"],
                input=told, capture_output=True, cwd=ROOT, timeout=MOST_S,
            )  # fmt: skip
        except subprocess.TimeoutExpired as fault:
            raise GeoFileFault(TOO_MUCH) from fault
    if done.returncode < 0:  # the machine stopped it
        raise GeoFileFault(TOO_MUCH)
    if done.returncode:
        broke = done.stderr.decode(errors="replace").strip().rpartition("\n")[2].partition(":")[0]
        raise RuntimeError(f"reading a map broke off: {broke}")  # a fault of ours, logged without what was read
    return _read(orjson.loads(done.stdout), list(wrapped.notes))


def _read(said: dict[str, Any], notes: list[str]) -> GeoFile:
    if "fault" in said:
        raise GeoFileFault(said["fault"], tuple(said["layers"]))
    rows = [GeoRow(*row) for row in said["rows"]]
    return GeoFile(said["headings"], rows, said["crs"], notes + said["notes"])
