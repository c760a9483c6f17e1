"""Reads settlements, places and what files told, from their typed tables."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from app.kit.among import Among
from app.kit.many_rows import write_rows
from app.ledger.models import table_of
from app.settlements.models import Place, Settlement, ToldByFile

_ADD_SETTLEMENT = sa.insert(table_of(Settlement))
_ROUNDS = Among(select(Settlement.settlement_id, Settlement.round), col(Settlement.settlement_id))


IN_HAND = "settlements.in_hand"
"""Settlements a batch speaks of again and again, kept for its length."""


class Envelope(NamedTuple):
    """Whose a settlement is, and the newest round of its profiling."""

    city_id: str
    team_id: str | None
    added_by: str | None
    round: int


_ENVELOPE = (Settlement.city_id, Settlement.team_id, Settlement.added_by, Settlement.round)
_COLUMNS: list[Any] = [col(column) for column in (Settlement.settlement_id, *_ENVELOPE)]
_ENVELOPES = sa.select(*_COLUMNS).where(col(Settlement.settlement_id).in_(sa.bindparam("of", expanding=True)))


def settlement(session: Session, settlement_id: str) -> Settlement | None:
    """Return one settlement, to be looked at or changed."""
    session.info.get(IN_HAND, {}).pop(settlement_id, None)
    return session.get(Settlement, settlement_id)


def settlements_named(session: Session, settlement_ids: Collection[str]) -> dict[str, Settlement]:
    """Return settlements by id, to be looked at or changed."""
    for settlement_id in settlement_ids:
        session.info.get(IN_HAND, {}).pop(settlement_id, None)
    known = rounds(session, settlement_ids)  # of a long list brought for the first time: none
    found = select(Settlement).where(col(Settlement.settlement_id).in_(known))
    return {row.settlement_id: row for row in session.exec(found)} if known else {}


def add_settlements(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add settlements nobody told of before."""
    write_rows(session.connection(), _ADD_SETTLEMENT, [{"round": 1, **row} for row in rows])


def envelope(session: Session, settlement_id: str) -> Envelope | None:
    """Return whose a settlement is and how far its profiling has come."""
    in_hand: dict[str, Envelope] = session.info.get(IN_HAND, {})
    if settlement_id in in_hand:
        return in_hand[settlement_id]
    found = session.get(Settlement, settlement_id)
    return Envelope(found.city_id, found.team_id, found.added_by, found.round) if found else None


def take_in_hand(session: Session, settlement_ids: Collection[str]) -> None:
    """Read the envelopes of settlements that are asked for again and again."""
    session.flush()
    rows = session.connection().execute(_ENVELOPES, {"of": list(settlement_ids)})
    session.info[IN_HAND] = {row[0]: Envelope(*row[1:]) for row in rows}


def let_go(session: Session) -> None:
    """Ask the database anew from now on."""
    session.info.pop(IN_HAND, None)


def settlements(session: Session, city_ids: Collection[str]) -> list[Settlement]:
    """Return the settlements of some cities by name."""
    found = select(Settlement).where(col(Settlement.city_id).in_(city_ids))
    return list(session.exec(found.order_by(col(Settlement.name), col(Settlement.settlement_id))))


def rounds(session: Session, settlement_ids: Collection[str]) -> dict[str, int]:
    """Return the newest round of some settlements."""
    return {row[0]: row[1] for row in _ROUNDS.rows(session, settlement_ids)}


def settlements_of_teams(session: Session, team_ids: Collection[str]) -> list[Settlement]:
    """Return the settlements some teams profile."""
    return list(session.exec(select(Settlement).where(col(Settlement.team_id).in_(team_ids))))


def added_without_team(session: Session, person_id: str) -> list[Settlement]:
    """Return the settlements somebody added that no team has yet."""
    found = select(Settlement).where(col(Settlement.added_by) == person_id, col(Settlement.team_id).is_(None))
    return list(session.exec(found))


def place(session: Session, place_id: str) -> Place | None:
    """Return one place."""
    return session.get(Place, place_id)


def places_named(session: Session, place_ids: Collection[str]) -> dict[str, Place]:
    """Return places by id, to be looked at or changed."""
    found = select(Place).where(col(Place.place_id).in_(place_ids))
    return {row.place_id: row for row in session.exec(found)}


def places(session: Session, city_ids: Collection[str]) -> list[Place]:
    """Return the wards, barangays and districts of some cities by name."""
    found = select(Place).where(col(Place.city_id).in_(city_ids))
    return list(session.exec(found.order_by(col(Place.name), col(Place.place_id))))


def told_by_files(session: Session, city_id: str) -> dict[str, dict[str, Any]]:
    """Return record id -> path -> {"edit_id", "sha256"} of all that files told about a city."""
    rows = session.exec(select(ToldByFile).where(col(ToldByFile.city_id) == city_id))
    return {row.record_id: orjson.loads(row.told) for row in rows}


def remember_told(session: Session, city_id: str, told: Mapping[str, Mapping[str, Any]]) -> None:
    """Keep what a file told of each of these records now."""
    rows = [{"record_id": one, "city_id": city_id, "told": orjson.dumps(said).decode()} for one, said in told.items()]
    write_rows(session.connection(), _remember_told(session.connection().dialect.name), rows)


@lru_cache
def _remember_told(engine: str) -> Any:
    dialect: Any = {"postgresql": postgresql, "sqlite": sqlite}[engine]
    added = dialect.insert(table_of(ToldByFile))
    newer = {"told": added.excluded.told, "city_id": added.excluded.city_id}
    return added.on_conflict_do_update(index_elements=["record_id"], set_=newer)
