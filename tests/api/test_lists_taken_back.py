"""A list of settlements is taken back as one: what it brought and nobody spoke of goes, and nothing is lost."""

from typing import Any

import pytest
from sqlmodel import col, select

from app.kit import db
from app.ledger import service as ledger
from app.ledger.rules import deleted
from app.settlements.models import Settlement
from tests.api.joining import joined, pulled, push
from tests.api.test_redrawn_places import features, send, square
from tests.cast import Cast, CityCast, Member
from tests.conftest import Client
from tests.phones import Phone, phone_of

Rows = list[tuple[dict[str, Any], Any]]


def listed(*names: str, lon: float = 31.0) -> Rows:
    return [({"code": f"C-{name}", "name": name}, square(lon + n / 50)) for n, name in enumerate(names)]


def takes(client: Client, city: CityCast, rows: Rows, **said: Any) -> dict[str, Any]:
    answer = send(client, city.leader, city, features(*rows), kind="settlements", **said)
    assert answer.status_code == 200, answer.text
    report: dict[str, Any] = answer.json()
    return report


def takes_back(client: Client, who: Member, city: CityCast, taken_at: str, status: int = 200) -> dict[str, Any]:
    answer = client.post("/api/settlements/import/back", who, json={"city_id": city.id, "taken_at": taken_at})
    assert answer.status_code == status, answer.text
    told: dict[str, Any] = answer.json()
    return told


def ids() -> dict[str, str]:
    """Return name -> settlement, off the list or on it."""
    with db.reading() as session:
        return {row.name: row.settlement_id for row in session.exec(select(Settlement).order_by(col(Settlement.name)))}


def on_the_list(*names: str) -> list[str]:
    """Return which of these settlements are on the list."""
    known = ids()
    with db.reading() as session:
        return [name for name in names if not deleted(ledger.state_of(session, known[name]))]


def said_of(name: str) -> list[tuple[str, Any]]:
    with db.reading() as session:
        return [(edit["edit_id"], edit["set"]) for edit in ledger.edits(session, ids()[name])]


def test_what_a_list_brought_is_off_the_list_as_one_and_what_was_known_or_spoken_of_stays_and_is_told(
    client: Client, cast: Cast
) -> None:
    city = cast.harare
    takes(client, city, listed("Lakeside"))
    renamed = [({"code": "C-Lakeside", "name": "Lake Side"}, square(31.0))]
    taken = takes(client, city, [*renamed, *listed("Hopley", "Epworth", "Retreat", "Caledonia", lon=31.1)])
    assert taken["taken"] == 5
    phone = phone_of(city.leader, city)
    push(client, phone, phone.profile(ids()["Epworth"], {"boundary": square(31.12)}))
    retreat = ids()["Retreat"]
    push(client, phone, phone.settlement("Retreat", retreat, households_estimate=40))
    told = takes_back(client, city.leader, city, taken["taken_at"])
    assert (told["off"], told["known_before"], told["spoken_of"]) == (2, 1, 2)
    assert {(one["settlement_id"], one["name"]) for one in told["still"]} == {
        (ids()["Epworth"], "Epworth"),
        (retreat, "Retreat"),
    }
    assert on_the_list("Lake Side", "Hopley", "Epworth", "Retreat", "Caledonia") == ["Lake Side", "Epworth", "Retreat"]
    (brought, first), (_, last) = said_of("Hopley")
    assert (first["name"]["value"], last["_deleted"]["saw"]) == ("Hopley", [brought])
    again = takes_back(client, city.leader, city, taken["taken_at"])
    assert again == told  # an answer that was lost on the way is asked for again
    assert len(said_of("Hopley")) == 2
    records = pulled(client, phone_of(city.mapper, city))["records"]
    off = {one["record_id"] for one in records if "_deleted" in one["fields"]}
    assert off == {ids()["Hopley"], ids()["Caledonia"]}


def test_the_same_list_brings_back_what_was_taken_back_and_that_is_taken_back_again(client: Client, cast: Cast) -> None:
    city, rows = cast.harare, listed("Hopley", "Epworth")
    first = takes(client, city, rows)
    takes_back(client, city.leader, city, first["taken_at"])
    looked = takes(client, city, rows, dry_run="true")
    assert (looked["taken"], looked["unchanged"], looked["waiting"], looked["taken_at"]) == (2, 0, [], None)
    assert [[field["path"] for field in one["fields"]] for one in looked["changes"]] == [["_deleted"], ["_deleted"]]
    second = takes(client, city, rows)
    assert (second["taken"], on_the_list("Hopley", "Epworth")) == (2, ["Hopley", "Epworth"])
    assert takes(client, city, rows)["taken"] == 0
    for _ in range(2):
        told = takes_back(client, city.leader, city, second["taken_at"])
        assert (told["off"], told["known_before"], on_the_list("Hopley", "Epworth")) == (2, 0, [])
    assert takes(client, city, rows)["taken"] == 2
    assert on_the_list("Hopley", "Epworth") == ["Hopley", "Epworth"]


