"""Two settlements that were taken for one and part again: each has its own answers back, and every phone is told."""

from app.backups import repository
from app.backups.verifying import verify
from app.kit import db
from app.kit.ids import profile_id
from app.ledger import service as ledger
from app.settlements import service as settlements
from tests.api.joining import joined, parted, pulled, push, sent, values
from tests.api.pulling import by_id
from tests.api.saying import CONSENT, PLAIN, Settlement
from tests.cast import Cast, CityCast
from tests.conftest import Client
from tests.phones import Phone, phone_of, replacing


def test_undoing_it_gives_each_place_its_own_back(
    client: Client, mara: Phone, lea: Phone, two: tuple[str, str]
) -> None:
    one, other = two
    before = by_id(pulled(client, mara))
    join = joined(lea, one, other)
    push(client, lea, join)
    cursor = pulled(client, mara)["cursor"]
    push(client, lea, parted(lea, join))
    page = pulled(client, mara, cursor)
    assert page["aliases"][one] == one
    after = by_id(pulled(client, mara))
    for record_id in (profile_id(one, 1), profile_id(other, 1), other):
        assert after[record_id]["hash"] == before[record_id]["hash"]
    assert values(after[one], "name") == {"Riverside"}
    with db.reading() as session:
        rows = [settlements.settlement(session, place) for place in two]
    assert [row.name if row else None for row in rows] == ["Riverside", "River Side"]


def test_what_the_staying_place_is_called_can_be_settled_with_the_joining_and_comes_apart_again(
    client: Client, lea: Phone, two: tuple[str, str]
) -> None:
    one, other = two
    known = by_id(pulled(client, lea))
    named = {place: known[place]["edits"][known[place]["fields"]["name"][0][0]]["edit_id"] for place in two}
    settle = lea.edit("settlement", other, other, {"name": replacing("River Side", named[other], named[one])})
    join = joined(lea, one, other)
    push(client, lea, settle, join)
    assert values(by_id(pulled(client, lea))[other], "name") == {"River Side"}
    push(client, lea, parted(lea, join))
    apart = by_id(pulled(client, lea))
    assert (values(apart[one], "name"), values(apart[other], "name")) == ({"Riverside"}, {"River Side"})


def test_after_an_undone_joining_nobodys_word_is_missing_at_either_place_and_it_can_be_joined_again(
    client: Client, mara: Phone, lea: Phone, two: tuple[str, str]
) -> None:
    one, other = two
    known = by_id(pulled(client, lea))
    named = {place: known[place]["edits"][known[place]["fields"]["name"][0][0]]["edit_id"] for place in two}
    settle = lea.edit("settlement", other, other, {"name": replacing("River Side", named[other], named[one])})
    join = joined(lea, one, other)
    push(client, lea, settle, join)
    unseen = {
        place: mara.edit("settlement", place, place, {"name": replacing(f"Bend {place}", named[place])})
        for place in two
    }
    push(client, mara, *unseen.values())
    undone = parted(lea, join)
    push(client, lea, undone)
    apart = by_id(pulled(client, lea))
    assert values(apart[one], "name") == {f"Bend {one}"}, "its own last word, not the one said again for the other"
    assert values(apart[other], "name") == {"River Side", f"Bend {other}"}
    push(client, lea, joined(lea, one, other, said={"value": other, "replaces": [undone["edit_id"]]}))
    assert values(by_id(pulled(client, lea))[other], "name") == {"River Side", f"Bend {other}", f"Bend {one}"}


def test_what_was_said_of_a_place_leaves_with_it_when_it_was_another_after_all(
    client: Client, mara: Phone, lea: Phone, two: tuple[str, str]
) -> None:
    theirs = lea.settlement("The hill")
    comment = lea.comment(theirs["record_id"], "Whose is this?")
    push(client, lea, theirs, comment)
    join = joined(lea, theirs["record_id"], two[0])
    push(client, lea, join)
    together = pulled(client, mara)
    assert by_id(together)[comment["record_id"]]["settlement_id"] == two[0]
    push(client, lea, parted(lea, join))
    apart = pulled(client, mara, together["cursor"])
    assert comment["record_id"] in {one["record_id"] for one in apart["gone"]}
    assert by_id(apart)[theirs["record_id"]]["fields"].keys() == {"name"}


