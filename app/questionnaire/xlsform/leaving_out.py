"""Leaves rows out that an administrator chose to do without; what speaks of them is then refused in its turn."""

from collections.abc import Collection

from app.questionnaire.form import LeftOut
from app.questionnaire.xlsform import asking
from app.questionnaire.xlsform.findings import Cell, Findings
from app.questionnaire.xlsform.workbook import Row, Sheet


def leave_out(survey: Sheet, rows: Collection[int], found: Findings) -> list[LeftOut]:
    """Take rows out of the sheet, a group or repeat with all that stands in it; return what was left out."""
    known = {row.number for row in survey.rows if not asking.ENDS.match(_type(row))}
    for number in sorted(set(rows) - known):
        found.refuse(Cell(survey.name, number, "type"), "There is no question in this row that could be left out.")
    chosen = known.intersection(rows)
    kept: list[Row] = []
    left: list[LeftOut] = []
    deep = 0
    for row in survey.rows:
        begins, ends = asking.BEGINS.match(_type(row)), asking.ENDS.match(_type(row))
        if deep or row.number in chosen:
            left += [] if ends else [LeftOut(row=row.number, type=row.get("type"), name=row.get("name"))]
            deep += 1 if begins else -1 if ends else 0
        else:
            kept.append(row)
    survey.rows = kept
    return left


def _type(row: Row) -> str:
    return " ".join(row.get("type").lower().split())
