"""How a water point or toilet served in a month, from what was reported of its days. Pure.

A day nobody reported is unknown, never dry and never running. ``frontend/src/features/uptime.ts`` is the same on the
phone; ``tests/vectors/uptime.json`` holds the two equal.
"""

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Report = Mapping[str, Any]
"""What one report says: ``day`` (2026-11-21), and of ``working``, ``hours_with_water``, ``reason`` … what is known."""


@dataclass(frozen=True)
class Month:
    """One point's month. ``uptime`` and ``hours_a_day`` are None where nothing is known of them.

    ``days``: of the month so far; ``known``: with a report that says whether it works; ``down``: every report of the
    day said no; ``mixed``: reports of one day differ. ``uptime`` is the share of known days it worked (a mixed day
    counts by the share of its reports); ``hours_a_day`` the mean over the ``days_with_hours``.
    """

    days: int
    known: int
    unknown: int
    down: int
    mixed: int
    uptime: float | None
    days_with_hours: int
    hours_a_day: float | None
    reason: str | None


def month_of(reports: Iterable[Report], month: str, today: str) -> Month:
    """Reckon a month (``2026-11``) as it looks on a day (``2026-11-22``); later days are not looked at yet."""
    days = _days(month, today)
    told = [one for one in reports if one.get("day", "")[:7] == month and one["day"] <= today]
    worked = _by_day(told, lambda one: {"yes": 1.0, "no": 0.0}.get(one.get("working", "")))
    hours = _by_day(told, lambda one: _number(one.get("hours_with_water")))
    reasons = Counter(one["reason"] for one in told if one.get("working") == "no" and one.get("reason"))
    return Month(
        days=days,
        known=len(worked),
        unknown=days - len(worked),
        down=sum(share == 0 for share in worked.values()),
        mixed=sum(0 < share < 1 for share in worked.values()),
        uptime=_mean(worked),
        days_with_hours=len(hours),
        hours_a_day=_mean(hours),
        reason=min(reasons, key=lambda one: (-reasons[one], one)) if reasons else None,
    )


def _days(month: str, today: str) -> int:
    year, of_year = (int(part) for part in month.split("-"))
    if month > today[:7]:
        return 0
    return int(today[8:10]) if month == today[:7] else monthrange(year, of_year)[1]


def _by_day(told: list[Report], read: Callable[[Report], float | None]) -> dict[str, float]:
    """Return the mean of what the reports of each day say, of the days on which one says it."""
    said: dict[str, list[float]] = defaultdict(list)
    for one in told:
        if (value := read(one)) is not None:
            said[one["day"]].append(value)
    return {day: sum(values) / len(values) for day, values in said.items()}


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _mean(by_day: Mapping[str, float]) -> float | None:
    return sum(by_day.values()) / len(by_day) if by_day else None
