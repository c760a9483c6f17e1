"""Lists of choices out of spreadsheets: looked into, from files, saying "do not know", naming rows."""

import json

import pytest

from app.questionnaire.rules import Around, evaluate
from app.questionnaire.xlsform.importing import import_workbook
from tests.api.test_xlsform_reading import form_of
from tests.workbooks import asked, workbook


def listed(*rows: tuple[str, str], **means: str) -> list[dict[str, str]]:
    return [{"list_name": "how", "name": code, "label": label, "means": means.get(code, "")} for code, label in rows]


KNOWN = [("good", "Good"), ("bad", "Bad")]
ALIKE = [
    ("no", "Refused"),
    ("98", "Don’t know"),
    ("na", "N/A"),
    ("dk", "Denmark"),
    ("99", "Ninety-nine"),
    ("dont_know", "Hindi alam"),
]


def test_choices_that_say_do_not_know_are_that_answer_only_where_nothing_else_could_be_meant() -> None:
    imported = import_workbook(workbook(asked("select_one how state"), listed(*KNOWN, *ALIKE)))
    assert imported.form, imported.refused
    assert [one["code"] for one in imported.form["choices"]["how"]] == ["good", "bad", "no", "dk", "99"]
    said = [(one.row, one.reason.partition("”")[0]) for one in imported.remarks]
    answers = ["Kept as the answer “Do not know", "Kept as the answer “Does not apply"]
    assert said == [(5, answers[0]), (6, answers[1]), (9, answers[0])]


def test_what_a_choice_means_is_said_in_a_column_and_a_choice_that_conditions_ask_for_stays() -> None:
    choices = listed(*KNOWN, *ALIKE, ("secret", "Lihim"), dk="unknown", na="choice", secret="refused")
    why = {**asked("text why")[0], "relevant": "${state} = '98' or ${state} = 'dk'"}
    imported = import_workbook(workbook([*asked("select_one how state"), why], choices))
    assert imported.form, imported.refused
    assert [one["code"] for one in imported.form["choices"]["how"]] == ["good", "bad", "no", "98", "na", "99"]
    assert "Stays a choice, for a condition asks for it" in imported.remarks[0].reason
    strange = import_workbook(workbook(asked("select_one how state"), listed(*KNOWN, bad="never")))
    assert [(one.sheet, one.row, one.column) for one in strange.refused] == [("choices", 3, "means")]


def test_a_list_of_a_form_is_looked_into_by_its_columns() -> None:
    choices = [{"list_name": "wards", "name": f"w{n}", "label": f"Ward {n}", "city": f"c{n}"} for n in (1, 2)]
    rows = [*asked("select_one wards ward"), *one_looked("instance('wards')/root/item[name = ${ward}]/city")]
    form = form_of(workbook(rows, choices))
    told = evaluate(
        form["questions"]["told"]["calculation"], {"ward": {"value": "w2"}}, None, "2026-11-22", Around(form)
    )
    assert told == "c2"
    for looked, why in (
        ("instance('lost')/root/item[name = ${ward}]/label", "lost"),
        ("instance('wards')/root/item[name = ${ward}]/mayor", "mayor"),
    ):
        refused = import_workbook(workbook([*asked("select_one wards ward"), *one_looked(looked)], choices)).refused
        assert [(one.row, one.column) for one in refused] == [(3, "calculation")]
        assert why in refused[0].reason


def one_looked(calculation: str) -> list[dict[str, str]]:
    return [{"type": "calculate", "name": "told", "calculation": calculation}]


def test_a_list_of_places_is_known_by_its_ids_and_titles_and_looked_into_by_the_name_of_its_file() -> None:
    features = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [31, -17]}, "properties": told}
        for told in ({"id": "a", "title": "Clinic A", "beds": 4}, {"id": "b", "beds": None})
    ]
    body = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    beds = one_looked("instance('clinics')/root/item[name = ${clinic}]/beds")
    rows = [*asked("select_one_from_file clinics.geojson clinic"), *beds]
    form = form_of(workbook(rows), **{"clinics.geojson": body})
    assert form["choices"]["clinics.geojson"] == [
        {"code": "a", "label": {"en": "Clinic A"}, "columns": {"beds": "4"}},
        {"code": "b", "label": {"en": "b"}},
    ]
    said = {"clinic": {"value": "a"}}
    assert evaluate(form["questions"]["told"]["calculation"], said, None, "2026-11-22", Around(form)) == "4"
    for broken in (b"{", b"[]", b'{"type": "FeatureCollection", "features": [1]}', b"\xff", b"[" * 100_000):
        refused = import_workbook(workbook(rows[:1]), {"clinics.geojson": broken}).refused
        assert "cannot be read as a list" in refused[0].reason


@pytest.mark.parametrize(("key", "why"), [("lost", "lost is none"), ("deep", "deep is none"), ("kind", "a/b of kind")])
def test_rows_that_could_not_be_told_apart_are_refused(key: str, why: str) -> None:
    rows = [
        {"type": "begin_repeat", "name": "well", "label": "Wells", "repeat_key": key},
        *asked("integer deep", "select_one how kind"),
        {"type": "end_repeat"},
    ]
    refused = import_workbook(workbook(rows, listed(("a/b", "Either"), ("c", "Neither")))).refused
    assert [(one.row, one.column) for one in refused] == [(2, "repeat_key")]
    assert why in refused[0].reason
