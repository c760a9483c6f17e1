"""A settlement goes to another city with all that was said of it; whoever read in the old one is told that it left."""

import secrets
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from app.ledger.models import Departed, StoredRecord, table_of

_ANY_LEFT = "ledger.departed"


DEPARTED, RECORD = table_of(Departed), table_of(StoredRecord)


def move(session: Session, settlement_id: str, city_id: str) -> bool:
    """Bring all records of a settlement into a city's order, and note in the old one that they left it."""
    asked = select(RECORD.c.record_id, RECORD.c.scope_id).where(
        RECORD.c.settlement_id == settlement_id, RECORD.c.scope_id != city_id
    )
    leaving = session.execute(asked.order_by(RECORD.c.record_id).with_for_update()).all()
    for scope_id in {row.scope_id for row in leaving}:
        depart(session, scope_id, [row.record_id for row in leaving if row.scope_id == scope_id])
    if leaving:
        moved = update(RECORD).where(RECORD.c.record_id.in_([row.record_id for row in leaving]))
        session.execute(moved.values(scope_id=city_id, city_id=city_id, seq=None))
    return bool(leaving)


def lock(session: Session, settlement_ids: Collection[str]) -> None:
    """Hold every record of some settlements until this transaction ends, in the order of their ids."""
    asked = select(RECORD.c.record_id).where(RECORD.c.settlement_id.in_(list(settlement_ids)))
    session.execute(asked.order_by(RECORD.c.record_id).with_for_update())


def depart(session: Session, scope_id: str, record_ids: Sequence[str]) -> None:
    """Note that records are not in a scope any more; their place in its order is given at the end."""
    unplaced = -secrets.randbits(62) - 1
    rows = [
        {"scope_id": scope_id, "seq": unplaced - at, "record_id": record_id} for at, record_id in enumerate(record_ids)
    ]
    session.execute(insert(DEPARTED), rows)
    session.info[_ANY_LEFT] = True


def forget(session: Session, record_ids: Collection[str]) -> None:
    """Take away records in which nothing stands any more: what was said of them was filed elsewhere."""
    asked = select(RECORD.c.record_id, RECORD.c.scope_id).where(RECORD.c.record_id.in_(record_ids))
    for row in session.execute(asked).all():
        depart(session, row.scope_id, [row.record_id])
    session.execute(delete(RECORD).where(RECORD.c.record_id.in_(record_ids)))


def departing(session: Session) -> Mapping[str, list[int]]:
    """Return per scope the marks of what left it in this transaction and has no place in its order yet."""
    found: dict[str, list[int]] = defaultdict(list)
    if session.info.get(_ANY_LEFT):
        asked = select(DEPARTED.c.scope_id, DEPARTED.c.seq).where(DEPARTED.c.seq < 0)
        for row in session.execute(asked.order_by(DEPARTED.c.scope_id, DEPARTED.c.seq)):
            found[row.scope_id].append(row.seq)
    return found


def place(session: Session, scope_id: str, marks: Sequence[int], first: int) -> None:
    """Give what left a scope its places in the order, one after the other."""
    for seq, mark in enumerate(marks, start=first):
        here = (DEPARTED.c.scope_id == scope_id) & (DEPARTED.c.seq == mark)
        session.execute(update(DEPARTED).where(here).values(seq=seq))
