"""What could not be taken in, before leaders: who may see it, take it in, leave it out; its author hears of it."""

import json
from typing import Any

import httpx
import pytest
from sqlmodel import Session, select

from app.kit import db
from app.kit.canonical import canonical_json, sha256_hex
from app.kit.ids import profile_id, uuid7
from app.ledger import parking
from app.ledger import service as ledger
from app.ledger.models import ParkedEdit
from app.people import register
from app.people.schemas import NewTeam
from tests.cast import Cast, CityCast, Member, signed_in_as
from tests.conftest import Client
from tests.phones import Edit, Phone, batch, phone_of

ROLES = ("mapper", "verifier", "official", "ward_official", "nobody")


@pytest.fixture
def city(cast: Cast) -> CityCast:
    return cast.muntinlupa


@pytest.fixture
def mara(city: CityCast) -> Phone:
    return phone_of(city.mapper, city)


@pytest.fixture
def theirs(client: Client, cast: Cast, city: CityCast, session: Session) -> str:
    """A settlement of another team of the city: what Mara says of it is parked."""
    team = register.add_team(session, signed_in_as(session, cast.administrator), NewTeam(name="Two", city_id=city.id))
    session.commit()
    added = phone_of(city.leader, city).settlement("Purok Uno", team=team.id)
    assert push(client, city.leader, added)["answer"] == "kept"
    return str(added["record_id"])


def push(client: Client, member: Member, edit: Any) -> dict[str, Any]:
    answer = client.post("/api/sync/push", member, json=batch(edit))
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()["answers"][0]
    return told


def parked(client: Client, mara: Phone, settlement_id: str) -> tuple[Edit, str]:
    """Have Mara say something that is parked; return it with its name."""
    edit = mara.profile(settlement_id, {"households_total": 135})
    assert push(client, mara.member, edit)["problem"]["type"] == "/problems/settlement-not-yours"
    return edit, sha256_hex(canonical_json(edit))


def listed(client: Client, member: Member, **asked: Any) -> httpx.Response:
    return client.get("/api/sync/parked", member, params=asked)


def act(client: Client, member: Member, sha256: str, what: str, **said: Any) -> httpx.Response:
    return client.post(f"/api/sync/parked/{sha256}/{what}", member, **({"json": said} if said else {}))


def someone(cast: Cast, role: str) -> Member:
    others = {
        "nobody": cast.nobody, "administrator": cast.administrator, "leader elsewhere": cast.harare.leader,
    }  # fmt: skip
    return others[role] if role in others else getattr(cast.muntinlupa, role)


def test_a_leader_reads_who_said_what_when_and_why_it_was_not_taken(
    client: Client, city: CityCast, mara: Phone, theirs: str
) -> None:
    edit, sha256 = parked(client, mara, theirs)
    told = listed(client, city.leader).json()
    assert told["waiting"] == 1
    (one,) = told["parked"]
    assert (one["sha256"], one["person"], one["settlement"]) == (sha256, "Mara Mapper of Muntinlupa", "Purok Uno")
    assert one["edit"] == edit
    assert one["problem"]["type"] == "/problems/settlement-not-yours"
    assert (one["city_id"], one["carried_by"], one["settled"]) == (city.id, None, "")


@pytest.mark.parametrize("role", [*ROLES, "leader elsewhere"])
def test_only_leaders_of_the_city_read_or_settle(
    client: Client, cast: Cast, mara: Phone, theirs: str, role: str
) -> None:
    _, sha256 = parked(client, mara, theirs)
    member = someone(cast, role)
    if role == "leader elsewhere":
        assert listed(client, member).json() == {"waiting": 0, "parked": []}
    else:
        assert listed(client, member).status_code == 403
    assert listed(client, member, city_id=cast.muntinlupa.id).status_code == 403
    for what, said in (("admit", {}), ("leave-out", {"why": "no"}), ("put-back", {})):
        assert act(client, member, sha256, what, **said).status_code == 403, what
        assert client.post(f"/api/sync/parked/{sha256}/{what}", json=said).status_code == 401
    with db.reading() as session:
        assert session.exec(select(ParkedEdit)).one().settled == ""


