"""The one place that asks what time it is; rules get times as arguments."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, timezone-aware, in UTC."""
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """Write a moment as RFC 3339 in UTC with milliseconds and a ``Z``."""
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return utc.isoformat(timespec="milliseconds")[: -len("+00:00")] + "Z"
