"""Points of the map leave as answers do: named in an agreement, frozen when approved, not kept by the community."""

import json
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from app.cli import app as cli
from app.kit import db
from app.kit.ids import uuid7
from tests.api.releasing import made, release_now, released, rows, unzipped
from tests.api.saying import Phone, Settlement, agreement_with, slug_of
from tests.cast import Cast
from tests.conftest import Client

TAP = {"layer": "water_point", "ref": "T1", "source": "public_tap", "status": "working", "taps_total": 3}
TOILET = {"layer": "toilet", "ref": "=S1", "use": "communal", "status": "not_working", "seats_total": 4}
HOUSE = {"layer": "structure", "ref": "B2-14", "use": "residential", "households": 2}
WORDS = "Ask for Mrs Santos at the blue gate"


@pytest.fixture
def riverside(client: Client, cast: Cast) -> Settlement:
    return Settlement(client, cast.muntinlupa).founded()


@pytest.fixture
def mara(riverside: Settlement) -> Phone:
    return riverside.phone(riverside.city.mapper)


def put(phone: Phone, settlement: Settlement, said: dict[str, Any], lon: float = 121.0405, **more: Any) -> str:
    """Put a point of a layer on the map of a settlement; return its id."""
    point = uuid7()
    geometry = {"type": "Point", "coordinates": [lon, 14.3805, 12.0]}
    say(phone, settlement, point, said["layer"], {**said, "geometry": geometry, "accuracy_m": 4.5, **more})
    return point


def say(phone: Phone, settlement: Settlement, point: str, layer: str, said: dict[str, Any]) -> None:
    edit = phone.edit("feature", point, settlement.settlement_id, said)
    (answer,) = phone.push({**edit, "form": f"{layer}@1"})
    assert answer["answer"] in ("kept", "contested"), answer
    assert not answer.get("refused_paths"), answer


def points_in(client: Client, path: str, cast: Cast, number: int = 1) -> dict[str, dict[str, Any]]:
    release = client.get(f"{path}/releases/{number}", cast.muntinlupa.official).json()
    return {one["point_id"]: one for settlement in release["settlements"] for one in settlement["points"]}


def test_what_stood_on_the_map_when_it_was_approved_leaves_and_nothing_that_came_later(
    client: Client, cast: Cast, riverside: Settlement, mara: Phone
) -> None:
    tap, toilet = put(mara, riverside, TAP, note=WORDS), put(mara, riverside, TOILET)
    gone = put(mara, riverside, TAP | {"ref": "T2"})
    seen = mara.records()[gone]["edits"][0]["edit_id"]
    sam = riverside.phone(riverside.city.second_mapper)
    say(sam, riverside, toilet, "toilet", {"use": "shared"})
    riverside.approved()
    say(mara, riverside, tap, "water_point", {"status": "abandoned", "queue_min": 90})
    put(mara, riverside, TAP | {"ref": "T3"})
    say(mara, riverside, gone, "water_point", {"_deleted": {"saw": [seen]}})
    path = released(client, cast, riverside, layers=["water_point", "toilet"])
    told = points_in(client, path, cast)
    assert set(told) == {tap, toilet}
    assert told[tap]["geometry"] == {"type": "Point", "coordinates": [121.0405, 14.3805]}
    assert told[tap]["answers"] == {"source": "public_tap", "status": "working", "taps_total": 3}
    assert (told[tap]["number"], told[tap]["accuracy_m"], told[tap]["told_on"]) == ("T1", 4.5, "2026-11-20")
    assert told[toilet]["answers"] == {"status": "not_working", "seats_total": 4}
    assert told[toilet]["states"] == {"use": "two_answers"}
    release = client.get(f"{path}/releases/1", cast.muntinlupa.official)
    assert [layer["layer"] for layer in release.json()["layers"]] == ["water_point", "toilet"]
    assert "Santos" not in release.text


def test_a_point_that_one_took_off_while_another_told_of_it_waits_until_somebody_has_looked(
    client: Client, cast: Cast, riverside: Settlement, mara: Phone
) -> None:
    tap, other = put(mara, riverside, TAP), put(mara, riverside, TAP | {"ref": "T2"})
    first = mara.records()[other]["edits"][0]["edit_id"]
    riverside.approved()
    sam = riverside.phone(riverside.city.second_mapper)
    say(sam, riverside, other, "water_point", {"status": "abandoned"})
    say(mara, riverside, other, "water_point", {"_deleted": {"saw": [first]}})
    city = cast.muntinlupa
    path = f"/api/agreements/{made(client, city.leader, agreement_with(city, riverside, layers=['water_point']))}"
    seen = client.post(f"{path}/preview", city.leader).json()
    assert ({"field": other, "label": "Water point T2", "why": "not_seen_since"}) in seen["kept_back"]
    assert [one["point_id"] for one in seen["settlements"][0]["points"]] == [tap]
    release_now(client, city.leader, path)
    assert set(points_in(client, path, cast)) == {tap}
    off = mara.records()[other]["fields"]["_deleted"]
    (gone,) = [mara.records()[other]["edits"][at]["edit_id"] for at, _ in off]
    say(sam, riverside, other, "water_point", {"_deleted": {"value": False, "replaces": [gone]}})
    again = client.post(f"{path}/preview", city.leader).json()
    assert "not_seen_since" not in [one["why"] for one in again["kept_back"]]
    assert {one["point_id"] for one in again["settlements"][0]["points"]} == {tap, other}


