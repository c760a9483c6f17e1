"""Looks whether a ledger is whole: every edit as it came, every record what its edits say, every copy beside them true.

It reads the tables side by side in the order of their records, so that however large a ledger is, one record's edits
are heard one after the other and nothing but its state is held.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from app.backups.checking import (
    TYPED,
    Fault,
    Places,
    Rounds,
    Told,
    approval_faults,
    edit_faults,
    forms_of,
    frozen_faults,
    frozen_of,
    kept_of,
    members_of,
    record_faults,
    sum_faults,
    typed_faults,
    values_of,
)
from app.backups.outlining import outline_faults
from app.backups.rules import Row
from app.ledger.sheet import LevelOf
from app.outlines.rules import RECKONING
from app.questionnaire import service as questionnaire
from app.questionnaire.levels import levels_of
from app.sync.kinds import kinds

BY_RECORD = {
    "record": "record_id", "edit": "record_id", "settlement": "settlement_id", "place": "place_id",
    "decision": "decision_id", "approval": "profile_id",
    "approved_point": "record_id", "outline": "record_id",
}  # fmt: skip
NEEDED = {"edit_id", "record_id", "by", "made_at"}
TYPED_ALWAYS = ("settlement", "decision")
SUMMED = {"parked_edit": "sha256", "release": "id", "form_version": "form_id"}
UNREAD = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What reading ends with where a row holds something no Kwetu ever wrote."""
COUNTED = ("edit", "record", "parked_edit", "decision", "approval", "release")


class Kept(Protocol):
    """Where a ledger can be read: a database at one moment, or a backup file."""

    def rows(self, name: str) -> Iterator[Row]:
        """Read a table in its order."""

    def count(self, name: str) -> int:
        """Count a table's rows."""


class _Stream:
    """A table whose rows are taken record by record."""

    def __init__(self, kept: Kept, table: str) -> None:
        self._rows, self._key = kept.rows(table), BY_RECORD[table]
        self._head = next(self._rows, None)

    @property
    def at(self) -> str | None:
        """Return the record the next row is about, None at the end."""
        return None if self._head is None else self._head[self._key]

    def of(self, record_id: str) -> Iterator[Row]:
        """Take the rows about one record."""
        while self._head is not None and self._head[self._key] == record_id:
            row, self._head = self._head, next(self._rows, None)
            yield row


def verify(kept: Kept, looked_at: Callable[[], object] = lambda: None) -> Iterator[Fault]:
    """Name every fault of a ledger; ``looked_at`` is called for each edit."""
    look = _Look(kept, looked_at)
    while waiting := [stream.at for stream in look.streams.values() if stream.at is not None]:
        record_id = min(waiting)
        yield from or_unread(look.at_record(record_id), "record", record_id)
    yield from look.rounds.faults()
    for row in kept.rows("departed"):
        yield from or_unread(look.places.departed(row), "departed", row["record_id"])
    for table, key in SUMMED.items():
        for row in kept.rows(table):
            yield from or_unread(sum_faults(table, row), table, row[key])


def or_unread(faults: Iterator[Fault], table: str, row_id: str) -> Iterator[Fault]:
    """Name the faults of a row; also where it holds what cannot be read, so that the look goes on to the next."""
    try:
        yield from faults
    except UNREAD:
        yield Fault(table, row_id, "what stands there cannot be read")


