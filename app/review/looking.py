"""A whole profile looked through by the server: kept as it was when it was handed in, and told as it is now.

A hand-in is never refused: it may come from a phone that knew less than the server, and what the team did stays done.
What blocks keeps the profile from being approved, until it is corrected.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from app.features import service as features
from app.kit.clock import iso, now
from app.kit.problems import NotFound
from app.ledger import service as ledger
from app.people.rules import SignedIn
from app.profiles.against_map import Mapped
from app.profiles.handing_in import Verdict, looked_through
from app.questionnaire import service as questionnaire
from app.review import repository
from app.review.models import HandInFound, StoredDecision
from app.review.schemas import Found, HandedInFound, ProfileLookedThrough
from app.settlements import service as settlements


def keep_what_is_found(session: Session, decision: StoredDecision, reasons: Mapping[str, str]) -> None:
    """Look a profile through that is handed in, and keep what was found; "today" is that of the hand-in."""
    points = features.mapped_in(session, decision.settlement_id)
    found = _looked_through(session, decision.profile_id, reasons, decision.made_at[:10], points)
    session.add(HandInFound(decision_id=decision.decision_id, at=decision.at, found=json.dumps(found.as_json())))
    session.flush()


def blocked(session: Session, profile_id: str) -> list[str]:
    """Return the questions whose answers keep a profile from being approved."""
    return _looked_through(session, profile_id, {}, iso(now())[:10]).blocked


def _looked_through(
    session: Session, profile_id: str, reasons: Mapping[str, str], today: str, points: Sequence[Mapped] = ()
) -> Verdict:
    name = ledger.form_of(session, profile_id) or questionnaire.SETTLEMENT_PROFILE
    answers = ledger.answers(ledger.state_of(session, profile_id))
    return looked_through(questionnaire.form_here(session, name), answers, reasons, today, points)


def told(session: Session, who: SignedIn, named: str) -> ProfileLookedThrough:
    """Tell whoever leads here, or may answer in the profile, what is found in it now and was when it was handed in."""
    profile_id = ledger.meant_by(session, named)
    profile = ledger.record(session, profile_id)
    settlement_id = profile.settlement_id if profile and profile.kind == "profile" else None
    if profile is None or settlement_id is None or not settlements.may_profile(session, who, settlement_id):
        raise NotFound()
    handed_in = repository.newest_hand_in(session, profile_id)
    reasons = _reasons(session, handed_in.decision_id) if handed_in else {}
    found = _looked_through(session, profile_id, reasons, iso(now())[:10], features.mapped_in(session, settlement_id))
    return ProfileLookedThrough(
        profile_id=profile_id,
        form=profile.form,
        hash=profile.hash,
        now=Found(**found.as_json()),
        handed_in=handed_in and HandedInFound(
            decision_id=handed_in.decision_id, at=handed_in.at, found=Found(**json.loads(handed_in.found))
        ),
    )  # fmt: skip


def _reasons(session: Session, decision_id: str) -> dict[str, str]:
    """Return why the team left as it is what seemed unusual, in its own words."""
    said: Any = ledger.answers(ledger.state_of(session, decision_id)).get("reasons", {}).get("value")
    return said if isinstance(said, dict) else {}
