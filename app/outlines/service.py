"""Where everything lies, as other slices ask: what is in a window, what overlaps a boundary, what changed just now.

Outlines are told after the edits of a transaction, all at once and as its last act but one: a push of a hundred answers
costs nothing here unless one of them is a geometry.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import event
from sqlmodel import Session

from app.kit.roomy import uncollected
from app.ledger import service as ledger
from app.outlines import repository
from app.outlines.measuring import Read as Read
from app.outlines.measuring import rows_of
from app.outlines.neighbours import Pair as Pair
from app.outlines.neighbours import overlapping_pairs, standing
from app.outlines.overlaps import Overlap, overlaps_with
from app.outlines.repository import Crowd as Crowd
from app.outlines.repository import Outlined as Outlined
from app.outlines.rules import PATHS, RECKONING, changes_outlines
from app.outlines.rules import Box as Box

EVERYWHERE = Box(-180.0, -90.0, 180.0, 90.0)
BOUNDARIES = ("boundary",)
WAITING = "outlines.waiting"
"""Records whose outlines are to be told before this transaction ends."""

READ = "outlines.read"
"""Shapes that were read already of geometries that are about to be said."""


def foresee(session: Session, read: Iterable[Read]) -> None:
    """Take over the shapes of geometries that are about to be said, so that none of them is read again."""
    session.info.setdefault(READ, {}).update({id(one.geometry): one for one in read})


def note(session: Session, edit: Mapping[str, Any]) -> None:
    """Have the outlines of an edit's record told again, where the edit may have changed them."""
    if changes_outlines(edit["kind"], edit["set"]):
        note_records(session, [edit["record_id"]])


def note_records(session: Session, record_ids: Iterable[str]) -> None:
    """Have the outlines of records told again before this transaction ends, whatever became of them."""
    session.info.setdefault(WAITING, set()).update(record_ids)


def note_settlements(session: Session, settlement_ids: Collection[str]) -> None:
    """Have all outlines of settlements told again that were moved, joined or parted."""
    for settlement_id in settlement_ids:
        note_records(session, (one.record_id for one in ledger.records(session, settlement_id=settlement_id)))
    note_records(session, (one.record_id for one in repository.of_settlements(session, settlement_ids)))


def within(
    session: Session, box: Box, *, kinds: Collection[str] | None = None, layers: Collection[str] | None = None,
    paths: Collection[str] | None = None, city_ids: Collection[str] | None = None,
    settlement_ids: Collection[str] | None = None, shown: bool = True,
) -> list[Outlined]:  # fmt: skip
    """Return the outlines whose extent meets a window; ``shown``: of each answer only the one shown first.

    Nobody is asked here whether they may see them: whoever hands outlines on says whose (``city_ids``,
    ``settlement_ids``).
    """
    _tell_waiting(session)
    named = {"kind": kinds, "layer": layers, "path": paths, "city_id": city_ids, "settlement_id": settlement_ids}
    only = {column: wanted for column, wanted in named.items() if wanted is not None}
    return repository.within(session, box, only, shown)


def crowds(
    session: Session, box: Box, across: int, *, kinds: Collection[str], city_ids: Collection[str] | None = None,
    settlement_ids: Collection[str] | None = None,
) -> list[Crowd]:  # fmt: skip
    """Count what lies in each square of a window, layer by layer: a hundred thousand points as a few hundred."""
    _tell_waiting(session)
    named = {"kind": kinds, "city_id": city_ids, "settlement_id": settlement_ids}
    return repository.crowds(session, box, {name: told for name, told in named.items() if told is not None}, across)


def overlapping(
    session: Session, geometry: Mapping[str, Any], *, kinds: Collection[str] | None = None,
    layers: Collection[str] | None = None, city_ids: Collection[str] | None = None,
    settlement_ids: Collection[str] | None = None, but_settlement: str | None = None, shown: bool = True,
) -> list[Overlap]:  # fmt: skip
    """Return the areas that share ground with a boundary, the largest share of the smaller first."""

    def found(box: Box) -> list[Outlined]:
        near = within(
            session, box, kinds=kinds, layers=layers, city_ids=city_ids, settlement_ids=settlement_ids, shown=shown
        )
        return [one for one in near if but_settlement is None or one.settlement_id != but_settlement]

    return overlaps_with(geometry, found)


def disputed(session: Session, city_ids: Collection[str]) -> list[Pair]:
    """Return the pairs of settlements, one of each in these cities, that claim too much of the same ground (X10)."""
    kinds = ("settlement", "profile")
    own = within(session, EVERYWHERE, kinds=kinds, paths=BOUNDARIES, city_ids=city_ids)
    if not own:
        return []
    around = Box(
        min(one.west for one in own), min(one.south for one in own),
        max(one.east for one in own), max(one.north for one in own),
    )  # fmt: skip
    return overlapping_pairs(standing(within(session, around, kinds=kinds, paths=BOUNDARIES)), city_ids)


def of_settlements(session: Session, settlement_ids: Collection[str]) -> list[Outlined]:
    """Return every outline of some settlements, also those of answers that are not shown first."""
    _tell_waiting(session)
    return repository.of_settlements(session, settlement_ids)


def rebuild(session: Session) -> int:
    """Tell the outlines of all records anew from what stands in them; return how many records were looked at."""
    repository.hold(session)
    repository.clear(session)
    session.info.pop(WAITING, None)
    looked_at = 0
    for kind in PATHS:
        named = ledger.record_ids(session, kind)
        _tell(session, named)
        looked_at += len(named)
    repository.remember_told(session, RECKONING)
    return looked_at


def are_told(session: Session) -> bool:
    """Tell whether the outlines of all records are there, by the present reckoning."""
    return repository.told_by(session) == RECKONING


def rebuild_where_needed(session: Session) -> None:
    """Tell all outlines where they never were: after a migration, and after a backup was restored."""
    repository.hold(session)
    if not are_told(session):
        rebuild(session)


def _tell_waiting(session: Session) -> None:
    waiting: set[str] = session.info.pop(WAITING, set())
    _tell(session, sorted(waiting))


@uncollected()
def _tell(session: Session, record_ids: Sequence[str]) -> None:
    read = session.info.pop(READ, {})
    for first in range(0, len(record_ids), repository.AT_ONCE):
        page = record_ids[first : first + repository.AT_ONCE]
        repository.put(session, page, rows_of(ledger.records_named(session, page).values(), read))


@event.listens_for(Session, "before_commit")
def _tell_before_commit(session: Session) -> None:
    """No transaction ends with an outline that is not what its record says."""
    if not session.in_nested_transaction():
        _tell_waiting(session)
