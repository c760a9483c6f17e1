"""Where everything lies is found by a window on the map, and is always what stands in the records."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from app.kit import db, many_shapes
from app.outlines import measuring, repository
from app.outlines import service as outlines
from app.outlines.rules import Box
from tests.api.backing_up import change, kwetu
from tests.api.joining import joined, parted, push
from tests.api.test_import import send
from tests.cast import Cast, CityCast
from tests.conftest import Client
from tests.phones import Edit, Phone, phone_of, replacing

TAP = {"type": "Point", "coordinates": [121.04, 14.41]}
EVERYWHERE = Box(-180, -90, 180, 90)


def square(lon: float, lat: float, side: float = 0.001) -> dict[str, Any]:
    ring = [[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


def told(session: Session) -> set[tuple[Any, ...]]:
    return set(outlines.within(session, EVERYWHERE, shown=False))


def found(box: Box = EVERYWHERE, **only: Any) -> list[repository.Outlined]:
    with db.reading() as session:
        return outlines.within(session, box, **only)


@pytest.fixture
def city(cast: Cast) -> CityCast:
    return cast.muntinlupa


@pytest.fixture
def mara(city: CityCast) -> Phone:
    return phone_of(city.mapper, city)


@pytest.fixture
def place(client: Client, mara: Phone, city: CityCast) -> str:
    added = mara.settlement("Riverside", team=city.team_id, boundary=square(121.04, 14.41))
    push(client, mara, added)
    return str(added["record_id"])


@pytest.fixture(autouse=True)
def _are_what_the_records_say(cast: Cast) -> Iterator[None]:
    """After every test the outlines are those that telling all of them anew gives."""
    yield
    with Session(db.engine()) as session:
        kept = told(session)
        outlines.rebuild(session)
        assert told(session) == kept


def tap(phone: Phone, place: str, record_id: str, **said: Any) -> Edit:
    return phone.edit("feature", record_id, place, said)


A_TAP = "5b8da5e7-377c-4465-9f2f-69d1c366e3c2"


def test_a_point_is_found_where_it_was_put_and_after_it_was_moved_only_there(
    client: Client, mara: Phone, place: str
) -> None:
    put = tap(mara, place, A_TAP, layer="water_point", geometry=TAP)
    push(client, mara, put)
    here = Box(121.0399, 14.4099, 121.0401, 14.4101)
    (one,) = found(here, layers=["water_point"])
    assert (one.record_id, one.kind, one.settlement_id, one.edit_id) == (A_TAP, "feature", place, put["edit_id"])
    assert (one.lon, one.lat, one.area_m2) == (121.04, 14.41, 0)
    moved = {"type": "Point", "coordinates": [121.05, 14.42]}
    push(client, mara, tap(mara, place, A_TAP, geometry=replacing(moved, put)))
    assert found(here, layers=["water_point"]) == []
    assert [one.lon for one in found(Box(121.05, 14.42, 121.05, 14.42))] == [121.05]


def test_what_was_removed_lies_nowhere_until_somebody_says_more_of_it(client: Client, mara: Phone, place: str) -> None:
    put = tap(mara, place, A_TAP, layer="water_point", geometry=TAP)
    push(client, mara, put)
    push(client, mara, tap(mara, place, A_TAP, _deleted={"saw": [put["edit_id"]]}))
    assert found(kinds=["feature"]) == []
    push(client, mara, tap(mara, place, A_TAP, number="7"))  # on a phone that had not heard of the removal
    assert len(found(kinds=["feature"])) == 1


def test_two_claims_of_a_boundary_both_lie_there_and_the_chosen_one_alone_when_people_chose(
    client: Client, mara: Phone, city: CityCast, place: str
) -> None:
    lea = phone_of(city.leader, city)
    one, other = (phone.profile(place, {"boundary": square(121.05, lat)}) for phone, lat in ((mara, 14.4), (lea, 14.5)))
    push(client, mara, one)
    push(client, lea, other)
    claims = found(kinds=["profile"], shown=False)
    assert {claim.edit_id for claim in claims} == {one["edit_id"], other["edit_id"]}
    assert sorted(claim.rank for claim in claims) == [0, 1]
    assert [claim.round for claim in found(kinds=["profile"])] == [1]
    chosen = replacing(square(121.05, 14.4), one, other, chosen_with="Mara and Lea")
    push(client, lea, lea.profile(place, {"boundary": chosen}))
    assert [claim.rank for claim in found(kinds=["profile"], shown=False)] == [0]
    gone = {"answer": "unknown", "replaces": [found(kinds=["profile"])[0].edit_id]}
    push(client, lea, lea.profile(place, {"boundary": gone}))
    assert found(kinds=["profile"], shown=False) == []


def test_a_settlement_that_moves_to_another_city_lies_in_that_city_with_all_that_was_said_of_it(
    client: Client, cast: Cast, mara: Phone, place: str
) -> None:
    push(client, mara, tap(mara, place, A_TAP, layer="water_point", geometry=TAP))
    ada = phone_of(cast.administrator, cast.muntinlupa)
    push(client, ada, ada.edit("settlement", place, place, {"city": cast.harare.id}))
    assert {one.kind for one in found(city_ids=[cast.harare.id])} == {"settlement", "feature"}
    assert found(city_ids=[cast.muntinlupa.id]) == []


def test_what_lies_in_two_places_found_to_be_one_lies_in_that_one_until_they_part(
    client: Client, mara: Phone, city: CityCast, place: str
) -> None:
    lea = phone_of(city.leader, city)
    other = mara.settlement("River Side", team=city.team_id, boundary=square(121.06, 14.41))
    push(client, mara, other, tap(mara, other["record_id"], A_TAP, layer="water_point", geometry=TAP))
    for at, settlement in enumerate((place, other["record_id"])):
        push(client, mara, mara.profile(settlement, {"boundary": square(121.05 + at, 14.4)}))
    before = set(found(shown=False))
    one = joined(lea, other["record_id"], place)
    push(client, lea, one)
    assert {outline.settlement_id for outline in found(shown=False)} == {place}
    assert len(found(shown=False)) == len(before) == 5
    push(client, lea, parted(lea, one))
    assert set(found(shown=False)) == before


def test_an_edit_that_is_taken_back_leaves_no_outline(client: Client, mara: Phone, place: str) -> None:
    broken = tap(mara, place, A_TAP, layer="water_point", geometry={"type": "Point", "coordinates": [500, 14]})
    answered = client.post(
        "/api/sync/push", mara.member, json={"protocol": 1, "client_time": "2026-11-22T10:00:00Z", "edits": [broken]}
    )
    assert "geometry" in answered.json()["answers"][0]["refused_paths"]
    assert found(kinds=["feature"]) == []


def test_a_boundary_that_crosses_itself_lies_where_it_was_drawn_with_the_area_it_would_have_mended(
    client: Client, mara: Phone, place: str
) -> None:
    bow_tie = [[121.05, 14.4], [121.052, 14.402], [121.052, 14.4], [121.05, 14.402], [121.05, 14.4]]
    push(client, mara, mara.profile(place, {"boundary": {"type": "Polygon", "coordinates": [bow_tie]}}))
    (one,) = found(kinds=["profile"])
    half_of_the_square = 2 * 107.8 * 2 * 110.6 / 2
    assert one.area_m2 == pytest.approx(half_of_the_square, rel=0.01)


def test_what_a_list_brings_lies_there_as_if_read_again_though_only_what_was_mended_is(
    client: Client, city: CityCast, real_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_again: list[int] = []

    def plain_shapes(geometries: dict[int, Any]) -> dict[int, Any]:
        read_again.extend(geometries)
        return many_shapes.plain_shapes(geometries)

    monkeypatch.setattr(measuring, "plain_shapes", plain_shapes)
    body = (real_files / "mumbai" / "slumClusters.geojson").read_bytes()
    assert send(client, city.leader, city, "settlements", body, repair=True, far=True).is_success
    assert (len(found()), len(read_again)) == (2541, 25)


def test_a_window_over_the_antimeridian_finds_what_lies_on_both_of_its_sides(
    client: Client, mara: Phone, city: CityCast
) -> None:
    for name, lon in (("Taveuni", 179.99), ("Lau", -179.99), ("Suva", 178.4)):
        push(client, mara, mara.settlement(name, team=city.team_id, centre_point={**TAP, "coordinates": [lon, -16.8]}))
    assert sorted(one.lon for one in found(Box(179.9, -17, -179.9, -16))) == [-179.99, 179.99]


def test_a_window_finds_exactly_what_looking_at_every_outline_finds(session: Session) -> None:
    chance = random.Random(5)
    rows = []
    for at in range(3_000):
        west, south = chance.uniform(-180, 179), chance.uniform(-90, 89)
        east, north = west + chance.uniform(0, 1) ** 3, south + chance.uniform(0, 1) ** 3
        rows.append({
            "record_id": f"r{at}", "path": "geometry", "edit_id": "e", "rank": at % 2, "kind": "feature",
            "layer": f"l{at % 3}", "city_id": f"c{at % 2}", "settlement_id": None, "round": 0, "west": west,
            "south": south, "east": east, "north": north, "lon": west, "lat": south, "area_m2": 0.0, "shape": b"",
        })  # fmt: skip
    repository.put(session, (), rows)
    for _ in range(60):
        west, south = chance.uniform(-180, 150), chance.uniform(-90, 60)
        box = Box(west, south, west + chance.uniform(0, 30), south + chance.uniform(0, 30))
        meet = {
            row["record_id"]
            for row in rows
            if row["west"] <= box.east
            and row["east"] >= box.west
            and row["south"] <= box.north
            and row["north"] >= box.south
            and row["layer"] in ("l0", "l1")
        }
        near = outlines.within(session, box, layers=["l0", "l1"], shown=False)
        assert {one.record_id for one in near} == meet
        first = outlines.within(session, box, layers=["l0", "l1"])
        assert {one.record_id for one in first} == {one.record_id for one in near if one.rank == 0}
    session.rollback()


def test_a_backup_holds_no_outlines_and_a_restored_server_tells_them_anew_when_it_starts(
    client: Client, mara: Phone, place: str, tmp_path: Path
) -> None:
    push(client, mara, tap(mara, place, A_TAP, layer="water_point", geometry=TAP))
    before = set(found(shown=False))
    assert kwetu("backup", tmp_path / "town.kwetu").exit_code == 0
    restored = kwetu("restore", tmp_path / "town.kwetu", "--replace")
    assert restored.exit_code == 0, restored.output
    assert found() == []
    assert kwetu("migrate").exit_code == 0
    assert set(found(shown=False)) == before
    assert kwetu("verify").exit_code == 0


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        ("DELETE FROM outline", "lies nowhere"),
        ("UPDATE outline SET west = 120", "its west is not what edit"),
        ("UPDATE outline SET city_id = 'another'", "its city_id is not what edit"),
        ("UPDATE outline SET edit_id = 'nobody'", "what edit nobody said of boundary stands there no more"),
        ("UPDATE outline SET record_id = 'nowhere'", "outline nowhere: what edit"),
    ],
)
def test_an_outline_that_is_not_what_its_record_says_is_named_and_told_again_by_command(
    place: str, harm: str, words: str
) -> None:
    before = set(found())
    assert kwetu("outlines").exit_code == 0
    assert kwetu("verify").exit_code == 0
    change(harm)
    told = kwetu("verify")
    assert (told.exit_code, words in told.stdout) == (1, True), told.stdout
    assert kwetu("outlines").exit_code == 0
    assert set(found()) == before
    assert kwetu("verify").exit_code == 0
