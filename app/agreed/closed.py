"""Which releases are closed because a community took its profile, or its consent, back after they were made."""

import json

from sqlmodel import Session

from app.agreed import points, repository, rules
from app.agreed.models import Release
from app.features import layers
from app.questionnaire import service as questionnaire
from app.review import standing


def taken_back(session: Session, releases: list[Release]) -> set[str]:
    """Return the ids of the releases that hold what its community, or its leaders, do not share any more.

    A "no" counts from the moment it arrives, also when the release was made before it. Copies already taken stay taken.
    """
    held = repository.held_settlements(session, [release.id for release in releases])
    approvals = {(one.settlement_id, one.decision_id) for one in held}
    gone = standing.taken_back(session, approvals)
    withheld: dict[str, frozenset[str]] = {}
    for one in standing.as_approved(session, approvals):
        answers = rules.narrowed(one.answers, one.said_now)
        withheld[one.decision_id] = rules.withheld_sections(answers)
        if rules.why_left_out(answers):
            gone.add(one.decision_id)
    closed = {one.release_id for one in held if one.decision_id in gone}
    kept_now = {
        (one.release_id, one.settlement_id): withheld[one.decision_id] for one in held if withheld.get(one.decision_id)
    }
    return closed | {release.id for release in releases if _says_too_much(release, kept_now)}


def _says_too_much(release: Release, kept_now: dict[tuple[str, str], frozenset[str]]) -> bool:
    """Tell whether a frozen release shows a part that one of its communities keeps from the city now."""
    if not any(release_id == release.id for release_id, _ in kept_now):
        return False
    for given in json.loads(release.contents)["settlements"]:
        withheld = kept_now.get((release.id, given["settlement_id"]), frozenset())
        if rules.says_too_much(questionnaire.form(), given, withheld):
            return True
        if points.says_too_much(layers.layers(), given, withheld):
            return True
    return False
