"""Pull: a phone gets what is granted to its person, with every answer and who gave it, and later what changed."""

from dataclasses import replace

import pytest
from sqlmodel import Session

from app.kit.ids import profile_id
from app.people import service as people
from tests.api.pulling import by_id, pull, push
from tests.cast import Cast, CityCast, Member
from tests.conftest import Client
from tests.phones import Edit, Phone, batch, phone_of, replacing


def _point() -> dict:
    return {"type": "Point", "coordinates": [121.04, 14.41]}


def test_a_mapper_gets_the_teams_records_in_full_with_every_candidate(client: Client, mara: Phone, ours: Edit) -> None:
    page = pull(client, mara.member)
    kinds = sorted(record["kind"] for record in page["records"])
    assert kinds == ["comment", "profile", "settlement"]
    profile = next(record for record in page["records"] if record["kind"] == "profile")
    said = {
        (profile["edits"][at]["by"], answer["value"], answer["source"])
        for at, answer in profile["fields"]["households_total"]
    }
    assert {(value, source) for _, value, source in said} == {(120, "meeting"), (135, "counted")}
    assert len({by for by, _, _ in said}) == 2
    assert len(profile["level_hashes"]) == 4
    assert not page["more"]
    assert page["forms"] == ["settlement_profile@1"]
    assert {"id": mara.member.person_id, "name": mara.member.name} in page["people"]


def test_of_another_teams_settlement_a_mapper_gets_name_ward_and_code_only(
    client: Client, mara: Phone, theirs: Edit
) -> None:
    page = pull(client, mara.member)
    (record,) = page["records"]
    assert set(record["fields"]) == {"name", "code"}
    assert record["state"] == "profiling"
    assert "Nena" not in str(page)
    assert "121.04" not in str(page)
    assert len(record["edits"]) == 1


@pytest.mark.parametrize("role", ["leader", "verifier"])
def test_leaders_and_verifiers_read_the_whole_city(
    client: Client, city: CityCast, ours: Edit, theirs: Edit, role: str
) -> None:
    page = pull(client, getattr(city, role))
    assert sorted(record["kind"] for record in page["records"]) == [
        "comment", "profile", "profile", "settlement", "settlement",
    ]  # fmt: skip


def test_an_administrator_reads_every_city(client: Client, cast: Cast, ours: Edit) -> None:
    harare = phone_of(cast.harare.mapper, cast.harare)
    push(client, harare, harare.settlement("Dzivarasekwa", team=cast.harare.team_id))
    names = [record["city_id"] for record in pull(client, cast.administrator)["records"]]
    assert set(names) == {cast.muntinlupa.id, cast.harare.id}


def test_nothing_of_another_city_reaches_anyone(client: Client, cast: Cast, ours: Edit) -> None:
    for member in (cast.harare.mapper, cast.harare.leader, cast.harare.verifier, cast.nobody):
        assert pull(client, member)["records"] == []


def test_officials_exchange_no_records(client: Client, city: CityCast, ours: Edit) -> None:
    for member in (city.official, city.ward_official):
        for answer in (
            client.get("/api/sync/changes", member),
            client.post("/api/sync/push", member, json=batch()),
        ):
            assert answer.status_code == 403
            assert answer.json()["type"] == "/problems/officials-read-releases"


def test_without_a_token_nothing_is_told(client: Client) -> None:
    assert client.get("/api/sync/changes").status_code == 401
    assert client.post("/api/sync/push", json=batch()).status_code == 401


def test_a_second_pull_brings_only_what_changed(client: Client, mara: Phone, ours: Edit) -> None:
    first = pull(client, mara.member)
    assert pull(client, mara.member, first["cursor"])["records"] == []
    said = mara.profile(ours["record_id"], {"taps_public_working": 2})
    push(client, mara, said)
    page = pull(client, mara.member, first["cursor"])
    assert [record["kind"] for record in page["records"]] == ["profile"]
    assert "people" not in page


