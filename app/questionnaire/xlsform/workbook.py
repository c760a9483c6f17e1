"""Opens a workbook that was looked at before (``guarding``) and gives its sheets as rows of plain text."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError

from app.kit.unpacking import BROKEN
from app.questionnaire.problems import WorkbookUnreadable
from app.questionnaire.xlsform import guarding
from app.questionnaire.xlsform.findings import Cell, Findings

LONGEST_CELL = 5_000
MOST_COLUMNS = 200
MOST_ROWS = {"survey": 4_000, "choices": 20_000, "external_choices": 20_000}
MOST_ROWS_ELSEWHERE = 2_000
EMPTY_ROWS_AT_THE_END = 200
SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "rules", "kwetu")

CALLED = {
    "relevance": "relevant", "calculate": "calculation", "caption": "label", "command": "type", "tag": "name",
    "value": "name", "list name": "list_name", "constraining message": "constraint_message",
    "constraint message": "constraint_message", "requiredmsg": "required_message", "readonly": "read_only",
    "required message": "required_message", "read only": "read_only", "choice filter": "choice_filter",
    "repeat count": "repeat_count", "jr:count": "repeat_count", "count": "repeat_count", "form title": "form_title",
    "form id": "form_id", "set_form_title": "form_title", "set_form_id": "form_id", "bind::relevant": "relevant",
    "bind::constraint": "constraint", "bind::calculate": "calculation", "bind::required": "required",
    "bind::jr:constraintmsg": "constraint_message", "control::appearance": "appearance",
    "default language": "default_language",
}  # fmt: skip
"""Other names of columns, as people have written them over the years."""
_MEDIA = re.compile(r"^media::?(?=image|audio|video|big-image)", re.IGNORECASE)


@dataclass(frozen=True)
class Heading:
    """A column: what it holds, in which language (as written, or none), and how its heading is written."""

    column: str
    language: str
    written: str


@dataclass
class Row:
    """One row that holds something; ``number`` as the spreadsheet shows it."""

    sheet: str
    number: int
    written: dict[str, str]
    cells: dict[tuple[str, str], str]
    headings: dict[tuple[str, str], str]

    def get(self, column: str, language: str = "") -> str:
        """Return what stands in a column, or nothing."""
        return self.cells.get((column, language), "")

    def in_languages(self, column: str) -> dict[str, str]:
        """Return a text by the language its heading names."""
        return {language: text for (name, language), text in self.cells.items() if name == column}

    def cell(self, column: str, language: str = "") -> Cell:
        """Return the place of a column in this row."""
        heading = self.headings.get((column, language), column)
        return Cell(self.sheet, self.number, heading, self.get(column, language))


@dataclass
class Sheet:
    """One sheet: its name as written, its columns, its rows; ``blanks`` keeps the numbering of rows for pyxform."""

    name: str
    headings: list[Heading] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def has(self, column: str) -> bool:
        """Tell whether there is such a column, in whichever language."""
        return any(heading.column == column for heading in self.headings)

    def languages(self) -> list[str]:
        """Return the languages that headings name, in their order."""
        return list(dict.fromkeys(heading.language for heading in self.headings if heading.language))


Sheets = dict[str, Sheet]


def open_workbook(body: bytes, found: Findings) -> Sheets:
    """Return the sheets of an XLSForm by their names; cells that are too long are noted and cut."""
    guarding.check(body)
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        reader = ExcelReader(io.BytesIO(body), read_only=True, data_only=True)
        reader.read()
        with reader.archive:
            return {
                name: _sheet(reader.wb[written], name, found)
                for written in reader.wb.sheetnames
                if (name := written.strip().lower()) in SHEETS and hasattr(reader.wb[written], "iter_rows")
            }
    except (
        *BROKEN,
        InvalidFileException,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        ParseError,
        zipfile.error,
    ) as fault:
        raise WorkbookUnreadable(
            "broken", "This workbook is damaged: a spreadsheet cannot be read out of it."
        ) from fault


def _sheet(told: Any, name: str, found: Findings) -> Sheet:
    told.reset_dimensions()
    rows = told.iter_rows(values_only=True, max_col=MOST_COLUMNS)
    sheet = Sheet(told.title)
    sheet.headings = _headings(next(rows, ()), sheet.name, found)
    by_place = [(at, heading) for at, heading in enumerate(sheet.headings) if heading.column]
    keys = {(heading.column, heading.language): heading.written for _, heading in by_place}
    most = MOST_ROWS.get(name, MOST_ROWS_ELSEWHERE)
    for number, cells in _until_empty(rows):
        if len(sheet.rows) >= most:
            found.refuse_the_rest(Cell(sheet.name, number, ""), f"A sheet has {most:,} rows at most.")
            break
        row = Row(sheet.name, number, {}, {}, keys)
        for at, heading in by_place:
            text = _text(cells[at]) if at < len(cells) else ""
            if len(text) > LONGEST_CELL:
                found.refuse_the_rest(
                    Cell(sheet.name, number, heading.written, text),
                    f"This cell has {len(text):,} characters; at most {LONGEST_CELL:,} can be kept.",
                )
                text = text[:LONGEST_CELL]
            if text:
                row.written[heading.written] = row.cells[heading.column, heading.language] = text
        if row.cells:
            sheet.rows.append(row)
    return sheet


def _until_empty(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield rows with their numbers until nothing comes any more: a sheet may be a million empty rows long."""
    empty = 0
    for number, cells in enumerate(rows, start=2):
        empty = 0 if any(cell is not None for cell in cells) else empty + 1
        if empty > EMPTY_ROWS_AT_THE_END:
            return
        yield number, cells


def _headings(cells: tuple[Any, ...], sheet: str, found: Findings) -> list[Heading]:
    headings: list[Heading] = []
    for written in (re.sub(r"\s+", " ", _text(cell)) for cell in cells):
        heading = _heading(written)
        if heading.column and any((one.column, one.language) == (heading.column, heading.language) for one in headings):
            found.refuse(Cell(sheet, 1, written), "Two columns have this heading.")
            heading = Heading("", "", written)
        headings.append(heading)
    return headings


def _heading(written: str) -> Heading:
    plain = _MEDIA.sub("", written)
    whole = CALLED.get(plain.lower(), "")
    if whole:
        return Heading(whole, "", written)
    column, _, language = plain.partition("::") if "::" in plain else plain.partition(":")
    column = column.strip().lower()
    return Heading(CALLED.get(column, column.replace(" ", "_")), language.strip(), written)


def _text(value: Any) -> str:
    """Return what stands in a cell as a form writer reads it; a date without its empty hours."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value).replace("\u00a0", " ").strip()
