"""Comments and decisions: who may make which, what stands in the way, and what an approval freezes."""

import json

import pytest
from sqlmodel import select

from app.kit import db
from app.kit.ids import profile_id, uuid7
from app.review.models import Approval
from tests.api.saying import BOUNDARY, Settlement
from tests.cast import Cast
from tests.conftest import Client


@pytest.fixture
def riverside(client: Client, cast: Cast) -> Settlement:
    return Settlement(client, cast.muntinlupa)


def refused_as(answer: dict) -> str:
    assert answer["answer"] == "parked", answer
    return answer["problem"]["type"].rpartition("/")[2]


def snapshot_of(settlement: Settlement) -> dict:
    with db.reading() as session:
        kept = session.exec(select(Approval).where(Approval.settlement_id == settlement.settlement_id)).one()
        return json.loads(kept.snapshot)


def test_a_settlement_goes_from_the_list_to_approved(riverside: Settlement, cast: Cast) -> None:
    city = cast.muntinlupa
    assert riverside.founded().state() == "known"
    assert riverside.answered(consent_collect="yes", households_tenant=0, households_subtenant=0).state() == "profiling"
    assert riverside.must("hand_in", city.mapper).state() == "handed_in"
    assert riverside.must("verify", city.verifier, women=5, men=2, tenants=0).state() == "verified"
    assert riverside.must("return", city.leader, note="Which tap is broken?").state() == "returned"
    riverside.answered(taps_public_working=9)
    assert riverside.must("hand_in", city.mapper).state() == "handed_in"
    assert riverside.must("approve", city.leader).state() == "approved"


def test_a_community_that_said_no_shows_so(riverside: Settlement) -> None:
    assert riverside.founded().answered(consent_collect="no").state() == "said_no"
    refused = riverside.must("hand_in", riverside.city.mapper).decide("approve", riverside.city.leader)
    assert refused_as(refused) == "no-consent"


def test_an_approval_freezes_what_was_approved_with_who_said_it(riverside: Settlement, cast: Cast) -> None:
    riverside.approved(boundary=BOUNDARY)
    before = snapshot_of(riverside)
    assert before["households_total"]["value"] == 135
    assert before["households_total"]["by"] == cast.muntinlupa.mapper.person_id
    assert before["households_total"]["made_at"].startswith("2026-11-20")
    riverside.answered(households_total={"value": 7}, taps_public_working=3)
    assert snapshot_of(riverside) == before


def test_an_approval_speaks_of_the_present_answers_or_does_not_count(riverside: Settlement) -> None:
    riverside.checked()
    looked_at = riverside.hash()
    riverside.answered(taps_public_working=9, taps_public_total=12)
    refused = riverside.decide("approve", riverside.city.leader, hash=looked_at)
    assert refused_as(refused) == "changed-since"
    assert refused["problem"]["changed"] == 2
    unheard_of = riverside.decide("approve", riverside.city.leader, hash="0" * 64)
    assert refused_as(unheard_of) == "changed-since"
    assert "changed" not in unheard_of["problem"]


def test_residents_check_before_a_leader_approves(riverside: Settlement) -> None:
    assert refused_as(riverside.handed_in().decide("approve", riverside.city.leader)) == "not-checked-by-residents"


def test_two_answers_left_stand_in_the_way_until_they_are_chosen_between(riverside: Settlement, cast: Cast) -> None:
    city = cast.muntinlupa
    riverside.checked().answered(by=city.second_mapper, households_total=120)
    refused = riverside.decide("approve", city.leader)
    assert refused_as(refused) == "two-answers-left"
    assert refused["problem"]["paths"] == ["households_total"]
    both = [edit["edit_id"] for edit in riverside.phone(city.leader).records()[riverside.profile_id]["edits"]]
    chosen = {"value": 135, "source": "counted", "replaces": both, "chosen_with": "Both teams, by phone"}
    riverside.answered(by=city.leader, households_total=chosen)
    riverside.must("approve", city.leader)
    assert snapshot_of(riverside)["households_total"]["value"] == 135


def test_a_row_that_two_phones_tell_differently_or_took_out_unseen_is_chosen_and_then_approved(
    riverside: Settlement, cast: Cast
) -> None:
    city = cast.muntinlupa
    rank, gone = "priority_item/women+water/priority_rank", "priority_item/women+water/_deleted"
    riverside.checked().answered(**{rank: 3}).answered(by=city.second_mapper, **{rank: 1})
    riverside.answered(by=city.second_mapper, **{gone: {"saw": []}})
    refused = riverside.decide("approve", city.leader)
    assert (refused_as(refused), refused["problem"]["paths"]) == ("two-answers-left", [gone, rank])
    seen = [edit["edit_id"] for edit in riverside.phone(city.leader).records()[riverside.profile_id]["edits"]]
    agreed = {"replaces": seen, "chosen_with": "Both teams, by phone"}
    riverside.answered(by=city.leader, **{rank: {"value": 1, **agreed}, gone: {"value": False, **agreed}})
    riverside.must("approve", city.leader)
    assert snapshot_of(riverside)[rank]["value"] == 1