@pytest.mark.parametrize("role", ["leader", "administrator"])
def test_what_a_leader_takes_in_is_merged_word_for_word_in_its_authors_name(
    client: Client, cast: Cast, mara: Phone, theirs: str, role: str
) -> None:
    edit, sha256 = parked(client, mara, theirs)
    assert act(client, someone(cast, role), sha256, "admit").status_code == 204
    with db.reading() as session:
        (stored,) = ledger.edits(session, profile_id(theirs, 1))
        assert stored == edit
        assert ledger.edits_made(session, profile_id(theirs, 1))[edit["edit_id"]][0] == mara.member.person_id
        row = session.exec(select(ParkedEdit)).one()
        assert (row.settled, row.settled_by) == ("admitted", someone(cast, role).person_id)
        assert json.loads(row.body) == edit
    assert listed(client, someone(cast, role)).json()["waiting"] == 0
    (settled,) = listed(client, someone(cast, role), settled=True).json()["parked"]
    assert (settled["settled"], settled["sha256"]) == ("admitted", sha256)


def test_the_author_who_sends_it_again_hears_that_it_was_taken_in(
    client: Client, city: CityCast, mara: Phone, theirs: str
) -> None:
    edit, sha256 = parked(client, mara, theirs)
    assert act(client, city.leader, sha256, "admit").status_code == 204
    again = push(client, mara.member, edit)
    assert (again["answer"], again["first"]["answer"]) == ("already_had", "kept")
    assert "problem" not in again["first"]
    assert (again["first"]["settled"], again["first"]["settled_by"]) == ("admitted", city.leader.person_id)
    assert again["receipt"]


def test_taken_in_twice_is_taken_in_once(client: Client, city: CityCast, mara: Phone, theirs: str) -> None:
    _, sha256 = parked(client, mara, theirs)
    assert [act(client, city.leader, sha256, "admit").status_code for _ in range(2)] == [204, 204]
    together = client.together(*[("POST", f"/api/sync/parked/{sha256}/admit", city.leader, None)] * 3)
    assert [answer.status_code for answer in together] == [204] * 3
    with db.reading() as session:
        assert len(ledger.edits(session, profile_id(theirs, 1))) == 1


@pytest.fixture
def came_to_belong(client: Client, city: CityCast, mara: Phone, theirs: str) -> tuple[Edit, str]:
    """What was parked, and merged when its author sent it again: the settlement had become her team's."""
    edit, sha256 = parked(client, mara, theirs)
    lea = phone_of(city.leader, city)
    with db.reading() as session:
        teams = list(ledger.state_of(session, theirs).fields["team"])
    given = lea.edit("settlement", theirs, theirs, {"team": {"value": city.team_id, "replaces": teams}})
    assert push(client, city.leader, given)["answer"] == "kept"
    assert push(client, mara.member, edit)["answer"] == "kept"
    return edit, sha256


def test_what_is_merged_when_its_author_may_say_it_waits_for_no_leader(
    client: Client, city: CityCast, mara: Phone, came_to_belong: tuple[Edit, str]
) -> None:
    assert listed(client, city.leader).json() == {"waiting": 0, "parked": []}
    (settled,) = listed(client, city.leader, settled=True).json()["parked"]
    assert (settled["sha256"], settled["settled"]) == (came_to_belong[1], "admitted")
    assert settled["settled_by"] == mara.member.person_id


def test_what_comes_twice_in_one_batch_around_what_it_waited_for_waits_for_no_leader(
    client: Client, city: CityCast, mara: Phone
) -> None:
    place = mara.settlement("Riverside")
    early = mara.profile(place["record_id"], {"households_total": 135})
    answers = client.post("/api/sync/push", mara.member, json=batch(early, place, early)).json()["answers"]
    assert [answer["answer"] for answer in answers] == ["parked", "kept", "kept"]
    assert listed(client, city.leader).json() == {"waiting": 0, "parked": []}
    (settled,) = listed(client, city.leader, settled=True).json()["parked"]
    assert (settled["edit_id"], settled["settled"]) == (early["edit_id"], "admitted")


def test_what_was_merged_cannot_be_left_out_and_keeps_its_receipt(
    client: Client, city: CityCast, mara: Phone, came_to_belong: tuple[Edit, str]
) -> None:
    edit, sha256 = came_to_belong
    refused = act(client, city.leader, sha256, "leave-out", why="No.")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/parked-settled")
    again = push(client, mara.member, edit)
    assert (again["answer"], again["first"]["answer"]) == ("already_had", "kept")


def test_a_leader_cannot_leave_out_what_an_older_server_merged_and_still_lists(
    client: Client, city: CityCast, mara: Phone, came_to_belong: tuple[Edit, str], session: Session
) -> None:
    edit, sha256 = came_to_belong
    parking.settle(session, sha256, "", by=city.leader.person_id, at=edit["made_at"], why=None)
    session.commit()
    assert act(client, city.leader, sha256, "leave-out", why="No.").status_code == 409
    parking.settle(session, sha256, "left_out", by=city.leader.person_id, at=edit["made_at"], why="No.")
    session.commit()
    assert push(client, mara.member, edit)["first"]["answer"] == "kept"


