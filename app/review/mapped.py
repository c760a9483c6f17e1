"""What stood on the map of a settlement when its profile was approved: all that a release may read of points."""

import json
from collections.abc import Collection, Mapping

from sqlmodel import Session

from app.features import service as features
from app.ledger import rules as merging
from app.ledger import service as ledger
from app.review import repository, rules
from app.review.models import StoredDecision


def freeze(session: Session, decision: StoredDecision) -> None:
    """Keep what stands on the map beside what is approved, word for word, with who said it and when."""
    repository.keep_points(session, [
        {
            "decision_id": decision.decision_id,
            "record_id": record.record_id,
            "layer": features.layer_of(record),
            "contested": json.dumps(merging.contested(record.state)),
            "snapshot": json.dumps(rules.snapshot_of(record.state, record.standing.made)),
        }
        for record in features.on_map(session, decision.settlement_id)
    ])  # fmt: skip


def approved_points(
    session: Session, decision_ids: Collection[str], layers: Collection[str]
) -> Mapping[str, list[rules.ApprovedPoint]]:
    """Return by approval what it froze of some layers, without what was taken off the map since."""
    kept = repository.points_of(session, decision_ids, layers) if layers else []
    now = ledger.records_named(session, {one.record_id for one in kept})
    found: dict[str, list[rules.ApprovedPoint]] = {one: [] for one in decision_ids}
    for one in kept:
        if one.record_id in now and not merging.deleted(now[one.record_id].state):
            found[one.decision_id].append(rules.ApprovedPoint(
                point_id=one.record_id, layer=one.layer, form=now[one.record_id].form, answers=json.loads(one.snapshot),
                contested=frozenset(json.loads(one.contested)),
                doubted=bool(merging.contested(now[one.record_id].state, [merging.DELETED])),
            ))  # fmt: skip
    return found
