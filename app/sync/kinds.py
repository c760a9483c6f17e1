"""The switchboard: for each kind of record, which slice looks at its edits, how sensitive it is, and what follows."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from sqlmodel import Session

from app.features import reporting
from app.features import service as features
from app.kit.problems import Problem
from app.ledger.rules import Edit
from app.outlines import service as outlines
from app.people.rules import SignedIn
from app.profiles import service as profiles
from app.questionnaire import service as questionnaire
from app.questionnaire.levels import LevelOf, Levels
from app.review import service as review
from app.settlements import preparing
from app.settlements import rules as settlement_rules
from app.settlements import service as settlements
from app.sync import placing

OWN_FORM = frozenset({"kwetu@1"})


@dataclass(frozen=True)
class Kind:
    """What the server does with edits of one kind.

    ``prepare`` returns the paths it refuses or raises what parks the whole edit; ``after`` writes what follows.
    ``level_of`` is empty where the form of each record says how far its answers may travel: one of ``forms`` by
    ``by_form``, or else a questionnaire.
    """

    prepare: Callable[[Session, SignedIn, Edit], dict[str, Problem]]
    after: Callable[[Session, Edit], None]
    level_of: LevelOf | None = None
    forms: frozenset[str] = OWN_FORM
    by_form: Levels | None = None

    def levels(self, by_form: Levels) -> Levels:
        """Return how far the answers of its records may travel, by the name of their form."""
        own = self.level_of
        return (lambda _form: own) if own else self.by_form or by_form

    def has_form(self, session: Session, name: str) -> bool:
        """Tell whether a form describes records of this kind, ours or one that was published here."""
        own = self.level_of or self.by_form
        return name in self.forms if own else questionnaire.is_known(session, name)


def _nothing_follows(_session: Session, _edit: Edit) -> None:
    return None


def _after_profile(session: Session, edit: Edit) -> None:
    profiles.after(session, edit)
    outlines.note(session, edit)


@lru_cache
def kinds() -> dict[str, Kind]:
    """Return every kind this server takes."""
    return {
        "place": Kind(preparing.prepare_place, settlements.after_place, settlement_rules.place_level_of),
        "settlement": Kind(placing.prepare, placing.after, settlement_rules.settlement_level_of),
        "profile": Kind(profiles.prepare, _after_profile),
        "feature": Kind(features.prepare, outlines.note, forms=features.forms(), by_form=features.levels),
        "status_report": Kind(reporting.prepare, _nothing_follows, forms=reporting.forms(), by_form=reporting.levels),
        "comment": Kind(review.prepare, review.after, review.level_of),
        "decision": Kind(review.prepare, review.after, review.level_of),
    }
