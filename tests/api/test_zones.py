"""What the city drew: zones over the streets, with attribution and date, and how much of a settlement lies in each."""

import warnings
from pathlib import Path

import mapbox_vector_tile
import pyogrio
import pytest
from shapely import to_wkb
from shapely.geometry import shape

from app.basemaps import repository, rules
from app.basemaps.zones import shares
from tests import towns
from tests.api.backing_up import kwetu
from tests.api.pulling import push
from tests.api.test_bringing_maps import brought, town_as
from tests.api.test_map_packs import HERE, listed
from tests.cast import Cast, CityCast
from tests.conftest import Client
from tests.phones import Edit, Phone

FLOOD = [
    towns.square(121.0400, 14.4100, 0.002, zone="1 in 10 years"),
    towns.square(121.0410, 14.4100, 0.002, zone="1 in 10 years"),
    towns.square(121.0400, 14.4110, 0.002, zone="1 in 50 years"),
    towns.square(121.3000, 14.4110, 0.002, zone="elsewhere"),
]
GROUND = towns.square(121.0400, 14.4100, 0.002)["geometry"]


def test_the_share_of_a_settlement_in_each_zone_agrees_with_one_reckoned_by_hand(
    client: Client, cast: Cast, city: CityCast, mara: Phone, lea: Phone, ours: Edit, tmp_path: Path
) -> None:
    file = towns.collection(tmp_path / "flood.geojson", FLOOD)
    done = kwetu("overlay", "add", file, "--kind", "flood", "--attribution", "Drainage office", "--date", "2024-06-30")
    assert done.exit_code == 0, done.output
    undrawn = client.get(f"/api/settlements/{ours['record_id']}/zones", lea.member).json()
    assert (undrawn["area_m2"], undrawn["claims"], undrawn["zones"], undrawn["none_of"]) == (None, 0, [], [])
    assert undrawn["not_reckoned"] == [
        {"overlay": "flood", "kind": "flood", "name": "flood", "attribution": "Drainage office", "date": "2024-06-30"}
    ]
    push(client, mara, mara.profile(ours["record_id"], {"boundary": GROUND}))
    told = client.get(f"/api/settlements/{ours['record_id']}/zones", lea.member).json()
    assert [(one["zone"], one["share"]) for one in told["zones"]] == [("1 in 10 years", 1.0), ("1 in 50 years", 0.5)]
    assert told["touching"] == told["none_of"] == told["not_reckoned"] == []
    assert told["zones"][1]["area_m2"] == pytest.approx(told["area_m2"] / 2, rel=0.001)
    assert told["zones"][0] | {"area_m2": 0} == {
        "overlay": "flood", "kind": "flood", "title": "flood", "attribution": "Drainage office", "date": "2024-06-30",
        "zone": "1 in 10 years", "area_m2": 0, "share": 1.0,
    }  # fmt: skip
    for who, status in ((mara.member, 403), (city.official, 403), (cast.harare.leader, 404)):
        assert client.get(f"/api/settlements/{ours['record_id']}/zones", who).status_code == status


def test_a_plan_that_a_settlement_lies_in_none_of_is_named_and_a_line_through_it_is_told_apart(
    client: Client, cast: Cast, mara: Phone, lea: Phone, ours: Edit, tmp_path: Path
) -> None:
    push(client, mara, mara.profile(ours["record_id"], {"boundary": GROUND}))
    through = {"type": "LineString", "coordinates": [[121.039, 14.411], [121.05, 14.411]]}
    brings = {
        "flood": FLOOD[3], "zoning": FLOOD[0], "line": {"type": "Feature", "properties": {}, "geometry": through},
        "harare": towns.square(31.05, -17.83, 0.002, zone="Far"),
    }  # fmt: skip
    for name, feature in brings.items():
        file = towns.collection(tmp_path / f"{name}.geojson", [feature])
        words = ("--kind", "other", "--attribution", "City", "--date", "2024-06-30")
        assert kwetu("overlay", "add", file, *words).exit_code == 0
    told = client.get(f"/api/settlements/{ours['record_id']}/zones", lea.member).json()
    lying = {group: [one["overlay"] for one in told[group]] for group in ("zones", "touching", "none_of")}
    assert lying == {"zones": ["zoning"], "touching": ["line"], "none_of": ["flood"]}
    assert told["not_reckoned"] == []


def test_wards_bear_the_name_of_their_own_level_or_that_of_the_column_the_operator_names(
    cast: Cast, tmp_path: Path
) -> None:
    said = {
        "ADM3_EN": "City of Muntinlupa",
        "ADM4_EN": "Tunasan",
        "ADM4_PCODE": "PH1",
        "district": "Second",
        "type": "b",
    }
    file = towns.collection(tmp_path / "wards.geojson", [towns.square(121.04, 14.41, 0.002, **said)])
    wanted = ("overlay", "add", file, "--kind", "ward", "--attribution", "City", "--date", "2019-01-01", "--replace")
    for more, zone in (([], "Tunasan"), (["--name-column", "district"], "Second")):
        done = kwetu(*wanted, *more)
        assert done.exit_code == 0, done.output
        [source] = repository.sources()
        assert [told.zone for told in shares(shape(GROUND), 1.0, [source])] == [zone]
    unknown = kwetu(*wanted, "--name-column", "sitio")
    assert (unknown.exit_code, "has no column sitio; it has: ADM3_EN" in unknown.output) == (1, True)


