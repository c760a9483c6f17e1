"""Two settlements found to be one: all answers stand side by side under one of them, whatever came first."""

from itertools import permutations

from app.kit import db
from app.kit.ids import profile_id
from app.ledger import service as ledger
from app.ledger.joining import stands_for
from app.settlements import service as settlements
from tests.api.joining import joined, pulled, push, sent, values
from tests.api.pulling import by_id
from tests.api.saying import Settlement
from tests.cast import Cast, CityCast
from tests.conftest import Client
from tests.phones import Phone, phone_of


def test_all_answers_of_both_stand_under_one_and_the_phones_are_told(
    client: Client, mara: Phone, lea: Phone, two: tuple[str, str]
) -> None:
    one, other = two
    first = pulled(client, mara)
    push(client, lea, joined(lea, one, other))
    page = pulled(client, mara, first["cursor"])
    assert {gone["record_id"] for gone in page["gone"]} == {one, profile_id(one, 1)}
    assert page["aliases"][one] == other
    assert page["aliases"][profile_id(one, 1)] == profile_id(other, 1)
    assert values(by_id(page)[other], "name") == {"Riverside", "River Side"}
    profile = by_id(page)[profile_id(other, 1)]
    assert values(profile, "households_total") == {120, 135}
    assert values(profile, "taps_public_working") == {2}
    assert len(profile["yours"]) == 2
    assert one not in by_id(pulled(client, mara))


def test_the_edits_stay_word_for_word(client: Client, mara: Phone, lea: Phone, two: tuple[str, str]) -> None:
    one, other = two
    with db.reading() as session:
        before = {edit["edit_id"]: edit for place in two for edit in ledger.edits(session, profile_id(place, 1))}
    push(client, lea, joined(lea, one, other))
    with db.reading() as session:
        after = {edit["edit_id"]: edit for edit in ledger.edits(session, profile_id(other, 1))}
    assert after == before


def test_what_is_said_of_the_one_later_is_said_of_the_other(
    client: Client, mara: Phone, lea: Phone, two: tuple[str, str]
) -> None:
    one, other = two
    push(client, lea, joined(lea, one, other))
    late = mara.profile(one, {"water_queue_min": 20})
    push(client, mara, late, mara.comment(one, "The tap by the chapel"), mara.decision(one, "hand_in", hash="0" * 64))
    page = by_id(pulled(client, mara))
    assert values(page[profile_id(other, 1)], "water_queue_min") == {20}
    assert page[other]["state"] == "handed_in"
    assert {record["settlement_id"] for record in page.values()} == {other}
    assert sent(client, mara, late)[0]["answer"] == "already_had"


def test_the_order_in_which_it_all_arrives_changes_nothing(
    client: Client, mara: Phone, lea: Phone, city: CityCast
) -> None:
    hashes = set()
    for number, order in enumerate(permutations(range(4))):
        places = [mara.settlement(f"{name} {number}", team=city.team_id) for name in ("One", "Two")]
        push(client, mara, *places)
        one, other = (place["record_id"] for place in places)
        said = [
            (lea, joined(lea, one, other)),
            (mara, mara.profile(one, {"households_total": 120})),
            (mara, mara.profile(other, {"households_total": 135})),
            (mara, mara.profile(one, {"taps_public_working": 2})),
        ]
        for at in order:
            push(client, *said[at])
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
    push(client, lea, joined(lea, one, other))
    push(client, ada, joined(ada, other, one))
    page = by_id(pulled(client, mara))
    assert {one, other} & page.keys() == {min(two)}
    assert values(page[profile_id(min(two), 1)], "households_total") == {120, 135}


def test_what_was_said_of_a_joined_place_leaves_the_phone_of_whoever_may_not_read_at_the_other(
    client: Client, mara: Phone, lea: Phone
) -> None:
    mine, theirs = mara.settlement("Riverside"), lea.settlement("River Side")
    comment = mara.comment(mine["record_id"], "Counted on Sunday")
    push(client, mara, mine, comment)
    push(client, lea, theirs)
    before = {phone: pulled(client, phone)["cursor"] for phone in (mara, lea)}
    push(client, lea, joined(lea, mine["record_id"], theirs["record_id"]))
    gone = {phone: {one["record_id"] for one in pulled(client, phone, before[phone])["gone"]} for phone in before}
    assert gone == {mara: {mine["record_id"], comment["record_id"]}, lea: {mine["record_id"]}}


def test_a_third_place_joined_to_a_joined_one_follows_it(
    client: Client, lea: Phone, mara: Phone, city: CityCast, two: tuple[str, str]
) -> None:
    one, other = two
    third = mara.settlement("Riverbank", team=city.team_id)
    push(client, mara, third)
    push(client, lea, joined(lea, one, other))
    push(client, lea, joined(lea, other, third["record_id"]))
    page = by_id(pulled(client, mara))
    assert values(page[third["record_id"]], "name") == {"Riverside", "River Side", "Riverbank"}
    assert {one, other} & page.keys() == set()


def test_join_and_answers_in_one_batch_are_all_taken(
    client: Client, lea: Phone, mara: Phone, two: tuple[str, str]
) -> None:
    one, other = two
    push(client, lea, joined(lea, one, other), lea.profile(one, {"water_queue_min": 20}))
    assert values(by_id(pulled(client, mara))[profile_id(other, 1)], "water_queue_min") == {20}


def test_only_a_leader_joins_places_and_only_of_her_city(
    client: Client, cast: Cast, lea: Phone, mara: Phone, two: tuple[str, str]
) -> None:
    one, other = two
    answer = sent(client, mara, joined(mara, one, other))[0]
    assert answer["refused_paths"]["same_as"]["type"] == "/problems/join-is-for-leaders"
    harare = phone_of(cast.harare.leader, cast.harare)
    elsewhere = harare.settlement("Dzivarasekwa")
    push(client, harare, elsewhere)
    for unknown in (elsewhere["record_id"], cast.federation_id):
        answer = sent(client, lea, joined(lea, one, unknown))[0]
        assert answer["refused_paths"]["same_as"]["type"] == "/problems/other-place-unknown"


def test_a_place_with_an_approved_round_is_not_joined_to_another(
    client: Client, city: CityCast, lea: Phone, two: tuple[str, str]
) -> None:
    approved = Settlement(client, city).approved()
    answer = sent(client, lea, joined(lea, approved.settlement_id, two[0]))[0]
    assert answer["refused_paths"]["same_as"]["type"] == "/problems/place-approved"
    push(client, lea, joined(lea, two[0], approved.settlement_id))
    with db.reading() as session:
        assert settlements.settlement(session, two[0]) is None


def test_which_place_stands_for_which_follows_from_what_all_say() -> None:
    assert stands_for({"a": "b", "b": None}) == {"a": "b", "b": "b"}
    assert stands_for({"a": "b", "b": "c", "c": None}) == {"a": "c", "b": "c", "c": "c"}
    assert stands_for({"a": "b", "b": "a"}) == {"a": "a", "b": "a"}
    assert stands_for({"d": "c", "c": "b", "b": "c"}) == {"d": "b", "c": "b", "b": "b"}
    assert stands_for({"a": "a", "b": "unknown"}) == {"a": "a", "b": "b"}
