"""Two settlements found to be one: all answers stand side by side under one of them, whatever came first."""

from itertools import permutations

import pytest

from app.backups import repository
from app.backups.verifying import verify
from app.kit import db
from app.kit.ids import profile_id
from app.ledger import service as ledger
from app.ledger.joining import stands_for
from app.settlements import service as settlements
from tests.api.saying import Settlement
from tests.cast import Cast, CityCast
from tests.conftest import Client
from tests.phones import Edit, Phone, batch, phone_of, replacing


def push(client: Client, phone: Phone, *edits: Edit) -> list[dict]:
    return client.post("/api/sync/push", phone.member, json=batch(*edits)).json()["answers"]


def must_push(client: Client, phone: Phone, *edits: Edit) -> None:
    answers = push(client, phone, *edits)
    assert {answer["answer"] for answer in answers} <= {"kept", "contested"}, answers
    assert not any(answer.get("refused_paths") for answer in answers), answers


def pull(client: Client, phone: Phone, cursor: str = "") -> dict:
    answer = client.get("/api/sync/changes", phone.member, params={"cursor": cursor})
    assert answer.status_code == 200, answer.text
    return answer.json()


def by_id(page: dict) -> dict[str, dict]:
    return {record["record_id"]: record for record in page["records"]}


def values(record: dict, path: str) -> set:
    return {answer["value"] for _, answer in record["fields"].get(path, [])}


@pytest.fixture
def city(cast: Cast) -> CityCast:
    return cast.muntinlupa


@pytest.fixture
def mara(city: CityCast) -> Phone:
    return phone_of(city.mapper, city)


@pytest.fixture
def lea(city: CityCast) -> Phone:
    return phone_of(city.leader, city)


@pytest.fixture
def two(client: Client, mara: Phone, city: CityCast) -> tuple[str, str]:
    """The same place, added twice: Riverside with 120 households, River Side with 135 and two taps."""
    riverside = mara.settlement("Riverside", team=city.team_id)
    again = mara.settlement("River Side", team=city.team_id)
    one, other = riverside["record_id"], again["record_id"]
    must_push(client, mara, riverside, again)
    must_push(
        client, mara,
        mara.profile(one, {"round": 1, "households_total": 120}),
        mara.profile(other, {"round": 1, "households_total": 135, "taps_public_working": 2}),
        mara.comment(other, "Counted on Sunday"),
    )  # fmt: skip
    return one, other


def joined(phone: Phone, one: str, other: str, **said: dict) -> Edit:
    return phone.edit("settlement", one, one, {"same_as": said.get("said") or other})


def test_all_answers_of_both_stand_under_one_and_the_phones_are_told(
    client: Client, mara: Phone, lea: Phone, two: tuple[str, str]
) -> None:
    one, other = two
    first = pull(client, mara)
    must_push(client, lea, joined(lea, one, other))
    page = pull(client, mara, first["cursor"])
    assert {gone["record_id"] for gone in page["gone"]} == {one, profile_id(one, 1)}
    assert page["aliases"][one] == other
    assert page["aliases"][profile_id(one, 1)] == profile_id(other, 1)
    assert values(by_id(page)[other], "name") == {"Riverside", "River Side"}
    profile = by_id(page)[profile_id(other, 1)]
    assert values(profile, "households_total") == {120, 135}
    assert values(profile, "taps_public_working") == {2}
    assert len(profile["yours"]) == 2
    assert one not in by_id(pull(client, mara))


def test_the_edits_stay_word_for_word(client: Client, mara: Phone, lea: Phone, two: tuple[str, str]) -> None:
    one, other = two
    with db.reading() as session:
        before = {edit["edit_id"]: edit for place in two for edit in ledger.edits(session, profile_id(place, 1))}
    must_push(client, lea, joined(lea, one, other))
    with db.reading() as session:
        after = {edit["edit_id"]: edit for edit in ledger.edits(session, profile_id(other, 1))}
    assert after == before


