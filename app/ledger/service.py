"""The ledger as other slices use it: write an edit, read what stands, say that something must be sent again."""

from collections.abc import Collection, Iterable

import orjson
from sqlmodel import Session

from app.kit.canonical import sha256_hex
from app.ledger import order as order  # numbers every change before its commit
from app.ledger import repository, rules
from app.ledger.desk import desk_of
from app.ledger.joining import rejoin as rejoin
from app.ledger.moving import move as move
from app.ledger.outcomes import Author as Author
from app.ledger.outcomes import MadeThatDay as MadeThatDay
from app.ledger.outcomes import Outcome as Outcome
from app.ledger.outcomes import Record as Record
from app.ledger.outcomes import ServerAuthor as ServerAuthor
from app.ledger.outcomes import as_record
from app.ledger.reading import ReadEdit, without
from app.ledger.rules import Answer, Edit, RecordState
from app.ledger.writing import had as had
from app.ledger.writing import new_edit as new_edit
from app.ledger.writing import park as park
from app.ledger.writing import parked as parked
from app.ledger.writing import parked_before as parked_before
from app.ledger.writing import write as write
from app.ledger.writing import write_read as write_read

FIRST_EPOCH = "first"


def lock(session: Session, record_ids: Iterable[str]) -> None:
    """Hold records that a batch will change, in one order everywhere, so that two batches never wait for each other."""
    desk_of(session).hold(record_ids)


def open_records(session: Session, record_ids: Collection[str]) -> None:
    """Take records in hand with all that stands in them, for whoever will say something of each."""
    desk_of(session).hold(record_ids, record_ids)


def lay_out(session: Session, told: Collection[ReadEdit], *, cautious: bool) -> None:
    """Take in hand at once all that a batch speaks of: its records, which of its edits came before, what they replace.

    ``cautious``: begin new records in the database one by one, so that another's at the same moment is met there.
    """
    desk = desk_of(session)
    desk.cautious = cautious
    edits = [one.edit for one in told]
    named = [one for edit in edits for one in (edit["record_id"], edit["settlement_id"]) if one]
    desk.hold(named, [edit["record_id"] for edit in edits])
    asked = {edit["edit_id"] for edit in edits}
    for edit, _, _, refused, _ in told:
        sheet = desk.sheet(desk.record_id(edit["record_id"]))
        standing = sheet.standing.made if sheet else {}
        said = without(edit, refused)["set"].values()
        asked.update(one for answer in said for one in answer.get("replaces", ()) if one not in standing)
    desk.look_up(asked)


def look_again(session: Session, told: ReadEdit) -> None:
    """Lay out one edit of a batch anew: another server process may have written since what was not there before."""
    desk_of(session).ask_again(one for one in (told.edit["record_id"], told.edit["settlement_id"]) if one)
    lay_out(session, [told], cautious=True)


def write_down(session: Session) -> None:
    """Write everything said so far into the tables."""
    desk_of(session).write_down()


def is_cautious(session: Session) -> bool:
    """Tell whether a batch is taken in edit by edit."""
    return desk_of(session).cautious


def meant(session: Session, record_id: str) -> str:
    """Return the record that is meant where this one was joined to another; for records that are held."""
    return desk_of(session).record_id(record_id)


def meant_by(session: Session, record_id: str) -> str:
    """Return the record that is meant where this one was joined to another, whether it is held or not."""
    desk = desk_of(session)
    desk.looked_up(record_id)
    return desk.record_id(record_id)


def was_joined(session: Session, record_id: str) -> bool:
    """Tell whether this record is, or once was, joined to another."""
    desk = desk_of(session)
    desk.looked_up(record_id)
    return desk.is_named(record_id)


def city_of(session: Session, record_id: str) -> str | None:
    """Return the city a record is in now, None where nobody described it yet."""
    sheet = desk_of(session).looked_up(record_id)
    return sheet.city_id if sheet else None


def form_of(session: Session, record_id: str) -> str | None:
    """Return the form a record was begun with, None where nobody described it yet."""
    sheet = desk_of(session).looked_up(record_id)
    return sheet.form if sheet else None


