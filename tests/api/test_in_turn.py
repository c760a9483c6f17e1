"""What changes while a phone waits for its turn to write counts: rights are those of the moment it is written."""

import pytest
from sqlmodel import Session, select

from app.kit import db
from app.kit.canonical import canonical_json, sha256_hex
from app.ledger.models import ParkedEdit, StoredEdit
from app.people import register
from app.people.schemas import ChangedPerson, ChangedTeam
from app.sync import endpoints, handover_endpoints, parked_endpoints
from tests.api.meanwhile import became_official, while_it_waits
from tests.cast import Cast, CityCast, Member, signed_in_as
from tests.conftest import Client
from tests.handing_over import DeviceKey, handover_file, joined_with_key, seal_jwk
from tests.phones import Phone, batch, phone_of


@pytest.fixture
def city(cast: Cast) -> CityCast:
    return cast.muntinlupa


@pytest.fixture
def mara(city: CityCast) -> Phone:
    return phone_of(city.mapper, city)


def kept() -> tuple[int, int]:
    with db.reading() as session:
        return len(session.exec(select(StoredEdit)).all()), len(session.exec(select(ParkedEdit)).all())


def test_a_phone_shut_out_while_its_push_waits_is_told_so_and_says_it_at_last(
    client: Client, city: CityCast, mara: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = batch(mara.settlement("Sitio Huli"))
    with monkeypatch.context() as patch:
        while_it_waits(patch, endpoints, lambda session: shut_out(session, city.leader, mara.member))
        answer = client.post("/api/sync/push", mara.member, json=late)
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/device-revoked")
    assert kept() == (0, 0)
    assert client.post("/api/sync/last-push", mara.member, json=late).json()["answers"][0]["answer"] == "parked"


def shut_out(session: Session, leader: Member, member: Member) -> None:
    register.revoke(session, signed_in_as(session, leader), member.device_id)


def test_a_mapper_moved_to_another_city_while_the_push_waits_writes_nothing_there(
    client: Client, cast: Cast, city: CityCast, mara: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = ChangedPerson(city_id=cast.harare.id, team_ids=[])

    def move(session: Session) -> None:
        register.change_person(session, signed_in_as(session, cast.administrator), mara.member.person_id, moved)

    while_it_waits(monkeypatch, endpoints, move)
    (answer,) = client.post("/api/sync/push", mara.member, json=batch(mara.settlement("Huli"))).json()["answers"]
    assert (answer["answer"], answer["problem"]["type"]) == ("parked", "/problems/city-not-yours")


def test_a_mapper_taken_out_of_the_team_while_the_push_waits_writes_nothing_of_its_settlements(
    client: Client, cast: Cast, city: CityCast, mara: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = mara.settlement("Sitio Una", team=city.team_id)
    client.post("/api/sync/push", mara.member, json=batch(added))

    def leave_team(session: Session) -> None:
        left = ChangedTeam(member_ids=[city.second_mapper.person_id])
        register.change_team(session, signed_in_as(session, cast.administrator), city.team_id, left)

    while_it_waits(monkeypatch, endpoints, leave_team)
    late = mara.profile(added["record_id"], {"households_total": 7})
    (answer,) = client.post("/api/sync/push", mara.member, json=batch(late)).json()["answers"]
    assert (answer["answer"], answer["problem"]["type"]) == ("parked", "/problems/settlement-not-yours")


def test_a_phone_shut_out_during_its_last_push_has_it_parked(
    client: Client, city: CityCast, mara: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    while_it_waits(monkeypatch, handover_endpoints, lambda session: shut_out(session, city.leader, mara.member))
    late = batch(mara.settlement("Sitio Huli"))
    (answer,) = client.post("/api/sync/last-push", mara.member, json=late).json()["answers"]
    assert (answer["answer"], answer["problem"]["type"]) == ("parked", "/problems/device-revoked")


@pytest.mark.parametrize("who", ["author", "carrier"])
def test_a_hand_over_counts_who_was_shut_out_while_it_waited(
    client: Client, city: CityCast, session: Session, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    key = DeviceKey()
    author = joined_with_key(city.mapper.person_id, key)
    written = [phone_of(author, city).settlement("Sitio Walang Signal", team=city.team_id)]
    file = handover_file(author, key, seal_jwk(session, author), written)
    gone = author if who == "author" else city.verifier
    while_it_waits(monkeypatch, handover_endpoints, lambda session: shut_out(session, city.leader, gone))
    answer = client.post("/api/sync/handovers", city.verifier, content=file)
    told = answer.json()["answers"][0]["problem"] if who == "author" else answer.json()
    assert (answer.status_code, told["type"]) == (200 if who == "author" else 401, "/problems/device-revoked")
    assert kept() == (0, int(who == "author"))


@pytest.mark.parametrize("act", ["admit", "leave-out", "put-back"])
def test_a_leader_shut_out_while_it_waits_settles_nothing(
    client: Client, city: CityCast, mara: Phone, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    became_official(client, city, mara.member, "official")
    late = mara.settlement("Sitio Huli")
    client.post("/api/sync/push", mara.member, json=batch(late))
    while_it_waits(
        monkeypatch, parked_endpoints, lambda session: shut_out(session, city.administrator, city.leader)
    )  # fmt: skip
    said = {"json": {"why": "No."}} if act == "leave-out" else {}
    answer = client.post(f"/api/sync/parked/{sha256_hex(canonical_json(late))}/{act}", city.leader, **said)
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/device-revoked")
    with db.reading() as session:
        assert [row.settled for row in session.exec(select(ParkedEdit))] == [""]
    assert kept() == (0, 1)
