"""Who may write what: rights are checked for each kind of record, on the settlement's present city and team."""

import uuid
from collections.abc import Callable

import pytest
from sqlmodel import Session

from app.kit.ids import profile_id
from app.people import register
from app.people.schemas import NewTeam
from tests.cast import Cast, CityCast, Member, signed_in_as
from tests.conftest import Client
from tests.phones import Edit, Phone, batch, phone_of, replacing


@pytest.fixture
def city(cast: Cast) -> CityCast:
    return cast.muntinlupa


@pytest.fixture
def ours(client: Client, city: CityCast) -> str:
    """A settlement of the mappers' team."""
    lea = phone_of(city.leader, city)
    added = lea.settlement("Sitio Pagkakaisa", team=city.team_id)
    assert outcome(client, lea, added) == "kept"
    return str(added["record_id"])


@pytest.fixture
def theirs(client: Client, city: CityCast, cast: Cast, session: Session) -> str:
    """A settlement of another team of the same city."""
    team = register.add_team(session, signed_in_as(session, cast.administrator), NewTeam(name="Two", city_id=city.id))
    session.commit()
    lea = phone_of(city.leader, city)
    added = lea.settlement("Purok Uno", team=team.id)
    assert outcome(client, lea, added) == "kept"
    return str(added["record_id"])


def outcome(client: Client, phone: Phone, edit: Edit) -> str:
    """Push one edit: how it was answered, or the slug of why it was parked."""
    answer = client.post("/api/sync/push", phone.member, json=batch(edit))
    assert answer.status_code == 200, answer.text
    (told,) = answer.json()["answers"]
    return str(told["problem"]["type"]).removeprefix("/problems/") if "problem" in told else str(told["answer"])


def someone(cast: Cast, role: str) -> Member:
    people = {"administrator": cast.administrator, "nobody": cast.nobody, "stranger": cast.harare.mapper}
    return people[role] if role in people else getattr(cast.muntinlupa, role)


MAY_DESCRIBE = {
    "mapper": "kept",
    "second_mapper": "kept",
    "leader": "kept",
    "administrator": "kept",
    "verifier": "settlement-not-yours",
    "stranger": "city-not-yours",
    "nobody": "city-not-yours",
}


@pytest.mark.parametrize(("role", "expected"), MAY_DESCRIBE.items())
def test_a_profile_is_written_by_its_team_and_leaders(
    client: Client, cast: Cast, city: CityCast, ours: str, role: str, expected: str
) -> None:
    phone = phone_of(someone(cast, role), city)
    assert outcome(client, phone, phone.profile(ours, {"households_total": 1})) == expected


@pytest.mark.parametrize(("role", "expected"), MAY_DESCRIBE.items())
def test_a_settlement_is_changed_by_its_team_and_leaders(
    client: Client, cast: Cast, city: CityCast, ours: str, role: str, expected: str
) -> None:
    phone = phone_of(someone(cast, role), city)
    said = phone.edit("settlement", ours, ours, {"other_names": "Kaisa"})
    assert outcome(client, phone, said) == expected


def kinds_of(phone: Phone, settlement_id: str) -> dict[str, Edit]:
    point = {"type": "Point", "coordinates": [121.04, 14.41]}
    return {
        "settlement": phone.edit("settlement", settlement_id, settlement_id, {"purok": "7"}),
        "profile": phone.profile(settlement_id, {"households_total": 1}),
        "feature": phone.edit("feature", str(uuid.uuid4()), settlement_id, {"layer": "water", "geometry": point}),
        "hand_in": phone.decision(settlement_id, "hand_in", saw=[]),
        "return": phone.decision(settlement_id, "return", saw=[], note="Count again"),
        "approve": phone.decision(settlement_id, "approve", saw=[], hash="x" * 64),
        "place": phone.edit("place", str(uuid.uuid4()), None, {"name": "Ward", "place_level": "ward"}),
    }


def test_nothing_of_another_teams_settlement_is_written_by_a_mapper(
    client: Client, city: CityCast, theirs: str
) -> None:
    mara = phone_of(city.mapper, city)
    told = {kind: outcome(client, mara, edit) for kind, edit in kinds_of(mara, theirs).items()}
    assert "kept" not in told.values(), told
    assert told["profile"] == told["settlement"] == told["feature"] == "settlement-not-yours"
    assert told["place"] == "places-are-for-leaders"


def test_nothing_at_all_is_written_from_another_city(client: Client, cast: Cast, city: CityCast, ours: str) -> None:
    for member in (cast.harare.mapper, cast.harare.leader, cast.harare.verifier, cast.nobody):
        for believes in (city, cast.harare):
            phone = Phone(member, believes.id)
            told = {
                kind: outcome(client, phone, edit) for kind, edit in kinds_of(phone, ours).items() if kind != "place"
            }
            assert set(told.values()) == {"city-not-yours"}, (member.name, told)


