"""What was parked, as a leader looks at it: which waits where, and what was made of it; nothing is ever thrown away."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Row, Select, and_, func, or_, select, update
from sqlmodel import Session, col

from app.ledger.models import Alias, Departed, ParkedEdit, StoredEdit, StoredRecord

ADMITTED, LEFT_OUT = "admitted", "left_out"


@dataclass(frozen=True)
class Parked:
    """One edit that was parked; ``city_id``: where its settlement, or the one it was joined to, is; else as it says."""

    sha256: str
    edit_id: str
    person_id: str
    device_id: str
    carried_by: str | None
    city_id: str | None
    settlement_id: str | None
    received_at: str
    body: str
    problem: dict[str, Any]
    refused_paths: dict[str, Any]
    settled: str
    settled_by: str | None
    settled_at: str | None
    settled_why: str | None


_CITY = func.coalesce(col(StoredRecord.city_id), col(ParkedEdit.city_id))
_ROWS: Select[*tuple[Any, ...]] = select(
    col(ParkedEdit.sha256), col(ParkedEdit.edit_id), col(ParkedEdit.person_id), col(ParkedEdit.device_id),
    col(ParkedEdit.carried_by), _CITY.label("city_id"), col(ParkedEdit.settlement_id), col(ParkedEdit.received_at),
    col(ParkedEdit.body), col(ParkedEdit.problem), col(ParkedEdit.refused_paths), col(ParkedEdit.settled),
    col(ParkedEdit.settled_by), col(ParkedEdit.settled_at), col(ParkedEdit.settled_why),
).select_from(ParkedEdit).outerjoin(
    Alias, col(Alias.record_id) == col(ParkedEdit.settlement_id)
).outerjoin(
    StoredRecord, col(StoredRecord.record_id) == func.coalesce(col(Alias.stands_for), col(ParkedEdit.settlement_id))
)  # fmt: skip


_MERGED = select(col(StoredEdit.edit_id)).where(
    col(StoredEdit.edit_id) == col(ParkedEdit.edit_id), col(StoredEdit.sha256) == col(ParkedEdit.sha256)
)
_WAITS = and_(col(ParkedEdit.settled) == "", ~_MERGED.exists())
"""Nobody made anything of it yet; nor was it merged by one server process while another parked it."""


def _in(city_ids: Collection[str], every_city: Collection[str] | None) -> Any:
    """In these cities, or said of a place while it was in one of them; with ``every_city`` also what is in none."""
    left = select(col(Departed.record_id)).where(col(Departed.scope_id).in_(city_ids))
    moved = and_(col(ParkedEdit.city_id).in_(city_ids), col(ParkedEdit.settlement_id).in_(left))
    here = or_(_CITY.in_(city_ids), moved)
    return here if every_city is None else or_(here, _CITY.is_(None), _CITY.not_in(every_city))


def parked_in(
    session: Session, city_ids: Collection[str], every_city: Collection[str] | None, *, settled: bool, limit: int
) -> list[Parked]:
    """Return what waits in these cities, the oldest first; or what was ``settled`` there, the latest first."""
    asked = _ROWS.where(_in(city_ids, every_city))
    if settled:
        asked = asked.where(col(ParkedEdit.settled) != "").order_by(col(ParkedEdit.settled_at).desc())
    else:
        asked = asked.where(_WAITS).order_by(col(ParkedEdit.received_at))
    return [_parked(row) for row in session.execute(asked.order_by(col(ParkedEdit.sha256)).limit(limit))]


def count_in(session: Session, city_ids: Collection[str], every_city: Collection[str] | None) -> int:
    """Count what waits in these cities."""
    waiting = _ROWS.where(_in(city_ids, every_city), _WAITS)
    return int(session.execute(select(func.count()).select_from(waiting.subquery())).scalar_one())


def parked(session: Session, sha256: str) -> Parked | None:
    """Return one parked edit, held until the end of the transaction."""
    asked = _ROWS.where(col(ParkedEdit.sha256) == sha256).with_for_update(of=ParkedEdit)
    row = session.execute(asked).first()
    return _parked(row) if row else None


def settle(session: Session, sha256: str, settled: str, *, by: str, at: str, why: str | None) -> None:
    """Note what a leader made of a parked edit; an empty ``settled`` puts it back among what waits."""
    changed = update(ParkedEdit).where(col(ParkedEdit.sha256) == sha256)
    session.execute(changed.values(settled=settled, settled_by=by, settled_at=at, settled_why=why))


def _parked(row: Row[Any]) -> Parked:
    told = dict(row._mapping)
    return Parked(**told | {name: orjson.loads(told[name]) for name in ("problem", "refused_paths")})