class _Look:
    """One look through a ledger, record by record."""

    def __init__(self, kept: Kept, looked_at: Callable[[], object]) -> None:
        self.streams = {table: _Stream(kept, table) for table in BY_RECORD}
        self.places, self.rounds = Places(kept.rows("scope")), Rounds()
        self._aliases = {row["record_id"]: row["stands_for"] for row in kept.rows("alias")}
        self._decided = {row["decision_id"]: row["hash"] for row in kept.rows("decision") if row["act"] == "approve"}
        self._looked_at = looked_at
        self._outlined = any(row["reckoning"] == RECKONING for row in kept.rows("outlines_told"))
        forms = {one["form"]: one for one in questionnaire.forms()} | dict(forms_of(kept.rows("form_version")))
        self._levels = {name: levels_of(form) for name, form in forms.items()}

    def _level_of(self, record: Row) -> LevelOf:
        """Return how far the answers of a record may travel, by its kind and form as they stand in this ledger."""
        kind = kinds().get(record["kind"])
        return kind.levels(lambda form: self._levels.get(form, _no_level))(record["form"]) if kind else _no_level

    def at_record(self, record_id: str) -> Iterator[Fault]:
        """Name the faults of one record, of its edits, and of what stands beside it."""
        beside = {table: list(self.streams[table].of(record_id)) for table in BY_RECORD if table != "edit"}
        record = next(iter(beside["record"]), None)
        told = Told(self._level_of(record) if record else _no_level)
        for approval in beside["approval"]:
            yield from frozen_faults(approval, self._decided)
            frozen = frozen_of(approval)
            if frozen is None:
                yield Fault("approval", approval["decision_id"], "what it froze, its snapshot, cannot be read")
            else:
                told.awaited.setdefault(approval["hash"], []).append(frozen)
        for point in beside["approved_point"]:
            frozen = frozen_of(point)
            if frozen is None:
                yield Fault("approved_point", point["decision_id"], "what it froze of the map cannot be read")
            else:
                told.on_map.append(frozen)
        for row in self.streams["edit"].of(record_id):
            self._looked_at()
            yield from _hear(row, told, self._aliases)
        if record is not None:
            yield from self._stored(record, told, beside)
        elif told.heard:
            yield Fault("record", record_id, f"it is not there, and {told.heard} edits speak of it")
        yield from self._typed(record, told, beside)
        if self._outlined:
            yield from outline_faults(record_id, record, told.state, beside["outline"])
        yield from approval_faults(told)

    def _stored(self, record: Row, told: Told, beside: Mapping[str, list[Row]]) -> Iterator[Fault]:
        kind, record_id = record["kind"], record["record_id"]
        yield from record_faults(record, told)
        yield from self.places.faults(record)
        self.rounds.hear("record", record)
        if kind not in kinds():
            yield Fault("record", record_id, f"this version knows no {kind}")
        elif self._level_of(record) is _no_level:
            yield Fault("record", record_id, f"its form {record['form']} is not there")
        elif kind in TYPED_ALWAYS and not beside[kind]:
            yield Fault(kind, record_id, "its typed row is not there")

    def _typed(self, record: Row | None, told: Told, beside: Mapping[str, list[Row]]) -> Iterator[Fault]:
        values = values_of(told.state)
        for table in TYPED:
            for row in beside[table]:
                yield from typed_faults(table, row, record, values, self._aliases)
                self.rounds.hear(table, row)


def _hear(row: Row, told: Told, aliases: dict[str, str]) -> Iterator[Fault]:
    """Look at the next edit of a record and merge it."""
    told.heard += 1
    body = _body(row)
    if body is None:
        yield Fault("edit", row["edit_id"], "its words cannot be read")
        return
    told.told_elsewhere |= body["record_id"] != row["record_id"]
    edit_id, kept = row["edit_id"], kept_of(row, body)
    yield from or_unread(edit_faults(row, body, aliases.get(body["record_id"], body["record_id"])), "edit", edit_id)
    if kept is None:
        yield Fault("edit", edit_id, "what was refused of it cannot be read")
    yield from or_unread(told.hear(body if kept is None else kept), "edit", edit_id)


def _body(row: Row) -> Any:
    body = members_of(row["body"])
    return body if body and isinstance(body.get("set"), dict) and body.keys() >= NEEDED else None


def _no_level(_path: str) -> int:
    return 0


def counts(kept: Kept) -> dict[str, int]:
    """Count what was looked at."""
    return {table: kept.count(table) for table in COUNTED}