def approved_now(client: Client, city: CityCast, settlement_id: str) -> Settlement:
    """Have residents check the first round of a place and a leader approve it."""
    place = Settlement(client, city, settlement_id=settlement_id).must("hand_in", city.mapper)
    place.must("verify", city.verifier, meeting_date="2026-11-20", women=9, men=4, tenants=3)
    return place.must("approve", city.leader)


def test_a_place_parts_from_an_approved_one_unless_its_answers_were_approved_with_the_rest(
    client: Client, city: CityCast, lea: Phone, mara: Phone, two: tuple[str, str]
) -> None:
    one, other = two
    push(client, mara, mara.profile(one, CONSENT | PLAIN))
    first = joined(lea, other, one)
    push(client, lea, first)
    both = by_id(pulled(client, lea))[profile_id(one, 1)]
    told = [both["edits"][at]["edit_id"] for at, _ in both["fields"]["households_total"]]
    push(client, mara, mara.profile(one, {"households_total": {"value": 135, "replaces": told}}))
    approved_now(client, city, one)
    [answer] = sent(client, lea, parted(lea, first))
    assert answer["refused_paths"]["same_as"]["type"] == "/problems/place-approved"
    with db.reading() as session:
        assert ledger.meant_by(session, other) == one


def test_a_place_joined_to_an_approved_one_by_mistake_parts_from_it_again(
    client: Client, city: CityCast, lea: Phone, two: tuple[str, str]
) -> None:
    approved = Settlement(client, city).approved()
    same = joined(lea, two[0], approved.settlement_id)
    push(client, lea, same)
    push(client, lea, parted(lea, same))
    page = by_id(pulled(client, lea))
    assert values(page[two[0]], "name") == {"Riverside"}
    assert values(page[approved.profile_id], "households_total") == {135}
    assert approved.state() == "approved"


def test_a_place_from_which_one_with_a_second_round_parted_is_in_its_first_round_again(
    client: Client, mara: Phone, lea: Phone, two: tuple[str, str]
) -> None:
    one, other = two
    before = by_id(pulled(client, lea))[one]["state"]
    second = mara.edit("profile", profile_id(other, 2), other, {"round": 2, "households_total": 140})
    same = joined(lea, other, one)
    push(client, mara, second)
    push(client, lea, same)
    together = pulled(client, lea)
    push(client, lea, parted(lea, same))
    apart = by_id(pulled(client, lea, together["cursor"]))
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
    push(client, ada, same)
    push(client, ada, ada.edit("settlement", one, one, {"city": harare.id}))
    page = pulled(client, there)
    held = by_id(page).keys()
    push(client, ada, parted(ada, same))
    now = pulled(client, there, page["cursor"])
    assert (held | by_id(now).keys()) - {gone["record_id"] for gone in now["gone"]} == by_id(
        pulled(client, there)
    ).keys()
    assert {
        record["city_id"] for record in by_id(pulled(client, there)).values() if record["settlement_id"] == other
    } == {harare.id}
    with db.reading() as session:
        row = settlements.settlement(session, other)
    assert row is not None
    assert (row.city_id, row.team_id) == (harare.id, None)
    assert other not in by_id(pulled(client, mara))


def test_a_place_that_was_moved_before_it_was_joined_and_parts_takes_its_map_points_and_comments_along(
    client: Client, cast: Cast, two: tuple[str, str]
) -> None:
    (_, other), harare = two, cast.harare
    ada, there = phone_of(cast.administrator, cast.muntinlupa), phone_of(harare.leader, harare)
    native = there.settlement("Dzivarasekwa")
    push(client, there, native)
    moved = ada.edit("settlement", other, other, {"city": harare.id})
    same = joined(ada, other, native["record_id"])
    push(client, ada, moved)
    push(client, ada, same)
    back = ada.edit(
        "settlement", native["record_id"], native["record_id"],
        {"city": {"value": cast.muntinlupa.id, "replaces": [moved["edit_id"]]}},
    )  # fmt: skip
    push(client, ada, back)
    here = phone_of(cast.muntinlupa.leader, cast.muntinlupa)
    page = pulled(client, here)
    parts = parted(ada, same)
    push(client, ada, parts)
    now = pulled(client, here, page["cursor"])
    held = by_id(page).keys() | by_id(now).keys()
    assert held - {gone["record_id"] for gone in now["gone"]} == by_id(pulled(client, here)).keys()
