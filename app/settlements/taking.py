"""Writes what the rows of a file say into the ledger: each change an edit like any other, many rows at once."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlmodel import Session

from app.kit.canonical import sha256_hex
from app.kit.clock import iso, now
from app.ledger import service as ledger
from app.ledger.reading import ReadEdit, canonical_value, read_made
from app.ledger.rules import Edit
from app.people.rules import SignedIn
from app.settlements import repository, service
from app.settlements.rules import place_level_of, settlement_level_of, told_id
from app.settlements.schemas import Kind

AT_ONCE = 500
"""Rows taken in hand together."""


@dataclass(frozen=True)
class _Written:
    """How the rows of a kind of list are written."""

    record_kind: str
    level_of: Callable[[str], int]
    after: Callable[[Session, Collection[Edit]], None]


WRITTEN: Mapping[Kind, _Written] = {
    "places": _Written("place", place_level_of, service.after_places),
    "settlements": _Written("settlement", settlement_level_of, service.after_settlements),
}


@dataclass
class Saying:
    """What a row says of a record, beside what the last file told of the same record."""

    kind: Kind
    city_id: str
    record_id: str
    said: Mapping[str, Any]
    before: Mapping[str, Any]
    row: int
    written: Mapping[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.values = {path: self.written.get(path) or canonical_value(value) for path, value in self.said.items()}
        self.hashes = {path: sha256_hex(value) for path, value in self.values.items()}
        self.changed = [path for path in self.said if self.before.get(path, {}).get("sha256") != self.hashes[path]]

    def edit_id(self, paths: list[str]) -> str:
        """Name an edit by what it says after what: a file saying A, then B, then A again makes three edits."""
        return told_id(self.record_id, {path: [self.hashes[path], self.replaces(path)] for path in paths})

    def replaces(self, path: str) -> list[str]:
        """Return the last file's edit of a path, none when no file told it."""
        return [self.before[path]["edit_id"]] if path in self.before else []

    def edits(self, by: str, at: str) -> Iterator[ReadEdit]:
        """Make one edit of what changed (a boundary's original is its own: the two together may be too large)."""
        original = [path for path in self.changed if path == "boundary_original"]
        for paths in ([path for path in self.changed if path not in original], original):
            if paths:
                yield read_made(self._edit(paths, by, at), self.values)

    def _edit(self, paths: list[str], by: str, at: str) -> Edit:
        return ledger.new_edit(
            WRITTEN[self.kind].record_kind,
            self.record_id,
            {path: {"value": self.said[path], "source": "official", "replaces": self.replaces(path)} for path in paths},
            by=by,
            settlement_id=None if self.kind == "places" else self.record_id,
            city_id=self.city_id,
            made_at=at,
            edit_id=self.edit_id(paths),
        )

    def told(self, edits: Iterable[ReadEdit]) -> dict[str, Any]:
        """Return what files have told of the record once these edits are written."""
        new = {
            path: {"edit_id": one.edit["edit_id"], "sha256": self.hashes[path]}
            for one in edits
            for path in one.edit["set"]
        }
        return {**self.before, **new}


def say(session: Session, who: SignedIn, saying: Sequence[Saying]) -> str:
    """Write what changed, in the order of the file; return the moment that all of it bears."""
    rest, at = iter(saying), iso(now())
    while some := list(islice(rest, AT_ONCE)):
        _say_some(session, who, some, at)
    return at


def _say_some(session: Session, who: SignedIn, saying: Sequence[Saying], at: str) -> None:
    written, city_id = WRITTEN[saying[0].kind], saying[0].city_id
    edits = {one.record_id: list(one.edits(who.person_id, at)) for one in saying}
    told = [edit for each in edits.values() for edit in each]
    ledger.lay_out(session, told, cautious=True)
    for one in told:
        ledger.write_read(session, one, author=who, levels=lambda _form: written.level_of)
    written.after(session, [first.edit for first, *_ in edits.values()])
    repository.remember_told(session, city_id, {one.record_id: one.told(edits[one.record_id]) for one in saying})
