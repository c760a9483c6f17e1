"""Compiles the questionnaire's text into the form that phones read; whatever does not fit together is refused here."""

from collections.abc import Iterator
from typing import Any, cast

from app.questionnaire.expressions import parse, references
from app.questionnaire.form import Ast, Choice, Form, Question, Repeat, Rule, Section, Words
from app.questionnaire.problems import ExpressionUnreadable, QuestionnaireBroken

TYPES = frozenset(("text", "integer", "decimal", "date", "select_one", "select_multiple"))
TYPES |= frozenset(("geopoint", "boundary", "calculate", "image", "audio"))
ASKS = frozenset(("header", "walk", "room", "women", "team", "auto"))
SOURCES = {"walk": "observed", "room": "meeting", "women": "meeting", "team": "observed"}
IN_WORDS = "_in_words"
BELOW_ZERO = "This number cannot be below zero."
KEPT_WORD_FOR_WORD = ("unit", "prefill", "rule", "maps")


def compile_form(texts: dict[str, Any]) -> Form:
    """Return the form of these texts; QuestionnaireBroken says what does not fit."""
    words = _Wording(texts["languages"])
    head = texts["form"]
    form: Form = {
        "form": head["form"],
        "title": words.of(head["title"]),
        "languages": head["languages"],
        "answers": {code: words.of(text, "answers", code) for code, text in head["answers"].items()},
        "sections": [],
        "questions": {},
        "repeats": {},
        "calculations": [],
        "choices": {name: _choices(name, listed, words) for name, listed in texts["choices"].items()},
        "rules": [],
    }
    if set(head["sections"]) != set(texts["sections"]):
        raise QuestionnaireBroken("form.yaml: the order of the sections does not name each section file once")
    for code in head["sections"]:
        _add_section(form, texts["sections"][code], words)
    _add_words_for_other(form, words.of(head["in_your_words"], "answers", "in_your_words"))
    form["rules"] = [rule for row in texts["rules"] for rule in _rules(row, words)]
    form["calculations"] = _calculation_order(form["questions"])
    _hold_together(form, {row["id"] for row in texts["rules"]})
    return form


class _Wording:
    """Every text in English with the translations that exist."""

    def __init__(self, languages: dict[str, Any]) -> None:
        self.languages = languages

    def of(self, english: str, *path: str) -> Words:
        """Return a text in all languages: by its place in the language file, else by its English sentence."""
        words = {"en": english.strip()}
        for code, language in self.languages.items():
            found = _at(language, path) if path else None
            found = found or (language.get("sentences") or {}).get(words["en"])
            if found:
                words[code] = found
        return words


def _at(texts: Any, path: tuple[str, ...]) -> str | None:
    for step in path:
        texts = (texts or {}).get(step)
    return cast(str | None, texts)


def _choices(name: str, listed: dict[str, str], words: _Wording) -> list[Choice]:
    return [{"code": str(code), "label": words.of(text, "choices", name, str(code))} for code, text in listed.items()]


def _add_section(form: Form, text: dict[str, Any], words: _Wording) -> None:
    code = text["section"]
    section: Section = {"code": code, "label": words.of(text["label"], "sections", code), "questions": []}
    for row in text["questions"]:
        if "repeat" in row:
            form["repeats"][row["repeat"]] = _repeat(row, code, words)
        for question in row["questions"] if "repeat" in row else [row]:
            name = question["name"]
            if name in form["questions"]:
                raise QuestionnaireBroken(f"{name}: a question of this name stands twice")
            form["questions"][name] = _question(question, code, row.get("repeat"), words)
            section["questions"].append(name)
    form["sections"].append(section)


def _repeat(row: dict[str, Any], section: str, words: _Wording) -> Repeat:
    return {
        "label": words.of(row["label"], "repeats", row["repeat"]),
        "section": section,
        "key": row["key"],
        "may_be_none": row["may_be_none"],
        "questions": [question["name"] for question in row["questions"]],
    }


def _question(row: dict[str, Any], section: str, repeat: str | None, words: _Wording) -> Question:
    name = row["name"]
    kind, _, choices = row["type"].partition(" ")
    if kind not in TYPES or row["ask"] not in ASKS or row["sensitive"] not in (0, 1, 2, 3):
        raise QuestionnaireBroken(f"{name}: type, ask or sensitive is none that Kwetu knows")
    question: dict[str, Any] = {
        "type": kind,
        "label": words.of(row["label"], "questions", name),
        "section": section,
        "core": row.get("core", False),
        "required": row.get("required", False),
        "ask": row["ask"],
        "sensitive": row["sensitive"],
    }
    question |= {key: row[key] for key in KEPT_WORD_FOR_WORD if key in row}
    question |= {key: _parsed(name, row[key]) for key in ("relevant", "constraint", "calculation") if key in row}
    if "hint" in row:
        question["hint"] = words.of(row["hint"], "hints", name)
    if "constraint" in row:
        question["message"] = words.of(row["constraint_message"])
        question |= dict(_bounds(question["constraint"]))
        if question.get("min") == 0 and len(list(_bounds(question["constraint"]))) < _parts(question["constraint"]):
            question["below"] = words.of(BELOW_ZERO)  # the message speaks of another answer, which may not be known
    if source := _source(kind, row["ask"]):
        question["source"] = source
    question |= {key: value for key, value in (("choices", choices), ("repeat", repeat)) if value}
    return cast(Question, question)


