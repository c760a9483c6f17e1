"""How long a city's file of settlements takes to be looked at and written down, beside only reading and judging it."""

import os
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import pyogrio
import shapely

from app.kit import db
from app.kit.roomy import keep_room
from app.people import service as people
from app.settings import settings
from app.settlements import importing
from app.settlements.importing import LookedAt, Wish
from app.settlements.schemas import ImportReport
from bench.measured import Measured, tell
from bench.phones import begin
from tests.cast import Cast, signed_in_as

MUMBAI = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "mumbai" / "slumClusters.geojson"
POLYGONS = 2_542
TIMES = 5


def polygons(folder: Path) -> Iterator[Measured]:
    """Import the 2,542 polygons of Mumbai with every check, mended where they cross themselves, durable at the end.

    It is looked at first, as the page has everybody do. Beside it the same file read by pyogrio, with nothing asked
    but which geometries are valid.
    """
    tell("import_polygons: reading, judging and writing the settlements of Mumbai, several times")
    keep_room()  # as the server does when it starts
    body = MUMBAI.read_bytes()
    ours, theirs = [], []
    for turn in range(TIMES + 1):
        theirs.append(_read_and_judged())
        ours.append(_imported(folder / f"{turn}", body))
    yield Measured(statistics.median(ours[1:]), "s", statistics.median(theirs[1:]))


def _read_and_judged() -> float:
    began = time.perf_counter()
    _, _, geometries, _ = pyogrio.raw.read(MUMBAI)
    valid = shapely.is_valid(shapely.from_wkb(geometries))
    took = time.perf_counter() - began
    assert len(valid) == POLYGONS
    return took


def _imported(folder: Path, body: bytes) -> float:
    folder.mkdir()
    url = f"sqlite:///{folder / 'kwetu.sqlite3'}"
    cast = begin(url, 1).cast
    os.environ["KWETU_DATABASE_URL"] = url
    settings.cache_clear()
    db.engine.cache_clear()
    _taken(cast, body, dry_run=True)
    began = time.perf_counter()
    looked, report = _taken(cast, body, dry_run=False)
    took = time.perf_counter() - began
    db.engine().dispose()
    assert (report.taken, report.repaired, len(report.refused), len(looked.told)) == (POLYGONS - 1, 25, 1, POLYGONS - 1)
    return took


def _taken(cast: Cast, body: bytes, *, dry_run: bool) -> tuple[LookedAt, ImportReport]:
    looked = importing.look_at(body, "settlements", Wish(repair=True))
    with db.writing() as session:
        who = signed_in_as(session, cast.muntinlupa.leader)
        city = people.city(session, cast.muntinlupa.id)
        assert city
        report = importing.take(session, who, city, looked, dry_run=dry_run)
    return looked, report
