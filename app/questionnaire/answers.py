"""Looks at each answer of an edit against the form: what cannot be an answer at all is refused, path by path.

An answer out of range or at odds with another is kept: drafts may be wrong, handing in is what is checked.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from app.kit.geo import SHAPES, GeometryFault, geometry_fault, stretches_fault
from app.kit.ids import LAST_ROUND, is_uuid
from app.kit.problems import Problem
from app.questionnaire.form import Form, Question
from app.questionnaire.problems import (
    AnswerCalculated,
    AnswerTooLong,
    AnswerWrongType,
    BoundaryBroken,
    QuestionUnknown,
    RoundWrong,
)
from app.questionnaire.rules import value_of

TEXT_LIMIT = 20_000
LARGEST_NUMBER = 2**53 - 1
ROUND = "round"
NOT_WALKED = "not_walked"
"""Beside the coordinates of a boundary that was walked: the stretches nobody walked, as lines."""
DELETED = "_deleted"
FORMS_READY = 16
Fits = Callable[[Any], bool]
_FITTING: list[tuple[Form, Mapping[str, Fits]]] = []
_SHA256 = re.compile(r"[0-9a-f]{64}")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def refused_paths(form: Form, said: Mapping[str, Mapping[str, Any]]) -> dict[str, Problem]:
    """Return the paths of an edit that cannot be kept, each with its problem."""
    fitting = _fitting(form)
    problems = {}
    for path, answer in said.items():
        fits = fitting.get(path)
        if fits is None or "saw" in answer or not fits(answer.get("value")):
            problems[path] = path_problem(form, path, answer)
    return {path: problem for path, problem in problems.items() if problem}


def _fitting(form: Form) -> Mapping[str, Fits]:
    """Return what surely fits each of a form's plain questions; most answers do. Made once a form."""
    for known, fitting in _FITTING:
        if known is form:
            return fitting
    fitting = {
        name: fits
        for name, question in form["questions"].items()
        if "repeat" not in question and (fits := _at_a_glance(form, question))
    }
    _FITTING.append((form, fitting))
    del _FITTING[:-FORMS_READY]
    return fitting


def _at_a_glance(form: Form, question: Question) -> Fits | None:
    kind = question["type"]
    if kind == "select_one":
        codes = frozenset(choice["code"] for choice in form["choices"][question["choices"]])
        return lambda value: value is None or (type(value) is str and value in codes)
    if kind == "text":
        return lambda value: value is None or (type(value) is str and len(value) <= TEXT_LIMIT)
    if kind in ("integer", "decimal"):
        return lambda value: value is None or (type(value) is int and -LARGEST_NUMBER <= value <= LARGEST_NUMBER)
    return None


def path_problem(form: Form, path: str, answer: Mapping[str, Any]) -> Problem | None:
    """Return why one answer cannot be kept, or None."""
    if path == ROUND:
        return _round_problem(answer.get("value"))
    if path.rpartition("/")[2] == DELETED:
        return _deletion_problem(form, path, answer)
    if "saw" in answer:
        return AnswerWrongType("Only a deletion says what it saw.", expected="an answer")
    repeat, *rest = path.split("/")
    if repeat in form["repeats"]:
        return _repeat_problem(form, repeat, rest, answer)
    question = form["questions"].get(path)
    if question is None or "repeat" in question:
        return QuestionUnknown(f"There is no question {path[:100]!r} in {form['form']}.")
    return answer_problem(form, question, answer.get("value"))


def answer_problem(form: Form, question: Question, value: Any) -> Problem | None:
    """Return why a value cannot answer a question, or None; no value at all is no fault."""
    if question["type"] == "calculate":
        return AnswerCalculated()
    if value_of({"value": value}) is None:
        return None
    if question["type"] in ("geopoint", "boundary"):
        fault = _shape_fault(question["type"], value)
        return BoundaryBroken(f"{fault.why[:1].upper()}{fault.why[1:]}.", where=fault.where) if fault else None
    if isinstance(value, str) and len(value) > TEXT_LIMIT:
        return AnswerTooLong(f"It has {len(value):,} characters; {TEXT_LIMIT:,} can be kept.", limit=TEXT_LIMIT)
    if "choices" in question:
        return _choice_problem(form, question, value)
    expected, fits = _KINDS[question["type"]]
    return None if fits(value) else AnswerWrongType(f"This asks for {expected}.", expected=expected)


