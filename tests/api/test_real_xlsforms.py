"""Workbooks that others wrote become forms; what a phone cannot ask of them is left out by choice."""

from pathlib import Path

from app.questionnaire.rules import Around, evaluate
from app.questionnaire.xlsform.importing import import_workbook
from tests.api.test_xlsforms import publish, send
from tests.cast import Cast
from tests.conftest import Client
from tests.workbooks import asked, workbook

REAL = Path("odk-web-forms/packages/common/src/fixtures/preview-service/xlsforms")
HOUSEHOLDS, EVERYTHING = "socio-economic-survey-v20240515.xlsx", "all-question-types-v2024091201-3.xlsx"
PLACES = Path("odk-web-forms/packages/common/src/fixtures/select/geodataGeoJson.geojson")


def test_a_real_survey_of_households_becomes_a_form(real_files: Path) -> None:
    imported = import_workbook((real_files / REAL / HOUSEHOLDS).read_bytes())
    form = imported.form
    assert form, imported.refused
    assert form["languages"] == {"en": "English", "fr": "French"}
    assert form["repeats"]["familyMembers"]["questions"][:2] == ["firstNameFM", "gender"]
    assert form["questions"]["healthFacility"]["group"] == "health"
    assert form["groups"]["headOfHousehold"]["together"]
    assert form["choices"]["district"][0]["columns"] == {"region": "Sindh"}
    assert form["questions"]["district"]["filter"]
    classed = next(one["calculation"] for one in form["questions"].values() if "lookup" in str(one.get("calculation")))
    said = {"householdIncome": {"value": form["choices"]["seclass"][1]["code"]}}
    around = Around(form, language="fr")
    assert evaluate(classed, said, None, "2026-11-22", around) == form["choices"]["seclass"][1]["label"]["fr"]


def test_a_workbook_of_every_type_becomes_a_form_without_the_rows_that_are_named(real_files: Path) -> None:
    body, files = (real_files / REAL / EVERYTHING).read_bytes(), {"cities.geojson": (real_files / PLACES).read_bytes()}
    refused = import_workbook(body, files).refused
    assert [(one.row, one.column, one.value) for one in refused] == [
        *((row, "type", "video") for row in (44, 45)),
        *((row, "type", "file") for row in (46, 47)),
        (69, "type", "geotrace"),
    ]
    imported = import_workbook(body, files, [one.row for one in refused])
    assert imported.form, imported.refused
    assert [one["row"] for one in imported.form["left_out"]] == [44, 45, 46, 47, 69]
    kinds = {question["type"] for question in imported.form["questions"].values()}
    assert kinds >= {"time", "dateTime", "rank", "image", "audio", "geopoint", "boundary"}
    assert imported.form["choices"]["cities.geojson"][0]["label"] == {"en": "Chinatown Medical Center"}


def test_rows_are_left_out_by_choice_and_what_speaks_of_them_is_refused_in_its_turn(client: Client, cast: Cast) -> None:
    films = [{"type": "begin_group", "name": "seen", "label": "Seen"}, *asked("video film"), {"type": "end_group"}]
    body = workbook([*asked("integer taps"), *films, {**asked("text why")[0], "relevant": "${film} != ''"}])
    who = cast.administrator

    def refused(*without: int) -> list[int]:
        return [one["row"] for one in send(client, who, body, without=list(without)).json()["refused"]]

    assert (refused(), refused(4), refused(3), refused(4, 5)) == ([4, 6], [6], [6], [5, 6])
    looked = send(client, who, body, without=[3, 6]).json()
    left = [{"row": 3, "type": "begin_group", "name": "seen"}, {"row": 4, "type": "video", "name": "film"}]
    assert looked["left_out"] == [*left, {"row": 6, "type": "text", "name": "why"}]
    publish(client, who, body, without=[3, 6])
    listed = {one["form"]: one for one in client.get("/api/forms").json()["forms"]}
    assert [one["row"] for one in listed["taps@1"]["left_out"]] == [3, 4, 6]
    assert set(client.get("/api/forms/taps@1").json()["questions"]) == {"taps"}
