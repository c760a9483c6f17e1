"""The functions of expressions that need nothing but known values; the twin of frontend/src/questionnaire/functions.ts.

None is unknown: it never comes in, and comes out where there is no answer (no such letter, no such day, 1 div 0).
"""

import math
import re
from collections.abc import Callable
from typing import Any

from app.questionnaire.values import (
    SPACE,
    Outcome,
    codes_of,
    day_at,
    days_of,
    finite,
    letters_of,
    moment_at,
    number_of,
    seconds_of,
    text_of,
    truth_of,
)

LONGEST_MATCHED = 1000
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Function = Callable[..., Outcome]


def _with_numbers(reckon: Callable[..., float]) -> Function:
    """Make a function of numbers one of values: unknown where an operand is no number or the result is none."""

    def reckoned(*values: Outcome) -> float | None:
        numbers = [number_of(value) for value in values]
        try:
            return None if None in numbers else finite(reckon(*numbers))
        except (ValueError, OverflowError):
            return None

    return reckoned


def _with_letters(look: Callable[..., Any]) -> Function:
    """Make a function of texts one of values; a shape has no text."""

    def looked(*values: Outcome) -> Outcome:
        texts = [letters_of(value) for value in values]
        return None if None in texts else look(*texts)

    return looked


def _figure(value: Outcome) -> float | None:
    """Read a number, and a day as its days since 1970."""
    days = days_of(value)
    return number_of(value) if days is None else days


def _whole(value: Outcome) -> float | None:
    number = _figure(value)
    return None if number is None else finite(math.trunc(number))


def _rounded(value: Outcome, places: Outcome = 0) -> float | None:
    """Round halves away from zero, to so many places."""
    number, digits = number_of(value), number_of(places)
    if number is None or digits is None or not 0 <= digits <= 9:
        return None
    scale = 10.0 ** math.floor(digits)
    scaled = abs(number) * scale + 0.5
    return finite(math.copysign(math.floor(scaled), number) / scale) if math.isfinite(scaled) else None


def _selected_at(value: Outcome, place: Outcome) -> str | None:
    codes, at = codes_of(value), number_of(place)
    return codes[int(at)] if at is not None and 0 <= at < len(codes) else None


def _part(value: Outcome, start: Outcome, end: Outcome = None) -> str | None:
    """Take letters from a start (counted from 0, below 0 from the end) up to before an end."""
    text, first, last = letters_of(value), number_of(start), number_of(end)
    if text is None or first is None or (end is not None and last is None):
        return None
    return text[int(first) : None if last is None else int(last)]


def _exchanged(text: str, found: str, put: str) -> str:
    """Put the letter at the same place of ``put`` for each letter of ``found``, nothing where there is none."""
    places = {letter: n for n, letter in reversed(list(enumerate(found)))}
    return "".join(put[places[letter] : places[letter] + 1] if letter in places else letter for letter in text)


def _fits(value: Outcome, pattern: str) -> bool | None:
    text = letters_of(value)
    if text is None or len(text) > LONGEST_MATCHED:
        return None
    return re.fullmatch(pattern, text) is not None


def _day(value: Outcome) -> str | None:
    days = _figure(value)
    return None if days is None else day_at(days)


def _moment(value: Outcome) -> str | None:
    days = _figure(value)
    return None if days is None else moment_at(days)


def _share_of_day(value: Outcome) -> float | None:
    """Tell how much of the day had passed at a time (14:30) or a moment."""
    if not isinstance(value, str):
        return None
    seconds = seconds_of(value[11:]) if days_of(value) is not None and len(value) > 10 else seconds_of(value)
    return None if seconds is None else seconds / 86400


def _dated(value: Outcome, pattern: str) -> str | None:
    """Write a day or a moment as the form writer wants it; weekdays and months by their short English names."""
    days = days_of(value)
    if days is None:
        return None
    year, month, day = value[:4], value[5:7], value[8:10]
    hour, minute, second = value[11:13] or "00", value[14:16] or "00", value[17:19] or "00"
    signs = {"Y": year, "y": year[2:], "m": month, "n": str(int(month)), "b": MONTHS[int(month) - 1], "d": day}
    signs |= {"e": str(int(day)), "a": WEEKDAYS[(math.floor(days) + 3) % 7], "H": hour, "h": str(int(hour))}
    signs |= {"M": minute, "S": second if second.isdigit() else "00", "3": _thousandths(value)}
    return re.sub(r"%([YymnbdeaHhMS3])", lambda found: signs[found[1]], pattern)


