"""Push: each edit stands alone, is answered with a receipt, and is never merged twice."""

import json
import uuid

import pytest

from app.kit import db, signing
from app.kit.canonical import canonical_json, sha256_hex
from app.ledger import service as ledger
from app.ledger.desk import desk_of
from app.ledger.reading import read
from tests.cast import Cast
from tests.conftest import Client
from tests.phones import Edit, Phone, batch, phone_of, replacing


@pytest.fixture
def mara(cast: Cast) -> Phone:
    return phone_of(cast.muntinlupa.mapper, cast.muntinlupa)


@pytest.fixture
def sam(cast: Cast) -> Phone:
    return phone_of(cast.muntinlupa.second_mapper, cast.muntinlupa)


@pytest.fixture
def settlement_id(client: Client, mara: Phone, cast: Cast) -> str:
    added = mara.settlement("Sitio Pagkakaisa", team=cast.muntinlupa.team_id)
    assert push(client, mara, added)[0]["answer"] == "kept"
    return str(added["record_id"])


def push(client: Client, phone: Phone, *edits: Edit) -> list[dict]:
    answer = client.post("/api/sync/push", phone.member, json=batch(*edits))
    assert answer.status_code == 200, answer.text
    return answer.json()["answers"]


def slug(answer: dict) -> str:
    return answer["problem"]["type"].removeprefix("/problems/")


def state(record_id: str) -> dict:
    with db.reading() as session:
        return {path: dict(held) for path, held in ledger.state_of(session, record_id).fields.items()}


def test_an_answer_that_is_kept_has_a_receipt_that_proves_it(client: Client, mara: Phone, settlement_id: str) -> None:
    said = mara.profile(settlement_id, {"households_total": {"value": 135, "source": "counted"}})
    (answer,) = push(client, mara, said)
    me = client.get("/api/people/me", mara.member).json()
    receipt = signing.verify(me["server_keys"]["sign"]["jwk"], answer["receipt"])
    assert receipt is not None
    assert receipt["sha256"] == sha256_hex(canonical_json(said))
    assert (receipt["edit_id"], receipt["answer"], receipt["refused_paths"]) == (said["edit_id"], "kept", [])
    assert answer["seq"] > 0
    assert state(said["record_id"])["households_total"] == {said["edit_id"]: {"value": 135, "source": "counted"}}


def test_a_repeat_changes_nothing_and_gets_the_first_answer(client: Client, mara: Phone, settlement_id: str) -> None:
    said = mara.profile(settlement_id, {"households_total": 135, "no_such_question": 1})
    (first,) = push(client, mara, said)
    (again, twice) = push(client, mara, said, said)
    assert (again["answer"], twice["answer"]) == ("already_had", "already_had")
    assert again["first"]["answer"] == first["answer"] == "kept"
    assert again["first"]["refused_paths"] == first["refused_paths"]
    told = signing.verify(
        client.get("/api/people/me", mara.member).json()["server_keys"]["sign"]["jwk"], again["receipt"]
    )
    assert told is not None
    assert told["answer"] == "kept"
    assert again["seq"] == first["seq"]


def test_the_same_id_with_other_content_is_parked_and_the_first_stands(
    client: Client, mara: Phone, settlement_id: str
) -> None:
    said = mara.profile(settlement_id, {"households_total": 135})
    push(client, mara, said)
    other = said | {"set": {"households_total": {"value": 9, "replaces": []}}}
    (answer,) = push(client, mara, other)
    assert (answer["answer"], slug(answer)) == ("parked", "edit-id-reused")
    assert [held["value"] for held in state(said["record_id"])["households_total"].values()] == [135]


def test_two_people_who_differ_are_both_kept_and_one_settles_it(
    client: Client, mara: Phone, sam: Phone, settlement_id: str
) -> None:
    one = mara.profile(settlement_id, {"households_total": {"value": 120, "source": "meeting"}})
    other = sam.profile(settlement_id, {"households_total": {"value": 135, "source": "counted"}})
    push(client, mara, one)
    (answer,) = push(client, sam, other)
    assert (answer["answer"], answer["contested"]) == ("contested", ["households_total"])
    chosen = sam.profile(
        settlement_id, {"households_total": replacing(135, one, other, source="counted", chosen_with="Mara")}
    )
    (settled,) = push(client, sam, chosen)
    assert settled["answer"] == "kept"
    assert list(state(one["record_id"])["households_total"]) == [chosen["edit_id"]]


def test_an_answer_replaced_before_it_arrived_does_not_come_back(
    client: Client, mara: Phone, sam: Phone, settlement_id: str
) -> None:
    first = mara.profile(settlement_id, {"households_total": 120})
    second = sam.profile(settlement_id, {"households_total": replacing(135, first)})
    push(client, sam, second)
    push(client, mara, first)
    assert list(state(first["record_id"])["households_total"]) == [second["edit_id"]]


