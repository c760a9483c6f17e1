"""What is said of a settlement or a place as it arrives: which parts this person may write, and which do not fit."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from app.kit.problems import Problem
from app.ledger import service as ledger
from app.people.problems import NotYourCity
from app.people.rules import SignedIn
from app.settlements import repository
from app.settlements.problems import (
    FieldUnknown,
    JoinIsForLeaders,
    MoveIsForLeaders,
    OtherPlaceUnknown,
    PlacesAreForLeaders,
    SettlementNotYours,
    TeamIsForLeaders,
    ValueUnfit,
)
from app.settlements.rules import PLACE_FIELDS, SETTLEMENT_FIELDS, fault_of, may_add_settlement, may_describe

DELETED = "_deleted"
CITY, SAME_AS = "city", "same_as"


def prepare_settlement(session: Session, who: SignedIn, edit: Mapping[str, Any]) -> dict[str, Problem]:
    """Say which paths of an edit this person may not write or do not fit; raise when none of it may be kept."""
    present = repository.settlement(session, edit["record_id"])
    said: Mapping[str, Any] = edit["set"]
    if edit["settlement_id"] not in {None, edit["record_id"]}:
        raise SettlementNotYours("a settlement's record is named by the settlement itself")
    if present is None:
        team = said.get("team", {}).get("value")
        if not who.in_city(edit["city_id"]):
            raise NotYourCity()
        if not may_add_settlement(who, edit["city_id"], None):
            raise SettlementNotYours()
        own_team = may_add_settlement(who, edit["city_id"], team if isinstance(team, str) else None)
        refused: dict[str, Problem] = {} if own_team else {"team": TeamIsForLeaders()}
    else:
        if not may_describe(who, present.city_id, present.team_id, present.added_by):
            raise SettlementNotYours()
        # a second phone that wrote together offline names the same team, and that changes nothing
        other_team = "team" in said and said["team"].get("value") != present.team_id
        refused = {"team": TeamIsForLeaders()} if other_team and not who.leads(present.city_id) else {}
    if CITY in said or SAME_AS in said:
        refused |= _may_not_place(session, who, present.city_id if present else edit["city_id"], said)
    return _unfit(SETTLEMENT_FIELDS, said) | refused


def _may_not_place(session: Session, who: SignedIn, city_id: str, said: Mapping[str, Any]) -> dict[str, Problem]:
    """Say why somebody may not move a settlement, or join it to another; both are for who leads on both sides."""
    refused: dict[str, Problem] = {}
    if CITY in said and not (who.leads(city_id) and who.leads(str(said[CITY].get("value", city_id)))):
        refused[CITY] = MoveIsForLeaders()
    if SAME_AS in said and not who.leads(city_id):
        refused[SAME_AS] = JoinIsForLeaders()
    elif "value" in said.get(SAME_AS, {}):
        other = repository.settlement(session, ledger.meant_by(session, str(said[SAME_AS]["value"])))
        if other is None or other.city_id != city_id:
            refused[SAME_AS] = OtherPlaceUnknown()
    return refused


def prepare_place(session: Session, who: SignedIn, edit: Mapping[str, Any]) -> dict[str, Problem]:
    """Places are changed by leaders of their city only."""
    present = repository.place(session, edit["record_id"])
    if not who.leads(present.city_id if present else edit["city_id"]):
        raise PlacesAreForLeaders()
    return _unfit(PLACE_FIELDS, edit["set"])


def _unfit(fields: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Problem]:
    unknown: dict[str, Problem] = {path: FieldUnknown() for path in said if path not in fields and path != DELETED}
    faults = {path: fault_of(fields, path, answer) for path, answer in said.items() if path in fields}
    return unknown | {path: ValueUnfit(f"{path} {fault}") for path, fault in faults.items() if fault}
