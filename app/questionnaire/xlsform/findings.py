"""What is wrong with a workbook, or taken otherwise than its writer may think: each with sheet, row, column and why."""

from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

LONGEST_VALUE_TOLD = 200
MOST_TOLD = 1_000


class Cell(NamedTuple):
    """A place in a workbook as a spreadsheet shows it: ``row`` counts from 1, ``column`` is its heading."""

    sheet: str
    row: int
    column: str
    value: str = ""


@dataclass(frozen=True)
class Finding:
    """One thing to say about one cell; ``question``: what is asked in a refused row, by its name and label."""

    sheet: str
    row: int
    column: str
    value: str
    reason: str
    question: str = ""

    def __str__(self) -> str:
        """Say it in a line."""
        column = f", column {self.column}" if self.column else ""
        value = f" ({self.value})" if self.value else ""
        return f"{self.sheet}, row {self.row}{column}{value}: {self.reason}"


@dataclass
class Findings:
    """Everything found in one workbook: what it is refused for, and what is only said."""

    refused: list[Finding] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)
    is_too_much: bool = False

    def refuse_the_rest(self, cell: Cell, reason: str) -> None:
        """Note where a workbook becomes more than a form can be; nothing after that is looked at."""
        self.is_too_much = True
        self.refuse(cell, reason)

    def refuse(self, cell: Cell, reason: str) -> None:
        """Note why this workbook cannot be taken."""
        _note(self.refused, cell, reason)

    def remark(self, cell: Cell, reason: str) -> None:
        """Note what the writer should know, though it is no reason to refuse."""
        _note(self.remarks, cell, reason)

    def is_refused(self, cell: Cell) -> bool:
        """Tell whether this cell was refused already."""
        return any((one.sheet, one.row, one.column) == (cell.sheet, cell.row, cell.column) for one in self.refused)

    def in_order(self) -> "Findings":
        """Return the findings as somebody goes through the workbook to mend it."""
        order = {"survey": 0, "choices": 1, "settings": 2}
        by_place = partial(sorted, key=lambda one: (order.get(one.sheet.lower(), 3), one.sheet, one.row))
        return Findings(by_place(self.refused), by_place(self.remarks))

    def rows_refused(self) -> set[tuple[str, int]]:
        """Return the rows that something was said against."""
        return {(one.sheet, one.row) for one in self.refused}


def _note(told: list[Finding], cell: Cell, reason: str) -> None:
    sentence = reason if reason.startswith("pyxform") else f"{reason[:1].upper()}{reason[1:]}"
    finding = Finding(cell.sheet, cell.row, cell.column, cell.value[:LONGEST_VALUE_TOLD], sentence)
    if finding not in told[-50:] and len(told) < MOST_TOLD:
        told.append(finding)
