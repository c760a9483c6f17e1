"""A leader lends rights to describe; to check, to return and to approve are each one's own."""

from typing import Any

import httpx
import pytest
from sqlmodel import select

from app.kit import db
from app.ledger.models import ParkedEdit
from app.review.models import Approval
from tests.api.saying import Settlement
from tests.cast import Cast, CityCast, Member
from tests.conftest import Client
from tests.phones import batch, phone_of

CHECKED = {"meeting_date": "2026-11-20", "women": 9, "men": 4, "tenants": 3}


@pytest.fixture
def city(cast: Cast) -> CityCast:
    return cast.muntinlupa


@pytest.fixture
def riverside(client: Client, city: CityCast) -> Settlement:
    return Settlement(client, city)


def parked(answer: dict[str, Any], why: str) -> str:
    """Tell the edit was parked, and why; return its id."""
    assert (answer["answer"], answer["problem"]["type"]) == ("parked", f"/problems/{why}")
    return str(answer["edit_id"])


def admit(client: Client, leader: Member, edit_id: str) -> httpx.Response:
    with db.reading() as session:
        sha256 = session.exec(select(ParkedEdit.sha256).where(ParkedEdit.edit_id == edit_id)).one()
    return client.post(f"/api/sync/parked/{sha256}/admit", leader)


def refused(client: Client, leader: Member, edit_id: str) -> str:
    """Have a leader try to take something in; return why it stays parked."""
    answer = admit(client, leader, edit_id)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/still-parked"), answer.text
    return str(answer.json()["because"]["type"]).removeprefix("/problems/")


def approved_by() -> list[str]:
    with db.reading() as session:
        return list(session.exec(select(Approval.decision_id)))


def test_a_mapper_still_does_not_check_her_own_work_when_a_leader_takes_it_in(
    client: Client, city: CityCast, riverside: Settlement
) -> None:
    riverside.founded().answered(households_total=9)
    check = parked(riverside.decide("verify", city.mapper, **CHECKED), "check-own-profile")
    assert refused(client, city.leader, check) == "check-own-profile"


@pytest.mark.parametrize("act", ["approve", "return"])
def test_what_only_leaders_decide_no_mapper_decides_by_a_leaders_rights(
    client: Client, cast: Cast, city: CityCast, riverside: Settlement, act: str
) -> None:
    riverside.checked()
    decision = parked(riverside.decide(act, city.second_mapper), "act-not-yours")
    for leader in (city.leader, cast.administrator):
        assert refused(client, leader, decision) == "act-not-yours"
    assert (approved_by(), riverside.state()) == ([], "verified")


def test_an_official_records_no_check_by_a_leaders_rights(
    client: Client, city: CityCast, riverside: Settlement
) -> None:
    riverside.handed_in()
    check = phone_of(city.ward_official, city).decision(riverside.settlement_id, "verify", **CHECKED)
    [answer] = riverside.phone(city.ward_official).push(check)
    assert refused(client, city.leader, parked(answer, "officials-read-releases")) == "act-not-yours"


def test_a_leader_who_wrote_gets_no_approval_by_taking_in_anothers(
    client: Client, cast: Cast, city: CityCast, riverside: Settlement
) -> None:
    riverside.handed_in().answered(by=city.leader, taps_public_working=9)
    early = parked(riverside.decide("approve", cast.administrator), "not-checked-by-residents")
    riverside.must("verify", city.verifier, **CHECKED)
    parked(riverside.decide("approve", city.leader), "approve-own-profile")
    assert refused(client, city.leader, early) == "approve-own-profile"
    assert (approved_by(), riverside.state()) == ([], "verified")


def test_an_approval_that_came_before_the_check_is_taken_in_by_a_leader_who_might_have_made_it(
    client: Client, cast: Cast, city: CityCast, riverside: Settlement
) -> None:
    riverside.handed_in()
    early = parked(riverside.decide("approve", cast.administrator), "not-checked-by-residents")
    riverside.must("verify", city.verifier, **CHECKED)
    assert admit(client, city.leader, early).status_code == 204
    assert (len(approved_by()), riverside.state()) == (1, "approved")


def test_the_last_check_of_a_phone_that_was_shut_out_is_taken_in_by_whoever_did_not_write(
    client: Client, cast: Cast, city: CityCast, riverside: Settlement
) -> None:
    riverside.handed_in().answered(by=city.leader, taps_public_working=9)
    client.post(f"/api/people/devices/{city.verifier.device_id}/revoke", city.leader)
    check = phone_of(city.verifier, city).decision(riverside.settlement_id, "verify", **CHECKED)
    [answer] = client.post("/api/sync/last-push", city.verifier, json=batch(check)).json()["answers"]
    edit_id = parked(answer, "device-revoked")
    assert refused(client, city.leader, edit_id) == "check-own-profile"
    assert admit(client, cast.administrator, edit_id).status_code == 204
    assert riverside.state() == "verified"
