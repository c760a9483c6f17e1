"""Reads the sheet ``survey`` into sections of questions, in the words of the section files."""

import re
from dataclasses import dataclass, field
from typing import Any

from app.questionnaire.expressions import parse, references
from app.questionnaire.problems import ExpressionUnreadable
from app.questionnaire.xlsform import asking
from app.questionnaire.xlsform.choices import MEDIA, Lists
from app.questionnaire.xlsform.findings import Cell, Findings
from app.questionnaire.xlsform.languages import Languages
from app.questionnaire.xlsform.questions import NOT_HELD, Questions, condition
from app.questionnaire.xlsform.workbook import Row, Sheet

MOST_QUESTIONS = 2_000
DEEPEST_GROUPS = 10
CAN_BE_WRONG = ("type", "name", "relevant", "constraint", "calculation", "choice_filter", "ask", "sensitive", "rule")
"""Columns that the compiler may find fault with."""
USED = frozenset((
    "type", "name", "label", "hint", "relevant", "constraint", "constraint_message", "required", "calculation",
    "appearance", "choice_filter", "parameters", "read_only", "sensitive", "ask", "core", "unit", "prefill", "rule",
    "maps", "repeat_key", "may_be_none", "made_by", "alias", *MEDIA, *NOT_HELD,
))  # fmt: skip


@dataclass
class Frame:
    """A group or repeat that is open while its rows are read."""

    kind: str
    name: str
    row: Row
    relevant: str = ""


@dataclass
class Survey:
    """What was read: texts of sections, groups, and the place of everything that has a name."""

    sections: dict[str, dict[str, Any]] = field(default_factory=dict)
    groups: dict[str, dict[str, Any]] = field(default_factory=dict)
    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)
    filtered: set[str] = field(default_factory=set)