def test_no_point_leaves_under_an_agreement_that_names_no_layer(
    client: Client, cast: Cast, riverside: Settlement, mara: Phone
) -> None:
    put(mara, riverside, TAP)
    riverside.approved()
    path = released(client, cast, riverside)
    assert points_in(client, path, cast) == {}
    files = unzipped(client.get(f"{path}/releases/1/download", cast.muntinlupa.official).content)
    assert [name for name in files if "point" in name] == []


def test_buildings_leave_only_when_leaders_decided_it_and_the_preview_says_what_stays(
    client: Client, cast: Cast, riverside: Settlement, mara: Phone
) -> None:
    house = put(mara, riverside, HOUSE)
    riverside.approved()
    city = cast.muntinlupa
    named = agreement_with(city, riverside, layers=["structure"])
    path = f"/api/agreements/{made(client, city.leader, named)}"
    seen = client.post(f"{path}/preview", city.leader).json()
    assert ({"field": "structure", "label": "Structure", "why": "not_decided"}) in seen["kept_back"]
    assert (seen["layers"], seen["settlements"][0]["points"]) == ([], [])
    assert client.get(path, city.official).json()["layers"] == []
    assert [one["layer"] for one in client.get(path, city.leader).json()["layers"]] == ["structure"]
    decided = made(client, city.leader, named | {"level2_layers_decided": ["structure"]})
    release_now(client, city.leader, f"/api/agreements/{decided}")
    (point,) = points_in(client, f"/api/agreements/{decided}", cast).values()
    assert (point["point_id"], point["answers"]) == (house, {"use": "residential", "households": 2})


@pytest.mark.parametrize("part", ["points", "boundary", "a", "f"])
def test_a_part_that_the_community_keeps_keeps_its_points_before_a_release_and_closes_one_after(
    client: Client, cast: Cast, riverside: Settlement, mara: Phone, part: str
) -> None:
    tap, toilet = put(mara, riverside, TAP), put(mara, riverside, TOILET)
    riverside.approved()
    more: dict[str, Any] = {"layers": ["water_point", "toilet"], "fields": ["households_total"]}
    path = released(client, cast, riverside, **more)
    assert set(points_in(client, path, cast)) == {tap, toilet}
    riverside.answered(consent_city="part", consent_withheld_city=[part])
    closed = client.get(f"{path}/releases/1", cast.muntinlupa.official)
    assert (closed.status_code, slug_of(closed)) == (410, "settlement-taken-back")
    assert release_now(client, cast.muntinlupa.leader, path).status_code == 201
    assert set(points_in(client, path, cast, number=2)) == ({toilet} if part == "f" else set())


def test_an_office_reads_points_as_tables_maps_and_in_the_words_of_others(
    client: Client, cast: Cast, riverside: Settlement, mara: Phone
) -> None:
    tap, toilet = put(mara, riverside, TAP), put(mara, riverside, TOILET)
    drain = uuid7()
    line = {"type": "LineString", "coordinates": [[121.0401, 14.3801], [121.0409, 14.3809]]}
    say(mara, riverside, drain, "drain", {"layer": "drain", "geometry": line, "type": "lined_open"})
    riverside.approved()
    path = released(client, cast, riverside, layers=["water_point", "toilet", "drain"])
    taken = f"{path}/releases/1/download"
    files = unzipped(client.get(taken, cast.muntinlupa.official).content)
    (row,) = rows(files["points-water_point.csv"])
    assert (row["lon"], row["lat"], row["number"], row["settlement"]) == ("121.0405", "14.3805", "T1", "Riverside")
    assert (row["source"], row["source_label"], row["source_state"]) == ("public_tap", "Public tap", "known")
    assert (row["queue_min"], row["queue_min_state"]) == ("", "not_asked")
    assert rows(files["points-toilet.csv"])[0]["number"] == "'=S1"
    assert rows(files["points-drain.csv"])[0]["WKT"].startswith("LINESTRING (121.0401 14.3801")
    (wpdx,) = rows(files["points-wpdx.csv"])
    assert (wpdx["row_id"], wpdx["status_clean"], wpdx["report_date"]) == (tap, "Functional", "2026-11-20")
    tags = {one["id"]: one["properties"] for one in json.loads(files["points-osm.geojson"])["features"]}
    assert (tags[tap]["man_made"], tags[toilet]["amenity"], drain in tags) == ("water_tap", "toilets", False)
    asked = {(one["layer"], one["question"]) for one in rows(files["points-questions.csv"])}
    assert ("water_point", "taps_total") in asked
    assert ("water_point", "note") not in asked
    assert "on the map: Water point, Toilet, Drain" in files["agreement.txt"]
    assert "public" in files["contact.txt"].partition("points-osm.geojson")[2]


def test_an_agreement_names_layers_there_are(client: Client, cast: Cast, riverside: Settlement) -> None:
    body = agreement_with(cast.muntinlupa, riverside, layers=["water_point", "moon"])
    refused = client.post("/api/agreements", cast.muntinlupa.leader, json=body)
    assert (refused.status_code, slug_of(refused)) == (422, "layer-unknown")
    assert "'moon'" in refused.json()["detail"]


def test_what_was_frozen_of_the_map_is_verified_word_for_word(cast: Cast, riverside: Settlement, mara: Phone) -> None:
    put(mara, riverside, TAP)
    riverside.approved()

    def faults() -> list[str]:
        told: list[dict[str, str]] = json.loads(CliRunner().invoke(cli, ["verify", "--json"]).stdout)["faults"]
        return [one["table"] for one in told]

    assert faults() == []
    with db.engine().begin() as connection:
        connection.execute(text("UPDATE approved_point SET snapshot = replace(snapshot, 'public_tap', 'borehole')"))
    assert faults() == ["approved_point"]
