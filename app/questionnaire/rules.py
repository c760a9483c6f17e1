"""What an expression comes to, given the answers so far; the twin of frontend/src/questionnaire/expressions.ts.

Three-valued: None is unknown. An operand without a value makes an expression unknown, except where one side decides
alone (false and unknown is false; true or unknown is true). tests/vectors/expressions.json holds both equal.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.questionnaire.form import Answers, Ast, Form

Outcome = Any  # str, number, bool, list of codes, a GeoJSON geometry, or None for unknown

_NUMBER = re.compile(r" *-?([0-9]+(\.[0-9]*)?|\.[0-9]+) *")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class _Place:
    answers: Answers
    self_value: Outcome
    today: str


def value_of(answer: Mapping[str, Any] | None) -> Outcome:
    """Return what an answer holds; None for blank and for the three answers that are no value."""
    value = (answer or {}).get("value")
    return None if value in ("", []) else value


def evaluate(ast: Ast, answers: Answers, self_value: Outcome, today: str) -> Outcome:
    """Evaluate a tree. ``self_value`` is this question's own value, ``today`` the date of the edit as YYYY-MM-DD."""
    return _come(ast, _Place(answers, value_of({"value": self_value}), today))


def with_calculations(form: Form, answers: Answers, today: str) -> Answers:
    """Return the answers with every calculated question beside them; unknown ones stay without a value."""
    complete = dict(answers)
    for name in form["calculations"]:
        complete[name] = {"value": evaluate(form["questions"][name]["calculation"], complete, None, today)}
    return complete


def _come(ast: Ast, at: _Place) -> Outcome:
    kind = ast[0]
    if kind in ("num", "str"):
        return ast[1]
    if kind == "ref":
        return value_of(at.answers.get(ast[1]))
    if kind == "self":
        return at.self_value
    if kind in ("and", "or"):
        return _junction(ast[1], at, decides=kind == "or")
    if kind == "op":
        return _operation(ast[1], _come(ast[2][0], at), _come(ast[2][1], at))
    return _call(ast[1], ast[2], at)


def _junction(parts: list[Ast], at: _Place, *, decides: bool) -> bool | None:
    """Decide ``and`` by one false, ``or`` by one true; otherwise one unknown makes it unknown."""
    truths = [_truth(_come(part, at)) for part in parts]
    if decides in truths:
        return decides
    return None if None in truths else not decides


def _truth(value: Outcome) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    return not (_is_number(value) and value == 0) and value != ""


def _is_number(value: Outcome) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(value: Outcome) -> float | None:
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value)
    return None


def _finite(value: float) -> float | None:
    return value + 0.0 if math.isfinite(value) else None


def _operation(sign: str, left: Outcome, right: Outcome) -> Outcome:
    if left is None or right is None:
        return None
    if sign in ("=", "!="):
        same = _equal(left, right)
        return None if same is None else same == (sign == "=")
    if _is_date(left) and _is_date(right):
        return _COMPARISONS[sign](left, right) if sign in _COMPARISONS else None
    a, b = _number(left), _number(right)
    if a is None or b is None:
        return None
    return _COMPARISONS[sign](a, b) if sign in _COMPARISONS else _arithmetic(sign, a, b)


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def _arithmetic(sign: str, a: float, b: float) -> float | None:
    if sign == "+":
        return _finite(a + b)
    if sign == "-":
        return _finite(a - b)
    if sign == "*":
        return _finite(a * b)
    return None if b == 0 else _finite(a / b)


def _is_date(value: Outcome) -> bool:
    return isinstance(value, str) and _DATE.fullmatch(value) is not None


def _equal(left: Outcome, right: Outcome) -> bool | None:
    if isinstance(left, dict) or isinstance(right, dict):
        return None if isinstance(left, dict) and isinstance(right, dict) else False
    if isinstance(left, list) or isinstance(right, list):
        return sorted(_codes(left)) == sorted(_codes(right))
    if isinstance(left, bool) or isinstance(right, bool):
        return _truth(left) == _truth(right)
    if _is_number(left) or _is_number(right):
        a, b = _number(left), _number(right)
        return None if a is None or b is None else a == b
    return unicodedata.normalize("NFC", left) == unicodedata.normalize("NFC", right)


def _codes(value: Outcome) -> list[str]:
    """Return the codes chosen: a list as it is, text by its words, as XForms keeps them."""
    return [_text(code) for code in value] if isinstance(value, list) else _text(value).split()


def _text(value: Outcome) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(value) if isinstance(value, list) else str(value)


def _call(name: str, args: list[Ast], at: _Place) -> Outcome:
    if name in _CONSTANTS:
        return _CONSTANTS[name](at)
    if name not in _FUNCTIONS and name not in ("coalesce", "if"):  # over rows of a repeat, which phones do not ask yet
        return None
    value = _come(args[0], at)
    if name == "coalesce":
        return _come(args[1], at) if value is None else value
    if name == "if":
        truth = _truth(value)
        return None if truth is None else _come(args[1] if truth else args[2], at)
    others = [_come(part, at) for part in args[1:]]
    return None if value is None or None in others else _FUNCTIONS[name](value, *others)


_CONSTANTS: dict[str, Callable[[_Place], Outcome]] = {
    "today": lambda at: at.today,
    "true": lambda _at: True,
    "false": lambda _at: False,
}


def _rounded(value: Outcome, places: Outcome = 0) -> float | None:
    """Round halves away from zero, to so many places."""
    number, digits = _number(value), _number(places)
    if number is None or digits is None or not 0 <= digits <= 9:
        return None
    scale = 10.0 ** math.floor(digits)
    scaled = abs(number) * scale + 0.5
    return _finite(math.copysign(math.floor(scaled), number) / scale) if math.isfinite(scaled) else None


def _dated(date: Outcome, pattern: Outcome) -> str | None:
    if not _is_date(date) or not isinstance(pattern, str):
        return None
    year, month, day = date.split("-")
    parts = {"Y": year, "y": year[2:], "m": month, "n": str(int(month)), "d": day, "e": str(int(day))}
    return re.sub(r"%([Yymnde])", lambda found: parts[found[1]], pattern)


_FUNCTIONS: dict[str, Callable[..., Outcome]] = {
    "not": lambda value: not _truth(value),
    "selected": lambda value, code: _text(code) in _codes(value),
    "count-selected": lambda value: float(len(_codes(value))),
    "string-length": lambda value: float(len(_text(value))),
    "number": _number,
    "round": _rounded,
    "format-date": _dated,
}