def test_what_is_said_of_the_one_later_is_said_of_the_other(
    client: Client, mara: Phone, lea: Phone, two: tuple[str, str]
) -> None:
    one, other = two
    must_push(client, lea, joined(lea, one, other))
    late = mara.profile(one, {"water_queue_min": 20})
    must_push(
        client, mara, late, mara.comment(one, "The tap by the chapel"), mara.decision(one, "hand_in", hash="0" * 64)
    )
    page = by_id(pull(client, mara))
    assert values(page[profile_id(other, 1)], "water_queue_min") == {20}
    assert page[other]["state"] == "handed_in"
    assert {record["settlement_id"] for record in page.values()} == {other}
    assert push(client, mara, late)[0]["answer"] == "already_had"


def test_undoing_it_gives_each_place_its_own_back(
    client: Client, mara: Phone, lea: Phone, two: tuple[str, str]
) -> None:
    one, other = two
    before = by_id(pull(client, mara))
    join = joined(lea, one, other)
    must_push(client, lea, join)
    cursor = pull(client, mara)["cursor"]
    undone = {"answer": "not_applicable", "replaces": [join["edit_id"]]}
    must_push(client, lea, joined(lea, one, other, said=undone))
    page = pull(client, mara, cursor)
    assert page["aliases"][one] == one
    after = by_id(pull(client, mara))
    for record_id in (profile_id(one, 1), profile_id(other, 1), other):
        assert after[record_id]["hash"] == before[record_id]["hash"]
    assert values(after[one], "name") == {"Riverside"}
    with db.reading() as session:
        rows = [settlements.settlement(session, place) for place in two]
    assert [row.name if row else None for row in rows] == ["Riverside", "River Side"]


def test_the_order_in_which_it_all_arrives_changes_nothing(
    client: Client, mara: Phone, lea: Phone, city: CityCast
) -> None:
    hashes = set()
    for number, order in enumerate(permutations(range(4))):
        places = [mara.settlement(f"{name} {number}", team=city.team_id) for name in ("One", "Two")]
        must_push(client, mara, *places)
        one, other = (place["record_id"] for place in places)
        said = [
            (lea, joined(lea, one, other)),
            (mara, mara.profile(one, {"households_total": 120})),
            (mara, mara.profile(other, {"households_total": 135})),
            (mara, mara.profile(one, {"taps_public_working": 2})),
        ]
        for at in order:
            must_push(client, *said[at])
        with db.reading() as session:
            state = ledger.state_of(session, profile_id(other, 1))
            assert ledger.record(session, profile_id(one, 1)) is None
        ids = [edit["edit_id"] for _, edit in said]
        hashes.add(
            str({path: sorted(ids.index(one) for one in standing) for path, standing in sorted(state.fields.items())})
        )
    assert len(hashes) == 1


def test_two_leaders_who_name_each_others_place_at_once_get_one_place(
    client: Client, cast: Cast, lea: Phone, mara: Phone, two: tuple[str, str]
) -> None:
    one, other = two
    ada = phone_of(cast.administrator, cast.muntinlupa)
    must_push(client, lea, joined(lea, one, other))
    must_push(client, ada, joined(ada, other, one))
    page = by_id(pull(client, mara))
    assert {one, other} & page.keys() == {min(two)}
    assert values(page[profile_id(min(two), 1)], "households_total") == {120, 135}


def test_what_the_staying_place_is_called_can_be_settled_with_the_joining_and_comes_apart_again(
    client: Client, lea: Phone, two: tuple[str, str]
) -> None:
    one, other = two
    known = by_id(pull(client, lea))
    named = {place: known[place]["edits"][known[place]["fields"]["name"][0][0]]["edit_id"] for place in two}
    settle = lea.edit("settlement", other, other, {"name": replacing("River Side", named[other], named[one])})
    join = joined(lea, one, other)
    must_push(client, lea, settle, join)
    assert values(by_id(pull(client, lea))[other], "name") == {"River Side"}
    must_push(client, lea, joined(lea, one, other, said={"answer": "not_applicable", "replaces": [join["edit_id"]]}))
    apart = by_id(pull(client, lea))
    assert (values(apart[one], "name"), values(apart[other], "name")) == ({"Riverside"}, {"River Side"})


