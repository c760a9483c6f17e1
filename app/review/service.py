"""Review: takes in comments and decisions, freezes what is approved, and names the state of every settlement."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlmodel import Session

from app.kit.clock import iso, now
from app.kit.ids import profile_id, round_of
from app.kit.problems import Problem
from app.ledger import pages
from app.ledger import rules as merging
from app.ledger import service as ledger
from app.ledger.rules import Edit, RecordState
from app.ledger.standing import answers_besides, candidates_in
from app.people.rules import SignedIn
from app.questionnaire import service as questionnaire
from app.review import looking, mapped, paths, repository, rules, standing
from app.review.models import Approval, StoredDecision
from app.review.problems import (
    BY_REASON,
    AboutNothing,
    ActNotYours,
    ActUnknown,
    ChangedSince,
    DecisionNeverChanges,
    ReviewPathUnknown,
    ReviewWrongType,
)
from app.settlements import service as settlements
from app.settlements.schemas import SettlementShown

level_of = paths.level_of
CONSENT = "consent_collect"


def prepare(session: Session, who: SignedIn, edit: Edit) -> dict[str, Problem]:
    """Look at a comment or decision before it is written: return the refused paths, or raise what parks all of it."""
    refused = _refused_paths(edit)
    said = _said(edit, refused)
    if edit["kind"] == "decision":
        _may_decide(session, who, edit, said)
        return refused
    return refused | _may_comment(session, who, edit, said)


def _refused_paths(edit: Edit) -> dict[str, Problem]:
    refused: dict[str, Problem] = {}
    for path, answer in edit["set"].items():
        check = paths.expected(edit["kind"], path)
        if check is None:
            refused[path] = ReviewPathUnknown()
        elif not check[1](answer.get("value")):
            refused[path] = ReviewWrongType(expected=check[0])
    return refused


def _said(edit: Edit, refused: Mapping[str, Problem]) -> dict[str, Any]:
    return {path: answer.get("value") for path, answer in edit["set"].items() if path not in refused}


def _place_of(session: Session, edit: Edit, about: Any) -> SettlementShown:
    """Return the settlement spoken of; ``about`` must be the profile of one of its rounds."""
    place = settlements.settlement(session, edit["settlement_id"]) if edit["settlement_id"] else None
    if place is None or not isinstance(about, str) or _round_of(session, place.settlement_id, about) is None:
        raise AboutNothing()
    return place


def _round_of(session: Session, settlement_id: str, profile: str) -> int | None:
    """Return the round a profile is of; one of another questionnaire has an id of its own."""
    return round_of(settlement_id, profile, _form_of(session, profile))


def _may_comment(session: Session, who: SignedIn, edit: Edit, said: dict[str, Any]) -> dict[str, Problem]:
    """Raise unless the person has a word in this profile; return the parts that are another's to change."""
    before = ledger.answers(ledger.state_of(session, edit["record_id"]))
    place = _place_of(session, edit, said.get("about") or _value(before, "about"))
    theirs = settlements.may_profile(session, who, place.settlement_id)
    if not theirs and not (who.role == "verifier" and who.in_city(place.city_id)):
        raise ActNotYours()
    writer = _writer_of(session, edit["record_id"])
    return {path: ActNotYours() for path in said if path != "done" and writer not in (None, who.person_id)}


def _writer_of(session: Session, comment_id: str) -> str | None:
    """Return who wrote a comment, None when it is new."""
    state, made = ledger.state_of(session, comment_id), ledger.edits_made(session, comment_id)
    return next((made[edit_id][0] for edit_id in state.fields.get("about", ())), None)


def _may_decide(session: Session, who: SignedIn, edit: Edit, said: dict[str, Any]) -> None:
    if repository.decision(session, edit["record_id"]) is not None:
        raise DecisionNeverChanges()
    act = said.get("act")
    if act not in rules.ACTS:
        raise ActUnknown(acts=sorted(rules.ACTS))
    place = _place_of(session, edit, said.get("about"))
    if not _is_theirs(session, who, act, place):
        raise ActNotYours()
    _raise_first(_against(session, who, place, said))


