"""Takes a phone's edits in: each stands alone, none is lost, what cannot be merged is parked with its reason."""

import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel import Session

from app.kit.ids import is_uuid
from app.kit.log import log_fault
from app.kit.problems import Problem
from app.ledger import order, parking
from app.ledger import service as ledger
from app.ledger.outcomes import Outcome
from app.ledger.parking import ADMITTED, LEFT_OUT
from app.ledger.problems import EditUnreadable, NothingKept
from app.ledger.reading import ReadEdit, canonical_edit, escaped_edit, read, without
from app.ledger.rules import Edit
from app.people.rules import SignedIn
from app.questionnaire import service as questionnaire
from app.settlements import service as settlements
from app.sync.kinds import Kind, kinds
from app.sync.problems import CityNotYours, FormNotOfKind, KindUnknown, NotYourEdit, OfficialsReadReleases
from app.sync.rules import Batch, skew_of

Refused = dict[str, Problem]
FAULTS = (DataError, IntegrityError, ValueError, TypeError, LookupError, AttributeError)
"""What an edit that no rule foresaw can stumble over; it is parked, and its neighbours are not held up."""
NOT_KEPT = "not_kept"


class Answered(NamedTuple):
    """What became of one edit of a batch; ``signed`` unless it has no canonical form that a receipt could name."""

    edit_id: str
    outcome: Outcome
    signed: bool = True
    record_id: str = ""
    scope: str | None = None
    seq: int | None = None


@dataclass(frozen=True)
class Arrival:
    """Whose edits these are and how they came.

    ``carried_by`` is the phone that brought them for another, ``barred`` why none of them may be merged, ``parked``
    what was made so far of those that were parked, by SHA-256: before, or a moment ago in the same batch.
    """

    who: SignedIn
    skew_s: int | None = None
    carried_by: str | None = None
    barred: Problem | None = None
    parked: dict[str, str] = field(default_factory=dict)


class LookedAt(NamedTuple):
    """An edit as it was told, and what reading it gave: the edit, or why it is none."""

    told: Any
    read: ReadEdit | None
    fault: Exception | None = None


def push(
    session: Session, who: SignedIn, batch: Batch, at: datetime, *,
    carried_by: str | None = None, barred: Problem | None = None,
) -> list[Answered]:  # fmt: skip
    """Merge a batch as it was told within one transaction; answers in the order of the edits."""
    looked_at = [look_at(told) for told in batch.edits]
    return take(session, who, looked_at, skew_of(batch.client_time, at), carried_by=carried_by, barred=barred)


def take(
    session: Session, who: SignedIn, looked_at: list[LookedAt], skew_s: int | None, *,
    carried_by: str | None = None, barred: Problem | None = None,
) -> list[Answered]:  # fmt: skip
    """Merge edits in memory and write them at once.

    Where something then stumbles, it is done again with care: one edit at a time, each within its own savepoint, so
    that the one at fault is parked and its neighbours are kept. Officials write nothing: what one of them still holds
    from before is parked, all of it.
    """
    barred = barred or (OfficialsReadReleases() if who.is_official else None)
    named = [edit_id for one in looked_at if is_uuid(edit_id := _id_of(one.told))]
    came = Arrival(who, skew_s, carried_by, barred, ledger.parked_before(session, named))
    try:
        with session.begin_nested():
            return _take_all(session, came, looked_at, cautious=False)
    except (Stumbled, *FAULTS) as fault:
        log_fault("batch-done-again-with-care", fault)
    return _take_all(session, came, looked_at, cautious=True)


class Stumbled(Exception):  # noqa: N818 - it says what happened
    """Something was written before an edit turned out not to be taken in: only a savepoint takes that back."""


def look_at(told: Any) -> LookedAt:
    """Look an edit through; this needs no database."""
    try:
        return LookedAt(told, read(told))
    except (Problem, *FAULTS) as fault:
        return LookedAt(told, None, fault)


def _take_all(session: Session, came: Arrival, looked_at: list[LookedAt], *, cautious: bool) -> list[Answered]:
    known = [one.read for one in looked_at if one.read]
    ledger.lay_out(session, known, cautious=cautious)
    spoken_of = {ledger.meant(session, one.edit["settlement_id"]) for one in known if one.edit["settlement_id"]}
    take = _take_with_care if cautious else _take_at_once
    with settlements.in_hand(session, spoken_of):
        answered = [take(session, came, one) for one in looked_at]
    order.number_changes(session)
    return [_placed(session, one) for one in answered]


def _placed(session: Session, answered: Answered) -> Answered:
    """Say where in its scope's order an edit stands that was merged."""
    place = order.place_of(session, answered.record_id) if answered.record_id else None
    return answered._replace(scope=place[0], seq=place[1]) if place else answered


def _take_with_care(session: Session, came: Arrival, one: LookedAt) -> Answered:
    """Take one edit in, or park it; where the database knows better, look once more: it may have come meanwhile."""
    refused: Refused = {}
    try:
        with suppress(IntegrityError):
            return _take_or_undo(session, came, one, refused)
        refused.clear()
        if one.read:
            ledger.look_again(session, one.read)
        return _take_or_undo(session, came, one, refused)
    except (Problem, *FAULTS) as fault:
        return _park(session, came, one, fault, refused)


def _take_or_undo(session: Session, came: Arrival, one: LookedAt, refused: Refused) -> Answered:
    with session.begin_nested():
        answered = _take(session, came, one, refused)
        ledger.write_down(session)
        return answered


def _take_at_once(session: Session, came: Arrival, one: LookedAt) -> Answered:
    """Take one edit in; refused before it was merged it leaves nothing, what fails after that is ``Stumbled``."""
    refused: Refused = {}
    try:
        return _take(session, came, one, refused)
    except (Problem, *FAULTS) as fault:
        return _park(session, came, one, fault, refused)


