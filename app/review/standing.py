"""What stands approved of each settlement, and what was said against sharing it since: all that agreements read."""

import json
from collections.abc import Collection

from sqlmodel import Session

from app.kit.ids import OWN_QUESTIONNAIRE, profile_id, questionnaire_of
from app.ledger import service as ledger
from app.review import repository, rules
from app.review.models import Approval
from app.settlements import service as settlements


def approved(session: Session, settlement_ids: Collection[str]) -> dict[str, rules.Approved]:
    """Return what stands approved of each settlement: its newest round whose approval nothing came after or against.

    Of the settlement profile in any of its versions: agreements name its questions, and what is said with another
    questionnaire stays with the federation.
    """
    decided = repository.by_profile(session, settlement_ids)
    standing = {one.decision_id for told in decided.values() for one in rules.standing_approvals(told)}
    newest: dict[str, Approval] = {}
    for kept in repository.approvals(session, settlement_ids):
        if kept.decision_id in standing and questionnaire_of(kept.form) == OWN_QUESTIONNAIRE:
            newest.setdefault(kept.settlement_id, kept)
    return {one.settlement_id: one for one in _with_consent(session, newest.values())}


def as_approved(session: Session, approvals: Collection[tuple[str, str]]) -> list[rules.Approved]:
    """Return approvals, given as (settlement, decision), as they were made, with the consent said since."""
    asked = {decision_id for _, decision_id in approvals}
    kept = repository.approvals(session, {settlement_id for settlement_id, _ in approvals})
    return _with_consent(session, [one for one in kept if one.decision_id in asked])


def _with_consent(session: Session, approvals: Collection[Approval]) -> list[rules.Approved]:
    said = _consent_now(session, approvals)
    return [
        rules.Approved(
            settlement_id=kept.settlement_id,
            profile_id=kept.profile_id,
            decision_id=kept.decision_id,
            round=kept.round,
            form=kept.form,
            approved_at=kept.at,
            checked_on=kept.checked_at,
            place=json.loads(kept.place),
            answers=json.loads(kept.snapshot),
            said_now=said[kept.decision_id],
        )
        for kept in approvals
    ]


def _consent_now(session: Session, approvals: Collection[Approval]) -> dict[str, dict[str, list[rules.Answer]]]:
    """Return, by approval, every answer about consent that stands now, in the approved round and those after it."""
    newest = settlements.rounds(session, {kept.settlement_id for kept in approvals})
    rounds = {
        kept.decision_id: [
            profile_id(kept.settlement_id, later)
            for later in range(kept.round, max(kept.round, newest.get(kept.settlement_id, 0)) + 1)
        ]
        for kept in approvals
    }
    told = ledger.records_named(session, {profile for profiles in rounds.values() for profile in profiles})
    said: dict[str, dict[str, list[rules.Answer]]] = {decision_id: {} for decision_id in rounds}
    for decision_id, profiles in rounds.items():
        for profile in profiles:
            fields = told[profile].state.fields if profile in told else {}
            for path in fields:
                if path.startswith("consent_"):
                    said[decision_id].setdefault(path, []).extend(fields[path].values())
    return said


def taken_back(session: Session, approvals: Collection[tuple[str, str]]) -> set[str]:
    """Return which approvals, given as (settlement, decision), were followed by a taking back they did not know of."""
    decided = repository.by_profile(session, {settlement_id for settlement_id, _ in approvals})
    asked = {decision_id for _, decision_id in approvals}
    return {
        one.decision_id
        for told in decided.values()
        for one in told
        if one.decision_id in asked and rules.taken_back_since(one, told)
    }


def place_now(session: Session, settlement_id: str) -> dict[str, str | None]:
    """Return the settlement's name, code and ward as they are now, for the approval to keep."""
    place = settlements.settlement(session, settlement_id)
    if place is None:
        return {}
    wards = {ward.place_id: ward.name for ward in settlements.places(session, {place.city_id})}
    told = ledger.answers(ledger.state_of(session, settlement_id))
    return {
        "name": place.name,
        "code": place.code,
        "ward": wards.get(place.ward_id or "") or (told.get("ward_text") or {}).get("value"),
    }
