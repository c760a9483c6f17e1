"""A phone that was shut out says a last time what it holds: each edit is kept for a leader, with a receipt."""

import pytest
from sqlmodel import select

from app.kit import db, signing
from app.ledger.models import ParkedEdit, StoredEdit
from tests.api.meanwhile import became_official
from tests.cast import Cast, CityCast, Member
from tests.conftest import Client
from tests.phones import Phone, batch, phone_of


@pytest.fixture
def city(cast: Cast) -> CityCast:
    return cast.muntinlupa


@pytest.fixture
def mara(city: CityCast) -> Phone:
    return phone_of(city.mapper, city)


def shut_out(client: Client, city: CityCast, member: Member) -> None:
    assert client.post(f"/api/people/devices/{member.device_id}/revoke", city.leader).status_code in (200, 204)


def kept() -> tuple[int, int]:
    with db.reading() as session:
        return len(session.exec(select(StoredEdit)).all()), len(session.exec(select(ParkedEdit)).all())


def test_what_a_shut_out_phone_still_holds_is_parked_with_receipts(client: Client, city: CityCast, mara: Phone) -> None:
    sign = client.get("/api/people/me", mara.member).json()["server_keys"]["sign"]["jwk"]
    added = mara.settlement("Sitio Huli", team=city.team_id)
    told = mara.profile(added["record_id"], {"households_total": 135})
    shut_out(client, city, mara.member)
    barred = client.post("/api/sync/push", mara.member, json=batch(added))
    assert (barred.status_code, barred.json()["revoked"]) == (401, True)
    answer = client.post("/api/sync/last-push", mara.member, json=batch(added, told))
    assert answer.status_code == 200, answer.text
    answers = answer.json()["answers"]
    assert [(one["answer"], one["problem"]["type"]) for one in answers] == [("parked", "/problems/device-revoked")] * 2
    said = [signing.verify(sign, one["receipt"]) for one in answers]
    assert [(one or {}).get("edit_id") for one in said] == [added["edit_id"], told["edit_id"]]
    assert answer.json()["epoch"]
    assert kept() == (0, 2)


def test_what_the_server_had_before_is_had_and_a_second_last_push_changes_nothing(
    client: Client, city: CityCast, mara: Phone
) -> None:
    before, after = mara.settlement("Sitio Una"), mara.settlement("Sitio Huli")
    assert client.post("/api/sync/push", mara.member, json=batch(before)).json()["answers"][0]["answer"] == "kept"
    shut_out(client, city, mara.member)
    first = client.post("/api/sync/last-push", mara.member, json=batch(before, after)).json()["answers"]
    again = client.post("/api/sync/last-push", mara.member, json=batch(before, after)).json()["answers"]
    assert [one["answer"] for one in first] == ["already_had", "parked"]
    assert [(one["answer"], one["first"]["answer"]) for one in again] == [
        ("already_had", "kept"), ("already_had", "parked"),
    ]  # fmt: skip
    assert kept() == (1, 1)


@pytest.mark.parametrize("to", ["push", "last-push"])
@pytest.mark.parametrize("became", ["official", "ward_official"])
def test_what_somebody_wrote_before_becoming_an_official_is_kept_for_a_leader(
    client: Client, city: CityCast, mara: Phone, to: str, became: str
) -> None:
    sign = client.get("/api/people/me", mara.member).json()["server_keys"]["sign"]["jwk"]
    before = mara.settlement("Sitio Una", team=city.team_id)
    client.post("/api/sync/push", mara.member, json=batch(before))
    told = mara.profile(before["record_id"], {"households_total": 135})
    became_official(client, city, mara.member, became)
    answer = client.post(f"/api/sync/{to}", mara.member, json=batch(before, told))
    assert answer.status_code == 200, answer.text
    had, parked = answer.json()["answers"]
    assert (had["answer"], had["first"]["answer"], parked["answer"]) == ("already_had", "kept", "parked")
    assert parked["problem"]["type"] == "/problems/officials-read-releases"
    assert (signing.verify(sign, parked["receipt"]) or {})["edit_id"] == told["edit_id"]
    assert kept() == (1, 1)
    assert client.get("/api/sync/changes", mara.member).status_code == 403
    (waiting,) = client.get("/api/sync/parked", city.leader).json()["parked"]
    assert waiting["edit"] == told
    assert client.post(f"/api/sync/parked/{waiting['sha256']}/admit", city.leader).status_code == 204
    assert kept() == (2, 1)


def test_a_phone_that_is_not_shut_out_is_answered_as_in_a_push(client: Client, mara: Phone) -> None:
    answer = client.post("/api/sync/last-push", mara.member, json=batch(mara.settlement("Sitio Una")))
    assert answer.json()["answers"][0]["answer"] == "kept"


def test_an_unknown_token_is_told_to_join_again_and_none_to_sign_in(client: Client, mara: Phone) -> None:
    unknown = client.post("/api/sync/last-push", json=batch(), headers={"Authorization": "Bearer of-nobody"})
    assert (unknown.status_code, unknown.json()["unknown"]) == (401, True)
    assert client.post("/api/sync/last-push", json=batch()).status_code == 401


@pytest.mark.parametrize("role", ["verifier", "official", "ward_official"])
def test_whoever_was_shut_out_can_say_what_is_left(client: Client, city: CityCast, role: str) -> None:
    phone = phone_of(getattr(city, role), city)
    shut_out(client, city, phone.member)
    answer = client.post("/api/sync/last-push", phone.member, json=batch(phone.settlement("Sitio Huli")))
    assert answer.json()["answers"][0]["answer"] == "parked"


def test_a_last_push_has_the_limits_of_a_push(client: Client, city: CityCast, mara: Phone) -> None:
    shut_out(client, city, mara.member)
    many = client.post("/api/sync/last-push", mara.member, json=batch(*[{}] * 201))
    assert (many.status_code, many.json()["type"]) == (413, "/problems/batch-too-large")
    large = client.post("/api/sync/last-push", mara.member, content=b" " * (1024 * 1024 + 1))
    assert (large.status_code, large.json()["type"]) == (413, "/problems/body-too-large")
    assert client.post("/api/sync/last-push", mara.member, content=b"no JSON").status_code == 422
