"""The lists of choices: from the sheet ``choices``, from ``external_choices``, and from files that come along."""

import csv
from collections.abc import Iterator, Mapping
from typing import Any

from app.questionnaire.xlsform.files import places_of, rows_of
from app.questionnaire.xlsform.findings import Cell, Findings
from app.questionnaire.xlsform.languages import Languages
from app.questionnaire.xlsform.workbook import Row, Sheets

MEDIA = ("image", "audio", "video", "big-image")
NO_COLUMNS = frozenset(("list_name", "name", "label", "means", *MEDIA))
LONGEST_CODE = 100


class Lists:
    """Every list of a workbook, in the shape of choices.yaml; ``columns`` has what choice filters look at."""

    def __init__(self, languages: Languages, found: Findings) -> None:
        self._languages, self._found = languages, found
        self.choices: dict[str, dict[str, str]] = {}
        self.columns: dict[str, dict[str, dict[str, str]]] = {}
        self.media: dict[str, dict[str, dict[str, dict[str, str]]]] = {}
        self.cells: dict[str, dict[str, Cell]] = {}
        self.labels: dict[str, dict[str, list[str]]] = {}
        self.means: dict[str, dict[str, str]] = {}

    def read(self, sheets: Sheets) -> None:
        """Take the lists that stand in the workbook."""
        for sheet in ("choices", "external_choices"):
            if sheet in sheets:
                for row in sheets[sheet].rows:
                    self._take(row)

    def _take(self, row: Row) -> None:
        name, code = row.get("list_name"), row.get("name")
        if not name or not code:
            missing = "name" if name else "list_name"
            self._found.refuse(row.cell(missing), "A choice needs a list_name and a name (its code).")
            return
        if len(code) > LONGEST_CODE:
            self._found.refuse(row.cell("name"), f"A choice's code has at most {LONGEST_CODE} characters.")
            return
        listed, cells = self.choices.setdefault(name, {}), self.cells.setdefault(name, {})
        if code in listed:
            self._found.refuse(row.cell("name"), f"The list {name} has this code in row {cells[code].row} already.")
            return
        cells[code] = row.cell("name")
        words = self._languages.words(row, "label")
        listed[code] = self._languages.say(words, "choices", name, code) or code
        self.labels.setdefault(name, {})[code] = list(words.values())
        self.means.setdefault(name, {})[code] = row.get("means").lower()
        told = {
            column: text for (column, language), text in row.cells.items() if not language and column not in NO_COLUMNS
        }
        self.columns.setdefault(name, {})[code] = told
        shown = media_of(row, self._languages)
        if shown:
            self.media.setdefault(name, {})[code] = shown

    def read_file(self, name: str, body: bytes, cell: Cell, told: Mapping[str, str]) -> None:
        """Take a list out of a CSV or GeoJSON file; ``told`` names its columns where they are not the usual ones."""
        of_places = name.lower().endswith(".geojson")
        read, kind = (places_of, "GeoJSON") if of_places else (rows_of, "CSV in UTF-8")
        try:
            rows = list(read(body))
        except (UnicodeDecodeError, csv.Error, ValueError, RecursionError) as fault:
            self._found.refuse(cell, f"{name} cannot be read as a list ({kind}): {fault}")
            return
        usual = ("id", "title") if of_places else ("name", "label")
        code_column, label_column = told.get("value", usual[0]), told.get("label", usual[1])
        for number, row in rows:
            code = row.get(code_column, "")
            if not code or code in self.choices.get(name, {}):
                reason = "this code stands there already" if code else "a choice needs a code here"
                self._found.refuse(Cell(name, number, code_column, code), reason)
                continue
            self.choices.setdefault(name, {})[code] = row.get(label_column) or code
            self.columns.setdefault(name, {})[code] = {
                k: v for k, v in row.items() if k not in (code_column, label_column)
            }

    def take_out(self, name: str, code: str) -> None:
        """Take a choice out of its list."""
        for kept in (self.choices, self.columns, self.media):
            kept.get(name, {}).pop(code, None)

    def add(self, name: str, code: str, label: str) -> None:
        """Add a choice that a type brings with it."""
        self.choices.setdefault(name, {}).setdefault(code, label)

    def columns_of(self, name: str) -> frozenset[str]:
        """Return the columns a choice filter of this list may look at."""
        return frozenset(column for told in self.columns.get(name, {}).values() for column in told) | {"name", "label"}

    def with_spaces(self, name: str) -> Iterator[Cell]:
        """Yield the codes of a list that hold a space: several chosen at once are told apart by spaces."""
        for code, cell in self.cells.get(name, {}).items():
            if " " in code:
                yield cell

    def columns_used(self, filtered: set[str]) -> dict[str, dict[str, dict[str, str]]]:
        """Return the columns of lists that some filter looks at; the others were for other tools."""
        return {name: told for name, told in self.columns.items() if name in filtered}


def media_of(row: Row, languages: Languages) -> dict[str, dict[str, str]]:
    """Return the files a row shows or plays, by kind and language: kept by their names."""
    files: dict[str, Any] = {kind: languages.complete(languages.words(row, kind)) for kind in MEDIA}
    return {kind: words for kind, words in files.items() if words}
