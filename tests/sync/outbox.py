"""What lies in a phone's outbox, and the small rules on it: joining, turns, reading a record from the wire. Pure."""

from dataclasses import dataclass, field
from typing import Any

from app.ledger.rules import RecordState
from tests.phones import Edit

Wire = dict[str, Any]
KINDS = ("place", "settlement", "profile", "feature", "status_report", "comment", "decision")


@dataclass
class Saying:
    """What a page hands over: ``seen`` = the answers on the screen when each question was painted."""

    kind: str
    record_id: str
    settlement_id: str | None
    city_id: str
    form: str
    said: dict[str, dict[str, Any]]
    made_at: str
    seen: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Own:
    """One edit in the outbox: open (may be joined), frozen (on its way), safe (proven), parked (kept for a leader)."""

    edit: Edit
    n: int
    state: str = "open"
    answer: str = ""
    receipt: str = ""
    refused: frozenset[str] = frozenset()
    problem: str = ""
    pulled: bool = False
    seq: int | None = None
    scope: str = ""
    epoch: str = ""
    days: int = 0
    filed: str = ""

    @property
    def edit_id(self) -> str:
        return str(self.edit["edit_id"])

    @property
    def record_id(self) -> str:
        """Return the record it is shown in: another than it names where two places were joined."""
        return self.filed or str(self.edit["record_id"])

    def held_in(self, record: Wire, epoch: str) -> None:
        """A record that was fetched holds it: its place is no later than the record's own."""
        self.pulled = True
        if epoch and (self.scope, self.epoch) != (record["city_id"], epoch):
            self.seq, self.scope, self.epoch = record["seq"], record["city_id"], epoch


def turn(kind: str) -> int:
    """What others speak of is sent first."""
    return KINDS.index(kind) if kind in KINDS else -1


def joined(joins: list[Own], said: dict[str, Any]) -> dict[str, Any]:
    """Join open edits with what is said now: the ids joined are no edits any more, so nothing replaces them."""
    gone = {own.edit_id for own in joins}
    everything: dict[str, Any] = {}
    for own in joins:
        everything |= own.edit["set"]
    return {
        path: {**answer, "replaces": [one for one in answer["replaces"] if one not in gone]}
        for path, answer in (everything | said).items()
    }


def state_of(record: Wire) -> RecordState:
    """Read a wire record as the state the merge rule works on."""
    ids = [edit["edit_id"] for edit in record["edits"]]
    return RecordState(
        fields={path: {ids[at]: answer for at, answer in held} for path, held in record["fields"].items()},
        pending={path: tuple(waiting) for path, waiting in record["replaced"].items()},
    )