def not_lent(session: Session, author: SignedIn | None, leader: SignedIn, edit: Edit) -> None:
    """Raise where an act of review would pass only by the rights of the leader who takes it in for its author.

    What a leader may describe they may have another describe. To check, to return and to approve is each one's own:
    the author must have that right, and nobody takes in for another what their own work keeps them from doing.
    """
    if edit["kind"] != "decision":
        return
    said = _said(edit, _refused_paths(edit))
    act = said.get("act")
    if act not in rules.NEVER_LENT:
        return
    place = _place_of(session, edit, said.get("about"))
    if author is None or not _is_theirs(session, author, act, place):
        raise ActNotYours()
    _raise_first(_against(session, leader, place, said))


def _is_theirs(session: Session, who: SignedIn, act: str, place: SettlementShown) -> bool:
    if act in ("return", "approve"):
        return who.leads(place.city_id)
    if act == "verify":
        return who.may_verify(place.city_id)
    return settlements.may_profile(session, who, place.settlement_id)


def _raise_first(reasons: list[rules.Reason]) -> None:
    """Raise the gravest reason; ``reasons`` names all of them."""
    if reasons:
        slug, facts = reasons[0]
        raise BY_REASON[slug](**facts, reasons=[each for each, _ in reasons])


def _against(session: Session, who: SignedIn, place: SettlementShown, said: dict[str, Any]) -> list[rules.Reason]:
    if said["act"] == "approve":
        return _against_approving(session, who, said)
    return _against_verifying(session, who, place, said) if said["act"] == "verify" else []


def _against_approving(session: Session, who: SignedIn, said: dict[str, Any]) -> list[rules.Reason]:
    about = said["about"]
    state, form = ledger.state_of(session, about), questionnaire.form_here(session, _form_of(session, about))
    return rules.reasons_not_to_approve(
        who.person_id,
        [repository.as_said(one) for one in repository.of_profile(session, about)],
        writers=_writers(session, about),
        contested=[path for path in ledger.contested(state) if questionnaire.is_asked(form, path)],
        blocked=looking.blocked(session, about),
        changed=_changed_since(session, about, state, said.get("hash")),
        consent_collect=_value(ledger.answers(state), CONSENT) if CONSENT in form["questions"] else rules.NOT_ASKED,
    )


def _against_verifying(
    session: Session, who: SignedIn, place: SettlementShown, said: dict[str, Any]
) -> list[rules.Reason]:
    answers = ledger.answers(ledger.state_of(session, said["about"]))
    decided = repository.of_profile(session, said["about"])
    return rules.reasons_not_to_verify(
        in_team=place.team_id is not None and place.team_id in who.team_ids,
        wrote=who.person_id in _writers(session, said["about"]),
        handed_in=any(one.act == "hand_in" and one.person_id == who.person_id for one in decided),
        women=said.get("women"),
        tenants=said.get("tenants"),
        tenants_live_here=rules.tenants_may_live_here(
            answers.get("households_tenant"), answers.get("households_subtenant")
        ),
    )


def _writers(session: Session, about: str) -> set[str]:
    return rules.writers(ledger.edits(session, about))


def _changed_since(session: Session, about: str, state: RecordState, spoken_of: str | None) -> int | None:
    """Count the answers that differ from those a content hash speaks of; None when it was never the profile's."""
    level = questionnaire.level_here(session, _form_of(session, about))
    if spoken_of == merging.content_hash(state, level)[0]:
        return 0
    return rules.answers_changed_since(ledger.edits(session, about), spoken_of, level)


def _form_of(session: Session, about: str) -> str:
    """Return the form a profile was begun with; one nobody described yet is asked by ours."""
    found = ledger.record(session, about)
    return found.form if found else questionnaire.SETTLEMENT_PROFILE


def _value(answers: dict[str, Any], path: str) -> Any:
    return (answers.get(path) or {}).get("value")


