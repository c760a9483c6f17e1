"""The state of a profile and what stands in its way, on the vectors the phone's twin is held to as well."""

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from app.review import rules

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
    )
    assert [slug for slug, _ in reasons] == case["slugs"]


@named("checks")
def test_what_keeps_a_check_by_residents_from_counting(case: dict[str, Any]) -> None:
    reasons = rules.reasons_not_to_verify(
        in_team=case["in_team"],
        wrote=case["wrote"],
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
