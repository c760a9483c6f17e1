"""Says where the outlines kept beside a record are not those of what stands in it. Pure."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from app.backups.checking import Fault, Row
from app.ledger.rules import RecordState
from app.outlines.measuring import Of, rows_of_said
from app.outlines.rules import traced

TELL_AGAIN = "(`kwetu outlines` tells them anew)"


def outline_faults(record_id: str, record: Row | None, state: RecordState, rows: Sequence[Row]) -> Iterator[Fault]:
    """Name what lies on the map and stands in no record, what stands there and lies nowhere, and what lies wrongly."""
    kept = {(row["path"], row["edit_id"]): row for row in rows}
    told = _told(record, state) if record else {}
    for path, edit_id in kept.keys() - told.keys():
        yield Fault("outline", record_id, f"what edit {edit_id} said of {path} stands there no more {TELL_AGAIN}")
    for key in told.keys() - kept.keys():
        yield Fault("outline", record_id, f"what edit {key[1]} said of {key[0]} lies nowhere {TELL_AGAIN}")
    for key in told.keys() & kept.keys():
        there = kept[key]
        wrong = [name for name, value in told[key].items() if name != "shape" and not _alike(there[name], value)]
        if wrong:
            yield Fault("outline", record_id, f"its {', '.join(wrong)} is not what edit {key[1]} said {TELL_AGAIN}")


def _told(record: Row, state: RecordState) -> dict[tuple[str, str], dict[str, Any]]:
    of = Of(*(record[name] for name in Of._fields))
    rows = rows_of_said((of, one) for one in traced(record["kind"], state))
    return {(row["path"], row["edit_id"]): row for row in rows}


def _alike(kept: Any, told: Any) -> bool:
    """Tell whether both are the same, but for what a newer library reckons otherwise in the last digits."""
    return math.isclose(kept, told, rel_tol=1e-9) if isinstance(told, float) else bool(kept == told)
