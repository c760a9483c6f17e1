"""Takes a phone's edits in: each stands alone, none is lost, what cannot be merged is parked with its reason."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel import Session

from app.kit import signing
from app.kit.ids import is_uuid
from app.kit.log import log_fault
from app.kit.problems import Problem
from app.ledger import order
from app.ledger import service as ledger
from app.ledger.outcomes import Outcome
from app.ledger.problems import NothingKept
from app.ledger.reading import canonical_edit, escaped_edit, read_edit, refused_answers, without
from app.ledger.rules import Edit
from app.people.rules import SignedIn
from app.sync.kinds import Kind, kinds
from app.sync.problems import CityNotYours, FormNotOfKind, KindUnknown, NotYourEdit, OfficialsReadReleases
from app.sync.rules import Batch, skew_of

Refused = dict[str, Problem]
FAULTS = (DataError, IntegrityError, ValueError, TypeError, LookupError, AttributeError)
"""What an edit that no rule foresaw can stumble over; it is parked, and its neighbours are not held up."""


@dataclass(frozen=True)
class Answered:
    """What became of one edit of a batch; ``signed`` unless it has no canonical form that a receipt could name."""

    edit_id: str
    outcome: Outcome
    signed: bool = True
    seq: int | None = None


@dataclass(frozen=True)
class Arrival:
    """Whose edits these are and how they came.

    ``carried_by`` is the phone that brought them for another, ``barred`` why none of them may be merged, ``left_out``
    the SHA-256 of those a leader has left out.
    """

    who: SignedIn
    skew_s: int | None = None
    carried_by: str | None = None
    barred: Problem | None = None
    left_out: Collection[str] = ()


def push(
    session: Session, who: SignedIn, batch: Batch, at: datetime, *,
    carried_by: str | None = None, barred: Problem | None = None,
) -> list[Answered]:  # fmt: skip
    """Merge a batch within one transaction, each edit within its own savepoint; answers in the order of the edits."""
    if who.is_official and not barred:
        raise OfficialsReadReleases()
    left_out = ledger.left_out(session, [_id_of(told) for told in batch.edits])
    came = Arrival(who, skew_of(batch.client_time, at), carried_by, barred, left_out)
    ledger.lock(session, _record_ids(batch.edits))
    answered = [_take_or_park(session, came, told) for told in batch.edits]
    order.number_changes(session)
    seqs = order.seqs_of(session, [one.edit_id for one in answered if one.outcome.answer != "parked"])
    return [replace(one, seq=seqs.get(one.edit_id)) for one in answered]


def _record_ids(edits: list[Any]) -> list[str]:
    """Return the records a batch may change: those it names, and their settlements, which follow them."""
    named = (told.get(name) for told in edits if isinstance(told, dict) for name in ("record_id", "settlement_id"))
    return [str(record_id) for record_id in named if is_uuid(record_id)]


def _take_or_park(session: Session, came: Arrival, told: Any) -> Answered:
    refused: Refused = {}
    try:
        with session.begin_nested():
            outcome = _take(session, came, told, refused)
    except Problem as problem:
        return _park(session, came, told, problem, refused)
    except FAULTS as fault:
        incident = uuid.uuid4().hex[:12]  # a fault of ours must not block the other edits of this phone for ever
        log_fault("edit-not-merged", fault, incident=incident)
        return _park(session, came, told, Problem(incident=incident), refused)
    return Answered(outcome.edit_id, outcome)


def _take(session: Session, came: Arrival, told: Any, refused: Refused) -> Outcome:
    """Merge one edit; ``refused`` is filled while its answers are looked at, so that it is known when parking too."""
    edit, body = read_edit(told)
    before = _had(session, came, edit["edit_id"], ledger.sha256_of(body))
    if before:
        return before
    if came.barred:
        raise came.barred
    kind_of(edit)
    if edit["by"] != came.who.person_id:
        raise NotYourEdit()
    return merge(session, came.who, edit, refused, came.skew_s)


def merge(
    session: Session, who: SignedIn, edit: Edit, refused: Refused | None = None, skew_s: int | None = None
) -> Outcome:
    """Write an edit as far as this person may say it; raises what parks all of it."""
    refused = {} if refused is None else refused
    kind = kind_of(edit)
    city_id = present_city(session, edit)
    if not who.in_city(city_id):
        raise CityNotYours()
    refused |= refused_answers(edit)
    sound = without(edit, refused)
    if sound["set"]:
        refused |= kind.prepare(session, who, sound)
    kept = without(edit, refused)
    if not kept["set"]:
        raise NothingKept()
    outcome = ledger.write(
        session, edit, author=who, level_of=kind.level_of, refused=refused, city_id=city_id, skew_s=skew_s
    )
    kind.after(session, kept)
    return outcome


def _had(session: Session, came: Arrival, edit_id: str, sha256: str) -> Outcome | None:
    """Return what was answered when this edit was merged, or when it was parked if a leader has left it out since."""
    if sha256 in came.left_out:
        return ledger.parked(session, edit_id, sha256)
    return ledger.had(session, edit_id, sha256)


def kind_of(edit: Edit) -> Kind:
    """Return what the server does with an edit of this kind; raises what parks one of a kind it does not know."""
    kind = kinds().get(edit["kind"])
    if kind is None:
        raise KindUnknown(kind=edit["kind"])
    if edit["form"] not in kind.forms:
        raise FormNotOfKind(form=edit["form"])
    return kind


def present_city(session: Session, edit: Edit) -> str:
    """Return the city the settlement is in now; what the edit believes counts only for what is new."""
    known = (ledger.record(session, one) for one in (edit["record_id"], edit["settlement_id"]) if one)
    return next((found.city_id for found in known if found), edit["city_id"])


def _park(session: Session, came: Arrival, told: Any, problem: Problem, refused: Refused) -> Answered:
    try:
        body = canonical_edit(told)
    except Problem as unreadable:
        return _park_unsigned(session, came, told, unreadable)
    outcome = ledger.park(
        session, told, body, author=came.who, problem=problem, refused=refused, carried_by=came.carried_by
    )
    return Answered(_id_of(told), outcome)


def _park_unsigned(session: Session, came: Arrival, told: Any, unreadable: Problem) -> Answered:
    """Keep even what no receipt can name (half an emoji, a number too large), unless it only nests to do harm."""
    body = escaped_edit(told)
    if body is None:
        return Answered(_id_of(told), Outcome("", "parked", "", "", problem=unreadable.body()), signed=False)
    outcome = ledger.park(session, told, body, author=came.who, problem=unreadable, carried_by=came.carried_by)
    return Answered(_id_of(told), outcome, signed=False)


def _id_of(told: Any) -> str:
    edit_id = told.get("edit_id") if isinstance(told, dict) else None
    return edit_id[:100].encode("utf-8", "replace").decode() if isinstance(edit_id, str) else ""


def told_of(answered: Answered, pem: str) -> dict[str, Any]:
    """Write the answer to one edit with its receipt; call it only when the commit is durable."""
    told = _plain(answered.outcome) | {"edit_id": answered.edit_id}
    if answered.seq is not None:
        told["seq"] = answered.seq
    first = answered.outcome.first
    if first:
        told["first"] = _plain(first) | {"edit_id": answered.edit_id}
    if answered.signed:
        told["receipt"] = _receipt(answered.edit_id, first or answered.outcome, pem)
    return told


def _plain(outcome: Outcome) -> dict[str, Any]:
    told: dict[str, Any] = {"answer": outcome.answer}
    if outcome.contested:
        told["contested"] = outcome.contested
    if outcome.refused_paths:
        told["refused_paths"] = outcome.refused_paths
    if outcome.problem:
        told["problem"] = outcome.problem
    if outcome.settled:
        told |= {"settled": outcome.settled, "settled_by": outcome.settled_by, "settled_why": outcome.settled_why}
    return told


def _receipt(edit_id: str, first: Outcome, pem: str) -> str:
    """Sign what the ledger holds: the edit's hash, what became of it, which paths were refused."""
    payload = {
        "edit_id": edit_id,
        "sha256": first.sha256,
        "answer": first.answer,
        "refused_paths": sorted(first.refused_paths),
        "at": first.at,
    }
    return signing.sign(pem, payload)
