"""Sheets only Kwetu writes and reads: ``rules`` across questions, and ``kwetu`` with words that have no other room.

Other tools pass them over; with them a form that goes out as a workbook comes back the same.
"""

from typing import Any

from app.questionnaire import repository
from app.questionnaire.xlsform.findings import Cell, Findings
from app.questionnaire.xlsform.languages import Languages
from app.questionnaire.xlsform.workbook import Row, Sheets

KINDS = ("block", "warn_reason", "warn")
ABOUT_RULE = ("about", "waits_for", "looked_at")
ANSWERS = ("unknown", "refused", "not_applicable")
Cells = dict[tuple[str, str], Cell]


def read_extras(sheets: Sheets, texts: dict[str, Any], languages: Languages, found: Findings) -> Cells:
    """Add rules and words to a workbook's texts; return where the rules stand."""
    _answers_as_ours(texts)
    for row in sheets["kwetu"].rows if "kwetu" in sheets else []:
        _words(row, texts, languages, found)
    cells: Cells = {}
    for row in sheets["rules"].rows if "rules" in sheets else []:
        _rule(row, texts, languages, found, cells)
    return cells


def _answers_as_ours(texts: dict[str, Any]) -> None:
    """Have the three answers that are no value called as in our own form, in the languages it speaks."""
    ours = repository.read(repository.FOLDER / "form.yaml")
    texts["form"]["answers"] = dict(ours["answers"])
    for code, said in texts["languages"].items():
        file = repository.FOLDER / "languages" / f"{code}.yaml"
        if code.isalpha() and file.exists():
            answers = repository.read(file).get("answers") or {}
            said["answers"] = {name: answers[name] for name in ANSWERS if name in answers}


def _words(row: Row, texts: dict[str, Any], languages: Languages, found: Findings) -> None:
    what, name, words = row.get("what"), row.get("name"), languages.words(row, "label")
    if what == "answer" and name in ANSWERS:
        texts["form"]["answers"][name] = languages.say(words, "answers", name)
    elif what == "in_your_words":
        texts["form"]["in_your_words"] = languages.say(words, "answers", "in_your_words")
    elif what == "language":
        texts["form"]["languages"][name] = row.get("written_as") or next(iter(words.values()), name)
    elif what == "sentence":
        sentence = words.get("en", "")
        for code, said in words.items():
            if code != "en":
                texts["languages"].setdefault(code, {}).setdefault("sentences", {})[sentence] = said
    else:
        found.refuse(row.cell("what"), "Here stand answer, in_your_words, language or sentence.")


def _rule(row: Row, texts: dict[str, Any], languages: Languages, found: Findings, cells: Cells) -> None:
    name, kind = row.get("id"), row.get("kind")
    if not name or kind not in KINDS:
        found.refuse(row.cell("kind" if name else "id"), "A rule has an id, and a kind: block, warn_reason or warn.")
        return
    rules: list[dict[str, Any]] = texts["rules"]
    rule = next((one for one in rules if one["id"] == name), None)
    if rule is None:
        rule = {"id": name, "kind": kind} | {key: row.get(key) for key in ABOUT_RULE if row.get(key)}
        rules.append(rule)
    says = languages.words(row, "says")
    english = says.get("en") or next(iter(says.values()), "")
    for code, said in says.items():
        if code != "en":
            texts["languages"].setdefault(code, {}).setdefault("sentences", {})[english] = said
    if row.get("holds"):
        _check(row, rule, english)
        for column in ("holds", "when", "shows"):
            cells[name, column] = row.cell(column)
    elif english:
        rule["says"] = english


def _check(row: Row, rule: dict[str, Any], says: str) -> None:
    check: dict[str, Any] = {"holds": row.get("holds"), "says": says}
    if row.get("kind") != rule["kind"]:
        check["kind"] = row.get("kind")
    if row.get("when"):
        check["when"] = row.get("when")
    if shows := row.get("shows"):
        parts = (line.partition(":=") for line in shows.split("\n"))
        check["shows"] = {name.strip(): text.strip() for name, _, text in parts if text.strip()}
    rule.setdefault("checks", []).append(check)