@pytest.mark.parametrize("act", ["return", "approve"])
@pytest.mark.parametrize("role", ["mapper", "verifier"])
def test_only_leaders_return_and_approve(client: Client, city: CityCast, ours: str, role: str, act: str) -> None:
    phone = phone_of(getattr(city, role), city)
    assert outcome(client, phone, phone.decision(ours, act, saw=[])) == "act-not-yours"


def test_a_team_does_not_record_the_check_of_its_own_profile(client: Client, city: CityCast, ours: str) -> None:
    people = {"women": 3, "men": 2, "tenants": 1, "meeting_date": "2026-11-20", "saw": []}
    sam, vera = (phone_of(member, city) for member in (city.second_mapper, city.verifier))
    assert outcome(client, sam, sam.decision(ours, "verify", **people)) == "check-own-profile"
    assert outcome(client, vera, vera.decision(ours, "verify", **people)) == "kept"


def test_a_team_is_chosen_by_leaders(client: Client, city: CityCast, ours: str) -> None:
    mara, lea = phone_of(city.mapper, city), phone_of(city.leader, city)
    moved = mara.edit("settlement", ours, ours, {"team": str(uuid.uuid4()), "purok": "7"})
    (told,) = client.post("/api/sync/push", mara.member, json=batch(moved)).json()["answers"]
    assert (told["answer"], list(told["refused_paths"])) == ("kept", ["team"])
    given = lea.edit("settlement", ours, ours, {"team": {"answer": "not_applicable"}})
    assert outcome(client, lea, given) in {"kept", "contested"}


def test_a_settlement_taken_from_the_team_is_no_longer_theirs(client: Client, city: CityCast, theirs: str) -> None:
    mara, lea = phone_of(city.mapper, city), phone_of(city.leader, city)
    page = client.get("/api/sync/changes", lea.member).json()
    (record,) = page["records"]
    standing = [record["edits"][at]["edit_id"] for at, _ in record["fields"]["team"]]
    given = lea.edit("settlement", theirs, theirs, {"team": replacing(city.team_id, *standing)})
    assert outcome(client, lea, given) == "kept"
    assert outcome(client, mara, mara.profile(theirs, {"households_total": 1})) == "kept"
    taken = lea.edit("settlement", theirs, theirs, {"team": replacing(record["fields"]["team"][0][1]["value"], given)})
    assert outcome(client, lea, taken) == "kept"
    assert outcome(client, mara, mara.profile(theirs, {"households_total": 2})) == "settlement-not-yours"


def test_a_settlement_is_added_only_where_one_works(client: Client, cast: Cast, city: CityCast) -> None:
    for member, expected in (
        (city.mapper, "kept"), (city.leader, "kept"), (cast.administrator, "kept"),
        (city.verifier, "settlement-not-yours"), (cast.harare.leader, "city-not-yours"),
        (cast.nobody, "city-not-yours"),
    ):  # fmt: skip
        phone = phone_of(member, city)
        assert outcome(client, phone, phone.settlement(f"Added by {member.name}")) == expected


STOLEN: dict[str, Callable[[Phone, str, str], Edit]] = {
    "a profile's id for a settlement": lambda phone, own, other: phone.edit(
        "settlement", profile_id(other, 1), profile_id(other, 1), {"name": "x"}
    ),
    "another settlement's profile under the own settlement": lambda phone, own, other: phone.edit(
        "profile", profile_id(other, 1), own, {"households_total": 1}
    ),
    "a feature that is a settlement": lambda phone, own, other: phone.edit("feature", other, own, {"layer": "water"}),
    "a comment that is a settlement": lambda phone, own, other: phone.edit(
        "comment", other, own, {"about": profile_id(own, 1), "text": "x"}
    ),
    "a settlement below another": lambda phone, own, other: phone.edit("settlement", own, other, {"purok": "x"}),
}


@pytest.mark.parametrize("steal", [pytest.param(one, id=name) for name, one in STOLEN.items()])
def test_a_record_is_never_taken_over_under_another_name(
    client: Client, city: CityCast, ours: str, theirs: str, steal: Callable[[Phone, str, str], Edit]
) -> None:
    lea, mara = phone_of(city.leader, city), phone_of(city.mapper, city)
    assert outcome(client, lea, lea.profile(theirs, {"households_total": 80})) == "kept"
    before = client.get("/api/sync/changes", lea.member).json()["records"]
    assert outcome(client, mara, steal(mara, ours, theirs)) not in {"kept", "contested"}
    assert client.get("/api/sync/changes", lea.member).json()["records"] == before