def _source(kind: str, ask: str) -> str | None:
    return "counted" if ask == "walk" and kind in ("integer", "decimal") else SOURCES.get(ask)


def _parsed(name: str, text: str) -> Ast:
    try:
        return parse(text)
    except ExpressionUnreadable as fault:
        raise QuestionnaireBroken(f"{name}: {fault}") from fault


def _parts(constraint: Ast) -> int:
    return len(constraint[1]) if constraint[0] == "and" else 1


def _bounds(constraint: Ast) -> Iterator[tuple[str, float]]:
    """Yield the plain numbers that bound this answer, for number pads."""
    for part in constraint[1] if constraint[0] == "and" else [constraint]:
        if part[0] == "op" and part[2][0] == ["self"] and part[2][1][0] == "num":
            bound = {">=": "min", "<=": "max"}.get(part[1])
            if bound:
                yield bound, part[2][1][1]


def _add_words_for_other(form: Form, label: Words) -> None:
    for name, parent in list(form["questions"].items()):
        if all(choice["code"] != "other" for choice in form["choices"].get(parent.get("choices", ""), [])):
            continue
        words: Question = {
            "type": "text",
            "label": label,
            "section": parent["section"],
            "core": parent["core"],
            "required": False,
            "ask": parent["ask"],
            "sensitive": 2,
            "relevant": ["call", "selected", [["ref", name], ["str", "other"]]],
            "words_for": name,
        }
        if "repeat" in parent:
            words["repeat"] = parent["repeat"]
        form["questions"][name + IN_WORDS] = words


def _rules(row: dict[str, Any], words: _Wording) -> Iterator[Rule]:
    for check in row.get("checks", []):
        holds = _parsed(row["id"], check["holds"])
        rule: Rule = {
            "id": row["id"],
            "kind": row["kind"],
            "questions": list(dict.fromkeys(references(holds))),
            "says": words.of(check["says"]),
            "holds": holds,
        }
        if "when" in check:
            rule["when"] = _parsed(row["id"], check["when"])
        if "shows" in check:
            rule["shows"] = {name: _parsed(row["id"], text) for name, text in check["shows"].items()}
        yield rule
    if "says" in row:
        yield {"id": row["id"], "kind": row["kind"], "questions": [], "says": words.of(row["says"])}


def _hold_together(form: Form, rule_ids: set[str]) -> None:
    faults = [*_unknown_names(form), *_unknown_lists(form)]
    for name, question in form["questions"].items():
        if question.get("rule", "X7") not in rule_ids:
            faults.append(f"{name}: names a rule that does not stand in rules.yaml")
    if faults:
        raise QuestionnaireBroken("; ".join(faults))


def _unknown_names(form: Form) -> Iterator[str]:
    for where, ast in _expressions(form):
        for name in references(ast):
            if name not in form["questions"]:
                yield f"{where}: speaks of {name}, which is not asked"


def _expressions(form: Form) -> Iterator[tuple[str, Ast]]:
    texts: list[tuple[str, Any]] = [*form["questions"].items(), *((rule["id"], rule) for rule in form["rules"])]
    for where, member in texts:
        for key in ("relevant", "constraint", "calculation", "when", "holds"):
            if key in member:
                yield where, member[key]


def _unknown_lists(form: Form) -> Iterator[str]:
    for name, question in form["questions"].items():
        if question["type"].startswith("select") and question.get("choices") not in form["choices"]:
            yield f"{name}: its list of choices does not exist"


def _calculation_order(questions: dict[str, Question]) -> list[str]:
    """Return the calculated questions so that each stands after those it needs."""
    waiting = {
        name: {ref for ref in references(question["calculation"]) if "calculation" in questions.get(ref, {})}
        for name, question in questions.items()
        if "calculation" in question
    }
    order: list[str] = []
    while ready := [name for name, needs in waiting.items() if needs <= set(order)]:
        order += ready
        waiting = {name: needs for name, needs in waiting.items() if name not in ready}
    if waiting:
        raise QuestionnaireBroken(f"{', '.join(waiting)}: these calculations need each other in a circle")
    return order
