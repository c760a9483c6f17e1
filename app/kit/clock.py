"""The one place that asks what time it is; rules get times as arguments."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """Return the present moment, timezone-aware, in UTC."""
    return _moment.get() or datetime.now(UTC)


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """Let it be an earlier moment for the length of a block: a demonstration tells what was received weeks ago."""
    before = _moment.set(min(moment.astimezone(UTC), datetime.now(UTC)))
    try:
        yield
    finally:
        _moment.reset(before)


def iso(moment: datetime) -> str:
    """Write a moment as RFC 3339 in UTC with milliseconds and a ``Z``."""
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return utc.isoformat(timespec="milliseconds")[: -len("+00:00")] + "Z"
