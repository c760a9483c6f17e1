"""What is open and what does not fit in a profile: the same on the server as on the phone."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.profiles.rules import asked_now, open_questions, warnings
from app.questionnaire import service

FOLDER = Path(__file__).parent.parent / "vectors"
VECTORS: dict[str, Any] = json.loads((FOLDER / "profile_rules.json").read_text("utf-8"))
OF_BOUNDARIES: dict[str, Any] = json.loads((FOLDER / "boundary_rules.json").read_text("utf-8"))
TODAY = "2026-11-21"
LISTS = ["toilet_group", "land_owner_share", "priority_item"]


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_a_profile_is_looked_over_as_agreed(case: dict[str, Any]) -> None:
    form, answers, today = VECTORS["form"], case["answers"], case["today"]
    assert open_questions(form, answers, today) == case["open"]
    assert asked_now(form, answers, today) == case["asked"]
    said = [{"id": one.id, "kind": one.kind, "says": one.says["en"]} for one in warnings(form, answers, today)]
    assert said == case["warnings"]


@pytest.mark.parametrize("case", OF_BOUNDARIES["cases"], ids=lambda case: case["name"])
def test_a_boundary_is_looked_over_as_agreed(case: dict[str, Any]) -> None:
    found = warnings(OF_BOUNDARIES["form"], case["answers"], case["today"])
    assert [{"id": one.id, "kind": one.kind, "says": one.says["en"]} for one in found] == case["warnings"]


def test_the_rules_that_boundaries_are_held_to_are_those_of_the_built_in_form() -> None:
    assert OF_BOUNDARIES["form"]["rules"] == [one for one in service.form()["rules"] if one["id"] in ("X6", "X9")]


def test_the_short_form_of_the_built_in_form_has_65_questions_and_three_lists() -> None:
    asked = asked_now(service.form(), {}, TODAY)
    assert [name for name in asked if name in service.form()["repeats"]] == LISTS
    assert len(asked) == 65 + len(LISTS)
    assert asked[:2] == ["consent_explained", "consent_collect"]


def test_a_no_of_the_meeting_ends_the_questions() -> None:
    said = {"consent_explained": {"value": "yes"}, "consent_collect": {"value": "no"}}
    assert open_questions(service.form(), said, TODAY) == ["consent_refusal_reason"]


def test_consent_refused_or_not_known_is_not_asked_yet() -> None:
    for other in ("refused", "unknown", "not_applicable"):
        said = {"consent_explained": {"answer": other}, "consent_collect": {"answer": other}}
        assert open_questions(service.form(), said, TODAY)[0] == "consent_collect"
        assert "consent_refusal_reason" not in asked_now(service.form(), said, TODAY)


def test_only_few_rules_block() -> None:
    blocking = {rule["id"] for rule in service.form()["rules"] if rule["kind"] == "block"}
    assert blocking == {"X7", "X9", "X12", "X18"}
