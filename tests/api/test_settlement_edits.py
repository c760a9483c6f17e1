"""Who may add and change settlements and places, and what fits in their fields."""

from typing import Any

import pytest

from app.kit import db
from app.kit.ids import uuid7
from app.settlements import service as settlements
from tests.api.saying import Phone
from tests.cast import Cast, CityCast, Member
from tests.conftest import Client

POINT = {"type": "Point", "coordinates": [121.04, 14.38]}


def phone(client: Client, member: Member, city: CityCast) -> Phone:
    return Phone(client, member, city.id)


def add(client: Client, member: Member, city: CityCast, **said: Any) -> tuple[str, dict[str, Any]]:
    settlement_id = uuid7()
    said = {"name": "Riverside (invented)", "centre_point": POINT} | said
    return settlement_id, phone(client, member, city).say("settlement", settlement_id, settlement_id, **said)


def shown(settlement_id: str) -> Any:
    with db.reading() as session:
        return settlements.settlement(session, settlement_id)


def slug(answer: dict[str, Any]) -> str:
    return str(answer["problem"]["type"]).removeprefix("/problems/")


def test_a_mapper_adds_a_settlement_for_the_own_team(client: Client, cast: Cast) -> None:
    city = cast.muntinlupa
    settlement_id, answer = add(client, city.mapper, city, team=city.team_id)
    assert (answer["answer"], answer.get("refused_paths")) == ("kept", None)
    row = shown(settlement_id)
    assert (row.name, row.team_id, row.lon, row.lat, row.added_by) == (
        "Riverside (invented)", city.team_id, 121.04, 14.38, city.mapper.person_id,
    )  # fmt: skip


def test_a_settlement_for_a_team_that_is_not_ones_own_is_kept_without_the_team(client: Client, cast: Cast) -> None:
    city = cast.muntinlupa
    settlement_id, answer = add(client, city.mapper, city, team=cast.harare.team_id)
    assert list(answer["refused_paths"]) == ["team"]
    assert shown(settlement_id).team_id is None


def test_whoever_added_a_settlement_without_a_team_may_go_on_and_others_may_not(client: Client, cast: Cast) -> None:
    city = cast.muntinlupa
    settlement_id, _ = add(client, city.mapper, city)
    own = phone(client, city.mapper, city).say("settlement", settlement_id, settlement_id, purok="Purok 3")
    other = phone(client, city.second_mapper, city).say("settlement", settlement_id, settlement_id, purok="Purok 4")
    assert own["answer"] == "kept"
    assert (other["answer"], slug(other)) == ("parked", "settlement-not-yours")


def test_the_second_mapper_of_the_team_describes_the_same_settlement(client: Client, cast: Cast) -> None:
    city = cast.muntinlupa
    settlement_id, _ = add(client, city.mapper, city, team=city.team_id)
    said = phone(client, city.second_mapper, city).say("settlement", settlement_id, settlement_id, purok="Purok 3")
    assert said["answer"] == "kept"


def test_only_a_leader_gives_a_settlement_to_another_team(client: Client, cast: Cast) -> None:
    city = cast.muntinlupa
    settlement_id, _ = add(client, city.mapper, city, team=city.team_id)
    said = {"note": "by the river", "team": uuid7()}
    refused = phone(client, city.mapper, city).say("settlement", settlement_id, settlement_id, **said)
    assert (refused["answer"], list(refused["refused_paths"])) == ("kept", ["team"])
    led = phone(client, city.leader, city).say("settlement", settlement_id, settlement_id, team=uuid7())
    assert "refused_paths" not in led


@pytest.mark.parametrize("who", ["verifier", "leader_of_elsewhere", "mapper_of_elsewhere", "nobody"])
def test_nobody_else_adds_a_settlement(client: Client, cast: Cast, who: str) -> None:
    members = {
        "verifier": cast.muntinlupa.verifier,
        "leader_of_elsewhere": cast.harare.leader,
        "mapper_of_elsewhere": cast.harare.mapper,
        "nobody": cast.nobody,
    }
    settlement_id, answer = add(client, members[who], cast.muntinlupa)
    assert answer["answer"] == "parked"
    assert shown(settlement_id) is None


def test_rights_are_those_in_the_settlements_own_city_whatever_the_phone_believes(client: Client, cast: Cast) -> None:
    settlement_id, _ = add(client, cast.muntinlupa.mapper, cast.muntinlupa, team=cast.muntinlupa.team_id)
    elsewhere = phone(client, cast.harare.leader, cast.harare)
    answer = elsewhere.say("settlement", settlement_id, settlement_id, name="Ours now")
    assert (answer["answer"], slug(answer)) == ("parked", "city-not-yours")


def test_places_are_changed_by_leaders_only(client: Client, cast: Cast) -> None:
    city, place_id = cast.muntinlupa, uuid7()
    refused = phone(client, city.mapper, city).say("place", place_id, None, name="Alabang")
    assert (refused["answer"], slug(refused)) == ("parked", "places-are-for-leaders")
    kept = phone(client, city.leader, city).say("place", place_id, None, name="Alabang", place_level="barangay")
    assert kept["answer"] == "kept"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("name", 7),
        ("name", "x" * 100_000),
        ("name", ["a"]),
        ("ward", "Ward 7"),
        ("known_from", "a rumour"),
        ("households_estimate", -1),
        ("households_estimate", "many"),
        ("households_estimate", 1.5),
        ("households_estimate", True),
        ("households_estimate", 1e300),
        ("centre_point", {"type": "Point", "coordinates": [289000, 1596000]}),
        ("centre_point", {"type": "Point", "coordinates": [14.38, 121.04]}),
        ("centre_point", "here"),
        ("boundary", {"type": "Polygon", "coordinates": [[[1, 1], [2, 2]]]}),
        ("boundary", {"type": "Polygon", "coordinates": None}),
        ("colour", "red"),
    ],
    ids=str,
)
def test_an_answer_that_does_not_fit_is_refused_alone(client: Client, cast: Cast, path: str, value: Any) -> None:
    city, settlement_id = cast.muntinlupa, uuid7()
    said = {"note": "kept all the same", path: value}
    answer = phone(client, city.mapper, city).say("settlement", settlement_id, settlement_id, **said)
    assert answer["answer"] == "kept"
    assert list(answer["refused_paths"]) == [path]


@pytest.mark.parametrize("name", ['=HYPERLINK("x")', "<script>", "😀", "حي الزهور"])
def test_any_name_people_use_is_kept_word_for_word(client: Client, cast: Cast, name: str) -> None:
    settlement_id, answer = add(client, cast.muntinlupa.mapper, cast.muntinlupa, name=name)
    assert answer["answer"] == "kept"
    assert shown(settlement_id).name == name


def test_a_settlement_added_by_mistake_is_taken_off_the_list_and_put_back(client: Client, cast: Cast) -> None:
    city = cast.muntinlupa
    own, others = phone(client, city.mapper, city), phone(client, city.second_mapper, city)
    settlement_id, added = add(client, city.mapper, city)
    taken = own.must_say("settlement", settlement_id, settlement_id, _deleted={"saw": [added["edit_id"]]})
    for anyone in (own, others):  # also a team that sees no more than the name takes it off its list
        assert list(anyone.records()[settlement_id]["fields"]["_deleted"][0][1]) == ["saw"]
    own.must_say("settlement", settlement_id, settlement_id, _deleted={"value": False, "replaces": [taken["edit_id"]]})
    assert others.records()[settlement_id]["fields"]["_deleted"][0][1] == {"value": False}
