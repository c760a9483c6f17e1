"""Five people describe one settlement on five phones without signal: every answer is kept, whatever the order."""

import itertools
from collections.abc import Iterable
from typing import Any

import pytest

from app.ledger import rules
from app.profiles import service as profiles
from tests.cast import Cast, Member
from tests.conftest import Client
from tests.phones import Edit, Phone, batch, replacing

SAID: dict[str, dict[str, Any]] = {
    "Mara": {"households_total": {"value": 120, "source": "meeting"}, "taps_public_working": 9,
             "year_established": 1996},
    "Sam": {"households_total": {"value": 135, "source": "counted"}, "water_barriers": ["queue", "price"]},
    "Lea": {"households_total": {"value": 135.0, "source": "meeting"}, "water_barriers": ["price", "queue"]},
    "Ada": {"households_total": {"answer": "unknown"}, "toilet_group/communal+pit_slab/toilet_seats_total": 6},
    "Ben": {"households_total": {"value": 150, "source": "observed"}, "taps_public_working": 8,
            "rent_month_typical": 40},
}  # fmt: skip


@pytest.fixture
def phones(client: Client, cast: Cast) -> dict[str, Phone]:
    """Five phones of people who may write: three mappers of the team, their leader, the administrator."""
    city = cast.muntinlupa
    person = {"name": "Ben Third", "role": "mapper", "city_id": city.id, "team_id": city.team_id}
    link = client.post("/api/people", cast.administrator, json=person).json()["invitation"]["url"]
    join = {"code": link.rpartition("/")[2], "device_name": "Ben's phone"}
    joined = client.post("/api/people/join", json=join).json()
    ben = Member(joined["person"]["id"], "Ben Third", "mapper", joined["token"], joined["device_id"])
    members = (city.mapper, city.second_mapper, city.leader, cast.administrator, ben)
    return {name: Phone(member, city.id) for name, member in zip(SAID, members, strict=True)}


def push(client: Client, phone: Phone, *edits: Edit) -> list[dict[str, Any]]:
    answer = client.post("/api/sync/push", phone.member, json=batch(*edits))
    assert answer.status_code == 200, answer.text
    return list(answer.json()["answers"])


def offline(phones: dict[str, Phone], settlement_id: str) -> dict[str, Edit]:
    """What each says without having seen the others; only Ben saw Mara's screen, and changed one answer of hers."""
    said = {name: phones[name].profile(settlement_id, answers) for name, answers in SAID.items()}
    said["Ben"]["set"]["taps_public_working"] = replacing(8, said["Mara"])
    return said


def founded(client: Client, phones: dict[str, Phone], cast: Cast, n: int) -> list[str]:
    added = [phones["Mara"].settlement(f"Described by five {at}", team=cast.muntinlupa.team_id) for at in range(n)]
    assert {told["answer"] for told in push(client, phones["Mara"], *added)} == {"kept"}
    return [str(edit["record_id"]) for edit in added]


def profiles_here(client: Client, phone: Phone) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    cursor, more = "", True
    while more:
        page = client.get("/api/sync/changes", phone.member, params={"cursor": cursor}).json()
        found |= {record["settlement_id"]: record for record in page["records"] if record["kind"] == "profile"}
        cursor, more = page["cursor"], page["more"]
    return found


def merged(edits: Iterable[Edit]) -> rules.RecordState:
    state, arrived = rules.EMPTY, set[str]()
    for edit in edits:
        state = rules.merge(state, edit, arrived)  # type: ignore[arg-type]
        arrived.add(edit["edit_id"])
    return state


def test_every_answer_of_five_phones_is_kept_with_who_gave_it(
    client: Client, phones: dict[str, Phone], cast: Cast
) -> None:
    (settlement_id,) = founded(client, phones, cast, 1)
    said = offline(phones, settlement_id)
    for name, edit in said.items():
        (told,) = push(client, phones[name], edit)
        assert told["answer"] in ("kept", "contested")
        assert "refused_paths" not in told
        assert told["receipt"]
    for name in SAID:
        record = profiles_here(client, phones[name])[settlement_id]
        by = {edit["edit_id"]: edit["by"] for edit in record["edits"]}
        ids = [edit["edit_id"] for edit in record["edits"]]
        held = {path: {ids[at]: answer for at, answer in told} for path, told in record["fields"].items()}
        assert held["households_total"].keys() == {edit["edit_id"] for edit in said.values()}
        assert {by[one] for one in held["households_total"]} == {one.member.person_id for one in phones.values()}
        assert held["water_barriers"].keys() == {said[who]["edit_id"] for who in ("Sam", "Lea")}
        assert held["taps_public_working"].keys() == {said["Ben"]["edit_id"]}
        alone = {"year_established": "Mara", "rent_month_typical": "Ben"}
        assert all(held[path].keys() == {said[who]["edit_id"]} for path, who in alone.items())
    assert rules.contested(merged(said.values())) == ["households_total"]


def test_one_who_chooses_with_the_others_leaves_one_answer_and_all_five_in_the_history(
    client: Client, phones: dict[str, Phone], cast: Cast
) -> None:
    (settlement_id,) = founded(client, phones, cast, 1)
    said = offline(phones, settlement_id)
    for name, edit in said.items():
        push(client, phones[name], edit)
    together = replacing(135, *said.values(), source="counted", chosen_with="Mara, Sam, Lea, Ada, Ben and two elders")
    chosen = phones["Mara"].profile(settlement_id, {"households_total": together})
    (told,) = push(client, phones["Mara"], chosen)
    assert told["answer"] == "kept"
    record = profiles_here(client, phones["Lea"])[settlement_id]
    ((_, answer),) = record["fields"]["households_total"]
    assert (answer["value"], answer["chosen_with"]) == (135, "Mara, Sam, Lea, Ada, Ben and two elders")
    again = [push(client, phones[name], edit)[0] for name, edit in said.items()]
    assert {told["answer"] for told in again} == {"already_had"}
    assert profiles_here(client, phones["Lea"])[settlement_id]["hash"] == record["hash"]


def test_whichever_of_the_120_orders_five_phones_come_in_the_record_is_the_same(
    client: Client, phones: dict[str, Phone], cast: Cast
) -> None:
    orders = list(itertools.permutations(SAID))
    ids = founded(client, phones, cast, len(orders))
    said = {settlement_id: offline(phones, settlement_id) for settlement_id in ids}
    for turn in range(len(SAID)):  # each phone comes with what it has for the settlements whose turn it is
        for name in SAID:
            mine = [said[one][name] for one, order in zip(ids, orders, strict=True) if order[turn] == name]
            assert {told["answer"] for told in push(client, phones[name], *mine)} <= {"kept", "contested"}
    records = profiles_here(client, phones["Ada"])
    for settlement_id in ids:
        state = merged(said[settlement_id].values())
        whole, levels = rules.content_hash(state, profiles.level_of)
        record = records[settlement_id]
        assert (record["hash"], record["level_hashes"]) == (whole, levels)
        assert len(record["fields"]["households_total"]) == len(SAID)


def test_the_pure_rule_gives_one_hash_for_all_120_orders(phones: dict[str, Phone]) -> None:
    said = offline(phones, "0193a5f0-0000-7000-8000-000000000001")
    hashes = {
        rules.content_hash(merged(order), profiles.level_of)[0] for order in itertools.permutations(said.values())
    }
    assert len(hashes) == 1
