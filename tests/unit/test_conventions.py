"""The conventions of docs/questionnaire.md, one test each, held by the built-in form itself."""

import io
from typing import Any

import openpyxl
import pytest

from app.ledger.rules import SOURCES
from app.profiles.rules import asked_now, open_questions, warnings
from app.questionnaire import repository, service
from app.questionnaire.answers import path_problem
from app.questionnaire.compiling import ASKS
from app.questionnaire.rules import with_calculations
from app.questionnaire.xlsform.exporting import export_workbook

TODAY = "2026-11-22"
RING = [[121.04, 14.38], [121.041, 14.38], [121.041, 14.381], [121.04, 14.38]]
HOLE = [[121.0404, 14.3801], [121.0406, 14.3801], [121.0406, 14.3803], [121.0404, 14.3801]]
YES = {"consent_collect": {"value": "yes"}}


@pytest.mark.parametrize("answer", ["unknown", "refused", "not_applicable"])
def test_a_required_question_is_met_by_any_of_the_answers_and_none_outside_the_short_form_binds(answer: str) -> None:
    form = service.form()
    core = {name for name, question in form["questions"].items() if question["core"]}
    said: dict[str, Any] = {name: {"answer": answer} for name in core if "repeat" not in form["questions"][name]}
    said |= {name: {"answer": "unknown"} for name in form["repeats"]}
    assert "households_total" in open_questions(form, YES, TODAY)
    assert open_questions(form, said | YES, TODAY) == []


def test_an_unknown_total_makes_a_constraint_pass_a_calculation_unknown_and_a_question_optional() -> None:
    form = service.form()
    told: dict[str, Any] = YES | {
        "structures_residential": {"value": 40},
        "structures_mixed": {"answer": "unknown"},
        "structures_business": {"value": 3},
        "structures_other": {"value": 1},
        "structures_permanent": {"value": 9_000},
        "water_on_premises": {"answer": "unknown"},
    }
    assert with_calculations(form, told, TODAY)["structures_total"] == {"value": None}
    assert [one.id for one in warnings(form, told, TODAY)] == []
    assert "water_collection_min" in asked_now(form, told, TODAY)
    assert "water_collection_min" not in open_questions(form, told, TODAY)


def test_every_question_with_the_choice_other_opens_in_your_words_which_stay_with_us() -> None:
    form = service.form()
    opened = {q["words_for"]: q for q in form["questions"].values() if "words_for" in q}
    with_other = {
        name
        for name, question in form["questions"].items()
        if any(choice["code"] == "other" for choice in form["choices"].get(question.get("choices", ""), []))
    }
    assert set(opened) == with_other
    assert {(question["type"], question["sensitive"]) for question in opened.values()} == {("text", 2)}


def test_how_a_number_was_found_is_one_of_four_and_each_path_has_its_own_by_default() -> None:
    assert set(SOURCES) == {"counted", "observed", "meeting", "official"}
    questions = service.form()["questions"].values()
    counted = {q.get("source") for q in questions if q["ask"] == "walk" and q["type"] in ("integer", "decimal")}
    asked = {q.get("source") for q in questions if q["ask"] in ("room", "women") and "words_for" not in q}
    assert (counted, asked) == ({"counted"}, {"meeting"})


def test_every_question_is_asked_of_somebody_we_know() -> None:
    assert {question["ask"] for question in service.form()["questions"].values()} == ASKS


def test_a_boundary_may_have_parts_and_holes_and_goes_out_as_a_shape() -> None:
    parts = {"type": "MultiPolygon", "coordinates": [[RING, HOLE], [RING]]}
    assert path_problem(service.form(), "boundary", {"value": parts}) is None
    assert path_problem(service.form(), "boundary", {"value": {"type": "Point", "coordinates": [121, 14]}}) is not None
    assert exported_type("boundary") == "geoshape"


def exported_type(name: str) -> str:
    """Return the type a question has in the exported workbook."""
    survey = openpyxl.load_workbook(io.BytesIO(export_workbook(repository.read_texts())), read_only=True)["survey"]
    head, *rows = list(survey.iter_rows(values_only=True))
    at = {str(column): place for place, column in enumerate(head)}
    return str(next(row[at["type"]] for row in rows if row[at["name"]] == name))
