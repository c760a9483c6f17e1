"""A cursor goes on from its place for whom it was given to only; what is forged or altered is a clear problem."""

import base64
import json

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from app.kit.ids import profile_id
from app.people import register
from app.people import service as people
from app.people.models import Person
from app.people.schemas import NewTeam
from app.sync import cursors
from app.sync.cursors import Told, key_for, write_cursor
from app.sync.granting import granted
from app.sync.rules import short_hash
from tests.api.pulling import by_id, pull, push
from tests.cast import Cast, CityCast, signed_in_as
from tests.conftest import Client
from tests.phones import Edit, Phone, replacing


def sealed_for(session: Session, phone: Phone, told: Told) -> str:
    return write_cursor(told, key_for(people.signing_pem(session), phone.member.person_id))


@pytest.mark.parametrize(
    "cursor",
    ["garbage", "e30", "W10", "WzEsMiwzLDRd", "=" * 10, "A" * 40_000, "%00", "\u202e"],
)
def test_a_cursor_nobody_gave_out_is_a_clear_problem(client: Client, mara: Phone, cursor: str) -> None:
    answer = client.get("/api/sync/changes", mara.member, params={"cursor": cursor})
    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/cursor-unreadable"


def first_cursor(city: CityCast, seq: object, epoch: str = "first") -> str:
    """Write a cursor as the first release did."""
    policy = short_hash(["leader", [city.id], []])
    written = json.dumps([epoch, policy, "0" * 16, {city.id: seq}]).encode()
    return base64.urlsafe_b64encode(written).decode().rstrip("=")


@pytest.mark.parametrize("seq", [2**63, 2**63 - 1, 2**64, 10**30, -1, 1.5, "1", None, True, 1000])
def test_a_forged_place_in_the_order_is_a_clear_problem(
    client: Client, city: CityCast, ours: Edit, seq: object
) -> None:
    answer = client.get("/api/sync/changes", city.leader, params={"cursor": first_cursor(city, seq)})
    assert answer.status_code == 400, answer.text
    assert answer.json()["type"] == "/problems/cursor-unreadable"


def test_a_cursor_of_the_first_release_is_still_read(client: Client, city: CityCast, lea: Phone, ours: Edit) -> None:
    page = pull(client, city.leader, first_cursor(city, 4))
    assert page["reset"] == []
    assert page["records"] == []
    push(client, lea, lea.settlement("Purok Dos"))
    assert len(pull(client, city.leader, first_cursor(city, 4))["records"]) == 1
    assert len(pull(client, city.leader, page["cursor"])["records"]) == 1


def test_a_cursor_ahead_of_what_ever_happened_is_a_clear_problem(
    client: Client, mara: Phone, ours: Edit, session: Session
) -> None:
    ahead = Told("first", granted_policy(session, mara), "0" * 8, {mara.city_id: 2**62}, frozenset())
    answer = client.get("/api/sync/changes", mara.member, params={"cursor": sealed_for(session, mara, ahead)})
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/cursor-unreadable")


def granted_policy(session: Session, phone: Phone) -> str:
    return granted(session, signed_in_as(session, phone.member)).policy


def test_a_cursor_altered_in_any_sign_is_a_clear_problem(client: Client, mara: Phone, ours: Edit) -> None:
    cursor = pull(client, mara.member)["cursor"]
    for at in range(0, len(cursor), 7):
        other = "A" if cursor[at] != "A" else "B"
        altered = cursor[:at] + other + cursor[at + 1 :]
        assert client.get("/api/sync/changes", mara.member, params={"cursor": altered}).status_code == 400, at


def test_somebody_elses_cursor_is_a_clear_problem(client: Client, mara: Phone, city: CityCast, ours: Edit) -> None:
    cursor = pull(client, city.second_mapper)["cursor"]
    assert client.get("/api/sync/changes", mara.member, params={"cursor": cursor}).status_code == 400


def test_a_city_that_has_the_tag_of_another_in_a_cursor_never_goes_on_from_its_place(
    client: Client,
    cast: Cast,
    city: CityCast,
    lea: Phone,
    ours: Edit,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cursors, "_tag", lambda _salt, _told_id, size: b"\0" * size)
    begun = pull(client, lea.member)
    assert pull(client, lea.member, begun["cursor"])["records"] == []
    session.execute(update(Person).where(col(Person.id) == lea.member.person_id).values(city_id=cast.harare.id))
    session.commit()
    page = pull(client, lea.member, begun["cursor"])
    assert page["reset"] == [cast.harare.id]
    assert {"city_id": city.id} in page["drop"]


@pytest.mark.parametrize("taken_away", [False, True])
def test_a_settlement_that_has_the_tag_of_another_in_a_cursor_still_comes_with_all_that_was_said_of_it(
    client: Client,
    cast: Cast,
    mara: Phone,
    lea: Phone,
    city: CityCast,
    ours: Edit,
    theirs: Edit,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    taken_away: bool,
) -> None:
    tag = cursors._tag
    alike = lambda salt, told_id, size: b"\0" * size if size == cursors._SETTLEMENT_TAG else tag(salt, told_id, size)  # noqa: E731
    monkeypatch.setattr(cursors, "_tag", alike)
    begun = pull(client, mara.member)
    again = pull(client, mara.member, begun["cursor"])
    assert (again["records"], again["reset"]) == ([], [])
    push(client, lea, lea.edit("settlement", theirs["record_id"], theirs["record_id"], {"team": city.team_id}))
    if taken_away:
        ada = signed_in_as(session, cast.administrator)
        second = register.add_team(session, ada, NewTeam(name="Two", city_id=city.id))
        session.commit()
        push(
            client,
            lea,
            lea.edit("settlement", ours["record_id"], ours["record_id"], {"team": replacing(second.id, ours)}),
        )
    page = pull(client, mara.member, begun["cursor"])
    assert page["reset"] == [city.id]
    granted_now = by_id(pull(client, mara.member))
    assert profile_id(theirs["record_id"], 1) in granted_now
    assert (profile_id(ours["record_id"], 1) in granted_now) is not taken_away
    assert by_id(page) == granted_now, "a phone that begins anew holds what it is granted, and nothing else"
