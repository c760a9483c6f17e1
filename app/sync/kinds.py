"""The switchboard: for each kind of record, which slice looks at its edits, how sensitive it is, and what follows."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from sqlmodel import Session

from app.kit.problems import Problem
from app.ledger.rules import Edit
from app.people.rules import SignedIn
from app.profiles import service as profiles
from app.questionnaire import service as questionnaire
from app.review import service as review
from app.settlements import rules as settlement_rules
from app.settlements import service as settlements
from app.sync import placing

OWN_FORM = frozenset({"kwetu@1"})


@dataclass(frozen=True)
class Kind:
    """What the server does with edits of one kind.

    ``prepare`` returns the paths it refuses or raises what parks the whole edit; ``after`` writes what follows.
    """

    prepare: Callable[[Session, SignedIn, Edit], dict[str, Problem]]
    after: Callable[[Session, Edit], None]
    level_of: Callable[[str], int]
    forms: frozenset[str] = OWN_FORM


def _nothing_follows(_session: Session, _edit: Edit) -> None:
    return None


def _profile_forms() -> frozenset[str]:
    return frozenset(form["form"] for form in questionnaire.forms())


@lru_cache
def kinds() -> dict[str, Kind]:
    """Return every kind this server takes."""
    return {
        "place": Kind(settlements.prepare_place, settlements.after_place, settlement_rules.place_level_of),
        "settlement": Kind(placing.prepare, placing.after, settlement_rules.settlement_level_of),
        "profile": Kind(profiles.prepare, profiles.after, profiles.level_of, _profile_forms()),
        "feature": Kind(profiles.prepare_feature, _nothing_follows, profiles.feature_level_of),
        "comment": Kind(review.prepare, review.after, review.level_of),
        "decision": Kind(review.prepare, review.after, review.level_of),
    }
