"""A settlement moved to another city, or found to be the same as another: who may say so, and what follows from it."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from app.kit.problems import Problem
from app.ledger import service as ledger
from app.ledger.rules import Edit
from app.outlines import service as outlines
from app.people.rules import SignedIn
from app.profiles import service as profiles
from app.questionnaire import service as questionnaire
from app.questionnaire.levels import LevelOf
from app.review import service as review
from app.settlements import preparing
from app.settlements import rules as settlement_rules
from app.settlements import service as settlements
from app.settlements.preparing import CITY, SAME_AS
from app.sync.problems import PlaceApproved

OF_CITY = ("ward", "ward_text", "code", "team")
"""What a place is in its city only; a phone that moves it takes these off in the same edit."""


def prepare(session: Session, who: SignedIn, edit: Edit) -> dict[str, Problem]:
    """Return the refused paths of a settlement's edit; what was approved stays where it was approved.

    Another place may still be joined to an approved one, and part from it again: a release reads what was frozen. It
    may not part once something told of it was approved with the rest.
    """
    refused = preparing.prepare_settlement(session, who, edit)
    asked = {path for path in (CITY, SAME_AS) if "value" in edit["set"].get(path, {})}
    if asked and review.was_approved(session, edit["record_id"]):
        refused |= {path: PlaceApproved() for path in asked}
    elif SAME_AS in edit["set"] and review.approved_as_one(session, edit["record_id"]):
        refused[SAME_AS] = PlaceApproved()
    if CITY in refused:
        taken_off = {path for path in OF_CITY if "answer" in edit["set"].get(path, {})}
        refused |= dict.fromkeys(taken_off, refused[CITY])
    return refused


def after(session: Session, edit: Mapping[str, Any]) -> None:
    """Bring the settlement's typed row up to its record; file anew what is said of places found to be one."""
    settlements.after_settlement(session, edit)
    if CITY in edit["set"]:
        outlines.note_settlements(session, [edit["record_id"]])
    if SAME_AS not in edit["set"]:
        return

    def level_of(kind: str, form: str) -> LevelOf:
        return settlement_rules.settlement_level_of if kind == "settlement" else questionnaire.level_here(session, form)

    asked_by = questionnaire.for_phones(session)
    roots = ledger.rejoin(session, edit["record_id"], level_of, asked_by, edit["edit_id"])
    for place, root in roots.items():
        if place == root:
            settlements.restate(session, place)
            profiles.restate_round(session, place)
        else:
            settlements.take_off(session, place)
    review.refile(session, roots)
    outlines.note_settlements(session, roots)
