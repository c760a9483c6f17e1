"""What the server has of a day, by person and phone, for whoever is told a mapper's code at its end."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from sqlmodel import Session

from app.ledger import service as ledger
from app.people import listing
from app.people import phones as register
from app.people.rules import SignedIn
from app.people.service import SERVER_DEVICE
from app.sync.codes import CodeUnreadableError, Known, PhoneDay, read_code, stands_for
from app.sync.problems import CodeUnreadable
from app.sync.schemas import CodeChecked, DayHere


def checked(session: Session, who: SignedIn, typed: str) -> CodeChecked:
    """Say whose day a code is of, among the people somebody leads; else what is here of theirs from that day."""
    led = listing.led(session, who)
    try:
        code = read_code(typed)
    except CodeUnreadableError as fault:
        raise CodeUnreadable(str(fault)) from None
    found = list(days_here(session, code.month_day, led))
    one, besides = stands_for(code, found) or (None, 0)
    instead = [] if one else [_shown(day) for day in found if day.sign_ins == 1]
    return CodeChecked(
        month_day=code.month_day,
        edits=code.edits,
        here=_shown(one) if one else None,
        besides=besides,
        instead=sorted(instead, key=lambda day: (day.day, day.person, day.phone or "")),
    )


def _shown(one: PhoneDay) -> DayHere:
    return DayHere(day=one.day, person=one.person, phone=one.phone, sign_ins=one.sign_ins, edits=len(one.edits))


def days_here(session: Session, month_day: str, people: Collection[str] | None = None) -> Iterator[PhoneDay]:
    """Gather the edits of a day by person and phone, of these people only where they are named."""
    by_phone: dict[tuple[str, str, str], list[Known]] = {}
    for made in ledger.edits_of_day(session, month_day, people):
        by_phone.setdefault((made.day, made.person_id, made.device_id), []).append((made.edit_id, made.sha256))
    known = register.persons(session, {person_id for _, person_id, _ in by_phone})
    named = register.names(session, {device_id for _, _, device_id in by_phone})
    sign_ins: dict[tuple[str, str], list[PhoneDay]] = {}
    for (day, person_id, device_id), edits in by_phone.items():
        own = None if device_id == SERVER_DEVICE else device_id
        person, phone = named.get(device_id) or (known.get(person_id, person_id), own)
        sign_ins.setdefault((day, person_id), []).append(PhoneDay(day, person, phone, edits))
    for several in sign_ins.values():
        yield from several
        if len(several) > 1:
            edits = [known for one in several for known in one.edits]
            yield replace(several[0], phone=None, edits=edits, sign_ins=len(several))