def test_left_out_is_kept_for_ever_and_its_author_is_told_why(
    client: Client, city: CityCast, mara: Phone, theirs: str
) -> None:
    edit, sha256 = parked(client, mara, theirs)
    assert act(client, city.leader, sha256, "leave-out", why="  Team Two counts there.  ").status_code == 204
    again = push(client, mara.member, edit)
    assert (again["answer"], again["first"]["answer"]) == ("already_had", "parked")
    assert (again["first"]["settled"], again["first"]["settled_why"]) == ("left_out", "Team Two counts there.")
    with db.reading() as session:
        row = session.exec(select(ParkedEdit)).one()
        assert (json.loads(row.body), row.settled_by) == (edit, city.leader.person_id)
        assert row.settled_at is not None


def test_what_was_left_out_is_not_merged_by_sending_it_again(
    client: Client, cast: Cast, city: CityCast, mara: Phone, theirs: str
) -> None:
    """Even when the author has the right by now: somebody looked at it and said no."""
    edit, sha256 = parked(client, mara, theirs)
    assert act(client, city.leader, sha256, "leave-out", why="No.").status_code == 204
    lea = phone_of(city.leader, city)
    team = {"value": city.team_id, "replaces": []}
    assert push(client, city.leader, lea.settlement("Purok Uno", theirs, team=team))["answer"] in ("kept", "contested")
    assert push(client, mara.member, edit)["first"]["settled"] == "left_out"
    with db.reading() as session:
        assert ledger.edits(session, profile_id(theirs, 1)) == []


def test_what_was_left_out_can_be_put_back_or_taken_in_after_all(
    client: Client, city: CityCast, mara: Phone, theirs: str
) -> None:
    edit, sha256 = parked(client, mara, theirs)
    assert act(client, city.leader, sha256, "leave-out", why="No.").status_code == 204
    assert act(client, city.leader, sha256, "put-back").status_code == 204
    assert listed(client, city.leader).json()["waiting"] == 1
    assert "settled" not in push(client, mara.member, edit)["first"]
    assert act(client, city.leader, sha256, "leave-out", why="No.").status_code == 204
    assert act(client, city.leader, sha256, "admit").status_code == 204
    for what, said in (("leave-out", {"why": "No."}), ("put-back", {})):
        answer = act(client, city.leader, sha256, what, **said)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/parked-settled")


def test_leaving_out_needs_a_reason(client: Client, city: CityCast, mara: Phone, theirs: str) -> None:
    _, sha256 = parked(client, mara, theirs)
    for said in ({"why": "  "}, {"why": "a\x00b"}, {"why": None}, {"why": "x", "because": "y"}):
        assert act(client, city.leader, sha256, "leave-out", **said).status_code == 422


def test_a_name_nothing_is_kept_under_is_said_to_be_unknown(client: Client, city: CityCast) -> None:
    answer = act(client, city.leader, "0" * 64, "admit")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/parked-unknown")
    assert act(client, city.leader, "no-name", "admit").status_code == 422


def test_what_does_not_fit_stays_kept_and_the_leader_is_told_what_is_wrong_now(
    client: Client, city: CityCast, mara: Phone, theirs: str
) -> None:
    strange = mara.edit("poem", str(uuid7()), theirs, {"line": "x"})
    assert push(client, mara.member, strange)["answer"] == "parked"
    sha256 = sha256_hex(canonical_json(strange))
    answer = act(client, city.leader, sha256, "admit")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/still-parked")
    assert answer.json()["because"]["type"] == "/problems/kind-unknown"
    assert listed(client, city.leader).json()["waiting"] == 1


def test_words_put_into_anothers_mouth_are_never_taken_in(
    client: Client, city: CityCast, mara: Phone, theirs: str
) -> None:
    forged = phone_of(city.second_mapper, city).profile(theirs, {"households_total": 1})
    assert push(client, mara.member, forged)["problem"]["type"] == "/problems/not-your-edit"
    answer = act(client, city.leader, sha256_hex(canonical_json(forged)), "admit")
    assert answer.json()["because"]["type"] == "/problems/not-your-edit"


def test_what_came_under_an_id_that_was_used_before_stays_kept(
    client: Client, city: CityCast, mara: Phone, theirs: str
) -> None:
    first = mara.settlement("Sitio Una")
    assert push(client, mara.member, first)["answer"] == "kept"
    second = mara.settlement("Sitio Dalawa", edit_id=first["edit_id"]) | {"edit_id": first["edit_id"]}
    assert push(client, mara.member, second)["problem"]["type"] == "/problems/edit-id-reused"
    answer = act(client, city.leader, sha256_hex(canonical_json(second)), "admit")
    assert answer.json()["because"]["type"] == "/problems/edit-id-reused"


