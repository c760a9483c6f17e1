"""Lets pyxform, which every other tool of this kind relies on, say what it thinks of a workbook."""

import re
from typing import Any

from app.questionnaire.xlsform.findings import Cell, Findings
from app.questionnaire.xlsform.workbook import Sheets

_ROW = re.compile(r"\[?row\s*:?\s*(\d+)\]?", re.IGNORECASE)
_SHEET = re.compile(r"'(survey|choices|settings|external_choices|entities)' sheet")
KNOWN_TO_PYXFORM = ("survey", "choices", "settings", "external_choices", "entities")


def by_pyxform(sheets: Sheets, found: Findings) -> None:
    """Note pyxform's first complaint, unless that row was refused already; it tells no more than one."""
    if found.is_too_much:
        return
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    try:
        convert(_as_pyxform_reads(sheets), validate=False)
    except PyXFormError as fault:
        _note(str(fault), found)
    except (AttributeError, KeyError, TypeError, ValueError, IndexError, RecursionError) as fault:
        found.refuse(Cell("survey", 1, ""), f"pyxform cannot make a form of this workbook ({type(fault).__name__}).")


def _note(said: str, found: Findings) -> None:
    row, sheet = _ROW.search(said), _SHEET.search(said)
    cell = Cell(sheet[1] if sheet else "survey", int(row[1]) if row else 1, "")
    refused = found.rows_refused()
    if (cell.sheet, cell.row) not in refused and (row or not refused):
        found.refuse(cell, f"pyxform: {said.strip()}")


def _as_pyxform_reads(sheets: Sheets) -> dict[str, Any]:
    """Return the sheets in the shape pyxform reads them in, empty rows included: it counts rows by them."""
    book: dict[str, Any] = {"sheet_names": [sheet.name for sheet in sheets.values()]}
    for name in KNOWN_TO_PYXFORM:
        if name in sheets and sheets[name].headings:
            by_number = {row.number: row.written for row in sheets[name].rows}
            book[name] = [dict(by_number.get(number, {})) for number in range(2, max(by_number, default=1) + 1)]
            book[f"{name}_header"] = [{heading.written: None for heading in sheets[name].headings if heading.column}]
    return book