def test_an_overlay_lies_in_the_streets_pack_with_its_own_attribution_and_date(
    client: Client, cast: Cast, mara: Phone, ours: Edit, tmp_path: Path
) -> None:
    overlay = ("--kind", "flood", "--attribution", "Drainage office", "--date", "2024-06-30", "--name", "Flood lines")
    kwetu("overlay", "add", towns.collection(tmp_path / "flood.geojson", FLOOD), *overlay)
    assert listed(client, mara.member) == [], "an overlay alone is no map"
    brought(town_as(tmp_path, "town.geojson"))
    told = client.get(f"/api/packs/{listed(client, mara.member)[0]['pack']}", mara.member).json()
    assert told["shareable"]
    assert told["overlays"] == [
        {"overlay": "flood-lines", "kind": "flood", "name": "Flood lines", "attribution": "Drainage office",
         "date": "2024-06-30"}
    ]  # fmt: skip
    assert told["layers"][-1] == "zones"
    tile = client.get("/api/tiles/streets/{}/{}/{}".format(14, *rules.tile_at(*HERE, 14)), mara.member).content
    zones = mapbox_vector_tile.decode(tile)["zones"]["features"]
    assert {(one["properties"]["overlay"], one["properties"]["name"]) for one in zones} == {
        ("flood-lines", "1 in 10 years"), ("flood-lines", "1 in 50 years"),
    }  # fmt: skip


def test_an_overlay_that_takes_the_place_of_another_leaves_nothing_of_it(cast: Cast, tmp_path: Path) -> None:
    words = ("--kind", "flood", "--attribution", "Drainage office", "--date", "2024-06-30", "--name", "town")
    kwetu("overlay", "add", towns.collection(tmp_path / "flood.geojson", FLOOD), *words)
    assert (
        kwetu("overlay", "add", towns.collection(tmp_path / "two.geojson", FLOOD[:2]), *words, "--replace").exit_code
        == 0
    )
    files = sorted(one.suffix for one in repository.folder("overlay").iterdir())
    assert files == [".fgb", ".json", ".pmtiles"]
    brought(town_as(tmp_path, "town.geojson"), "--replace")
    assert [one.use for one in repository.sources()] == ["basemap"]
    assert list(repository.folder("overlay").iterdir()) == []


def test_a_pack_with_a_map_that_stays_here_is_not_passed_on(
    client: Client, cast: Cast, mara: Phone, ours: Edit, tmp_path: Path
) -> None:
    brought(town_as(tmp_path, "town.geojson"))
    [open_to_all] = listed(client, mara.member)
    plots = towns.collection(tmp_path / "plots.geojson", FLOOD)
    kwetu(
        "overlay", "add", plots, "--kind", "cadastre", "--attribution", "Deeds", "--date", "2024-06-30", "--stays-here"
    )
    [pack] = listed(client, mara.member)
    told = client.get(f"/api/packs/{pack['pack']}", mara.member).json()
    assert (open_to_all["shareable"], pack["shareable"], told["shareable"]) == (True, False, False)
    assert pack["version"] != open_to_all["version"]


def test_an_overlay_that_lies_in_no_city_is_told_with_its_distance_and_taken_only_when_told(
    cast: Cast, tmp_path: Path
) -> None:
    words = ("--kind", "flood", "--attribution", "Drainage office", "--date", "2024-06-30")
    turned = towns.collection(tmp_path / "turned.geojson", [towns.square(-17.83, 31.05, 0.002, zone="Vlei")])
    asked = kwetu("overlay", "add", turned, *words)
    assert (asked.exit_code, repository.sources()) == (1, [])
    assert "With longitude and latitude turned round it lies" in asked.output
    assert "from Harare" in asked.output
    assert "--far takes it all the same." in asked.output
    far = kwetu("overlay", "add", turned, *words, "--far")
    assert (far.exit_code, "from Harare" in far.output, len(repository.sources())) == (0, True, 1)
    here = towns.collection(tmp_path / "here.geojson", [towns.square(31.05, -17.83, 0.002, zone="Vlei")])
    taken = kwetu("overlay", "add", here, *words)
    assert (taken.exit_code, "Look again" in taken.output) == (0, False)


def test_an_overlay_that_does_not_say_its_coordinates_is_told_so(cast: Cast, tmp_path: Path) -> None:
    shapes = tmp_path / "plots.shp"
    square = [shape(towns.square(31.05, -17.83, 0.002)["geometry"])]
    with warnings.catch_warnings(action="ignore"):
        pyogrio.raw.write(
            str(shapes), to_wkb(square), [], [], driver="ESRI Shapefile", geometry_type="Polygon", crs=None
        )
    words = ("--kind", "cadastre", "--attribution", "Deeds", "--date", "2024-06-30")
    silent = "“plots” does not say in which coordinates it is: they were read as longitude and latitude."
    assert silent in kwetu("overlay", "add", shapes, *words).output
    assert silent not in kwetu("overlay", "add", shapes, *words, "--replace", "--crs", "EPSG:4326").output
