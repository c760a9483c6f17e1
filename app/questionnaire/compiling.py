"""Compiles a questionnaire's text into the form that phones read; whatever does not fit together is refused here.

The text comes from the files beside this one or out of an XLSForm workbook (``xlsform/``): one shape, one compiler.
"""

from collections.abc import Collection, Iterator
from typing import Any, cast

from app.questionnaire.expressions import parse, references
from app.questionnaire.form import Ast, Choice, Form, Group, Question, Repeat, Rule, Section, Words
from app.questionnaire.numbering import give_numbers
from app.questionnaire.problems import ExpressionUnreadable, Fault, QuestionnaireBroken
from app.questionnaire.reach import asks_further, out_of_reach
from app.questionnaire.rows import unfit_keys

CHOSEN = frozenset(("select_one", "select_multiple", "rank"))
"""Types that are answered from a list of choices."""
TYPES = CHOSEN | frozenset(("text", "integer", "decimal", "date", "time", "dateTime"))
TYPES |= frozenset(("geopoint", "boundary", "calculate", "image", "audio", "note"))
ASKS = frozenset(("header", "walk", "room", "women", "team", "auto"))
SOURCES = {"walk": "observed", "room": "meeting", "women": "meeting", "team": "observed"}
IN_WORDS = "_in_words"
BELOW_ZERO = "This number cannot be below zero."
KEPT_WORD_FOR_WORD = ("unit", "prefill", "rule", "maps", "appearance", "group", "media", "read_only", "aliases", "step")
EXPRESSIONS = ("relevant", "constraint", "calculation", "filter")
NOTHING: Ast = ["str", ""]
"""Stands for an expression that cannot be read, while the other faults are looked for."""


def compile_form(texts: dict[str, Any]) -> Form:
    """Return the form of these texts; QuestionnaireBroken names everything that does not fit."""
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
        "choices": {name: _choices(name, texts, words) for name in texts["choices"]},
        "rules": [],
    }
    if set(head["sections"]) != set(texts["sections"]):
        raise QuestionnaireBroken([Fault("form.yaml", "sections", "the order does not name each section once")])
    for code in head["sections"]:
        _add_section(form, texts["sections"][code], words)
    _add_filters(form, texts, words)
    if texts.get("groups"):
        form["groups"] = {name: _group(name, group, words) for name, group in texts["groups"].items()}
    if "in_your_words" in head:
        _add_words_for_other(form, words.of(head["in_your_words"], "answers", "in_your_words"))
    give_numbers(form)
    form["rules"] = [_said_where_asked(rule, form) for row in texts["rules"] for rule in _rules(row, words)]
    form["calculations"] = list(_calculation_order(form["questions"], words.faults))
    words.faults += _what_does_not_hold(form, {row["id"] for row in texts["rules"]})
    if words.faults:
        raise QuestionnaireBroken(words.faults)
    if asks_further(form):
        form["further"] = True
    return form


class _Wording:
    """Every text in English with the translations that exist, and the faults found while reading on."""

    def __init__(self, languages: dict[str, Any]) -> None:
        self.languages = languages
        self.faults: list[Fault] = []

    def parsed(self, name: str, column: str, text: str, columns: Collection[str] = ()) -> Ast:
        """Return an expression's tree; a text that cannot be read is noted as a fault."""
        try:
            return parse(text, columns)
        except ExpressionUnreadable as fault:
            self.faults.append(Fault(name, column, str(fault)))
            return NOTHING

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


def _choices(name: str, texts: dict[str, Any], words: _Wording) -> list[Choice]:
    """Return a list's choices, with what its choice filters look at and the files it shows."""
    columns, media = (texts.get(kept, {}).get(name, {}) for kept in ("choice_columns", "choice_media"))
    choices: list[Choice] = []
    for code, text in texts["choices"][name].items():
        choice: Choice = {"code": str(code), "label": words.of(text, "choices", name, str(code))}
        if columns.get(code):
            choice["columns"] = columns[code]
        if media.get(code):
            choice["media"] = media[code]
        choices.append(choice)
    return choices


def _group(name: str, group: dict[str, Any], words: _Wording) -> Group:
    together: Group = {"label": words.of(group["label"], "groups", name), "together": group["together"]}
    if "within" in group:
        together["within"] = group["within"]
    return together


def _add_filters(form: Form, texts: dict[str, Any], words: _Wording) -> None:
    """Read the filters of choices, which may look at the columns of their own list."""
    for row in _rows(texts):
        if "choice_filter" not in row:
            continue
        name, choices = row["name"], row["type"].partition(" ")[2]
        columns = {column for told in texts["choice_columns"].get(choices, {}).values() for column in told}
        form["questions"][name]["filter"] = words.parsed(
            name, "filter", row["choice_filter"], columns | {"name", "label"}
        )


