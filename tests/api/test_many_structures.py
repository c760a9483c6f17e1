"""A hundred thousand structures on one map: crowds from above, each by itself close to the ground."""

import time
from pathlib import Path

import mapbox_vector_tile
import pytest
import shapely
from sqlmodel import Session

from app.basemaps import rules, structures
from app.kit import db
from app.outlines import repository
from tests.cast import Cast
from tests.conftest import Client

STRUCTURES, ACROSS, STEP = 100_000, 400, 0.0001
WEST, SOUTH = 121.021, 14.361


@pytest.fixture
def mapped(cast: Cast) -> None:
    """The outlines of as many structures, as they are told from their records."""
    at = [(WEST + n % ACROSS * STEP, SOUTH + n // ACROSS * STEP) for n in range(STRUCTURES)]
    rows = (
        {
            "record_id": f"{n:032d}", "path": "geometry", "edit_id": f"e{n}", "rank": 0, "kind": "feature",
            "layer": "structure", "city_id": cast.muntinlupa.id, "settlement_id": "s", "round": 0, "west": lon,
            "south": lat, "east": lon, "north": lat, "lon": lon, "lat": lat, "area_m2": 0.0,
            "shape": shape,
        }
        for n, ((lon, lat), shape) in enumerate(zip(at, shapely.to_wkb(shapely.points(at)), strict=True))
    )  # fmt: skip
    with Session(db.engine()) as session:
        repository.put(session, [], rows)
        session.commit()


def test_a_hundred_thousand_structures_are_counted_from_above_and_shown_one_by_one_from_near(
    client: Client, cast: Cast, mapped: None, tmp_path: Path
) -> None:
    leader = cast.muntinlupa.leader
    first, last = rules.tile_at(WEST, SOUTH + 0.0251, 12), rules.tile_at(WEST + 0.04, SOUTH, 12)
    begun = time.monotonic()
    counted, marks, size = 0, 0, 0
    for x in range(first[0], last[0] + 1):
        for y in range(first[1], last[1] + 1):
            answer = client.get(f"/api/tiles/structures/12/{x}/{y}", leader)
            if answer.status_code == 200:
                crowds = mapbox_vector_tile.decode(answer.content)["crowds"]["features"]
                counted += sum(one["properties"]["count"] for one in crowds)
                marks, size = marks + len(crowds), size + len(answer.content)
    above = time.monotonic()
    near = client.get("/api/tiles/structures/16/{}/{}".format(*rules.tile_at(WEST + 0.02, SOUTH + 0.012, 16)), leader)
    shown = mapbox_vector_tile.decode(near.content)["features"]["features"]
    print(
        f"{STRUCTURES} structures: {marks} crowds in {size / 1000:.0f} kB, {above - begun:.2f} s; "
        f"{len(shown)} one by one in {len(near.content) / 1000:.0f} kB, {time.monotonic() - above:.2f} s"
    )
    assert counted == STRUCTURES
    assert marks < 3_000
    west, south, east, north = rules.bounds_of_tile((16, *rules.tile_at(WEST + 0.02, SOUTH + 0.012, 16)))
    assert len(shown) >= int((east - west) / STEP) * int((north - south) / STEP)


def test_a_tile_so_full_that_nothing_could_be_told_apart_counts_them_and_the_last_zoom_shows_each(
    client: Client, cast: Cast, mapped: None
) -> None:
    def shown(zoom: int, x: int, y: int) -> dict[str, int]:
        answer = client.get(f"/api/tiles/structures/{zoom}/{x}/{y}", cast.muntinlupa.leader)
        [(layer, told)] = mapbox_vector_tile.decode(answer.content).items()
        return {layer: sum(one["properties"].get("count", 1) for one in told["features"])}

    x, y = rules.tile_at(WEST + 0.02, SOUTH + 0.012, 15)
    west, south, east, north = rules.bounds_of_tile((15, x, y))
    across, up = (east - west) / STEP, (north - south) / STEP
    assert int(across) * int(up) > structures.MOST_ONE_BY_ONE
    counted = shown(15, x, y)["crowds"]
    assert int(across) * int(up) <= counted <= (int(across) + 1) * (int(up) + 1)
    assert shown(16, 2 * x, 2 * y)["features"] < counted
