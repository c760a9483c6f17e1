"""Reads the sheet ``survey`` into sections of questions, in the words of the section files."""

import re
from dataclasses import dataclass, field
from typing import Any

from app.questionnaire.expressions import parse, references
from app.questionnaire.problems import ExpressionUnreadable
from app.questionnaire.xlsform import asking
from app.questionnaire.xlsform.choices import MEDIA, Lists, media_of
from app.questionnaire.xlsform.findings import Cell, Findings
from app.questionnaire.xlsform.languages import Languages
from app.questionnaire.xlsform.workbook import Row, Sheet

MOST_QUESTIONS = 2_000
DEEPEST_GROUPS = 10
LONGEST_NAME = 100
LONGEST_CONDITIONS = 500_000
KEEPS_ITS_DISTANCE = 2
"""The level of a question whose writer does not say one: it stays with the federation."""
RESERVED = frozenset(("round", "_deleted", "_order"))
YES = frozenset(("yes", "true", "true()", "1"))
NO = frozenset(("no", "false", "false()", "0", ""))
AS_WRITTEN = ("unit", "prefill", "rule", "maps", "choice_filter")
NOT_HELD = {
    "default": "Phones do not fill in answers beforehand: what nobody said would look as if somebody had.",
    "required_message": "Any of the four answers meets a required question; there is one sentence for all.",
    "trigger": "Calculations follow their questions by themselves.",
    "save_to": "Kwetu keeps settlements by itself; nothing is saved to a list of entities.",
    "guidance_hint": "Only the hint is shown.",
    "repeat_count": "Rows are added one by one; the count is not held to.",
    "instance": "Kwetu has no use for this column.",
    "body": "Kwetu has no use for this column.",
}
USED = frozenset((
    "type", "name", "label", "hint", "relevant", "constraint", "constraint_message", "required", "calculation",
    "appearance", "choice_filter", "parameters", "read_only", "sensitive", "ask", "core", "unit", "prefill", "rule",
    "maps", "repeat_key", "may_be_none", "made_by", "alias", *MEDIA, *NOT_HELD,
))  # fmt: skip
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_ANSWER_IN_WORDS = re.compile(r"\$\{\s*([^}]*?)\s*\}")


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
        self.sheet, self.languages, self.lists, self.found, self.title = sheet, languages, lists, found, title
        self.read = Survey()
        self.open: list[Frame] = []
        self.repeat: dict[str, Any] | None = None
        self.conditions_length = 0
        self.rows_of = self._named_rows()

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
            self._question(kind, row)

    # --- groups ---------------------------------------------------------------------------------------------------

    def _begin(self, kind: str, row: Row) -> None:
        name = row.get("name")
        self._check_name(row)
        if kind == "loop":
            self.found.refuse(row.cell("type"), "Loops are not read any more by any tool; write a repeat.")
        if kind == "repeat" and self.repeat is not None:
            self.found.refuse(
                row.cell("type"), "A repeat inside a repeat cannot be kept: ask its rows in a repeat of their own."
            )
        if len(self.open) == DEEPEST_GROUPS:
            self.found.refuse(row.cell("type"), f"Groups stand at most {DEEPEST_GROUPS} deep in each other.")
        self._say_not_held(row)
        frame = Frame("repeat" if kind == "repeat" else "group", name, row, self._group_condition(row))
        if kind == "repeat" and self.repeat is None:
            self._begin_repeat(row)
        elif not self.open:
            self._add_section(name, self._label(row, "sections", name))
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
        text = _condition(row.get("relevant"))
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
            "label": self._label(row, "groups", name),
            "together": "field-list" in row.get("appearance").split(),
        }
        if within:
            self.read.groups[name]["within"] = within

    def _group(self) -> str:
        return next((frame.name for frame in reversed(self.open) if frame.name in self.read.groups), "")

    def _begin_repeat(self, row: Row) -> None:
        section, name = self._section(), row.get("name")
        self.repeat = {
            "repeat": name,
            "label": self._label(row, "repeats", name),
            "key": row.get("repeat_key") or "uuid",
            "may_be_none": self._yes(row, "may_be_none", otherwise=True),
            "questions": [],
        }
        if aliases := row.get("alias").split():
            self.repeat["aliases"] = aliases
        section["questions"].append(self.repeat)

    # --- questions ------------------------------------------------------------------------------------------------

    def _question(self, kind: str, row: Row) -> None:
        self._check_name(row)
        asked = asking.asked(kind)
        if asked is None:
            self.found.refuse(row.cell("type"), _sentence(asking.why_refused(kind)))
        if asked is None or self.rows_of.get(row.get("name")) is not row:
            return
        name = row.get("name")
        text = {"type": asked.kind, "name": name, "label": self._label(row, "questions", name)}
        text |= self._how_it_is_asked(asked.kind, row)
        text |= {column: row.get(column) for column in AS_WRITTEN if row.get(column)}
        text |= self._expressions(kind, asked.kind, row)
        text |= self._as_shown(row)
        self._say_not_held(row)
        for column in (
            "type",
            "name",
            "relevant",
            "constraint",
            "calculation",
            "choice_filter",
            "ask",
            "sensitive",
            "rule",
        ):
            self.read.cells[name, column] = row.cell(column)
        into = self.repeat["questions"] if self.repeat is not None else self._section()["questions"]
        into.append(text)
        if asked.choices:
            self._choices(asked, text, row, into)

    def _how_it_is_asked(self, kind: str, row: Row) -> dict[str, Any]:
        text: dict[str, Any] = {"ask": row.get("ask") or ("auto" if kind == "calculate" else "room")}
        level = row.get("sensitive")
        text["sensitive"] = int(level) if level.isdigit() else level or KEEPS_ITS_DISTANCE
        text["core"] = self._yes(row, "core", otherwise=not self.sheet.has("core"))
        text["required"] = self._yes(row, "required") and kind not in ("note", "calculate")
        if aliases := row.get("alias").split():
            text["aliases"] = aliases
        return text

    def _expressions(self, written: str, kind: str, row: Row) -> dict[str, Any]:
        text: dict[str, Any] = {}
        own = _condition(row.get("relevant"))
        conditions = [one for one in [*(frame.relevant for frame in self.open), own] if one]
        self.conditions_length += sum(map(len, conditions))
        if self.conditions_length > LONGEST_CONDITIONS and not self.found.is_too_much:
            reason = "From here on the conditions of groups and questions are together more than a phone can hold."
            self.found.refuse_the_rest(row.cell("relevant"), reason)
        if conditions and not self.found.is_too_much:
            text["relevant"] = conditions[0] if len(conditions) == 1 else " and ".join(f"({one})" for one in conditions)
        if row.get("constraint"):
            text["constraint"] = _condition(row.get("constraint"))
            words = {code: _filled_in(said) for code, said in self.languages.words(row, "constraint_message").items()}
            message = self.languages.say(words, "messages", row.get("name"))
            text["constraint_message"] = message or "This answer does not fit what the form allows."
        calculation = row.get("calculation") or ("today()" if written.lower() == "today" else "")
        if kind == "calculate":
            text["calculation"] = calculation or _literal(row.get("default"))
        elif calculation:
            if self._yes(row, "read_only"):
                text |= {"type": "calculate", "calculation": calculation, "ask": "auto", "required": False}
            else:
                self.found.refuse(
                    row.cell("calculation"),
                    "Only a calculate or a read_only question can be calculated: what people say is not written over.",
                )
        if written.lower() == "range":
            text |= self._range(row, text)
        return text

    def _range(self, row: Row, text: dict[str, Any]) -> dict[str, Any]:
        told = _parameters(row.get("parameters"))
        start, end, step = (
            told.get(one, otherwise) for one, otherwise in (("start", "1"), ("end", "10"), ("step", "1"))
        )
        if not all(re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", one) for one in (start, end, step)):
            self.found.refuse(row.cell("parameters"), "A range has numbers: start=1 end=10 step=1.")
            return {}
        bounds = f". >= {start} and . <= {end}"
        own = text.get("constraint")
        return {
            "type": "integer" if all("." not in one for one in (start, step)) else "decimal",
            "constraint": f"({own}) and {bounds}" if own else bounds,
            "constraint_message": text.get("constraint_message") or f"Between {start} and {end}.",
        }

    def _choices(self, asked: asking.Asked, text: dict[str, Any], row: Row, into: list[dict[str, Any]]) -> None:
        name = asked.choices
        text["type"] = f"{asked.kind} {name}"
        if name == "acknowledge" and not row.get("type").lower().startswith("select"):
            self.lists.add(name, "OK", "OK")
        if asked.kind == "select_multiple":
            for cell in self.lists.with_spaces(name):
                self.found.refuse(cell, "Several can be chosen of this list, so its codes cannot hold a space.")
        if row.get("choice_filter"):
            self.read.filtered.add(name)
        if asked.or_other:
            self.lists.add(name, "other", "Other")
            into.append(_other_of(text))

    def _as_shown(self, row: Row) -> dict[str, Any]:
        text: dict[str, Any] = {}
        if words := self.languages.words(row, "hint"):
            text["hint"] = self._checked_words(words, row, "hint", "hints", row.get("name"))
        if appearance := row.get("appearance"):
            text["appearance"] = appearance
            strange = [one for one in appearance.split() if one not in asking.APPEARANCES]
            if strange:
                self.found.remark(
                    row.cell("appearance"), f"Shown as usual: {' '.join(strange)} changes nothing on our phones."
                )
        if group := self._group():
            text["group"] = group
        if media := media_of(row, self.languages):
            text["media"] = media
        if self._yes(row, "read_only"):
            text["read_only"] = True
        return text

    # --- words ----------------------------------------------------------------------------------------------------

    def _label(self, row: Row, *path: str) -> str:
        words = self.languages.words(row, "label")
        return (self._checked_words(words, row, "label", *path) if words else "") or row.get("name")

    def _checked_words(self, words: dict[str, str], row: Row, column: str, *path: str) -> str:
        for language in row.in_languages(column):
            for name in _ANSWER_IN_WORDS.findall(row.get(column, language)):
                if name not in self.rows_of:
                    self.found.refuse(row.cell(column, language), f"speaks of {name}, which is not asked")
                else:
                    self.found.remark(
                        row.cell(column, language),
                        f"Phones do not put answers into labels yet: ${{{name}}} is shown as written.",
                    )
        return self.languages.say(words, *path)

    def _check_name(self, row: Row) -> None:
        name = row.get("name")
        if not name:
            self.found.refuse(row.cell("name"), "This row has no name.")
        elif not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
            self.found.refuse(
                row.cell("name"),
                "A name begins with a letter and has only letters, digits, _ - and . after it, 100 at most.",
            )
        elif name in RESERVED:
            self.found.refuse(row.cell("name"), "Kwetu uses this name itself; choose another.")

    def _yes(self, row: Row, column: str, otherwise: bool = False) -> bool:
        text = row.get(column).lower()
        if text not in YES | NO:
            self.found.refuse(row.cell(column), f"{column} is yes or no here.")
        return text in YES if text else otherwise

    def _say_not_held(self, row: Row) -> None:
        for column, why in NOT_HELD.items():
            if row.get(column) and not (column == "default" and row.get("type").lower() == "hidden"):
                self.found.remark(row.cell(column), why)


def _condition(text: str) -> str:
    """Return a condition; a cell that only says yes or no is one as well."""
    plain = text.strip().lower()
    return "true()" if plain in YES - {"1"} else "false()" if plain in NO - {"0", ""} else text


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _filled_in(said: str) -> str:
    """Write the answers a message speaks of as our messages do: {name}."""
    return _ANSWER_IN_WORDS.sub(lambda found: f"{{{found[1]}}}", said)


def _literal(text: str) -> str:
    return f'"{text}"' if "'" in text else f"'{text}'"


def _parameters(text: str) -> dict[str, str]:
    parts = (part.partition("=") for part in re.split(r"[;,\s]+", re.sub(r"\s*=\s*", "=", text)))
    return {name.strip().lower(): value.strip() for name, sign, value in parts if sign}


def _other_of(parent: dict[str, Any]) -> dict[str, Any]:
    """Return the question in words that "or other" brings along."""
    name = parent["name"]
    words = {key: parent[key] for key in ("ask", "core", "group") if key in parent}
    return words | {
        "type": "text",
        "name": f"{name}_other",
        "label": "In your words",
        "sensitive": max(KEEPS_ITS_DISTANCE, parent["sensitive"])
        if isinstance(parent["sensitive"], int)
        else KEEPS_ITS_DISTANCE,
        "required": False,
        "relevant": f"selected(${{{name}}}, 'other')",
    }