def test_a_settlement_is_sent_again_only_when_its_state_may_be_another(
    client: Client, mara: Phone, city: CityCast
) -> None:
    added = mara.settlement("Sitio Pagkakaisa", team=city.team_id, centre_point=_point())
    push(client, mara, added)
    cursor = pull(client, mara.member)["cursor"]

    def sent_after(said: dict, number: int = 1) -> bool:
        nonlocal cursor
        of_round = profile_id(added["record_id"], number)
        push(client, mara, mara.edit("profile", of_round, added["record_id"], said))
        page = pull(client, mara.member, cursor)
        cursor = page["cursor"]
        return added["record_id"] in by_id(page)

    assert sent_after({"taps_public_working": 2})
    assert not sent_after({"households_total": 120})
    assert sent_after({"consent_collect": "no"})
    assert sent_after({"round": 2}, number=2)
    assert sent_after({"taps_public_working": 1}, number=2)
    assert not sent_after({"households_total": 121}, number=2)


def test_a_phone_learns_which_of_its_own_edits_are_in(client: Client, mara: Phone, city: CityCast, ours: Edit) -> None:
    before = pull(client, mara.member)
    one = mara.profile(ours["record_id"], {"taps_public_working": 2})
    two = mara.profile(ours["record_id"], {"taps_public_working": replacing(3, one)})
    push(client, mara, one, two)
    page = by_id(pull(client, mara.member, before["cursor"]))
    assert {one["edit_id"], two["edit_id"]} <= set(page[one["record_id"]]["yours"])
    assert by_id(pull(client, city.second_mapper))[one["record_id"]]["yours"] != []
    assert one["edit_id"] not in by_id(pull(client, city.second_mapper))[one["record_id"]]["yours"]


def test_a_persons_other_phone_learns_of_the_same_edits(
    client: Client, mara: Phone, city: CityCast, session: Session
) -> None:
    link = people.invitation_for(session, mara.member.person_id)
    joined = people.join(session, link.code, "Mara's new phone")
    session.commit()
    added = mara.settlement("Sitio Pagkakaisa", team=city.team_id)
    push(client, mara, added)
    new_phone = replace(mara.member, token=joined.token, device_id=joined.device_id)
    assert by_id(pull(client, new_phone))[added["record_id"]]["yours"] == [added["edit_id"]]


def test_a_decision_sends_its_settlement_again_with_the_new_state(client: Client, mara: Phone, ours: Edit) -> None:
    first = pull(client, mara.member)
    profile = next(record for record in first["records"] if record["kind"] == "profile")
    push(client, mara, mara.decision(ours["record_id"], "hand_in", hash=profile["hash"], saw=[]))
    page = by_id(pull(client, mara.member, first["cursor"]))
    assert page[ours["record_id"]]["state"] == "handed_in"


def test_people_are_named_to_those_they_work_with_only(client: Client, cast: Cast, city: CityCast) -> None:
    def named_to(member: Member) -> set[str]:
        return {person["name"] for person in pull(client, member)["people"]}

    team = {city.mapper.name, city.second_mapper.name, city.leader.name, city.verifier.name, cast.administrator.name}
    officials = {city.official.name, city.ward_official.name}
    assert named_to(city.mapper) == team
    assert named_to(city.verifier) == team
    assert named_to(city.leader) == team | officials
    assert cast.harare.mapper.name in named_to(cast.administrator)


def test_an_app_too_old_to_fetch_is_told_so_and_may_still_send(
    client: Client, mara: Phone, city: CityCast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.sync.endpoints.OLDEST_PROTOCOL", 2)
    answer = client.get("/api/sync/changes", mara.member, params={"protocol": 1})
    assert (answer.status_code, answer.json()["type"]) == (426, "/problems/protocol-too-old")
    assert answer.json()["oldest"] == 2
    assert client.get("/api/sync/changes", mara.member).status_code == 426
    added = mara.settlement("Sitio Pagkakaisa", team=city.team_id)
    for protocol in (0, 1, 99):
        sent = client.post("/api/sync/push", mara.member, json=batch(added, protocol=protocol))
        assert sent.json()["answers"][0]["answer"] in ("kept", "already_had")
    assert client.get("/api/sync/changes", mara.member, params={"protocol": 2}).status_code == 200
