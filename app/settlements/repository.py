"""Reads settlements, places and what files told, from their typed tables."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from app.settlements.models import Place, Settlement, ToldByFile

_ROUNDS = select(Settlement.settlement_id, Settlement.round).where(
    col(Settlement.settlement_id).in_(bindparam("of", expanding=True))
)


IN_HAND = "settlements.in_hand"
"""Settlements a batch speaks of again and again, kept for its length."""


def settlement(session: Session, settlement_id: str) -> Settlement | None:
    """Return one settlement."""
    in_hand: dict[str, Settlement] = session.info.get(IN_HAND, {})
    return in_hand.get(settlement_id) or session.get(Settlement, settlement_id)


def settlements_named(session: Session, settlement_ids: Collection[str]) -> list[Settlement]:
    """Return the settlements with these ids."""
    found = select(Settlement).where(col(Settlement.settlement_id).in_(settlement_ids))
    return list(session.exec(found)) if settlement_ids else []


def settlements(session: Session, city_ids: Collection[str]) -> list[Settlement]:
    """Return the settlements of some cities by name."""
    found = select(Settlement).where(col(Settlement.city_id).in_(city_ids))
    return list(session.exec(found.order_by(col(Settlement.name), col(Settlement.settlement_id))))


def rounds(session: Session, settlement_ids: Collection[str]) -> dict[str, int]:
    """Return the newest round of some settlements."""
    return {row[0]: row[1] for row in session.execute(_ROUNDS, {"of": list(settlement_ids)})}


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


def places(session: Session, city_ids: Collection[str]) -> list[Place]:
    """Return the wards, barangays and districts of some cities by name."""
    found = select(Place).where(col(Place.city_id).in_(city_ids))
    return list(session.exec(found.order_by(col(Place.name), col(Place.place_id))))


def told_by_files(session: Session, city_id: str) -> dict[str, dict[str, Any]]:
    """Return record id -> path -> {"edit_id", "sha256"} of all that files told about a city."""
    rows = session.exec(select(ToldByFile).where(col(ToldByFile.city_id) == city_id))
    return {row.record_id: json.loads(row.told) for row in rows}


def remember_told(session: Session, record_id: str, city_id: str, told: dict[str, Any]) -> None:
    """Keep what a file told of one record now."""
    row = session.get(ToldByFile, record_id) or ToldByFile(record_id=record_id, city_id=city_id)
    row.told = json.dumps(told, sort_keys=True)
    session.add(row)
