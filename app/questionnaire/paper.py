"""Lays out the questions for a meeting without a phone: what stands on paper, as plain data for the printer.

The paper twin has the phone's order, numbers and words. A choice's number is the key that types it in later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.questionnaire.conditions import PlainWords
from app.questionnaire.form import Form, Question, Words

COLUMNS_OF_A_TABLE = 4
NUMBERS = ("integer", "decimal")
NOT_ASKED = ("calculate", "note")
STAYS, PERSONAL = 2, 3
CONSENT = "consent_collect"  # a yes or a no: anything else is a question not asked yet
DIGITS, DIGITS_BEFORE_POINT = 6, 5

SEVERAL = ("select_multiple", "rank")
Printed = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """Which questions to print, and how."""

    language: str = "en"
    core: bool = False
    blank_rows: int = 2 * COLUMNS_OF_A_TABLE
    paper: str = "a4"
    settlement: str = ""
    code: str = ""


def lay_out(form: Form, wanted: Wanted, words: Mapping[str, Any]) -> Printed:
    """Return everything that stands on paper, in the order it is read."""
    sheet = _Sheet(form, wanted, words)
    return {
        "title": sheet.said(form["title"]),
        "part": words["short" if wanted.core else "whole"],
        "form": form["form"],
        "language": form["languages"].get(wanted.language, wanted.language),
        "lang": wanted.language,
        "paper": wanted.paper,
        "words": words,
        "answers": sheet.answers,
        "settlement": {"name": wanted.settlement, "code": wanted.code},
        "sections": list(filter(None, (sheet.section(place) for place in range(len(form["sections"]))))),
    }


class _Sheet:
    """Writes a form's questions in one language."""

    def __init__(self, form: Form, wanted: Wanted, words: Mapping[str, Any]) -> None:
        self.form, self.wanted, self.words = form, wanted, words
        self.plain = PlainWords(form, wanted.language, words)
        self.answers = [self.said(text) for text in form["answers"].values()]
        self.in_words = {q["words_for"]: q for q in form["questions"].values() if "words_for" in q}

    def said(self, words: Words) -> str:
        return words.get(self.wanted.language) or words["en"]

    def section(self, place: int) -> Printed | None:
        section = self.form["sections"][place]
        printed = {name: self.form["questions"][name] for name in section["questions"] if self._is_printed(name)}
        if not printed:
            return None
        blocks: list[Printed] = []
        rows: set[str] = set()
        for name, question in printed.items():
            repeat = question.get("repeat")
            if repeat is None:
                blocks.append(self._question(name, question))
            elif repeat not in rows:
                rows.add(repeat)
                blocks.append(self._repeat(repeat, [n for n, q in printed.items() if q.get("repeat") == repeat]))
        counted = any(question["type"] in NUMBERS and "source" in question for question in printed.values())
        return {"number": str(place + 1), "label": self.said(section["label"]), "counted": counted, "blocks": blocks}

    def _is_printed(self, name: str) -> bool:
        question = self.form["questions"][name]
        return "words_for" not in question and (question["core"] or not self.wanted.core)

    def _question(self, name: str, question: Question) -> Printed:
        return self._head(question) | {
            "kind": "question",
            "answer": self._answer(name, question),
            "answers": [] if name == CONSENT or question["type"] in NOT_ASKED else self.answers,
            "in_words": self.said(self.in_words[name]["label"]) if name in self.in_words else "",
        }

    def _head(self, question: Question) -> Printed:
        only_if = self.plain.condition(question["relevant"]) if "relevant" in question else ""
        return {
            "number": question.get("number", ""),
            "label": self.said(question["label"]),
            "hint": self.said(question["hint"]) if "hint" in question else "",
            "who": self.words["ask"][question["ask"]],
            "only_if": self.words["only_if"].format(condition=only_if) if only_if else "",
            "kept": self._kept(question["sensitive"]),
        }

    def _kept(self, level: int) -> str:
        return str(self.words["personal"] if level == PERSONAL else self.words["stays"] if level == STAYS else "")

    def _answer(self, name: str, question: Question) -> Printed:
        kind = question["type"]
        if kind in NUMBERS:
            return {"kind": "number", "tally": kind == "integer" and question["ask"] == "walk", **self._boxes(question)}
        if "choices" in question:
            return {"kind": "choices", "many": kind in SEVERAL, "choices": self._choices(question)}
        if kind == "calculate":
            formula = self.words["worked_out"].format(formula=self.plain.formula(question["calculation"]))
            return {"kind": "worked_out", "formula": formula, **self._boxes(question)}
        if kind in ("time", "dateTime"):
            return {"kind": "text", "lines": 1}
        if kind == "text":
            return {"kind": "text", "lines": 1 if name.startswith("name_") or question["ask"] == "header" else 3}
        return {"kind": "recorded" if kind in ("image", "audio") else kind}

    def _boxes(self, question: Question) -> Printed:
        """Say how many boxes a number needs: as many digits as its largest value, if one is known."""
        whole = question["type"] != "decimal"
        most = question.get("max")
        digits = len(str(int(most))) if most else DIGITS if whole else DIGITS_BEFORE_POINT
        if question.get("unit") == "year":
            digits = 4
        return {"digits": digits, "decimals": 0 if whole else 2, "unit": self._unit(question.get("unit", ""))}

    def _unit(self, unit: str) -> str:
        return "" if unit == "year" else str(self.words["unit"].get(unit, unit))

    def _choices(self, question: Question) -> list[str]:
        return [self.said(choice["label"]) for choice in self.form["choices"][question["choices"]]]

    def _repeat(self, repeat: str, names: list[str]) -> Printed:
        asked = self.form["repeats"][repeat]
        rows = [self._row(name) for name in names]
        columns = list(range(1, self.wanted.blank_rows + 1))
        return {
            "kind": "repeat",
            "number": asked.get("number", ""),
            "label": self.said(asked["label"]),
            "may_be_none": asked["may_be_none"],
            "rows": rows,
            "lists": [row for row in rows if row["choices"]],
            "tables": [
                list(columns[at : at + COLUMNS_OF_A_TABLE]) for at in range(0, len(columns), COLUMNS_OF_A_TABLE)
            ],
        }

    def _row(self, name: str) -> Printed:
        question = self.form["questions"][name]
        listed = "choices" in question
        return self._head(question) | {
            "who": "" if question["ask"] == "header" else self.words["ask"][question["ask"]],
            "unit": self._unit(question.get("unit", "")),
            "many": question["type"] in SEVERAL,
            "tall": question["type"] in ("text", *SEVERAL) or name in self.in_words,
            "choices": self._choices(question) if listed else [],
        }
