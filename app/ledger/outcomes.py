"""What the ledger answers: what became of an edit, and a record as it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Row

from app.ledger.rules import Answer, RecordState
from app.ledger.standing import Standing, candidates_in, read_levels

SERVER_DEVICE = "server"


class Author(Protocol):
    """Who writes, and on which device; a ``SignedIn`` is one."""

    @property
    def person_id(self) -> str:
        """The person."""

    @property
    def device_id(self) -> str:
        """The phone, or ``server``."""


@dataclass(frozen=True)
class ServerAuthor:
    """A person for whom the server itself writes (an import, the demonstration)."""

    person_id: str
    device_id: str = SERVER_DEVICE


class Outcome(NamedTuple):
    """What became of an edit; ``first`` is set when it had come before.

    ``settled`` tells what a leader made of a parked one: ``admitted`` or ``left_out``, who did and why.
    """

    edit_id: str
    answer: str
    sha256: str
    at: str
    contested: Sequence[str] = ()
    refused_paths: Mapping[str, Any] = MappingProxyType({})
    problem: dict[str, Any] | None = None
    first: "Outcome | None" = None
    settled: str = ""
    settled_by: str | None = None
    settled_why: str | None = None


@dataclass(frozen=True)
class MadeThatDay:
    """One edit of a day: whose, on which phone, and the SHA-256 of what is stored."""

    edit_id: str
    person_id: str
    device_id: str
    day: str
    sha256: str


@dataclass(frozen=True)
class Record:
    """A record as it stands."""

    record_id: str
    kind: str
    form: str
    settlement_id: str | None
    city_id: str
    hash: str
    level_hashes: list[str]
    levels: tuple[str, str, str, str]
    seq: int | None

    @cached_property
    def standing(self) -> Standing:
        """Everything that stands, and who made it when."""
        return read_levels(self.levels)

    def candidates(self, path: str) -> dict[str, Answer]:
        """Return what stands in one field, without reading all of them."""
        return candidates_in(self.levels, path)

    @property
    def state(self) -> RecordState:
        """The candidates of every field."""
        return self.standing.state


def as_record(row: Row[Any]) -> Record:
    """Read a record's row."""
    return Record(
        record_id=row.record_id,
        kind=row.kind,
        form=row.form,
        settlement_id=row.settlement_id,
        city_id=row.city_id,
        hash=row.hash,
        level_hashes=row.level_hashes.split(","),
        levels=(row.level_0, row.level_1, row.level_2, row.level_3),
        seq=row.seq,
    )