def test_whoever_wrote_an_answer_does_not_approve(riverside: Settlement, cast: Cast) -> None:
    city = cast.muntinlupa
    riverside.checked().answered(by=city.leader, taps_public_working=9)
    assert refused_as(riverside.decide("approve", city.leader)) == "approve-own-profile"
    riverside.must("approve", cast.administrator)


def test_whoever_handed_in_does_not_approve(riverside: Settlement) -> None:
    riverside.checked().must("hand_in", riverside.city.leader)
    assert refused_as(riverside.decide("approve", riverside.city.leader)) == "approve-own-profile"


def test_a_returned_profile_is_handed_in_again_before_it_is_approved(riverside: Settlement) -> None:
    riverside.checked().must("return", riverside.city.leader)
    assert refused_as(riverside.decide("approve", riverside.city.leader)) == "not-handed-in"


def test_the_profiles_own_team_does_not_record_the_check(riverside: Settlement, cast: Cast) -> None:
    city = cast.muntinlupa
    riverside.handed_in()
    present = {"women": 5, "men": 5, "tenants": 2}
    assert refused_as(riverside.decide("verify", city.second_mapper, **present)) == "check-own-profile"
    riverside.answered(by=city.leader, taps_public_working=9)
    assert refused_as(riverside.decide("verify", city.leader, **present)) == "check-own-profile"


def test_whoever_handed_in_does_not_record_the_check(riverside: Settlement) -> None:
    leader = riverside.city.leader
    riverside.founded().answered(consent_collect="yes").must("hand_in", leader)
    assert refused_as(riverside.decide("verify", leader, women=5, men=5, tenants=2)) == "check-own-profile"


def test_a_leader_who_only_recorded_the_check_may_approve(riverside: Settlement) -> None:
    leader = riverside.city.leader
    riverside.handed_in().must("verify", leader, women=5, men=5, tenants=2)
    riverside.must("approve", leader)


def test_a_day_that_is_in_no_calendar_is_not_the_day_of_a_meeting(riverside: Settlement) -> None:
    present = {"women": 5, "men": 5, "tenants": 2}
    for day in ("2026-99-99", "2026-02-30", "0000-01-01"):
        answer = riverside.handed_in().decide("verify", riverside.city.verifier, meeting_date=day, **present)
        assert set(answer["refused_paths"]) == {"meeting_date"}, answer


def test_women_and_tenants_are_among_those_who_check(riverside: Settlement) -> None:
    riverside.handed_in()
    verifier = riverside.city.verifier
    assert refused_as(riverside.decide("verify", verifier, women=0, tenants=3)) == "check-needs-women"
    assert refused_as(riverside.decide("verify", verifier, women=4, tenants=0)) == "check-needs-tenants"
    assert refused_as(riverside.decide("verify", verifier, women="four", tenants=2)) == "check-needs-women"
    riverside.answered(households_tenant={"value": 0, "replaces": _edits_of(riverside)})
    riverside.must("verify", verifier, women=4, tenants=0)


def _edits_of(settlement: Settlement) -> list[str]:
    record = settlement.phone(settlement.city.leader).records()[settlement.profile_id]
    return [edit["edit_id"] for edit in record["edits"]]


@pytest.mark.parametrize(
    ("act", "may"),
    [
        ("hand_in", {"mapper", "leader"}),
        ("return", {"leader"}),
        ("approve", {"leader"}),
        ("verify", {"verifier", "leader"}),
        ("withdraw", {"mapper", "leader"}),
    ],
)
def test_each_act_is_for_those_whose_role_and_place_it_is(client: Client, cast: Cast, act: str, may: set[str]) -> None:
    for role in ("mapper", "verifier", "leader"):
        settlement = Settlement(client, cast.muntinlupa).checked()
        own = settlement.decide(act, getattr(cast.muntinlupa, role), women=3, tenants=3)
        assert (own["answer"] == "kept") == (role in may), (act, role, own)
        stranger = settlement.decide(act, getattr(cast.harare, role), women=3, tenants=3)
        assert refused_as(stranger) == "city-not-yours"
    settlement = Settlement(client, cast.muntinlupa).checked()
    assert refused_as(settlement.decide(act, cast.nobody, women=3, tenants=3)) == "city-not-yours"