class Reading:
    """Goes through the rows once, keeping which groups are open."""

    def __init__(
        self, sheet: Sheet, languages: Languages, lists: Lists, found: Findings, title: dict[str, str]
    ) -> None:
        self.sheet, self.languages, self.found, self.title = sheet, languages, found, title
        self.read = Survey()
        self.open: list[Frame] = []
        self.repeat: dict[str, Any] | None = None
        self.rows_of = self._named_rows()
        self.questions = Questions(languages, lists, found, self.rows_of)

    def _named_rows(self) -> dict[str, Row]:
        """Return the first row of each name; one field path means one question, wherever it stands."""
        rows: dict[str, Row] = {}
        for row in self.sheet.rows:
            name, kind = row.get("name"), row.get("type").lower()
            if not name or asking.ENDS.match(kind):
                continue
            if name in rows:
                self.found.refuse(row.cell("name"), f"This name stands in row {rows[name].number} already.")
            rows.setdefault(name, row)
        return rows

    def all(self) -> Survey:
        """Read every row."""
        self._remark_columns()
        asked = [row for row in self.sheet.rows if row.get("made_by") != "kwetu"]
        if len(asked) > MOST_QUESTIONS:
            row = asked[MOST_QUESTIONS]
            self.found.refuse_the_rest(
                row.cell("name"),
                f"This is question {MOST_QUESTIONS + 1:,} of {len(asked):,}; a form has {MOST_QUESTIONS:,} at most.",
            )
            asked = asked[:MOST_QUESTIONS]
        for row in asked:
            self._row(row)
        for frame in self.open:
            self.found.refuse(frame.row.cell("type"), f"This {frame.kind} is not ended.")
        self.read.filtered = self.questions.filtered
        return self.read

    def _remark_columns(self) -> None:
        for heading in self.sheet.headings:
            if heading.column and heading.column not in USED:
                self.found.remark(Cell(self.sheet.name, 1, heading.written), "Kwetu has no use for this column.")

    def _row(self, row: Row) -> None:
        kind = re.sub(r"\s+", " ", row.get("type").strip())
        if begins := asking.BEGINS.match(kind.lower()):
            self._begin(begins[1], row)
        elif ends := asking.ENDS.match(kind.lower()):
            self._end(ends[1], row)
        elif not kind:
            self.found.refuse(row.cell("type"), "This row has no type.")
        elif kind.lower() in asking.NOT_NEEDED:
            self.found.remark(row.cell("type"), "Left out: Kwetu keeps who, when and which phone with every answer.")
        else:
            self._question(row)

    # --- groups ---------------------------------------------------------------------------------------------------

    def _begin(self, kind: str, row: Row) -> None:
        name = row.get("name")
        self.questions.check_name(row)
        if kind == "loop":
            self.found.refuse(row.cell("type"), "Loops are not read any more by any tool; write a repeat.")
        if kind == "repeat" and self.repeat is not None:
            self.found.refuse(
                row.cell("type"), "A repeat inside a repeat cannot be kept: ask its rows in a repeat of their own."
            )
        if len(self.open) == DEEPEST_GROUPS:
            self.found.refuse(row.cell("type"), f"Groups stand at most {DEEPEST_GROUPS} deep in each other.")
        self.questions.say_not_held(row)
        frame = Frame("repeat" if kind == "repeat" else "group", name, row, self._group_condition(row))
        if kind == "repeat" and self.repeat is None:
            self._begin_repeat(row)
        elif not self.open:
            self._add_section(name, self.questions.label(row, "sections", name))
            if row.get("appearance") == "field-list":
                self._add_group(row, within="")
        else:
            self._add_group(row, within=self._group())
        self.open.append(frame)

    def _end(self, kind: str, row: Row) -> None:
        if not self.open or self.open[-1].kind != ("repeat" if kind == "repeat" else "group"):
            began = f"the {self.open[-1].kind} {self.open[-1].name} is open" if self.open else "nothing is open"
            self.found.refuse(row.cell("type"), f"This ends a {kind} where {began}.")
            return
        if self.open.pop().kind == "repeat":
            self.repeat = None

    def _group_condition(self, row: Row) -> str:
        """Return a group's condition if it can be read; it holds for each question inside."""
        text = condition(row.get("relevant"))
        if not text:
            return ""
        try:
            unknown = [name for name in references(parse(text)) if name not in self.rows_of]
        except ExpressionUnreadable as fault:
            self.found.refuse(row.cell("relevant"), str(fault))
            return ""
        for name in dict.fromkeys(unknown):
            self.found.refuse(row.cell("relevant"), f"speaks of {name}, which is not asked")
        return "" if unknown else text

    def _section(self) -> dict[str, Any]:
        """Return the section that is open; questions outside all groups have one of their own."""
        if self.open and self.open[0].kind == "group":
            return self.read.sections[self.open[0].name]
        last = next(reversed(self.read.sections), "")
        if not last.startswith("_between"):
            last = f"_between_{len(self.read.sections) + 1}"
            self._add_section(last, self.languages.say(self.title, "sections", last))
        return self.read.sections[last]

    def _add_section(self, code: str, label: str) -> None:
        if code not in self.read.sections:  # a name that stands twice is refused already
            self.read.sections[code] = {"section": code, "label": label, "questions": []}

    def _add_group(self, row: Row, within: str) -> None:
        name = row.get("name")
        self.read.groups[name] = {
            "label": self.questions.label(row, "groups", name),
            "together": "field-list" in row.get("appearance").split(),
        }
        if within:
            self.read.groups[name]["within"] = within

    def _group(self) -> str:
        return next((frame.name for frame in reversed(self.open) if frame.name in self.read.groups), "")

    def _begin_repeat(self, row: Row) -> None:
        section, name = self._section(), row.get("name")
        self.read.cells |= {(name, column): row.cell(column) for column in ("name", "repeat_key")}
        self.repeat = {
            "repeat": name,
            "label": self.questions.label(row, "repeats", name),
            "key": row.get("repeat_key") or "uuid",
            "may_be_none": self.questions.yes(row, "may_be_none", otherwise=True),
            "questions": [],
        }
        if aliases := row.get("alias").split():
            self.repeat["aliases"] = aliases
        section["questions"].append(self.repeat)

    # --- questions ------------------------------------------------------------------------------------------------

    def _question(self, row: Row) -> None:
        self.questions.check_name(row)
        around = [frame.relevant for frame in self.open]
        texts = self.questions.text(row, around, core=not self.sheet.has("core"))
        if not texts:
            return
        self.questions.say_not_held(row)
        for column in CAN_BE_WRONG:
            self.read.cells[row.get("name"), column] = row.cell(column)
        if group := self._group():
            texts = [text | {"group": group} for text in texts]
        into = self.repeat["questions"] if self.repeat is not None else self._section()["questions"]
        into += texts
