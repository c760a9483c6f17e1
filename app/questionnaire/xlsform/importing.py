"""Makes a form of a workbook: read, compiled by the same compiler as our own questionnaire, and passed by pyxform.

Whatever cannot be taken is refused here with sheet, row, column and reason, all of it at once: never in the field.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.questionnaire.compiling import compile_form
from app.questionnaire.form import Form
from app.questionnaire.problems import QuestionnaireBroken
from app.questionnaire.xlsform import asking, judged
from app.questionnaire.xlsform.choices import Lists
from app.questionnaire.xlsform.extras import read_extras
from app.questionnaire.xlsform.findings import LONGEST_VALUE_TOLD, Cell, Finding, Findings
from app.questionnaire.xlsform.languages import Languages, code_of
from app.questionnaire.xlsform.leaving_out import leave_out
from app.questionnaire.xlsform.meanings import conditions_in, store_as_answers
from app.questionnaire.xlsform.survey import Reading, Survey
from app.questionnaire.xlsform.workbook import Row, Sheet, Sheets, open_workbook

_FORM_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")
LISTS_IN = (".csv", ".geojson")
SETTINGS_USED = frozenset(("form_title", "form_id", "version", "default_language", "allow_choice_duplicates"))


@dataclass(frozen=True)
class Imported:
    """What a workbook came to: its form, or why there is none; and what its writer should know."""

    form: Form | None
    form_id: str
    refused: list[Finding]
    remarks: list[Finding]


def import_workbook(body: bytes, files: Mapping[str, bytes] | None = None, without: Collection[int] = ()) -> Imported:
    """Return the form of an .xlsx; ``files`` are the lists its questions name. Raises WorkbookUnreadable.

    ``without``: rows of the sheet survey to be left out, by the numbers a spreadsheet shows.
    """
    found = Findings()
    sheets = open_workbook(body, found)
    if "survey" not in sheets:
        found.refuse(Cell("survey", 1, ""), "This workbook has no sheet named survey: it is no XLSForm.")
        return Imported(None, "", found.refused, found.remarks)
    settings = _settings(sheets, found)
    languages = Languages(sheets, settings.get("default_language"))
    title = languages.words(settings, "form_title") or {languages.first: settings.get("form_id") or "Form"}
    lists = Lists(languages, found)
    lists.read(sheets)
    left_out = leave_out(sheets["survey"], without, found)
    _read_files(sheets["survey"], lists, files or {}, found)
    rows = [row for sheet in ("survey", "rules") if sheet in sheets for row in sheets[sheet].rows]
    store_as_answers(lists, [text for row in rows for text in conditions_in(row.cells)], found)
    survey = Reading(sheets["survey"], languages, lists, found, title).all()
    texts = _texts(settings, title, languages, lists, survey) | {"choice_columns": lists.columns_used(survey.filtered)}
    cells = survey.cells | read_extras(sheets, texts, languages, found)
    form = _compiled(texts, cells, found)
    if form and left_out:
        form["left_out"] = left_out
    judged.by_pyxform(sheets, found)
    found = found.in_order()
    refused = _with_questions(found.refused, sheets["survey"], languages)
    return Imported(None if refused else form, settings.get("form_id"), refused, found.remarks)


def _with_questions(refused: list[Finding], survey: Sheet, languages: Languages) -> list[Finding]:
    """Say of each refused row what is asked in it: its number alone is told to nobody who does not see the workbook."""
    rows = {row.number: row for row in survey.rows}
    return [
        replace(one, question=_named(rows[one.row], languages)) if one.sheet == survey.name and one.row in rows else one
        for one in refused
    ]


def _named(row: Row, languages: Languages) -> str:
    words = languages.words(row, "label")
    label = words.get("en") or next(iter(words.values()), "")
    return " · ".join(part for part in (row.get("name"), label) if part)[:LONGEST_VALUE_TOLD]


def _settings(sheets: Sheets, found: Findings) -> Row:
    sheet = sheets.get("settings") or Sheet("settings")
    row = sheet.rows[0] if sheet.rows else Row(sheet.name, 2, {}, {}, {})
    if not row.get("form_id"):
        found.refuse(row.cell("form_id"), "The sheet settings needs a form_id: the form's versions are known by it.")
    elif not _FORM_ID.fullmatch(row.get("form_id")):
        found.refuse(
            row.cell("form_id"),
            "A form_id begins with a letter and has letters, digits, _ - and . after it, 64 at most.",
        )
    for heading in sheet.headings:
        if heading.column and heading.column not in SETTINGS_USED and row.get(heading.column, heading.language):
            found.remark(row.cell(heading.column, heading.language), "Kwetu has no use for this setting.")
    return row


def _read_files(survey: Sheet, lists: Lists, files: Mapping[str, bytes], found: Findings) -> None:
    named = {name.rpartition("/")[2]: body for name, body in files.items()}
    for row in survey.rows:
        asked = asking.asked(row.get("type"))
        if asked is None or "_from_file" not in row.get("type").lower() or asked.choices in lists.choices:
            continue
        if not asked.choices.lower().endswith(LISTS_IN):
            found.refuse(row.cell("type"), "Only lists in CSV and GeoJSON files can be taken; save this list as CSV.")
        elif asked.choices not in named:
            found.refuse(
                row.cell("type"), f"The list stands in the file {asked.choices}: choose it together with the workbook."
            )
        else:
            told = dict(part.split("=", 1) for part in re.split(r"[;,\s]+", row.get("parameters")) if "=" in part)
            lists.read_file(asked.choices, named[asked.choices], row.cell("type"), told)


def _texts(settings: Row, title: dict[str, str], languages: Languages, lists: Lists, survey: Survey) -> dict[str, Any]:
    """Return the workbook in the shape of the questionnaire's text files."""
    version = settings.get("version")
    number = version if version.isdigit() and 0 < int(version) < 1_000_000 else "1"
    spoken = languages.say(title, "title")
    for text in languages.texts.values():
        if told := text.pop("title", ""):
            text.setdefault("sentences", {})[spoken] = told
    names = languages.names or {code_of("English"): "English"}
    return {
        "form": {
            "form": f"{settings.get('form_id')}@{number}",
            "title": spoken,
            "sections": list(survey.sections),
            "languages": dict(names),
        },
        "sections": survey.sections,
        "groups": survey.groups,
        "choices": lists.choices,
        "choice_media": lists.media,
        "rules": [],
        "languages": languages.texts,
    }


def _compiled(texts: dict[str, Any], cells: Mapping[tuple[str, str], Cell], found: Findings) -> Form | None:
    """Compile; a fault is told at the cell that its name and column stand in."""
    try:
        return compile_form(texts)
    except QuestionnaireBroken as broken:
        for fault in broken.faults:
            column = "choice_filter" if fault.column == "filter" else fault.column
            cell = (
                cells.get((fault.name, column))
                or cells.get((fault.name, "name"))
                or Cell("survey", 1, column, fault.name)
            )
            if not found.is_refused(cell):
                found.refuse(cell, fault.why)
        return None
