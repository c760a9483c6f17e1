"""Lists of a profile, row by row: what is asked, open and does not fit is the same on the server as on the phone."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.profiles.row_rules import all_warnings
from app.profiles.rules import asked_now, open_questions
from app.questionnaire import service as questionnaire
from app.questionnaire.rows import rows_in

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent.parent / "vectors" / "rows.json").read_text("utf-8"))


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_the_rows_of_a_profile_are_looked_over_as_agreed(case: dict[str, Any]) -> None:
    form, answers, today = VECTORS["form"], case["answers"], case["today"]
    assert {repeat: keys for repeat, keys in rows_in(answers).items() if keys} == case["rows"]
    assert open_questions(form, answers, today) == case["open"]
    assert asked_now(form, answers, today) == case["asked"]
    said = [
        {"id": one.id, "kind": one.kind, "says": one.says["en"], "questions": one.questions}
        for one in all_warnings(form, answers, today)
    ]
    assert said == case["warnings"]


@pytest.mark.parametrize(("path", "level"), VECTORS["levels"].items())
def test_a_row_is_as_sensitive_on_the_server_as_on_the_phone(path: str, level: int) -> None:
    assert questionnaire.level_of(path) == level
