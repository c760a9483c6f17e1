"""Reads and writes the ledger's tables; plain statements, made once, for this is where phones wait."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

from app.kit.among import Among
from app.kit.many_rows import write_rows
from app.ledger.models import Alias, LedgerState, ParkedEdit, Scope, StoredEdit, StoredRecord, table_of

Rows = Sequence[Any]
"""Rows as SQLAlchemy gives them, their columns by name."""


EDIT, RECORD, SCOPE = table_of(StoredEdit).c, table_of(StoredRecord).c, table_of(Scope).c
PARKED, STATE, ALIAS = table_of(ParkedEdit).c, table_of(LedgerState).c, table_of(Alias).c
_RECORD = select(table_of(StoredRecord))
_ONE_RECORD = _RECORD.where(RECORD.record_id == bindparam("id"))
_HEADS = select(
    RECORD.record_id, RECORD.kind, RECORD.form, RECORD.settlement_id, RECORD.city_id, RECORD.scope_id,
    RECORD.edit_count, RECORD.seq, RECORD.hash, RECORD.level_hashes,
)  # fmt: skip
_LEVEL_TEXTS = select(RECORD.record_id, RECORD.level_0, RECORD.level_1, RECORD.level_2, RECORD.level_3)
_STORED_EDITS = select(
    EDIT.edit_id, EDIT.record_id, EDIT.sha256, EDIT.answer, EDIT.contested, EDIT.refused_paths, EDIT.received_at
)
_SETTLED = (PARKED.settled, PARKED.settled_by, PARKED.settled_why)
_ADD_EDIT = insert(table_of(StoredEdit))
_ADD_RECORD = insert(table_of(StoredRecord))
_STANDING = ("hash", "level_hashes", "edit_count", "level_0", "level_1", "level_2", "level_3", "seq")
_NEW = [(f"new_{name}", name) for name in _STANDING]
_MOVE = update(table_of(StoredRecord)).where(RECORD.record_id == bindparam("id")).values(seq=bindparam("new_seq"))
_CHANGE = _MOVE.values({name: bindparam(f"new_{name}") for name in _STANDING})
_NUMBER_EDITS = (
    update(table_of(StoredEdit))
    .where(EDIT.record_id == bindparam("id"), EDIT.seq.is_(None))
    .values(seq=bindparam("at"))
)
_TOLD = select(STATE.told).where(STATE.name == bindparam("name"))
_UNNUMBERED = (
    select(RECORD.scope_id, RECORD.record_id).where(RECORD.seq.is_(None)).order_by(RECORD.scope_id, RECORD.record_id)
)
_ADVANCE = (
    update(table_of(Scope))
    .where(SCOPE.id == bindparam("of"))
    .values(seq=SCOPE.seq + bindparam("more"))
    .returning(SCOPE.seq)
)
_HEADS_HELD = Among(_HEADS, RECORD.record_id, held=True)
_LEVELS = Among(_LEVEL_TEXTS, RECORD.record_id)
_ALIASES = Among(select(ALIAS.record_id, ALIAS.stands_for), ALIAS.record_id)
_STORED = Among(_STORED_EDITS, EDIT.edit_id)
_BESIDE = Among(
    select(RECORD.settlement_id).where(RECORD.record_id != RECORD.settlement_id).distinct(), RECORD.settlement_id
)
_WAITING = Among(select(PARKED.settlement_id).where(PARKED.settled == ""), PARKED.settlement_id)
_PARKED_BEFORE = Among(select(PARKED.sha256, PARKED.settled), PARKED.edit_id, held=True)


def _insert_new(session: Session, model: type[SQLModel]) -> Any:
    """An INSERT that leaves a row alone which is already there, in the dialect of this database."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(table_of(model)).on_conflict_do_nothing()


def is_alone(session: Session) -> bool:
    """Tell whether nobody else can write while this transaction does."""
    return session.get_bind().dialect.name == "sqlite"


def held(session: Session, record_ids: Collection[str]) -> Rows:
    """Return records without what stands in them, locked in the order of their ids until this transaction ends."""
    return _HEADS_HELD.ask(session.connection(), record_ids)


def levels(session: Session, record_ids: Collection[str]) -> Rows:
    """Return what stands in records."""
    return _LEVELS.ask(session.connection(), record_ids)


def aliases(session: Session, record_ids: Collection[str]) -> dict[str, str]:
    """Return of these records those that were joined to another, with that one."""
    return {row[0]: row[1] for row in _ALIASES.ask(session.connection(), record_ids)}


def stored(session: Session, edit_ids: Collection[str]) -> Rows:
    """Return what is known of edits that have arrived."""
    return _STORED.ask(session.connection(), edit_ids)


def edits_of(session: Session, record_id: str) -> Rows:
    """Return (body, refused_paths) of a record's edits in the order they came."""
    asked = select(EDIT.body, EDIT.refused_paths).where(EDIT.record_id == record_id)
    return session.execute(asked.order_by(EDIT.nth)).all()