def test_after_an_undone_joining_nobodys_word_is_missing_at_either_place_and_it_can_be_joined_again(
    client: Client, mara: Phone, lea: Phone, two: tuple[str, str]
) -> None:
    one, other = two
    known = by_id(pull(client, lea))
    named = {place: known[place]["edits"][known[place]["fields"]["name"][0][0]]["edit_id"] for place in two}
    settle = lea.edit("settlement", other, other, {"name": replacing("River Side", named[other], named[one])})
    join = joined(lea, one, other)
    must_push(client, lea, settle, join)
    unseen = {
        place: mara.edit("settlement", place, place, {"name": replacing(f"Bend {place}", named[place])})
        for place in two
    }
    must_push(client, mara, *unseen.values())
    undone = joined(lea, one, other, said={"answer": "not_applicable", "replaces": [join["edit_id"]]})
    must_push(client, lea, undone)
    apart = by_id(pull(client, lea))
    assert values(apart[one], "name") == {f"Bend {one}"}, "its own last word, not the one said again for the other"
    assert values(apart[other], "name") == {"River Side", f"Bend {other}"}
    must_push(client, lea, joined(lea, one, other, said={"value": other, "replaces": [undone["edit_id"]]}))
    assert values(by_id(pull(client, lea))[other], "name") == {"River Side", f"Bend {other}", f"Bend {one}"}


def test_what_was_said_of_a_joined_place_leaves_the_phone_of_whoever_may_not_read_at_the_other(
    client: Client, mara: Phone, lea: Phone
) -> None:
    mine, theirs = mara.settlement("Riverside"), lea.settlement("River Side")
    comment = mara.comment(mine["record_id"], "Counted on Sunday")
    must_push(client, mara, mine, comment)
    must_push(client, lea, theirs)
    before = {phone: pull(client, phone)["cursor"] for phone in (mara, lea)}
    must_push(client, lea, joined(lea, mine["record_id"], theirs["record_id"]))
    gone = {phone: {one["record_id"] for one in pull(client, phone, before[phone])["gone"]} for phone in before}
    assert gone == {mara: {mine["record_id"], comment["record_id"]}, lea: {mine["record_id"]}}


def test_what_was_said_of_a_place_leaves_with_it_when_it_was_another_after_all(
    client: Client, mara: Phone, lea: Phone, two: tuple[str, str]
) -> None:
    theirs = lea.settlement("The hill")
    comment = lea.comment(theirs["record_id"], "Whose is this?")
    must_push(client, lea, theirs, comment)
    join = joined(lea, theirs["record_id"], two[0])
    must_push(client, lea, join)
    together = pull(client, mara)
    assert by_id(together)[comment["record_id"]]["settlement_id"] == two[0]
    undone = {"answer": "not_applicable", "replaces": [join["edit_id"]]}
    must_push(client, lea, joined(lea, theirs["record_id"], two[0], said=undone))
    apart = pull(client, mara, together["cursor"])
    assert comment["record_id"] in {one["record_id"] for one in apart["gone"]}
    assert by_id(apart)[theirs["record_id"]]["fields"].keys() == {"name"}


def test_a_third_place_joined_to_a_joined_one_follows_it(
    client: Client, lea: Phone, mara: Phone, city: CityCast, two: tuple[str, str]
) -> None:
    one, other = two
    third = mara.settlement("Riverbank", team=city.team_id)
    must_push(client, mara, third)
    must_push(client, lea, joined(lea, one, other))
    must_push(client, lea, joined(lea, other, third["record_id"]))
    page = by_id(pull(client, mara))
    assert values(page[third["record_id"]], "name") == {"Riverside", "River Side", "Riverbank"}
    assert {one, other} & page.keys() == set()