def test_what_cannot_be_read_is_listed_as_it_came(client: Client, city: CityCast, mara: Phone) -> None:
    half = mara.settlement("Half \ud800 a sign")
    body = json.dumps(batch(half))
    assert client.post("/api/sync/push", mara.member, content=body.encode()).status_code == 200
    (one,) = listed(client, city.leader).json()["parked"]
    assert one["edit"]["set"]["name"]["value"] == "Half ? a sign"
    answer = act(client, city.leader, one["sha256"], "admit")
    assert answer.json()["because"]["type"] == "/problems/edit-unreadable"
    assert act(client, city.leader, one["sha256"], "leave-out", why="Nobody can read it.").status_code == 204


def test_what_names_no_city_is_the_administrators(client: Client, cast: Cast, city: CityCast, mara: Phone) -> None:
    answers = [push(client, mara.member, told) for told in ("only words", {"edit_id": "x"}, 7)]
    assert [one["answer"] for one in answers] == ["parked"] * 3
    lost = mara.settlement("Nowhere", city_id=uuid7()) | {"city_id": uuid7()}
    assert push(client, mara.member, lost)["answer"] == "parked"
    assert listed(client, city.leader).json() == {"waiting": 0, "parked": []}
    told = listed(client, cast.administrator).json()
    assert told["waiting"] == 4
    assert [one["text"] for one in told["parked"] if one["edit"] is None] == ['"only words"', "7"]
    sha256 = told["parked"][0]["sha256"]
    assert act(client, city.leader, sha256, "leave-out", why="x").status_code == 403
    assert act(client, cast.administrator, sha256, "leave-out", why="x").status_code == 204


def test_the_settlements_present_city_counts_and_not_what_the_edit_believes(
    client: Client, cast: Cast, city: CityCast, mara: Phone, theirs: str
) -> None:
    believed = mara.profile(theirs, {"households_total": 1}) | {"city_id": cast.harare.id}
    assert push(client, mara.member, believed)["answer"] == "parked"
    assert listed(client, cast.harare.leader).json()["waiting"] == 0
    assert listed(client, city.leader).json()["waiting"] == 1
    assert act(client, cast.harare.leader, sha256_hex(canonical_json(believed)), "admit").status_code == 403


def test_the_leaders_of_the_old_city_and_of_the_new_one_hear_what_waits_of_a_place_that_was_moved(
    client: Client, cast: Cast, city: CityCast, mara: Phone, theirs: str
) -> None:
    _, sha256 = parked(client, mara, theirs)
    ada = phone_of(cast.administrator, city)
    push(client, ada.member, ada.edit("settlement", theirs, theirs, {"city": cast.harare.id}))
    for leader in (city.leader, cast.harare.leader):
        (one,) = listed(client, leader).json()["parked"]
        assert (one["sha256"], one["city_id"]) == (sha256, cast.harare.id)
    assert act(client, city.leader, sha256, "admit").status_code == 403
    assert act(client, cast.harare.leader, sha256, "leave-out", why="Not ours").status_code == 204
    (settled,) = listed(client, city.leader, settled=True).json()["parked"]
    assert settled["settled_why"] == "Not ours"


def test_an_administrator_may_ask_for_one_city(client: Client, cast: Cast, mara: Phone, theirs: str) -> None:
    parked(client, mara, theirs)
    assert listed(client, cast.administrator, city_id=cast.harare.id).json()["waiting"] == 0
    assert listed(client, cast.administrator, city_id=cast.muntinlupa.id).json()["waiting"] == 1
    assert listed(client, cast.administrator, city_id="no-id").status_code == 422


def test_a_last_push_taken_in_makes_its_author_safe(client: Client, city: CityCast, mara: Phone) -> None:
    added = mara.settlement("Sitio Huli", team=city.team_id)
    client.post(f"/api/people/devices/{mara.member.device_id}/revoke", city.leader)
    client.post("/api/sync/last-push", mara.member, json=batch(added))
    (one,) = listed(client, city.leader).json()["parked"]
    assert (one["person"], one["problem"]["type"]) == ("Mara Mapper of Muntinlupa", "/problems/device-revoked")
    assert act(client, city.leader, one["sha256"], "admit").status_code == 204
    again = client.post("/api/sync/last-push", mara.member, json=batch(added)).json()["answers"][0]
    assert (again["answer"], again["first"]["answer"]) == ("already_had", "kept")
