"""How fast the map finds what lies in a window, and what a new boundary overlaps, among a hundred thousand areas."""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from sqlmodel import Session

from app.kit.db import open_engine
from app.kit.migrations import migrate
from app.kit.shapes import area_of, as_geojson, measured
from app.outlines import repository, service
from app.outlines.rules import Box
from bench.measured import Measured, tell

AREAS = 100_000
WIDE, SIDE = 400, 0.0005
"""Columns of the field, and the spacing of its areas in degrees: some fifty metres."""
ROUNDS, TIMES = 15, 20
FULL_SCAN = (
    f"SELECT {', '.join(repository.COLUMNS)} FROM outline"
    " WHERE west <= :east AND east >= :west AND south <= :north AND north >= :south"
)
AS_FAST, OF_STRTREE = 0.01, 10.0


def window(folder: Path) -> Iterator[Measured]:
    """Ask for a small window as a map does, without HTTP; beside it look through every row."""
    with _field(folder) as session:
        windows = [Box(lon, lat, lon + 3 * SIDE, lat + 3 * SIDE) for lon, lat in _places(ROUNDS)]
        connection = session.connection()
        ours, scans = [], []
        for box in windows:
            ours.append(_median_s(partial(service.within, session, box), TIMES))
            began = time.perf_counter()
            rows = connection.exec_driver_sql(FULL_SCAN, box._asdict()).fetchall()
            scans.append(time.perf_counter() - began)
            if len(rows) != len(service.within(session, box)) or not rows:
                raise RuntimeError(f"the window holds {len(rows)} areas, not {len(service.within(session, box))}")
    ratio = statistics.median(ours) / statistics.median(scans)
    tell(f"bbox: {statistics.median(ours) * 1e6:.0f} us a window, {statistics.median(scans) * 1e3:.1f} ms a full scan")
    yield Measured(ratio, "of a full scan", AS_FAST)


def overlap(folder: Path) -> Iterator[Measured]:
    """Ask what a new boundary overlaps; beside it ask an STRtree that stands in memory already, and measure alike."""
    with _field(folder) as session:
        shapes = np.array([shapely.from_wkb(row[0]) for row in session.connection().exec_driver_sql(ALL_SHAPES)])
        areas = [area_of(shape) for shape in shapes]
        tree = shapely.STRtree(shapes)
        ours, theirs = [], []
        for lon, lat in _places(ROUNDS):
            drawn = shapely.Point(lon, lat).buffer(1.2 * SIDE, quad_segs=8)
            geometry = as_geojson(drawn)
            ours.append(_median_s(partial(service.overlapping, session, geometry), TIMES))
            theirs.append(_median_s(partial(_by_tree, tree, shapes, areas, drawn), TIMES))
            if len(service.overlapping(session, geometry)) != len(_by_tree(tree, shapes, areas, drawn)):
                raise RuntimeError("the two ways find different overlaps")
    tell(f"overlap: {statistics.median(ours) * 1e3:.2f} ms, {statistics.median(theirs) * 1e3:.2f} ms by STRtree")
    yield Measured(statistics.median(ours) / statistics.median(theirs), "times STRtree", OF_STRTREE)


ALL_SHAPES = "SELECT shape FROM outline ORDER BY id"


def _by_tree(tree: Any, shapes: Any, areas: list[float], drawn: Any) -> list[tuple[int, float, float]]:
    own = area_of(drawn)
    found = []
    for at in tree.query(drawn, predicate="intersects"):
        ground = drawn.intersection(shapes[at])
        if ground.area > 0:
            shared = area_of(ground)
            found.append((int(at), shared, shared / min(own, areas[at])))
    return sorted(found, key=lambda one: -one[2])


def _median_s(ask: Callable[[], Any], times: int) -> float:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        ask()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def _places(count: int) -> Iterator[tuple[float, float]]:
    chance = random.Random(17)
    for _ in range(count):
        yield 31 + chance.uniform(5, WIDE - 5) * SIDE, -18 + chance.uniform(5, AREAS // WIDE - 5) * SIDE


def _field(folder: Path) -> Session:
    """Lay a hundred thousand uneven areas side by side."""
    tell(f"outlines: laying out {AREAS:,} areas")
    url = f"sqlite:///{folder / 'kwetu.sqlite3'}"
    migrate(url)
    engine = open_engine(url)
    with Session(engine) as session, session.begin():
        for first in range(0, AREAS, 10_000):
            repository.put(session, (), map(_area, range(first, first + 10_000)))
    return Session(engine)


def _area(at: int) -> dict[str, Any]:
    lon, lat = 31 + at % WIDE * SIDE, -18 + at // WIDE * SIDE
    shape = shapely.Point(lon, lat).buffer(SIDE * (0.4 + at % 7 / 20), quad_segs=2)
    told = measured(shape)._asdict()
    named = {"record_id": f"{at:032x}", "path": "boundary", "edit_id": f"{at:032x}", "rank": 0, "kind": "settlement"}
    of = {"layer": "", "city_id": "harare", "settlement_id": f"{at:032x}", "round": 0, "shape": shapely.to_wkb(shape)}
    return named | of | told
