"""Ground that two settlements claim is told to those who lead either of them, and to nobody else."""

from typing import Any

import pytest
from shapely.geometry import shape

from app.kit.shapes import area_m2
from tests.api.joining import push
from tests.api.test_outlines import square
from tests.cast import Cast, CityCast, Member
from tests.conftest import Client
from tests.phones import Phone, phone_of


@pytest.fixture
def city(cast: Cast) -> CityCast:
    return cast.muntinlupa


@pytest.fixture
def mara(city: CityCast) -> Phone:
    return phone_of(city.mapper, city)


def founded(client: Client, phone: Phone, city: CityCast, name: str, **said: Any) -> str:
    added = phone.settlement(name, team=city.team_id, **said)
    push(client, phone, added)
    return str(added["record_id"])


def shared(client: Client, member: Member) -> list[dict[str, Any]]:
    answer = client.get("/api/review/grounds", member)
    assert answer.status_code == 200, answer.text
    told: list[dict[str, Any]] = answer.json()["shared"]
    return told


def test_a_third_of_the_smaller_in_both_boundaries_is_told_with_its_ground_and_its_size(
    client: Client, city: CityCast, mara: Phone
) -> None:
    lakeside = founded(client, mara, city, "Lakeside", boundary=square(121.04, 14.41, 0.002))
    founded(client, mara, city, "Hillside", boundary=square(121.05, 14.41, 0.002))
    riverside = founded(client, mara, city, "Riverside")
    push(client, mara, mara.profile(riverside, {"boundary": square(121.0413, 14.41, 0.001)}))
    (one,) = shared(client, city.leader)
    assert {one["one"]["name"], one["other"]["name"]} == {"Lakeside", "Riverside"}
    assert {one["one"]["settlement_id"], one["other"]["settlement_id"]} == {lakeside, riverside}
    assert one["share"] == pytest.approx(0.7, abs=0.001)
    assert one["area_m2"] == pytest.approx(0.7 * area_m2(square(121.0413, 14.41, 0.001)), rel=0.001)
    assert shape(one["ground"]).bounds == pytest.approx((121.0413, 14.41, 121.042, 14.411))


@pytest.mark.parametrize(("share", "is_told"), [(0.04, False), (0.06, True)])
def test_up_to_a_twentieth_of_the_smaller_is_nobodys_quarrel(
    client: Client, city: CityCast, mara: Phone, share: float, is_told: bool
) -> None:
    founded(client, mara, city, "Lakeside", boundary=square(121.04, 14.41, 0.002))
    founded(client, mara, city, "Riverside", boundary=square(121.042 - share * 0.001, 14.41, 0.001))
    assert bool(shared(client, city.leader)) == is_told


def test_what_counts_is_the_boundary_of_the_newest_profile_not_the_one_a_list_once_gave(
    client: Client, city: CityCast, mara: Phone
) -> None:
    founded(client, mara, city, "Lakeside", boundary=square(121.04, 14.41))
    riverside = founded(client, mara, city, "Riverside", boundary=square(121.04, 14.41))
    assert len(shared(client, city.leader)) == 1
    push(client, mara, mara.profile(riverside, {"boundary": square(121.06, 14.41)}))
    assert shared(client, city.leader) == []


def test_neighbours_across_a_city_line_are_told_to_the_leaders_of_both_cities(
    client: Client, cast: Cast, city: CityCast, mara: Phone
) -> None:
    tariro = phone_of(cast.harare.mapper, cast.harare)
    founded(client, mara, city, "Lakeside", boundary=square(121.04, 14.41))
    founded(client, tariro, cast.harare, "Riverside", boundary=square(121.0405, 14.41))
    for leader in (city.leader, cast.harare.leader):
        (one,) = shared(client, leader)
        assert {one["one"]["name"], one["other"]["name"]} == {"Lakeside", "Riverside"}
        assert one["share"] == pytest.approx(0.5, abs=0.001)


def test_a_settlement_taken_off_the_list_quarrels_with_nobody(client: Client, city: CityCast, mara: Phone) -> None:
    lakeside = founded(client, mara, city, "Lakeside")
    founded(client, mara, city, "Riverside", boundary=square(121.04, 14.41))
    drawn = mara.profile(lakeside, {"boundary": square(121.04, 14.41)})
    push(client, mara, drawn)
    assert len(shared(client, city.leader)) == 1
    lea = phone_of(city.leader, city)
    known = [edit["edit_id"] for edit in everything_of(client, lea, lakeside)]
    push(client, lea, lea.edit("settlement", lakeside, lakeside, {"_deleted": {"saw": known}}))
    assert shared(client, city.leader) == []


def everything_of(client: Client, phone: Phone, settlement_id: str) -> list[dict[str, Any]]:
    page = client.get("/api/sync/changes", phone.member).json()
    (record,) = [one for one in page["records"] if one["record_id"] == settlement_id]
    edits: list[dict[str, Any]] = record["edits"]
    return edits


def test_mappers_verifiers_and_officials_are_not_told_of_the_neighbours(client: Client, city: CityCast) -> None:
    for member in (city.mapper, city.verifier, city.official):
        answer = client.get("/api/review/grounds", member)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-your-role")
    assert client.get("/api/review/grounds").status_code == 401
