"""Reads and writes decisions and approvals."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.kit.among import Among
from app.review.models import Approval, ApprovedPoint, HandInFound, StoredDecision
from app.review.rules import Decision

_TOLD: list[Any] = [
    StoredDecision.profile_id, StoredDecision.decision_id, StoredDecision.act, StoredDecision.person_id,
    StoredDecision.saw, StoredDecision.hash,
]  # fmt: skip
_POINTS: list[Any] = [
    ApprovedPoint.decision_id, ApprovedPoint.record_id, ApprovedPoint.layer, ApprovedPoint.contested,
    ApprovedPoint.snapshot,
]  # fmt: skip
_SAID = Among(sa.select(*_TOLD), col(StoredDecision.settlement_id))


def decision(session: Session, decision_id: str) -> StoredDecision | None:
    """Return one decision."""
    return session.get(StoredDecision, decision_id)


def as_said(stored: StoredDecision) -> Decision:
    """Return a stored decision as the rules read it."""
    return Decision(stored.decision_id, stored.act, stored.person_id, frozenset(json.loads(stored.saw)), stored.hash)


def of_profile(session: Session, profile_id: str) -> list[StoredDecision]:
    """Return all decisions about a profile, in the order they came."""
    asked = select(StoredDecision).where(StoredDecision.profile_id == profile_id)
    return list(session.exec(asked.order_by(col(StoredDecision.at), col(StoredDecision.decision_id))))


def of_settlements(session: Session, settlement_ids: Collection[str]) -> list[StoredDecision]:
    """Return all decisions about some settlements."""
    return list(session.exec(select(StoredDecision).where(col(StoredDecision.settlement_id).in_(settlement_ids))))


def by_profile(session: Session, settlement_ids: Collection[str]) -> dict[str, list[Decision]]:
    """Return the decisions about every profile of some settlements."""
    found: dict[str, list[Decision]] = defaultdict(list)
    for profile_id, decision_id, act, person_id, saw, content_hash in _SAID.rows(session, settlement_ids):
        found[profile_id].append(Decision(decision_id, act, person_id, frozenset(json.loads(saw)), content_hash))
    return found


def newest_hand_in(session: Session, profile_id: str) -> HandInFound | None:
    """Return what was found when a profile was last handed in; None where that was before anybody looked."""
    asked = select(HandInFound).join(StoredDecision).where(StoredDecision.profile_id == profile_id)
    return session.exec(asked.order_by(col(HandInFound.at).desc(), col(HandInFound.decision_id)).limit(1)).first()


def approvals(session: Session, settlement_ids: Collection[str]) -> list[Approval]:
    """Return what was approved of some settlements, the newest round and approval first."""
    asked = select(Approval).where(col(Approval.settlement_id).in_(settlement_ids))
    return list(session.exec(asked.order_by(col(Approval.round).desc(), col(Approval.at).desc())))


def keep_points(session: Session, rows: Sequence[Mapping[str, str]]) -> None:
    """Write down what an approval froze of the map."""
    if rows:
        session.execute(sa.insert(ApprovedPoint), rows)


def points_of(session: Session, decision_ids: Collection[str], layers: Collection[str]) -> Sequence[Any]:
    """Return (decision_id, record_id, layer, contested, snapshot) of what approvals froze of some layers, in order."""
    asked = sa.select(*_POINTS).where(
        col(ApprovedPoint.decision_id).in_(decision_ids), col(ApprovedPoint.layer).in_(layers)
    )
    return session.execute(asked.order_by(col(ApprovedPoint.record_id))).all()


def point_ids(session: Session, decision_id: str) -> list[str]:
    """Return which points an approval froze."""
    return list(session.exec(select(ApprovedPoint.record_id).where(ApprovedPoint.decision_id == decision_id)))