def _deletion_problem(form: Form, path: str, answer: Mapping[str, Any]) -> Problem | None:
    """Look at ``_deleted`` of the whole profile or ``repeat/key/_deleted`` of one row."""
    repeat, *rest = path.split("/")
    whole, row = repeat == DELETED and not rest, repeat in form["repeats"] and len(rest) == 2
    if not whole and not (row and _is_row_key(form, repeat, rest[0])):
        return QuestionUnknown("There is nothing of that name to delete.")
    told = "saw" in answer or answer.get("value") is False  # false undoes it
    return None if told else AnswerWrongType(expected="the edits that were seen, or false")


def _round_problem(value: Any) -> Problem | None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return None if whole and 1 <= value <= LAST_ROUND else RoundWrong()


def _shape_fault(kind: str, value: Any) -> GeometryFault | None:
    """Return what is wrong with a point or a boundary, or with the stretches of it that are told as not walked."""
    if kind == "geopoint":
        return geometry_fault(value, ("Point",))
    fault = geometry_fault(value, SHAPES)
    return fault or (stretches_fault(value[NOT_WALKED], NOT_WALKED) if NOT_WALKED in value else None)


def _choice_problem(form: Form, question: Question, value: Any) -> Problem | None:
    codes = {choice["code"] for choice in form["choices"][question["choices"]]}
    several = question["type"] in ("select_multiple", "rank")
    expected = "a list of codes" if several else "one code"
    chosen = value if several else [value]
    if not isinstance(chosen, list) or not all(isinstance(code, str) for code in chosen):
        return AnswerWrongType(f"This asks for {expected} of {question['choices']}.", expected=expected)
    strange = sorted(set(chosen) - codes)
    if strange:
        named = ", ".join(code[:40] for code in strange[:5])
        return AnswerWrongType(f"Not in the list {question['choices']}: {named}.", expected=expected)
    if question["type"] == "rank" and len(set(chosen)) < len(chosen):
        return AnswerWrongType("In an order each choice stands once.", expected=expected)
    return None


def _repeat_problem(form: Form, repeat: str, rest: list[str], answer: Mapping[str, Any]) -> Problem | None:
    """Look at ``repeat`` as a whole, ``repeat/key/question`` and ``repeat/key/_order``."""
    value = answer.get("value")
    if not rest:
        return None if value in (None, "none") else AnswerWrongType(expected="none, or one of the other answers")
    if len(rest) != 2 or not _is_row_key(form, repeat, rest[0]):
        return QuestionUnknown(f"There is no row of that kind in {repeat}.")
    if rest[1] == "_order":
        return None if _is_number(value) else AnswerWrongType(expected="a number")
    question = form["questions"].get(rest[1])
    if question is None or question.get("repeat") != repeat:
        return QuestionUnknown(f"There is no question {rest[1][:100]!r} in {repeat}.")
    return answer_problem(form, question, value)


def _is_row_key(form: Form, repeat: str, key: str) -> bool:
    """Tell whether a key is the natural key the form declares (codes joined by +), or a UUID."""
    declared = form["repeats"][repeat]["key"]
    if is_uuid(key) or declared == "uuid":
        return is_uuid(key)
    lists = [form["questions"][name].get("choices", "") for name in declared.split("+")]
    codes = key.split("+")
    return len(codes) == len(lists) and all(
        any(choice["code"] == code for choice in form["choices"][name]) for name, code in zip(lists, codes, strict=True)
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST_NUMBER


def _is_whole(value: Any) -> bool:
    return _is_number(value) and float(value).is_integer()


def _is_date(value: Any) -> bool:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return False
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_clock(value: Any) -> bool:
    return isinstance(value, str) and _CLOCK.fullmatch(value) is not None


def _is_moment(value: Any) -> bool:
    return isinstance(value, str) and _is_date(value[:10]) and value[10:11] == "T" and _is_clock(value[11:])


def _is_media(value: Any) -> bool:
    return isinstance(value, str) and _SHA256.fullmatch(value) is not None


_KINDS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "text": ("text", lambda value: isinstance(value, str)),
    "integer": ("a whole number", _is_whole),
    "decimal": ("a number", _is_number),
    "date": ("a date as 2026-11-21", _is_date),
    "time": ("a time as 14:05", _is_clock),
    "dateTime": ("a date and time as 2026-11-21T14:05", _is_moment),
    "image": ("the SHA-256 of a picture", _is_media),
    "audio": ("the SHA-256 of a recording", _is_media),
}
