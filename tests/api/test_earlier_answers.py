"""What was answered before a question was settled: listed for whoever reads the profile, and for nobody else."""

from typing import Any

import pytest

from app.kit.ids import profile_id
from tests.cast import Cast, CityCast, Member
from tests.conftest import Client
from tests.phones import Edit, Phone, batch, phone_of, replacing

PATH = "households_total"


@pytest.fixture
def city(cast: Cast) -> CityCast:
    return cast.muntinlupa


def push(client: Client, phone: Phone, *edits: Edit) -> None:
    answers = client.post("/api/sync/push", phone.member, json=batch(*edits)).json()["answers"]
    assert {answer["answer"] for answer in answers} <= {"kept", "contested"}, answers


@pytest.fixture
def two(client: Client, city: CityCast) -> tuple[Edit, Edit]:
    """Mara counted 210 households, Jun heard of 180."""
    mara, jun = phone_of(city.mapper, city), phone_of(city.second_mapper, city)
    place = mara.settlement("Railway line B", team=city.team_id)
    counted = mara.profile(place["record_id"], {PATH: {"value": 210, "source": "counted"}, "taps_public_working": 2})
    heard = jun.profile(place["record_id"], {PATH: {"value": 180, "source": "meeting"}})
    push(client, mara, place, counted)
    push(client, jun, heard)
    return counted, heard


def before(client: Client, member: Member, record_id: str, **asked: str) -> dict[str, Any]:
    answer = client.get(f"/api/sync/records/{record_id}/earlier", member, params=asked)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def settled(client: Client, city: CityCast, two: tuple[Edit, Edit]) -> Edit:
    """The leader lets 210 stand, as both teams agreed."""
    lea = phone_of(city.leader, city)
    stands = replacing(210, *two, source="counted", chosen_with="both teams")
    chosen = lea.profile(two[0]["settlement_id"], {PATH: stands})
    push(client, lea, chosen)
    return chosen


def test_answers_that_still_stand_side_by_side_are_not_earlier_ones(
    client: Client, city: CityCast, two: tuple[Edit, Edit]
) -> None:
    assert before(client, city.leader, two[0]["record_id"]) == {"answers": [], "left_out": 0}


def test_after_choosing_together_both_answers_are_listed_with_who_gave_them_and_how(
    client: Client, city: CityCast, two: tuple[Edit, Edit]
) -> None:
    settled(client, city, two)
    for member in (city.leader, city.verifier, city.mapper, city.administrator):
        told = before(client, member, two[0]["record_id"], path=PATH)["answers"]
        assert [(one["by"], one["answer"]) for one in told] == [
            (city.second_mapper.person_id, {"value": 180, "source": "meeting"}),
            (city.mapper.person_id, {"value": 210, "source": "counted"}),
        ]
        assert told[1]["made_at"] == two[0]["made_at"]
    assert before(client, city.leader, two[0]["record_id"], path="taps_public_working")["answers"] == []


def test_an_earlier_answer_may_be_let_stand_again_and_then_the_first_choice_is_the_earlier_one(
    client: Client, city: CityCast, two: tuple[Edit, Edit]
) -> None:
    lea, chosen = phone_of(city.leader, city), settled(client, city, two)
    push(
        client,
        lea,
        lea.profile(two[0]["settlement_id"], {PATH: replacing(180, chosen, chosen_with="the meeting")}),
    )
    told = before(client, city.leader, two[0]["record_id"], path=PATH)["answers"]
    assert [one["answer"]["value"] for one in told] == [210, 180, 210]
    assert told[0]["answer"]["chosen_with"] == "both teams"


def test_the_name_of_a_place_that_was_joined_to_another_is_told_as_said_of_that_place(
    client: Client, city: CityCast, two: tuple[Edit, Edit]
) -> None:
    lea, stays = phone_of(city.leader, city), str(two[0]["settlement_id"])
    again = lea.settlement("Rail B", team=city.team_id)
    other = str(again["record_id"])
    push(client, lea, again)
    kept = replacing("Railway line B", again)
    push(client, lea, lea.edit("settlement", stays, stays, {"name": kept}))
    push(client, lea, lea.edit("settlement", other, other, {"same_as": stays}))
    told = before(client, city.leader, stays, path="name")["answers"]
    assert (other, "Rail B") in [(one["said_of"], one["answer"]["value"]) for one in told]


def test_what_is_not_theirs_to_read_is_not_told_apart_from_what_is_not_there(
    client: Client, cast: Cast, two: tuple[Edit, Edit]
) -> None:
    nowhere = profile_id("0b8e4d3a-2c51-4a0c-9d1e-3f6a5b7c8d9e", 1)
    for member, record_id in ((cast.harare.leader, two[0]["record_id"]), (cast.muntinlupa.leader, nowhere)):
        answer = client.get(f"/api/sync/records/{record_id}/earlier", member)
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


@pytest.mark.parametrize("role", ["official", "ward_official"])
def test_city_offices_read_releases_and_no_earlier_answers(
    client: Client, city: CityCast, two: tuple[Edit, Edit], role: str
) -> None:
    answer = client.get(f"/api/sync/records/{two[0]['record_id']}/earlier", getattr(city, role))
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/officials-read-releases")


def test_what_does_not_fit_into_one_answer_is_counted(client: Client, city: CityCast, two: tuple[Edit, Edit]) -> None:
    mara = phone_of(city.mapper, city)
    name = "name_origin"
    said = [mara.profile(two[0]["settlement_id"], {name: "long ago " * 2_200})]
    for _ in range(29):
        said.append(mara.profile(two[0]["settlement_id"], {name: replacing("long ago " * 2_200, said[-1])}))
    for edit in said:
        push(client, mara, edit)
    told = before(client, city.leader, two[0]["record_id"], path=name)
    assert (len(told["answers"]), told["left_out"]) == (26, 3)
