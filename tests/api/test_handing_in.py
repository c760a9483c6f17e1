"""A profile that is handed in is looked through whole: nothing is refused, what does not fit is named to its leader."""

from typing import Any

import pytest

from app.kit.ids import uuid7
from tests.api.saying import CONSENT, PLAIN, Phone, Settlement
from tests.cast import Cast, Member
from tests.conftest import Client

SEATS = "toilet_group/shared+pit_slab"
TOO_MANY = {"taps_public_total": 9, "taps_public_working": 12}
SHARES = {"households_owner": 50, "households_tenant": 40, "households_subtenant": 0, "households_rentfree": 5}
LAMP = {"type": "Point", "coordinates": [121.04, 14.38]}
WOMEN_FEW = {"present_women": 2, "present_men": 30}


@pytest.fixture
def riverside(client: Client, cast: Cast) -> Settlement:
    return Settlement(client, cast.muntinlupa)


def found(client: Client, who: Member, settlement: Settlement) -> dict[str, Any]:
    answer = client.get(f"/api/review/profiles/{settlement.profile_id}", who)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def ids(doubts: list[dict[str, Any]]) -> list[str]:
    return [one["id"] for one in doubts]


def corrected(settlement: Settlement, value: int) -> dict[str, Any]:
    """Return an answer that takes the place of all that was said."""
    profile = settlement.phone(settlement.city.leader).records()[settlement.profile_id]
    return {"value": value, "replaces": [edit["edit_id"] for edit in profile["edits"]]}


def test_a_profile_with_faults_is_handed_in_all_the_same_and_each_question_is_named(
    client: Client, riverside: Settlement, cast: Cast
) -> None:
    riverside.handed_in(**TOO_MANY, **SHARES, **{f"{SEATS}/toilet_seats_total": 2, f"{SEATS}/toilet_seats_working": 5})
    assert riverside.state() == "handed_in"
    told = found(client, cast.muntinlupa.leader, riverside)
    kept = told["handed_in"]["found"]
    assert kept == told["now"]
    assert [one["questions"] for one in kept["blocks"]] == [["taps_public_working"], [f"{SEATS}/toilet_seats_working"]]
    assert kept["blocks"][0]["says"]["en"] == "Working taps cannot be more than all taps: 12 of 9."
    assert ids(kept["unexplained"]) == ["X3"]
    assert "household_size" in kept["open"]
    assert told["form"] == "settlement_profile@1"


def test_what_blocks_keeps_a_profile_from_being_approved_until_it_is_corrected(
    riverside: Settlement, cast: Cast
) -> None:
    refused = riverside.checked(**TOO_MANY).decide("approve", cast.muntinlupa.leader)
    assert refused["problem"]["type"] == "/problems/does-not-fit"
    assert (refused["problem"]["paths"], refused["problem"]["count"]) == (["taps_public_working"], 1)
    riverside.answered(taps_public_working=corrected(riverside, 8)).must("approve", cast.muntinlupa.leader)


def test_a_hand_in_that_knew_less_than_the_server_stands_with_what_was_found_then(
    client: Client, riverside: Settlement, cast: Cast
) -> None:
    """One phone counts nine taps, another says twelve work; the first hands in without having heard of that."""
    riverside.founded().answered(**CONSENT, **PLAIN, taps_public_total=9)
    before = riverside.hash()
    riverside.answered(by=cast.muntinlupa.second_mapper, taps_public_working=12)
    riverside.must("hand_in", cast.muntinlupa.mapper, hash=before)
    assert ids(found(client, cast.muntinlupa.leader, riverside)["now"]["blocks"]) == ["X7/taps_public_working"]
    riverside.answered(taps_public_working=corrected(riverside, 9))
    told = found(client, cast.muntinlupa.leader, riverside)
    assert ids(told["now"]["blocks"]) == []
    assert ids(told["handed_in"]["found"]["blocks"]) == ["X7/taps_public_working"]


def test_a_map_that_shows_more_than_was_said_waits_for_a_reason_until_its_points_are_taken_off(
    client: Client, riverside: Settlement, cast: Cast
) -> None:
    city, lights = cast.muntinlupa, [uuid7() for _ in range(3)]
    riverside.founded().answered(**CONSENT, **PLAIN, street_lights=2)
    mara = riverside.phone(city.mapper)
    for light in lights:
        mara.must_say("feature", light, riverside.settlement_id, layer="light", geometry=LAMP)
    riverside.must("hand_in", city.mapper)
    told = found(client, city.leader, riverside)
    assert ids(told["now"]["unexplained"]) == ids(told["handed_in"]["found"]["unexplained"]) == ["X11/street_lights"]
    mara.must_say("feature", lights[0], riverside.settlement_id, _deleted={"saw": seen(mara, lights[0])})
    told = found(client, city.leader, riverside)
    assert (ids(told["now"]["unexplained"]), ids(told["handed_in"]["found"]["unexplained"])) == (
        [], ["X11/street_lights"],
    )  # fmt: skip


def seen(phone: Phone, record_id: str) -> list[str]:
    return [edit["edit_id"] for edit in phone.records()[record_id]["edits"]]


def test_a_reason_given_on_handing_in_explains_and_what_is_only_said_needs_none(
    client: Client, riverside: Settlement, cast: Cast
) -> None:
    riverside.founded().answered(**{**CONSENT, **PLAIN, **SHARES, **WOMEN_FEW})
    riverside.must("hand_in", cast.muntinlupa.mapper, reasons={"value": {"X3": "Forty families were at the fields"}})
    now = found(client, cast.muntinlupa.leader, riverside)["now"]
    assert (ids(now["explained"]), ids(now["unexplained"]), ids(now["told"])) == (["X3"], [], ["X15"])


def test_before_anything_is_handed_in_the_team_hears_what_is_open(
    client: Client, riverside: Settlement, cast: Cast
) -> None:
    riverside.founded().answered(consent_explained="yes", consent_collect="yes")
    told = found(client, cast.muntinlupa.mapper, riverside)
    assert told["handed_in"] is None
    assert {"households_total", "toilet_group", "priority_item"} <= set(told["now"]["open"])


def test_a_no_of_the_meeting_is_handed_in_with_its_reason_and_nothing_else_is_missed(
    client: Client, riverside: Settlement, cast: Cast
) -> None:
    riverside.founded().answered(consent_explained="yes", consent_collect="no")
    riverside.must("hand_in", cast.muntinlupa.mapper)
    assert found(client, cast.muntinlupa.leader, riverside)["now"]["open"] == ["consent_refusal_reason"]


def test_what_was_found_is_for_the_team_and_its_leaders_only(client: Client, riverside: Settlement, cast: Cast) -> None:
    riverside.handed_in()
    city, address = cast.muntinlupa, f"/api/review/profiles/{riverside.profile_id}"
    read = {who: client.get(address, who).status_code for who in (city.leader, city.mapper, cast.administrator)}
    assert set(read.values()) == {200}
    for other in (city.official, city.verifier, cast.harare.leader, cast.harare.mapper):
        assert client.get(address, other).status_code in (403, 404)
    assert client.get(address).status_code == 401
    assert client.get(f"/api/review/profiles/{uuid7()}", city.leader).status_code == 404
    assert client.get(f"/api/review/profiles/{riverside.settlement_id}", city.leader).status_code == 404