def edits_of_day(session: Session, month_day: str, people: Collection[str] | None) -> Rows:
    """Return (edit_id, person_id, device_id, made_at, body) of the edits made on a day (``MM-DD``) of any year."""
    asked = select(EDIT.edit_id, EDIT.person_id, EDIT.device_id, EDIT.made_at, EDIT.body)
    theirs = asked if people is None else asked.where(EDIT.person_id.in_(people))
    return session.execute(theirs.where(func.substr(EDIT.made_at, 6, 5) == month_day)).all()


def records_told_at(session: Session, person_id: str, made_at: str) -> list[str]:
    """Return the ids of the records of which somebody said something at this very moment, in order."""
    asked = select(EDIT.record_id).where(EDIT.person_id == person_id, EDIT.made_at == made_at)
    return list(session.execute(asked.distinct().order_by(EDIT.record_id)).scalars())


def spoken_of(session: Session, settlement_ids: Collection[str]) -> set[str]:
    """Return of these settlements those of which there is more than their own record, or something that waits."""
    beside = {row[0] for row in _BESIDE.rows(session, settlement_ids)}
    return beside | {row[0] for row in _WAITING.rows(session, settlement_ids)}


def record(session: Session, record_id: str) -> Row[Any] | None:
    """Return a record's row."""
    return session.execute(_ONE_RECORD, {"id": record_id}).first()


def records_named(session: Session, record_ids: Collection[str]) -> Rows:
    """Return the rows of the records with these ids."""
    return session.execute(_RECORD.where(RECORD.record_id.in_(record_ids))).all()


def record_ids(session: Session, kind: str) -> list[str]:
    """Return the ids of every record of a kind, in order."""
    asked = select(RECORD.record_id).where(RECORD.kind == kind)
    return list(session.execute(asked.order_by(RECORD.record_id)).scalars())


def add_record(session: Session, row: Mapping[str, Any]) -> None:
    """Begin a record unless somebody just did."""
    session.connection().execute(_insert_new(session, StoredRecord), dict(row))


def write_down(
    session: Session,
    *,
    edits: list[dict[str, Any]],
    begun: list[dict[str, Any]],
    changed: Mapping[str, Mapping[str, Any]],
    moved: Mapping[str, int | None],
) -> None:
    """Add edits and records; write what stands in others now, and the places of those that only moved."""
    told = [{"id": one, **{new: row[name] for new, name in _NEW}} for one, row in changed.items()]
    places = [{"id": one, "new_seq": seq} for one, seq in moved.items()]
    for statement, rows in ((_ADD_EDIT, edits), (_ADD_RECORD, begun), (_CHANGE, told), (_MOVE, places)):
        write_rows(session.connection(), statement, rows)


def records(session: Session, *, kind: str | None, city_id: str | None, settlement_id: str | None) -> Rows:
    """Return rows of records, in the order of their ids."""
    asked = _RECORD.order_by(RECORD.record_id)
    for column, wanted in ((RECORD.kind, kind), (RECORD.city_id, city_id), (RECORD.settlement_id, settlement_id)):
        if wanted is not None:
            asked = asked.where(column == wanted)
    return session.execute(asked).all()


def unnumbered(session: Session) -> Rows:
    """Return (scope_id, record_id) of what changed and has no place in the order of change yet."""
    return session.connection().execute(_UNNUMBERED).all()


def advance(session: Session, scope_id: str, by: int) -> int:
    """Count a scope's changes on; the row stays locked until this transaction ends."""
    connection, counted = session.connection(), {"of": scope_id, "more": by}
    if (last := connection.execute(_ADVANCE, counted).scalar()) is None:
        connection.execute(_insert_new(session, Scope), {"id": scope_id, "seq": 0})
        last = connection.execute(_ADVANCE, counted).scalar_one()
    return int(last)


def number(session: Session, places: Mapping[str, int], written: Collection[str]) -> None:
    """Give the edits that came with this change their records' places, and the records not written with theirs."""
    rows = [{"id": record_id, "at": seq} for record_id, seq in places.items()]
    moved = [{"id": record_id, "new_seq": seq} for record_id, seq in places.items() if record_id not in written]
    for statement, told in ((_NUMBER_EDITS, rows), (_MOVE, moved)):
        if told:
            session.connection().execute(statement, told)


def parked(session: Session, sha256: str) -> Row[Any] | None:
    """Return what was said when this very edit was parked."""
    asked = select(PARKED.problem, PARKED.refused_paths, PARKED.received_at, *_SETTLED)
    return session.execute(asked.where(PARKED.sha256 == sha256)).first()


def parked_before(session: Session, edit_ids: Collection[str]) -> dict[str, str]:
    """Return SHA-256 -> what was made of it so far, of those of these edits that were parked; held until the end."""
    return {row[0]: row[1] for row in _PARKED_BEFORE.ask(session.connection(), edit_ids)}


def park(session: Session, row: Mapping[str, Any]) -> None:
    """Keep an edit aside, once."""
    session.execute(_insert_new(session, ParkedEdit), dict(row))


def told(session: Session, name: str) -> str | None:
    """Return something that is true of the whole ledger."""
    found: str | None = session.connection().execute(_TOLD, {"name": name}).scalar()
    return found
