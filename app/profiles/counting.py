"""Reckons with answers that may be missing, and remembers which answers a result rests on; twin of counting.ts."""

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from app.questionnaire.form import Answers

# How numbers of homes and people were found, when nobody said it of the answer itself.
_BY_METHOD = {
    "numbered_count": "counted",
    "enumeration": "counted",
    "walk_count": "counted",
    "meeting_estimate": "meeting",
    "imagery": "observed",
    "official": "official",
}
_HOMES_AND_PEOPLE = ("structures_", "households_", "household_", "population_", "people_")
_TOILETS = "toilet_group"


@dataclass(frozen=True)
class Indicator:
    """What some answers come to; ``missing`` are those still to be asked, ``found`` how the others were found."""

    value: Any
    rests_on: list[str]
    missing: list[str]
    found: dict[str, str]


class Said:
    """The answers, and which of them one result has looked at."""

    def __init__(self, answers: Answers, area_m2: float | None) -> None:
        self._answers = answers
        self._area_m2 = area_m2
        self.looked_at: list[str] = []

    def value(self, path: str) -> Any:
        """Return what an answer holds; None for blank and for the three answers that are no value."""
        if path not in self.looked_at:
            self.looked_at.append(path)
        value = (self._answers.get(path) or {}).get("value")
        return None if value in ("", []) else value

    def number(self, path: str) -> float | None:
        """Return a count or measure; one below nought is a slip of the thumb, and not known."""
        value = self.value(path)
        return value if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 else None

    def area_ha(self) -> float | None:
        """Return the hectares inside the boundary."""
        self.value("boundary")
        return self._area_m2 / 10_000 if self._area_m2 else None

    def rows(self) -> list[str] | None:
        """Return the groups of toilets as the beginnings of their paths; none when that was the answer."""
        rows = sorted({"/".join(path.split("/")[:2]) for path in self._answers if path.startswith(f"{_TOILETS}/")})
        standing = [row for row in rows if self._stands(row)]
        return standing or ([] if self.value(_TOILETS) == "none" else None)

    def _stands(self, row: str) -> bool:
        if "saw" in (self._answers.get(f"{row}/_deleted") or {}):
            return False
        asked = [path for path in self._answers if path.startswith(f"{row}/") and not path.startswith(f"{row}/_")]
        return any("answer" in (said := self._answers[path] or {}) or said.get("value") is not None for path in asked)

    def comes_to(self, value: Any) -> Indicator:
        """Return a result with the answers looked at for it."""
        known = [path for path in self.looked_at if (self._answers.get(path) or {}).get("value") not in (None, "", [])]
        missing = [path for path in self.looked_at if path not in known] if value is None else []
        found = {path: source for path in known if (source := self._source(path))}
        return Indicator(value, known, missing, found)

    def _source(self, path: str) -> str | None:
        said: dict[str, Any] = dict(self._answers.get(path) or {})
        by_method = path.startswith(_HOMES_AND_PEOPLE) and (self._answers.get("count_method") or {}).get("value")
        return said.get("source") or _BY_METHOD.get(str(by_method))


def ratio(a: float | None, b: float | None) -> float | None:
    """Divide; not known when either is, or when there is nothing to divide by."""
    return None if a is None or not b else a / b


def any_known(tests: Sequence[bool | None]) -> bool | None:
    """Tell whether one fails; one that passes never declares the rest fine."""
    if True in tests:
        return True
    return None if None in tests else False


def plus(*parts: float | None) -> float | None:
    """Add up; not known when one of them is not."""
    known = [part for part in parts if part is not None]
    return reduce(operator.add, known, 0) if len(known) == len(parts) else None


def over(value: float | None, limit: float) -> bool | None:
    """Tell whether it is more than the limit."""
    return None if value is None else value > limit
