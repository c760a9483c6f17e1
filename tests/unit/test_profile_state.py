"""The state of a profile and what stands in its way, on the vectors the phone's twin is held to as well."""

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from app.ledger.rules import content_hash, merge_all
from app.review import paths, rules

VECTORS: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent.parent / "vectors" / "states.json").read_text()
)


def named(kind: str) -> Any:
    return pytest.mark.parametrize("case", VECTORS[kind], ids=lambda case: case["name"])


def decisions(case: dict[str, Any]) -> list[rules.Decision]:
    return [
        rules.Decision(one["decision_id"], one["act"], one["by"], frozenset(one["saw"])) for one in case["decisions"]
    ]


@named("states")
def test_the_state_is_read_off_the_decisions_in_whatever_order_they_came(case: dict[str, Any]) -> None:
    for order in permutations(decisions(case)):
        assert rules.profile_state(order, case["consent_collect"], case["has_answers"], case["shared"]) == case["state"]


@named("standing")
def test_only_an_approval_that_knew_of_every_return_may_leave(case: dict[str, Any]) -> None:
    for order in permutations(decisions(case)):
        assert [one.decision_id for one in rules.standing_approvals(order)] == case["standing"]


@named("approvals")
def test_what_stands_in_the_way_of_an_approval(case: dict[str, Any]) -> None:
    reasons = rules.reasons_not_to_approve(
        case["person"],
        decisions(case),
        writers=case["writers"],
        contested=case["contested"],
        changed=case["changed"],
        consent_collect=case["consent_collect"],
        blocked=case.get("blocked", []),
    )
    assert [slug for slug, _ in reasons] == case["slugs"]


@named("checks")
def test_what_keeps_a_check_by_residents_from_counting(case: dict[str, Any]) -> None:
    reasons = rules.reasons_not_to_verify(
        in_team=case["in_team"],
        wrote=case["wrote"],
        handed_in=case["handed_in"],
        women=case["women"],
        tenants=case["tenants"],
        tenants_live_here=rules.tenants_may_live_here(case["households_tenant"], case["households_subtenant"]),
    )
    assert [slug for slug, _ in reasons] == case["slugs"]


def test_a_reason_carries_the_facts_a_person_can_act_on() -> None:
    reasons = dict(
        rules.reasons_not_to_approve("leader", [], writers=[], contested=["b", "a"], changed=3, consent_collect="yes")
    )
    assert reasons["two-answers-left"] == {"paths": ["a", "b"], "count": 2}
    assert reasons["changed-since"] == {"changed": 3}


def edit(edit_id: str, by: str, **said: Any) -> Any:
    return {"edit_id": edit_id, "by": by, "set": said}


def test_choosing_between_two_answers_is_not_writing_one() -> None:
    counted, told = {"value": 135, "source": "counted"}, {"value": 120}
    chosen = {"value": 135, "replaces": ["a", "b"], "chosen_with": "both teams"}
    edits = [edit("a", "mapper", homes=counted), edit("b", "other", homes=told), edit("c", "leader", homes=chosen)]
    assert rules.writers(edits) == {"mapper", "other"}


def test_settling_without_saying_who_agreed_is_writing() -> None:
    settled = {"value": 135, "replaces": ["a", "b"]}
    told = [edit("a", "mapper", homes={"value": 135}), edit("b", "other", homes={"value": 120})]
    assert "leader" in rules.writers([*told, edit("c", "leader", homes=settled)])


def test_a_new_answer_is_writing_whoever_agreed_to_it() -> None:
    invented = {"value": 500, "replaces": ["a"], "chosen_with": "myself"}
    assert rules.writers([edit("a", "mapper", homes={"value": 135}), edit("c", "leader", homes=invented)]) == {
        "mapper",
        "leader",
    }


def test_choosing_that_a_row_stays_or_goes_is_not_writing_but_taking_one_out_alone_is() -> None:
    row, stays = "disaster/01931111-0000-7000-8000-000000000001/_deleted", {"value": False, "chosen_with": "all of us"}
    told = edit("a", "mapper", **{row: {"saw": []}})
    assert rules.writers([told, edit("b", "leader", **{row: stays})]) == {"mapper"}
    assert rules.writers([told, edit("b", "leader", **{row: {"saw": ["a"]}})]) == {"mapper", "leader"}


def test_choosing_ones_own_earlier_answer_is_writing() -> None:
    own = {"value": 135, "chosen_with": "myself"}
    assert rules.writers([edit("a", "leader", homes={"value": 135}), edit("b", "leader", homes=own)]) == {"leader"}


def test_the_answers_since_a_look_are_counted() -> None:
    first, second = edit("a", "mapper", homes={"value": 1}, taps={"value": 2}), edit("b", "mapper", taps={"value": 3})
    third = edit("c", "mapper", wells={"value": 4})
    looked_at = content_hash(merge_all([first]), lambda _path: 1)[0]
    count = rules.answers_changed_since
    assert count([first], looked_at, lambda _path: 1) == 0
    assert count([first, second, third], looked_at, lambda _path: 1) == 2
    assert count([first, second], "0" * 64, lambda _path: 1) is None


def test_an_approval_made_before_a_taking_back_falls_with_it() -> None:
    approval = rules.Decision("a", "approve", "leader", frozenset({"h"}))
    later = rules.Decision("w", "withdraw", "leader", frozenset({"a"}))
    again = rules.Decision("a2", "approve", "leader", frozenset({"w"}))
    assert rules.taken_back_since(approval, [approval, later, again])
    assert not rules.taken_back_since(again, [approval, later, again])


@pytest.mark.parametrize(
    ("kind", "path", "good", "bad"),
    [
        ("decision", "women", [0, 12], [-1, 1.5, True, "4", None, 10**9]),
        ("decision", "hash", ["0" * 64], ["0" * 63, "Z" * 64, 5, None]),
        ("decision", "saw", [[], ["0193a1b2-0000-7000-8000-000000000000"]], ["x", ["x"], [1], None]),
        ("decision", "meeting_date", ["2026-11-20"], ["yesterday", "2026-11-2", 20261120]),
        ("decision", "reasons", [{}, {"X3": "They moved"}], [[], {"X3": 5}, "because"]),
        ("decision", "note", ["<script>\nصباح الخير 🏚"], ["\x00", "x" * 20_000, 5]),
        ("comment", "done", [True, False], ["yes", 1, None]),
        ("comment", "path", ["taps_public_working"], ["", "x" * 300, "a\nb"]),
    ],
)
def test_each_part_of_a_comment_or_decision_has_its_type(kind: str, path: str, good: list[Any], bad: list[Any]) -> None:
    check = paths.expected(kind, path)
    assert check is not None
    assert [check[1](value) for value in good] == [True] * len(good)
    assert [bool(check[1](value)) for value in bad] == [False] * len(bad)


def test_a_decision_has_no_other_parts_and_cannot_be_deleted() -> None:
    assert paths.expected("decision", "mood") is None
    assert paths.expected("decision", "_deleted") is None
    assert paths.level_of("note") == paths.level_of("text") == 2
    assert paths.level_of("act") == 1
