"""Reads and writes the ledger's tables; plain statements, made once, for this is where phones wait."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Table, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

from app.ledger.models import LedgerState, ParkedEdit, Scope, StoredEdit, StoredRecord


def _table(model: type[SQLModel]) -> Table:
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


EDIT, RECORD, SCOPE = _table(StoredEdit).c, _table(StoredRecord).c, _table(Scope).c
PARKED, STATE = _table(ParkedEdit).c, _table(LedgerState).c
_RECORD = select(_table(StoredRecord))
_ONE_RECORD = _RECORD.where(RECORD.record_id == bindparam("id"))
_ONE_RECORD_LOCKED = _ONE_RECORD.with_for_update()
_ONE_EDIT = select(_table(StoredEdit)).where(EDIT.edit_id == bindparam("id"))
_ADD_EDIT = insert(_table(StoredEdit))
_NUMBER_RECORD = update(_table(StoredRecord)).where(RECORD.record_id == bindparam("id")).values(seq=bindparam("at"))
_NUMBER_EDITS = (
    update(_table(StoredEdit)).where(EDIT.record_id == bindparam("id"), EDIT.seq.is_(None)).values(seq=bindparam("at"))
)
_STANDING = ("hash", "level_hashes", "edit_count", "level_0", "level_1", "level_2", "level_3")
_TOUCH = update(_table(StoredRecord)).where(RECORD.record_id == bindparam("id")).values(seq=None)
_CHANGE = _TOUCH.values({name: bindparam(f"new_{name}") for name in _STANDING})
_SETTLED = (PARKED.settled, PARKED.settled_by, PARKED.settled_why)
_UNNUMBERED = select(RECORD.scope_id, RECORD.record_id).where(RECORD.seq.is_(None))


def _insert_new(session: Session, model: type[SQLModel]) -> Any:
    """An INSERT that leaves a row alone which is already there, in the dialect of this database."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(_table(model)).on_conflict_do_nothing()


def edit(session: Session, edit_id: str) -> Row[Any] | None:
    """Return a stored edit."""
    return session.execute(_ONE_EDIT, {"id": edit_id}).first()


def arrived(session: Session, record_id: str, edit_ids: Collection[str]) -> set[str]:
    """Return which of these edits have arrived on this record."""
    if not edit_ids:
        return set()
    asked = select(EDIT.edit_id).where(EDIT.record_id == record_id, EDIT.edit_id.in_(edit_ids))
    return set(session.execute(asked).scalars())


def edits_of(session: Session, record_id: str) -> Sequence[Row[Any]]:
    """Return (body, refused_paths) of a record's edits in the order they came."""
    asked = select(EDIT.body, EDIT.refused_paths).where(EDIT.record_id == record_id)
    return session.execute(asked.order_by(EDIT.nth)).all()


def add_edit(session: Session, row: Mapping[str, Any]) -> None:
    """Append an edit."""
    session.execute(_ADD_EDIT, dict(row))


def lock(session: Session, record_ids: Iterable[str]) -> None:
    """Hold records until this transaction ends, always in the order of their ids."""
    asked = select(RECORD.record_id).where(RECORD.record_id.in_(set(record_ids)))
    session.execute(asked.order_by(RECORD.record_id).with_for_update())


def record(session: Session, record_id: str, *, locked: bool = False) -> Row[Any] | None:
    """Return a record's row."""
    return session.execute(_ONE_RECORD_LOCKED if locked else _ONE_RECORD, {"id": record_id}).first()


def records_named(session: Session, record_ids: Collection[str]) -> Sequence[Row[Any]]:
    """Return the rows of the records with these ids."""
    return session.execute(_RECORD.where(RECORD.record_id.in_(record_ids))).all()


def add_record(session: Session, row: Mapping[str, Any]) -> None:
    """Begin a record unless somebody just did."""
    session.execute(_insert_new(session, StoredRecord), dict(row))


def change_record(session: Session, record_id: str, standing: Mapping[str, Any]) -> None:
    """Write what stands in a record now; its place in the order of change is given at the end of the transaction."""
    session.execute(_CHANGE, {"id": record_id} | {f"new_{name}": standing[name] for name in _STANDING})


