"""Which single tiles there are: told to whoever may ask, with who drew them, and nothing of other people's places."""

from pathlib import Path
from typing import Any

import pytest

from app.basemaps import rules
from app.basemaps.adding import Wish, add
from tests import towns
from tests.api.pulling import push
from tests.api.test_map_packs import HERE, MANGO, point
from tests.cast import Cast
from tests.conftest import Client
from tests.phones import Edit, Phone

COARSE = 0.15
"""Degrees: what is told of a settlement's ground is whole tiles around it, and never more."""


def told(client: Client, who: Any) -> dict[str, Any]:
    answer = client.get("/api/tiles", who)
    assert answer.status_code == 200, answer.text
    return {one["kind"]: one for one in answer.json()["kinds"]}


@pytest.fixture
def streets(cast: Cast, tmp_path: Path) -> None:
    add(towns.collection(tmp_path / "town.geojson", towns.town(*HERE)), MANGO, print)


def test_where_no_map_was_brought_and_no_settlement_placed_there_is_nothing_to_ask_for(
    client: Client, cast: Cast
) -> None:
    assert told(client, cast.harare.leader) == {}


def test_each_kind_is_told_with_its_zooms_who_drew_it_and_the_layers_of_the_city(
    client: Client, mara: Phone, ours: Edit, streets: None, tmp_path: Path
) -> None:
    flood = towns.square(*HERE, 0.004, name="1 in 50 years")
    wish = Wish(overlay_kind="flood", name="flood", attribution="Drainage office")
    add(towns.collection(tmp_path / "flood.geojson", [flood]), wish, print)
    add(towns.pictures(tmp_path / "above.mbtiles", *HERE), Wish(attribution="A drone"), print)
    kinds = told(client, mara.member)
    assert set(kinds) == {"streets", "imagery", "structures"}
    [sheet] = kinds["streets"]["sheets"]
    assert (sheet["attribution"], sheet["date"]) == (MANGO.attribution, MANGO.date)
    assert rules.meet(tuple(sheet["bounds"]), (*HERE, *HERE))
    [overlay] = kinds["streets"]["overlays"]
    assert (overlay["overlay"], overlay["kind"], overlay["attribution"]) == ("flood", "flood", "Drainage office")
    assert [one["attribution"] for one in kinds["imagery"]["sheets"]] == ["A drone"]
    for kind in ("streets", "imagery"):
        for zoom in (kinds[kind]["min_zoom"], kinds[kind]["max_zoom"]):
            address = "/api/tiles/{}/{}/{}/{}".format(kind, zoom, *rules.tile_at(*HERE, zoom))
            assert client.get(address, mara.member).status_code == 200, address


def test_structures_are_told_of_around_the_settlements_somebody_sees_and_nowhere_else(
    client: Client, cast: Cast, mara: Phone, lea: Phone, ours: Edit, theirs: Edit
) -> None:
    push(client, mara, point(mara, ours["record_id"], 1))
    [ground] = told(client, mara.member)["structures"]["sheets"]
    west, south, east, north = ground["bounds"]
    assert west < HERE[0] < east
    assert south < HERE[1] < north
    assert east - west < COARSE
    assert ours["record_id"] not in str(ground)
    assert "structures" in told(client, lea.member)
    assert "structures" not in told(client, cast.harare.leader)
    highest = told(client, mara.member)["structures"]["max_zoom"]
    address = "/api/tiles/structures/{}/{}/{}".format(highest, *rules.tile_at(*HERE, highest))
    assert client.get(address, mara.member).status_code == 200
    assert client.get(address, cast.harare.mapper).status_code == 204


def test_officials_see_the_streets_around_a_release_and_nothing_that_a_community_said(
    client: Client, cast: Cast, mara: Phone, ours: Edit, streets: None, tmp_path: Path
) -> None:
    push(client, mara, point(mara, ours["record_id"], 1))
    for name, kind, may_leave in (("flood", "flood", True), ("plots", "cadastre", False), ("homes", "other", True)):
        drawn = towns.collection(tmp_path / f"{name}.geojson", [towns.square(*HERE, 0.004, name=name)])
        whose = Wish(overlay_kind=kind, name=name, attribution="Somebody", may_be_passed_on=may_leave)  # type: ignore[arg-type]
        add(drawn, whose, print)
    place = (14, *rules.tile_at(*HERE, 14))
    address = "/api/tiles/{}/{}/{}/{}".format
    for official in (cast.muntinlupa.official, cast.muntinlupa.ward_official):
        seen = told(client, official)
        assert list(seen) == ["streets"]
        assert [one["overlay"] for one in seen["streets"]["overlays"]] == ["flood"]
        given = client.get(address("streets", *place), official)
        assert given.status_code == 200
        assert [name in given.text for name in ("flood", "plots", "homes")] == [True, False, False]
        for kind in ("structures", "imagery"):
            answer = client.get(address(kind, *place), official)
            assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
        assert client.get("/api/packs", official).status_code == 403
    assert client.get("/api/tiles").status_code == 401