def test_an_official_cannot_decide_at_all(client: Client, cast: Cast) -> None:
    settlement = Settlement(client, cast.muntinlupa).checked()
    for official in (cast.muntinlupa.official, cast.muntinlupa.ward_official):
        edit = settlement.phone(official).edit("decision", uuid7(), settlement.settlement_id, {"act": "approve"})
        answer = client.post(
            "/api/sync/push", official, json={"protocol": 1, "client_time": "2026-11-20T10:00:00Z", "edits": [edit]}
        )
        (told,) = answer.json()["answers"]
        assert (told["answer"], told["problem"]["type"]) == ("parked", "/problems/officials-read-releases")
    assert settlement.state() == "verified"


def test_a_decision_names_a_profile_of_its_own_settlement(client: Client, cast: Cast) -> None:
    settlement = Settlement(client, cast.muntinlupa).checked()
    elsewhere = Settlement(client, cast.muntinlupa).checked()
    answer = settlement.decide("approve", settlement.city.leader, about=elsewhere.profile_id)
    assert refused_as(answer) == "about-nothing"
    assert refused_as(settlement.decide("approve", settlement.city.leader, about=uuid7())) == "about-nothing"
    assert refused_as(settlement.decide("praise", settlement.city.leader)) == "act-unknown"


def test_a_decision_is_never_changed(riverside: Settlement) -> None:
    riverside.handed_in()
    leader = riverside.phone(riverside.city.leader)
    second = leader.say(
        "decision", riverside.saw[0], riverside.settlement_id, act="approve", about=riverside.profile_id
    )
    assert refused_as(second) == "decision-never-changes"


def test_a_profile_taken_back_shows_so_and_needs_a_new_check(riverside: Settlement) -> None:
    city = riverside.city
    riverside.approved().must("withdraw", city.mapper, note="The meeting changed its mind")
    assert riverside.state() == "withdrawn"
    riverside.must("hand_in", city.mapper)
    assert refused_as(riverside.decide("approve", city.leader)) == "not-checked-by-residents"


def test_a_new_round_begins_its_own_story(riverside: Settlement) -> None:
    riverside.approved()
    second = profile_id(riverside.settlement_id, 2)
    mapper = riverside.phone(riverside.city.mapper)
    mapper.must_say("profile", second, riverside.settlement_id, round=2, consent_collect="yes")
    assert riverside.state() == "profiling"


def test_a_leader_comments_on_a_question_and_the_mapper_answers(riverside: Settlement, cast: Cast) -> None:
    city = cast.muntinlupa
    riverside.handed_in()
    comment = uuid7()
    said = {"about": riverside.profile_id, "path": "taps_public_working", "text": "Which tap is broken? <script>"}
    riverside.phone(city.leader).must_say("comment", comment, riverside.settlement_id, **said)
    riverside.must("return", city.leader, comments=[comment])
    pulled = riverside.phone(city.mapper).records()
    assert pulled[comment]["fields"]["text"][0][1]["value"] == said["text"]
    reply = {"about": riverside.profile_id, "reply_to": comment, "text": "The one at the gate"}
    riverside.phone(city.mapper).must_say("comment", uuid7(), riverside.settlement_id, **reply)
    riverside.phone(city.mapper).must_say("comment", comment, riverside.settlement_id, done=True)


def test_only_those_of_the_city_comment(riverside: Settlement, cast: Cast) -> None:
    riverside.handed_in()
    said = {"about": riverside.profile_id, "text": "Hello"}
    for stranger in (cast.harare.leader, cast.harare.mapper, cast.nobody):
        answer = riverside.phone(stranger).say("comment", uuid7(), riverside.settlement_id, **said)
        assert refused_as(answer) == "city-not-yours"


def test_nobody_changes_what_another_wrote_in_a_comment(riverside: Settlement, cast: Cast) -> None:
    city = cast.muntinlupa
    riverside.handed_in()
    comment = uuid7()
    said = {"about": riverside.profile_id, "text": "Which tap?"}
    riverside.phone(city.leader).must_say("comment", comment, riverside.settlement_id, **said)
    answer = riverside.phone(city.mapper).say("comment", comment, riverside.settlement_id, text="Never mind", done=True)
    assert answer["refused_paths"]["text"]["type"].endswith("act-not-yours")
    assert answer["answer"] == "kept"


def test_a_part_of_the_wrong_type_is_refused_alone(riverside: Settlement) -> None:
    riverside.handed_in()
    said = {"about": riverside.profile_id, "text": "Hello", "done": "maybe", "mood": "good"}
    answer = riverside.phone(riverside.city.leader).say("comment", uuid7(), riverside.settlement_id, **said)
    assert answer["answer"] == "kept"
    slugs = {path: problem["type"].rpartition("/")[2] for path, problem in answer["refused_paths"].items()}
    assert slugs == {"done": "review-wrong-type", "mood": "review-path-unknown"}