def touch(session: Session, record_id: str) -> None:
    """Take a record's place in the order of change away, so that it gets a new one."""
    session.execute(_TOUCH, {"id": record_id})


def records(
    session: Session, *, kind: str | None, city_id: str | None, settlement_id: str | None
) -> Sequence[Row[Any]]:
    """Return rows of records, in the order of their ids."""
    asked = _RECORD.order_by(RECORD.record_id)
    for column, wanted in ((RECORD.kind, kind), (RECORD.city_id, city_id), (RECORD.settlement_id, settlement_id)):
        if wanted is not None:
            asked = asked.where(column == wanted)
    return session.execute(asked).all()


def unnumbered(session: Session) -> Sequence[Row[Any]]:
    """Return (scope_id, record_id) of what changed and has no place in the order of change yet."""
    return session.execute(_UNNUMBERED.order_by(RECORD.scope_id, RECORD.record_id)).all()


def advance(session: Session, scope_id: str, by: int) -> int:
    """Count a scope's changes on; the row stays locked until this transaction ends."""
    session.execute(_insert_new(session, Scope), {"id": scope_id, "seq": 0})
    counted = update(_table(Scope)).where(SCOPE.id == scope_id).values(seq=SCOPE.seq + by).returning(SCOPE.seq)
    return int(session.execute(counted).scalar_one())


def number(session: Session, places: Mapping[str, int]) -> None:
    """Give records, and the edits that came with this change, their places."""
    rows = [{"id": record_id, "at": seq} for record_id, seq in places.items()]
    session.connection().execute(_NUMBER_RECORD, rows)
    session.connection().execute(_NUMBER_EDITS, rows)


def scope_seqs(session: Session, scope_ids: Collection[str]) -> dict[str, int]:
    """Return how far each scope has come; a scope without changes is not there."""
    asked = select(SCOPE.id, SCOPE.seq).where(SCOPE.id.in_(scope_ids))
    return {row[0]: row[1] for row in session.execute(asked)}


def seqs_of(session: Session, edit_ids: Collection[str]) -> dict[str, int | None]:
    """Return the place of edits."""
    asked = select(EDIT.edit_id, EDIT.seq).where(EDIT.edit_id.in_(edit_ids))
    return {row[0]: row[1] for row in session.execute(asked)}


def changes(session: Session, scope_id: str, after: int, limit: int) -> Sequence[Row[Any]]:
    """Return the latest state of each record of a scope changed after a place, in order."""
    asked = _RECORD.where(RECORD.scope_id == scope_id, RECORD.seq > after)
    return session.execute(asked.order_by(RECORD.seq).limit(limit)).all()


def edits_of_person(session: Session, person_id: str, record_ids: Collection[str]) -> Sequence[Row[Any]]:
    """Return (record_id, edit_id) of a person's edits merged into these records."""
    asked = select(EDIT.record_id, EDIT.edit_id).where(EDIT.record_id.in_(record_ids), EDIT.person_id == person_id)
    return session.execute(asked.order_by(EDIT.nth)).all()


def parked(session: Session, sha256: str) -> Row[Any] | None:
    """Return what was said when this very edit was parked."""
    asked = select(PARKED.problem, PARKED.refused_paths, PARKED.received_at, *_SETTLED)
    return session.execute(asked.where(PARKED.sha256 == sha256)).first()


def left_out(session: Session, edit_ids: Collection[str]) -> set[str]:
    """Return the SHA-256 of those of these edits that a leader left out."""
    asked = select(PARKED.sha256).where(PARKED.edit_id.in_(edit_ids), PARKED.settled == "left_out")
    return set(session.execute(asked).scalars())


def park(session: Session, row: Mapping[str, Any]) -> None:
    """Keep an edit aside, once."""
    session.execute(_insert_new(session, ParkedEdit), dict(row))


def told(session: Session, name: str) -> str | None:
    """Return something that is true of the whole ledger."""
    found: str | None = session.execute(select(STATE.told).where(STATE.name == name)).scalar()
    return found
