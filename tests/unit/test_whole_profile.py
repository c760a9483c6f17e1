"""A whole profile as it is handed in: the same verdict as on the phone, and answers held against the form's shape."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import meta

from app.demo.reading import answer_sets
from app.profiles.handing_in import looked_through
from app.profiles.whole_form import out_of_shape, schema_of
from app.questionnaire import service
from app.questionnaire.xlsform.importing import import_workbook
from tests.workbooks import asked, workbook

FOLDER = Path(__file__).parent.parent / "vectors"
VECTORS: dict[str, Any] = {
    name: json.loads((FOLDER / f"{name}.json").read_text("utf-8")) for name in ("handing_in", "profile_rules", "rows")
}
TODAY = "2026-11-22"
CONSENT = {"consent_explained": {"value": "yes"}, "consent_collect": {"value": "yes"}}


@pytest.mark.parametrize("case", VECTORS["handing_in"]["cases"], ids=lambda case: case["name"])
def test_a_profile_that_is_handed_in_comes_to_what_was_agreed(case: dict[str, Any]) -> None:
    told = VECTORS[case["vectors"]]
    profile = next(one for one in told["cases"] if one["name"] == case["case"])
    verdict = looked_through(told["form"], profile["answers"], case["reasons"], profile["today"])
    found = {name: [one["id"] for one in said] for name, said in verdict.as_json().items() if name != "open"}
    assert {"open": verdict.open, **found} == {name: case[name] for name in ("open", *found)}


@pytest.mark.parametrize("name", sorted(answer_sets()))
def test_every_answer_of_the_demonstration_is_of_its_kind_and_nothing_blocks(name: str) -> None:
    said = {path: told if isinstance(told, dict) else {"value": told} for path, told in answer_sets()[name].items()}
    verdict = looked_through(service.form(), said, {}, TODAY)
    assert verdict.blocked == []


STRANGE = {
    "a number as text": ("households_total", {"value": "135"}),
    "half a household": ("households_total", {"value": 135.5}),
    "yes as a number": ("households_total", {"value": True}),
    "a code nobody can choose": ("water_main_source", {"value": "fountain"}),
    "one code where several are asked": ("water_barriers", {"value": "price"}),
    "a strange code among several": ("water_barriers", {"value": ["price", "dragons"]}),
    "the thirty-first of February": ("return_date", {"value": "2026-02-31"}),
    "a point without a place": ("centre_point", {"value": {"type": "Point", "coordinates": []}}),
    "a boundary that is a point": ("boundary", {"value": {"type": "Point", "coordinates": [1, 2]}}),
    "a picture by its name": ("entrance_photo", {"value": "gate.jpg"}),
    "an answer and none at once": ("households_total", {"value": 135, "answer": "refused"}),
    "a fifth way not to answer": ("households_total", {"answer": "perhaps"}),
    "found in a way nobody knows": ("households_total", {"value": 135, "source": "a dream"}),
    "a text in a row": ("toilet_group/shared+pit_slab/toilet_seats_total", {"value": "six"}),
    "a row's place as text": ("toilet_group/shared+pit_slab/_order", {"value": "first"}),
    "a list answered with a number": ("toilet_group", {"value": 3}),
    "a round before the first": ("round", {"value": 0}),
}


@pytest.mark.parametrize("what", STRANGE)
def test_an_answer_that_is_none_is_found_by_its_path_and_blocks(what: str) -> None:
    path, answer = STRANGE[what]
    verdict = looked_through(service.form(), {**CONSENT, path: answer}, {}, TODAY)
    assert [(one.id, one.questions) for one in verdict.blocks] == [(f"shape/{path}", [path])]
    assert path not in verdict.open


PLAIN = {
    "a whole number written with a point": ("households_total", {"value": 135.0}),
    "blank": ("households_total", {"value": ""}),
    "nothing chosen": ("water_barriers", {"value": []}),
    "taken back": ("households_total", {"value": None}),
    "not known, found nowhere": ("households_total", {"answer": "unknown", "source": None}),
    "none of these": ("toilet_group", {"value": "none"}),
    "a question that the form lost": ("colour_of_the_gate", {"value": ["green", 3]}),
    "who chose between two": ("households_total", {"value": 135, "chosen_with": "Both teams", "replaces": ["a"]}),
}


@pytest.mark.parametrize("what", PLAIN)
def test_what_people_may_well_say_is_never_called_strange(what: str) -> None:
    path, answer = PLAIN[what]
    assert out_of_shape(service.form(), {**CONSENT, path: answer}) == []


def test_a_form_that_a_federation_wrote_is_held_against_its_own_shape_and_rules() -> None:
    rows = [
        *asked("integer taps", "integer working", "date day.of_visit"),
        {"type": "begin repeat", "name": "pump", "label": "Pumps"},
        *asked("select_one yes_no broken"),
        {"type": "end repeat"},
    ]
    rows[1] |= {"constraint": ". <= ${taps}", "constraint_message": "Not more than {taps}"}
    form = import_workbook(workbook(rows)).form
    assert form
    one, other = "0198a5a0-0000-7000-8000-000000000001", "0198a5a0-0000-7000-8000-000000000002"
    answers = {
        "taps": {"value": 4}, "working": {"value": 6}, "day.of_visit": {"value": "soon"}, "dayXof_visit": {"value": 7},
        f"pump/{one}/broken": {"value": "perhaps"}, f"pump/{other}/broken": {"value": "no"},
    }  # fmt: skip
    verdict = looked_through(form, answers, {}, TODAY)
    assert verdict.blocked == ["day.of_visit", f"pump/{one}/broken"]
    assert [one.questions for one in verdict.unexplained] == [["working"]]


def test_the_schema_of_our_own_form_is_a_json_schema() -> None:
    assert meta.is_valid(schema_of(service.form()))