def test_join_and_answers_in_one_batch_are_all_taken(
    client: Client, lea: Phone, mara: Phone, two: tuple[str, str]
) -> None:
    one, other = two
    must_push(client, lea, joined(lea, one, other), lea.profile(one, {"water_queue_min": 20}))
    assert values(by_id(pull(client, mara))[profile_id(other, 1)], "water_queue_min") == {20}


def test_only_a_leader_joins_places_and_only_of_her_city(
    client: Client, cast: Cast, lea: Phone, mara: Phone, two: tuple[str, str]
) -> None:
    one, other = two
    answer = push(client, mara, joined(mara, one, other))[0]
    assert answer["refused_paths"]["same_as"]["type"] == "/problems/join-is-for-leaders"
    harare = phone_of(cast.harare.leader, cast.harare)
    elsewhere = harare.settlement("Dzivarasekwa")
    must_push(client, harare, elsewhere)
    for unknown in (elsewhere["record_id"], cast.federation_id):
        answer = push(client, lea, joined(lea, one, unknown))[0]
        assert answer["refused_paths"]["same_as"]["type"] == "/problems/other-place-unknown"


def test_a_place_with_an_approved_round_is_not_joined_to_another(
    client: Client, city: CityCast, lea: Phone, two: tuple[str, str]
) -> None:
    approved = Settlement(client, city).approved()
    answer = push(client, lea, joined(lea, approved.settlement_id, two[0]))[0]
    assert answer["refused_paths"]["same_as"]["type"] == "/problems/place-approved"
    must_push(client, lea, joined(lea, two[0], approved.settlement_id))
    with db.reading() as session:
        assert settlements.settlement(session, two[0]) is None


def test_which_place_stands_for_which_follows_from_what_all_say() -> None:
    assert stands_for({"a": "b", "b": None}) == {"a": "b", "b": "b"}
    assert stands_for({"a": "b", "b": "c", "c": None}) == {"a": "c", "b": "c", "c": "c"}
    assert stands_for({"a": "b", "b": "a"}) == {"a": "a", "b": "a"}
    assert stands_for({"d": "c", "c": "b", "b": "c"}) == {"d": "b", "c": "b", "b": "b"}
    assert stands_for({"a": "a", "b": "unknown"}) == {"a": "a", "b": "b"}


PLAIN = {"consent_explained": "yes", "consent_collect": "yes", "consent_city": "yes", "households_tenant": 40,
         "households_subtenant": 0, "water_main_source": "public_tap"}  # fmt: skip


def approved_now(client: Client, city: CityCast, settlement_id: str) -> Settlement:
    """Have residents check the first round of a place and a leader approve it."""
    place = Settlement(client, city, settlement_id=settlement_id).must("hand_in", city.mapper)
    place.must("verify", city.verifier, meeting_date="2026-11-20", women=9, men=4, tenants=3)
    return place.must("approve", city.leader)


def test_a_place_parts_from_an_approved_one_unless_its_answers_were_approved_with_the_rest(
    client: Client, city: CityCast, lea: Phone, mara: Phone, two: tuple[str, str]
) -> None:
    one, other = two
    must_push(client, mara, mara.profile(one, dict(PLAIN)))
    first = joined(lea, other, one)
    must_push(client, lea, first)
    both = by_id(pull(client, lea))[profile_id(one, 1)]
    told = [both["edits"][at]["edit_id"] for at, _ in both["fields"]["households_total"]]
    must_push(client, mara, mara.profile(one, {"households_total": {"value": 135, "replaces": told}}))
    approved_now(client, city, one)
    parting = {"answer": "not_applicable", "replaces": [first["edit_id"]]}
    [answer] = push(client, lea, joined(lea, other, one, said=parting))
    assert answer["refused_paths"]["same_as"]["type"] == "/problems/place-approved"
    with db.reading() as session:
        assert ledger.meant_by(session, other) == one


