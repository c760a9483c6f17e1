"""Takes a list of settlements back as one: what it brought is off the list again, with all that files said of it kept.

Only what nobody spoke of since goes; what was known before stays as the list left it. The same list brings it back.
"""

from collections.abc import Collection, Mapping
from itertools import islice
from typing import Any

from sqlmodel import Session

from app.kit.canonical import sha256_hex
from app.ledger import service as ledger
from app.ledger.reading import canonical_value, read
from app.ledger.rules import DELETED, Edit, deleted
from app.people.rules import SignedIn
from app.settlements import repository, service
from app.settlements.rules import settlement_level_of
from app.settlements.schemas import StillListed, TakenBack

AT_ONCE = 500
MOST_NAMED = 200
Told = Mapping[str, Mapping[str, Any]]
"""What files told of one record: path -> the edit that said it and the hash of its value."""
IS_OFF = sha256_hex(canonical_value(True))
"""Stands beside the edit that took something off, where what a file told is kept: no file says so itself."""


def take_back(session: Session, who: SignedIn, city_id: str, taken_at: str) -> TakenBack:
    """Take off the list what this person's import of this moment brought, and tell what stays, all or nothing."""
    told = repository.told_by_files(session, city_id)
    meant = [one for one in ledger.records_told_at(session, who.person_id, taken_at) if one in told]
    known = repository.settlements_named(session, meant)
    meant = [one for one in meant if one in known and known[one].city_id == city_id]
    off, before, spoken, rest = 0, 0, list[str](), iter(meant)
    while some := list(islice(rest, AT_ONCE)):
        ledger.open_records(session, some)
        beside = ledger.spoken_of(session, some)
        already = {one for one in some if _is_off(session, one, told[one])}
        brought = [one for one in some if one not in already and _was_brought(session, one, taken_at)]
        going = [one for one in brought if one not in beside and not _others_spoke(session, one, told[one])]
        _take_off(session, who, city_id, {one: told[one] for one in going})
        off += len(already) + len(going)
        before += len(some) - len(already) - len(brought)
        spoken += [one for one in brought if one not in {*going}]
    still = [StillListed(settlement_id=one, name=known[one].name or known[one].code or "") for one in spoken]
    return TakenBack(off=off, known_before=before, spoken_of=len(spoken), still=still[:MOST_NAMED])


def _is_off(session: Session, record_id: str, told: Told) -> bool:
    """Tell whether a list that was taken back took this off, and it still is."""
    return told.get(DELETED, {}).get("sha256") == IS_OFF and deleted(ledger.state_of(session, record_id))


def _was_brought(session: Session, record_id: str, taken_at: str) -> bool:
    """Tell whether the import of this moment began the record, or brought it back on the list."""
    first, *later = ledger.edits(session, record_id)
    back = (edit["set"].get(DELETED, {}).get("value") is False for edit in later if edit["made_at"] == taken_at)
    return first["made_at"] == taken_at or any(back)


def _others_spoke(session: Session, record_id: str, told: Told) -> bool:
    """Tell whether something stands in a record that no file said."""
    by_files = {one["edit_id"] for one in told.values()}
    return any(not by_files.issuperset(one) for one in ledger.state_of(session, record_id).fields.values())


def _take_off(session: Session, who: SignedIn, city_id: str, going: Mapping[str, Told]) -> None:
    edits = {one: _deletion(session, who, city_id, one) for one in going}
    ledger.lay_out(session, [read(edit) for edit in edits.values()], cautious=True)
    for edit in edits.values():
        ledger.write(session, edit, author=who, level_of=settlement_level_of)
    service.after_settlements(session, list(edits.values()))
    off = {one: {DELETED: {"edit_id": edit["edit_id"], "sha256": IS_OFF}} for one, edit in edits.items()}
    repository.remember_told(session, city_id, {one: {**told, **off[one]} for one, told in going.items()})


def _deletion(session: Session, who: SignedIn, city_id: str, record_id: str) -> Edit:
    """Make the edit that takes a settlement off the list, as a phone does: it names all that stands there."""
    fields = ledger.state_of(session, record_id).fields
    saw = {edit_id for path, standing in fields.items() if path != DELETED for edit_id in standing}
    said = {DELETED: {"saw": sorted(saw), "replaces": sorted(fields.get(DELETED, {}))}}
    return ledger.new_edit("settlement", record_id, said, by=who.person_id, settlement_id=record_id, city_id=city_id)


def taken_back(session: Session, told: Mapping[str, Told], record_ids: Collection[str]) -> set[str]:
    """Return those of these records that are off the list by a list taken back, and by nobody since."""
    asked = [one for one in record_ids if told.get(one, {}).get(DELETED, {}).get("sha256") == IS_OFF]
    found = ledger.records_named(session, asked) if asked else {}
    return {one for one, record in found.items() if [*record.candidates(DELETED)] == [told[one][DELETED]["edit_id"]]}