def _thousandths(moment: str) -> str:
    found = re.search(r"\.([0-9]+)", moment)
    return (found[1] if found else "").ljust(3, "0")


def _said_true(text: str) -> bool:
    return text in ("true", "1")


FUNCTIONS: dict[str, Function] = {
    "not": lambda value: not truth_of(value),
    "boolean": truth_of,
    "boolean-from-string": _with_letters(_said_true),
    "selected": lambda value, code: text_of(code) in codes_of(value),
    "selected-at": _selected_at,
    "count-selected": lambda value: float(len(codes_of(value))),
    "number": _figure,
    "int": _whole,
    "round": _rounded,
    "abs": _with_numbers(abs),
    "pow": _with_numbers(math.pow),
    "sqrt": _with_numbers(math.sqrt),
    "exp": _with_numbers(math.exp),
    "exp10": _with_numbers(lambda number: math.pow(10, number)),
    "log": _with_numbers(math.log),
    "log10": _with_numbers(math.log10),
    "sin": _with_numbers(math.sin),
    "cos": _with_numbers(math.cos),
    "tan": _with_numbers(math.tan),
    "asin": _with_numbers(math.asin),
    "acos": _with_numbers(math.acos),
    "atan": _with_numbers(math.atan),
    "atan2": _with_numbers(math.atan2),
    "string": text_of,
    "string-length": lambda value: None if (text := text_of(value)) is None else float(len(text)),
    "substr": _part,
    "substring-before": _with_letters(lambda text, mark: text.partition(mark)[0] if mark and mark in text else ""),
    "substring-after": _with_letters(lambda text, mark: text.partition(mark)[2] if mark else text),
    "contains": _with_letters(lambda text, part: part in text),
    "starts-with": _with_letters(lambda text, part: text.startswith(part)),
    "ends-with": _with_letters(lambda text, part: text.endswith(part)),
    "normalize-space": _with_letters(lambda text: SPACE.sub(" ", text).strip(" ")),
    "translate": _with_letters(_exchanged),
    "regex": _fits,
    "date": _day,
    "date-time": _moment,
    "decimal-date-time": _figure,
    "decimal-time": _share_of_day,
    "format-date": _dated,
    "format-date-time": _dated,
}
"""By name, the functions that are unknown when one of their operands is."""


def extreme(values: list[Outcome], *, largest: bool) -> Outcome:
    """Return the largest or smallest of numbers, or of days; unknown of none, and of what cannot be compared."""
    choose = max if largest else min
    days = [days_of(value) for value in values]
    if values and None not in days:
        return values[days.index(choose(days))]  # type: ignore[type-var]
    numbers = [number_of(value) for value in values]
    return choose(numbers) if numbers and None not in numbers else None  # type: ignore[type-var]


def total(values: list[Outcome]) -> float | None:
    """Add up from the first to the last, as the phone does; the sum of no rows is 0."""
    added = 0.0
    for value in values:
        number = number_of(value)
        if number is None:
            return None
        added += number
    return finite(added)


def arithmetic(sign: str, left: Outcome, right: Outcome) -> Outcome:
    """Reckon with two values: a day and a number of days make a day, two days the days between them."""
    a, b = days_of(left), days_of(right)
    if a is not None and b is not None:
        return a - b if sign == "-" else None
    if a is not None and sign in ("+", "-"):
        return _moved(left, number_of(right), 1 if sign == "+" else -1)
    if b is not None and sign == "+":
        return _moved(right, number_of(left), 1)
    return reckoned(sign, number_of(left), number_of(right))


def _moved(day: str, by: float | None, way: int) -> str | None:
    if by is None:
        return None
    days = (days_of(day) or 0.0) + way * by
    return day_at(days) if len(day) == 10 else moment_at(days)


def reckoned(sign: str, x: float | None, y: float | None) -> float | None:
    """Reckon with two numbers; nothing is divided by 0."""
    if x is None or y is None or (y == 0 and sign in ("div", "mod")):
        return None
    signs: dict[str, Callable[[], float]] = {
        "+": lambda: x + y,
        "-": lambda: x - y,
        "*": lambda: x * y,
        "div": lambda: x / y,
        "mod": lambda: math.fmod(x, y),
    }
    return finite(signs[sign]())