def record(session: Session, record_id: str) -> Record | None:
    """Return a record."""
    sheet = desk_of(session).sheet(record_id)
    if sheet and not sheet.is_shut:
        return sheet.as_record()
    row = repository.record(session, record_id)
    return as_record(row) if row else None


def records_named(session: Session, record_ids: Collection[str]) -> dict[str, Record]:
    """Return the records with these ids, of those there are, by id."""
    desk = desk_of(session)
    in_hand = {one: sheet for one in record_ids if (sheet := desk.sheet(one)) and not sheet.is_shut}
    rest = [one for one in record_ids if one not in in_hand]
    found = {row.record_id: as_record(row) for row in repository.records_named(session, rest)} if rest else {}
    return {one: sheet.as_record() for one, sheet in in_hand.items()} | found


def record_ids(session: Session, kind: str) -> list[str]:
    """Return the ids of every record of a kind, in order."""
    return repository.record_ids(session, kind)


def records_told_at(session: Session, person_id: str, made_at: str) -> list[str]:
    """Return the ids of the records of which somebody said something at this very moment, in order."""
    return repository.records_told_at(session, person_id, made_at)


def spoken_of(session: Session, settlement_ids: Collection[str]) -> set[str]:
    """Return of these settlements those of which there is more than their own record, or something that waits."""
    return repository.spoken_of(session, settlement_ids)


def state_of(session: Session, record_id: str) -> RecordState:
    """Return what stands in a record; nothing stands in one nobody described."""
    sheet = desk_of(session).sheet(record_id)
    if sheet and not sheet.is_shut:
        return sheet.standing.state
    found = record(session, record_id)
    return found.state if found else rules.EMPTY


def records(
    session: Session, kind: str | None = None, city_id: str | None = None, settlement_id: str | None = None
) -> list[Record]:
    """Return records of a kind, a city, a settlement, in the order of their ids."""
    found = repository.records(session, kind=kind, city_id=city_id, settlement_id=settlement_id)
    return [as_record(row) for row in found]


def answers(state: RecordState) -> dict[str, Answer]:
    """Return the answer shown first of each field that has one."""
    return rules.answers(state)


def contested(state: RecordState) -> list[str]:
    """Return the paths where people say different things."""
    return rules.contested(state)


def edits(session: Session, record_id: str) -> list[Edit]:
    """Return a record's edits in the order they came, without the paths that were refused."""
    stored = repository.edits_of(session, record_id)
    return [without(orjson.loads(row.body), orjson.loads(row.refused_paths)) for row in stored]


def edits_of_day(session: Session, month_day: str, people: Collection[str] | None = None) -> list[MadeThatDay]:
    """Return the edits made on a day (``MM-DD``, by each phone's own clock), known by what is stored of them now.

    ``people``: only theirs.
    """
    return [
        MadeThatDay(row.edit_id, row.person_id, row.device_id, row.made_at[:10], sha256_of(row.body.encode()))
        for row in repository.edits_of_day(session, month_day, people)
    ]


def edits_made(session: Session, record_id: str) -> dict[str, tuple[str, str]]:
    """Return edit id -> who made it and when, of every edit that stands somewhere in the record."""
    found = record(session, record_id)
    return dict(found.standing.made) if found else {}


def touch(session: Session, record_id: str) -> None:
    """Have a record sent again to every phone although no edit changed it."""
    desk_of(session).touch(record_id)


def is_merged(session: Session, edit_id: str, sha256: str) -> bool:
    """Tell whether this very edit was merged into its record."""
    stored = desk_of(session).stored(edit_id)
    return stored is not None and stored.sha256 == sha256


def epoch(session: Session) -> str:
    """Return the ledger's epoch; it changes only when a backup is restored."""
    return repository.told(session, "epoch") or FIRST_EPOCH


def sha256_of(body: bytes) -> str:
    """Return the SHA-256 of an edit's canonical bytes, as receipts name it."""
    return sha256_hex(body)
