"""What the value of an answer is to an expression: true or not, a number, a text, codes, a day.

The twin of the first half of frontend/src/questionnaire/values.ts. None is unknown, everywhere.
"""

import math
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.questionnaire.form import Choice

Outcome = Any  # str, number, bool, list of codes, a GeoJSON geometry, or None for unknown

NUMBER = re.compile(r" *-?([0-9]+(\.[0-9]*)?|\.[0-9]+) *")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9](?:\.[0-9]{1,3})?))?(Z|[+-][0-9]{2}:[0-9]{2})?")
SPACE = re.compile(r"[ \t\r\n]+")
EPOCH = date(1970, 1, 1).toordinal()
FIRST_DAY, LAST_DAY = 1 - EPOCH, date(9999, 12, 31).toordinal() - EPOCH


def value_of(answer: Mapping[str, Any] | None) -> Outcome:
    """Return what an answer holds; None for blank and for the three answers that are no value."""
    value = (answer or {}).get("value")
    return None if value in ("", []) else value


def truth_of(value: Outcome) -> bool | None:
    """Return whether a value counts as yes; 0 and an empty text do not."""
    if value is None or isinstance(value, bool):
        return value
    return not (is_number(value) and value == 0) and value != ""


def is_number(value: Outcome) -> bool:
    """Tell a number from a yes or no, which Python counts among the numbers."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def number_of(value: Outcome) -> float | None:
    """Return a number, also from a yes or no and from text that is one."""
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str) and NUMBER.fullmatch(value):
        return float(value)
    return None


def finite(value: float) -> float | None:
    """Return a number that can be kept: no infinity, and no zero below zero."""
    return value + 0.0 if math.isfinite(value) else None


def text_of(value: Outcome) -> str | None:
    """Write a value as text; a number in plain digits, codes with a blank between; a shape has no text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_number(value):
        return str(int(value)) if float(value).is_integer() else format(Decimal(repr(value)), "f")
    if isinstance(value, dict) or value is None:
        return None
    return " ".join(value) if isinstance(value, list) else str(value)


def letters_of(value: Outcome) -> str | None:
    """Return the text to look into: an accent is the same, however it was typed."""
    text = text_of(value)
    return None if text is None else unicodedata.normalize("NFC", text)


def codes_of(value: Outcome) -> list[str]:
    """Return the codes chosen: a list as it is, text by its words, as XForms keeps them."""
    if isinstance(value, list):
        return [text_of(code) or "" for code in value]
    return [code for code in SPACE.split(text_of(value) or "") if code]


def is_date(value: Outcome) -> bool:
    """Tell whether a value is written as a day."""
    return isinstance(value, str) and DATE.fullmatch(value) is not None


def days_of(value: Outcome) -> float | None:
    """Return the days since the first of January 1970 of a day or a moment; the zone of a clock is not looked at."""
    if not isinstance(value, str) or not DATE.fullmatch(value[:10]):
        return None
    try:
        days = date.fromisoformat(value[:10]).toordinal() - EPOCH
    except ValueError:
        return None
    if len(value) == 10:
        return float(days)
    seconds = seconds_of(value[11:]) if value[10] == "T" else None
    return None if seconds is None else days + seconds / 86400


def seconds_of(clock: str) -> float | None:
    """Return the seconds since midnight of a time such as 14:05 or 14:05:30.500+02:00."""
    found = CLOCK.fullmatch(clock)
    return int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3] or 0) if found else None


def day_at(days: float) -> str | None:
    """Write a count of days since 1970 as a day."""
    whole = math.floor(days)
    return date.fromordinal(whole + EPOCH).isoformat() if FIRST_DAY <= whole <= LAST_DAY else None


def moment_at(days: float) -> str | None:
    """Write a count of days since 1970 as a day and a time, to the second."""
    seconds = math.floor(days * 86400 + 0.5)
    day = day_at(seconds // 86400)
    rest = seconds % 86400
    return day and f"{day}T{rest // 3600:02}:{rest % 3600 // 60:02}:{rest % 60:02}"


def equal(left: Outcome, right: Outcome) -> bool | None:
    """Compare two values: lists as sets of codes, numbers as numbers, text however its accents were typed."""
    if isinstance(left, dict) or isinstance(right, dict):
        return None if isinstance(left, dict) and isinstance(right, dict) else False
    if isinstance(left, list) or isinstance(right, list):
        return sorted(codes_of(left)) == sorted(codes_of(right))
    if isinstance(left, bool) or isinstance(right, bool):
        return truth_of(left) == truth_of(right)
    if is_number(left) or is_number(right):
        a, b = number_of(left), number_of(right)
        return None if a is None or b is None else a == b
    return letters_of(left) == letters_of(right)


def beside(choice: Choice, column: str, language: str = "en") -> str | None:
    """Return what stands in a column of a choice, ``name`` being its code; None where nothing does."""
    if column == "label":
        return choice["label"].get(language) or choice["label"]["en"]
    return choice["code"] if column == "name" else choice.get("columns", {}).get(column) or None
