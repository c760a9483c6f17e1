"""What is asked, what is still open, and what does not fit together: the twin of frontend/src/profiles/rules.ts.

Warnings are said while drafting and looked at again on handing in. tests/vectors/profile_rules.json holds both equal.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.profiles.repeats import in_row, is_core, stops
from app.questionnaire.form import Answers, Form, Question, Rule, RuleKind, Words
from app.questionnaire.rows import rows_in
from app.questionnaire.rules import Around, evaluate, value_of, with_calculations

CONSENT = "consent_collect"
OWN_CONSTRAINT = "range"


@dataclass(frozen=True)
class Warned:
    """Something that does not fit; ``id`` is a rule's (X3) or rule/question (X7/taps_public_working)."""

    id: str
    rule: str
    kind: RuleKind
    questions: list[str]
    says: Words


def said_no(answers: Answers) -> bool:
    """Tell whether the meeting said no: then nothing but the consent is asked."""
    return bool(value_of(answers.get(CONSENT)) == "no")


def is_answered(answer: Mapping[str, Any] | None) -> bool:
    """Tell whether any of the four answers was given; blank is none of them."""
    return bool(answer) and ("answer" in (answer or {}) or value_of(answer) is not None)


def is_said(answers: Answers, name: str) -> bool:
    """Tell whether a question needs no more asking: consent is a yes or a no, elsewhere any of the four will do.

    A repeat is said by its rows or as a whole, never by both.
    """
    if name == CONSENT:
        return value_of(answers.get(name)) is not None
    return is_answered(answers.get(name)) != bool(rows_in(answers).get(name))


def asked_now(form: Form, answers: Answers, today: str) -> list[str]:
    """Return what is asked now, in order, a repeat as one question: the short form, and all of what was opened.

    An unknown condition shows the question as optional, save in the welcome: the reason for a no is not asked before
    there is one.
    """
    complete = with_calculations(form, answers, today)
    return [
        name
        for name in _in_form(form, answers)
        if _is_for_now(form, name, answers) and _is_shown(form, name, complete, today)
    ]


def open_questions(form: Form, answers: Answers, today: str) -> list[str]:
    """Return the questions that must be answered before handing in, those in rows by path; any of the four will do."""
    complete = with_calculations(form, answers, today)
    names = [name for name in _in_form(form, answers) if _is_for_now(form, name, answers)]
    return [path for name in names for path in _open_at(form, name, answers, complete, today)]


def _open_at(form: Form, name: str, answers: Answers, complete: Answers, today: str) -> list[str]:
    if name in form["questions"]:
        return [] if is_said(answers, name) or not _is_needed(form, name, complete, today) else [name]
    rows = rows_in(answers).get(name, [])
    if not is_said(answers, name):
        needed = any(form["questions"][asked]["required"] for asked in form["repeats"][name]["questions"])
        return [name] if rows or needed else []
    return [
        f"{name}/{key}/{asked}"
        for key in rows
        for row in [in_row(form, complete, name, key)]
        for asked in form["repeats"][name]["questions"]
        if not is_answered(row.get(asked)) and _is_needed(form, asked, row, today, f"{name}/{key}")
    ]


def _is_needed(form: Form, name: str, answers: Answers, today: str, row: str = "") -> bool:
    question = form["questions"][name]
    return question["required"] and _relevance(form, question, answers, today, row) is True


def warnings(form: Form, answers: Answers, today: str) -> list[Warned]:
    """Return what does not fit together: first the questions' own constraints, then the rules across, each once."""
    if said_no(answers):
        return []
    complete = with_calculations(form, answers, today)
    own = [own_warning(form, name, complete) for name in form["questions"] if breaks_own(form, name, complete, today)]
    across: dict[str, Warned] = {}
    for rule in form["rules"]:
        if rule["id"] not in across and _breaks(form, rule, complete, today):
            across[rule["id"]] = _rule_warning(form, rule, complete, today)
    return [*own, *across.values()]


def is_beyond(question: Question) -> bool:
    """Tell whether a question lies beyond the short form and can be put to people one by one."""
    return not (
        question["core"]
        or "repeat" in question
        or "words_for" in question
        or question["ask"] in ("header", "auto")
        or question["type"] in ("calculate", "geopoint", "image", "audio")
    )


def _opened(form: Form, answers: Answers) -> set[str]:
    """Return the sections somebody opened beyond the short form, by answering any of what lies there."""
    asked = [(form["questions"].get(name), said) for name, said in answers.items()]
    return {question["section"] for question, said in asked if question and is_beyond(question) and is_answered(said)}


