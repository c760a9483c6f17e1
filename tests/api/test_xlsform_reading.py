"""Spreadsheets become forms, and forms spreadsheets; what a meeting could not be asked is refused cell by cell."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.questionnaire import repository
from app.questionnaire.compiling import compile_form
from app.questionnaire.form import Form
from app.questionnaire.rules import evaluate
from app.questionnaire.xlsform.exporting import export_workbook
from app.questionnaire.xlsform.importing import Imported, import_workbook
from tests.workbooks import SETTINGS, YES_NO, asked, hostile, workbook


def form_of(body: bytes, **files: bytes) -> Form:
    imported = import_workbook(body, files)
    assert imported.form, [str(one) for one in imported.refused]
    return imported.form


def one(name: str, **more: Any) -> list[dict[str, Any]]:
    return [{"type": "integer", "name": name, "label": name, **more}]


def refusals(imported: Imported) -> list[tuple[str, int, str]]:
    return [(told.sheet, told.row, told.column) for told in imported.refused]


def test_our_own_questionnaire_comes_back_identical_from_its_workbook() -> None:
    imported = import_workbook(export_workbook(repository.read_texts()))
    assert (imported.refused, imported.remarks) == ([], [])
    assert json.dumps(imported.form) == json.dumps(compile_form(repository.read_texts()))


def test_a_changed_cell_of_our_workbook_is_a_changed_form() -> None:
    texts = repository.read_texts()
    texts["sections"]["F"]["questions"][0]["label"] = "Where do people here fetch water?"
    changed = form_of(export_workbook(texts))
    assert changed["questions"]["water_main_source"]["label"]["en"] == "Where do people here fetch water?"


def test_groups_become_sections_and_short_groups_and_their_conditions_hold_inside() -> None:
    rows = [
        *asked("note welcome"),
        {"type": "begin group", "name": "water", "label": "Water"},
        *asked("select_one yes_no taps"),
        {
            "type": "begin_group",
            "name": "each",
            "label": "Each tap",
            "relevant": "${taps} = 'yes'",
            "appearance": "field-list",
        },
        {"type": "integer", "name": "litres", "label": "litres", "relevant": "${taps} != 'no'"},
        {"type": "end_group"},
        {"type": "end group"},
    ]
    form = form_of(workbook(rows))
    assert [(one["label"]["en"], one["questions"]) for one in form["sections"]] == [
        ("Taps of the block", ["welcome"]),
        ("Water", ["taps", "litres"]),
    ]
    assert form["groups"]["each"] == {"label": {"en": "Each tap"}, "together": True}
    litres = form["questions"]["litres"]
    assert litres["group"] == "each"
    for said, shown in (("yes", True), ("no", False)):
        assert evaluate(litres["relevant"], {"taps": {"value": said}}, None, "2026-11-22") is shown


def test_what_the_writer_does_not_say_stays_with_the_federation() -> None:
    taps = form_of(workbook(asked("integer taps")))["questions"]["taps"]
    assert (taps["sensitive"], taps["ask"], taps["core"]) == (2, "room", True)


def test_every_language_arrives_and_the_first_stands_in_for_english() -> None:
    row = {
        "type": "text",
        "name": "nom",
        "label::Français (fr)": "Le nom ?",
        "label::Lingala (ln)": "Nkombo?",
        "hint::Français (fr)": "En entier",
    }
    form = form_of(workbook([row], settings=[{**SETTINGS[0], "default_language": "Français (fr)"}]))
    assert form["languages"] == {"fr": "Français", "ln": "Lingala"}
    assert form["questions"]["nom"]["label"] == {"en": "Le nom ?", "fr": "Le nom ?", "ln": "Nkombo?"}
    assert form["questions"]["nom"]["hint"] == {"en": "En entier", "fr": "En entier"}


CITIES = [
    {"list_name": "country", "name": "zw", "label": "Zimbabwe"},
    {"list_name": "country", "name": "ph", "label": "Philippines"},
    {"list_name": "city", "name": "hre", "label": "Harare", "country": "zw"},
    {"list_name": "city", "name": "mun", "label": "Muntinlupa", "country": "ph", "image": "mun.png"},
]


def test_a_list_that_depends_on_another_answer_keeps_what_its_filter_looks_at() -> None:
    rows = asked("select_one country country", "select_one city city")
    rows[0]["name"] = "land"
    rows[1]["choice_filter"] = "country = ${land}"
    form = form_of(workbook(rows, CITIES))
    assert [one["columns"] for one in form["choices"]["city"]] == [{"country": "zw"}, {"country": "ph"}]
    assert form["choices"]["city"][1]["media"] == {"image": {"en": "mun.png"}}
    assert "columns" not in form["choices"]["country"][0]
    assert json.dumps(form["questions"]["city"]["filter"]).count('"land"') == 1


def test_a_list_in_a_csv_file_comes_along_with_the_workbook() -> None:
    rows = asked("select_one_from_file wards.csv ward")
    missing = import_workbook(workbook(rows))
    assert refusals(missing) == [("survey", 2, "type")]
    assert "choose it together with the workbook" in missing.refused[0].reason
    form = form_of(workbook(rows), **{"wards.csv": b"name,label\nw7,Ward 7\nw8,Ward 8\n"})
    assert [one["code"] for one in form["choices"]["wards.csv"]] == ["w7", "w8"]


def test_rows_of_a_repeat_have_the_key_their_writer_names() -> None:
    rows = group("tap", *asked("select_one yes_no owner"), kind="repeat", repeat_key="owner")
    form = form_of(workbook(rows))
    assert (form["repeats"]["tap"]["key"], form["repeats"]["tap"]["questions"]) == ("owner", ["owner"])
    assert form["questions"]["owner"]["repeat"] == "tap"


def test_or_other_asks_in_the_meetings_own_words() -> None:
    form = form_of(workbook(one("agreed", type="select_one yes_no or_other")))
    assert form["questions"]["agreed_other"]["type"] == "text"
    assert form["questions"]["agreed_other"]["sensitive"] == 2
    assert form["choices"]["yes_no"][-1]["code"] == "other"


def test_a_range_has_the_bounds_of_a_number_pad() -> None:
    form = form_of(
        workbook([{"type": "range", "name": "steps", "label": "steps", "parameters": "start=2 end=8 step=2"}])
    )
    assert [form["questions"]["steps"].get(key) for key in ("type", "min", "max")] == ["integer", 2, 8]


def group(name: str, *rows: dict[str, Any], kind: str = "group", **more: str) -> list[dict[str, Any]]:
    return [{"type": f"begin_{kind}", "name": name, "label": name, **more}, *rows, {"type": f"end_{kind}"}]


TAPS = asked("integer taps")
WRONG: dict[str, tuple[list[dict[str, Any]], tuple[int, str], str]] = {
    "a name that stands twice": ([*TAPS, *asked("text taps")], (3, "name"), "row 2 already"),
    "an unknown type": (asked("integre taps"), (2, "type"), "no such type"),
    "a type phones cannot ask": (asked("video taps"), (2, "type"), "films"),
    "a list that is not there": (asked("select_one lost taps"), (2, "type"), "list of choices"),
    "a broken reference": (one("taps", relevant="${pumps} > 0"), (2, "relevant"), "pumps"),
    "a broken reference of a group": (group("g", *TAPS, relevant="${pumps} > 0"), (2, "relevant"), "pumps"),
    "a reference in a label": (one("taps", label="Taps of ${owner}"), (2, "label"), "owner"),
    "an expression nobody can read": (one("taps", constraint=". >"), (2, "constraint"), "Ends too early"),
    "a function phones do not have": (
        one("taps", type="calculate", calculation="pulldata('a', 'b', 'c', 'd')"),
        (2, "calculation"),
        "pulldata",
    ),
    "a calculation of itself": (one("taps", type="calculate", calculation="${taps} + 1"), (2, "calculation"), "circle"),
    "a calculated answer of people": (one("taps", calculation="1 + 1"), (2, "calculation"), "not written over"),
    "a name with a space": (one("the taps"), (2, "name"), "begins with a letter"),
    "a name Kwetu uses itself": (one("round"), (2, "name"), "uses this name itself"),
    "a row without a name": ([{"type": "integer", "label": "Taps"}], (2, "name"), "no name"),
    "a group that is not ended": (group("g", *TAPS)[:-1], (2, "type"), "not ended"),
    "an end of nothing": ([*TAPS, {"type": "end_group"}], (3, "type"), "nothing is open"),
    "a repeat inside a repeat": (
        group("a", *group("b", *TAPS, kind="repeat"), kind="repeat"),
        (3, "type"),
        "inside a repeat",
    ),
    "a level that is none": (one("taps", sensitive=9), (2, "sensitive"), "9 is none"),
    "a required that is no yes or no": (one("taps", required="maybe"), (2, "required"), "yes or no"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_cannot_be_asked_is_refused_where_it_stands(wrong: str) -> None:
    rows, (row, column), why = WRONG[wrong]
    imported = import_workbook(workbook(rows))
    told = [one for one in imported.refused if (one.sheet, one.row, one.column) == ("survey", row, column)]
    assert imported.form is None
    assert told, imported.refused
    assert why in told[0].reason


def test_all_that_is_wrong_is_told_at_once() -> None:
    rows = [
        *asked("integer taps", "video film", "select_one lost list"),
        {"type": "integer", "name": "more", "label": "more", "relevant": "${gone} = 1", "constraint": ". >"},
    ]
    choices = [*YES_NO, {"list_name": "yes_no", "name": "yes", "label": "Yes again"}]
    imported = import_workbook(workbook(rows, choices, settings=[{"form_title": "No id"}]))
    assert refusals(imported) == [
        ("survey", 3, "type"),
        ("survey", 4, "type"),
        ("survey", 5, "constraint"),
        ("survey", 5, "relevant"),
        ("choices", 4, "name"),
        ("settings", 2, "form_id"),
    ]


def test_what_is_taken_otherwise_than_other_tools_do_is_said() -> None:
    rows = [
        {"type": "start", "name": "start"},
        {
            "type": "integer",
            "name": "taps",
            "label": "taps",
            "default": "4",
            "appearance": "counter",
            "my notes": "ask Nena",
        },
    ]
    imported = import_workbook(workbook(rows))
    assert imported.form
    told = {(one.row, one.column) for one in imported.remarks}
    assert told == {(2, "type"), (3, "default"), (3, "appearance"), (1, "my notes")}


def test_what_only_pyxform_finds_is_told_with_its_row() -> None:
    rows = [
        *asked("integer taps"),
        {"type": "select_one yes_no", "name": "agreed", "label": "Agreed?", "parameters": "seed=five randomize=true"},
    ]
    imported = import_workbook(workbook(rows))
    assert imported.form is None
    assert [(one.sheet, one.row) for one in imported.refused] in ([("survey", 3)], [("survey", 1)])
    assert imported.refused[0].reason.startswith("pyxform: ")


def test_a_refused_row_is_told_with_the_name_and_the_words_of_its_question() -> None:
    film = {"type": "video", "name": "street_film", "label::Shona (sn)": "Torai vhidhiyo", "label": "Film the street"}
    imported = import_workbook(workbook([*asked("integer taps"), film]))
    assert [(one.row, one.question) for one in imported.refused] == [(3, "street_film · Film the street")]


def test_names_a_question_had_before_are_kept_with_it() -> None:
    form = form_of(workbook([{"type": "integer", "name": "taps_total", "label": "taps_total", "alias": "taps pumps"}]))
    assert form["questions"]["taps_total"]["aliases"] == ["taps", "pumps"]


def test_the_command_writes_our_workbook_and_finds_no_fault_in_it(tmp_path: Path) -> None:
    file = tmp_path / "ours.xlsx"
    assert CliRunner().invoke(app, ["form", "export", "--xlsx", str(file)]).exit_code == 0
    told = CliRunner().invoke(app, ["form", "check", str(file)])
    assert (told.exit_code, told.stderr) == (0, "")
    assert "fits together: 258 fields, 74 core, 6 repeats" in told.stdout


def test_the_command_names_every_cell_that_stands_in_the_way_and_finds_lists_beside_the_workbook(
    tmp_path: Path,
) -> None:
    file = tmp_path / "taps.xlsx"
    file.write_bytes(workbook(asked("select_one_from_file wards.csv ward", "video film")))
    (tmp_path / "wards.csv").write_text("name,label\nw7,Ward 7\n")
    told = CliRunner().invoke(app, ["form", "check", str(file)])
    assert told.exit_code == 1
    assert told.stderr.splitlines() == [
        "survey, row 3, column type (video): "
        "Phones cannot take films yet; leave this row out, or ask in words what it would show (text)."
    ]


def test_the_command_says_in_a_sentence_that_a_file_is_no_workbook(tmp_path: Path) -> None:
    file = tmp_path / "taps.xlsx"
    file.write_bytes(hostile()["an .xls renamed .xlsx"])
    told = CliRunner().invoke(app, ["form", "check", str(file)])
    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr == "This is an old .xls workbook, whatever it is called. Save it as .xlsx.\n"


def test_photos_and_recordings_wait_for_nobody_and_a_rule_cannot_ask_a_row_from_outside() -> None:
    rows = [{**asked("image photo")[0], "required": "yes"}, *asked("integer taps")]
    imported = import_workbook(workbook(rows))
    assert imported.form
    photo = imported.form["questions"]["photo"]
    assert (photo["core"], photo["required"]) == (False, False)
    assert [(one.row, one.column) for one in imported.remarks] == [(2, "type")]
    wells = [{"type": "begin_repeat", "name": "well", "label": "Wells"}, *asked("integer deep"), {"type": "end_repeat"}]
    rules = [{"id": "R1", "kind": "warn", "holds": "${deep} > 0", "says": "No well is that deep."}]
    refused = import_workbook(workbook([*asked("integer taps"), *wells], rules=rules)).refused
    assert [(one.sheet, one.row, one.column) for one in refused] == [("rules", 2, "holds")]