def after(session: Session, edit: Edit) -> None:
    """Write what follows from a comment or decision that was kept; its settlement is sent anew with its new state."""
    if edit["kind"] != "decision":
        return
    said = {path: answer.get("value") for path, answer in edit["set"].items()}
    decision = StoredDecision(
        decision_id=edit["record_id"],
        edit_id=edit["edit_id"],
        profile_id=str(said["about"]),
        settlement_id=edit["settlement_id"] or "",
        act=str(said["act"]),
        person_id=edit["by"],
        saw=json.dumps(said.get("saw") or []),
        made_at=edit["made_at"],
        at=iso(now()),
        **{name: said.get(name) for name in ("hash", "meeting_date", "women", "men", "tenants")},
    )
    session.add(decision)
    session.flush()
    if decision.act == "hand_in":
        looking.keep_what_is_found(session, decision, said.get("reasons") or {})
    if decision.act == "approve":
        _freeze(session, decision)
    ledger.touch(session, decision.settlement_id)


def _freeze(session: Session, decision: StoredDecision) -> None:
    """Keep what was approved word for word, with who said it and when."""
    state, form = ledger.state_of(session, decision.profile_id), _form_of(session, decision.profile_id)
    if decision.hash != merging.content_hash(state, questionnaire.level_here(session, form))[0]:
        raise ChangedSince()  # an answer came in between, from another phone at this very moment
    snapshot = rules.snapshot_of(state, ledger.edits_made(session, decision.profile_id))
    checks = [one for one in repository.of_profile(session, decision.profile_id) if one.act == "verify"]
    session.add(Approval(
        decision_id=decision.decision_id,
        profile_id=decision.profile_id,
        settlement_id=decision.settlement_id,
        round=_round_of(session, decision.settlement_id, decision.profile_id) or 1,
        form=form,
        hash=decision.hash or "",
        checked_at=max((one.meeting_date or one.made_at[:10] for one in checks), default=None),
        place=json.dumps(standing.place_now(session, decision.settlement_id)),
        snapshot=json.dumps(snapshot),
        at=decision.at,
    ))  # fmt: skip
    session.flush()
    mapped.freeze(session, decision)


def was_approved(session: Session, settlement_id: str) -> bool:
    """Tell whether any round of a settlement was ever approved."""
    return bool(repository.approvals(session, [settlement_id]))


def approved_as_one(session: Session, settlement_id: str) -> bool:
    """Tell whether what was approved of a place was told, in part, of a place that was joined to it."""
    for approval in repository.approvals(session, [settlement_id]):
        frozen = {answer["edit_id"] for answer in json.loads(approval.snapshot).values()}
        told = [one for one in ledger.edits(session, approval.profile_id) if one["edit_id"] in frozen]
        for record_id in (approval.decision_id, *repository.point_ids(session, approval.decision_id)):
            told += ledger.edits(session, record_id)
        if any(one["settlement_id"] != settlement_id for one in told):
            return True
    return False


def refile(session: Session, roots: Mapping[str, str]) -> None:
    """Have decisions count for the place that stands for theirs now, as it follows from what each of them names."""
    for decision in repository.of_settlements(session, {*roots, *roots.values()}):
        told = ledger.edits(session, decision.decision_id)
        if told:
            about = str(told[0]["set"]["about"].get("value"))
            place = told[0]["settlement_id"] or ""
            decision.settlement_id = roots.get(place, place)
            decision.profile_id = ledger.meant_by(session, about)
            session.add(decision)
    session.flush()


def states(session: Session, settlement_ids: Collection[str]) -> dict[str, str]:
    """Name the state of the newest round of each settlement (of those the server knows)."""
    rounds = settlements.rounds(session, settlement_ids)
    newest = {settlement_id: profile_id(settlement_id, number) for settlement_id, number in rounds.items()}
    described = pages.levels_named(session, newest.values())
    decided = repository.by_profile(session, settlement_ids)
    return {
        settlement_id: _state(described.get(profile, ()), decided.get(profile, []))
        for settlement_id, profile in newest.items()
    }


def _state(levels: Sequence[str], decisions: list[rules.Decision]) -> str:
    consent = candidates_in(levels, "consent_collect")
    said = consent[merging.shown_first(consent)].get("value") if consent else None
    return rules.profile_state(decisions, said, has_answers=answers_besides(levels, "round"))
