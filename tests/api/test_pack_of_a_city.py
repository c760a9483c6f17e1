"""A city of more than a hundred thousand houses: brought, cut and weighed."""

import gzip
import time
from pathlib import Path

import mapbox_vector_tile
from pmtiles.reader import MemorySource, Reader

from app.basemaps import rules
from app.basemaps.adding import Wish, add
from tests import towns
from tests.api.pulling import push
from tests.api.test_map_packs import fetched, listed
from tests.cast import Cast, CityCast
from tests.conftest import Client
from tests.phones import Phone

HOUSES = 104_000
CORNER = (121.02, 14.36)


def test_a_phone_has_a_city_of_a_hundred_thousand_houses_in_less_than_it_can_carry(
    client: Client, cast: Cast, city: CityCast, mara: Phone, tmp_path: Path
) -> None:
    file = towns.city_of_houses(tmp_path / "city.geojson", HOUSES, *CORNER)
    begun = time.monotonic()
    source = add(file, Wish(attribution="Invented"), print)
    added = time.monotonic()
    assert source.counted["buildings"] == HOUSES
    middle = {"type": "Point", "coordinates": [CORNER[0] + 0.06, CORNER[1] + 0.039]}
    push(client, mara, mara.settlement("In the middle", team=city.team_id, centre_point=middle))
    [pack] = listed(client, mara.member)
    asked = time.monotonic()
    told, body = fetched(client, mara.member, pack["pack"])
    print(
        f"{HOUSES} houses from {file.stat().st_size / 1e6:.1f} MB: brought in {added - begun:.1f} s; the pack has "
        f"{len(body) / 1e6:.2f} MB, cut and fetched in {time.monotonic() - asked:.2f} s"
    )
    assert told["size"] <= rules.PACK_LIMIT
    tile = (told["max_zoom"], *rules.tile_at(*middle["coordinates"], told["max_zoom"]))
    raw = Reader(MemorySource(body)).get(*tile)
    assert raw is not None
    drawn = mapbox_vector_tile.decode(gzip.decompress(raw))["buildings"]["features"]
    west, south, east, north = rules.bounds_of_tile(tile)
    expected = (east - west) / towns.STREET * (north - south) / towns.STREET
    assert len(drawn) > expected * 0.95, "close to the ground no house is left out"