def _rows(texts: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for section in texts["sections"].values():
        for row in section["questions"]:
            yield from row["questions"] if "repeat" in row else [row]


def _add_section(form: Form, text: dict[str, Any], words: _Wording) -> None:
    code = text["section"]
    section: Section = {"code": code, "label": words.of(text["label"], "sections", code), "questions": []}
    for row in text["questions"]:
        if "repeat" in row:
            form["repeats"][row["repeat"]] = _repeat(row, code, words)
        for question in row["questions"] if "repeat" in row else [row]:
            name = question["name"]
            if name in form["questions"]:
                words.faults.append(Fault(name, "name", "a question of this name stands twice"))
            form["questions"][name] = _question(question, code, row.get("repeat"), words)
            section["questions"].append(name)
    form["sections"].append(section)


def _repeat(row: dict[str, Any], section: str, words: _Wording) -> Repeat:
    repeat: Repeat = {
        "label": words.of(row["label"], "repeats", row["repeat"]),
        "section": section,
        "key": row["key"],
        "may_be_none": row["may_be_none"],
        "questions": [question["name"] for question in row["questions"]],
    }
    if "aliases" in row:
        repeat["aliases"] = row["aliases"]
    return repeat


def _question(row: dict[str, Any], section: str, repeat: str | None, words: _Wording) -> Question:
    name = row["name"]
    kind, _, choices = row["type"].partition(" ")
    known = {"type": kind in TYPES, "ask": row["ask"] in ASKS, "sensitive": row["sensitive"] in (0, 1, 2, 3)}
    words.faults += [
        Fault(name, column, f"{row[column]} is none that Kwetu knows") for column in known if not known[column]
    ]
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
    question |= {key: words.parsed(name, key, row[key]) for key in EXPRESSIONS if key in row}
    if "hint" in row:
        question["hint"] = words.of(row["hint"], "hints", name)
    if "constraint" in row:
        question["message"] = words.of(row["constraint_message"], "messages", name)
        question |= dict(_bounds(question["constraint"]))
        if question.get("min") == 0 and len(list(_bounds(question["constraint"]))) < _parts(question["constraint"]):
            question["below"] = words.of(BELOW_ZERO)  # the message speaks of another answer, which may not be known
    if source := _source(kind, row["ask"]):
        question["source"] = source
    question |= {key: value for key, value in (("choices", choices), ("repeat", repeat)) if value}
    return cast(Question, question)


def _source(kind: str, ask: str) -> str | None:
    return "counted" if ask == "walk" and kind in ("integer", "decimal") else SOURCES.get(ask)


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


def _said_where_asked(rule: Rule, form: Form) -> Rule:
    """Say a rule at what people can answer: a sum by what it rests on, a question of rows at the whole list."""
    asked, named = form["questions"], rule["questions"]
    if all("calculation" in asked.get(name, {}) for name in named):
        named = [one for name in named for one in references(asked[name]["calculation"])]
    rule["questions"] = list(dict.fromkeys(asked[n].get("repeat", n) if n in asked else n for n in named))
    return rule


def _rules(row: dict[str, Any], words: _Wording) -> Iterator[Rule]:
    for check in row.get("checks", []):
        holds = words.parsed(row["id"], "holds", check["holds"])
        rule: Rule = {
            "id": row["id"],
            "kind": check.get("kind", row["kind"]),
            "questions": list(dict.fromkeys(references(holds))),
            "says": words.of(check["says"]),
            "holds": holds,
        }
        if "when" in check:
            rule["when"] = words.parsed(row["id"], "when", check["when"])
        if "shows" in check:
            rule["shows"] = {name: words.parsed(row["id"], "shows", text) for name, text in check["shows"].items()}
        yield rule
    if "says" in row:
        yield {"id": row["id"], "kind": row["kind"], "questions": [], "says": words.of(row["says"])}


def _what_does_not_hold(form: Form, rule_ids: set[str]) -> Iterator[Fault]:
    yield from (Fault(*lost) for lost in (*out_of_reach(form), *unfit_keys(form)))
    for name, question in form["questions"].items():
        if question["type"] in CHOSEN and question.get("choices") not in form["choices"]:
            yield Fault(name, "type", "its list of choices does not exist")
        if "rule" in question and question["rule"] not in rule_ids:
            yield Fault(name, "rule", "names a rule that is not among the rules")


def _calculation_order(questions: dict[str, Question], faults: list[Fault]) -> Iterator[str]:
    """Yield the calculated questions so that each stands after those it needs."""
    waiting = {
        name: {ref for ref in references(question["calculation"]) if "calculation" in questions.get(ref, {})}
        for name, question in questions.items()
        if "calculation" in question
    }
    done: set[str] = set()
    while ready := [name for name, needs in waiting.items() if needs <= done]:
        yield from ready
        done |= set(ready)
        waiting = {name: needs for name, needs in waiting.items() if name not in done}
    together = ", ".join(waiting)
    faults += [
        Fault(name, "calculation", f"these calculations need each other in a circle: {together}") for name in waiting
    ]
