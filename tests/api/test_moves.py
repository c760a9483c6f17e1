"""A settlement goes to another city with all that was said of it, and whoever may not read there loses it."""

import pytest

from app.kit import db
from app.kit.ids import profile_id
from app.ledger import service as ledger
from app.settlements import service as settlements
from tests.api.saying import Settlement
from tests.cast import Cast
from tests.conftest import Client
from tests.phones import Edit, Phone, batch, phone_of


def push(client: Client, phone: Phone, *edits: Edit) -> list[dict]:
    return client.post("/api/sync/push", phone.member, json=batch(*edits)).json()["answers"]


def pull(client: Client, phone: Phone, cursor: str = "") -> dict:
    answer = client.get("/api/sync/changes", phone.member, params={"cursor": cursor})
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
def mara(cast: Cast) -> Phone:
    return phone_of(cast.muntinlupa.mapper, cast.muntinlupa)


@pytest.fixture
def ada(cast: Cast) -> Phone:
    return phone_of(cast.administrator, cast.muntinlupa)


@pytest.fixture
def place(client: Client, mara: Phone, cast: Cast) -> Edit:
    """A settlement of the team, with a profile, a map point and a comment."""
    city = cast.muntinlupa
    added = mara.settlement("Sitio Pagkakaisa", team=city.team_id, ward=city.ward_id)
    said = mara.profile(added["record_id"], {"households_total": 120})
    point = {"type": "Point", "coordinates": [121.04, 14.41]}
    tap = mara.edit(
        "feature", profile_id(added["record_id"], 99), added["record_id"], {"layer": "tap", "geometry": point}
    )
    answers = push(client, mara, added, said, tap, mara.comment(added["record_id"], "Counted on Sunday"))
    assert {answer["answer"] for answer in answers} == {"kept"}
    return added


def moved(ada: Phone, place: Edit, city_id: str) -> Edit:
    return ada.edit("settlement", place["record_id"], place["record_id"], {"city": city_id})


def test_everything_said_of_it_goes_along_and_the_old_city_is_told(
    client: Client, cast: Cast, mara: Phone, ada: Phone, place: Edit
) -> None:
    here, there = phone_of(cast.muntinlupa.leader, cast.muntinlupa), phone_of(cast.harare.leader, cast.harare)
    before, elsewhere, mapper = pull(client, here), pull(client, there), pull(client, mara)
    assert push(client, ada, moved(ada, place, cast.harare.id))[0]["answer"] == "kept"
    page = pull(client, here, before["cursor"])
    gone = {one["record_id"] for one in page["gone"]}
    assert gone == {record["record_id"] for record in before["records"]}
    assert {one["city_id"] for one in page["gone"]} == {cast.muntinlupa.id}
    assert page["records"] == []
    came = pull(client, there, elsewhere["cursor"])["records"]
    assert {record["record_id"] for record in came} == gone
    assert {record["city_id"] for record in came} == {cast.harare.id}
    assert {one["record_id"] for one in pull(client, mara, mapper["cursor"])["gone"]} == gone
    assert pull(client, here, page["cursor"])["gone"] == []


def test_a_phone_with_both_cities_keeps_it(client: Client, cast: Cast, ada: Phone, place: Edit) -> None:
    first = pull(client, ada)
    push(client, ada, moved(ada, place, cast.harare.id))
    page = pull(client, ada, first["cursor"])
    assert {record["record_id"] for record in page["records"]} == {one["record_id"] for one in page["gone"]}
    assert {record["city_id"] for record in page["records"]} == {cast.harare.id}


def test_team_and_ward_stay_behind(client: Client, cast: Cast, ada: Phone, place: Edit) -> None:
    push(client, ada, moved(ada, place, cast.harare.id))
    with db.reading() as session:
        row = settlements.settlement(session, place["record_id"])
    assert row is not None
    assert (row.city_id, row.team_id, row.ward_id) == (cast.harare.id, None, None)


def test_it_can_be_moved_back_and_nobody_is_told_that_it_is_gone(
    client: Client, cast: Cast, mara: Phone, ada: Phone, place: Edit
) -> None:
    first = pull(client, mara)
    there = moved(ada, place, cast.harare.id)
    push(client, ada, there)
    back = moved(ada, place, cast.muntinlupa.id)
    back["set"]["city"]["replaces"] = [there["edit_id"]]
    push(client, ada, back)
    page = pull(client, mara, first["cursor"])
    assert page["gone"] == []
    assert {record["record_id"] for record in page["records"]} == {one["record_id"] for one in first["records"]}
    with db.reading() as session:
        row = settlements.settlement(session, place["record_id"])
    assert row is not None
    assert row.team_id == cast.muntinlupa.team_id


def test_answers_typed_before_the_phone_heard_of_it_are_kept_for_a_leader(
    client: Client, cast: Cast, mara: Phone, ada: Phone, place: Edit
) -> None:
    push(client, ada, moved(ada, place, cast.harare.id))
    answer = push(client, mara, mara.profile(place["record_id"], {"taps_public_working": 2}))[0]
    assert answer["answer"] == "parked"
    assert answer["problem"]["type"] == "/problems/city-not-yours"


def test_only_who_leads_in_both_cities_moves_it(client: Client, cast: Cast, mara: Phone, place: Edit) -> None:
    for phone in (mara, phone_of(cast.muntinlupa.leader, cast.muntinlupa)):
        answer = push(client, phone, moved(phone, place, cast.harare.id))[0]
        assert answer["refused_paths"]["city"]["type"] == "/problems/move-is-for-leaders"


def test_a_settlement_with_an_approved_round_stays(client: Client, cast: Cast, ada: Phone) -> None:
    approved = Settlement(client, cast.muntinlupa).approved()
    place = {"record_id": approved.settlement_id}
    answer = push(client, ada, moved(ada, place, cast.harare.id))[0]
    assert answer["refused_paths"]["city"]["type"] == "/problems/place-approved"


def test_the_same_edit_twice_moves_it_once(client: Client, cast: Cast, ada: Phone, place: Edit) -> None:
    there = moved(ada, place, cast.harare.id)
    push(client, ada, there)
    cursor = pull(client, ada)["cursor"]
    assert push(client, ada, there)[0]["answer"] == "already_had"
    page = pull(client, ada, cursor)
    assert (page["records"], page["gone"]) == ([], [])


def test_what_was_parked_of_a_place_that_was_joined_and_moved_waits_where_it_is_now(
    client: Client, cast: Cast, mara: Phone, ada: Phone, place: Edit
) -> None:
    other = mara.settlement("Pagkakaisa II", team=cast.muntinlupa.team_id)
    push(client, mara, other)
    push(client, ada, ada.edit("settlement", other["record_id"], other["record_id"], {"same_as": place["record_id"]}))
    push(client, ada, moved(ada, place, cast.harare.id))
    late = mara.profile(other["record_id"], {"households_total": 7})
    assert push(client, mara, late)[0]["answer"] == "parked"
    there = cast.harare.leader
    [waits] = client.get("/api/sync/parked", there).json()["parked"]
    assert (waits["city_id"], waits["settlement"] is not None) == (cast.harare.id, True)
    path = f"/api/sync/parked/{waits['sha256']}/admit"
    assert client.post(path, there).status_code == 204
    with db.reading() as session:
        told = ledger.state_of(session, profile_id(place["record_id"], 1)).fields["households_total"]
    assert late["edit_id"] in told