def _take(session: Session, came: Arrival, one: LookedAt, refused: Refused) -> Answered:
    """Merge one edit; ``refused`` is filled while its answers are looked at, so that it is known when parking too."""
    if one.read is None:
        raise one.fault or EditUnreadable()
    edit = one.read.edit
    outcome = _had(session, came, edit["edit_id"], one.read.sha256)
    if outcome is None:
        if came.barred:
            raise came.barred
        kind = kind_of(session, edit)
        if edit["by"] != came.who.person_id:
            raise NotYourEdit()
        outcome = _merge(session, came.who, one.read, kind, refused=refused, skew_s=came.skew_s)
        _no_longer_waiting(session, came, one.read.sha256, outcome.at)
    return Answered(edit["edit_id"], outcome, record_id=edit["record_id"])


def _no_longer_waiting(session: Session, came: Arrival, sha256: str, at: str) -> None:
    """Tell leaders of an edit that was parked before, and is merged now that its author may say it."""
    if sha256 in came.parked:
        parking.settle(session, sha256, ADMITTED, by=came.who.person_id, at=at, why=None)


def merge(session: Session, who: SignedIn, edit: Edit) -> Outcome:
    """Write an edit as far as this person may say it; raises what parks all of it."""
    return _merge(session, who, read(edit), kind_of(session, edit), refused={})


def _merge(
    session: Session, who: SignedIn, told: ReadEdit, kind: Kind, *, refused: Refused, skew_s: int | None = None
) -> Outcome:
    meant = as_meant(session, told.edit)
    city_id = present_city(session, meant)
    if not who.in_city(city_id):
        raise CityNotYours()
    refused |= told.refused
    sound = without(meant, refused)
    if sound["set"]:
        refused |= kind.prepare(session, who, sound)
    kept = without(meant, refused)
    if not kept["set"]:
        raise NothingKept()
    levels = kind.levels(questionnaire.levels_here(session))
    outcome = ledger.write_read(
        session, told, author=who, levels=levels, refused=refused, city_id=city_id, skew_s=skew_s
    )
    try:
        kind.after(session, kept)
    except (Problem, *FAULTS) as fault:
        if session.in_nested_transaction() and ledger.is_cautious(session):
            raise
        raise Stumbled from fault
    return outcome


def as_meant(session: Session, edit: Edit) -> Edit:
    """Return the edit as said of the records that stand for those it names, where they were joined to others."""
    record_id, settlement_id = edit["record_id"], edit["settlement_id"]
    meant = ledger.meant_by(session, record_id), settlement_id and ledger.meant_by(session, settlement_id)
    if meant == (record_id, settlement_id):
        return edit
    said, about = edit["set"], edit["set"].get("about", {}).get("value")
    if isinstance(about, str):
        said = {**said, "about": {**said["about"], "value": ledger.meant_by(session, about)}}
    return {**edit, "record_id": meant[0], "settlement_id": meant[1], "set": said}


def _had(session: Session, came: Arrival, edit_id: str, sha256: str) -> Outcome | None:
    """Return what was answered when this edit was merged, or when it was parked if a leader has left it out since."""
    outcome = ledger.had(session, edit_id, sha256)
    if outcome is None and came.parked.get(sha256) == LEFT_OUT:
        return ledger.parked(session, edit_id, sha256)
    return outcome


def kind_of(session: Session, edit: Edit) -> Kind:
    """Return what the server does with an edit of this kind; raises what parks one of a kind it does not know."""
    kind = kinds().get(edit["kind"])
    if kind is None:
        raise KindUnknown(kind=edit["kind"])
    if not kind.has_form(session, edit["form"]):
        raise FormNotOfKind(form=edit["form"])
    return kind


def present_city(session: Session, edit: Edit) -> str:
    """Return the city the settlement is in now; what the edit believes counts only for what is new."""
    settlement_id = edit["settlement_id"]
    known = ledger.city_of(session, edit["record_id"])
    return known or (settlement_id and ledger.city_of(session, settlement_id)) or edit["city_id"]


def _park(session: Session, came: Arrival, one: LookedAt, fault: Exception, refused: Refused) -> Answered:
    problem = fault if isinstance(fault, Problem) else _unforeseen(fault)
    told = one.told
    try:
        body = one.read.body if one.read else canonical_edit(told)
    except Problem as unreadable:
        return _park_unsigned(session, came, told, unreadable)
    outcome = ledger.park(
        session, told, body, author=came.who, problem=problem, refused=refused, carried_by=came.carried_by
    )
    came.parked.setdefault(outcome.sha256, "")
    return Answered(_id_of(told), outcome)


def _unforeseen(fault: Exception) -> Problem:
    """Log a fault of ours; it must not block the other edits of this phone for ever."""
    incident = uuid.uuid4().hex[:12]
    log_fault("edit-not-merged", fault, incident=incident)
    return Problem(incident=incident)


def _park_unsigned(session: Session, came: Arrival, told: Any, unreadable: Problem) -> Answered:
    """Keep even what no receipt can name (half an emoji, a number too large), unless it only nests to do harm.

    Of that nothing is kept, and nothing else is said: it stays on the phone.
    """
    body = escaped_edit(told)
    if body is None:
        return Answered(_id_of(told), Outcome("", NOT_KEPT, "", "", problem=unreadable.body()), signed=False)
    outcome = ledger.park(session, told, body, author=came.who, problem=unreadable, carried_by=came.carried_by)
    return Answered(_id_of(told), outcome, signed=False)


def _id_of(told: Any) -> str:
    edit_id = told.get("edit_id") if isinstance(told, dict) else None
    return edit_id[:100].encode("utf-8", "replace").decode() if isinstance(edit_id, str) else ""