def test_a_bad_edit_never_blocks_its_neighbours(client: Client, mara: Phone, settlement_id: str) -> None:
    good = mara.profile(settlement_id, {"households_total": 135})
    later = mara.profile(settlement_id, {"taps_public_working": 2})
    strange = mara.edit("spaceship", str(uuid.uuid4()), settlement_id, {"name": "x"})
    first, bad, last = push(client, mara, good, strange, later)
    assert (first["answer"], bad["answer"], last["answer"]) == ("kept", "parked", "kept")
    assert slug(bad) == "kind-unknown"
    assert bad["receipt"]


def test_one_answer_of_the_wrong_kind_is_refused_and_the_others_are_kept(
    client: Client, mara: Phone, settlement_id: str
) -> None:
    said = mara.profile(settlement_id, {"households_total": "many", "taps_public_working": 2})
    (answer,) = push(client, mara, said)
    assert answer["answer"] == "kept"
    assert list(answer["refused_paths"]) == ["households_total"]
    assert answer["refused_paths"]["households_total"]["type"] == "/problems/answer-wrong-type"
    assert list(state(said["record_id"])) == ["taps_public_working"]


def test_an_edit_of_which_nothing_can_be_kept_is_parked(client: Client, mara: Phone, settlement_id: str) -> None:
    (answer,) = push(client, mara, mara.profile(settlement_id, {"households_total": ["many"]}))
    assert (answer["answer"], slug(answer)) == ("parked", "nothing-kept")
    assert list(answer["refused_paths"]) == ["households_total"]


def test_what_was_parked_is_answered_the_same_again_and_taken_once_it_can_be(client: Client, cast: Cast) -> None:
    mara = phone_of(cast.muntinlupa.mapper, cast.muntinlupa)
    added = mara.settlement("Late", team=cast.muntinlupa.team_id)
    said = mara.profile(added["record_id"], {"households_total": 10})
    (parked,) = push(client, mara, said)
    (again,) = push(client, mara, said)
    assert (parked["answer"], slug(parked)) == ("parked", "settlement-unknown")
    assert (again["answer"], again["first"]["answer"]) == ("already_had", "parked")
    _, taken = push(client, mara, added, said)
    assert taken["answer"] == "kept"


def test_nobody_writes_in_another_persons_name(client: Client, mara: Phone, sam: Phone, settlement_id: str) -> None:
    (answer,) = push(client, mara, sam.profile(settlement_id, {"households_total": 1}))
    assert slug(answer) == "not-your-edit"


def test_a_clock_wrong_by_years_is_kept_as_evidence_only(client: Client, mara: Phone, settlement_id: str) -> None:
    said = mara.profile(settlement_id, {"households_total": 1}, made_at="1999-01-01T00:00:00+08:00")
    body = batch(said, client_time="1999-01-01T00:00:10+08:00")
    answer = client.post("/api/sync/push", mara.member, json=body).json()["answers"][0]
    assert answer["answer"] == "kept"


def test_the_limits_are_told_to_anyone(client: Client) -> None:
    told = client.get("/api/sync/limits").json()
    assert told["edit_bytes"] == 512 * 1024
    assert told["batch_edits"] == 200


def test_an_edit_over_its_limit_is_parked_word_for_word(client: Client, mara: Phone, settlement_id: str) -> None:
    corners = [[121.0 + i / 1e6, 14.4] for i in range(40_000)]
    said = mara.profile(settlement_id, {"boundary": {"type": "Polygon", "coordinates": [corners]}})
    body = json.dumps(batch(said)).encode()
    if len(body) > 1024 * 1024:
        pytest.fail("the batch itself is too large for this test")
    (answer,) = push(client, mara, said)
    assert (answer["answer"], slug(answer)) == ("parked", "edit-too-large")
    assert answer["receipt"]


def test_two_phones_that_send_the_same_edit_at_one_moment_keep_it_once(
    client: Client, mara: Phone, settlement_id: str
) -> None:
    said = mara.profile(settlement_id, {"households_total": 135})
    answers = client.together(*[("POST", "/api/sync/push", mara.member, batch(said))] * 6)
    told = sorted(answer.json()["answers"][0]["answer"] for answer in answers)
    assert told == ["already_had"] * 5 + ["kept"]
    with db.reading() as session:
        assert len(ledger.edits(session, said["record_id"])) == 1


def test_many_phones_at_once_each_get_their_place_in_the_order(
    client: Client, mara: Phone, sam: Phone, settlement_id: str
) -> None:
    pushes = [phone.profile(settlement_id, {"households_total": n}) for n in range(5) for phone in (mara, sam)]
    whose = {mara.member.person_id: mara, sam.member.person_id: sam}
    answers = client.together(*[("POST", "/api/sync/push", whose[one["by"]].member, batch(one)) for one in pushes])
    places = [answer.json()["answers"][0]["seq"] for answer in answers]
    assert len(set(places)) == len(places)
    with db.reading() as session:
        assert len(ledger.state_of(session, pushes[0]["record_id"]).fields["households_total"]) == len(pushes)


def test_a_batch_holds_its_settlements_too(mara: Phone, settlement_id: str) -> None:
    said = mara.profile(settlement_id, {"households_total": 1})
    with db.writing() as session:
        ledger.lay_out(session, [read(said)], cautious=False)
        assert desk_of(session).sheet(settlement_id) is not None
