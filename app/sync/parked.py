"""What could not be taken in, before a leader: read it, take it in for its author, or leave it out and say why.

```mermaid
stateDiagram-v2
    [*] --> waiting: parked with its problem
    waiting --> admitted: a leader takes it in
    waiting --> left_out: a leader says why not
    left_out --> waiting: put back
    left_out --> admitted: taken in after all
```
"""

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.kit.clock import iso
from app.kit.problems import Problem
from app.ledger import order, parking
from app.ledger import service as ledger
from app.ledger.parking import ADMITTED, LEFT_OUT, Parked
from app.ledger.reading import read_edit
from app.people import phones
from app.people import service as people
from app.people.phones import Phone
from app.people.problems import NotYourCity, NotYourRole
from app.people.rules import SignedIn
from app.review import service as review
from app.settlements import service as settlements
from app.sync import pushing
from app.sync.problems import NotYourEdit, ParkedSettled, ParkedUnknown, StillParked
from app.sync.schemas import ParkedEdits, ParkedShown

SHOWN = 100
SHOWN_BYTES = 1024 * 1024


def waiting(
    session: Session, who: SignedIn, city_id: str | None, *, settled: bool = False, limit: int = SHOWN
) -> ParkedEdits:
    """List what waits for this leader, the oldest first, or what was settled, the latest first."""
    city_ids, every_city = _places(session, who, city_id)
    rows = _short(parking.parked_in(session, city_ids, every_city, settled=settled, limit=limit))
    known = phones.names(session, {one for row in rows for one in (row.device_id, row.carried_by or "")})
    return ParkedEdits(
        waiting=parking.count_in(session, city_ids, every_city),
        parked=[_shown(session, row, known) for row in rows],
    )


def _places(session: Session, who: SignedIn, city_id: str | None) -> tuple[Collection[str], Collection[str] | None]:
    """Return the cities asked about; for an administrator who asks about all, also every city there is."""
    if who.role not in ("leader", "administrator"):
        raise NotYourRole()
    if city_id is not None and not who.leads(city_id):
        raise NotYourCity()
    if city_id is not None:
        return {city_id}, None
    return who.city_ids, people.every_city(session) if who.administers() else None


def _short(rows: list[Parked]) -> list[Parked]:
    """Keep as many as one answer may hold, and at least one."""
    room = SHOWN_BYTES
    for at, row in enumerate(rows):
        room -= len(row.body)
        if room < 0:
            return rows[: max(1, at)]
    return rows


def _shown(session: Session, row: Parked, known: dict[str, tuple[str, str]]) -> ParkedShown:
    told = json.loads(row.body)  # the patient reader: what was kept may hold half an emoji
    named = told if isinstance(told, dict) else {}
    place = settlements.settlement(session, ledger.meant_by(session, row.settlement_id)) if row.settlement_id else None
    carrier = known.get(row.carried_by or "")
    return ParkedShown(
        sha256=row.sha256,
        edit_id=row.edit_id,
        person=known.get(row.device_id, ("", ""))[0],
        person_id=row.person_id,
        phone=known.get(row.device_id, ("", ""))[1],
        carried_by=carrier[0] if carrier else None,
        city_id=row.city_id,
        settlement_id=row.settlement_id,
        settlement=place.name if place else None,
        received_at=row.received_at,
        edit=_without_halves(named) if named else None,
        text=row.body if not named else None,
        problem=row.problem,
        refused_paths=row.refused_paths,
        settled=row.settled,
        settled_by=row.settled_by,
        settled_at=row.settled_at,
        settled_why=row.settled_why,
    )


def _without_halves(told: dict[str, Any]) -> dict[str, Any]:
    """Return an edit as JSON can tell it: half a pair of signs is shown as a question mark."""
    shown: dict[str, Any] = json.loads(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"))
    return shown


def admit(session: Session, who: SignedIn, sha256: str, at: datetime) -> None:
    """Merge a parked edit word for word, under its own id and in its own author's name; done twice, it is done once."""
    row = _of_leader(session, who, sha256)
    if row.settled == ADMITTED:
        return
    try:
        edit, body = read_edit(json.loads(row.body))
        if edit["by"] != row.person_id:
            raise NotYourEdit()
        if not ledger.had(session, edit["edit_id"], ledger.sha256_of(body)):
            ledger.lock(session, [one for one in (edit["record_id"], edit["settlement_id"]) if one])
            author = phones.phone(session, row.device_id)
            review.not_lent(session, author.who if author else None, who, pushing.as_meant(session, edit))
            pushing.merge(session, _lent(who, author, row), edit)
            order.number_changes(session)
    except Problem as problem:
        raise StillParked(because=problem.body()) from problem
    except (pushing.Stumbled, *pushing.FAULTS) as fault:
        raise StillParked(because=Problem().body()) from fault
    parking.settle(session, sha256, ADMITTED, by=who.person_id, at=iso(at), why=None)


def _lent(leader: SignedIn, author: Phone | None, row: Parked) -> SignedIn:
    """Return the author with the leader's rights: who may not check or approve their own work still may not."""
    teams = author.who.team_ids if author else frozenset()
    return replace(leader, person_id=row.person_id, device_id=row.device_id, team_ids=teams)


def leave_out(session: Session, who: SignedIn, sha256: str, why: str, at: datetime) -> None:
    """Leave a parked edit out for a reason; it is kept for ever all the same."""
    row = _of_leader(session, who, sha256)
    if row.settled == ADMITTED or ledger.is_merged(session, row.edit_id, sha256):
        raise ParkedSettled()
    parking.settle(session, sha256, LEFT_OUT, by=who.person_id, at=iso(at), why=why)


def put_back(session: Session, who: SignedIn, sha256: str, at: datetime) -> None:
    """Have what was left out wait again."""
    row = _of_leader(session, who, sha256)
    if row.settled == ADMITTED:
        raise ParkedSettled()
    if row.settled == LEFT_OUT:
        parking.settle(session, sha256, "", by=who.person_id, at=iso(at), why=row.settled_why)


def _of_leader(session: Session, who: SignedIn, sha256: str) -> Parked:
    """Return a parked edit of a city this person leads; what is in no city is the administrators'."""
    if who.role not in ("leader", "administrator"):
        raise NotYourRole()
    row = parking.parked(session, sha256)
    if row is None:
        raise ParkedUnknown()
    nowhere = row.city_id is None or row.city_id not in people.every_city(session)
    if not (who.administers() if nowhere else who.leads(row.city_id or "")):
        raise NotYourCity()
    return row
