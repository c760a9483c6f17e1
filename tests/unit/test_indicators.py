"""What the answers come to for people is reckoned as on the phone, and nothing unknown is ever taken for nought."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from app.profiles.indicators import FORMULAS, indicators
from app.questionnaire import service

CASES = json.loads((Path(__file__).parents[1] / "vectors" / "indicators.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_the_server_reckons_as_the_phone(case: dict[str, Any]) -> None:
    reckoned = indicators(case["answers"], case["area_m2"])
    assert {name: asdict(reckoned[name]) for name in case["comes_to"]} == case["comes_to"]


def test_every_number_has_a_case_where_it_is_known_and_one_where_it_is_not() -> None:
    known = {name for case in CASES for name, result in case["comes_to"].items() if result["value"] is not None}
    unknown = {name for case in CASES for name, result in case["comes_to"].items() if result["value"] is None}
    assert known == unknown == set(FORMULAS)


def test_taking_away_an_answer_a_number_rests_on_never_leaves_it_resting_on_that_answer() -> None:
    for case in CASES:
        for name, result in case["comes_to"].items():
            for path in result["rests_on"]:
                less = indicators({**case["answers"], path: {"answer": "unknown"}}, case["area_m2"])[name]
                assert path not in less.rests_on
                assert less.value is None or path not in less.missing


def test_what_a_number_rests_on_or_lacks_is_a_question_or_a_group_of_the_form() -> None:
    form = service.form()
    for case in CASES:
        for result in case["comes_to"].values():
            for path in [*result["rests_on"], *result["missing"]]:
                repeat, _, asked = path.partition("/")
                assert path in form["questions"] or repeat in form["repeats"]
                assert not asked or asked.rpartition("/")[2] in form["repeats"][repeat]["questions"]
