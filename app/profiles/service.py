"""Profiles as they arrive: who may describe which settlement, and which answers can be kept."""

from sqlmodel import Session

from app.kit.ids import round_of
from app.kit.problems import Problem
from app.ledger import service as ledger
from app.ledger.rules import Edit, RecordState
from app.people.rules import SignedIn
from app.profiles.problems import ProfileIdWrong
from app.questionnaire import service as questionnaire
from app.questionnaire.answers import ROUND, refused_paths
from app.settlements import service as settlements

__all__ = ["after", "level_of", "prepare", "restate_round"]

level_of = questionnaire.level_of


def prepare(session: Session, who: SignedIn, edit: Edit) -> dict[str, Problem]:
    """Return the refused paths of a profile's edit, or raise what parks all of it."""
    settlement_id = settlements.must_describe(session, who, edit["settlement_id"])
    form = ledger.form_of(session, edit["record_id"]) or edit["form"]  # a profile is finished on what it was begun with
    this_round = round_of(settlement_id, edit["record_id"], form)
    if this_round is None:
        raise ProfileIdWrong()
    refused = refused_paths(questionnaire.form_here(session, form), edit["set"])
    said = edit["set"].get(ROUND)
    if said and ROUND not in refused and said.get("value") != this_round:
        raise ProfileIdWrong(f"The id is that of round {this_round}, not of round {said.get('value')}.")
    return refused


def after(session: Session, edit: Edit) -> None:
    """Note the newest round that anybody began; send the settlement anew where its state may have become another.

    Only then: a settlement may hold a large boundary, and every answer would carry it to every phone again.
    """
    settlement_id = edit["settlement_id"] or ""
    this_round = round_of(settlement_id, edit["record_id"])
    if this_round is None:
        return  # of another questionnaire: the settlement's own rounds say nothing of it
    begins = settlements.begin_round(session, settlement_id, this_round)
    consent = any(path.startswith("consent_") for path in edit["set"])  # a "no" closes what was shared
    if begins or consent or _none_before(ledger.state_of(session, edit["record_id"]), edit["edit_id"]):
        ledger.touch(session, settlement_id)


def _none_before(profile: RecordState, edit_id: str) -> bool:
    """Tell whether no answer stands in a profile but those of this edit."""
    for path, candidates in profile.fields.items():
        if path != ROUND and (len(candidates) > 1 or edit_id not in candidates):
            return False
    return True


def restate_round(session: Session, settlement_id: str) -> None:
    """Note the newest round that is described, where places were joined or parted: it may be an earlier one again."""
    described = ledger.records(session, kind="profile", settlement_id=settlement_id)
    rounds = [round_of(settlement_id, one.record_id) or 1 for one in described]  # other questionnaires begin none
    if settlements.set_round(session, settlement_id, max(rounds, default=1)):
        ledger.touch(session, settlement_id)