def test_a_changed_list_brings_back_what_was_taken_back_with_what_it_says_now(client: Client, cast: Cast) -> None:
    city = cast.harare
    taken = takes(client, city, listed("Hopley"))
    takes_back(client, city.leader, city, taken["taken_at"])
    takes(client, city, [({"code": "C-Hopley", "name": "Hopley Farm"}, square(31.001))])
    assert on_the_list("Hopley Farm") == ["Hopley Farm"]


def test_what_a_leader_put_back_or_took_off_by_hand_is_left_to_her(client: Client, cast: Cast) -> None:
    city, rows = cast.harare, listed("Hopley", "Epworth")
    taken = takes(client, city, rows)
    takes_back(client, city.leader, city, taken["taken_at"])
    phone = phone_of(city.leader, city)
    (_, _), (off, _) = said_of("Hopley")
    back = _says(phone, "Hopley", {"value": False, "replaces": [off]})
    push(client, phone, back)
    assert on_the_list("Hopley", "Epworth") == ["Hopley"]
    saw = [edit_id for edit_id, said in said_of("Hopley") if "_deleted" not in said]
    push(client, phone, _says(phone, "Hopley", {"saw": saw, "replaces": [back["edit_id"]]}))
    assert takes(client, city, rows)["taken"] == 1
    assert on_the_list("Hopley", "Epworth") == ["Epworth"]


def _says(phone: Phone, name: str, answer: dict[str, Any]) -> dict[str, Any]:
    return phone.edit("settlement", ids()[name], ids()[name], {"_deleted": answer})


def test_a_place_that_people_said_is_another_stays_with_it(client: Client, cast: Cast) -> None:
    city = cast.harare
    phone = phone_of(city.leader, city)
    known = phone.settlement("Old Hopley")
    push(client, phone, known)
    taken = takes(client, city, listed("Hopley", "Epworth"))
    push(client, phone, joined(phone, ids()["Hopley"], known["record_id"]))
    told = takes_back(client, city.leader, city, taken["taken_at"])
    assert (told["off"], on_the_list("Epworth")) == (1, [])
    with db.reading() as session:
        assert not deleted(ledger.state_of(session, known["record_id"]))


def test_what_waits_for_a_leader_keeps_its_place_on_the_list(client: Client, cast: Cast) -> None:
    city = cast.harare
    taken = takes(client, city, listed("Hopley"))
    stranger = phone_of(city.mapper, city)
    answer = client.post(
        "/api/sync/push",
        city.mapper,
        json={"protocol": 1, "edits": [stranger.profile(ids()["Hopley"], {"toilets_public_working": 4})]},
    )
    assert answer.json()["answers"][0]["answer"] == "parked", answer.text
    told = takes_back(client, city.leader, city, taken["taken_at"])
    assert (told["off"], [one["name"] for one in told["still"]]) == (0, ["Hopley"])


def test_only_whoever_took_a_list_in_and_leads_its_city_takes_it_back(client: Client, cast: Cast) -> None:
    city = cast.harare
    taken = takes(client, city, listed("Hopley"))
    for other in (city.mapper, city.official, cast.muntinlupa.leader):
        takes_back(client, other, city, taken["taken_at"], status=403)
    assert takes_back(client, cast.muntinlupa.leader, cast.muntinlupa, taken["taken_at"])["off"] == 0
    assert on_the_list("Hopley") == ["Hopley"]


@pytest.mark.parametrize("moment", ["", "yesterday", "2020-01-01T00:00:00.000Z"])
def test_a_moment_at_which_nothing_was_taken_takes_nothing_back(client: Client, cast: Cast, moment: str) -> None:
    takes(client, cast.harare, listed("Hopley"))
    told = takes_back(client, cast.harare.leader, cast.harare, moment)
    assert (told["off"], told["known_before"], told["spoken_of"], told["still"]) == (0, 0, 0, [])


def test_wards_name_no_moment_as_they_are_not_taken_back(client: Client, cast: Cast) -> None:
    ward = ({"code": "W", "name": "Ward One"}, square(31.0))
    assert send(client, cast.harare.leader, cast.harare, features(ward)).json()["taken_at"] is None
