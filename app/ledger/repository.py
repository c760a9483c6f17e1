"""Reads and writes the ledger's tables; plain statements, for this is where phones wait."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Insert, Row, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from app.ledger.models import LedgerState, ParkedEdit, Scope, StoredEdit, StoredRecord


def _insert_new(session: Session, table: Any) -> Any:
    """An INSERT that leaves a row alone which is already there, in the dialect of this database."""
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    statement: Any = postgresql.insert(table) if on_postgresql else sqlite.insert(table)
    return statement.on_conflict_do_nothing()


def edit(session: Session, edit_id: str) -> StoredEdit | None:
    """Return a stored edit."""
    return session.exec(select(StoredEdit).where(col(StoredEdit.edit_id) == edit_id)).scalars().first()  # type: ignore[call-overload, no-any-return]


def arrived(session: Session, record_id: str, edit_ids: Collection[str]) -> set[str]:
    """Return which of these edits have arrived on this record."""
    if not edit_ids:
        return set()
    asked = select(col(StoredEdit.edit_id)).where(
        col(StoredEdit.record_id) == record_id, col(StoredEdit.edit_id).in_(edit_ids)
    )
    return set(session.execute(asked).scalars())


def edits_of(session: Session, record_id: str) -> Sequence[Row[Any]]:
    """Return (body, refused_paths) of a record's edits in the order they came."""
    asked = select(col(StoredEdit.body), col(StoredEdit.refused_paths)).where(col(StoredEdit.record_id) == record_id)
    return session.execute(asked.order_by(col(StoredEdit.nth))).all()


def add_edit(session: Session, row: dict[str, Any]) -> None:
    """Append an edit."""
    session.execute(insert(StoredEdit), row)


def lock(session: Session, record_ids: Iterable[str]) -> None:
    """Hold records until this transaction ends, always in the order of their ids."""
    asked = select(col(StoredRecord.record_id)).where(col(StoredRecord.record_id).in_(set(record_ids)))
    session.execute(asked.order_by(col(StoredRecord.record_id)).with_for_update())


_RECORD = tuple(StoredRecord.__table__.columns)  # type: ignore[attr-defined]


def record(session: Session, record_id: str, *, locked: bool = False) -> Row[Any] | None:
    """Return a record's row."""
    asked = select(*_RECORD).where(col(StoredRecord.record_id) == record_id)
    return session.execute(asked.with_for_update() if locked else asked).first()


def records_named(session: Session, record_ids: Collection[str]) -> Sequence[Row[Any]]:
    """Return the rows of the records with these ids."""
    return session.execute(select(*_RECORD).where(col(StoredRecord.record_id).in_(record_ids))).all()


def add_record(session: Session, row: dict[str, Any]) -> None:
    """Begin a record unless somebody just did."""
    session.execute(_insert_new(session, StoredRecord), row)


def change_record(session: Session, record_id: str, changes: dict[str, Any]) -> None:
    """Change a record; its place in the order of change is given at the end of the transaction."""
    changed = update(StoredRecord).where(col(StoredRecord.record_id) == record_id)
    session.execute(changed.values(**changes, seq=None))


def records(
    session: Session, *, kind: str | None, city_id: str | None, settlement_id: str | None
) -> Sequence[Row[Any]]:
    """Return rows of records, in the order of their ids."""
    asked = select(*_RECORD).order_by(col(StoredRecord.record_id))
    for column, wanted in (("kind", kind), ("city_id", city_id), ("settlement_id", settlement_id)):
        if wanted is not None:
            asked = asked.where(getattr(StoredRecord, column) == wanted)
    return session.execute(asked).all()


def unnumbered(session: Session) -> Sequence[Row[Any]]:
    """Return (scope_id, record_id) of what changed and has no place in the order of change yet."""
    asked = select(col(StoredRecord.scope_id), col(StoredRecord.record_id)).where(col(StoredRecord.seq).is_(None))
    return session.execute(asked.order_by(col(StoredRecord.scope_id), col(StoredRecord.record_id))).all()


def advance(session: Session, scope_id: str, by: int) -> int:
    """Count a scope's changes on; the row stays locked until this transaction ends."""
    session.execute(_insert_new(session, Scope), {"id": scope_id, "seq": 0})
    counted = update(Scope).where(col(Scope.id) == scope_id).values(seq=col(Scope.seq) + by).returning(col(Scope.seq))
    return int(session.execute(counted).scalar_one())


def number(session: Session, record_id: str, seq: int) -> None:
    """Give a record, and the edits that came with this change, their place."""
    session.execute(update(StoredRecord).where(col(StoredRecord.record_id) == record_id).values(seq=seq))
    fresh = update(StoredEdit).where(col(StoredEdit.record_id) == record_id, col(StoredEdit.seq).is_(None))
    session.execute(fresh.values(seq=seq))


def scope_seqs(session: Session, scope_ids: Collection[str]) -> dict[str, int]:
    """Return how far each scope has come; a scope without changes is not there."""
    asked = select(col(Scope.id), col(Scope.seq)).where(col(Scope.id).in_(scope_ids))
    return {key: seq for key, seq in session.execute(asked)}  # noqa: C416 - a Result is no list of pairs to dict()


def seqs_of(session: Session, edit_ids: Collection[str]) -> dict[str, int | None]:
    """Return the place of edits."""
    asked = select(col(StoredEdit.edit_id), col(StoredEdit.seq)).where(col(StoredEdit.edit_id).in_(edit_ids))
    return {key: seq for key, seq in session.execute(asked)}  # noqa: C416 - a Result is no list of pairs to dict()


def changes(session: Session, scope_id: str, after: int, limit: int) -> Sequence[Row[Any]]:
    """Return the latest state of each record of a scope changed after a place, in order."""
    asked = select(*_RECORD).where(col(StoredRecord.scope_id) == scope_id, col(StoredRecord.seq) > after)
    return session.execute(asked.order_by(col(StoredRecord.seq)).limit(limit)).all()


def edits_of_device(session: Session, device_id: str, record_ids: Collection[str]) -> Sequence[Row[Any]]:
    """Return (record_id, edit_id) of a device's edits merged into these records."""
    asked = select(col(StoredEdit.record_id), col(StoredEdit.edit_id)).where(
        col(StoredEdit.record_id).in_(record_ids), col(StoredEdit.device_id) == device_id
    )
    return session.execute(asked.order_by(col(StoredEdit.nth))).all()


def parked(session: Session, sha256: str) -> Row[Any] | None:
    """Return what was said when this very edit was parked."""
    asked = select(col(ParkedEdit.problem), col(ParkedEdit.refused_paths), col(ParkedEdit.received_at))
    return session.execute(asked.where(col(ParkedEdit.sha256) == sha256)).first()


def park(session: Session, row: dict[str, Any]) -> None:
    """Keep an edit aside, once."""
    statement: Insert = _insert_new(session, ParkedEdit)
    session.execute(statement, row)


def told(session: Session, name: str) -> str | None:
    """Return something that is true of the whole ledger."""
    return session.execute(select(col(LedgerState.told)).where(col(LedgerState.name) == name)).scalar()


def count_edits(session: Session) -> int:
    """Count the edits of the ledger."""
    return int(session.execute(select(func.count()).select_from(StoredEdit)).scalar_one())
