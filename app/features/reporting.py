"""Reports of how a water point or toilet served on a day: added to for ever, never changed, at most taken back."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from app.features import layers, uptime
from app.features.problems import FeaturePathUnknown, ReportChanged, ReportOfNothing
from app.features.rules import DELETED
from app.features.service import told_in
from app.kit.ids import is_uuid
from app.kit.problems import Problem
from app.ledger import service as ledger
from app.ledger.rules import Edit
from app.people.rules import SignedIn
from app.questionnaire.answers import path_problem
from app.questionnaire.levels import LevelOf, levels_of
from app.questionnaire.problems import AnswerWrongType
from app.settlements import service as settlements

ABOUT, DAY = "about", "day"
LEVEL = 1


def forms() -> frozenset[str]:
    """Name what a report is told by."""
    return frozenset({layers.report().form["form"]})


def levels(_form: str) -> LevelOf:
    """Return how far the parts of a report may travel."""
    of_form = levels_of(layers.report().form)
    return lambda path: LEVEL if path in (ABOUT, DAY) else of_form(path)


def prepare(session: Session, who: SignedIn, edit: Edit) -> dict[str, Problem]:
    """Return the refused parts of a report, or raise what parks all of it.

    A report may be added to and taken back; what it said already is not said otherwise.
    """
    settlement_id = settlements.must_describe(session, who, edit["settlement_id"])
    standing = ledger.state_of(session, edit["record_id"]).fields
    if ABOUT not in standing:
        _must_be_of_a_point(session, settlement_id, edit["set"].get(ABOUT, {}).get("value"))
    said_before = edit["set"].keys() & standing.keys() - {DELETED}
    refused: dict[str, Problem] = {path: ReportChanged() for path in said_before}
    if len(refused) == len(edit["set"]):
        raise ReportChanged()
    problems = {path: _problem(path, answer) for path, answer in edit["set"].items() if path not in refused}
    return refused | {path: problem for path, problem in problems.items() if problem}


def _must_be_of_a_point(session: Session, settlement_id: str, about: Any) -> None:
    """Raise unless a report names something of this settlement's map, or what has not arrived here yet."""
    if not is_uuid(about):
        raise ReportOfNothing()
    point = ledger.record(session, about)
    if point and (point.kind, point.settlement_id) != ("feature", settlement_id):
        raise ReportOfNothing()


def _problem(path: str, answer: Mapping[str, Any]) -> Problem | None:
    if path in (ABOUT, DELETED):
        return None
    if path == DAY:
        return None if _is_day(answer.get("value")) else AnswerWrongType(expected="a date as 2026-11-21")
    if path not in layers.report().form["questions"]:
        return FeaturePathUnknown()
    return path_problem(layers.report().form, path, answer)


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def reports_of(session: Session, settlement_id: str) -> dict[str, list[dict[str, Any]]]:
    """Return what was reported of each point of a settlement, without what was taken back."""
    by_point: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in ledger.records(session, kind=layers.REPORT, settlement_id=settlement_id):
        told = told_in(record)
        if ABOUT in told:
            by_point[told[ABOUT]].append(told)
    return by_point


def months(session: Session, settlement_id: str, month: str, today: str) -> dict[str, uptime.Month]:
    """Return how each point of a settlement served in a month, of those anybody reported."""
    reported = reports_of(session, settlement_id)
    return {point: uptime.month_of(told, month, today) for point, told in reported.items()}
