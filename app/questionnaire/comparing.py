"""Whether one value is the same as another, less or more: days among days, all else as numbers; None is unknown."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from app.questionnaire.values import Outcome, days_of, equal, is_date, number_of

Compares = Callable[[Outcome, Outcome], bool | None]


def _as(same: bool) -> Compares:
    def compared(left: Outcome, right: Outcome) -> bool | None:
        found = equal(left, right)
        return None if found is None else found == same

    return compared


def _in_order(stands: Callable[[Any, Any], bool]) -> Compares:
    def compared(left: Outcome, right: Outcome) -> bool | None:
        if is_date(left) and is_date(right):
            return stands(left, right)
        a, b = days_of(left), days_of(right)
        if a is None or b is None:
            a, b = number_of(left), number_of(right)
        return None if a is None or b is None else stands(a, b)

    return compared


COMPARISONS: Mapping[str, Compares] = {
    "=": _as(True),
    "!=": _as(False),
    "<": _in_order(operator.lt),
    "<=": _in_order(operator.le),
    ">": _in_order(operator.gt),
    ">=": _in_order(operator.ge),
}
"""By the sign an expression is written with."""