def test_a_place_joined_to_an_approved_one_by_mistake_parts_from_it_again(
    client: Client, city: CityCast, lea: Phone, two: tuple[str, str]
) -> None:
    approved = Settlement(client, city).approved()
    same = joined(lea, two[0], approved.settlement_id)
    must_push(client, lea, same)
    parting = {"answer": "not_applicable", "replaces": [same["edit_id"]]}
    must_push(client, lea, joined(lea, two[0], approved.settlement_id, said=parting))
    page = by_id(pull(client, lea))
    assert values(page[two[0]], "name") == {"Riverside"}
    assert values(page[approved.profile_id], "households_total") == {135}
    assert approved.state() == "approved"


def test_a_place_from_which_one_with_a_second_round_parted_is_in_its_first_round_again(
    client: Client, mara: Phone, lea: Phone, two: tuple[str, str]
) -> None:
    one, other = two
    before = by_id(pull(client, lea))[one]["state"]
    second = mara.edit("profile", profile_id(other, 2), other, {"round": 2, "households_total": 140})
    same = joined(lea, other, one)
    must_push(client, mara, second)
    must_push(client, lea, same)
    together = pull(client, lea)
    must_push(client, lea, joined(lea, other, one, said={"answer": "not_applicable", "replaces": [same["edit_id"]]}))
    apart = by_id(pull(client, lea, together["cursor"]))
    assert (before, apart[one]["state"], apart[other]["state"]) == ("profiling",) * 3
    with db.reading() as session:
        assert settlements.rounds(session, two) == {one: 1, other: 2}
    with repository.moment(db.engine()) as moment:
        assert list(verify(moment)) == []


def test_a_place_that_parts_after_both_were_moved_stays_in_that_city_and_each_phone_is_told(
    client: Client, cast: Cast, mara: Phone, two: tuple[str, str]
) -> None:
    (one, other), harare = two, cast.harare
    ada, there = phone_of(cast.administrator, cast.muntinlupa), phone_of(harare.leader, harare)
    same = joined(ada, other, one)
    must_push(client, ada, same)
    must_push(client, ada, ada.edit("settlement", one, one, {"city": harare.id}))
    page = pull(client, there)
    held = by_id(page).keys()
    must_push(client, ada, joined(ada, other, one, said={"answer": "not_applicable", "replaces": [same["edit_id"]]}))
    now = pull(client, there, page["cursor"])
    assert (held | by_id(now).keys()) - {gone["record_id"] for gone in now["gone"]} == by_id(pull(client, there)).keys()
    assert {
        record["city_id"] for record in by_id(pull(client, there)).values() if record["settlement_id"] == other
    } == {harare.id}
    with db.reading() as session:
        row = settlements.settlement(session, other)
    assert row is not None
    assert (row.city_id, row.team_id) == (harare.id, None)
    assert other not in by_id(pull(client, mara))


def test_a_place_that_was_moved_before_it_was_joined_and_parts_takes_its_map_points_and_comments_along(
    client: Client, cast: Cast, two: tuple[str, str]
) -> None:
    (one, other), harare = two, cast.harare
    ada, there = phone_of(cast.administrator, cast.muntinlupa), phone_of(harare.leader, harare)
    native = there.settlement("Dzivarasekwa")
    must_push(client, there, native)
    moved = ada.edit("settlement", other, other, {"city": harare.id})
    same = joined(ada, other, native["record_id"])
    must_push(client, ada, moved)
    must_push(client, ada, same)
    back = ada.edit(
        "settlement", native["record_id"], native["record_id"],
        {"city": {"value": cast.muntinlupa.id, "replaces": [moved["edit_id"]]}},
    )  # fmt: skip
    must_push(client, ada, back)
    here = phone_of(cast.muntinlupa.leader, cast.muntinlupa)
    page = pull(client, here)
    parts = joined(ada, other, one, said={"answer": "not_applicable", "replaces": [same["edit_id"]]})
    must_push(client, ada, parts)
    now = pull(client, here, page["cursor"])
    held = by_id(page).keys() | by_id(now).keys()
    assert held - {gone["record_id"] for gone in now["gone"]} == by_id(pull(client, here)).keys()