def _in_form(form: Form, answers: Answers) -> list[str]:
    """Return what is core, and the sections and repeats somebody opened, in the order of the sections."""
    rows, opened = rows_in(answers), _opened(form, answers)

    def belongs(name: str) -> bool:
        if name in form["questions"]:
            question = form["questions"][name]
            opens = is_beyond(question) and question["section"] in opened
            shown = question["type"] != "calculate" or question.get("read_only", False)
            return opens or (question["core"] and shown)
        opens = form["repeats"][name]["section"] in opened
        return opens or is_core(form, name) or is_answered(answers.get(name)) or bool(rows.get(name))

    return [name for name in stops(form) if belongs(name)]


def _section_of(form: Form, name: str) -> str:
    return form["questions"][name]["section"] if name in form["questions"] else form["repeats"][name]["section"]


def _is_for_now(form: Form, name: str, answers: Answers) -> bool:
    return not said_no(answers) or _section_of(form, name) == form["questions"][CONSENT]["section"]


def _is_shown(form: Form, name: str, answers: Answers, today: str) -> bool:
    question = form["questions"].get(name)
    relevance = _relevance(form, question, answers, today) if question else True
    return _section_of(form, name) != form["questions"][CONSENT]["section"] if relevance is None else relevance


def _relevance(form: Form, question: Question, answers: Answers, today: str, row: str = "") -> bool | None:
    if "relevant" not in question:
        return True
    outcome = evaluate(question["relevant"], answers, None, today, Around(form, row))
    return None if outcome is None else bool(outcome)


def breaks_own(form: Form, name: str, answers: Answers, today: str, row: str = "") -> bool:
    """Tell whether an answer breaks its question's own constraint; an unknown constraint passes."""
    question, value = form["questions"][name], value_of(answers.get(name))
    if "constraint" not in question or value is None or _relevance(form, question, answers, today, row) is False:
        return False
    return evaluate(question["constraint"], answers, value, today, Around(form, row)) is False


def _breaks(form: Form, rule: Rule, answers: Answers, today: str) -> bool:
    around = Around(form)
    if "holds" not in rule or ("when" in rule and evaluate(rule["when"], answers, None, today, around) is not True):
        return False
    return evaluate(rule["holds"], answers, None, today, around) is False


def own_warning(form: Form, name: str, answers: Answers) -> Warned:
    """Say what an answer breaks, in the words of its question."""
    question = form["questions"][name]
    rule = question.get("rule", OWN_CONSTRAINT)
    kinds: dict[str, RuleKind] = {one["id"]: one["kind"] for one in form["rules"]}
    value = value_of(answers.get(name))
    below = "below" in question and isinstance(value, int | float) and value < 0
    sentence = question["below"] if below else question.get("message", {"en": ""})
    says = filled(form, sentence, answers, {"answer": value})
    return Warned(f"{rule}/{name}", rule, kinds.get(rule, "warn_reason"), [name], says)


def _rule_warning(form: Form, rule: Rule, answers: Answers, today: str) -> Warned:
    shown = {name: evaluate(ast, answers, None, today, Around(form)) for name, ast in rule.get("shows", {}).items()}
    return Warned(rule["id"], rule["id"], rule["kind"], rule["questions"], filled(form, rule["says"], answers, shown))


def filled(form: Form, says: Words, answers: Answers, extra: Mapping[str, Any]) -> Words:
    """Put values into the {places} of a sentence, in each of its languages."""

    def in_place(name: str, language: str) -> str:
        return _in_words(form, name, extra[name] if name in extra else value_of(answers.get(name)), language)

    return {
        language: re.sub(r"\{(\w+)\}", lambda found, spoken=language: in_place(found[1], spoken), sentence)  # type: ignore[misc]
        for language, sentence in says.items()
    }


def _in_words(form: Form, name: str, value: Any, language: str) -> str:
    if value is None:
        return "?"
    if isinstance(value, int | float):
        rounded = math.floor(value * 100 + 0.5) / 100
        return str(int(rounded)) if rounded.is_integer() else str(rounded)
    question = form["questions"].get(name)
    for choice in form["choices"].get(question.get("choices", ""), []) if question else []:
        if choice["code"] == value:
            return choice["label"].get(language) or choice["label"]["en"]
    return str(value)
