"""The reckoning at the end of a day: what must hold of the ledger, of every phone, and of what was approved."""

from typing import Any

import orjson
from sqlmodel import select

from app.ledger import rules
from app.ledger import service as ledger
from app.ledger.rules import RecordState
from app.questionnaire import service as questionnaire
from app.settlements.models import Settlement
from app.sync.kinds import kinds
from tests.definition import by_definition, plain
from tests.sync.approving import nothing_approved_changed
from tests.sync.day import Day
from tests.sync.granting import team_of
from tests.sync.outbox import state_of
from tests.sync.phone import Phone
from tests.sync.states import States

NAMED_ONLY = frozenset({"name", "ward", "ward_text", "code", "_deleted"})
Fields = dict[str, dict[str, Any]]


def reckon(day: Day) -> None:
    """Hold everything the simulation knows by itself against ledger and phones."""
    nothing_promised_is_lost(day)
    standing = the_ledger_is_what_was_said(day)
    every_phone_holds_what_it_is_granted(day, standing)
    nothing_approved_changed(day)


def nothing_promised_is_lost(day: Day) -> None:
    """Every edit that was frozen has a receipt, and every receipt's edit is in the ledger."""
    for name in day.phones.keys() - day.shut_out:
        for own in day.phones[name].outbox.values():
            assert own.edit_id in day.promised, f"{name} has no receipt for {own.edit_id}, which is {own.state}"
    day.kept_now(sorted(day.promised))


def the_ledger_is_what_was_said(day: Day) -> dict[str, Any]:
    """Find each record's state from the raw edits at once, and hold the ledger's state and hash against it."""
    with day.deployment.session() as session:
        rows = day.rows(session, "edit", sorted(day.said))
        records = ledger.records_named(session, {row[3] for row in rows.values()})
    edits: dict[str, list[Any]] = {}
    for edit_id, row in rows.items():
        edit, refused = day.said[edit_id], orjson.loads(row[2])
        promise = day.promised.get(edit_id)
        if promise and promise.answer != "parked" and not day.restored:  # what is parked is only promised to be kept
            assert set(refused) == promise.refused, f"other paths of {edit_id} are refused than promised"
        kept = {path: said for path, said in edit["set"].items() if path not in refused}
        edits.setdefault(row[3], []).append({**edit, "set": kept})
    for record_id, told in edits.items():
        record = records[record_id]
        day.chance.shuffle(told)
        anew = rules.merge_all([*told, *told])
        fields, pending = by_definition(told)
        assert plain(record.state) == (fields, pending), (
            f"an answer of {record.kind} {record_id} went unseen:\n  the ledger: {plain(record.state)}\n"
            f"  what was said: {(fields, pending)}"
        )
        assert plain(anew) == (fields, pending), f"{record.kind} {record_id} is another in another order"
        level_of = kinds()[record.kind].levels(questionnaire.levels_here(session))(record.form)
        assert rules.content_hash(anew, level_of)[0] == record.hash, f"{record.kind} {record_id} has another hash"
    settlements_are_where_they_were_moved(records)
    return records


def settlements_are_where_they_were_moved(records: dict[str, Any]) -> None:
    """All that was said of a settlement lies in the city its people say it is in."""
    for record in records.values():
        place = records.get(record.settlement_id or "")
        told = rules.answers(place.state).get("city", {}).get("value") if place else None
        assert told in (None, record.city_id), f"{record.kind} {record.record_id} is not in the city it was moved to"


def every_phone_holds_what_it_is_granted(day: Day, records: dict[str, Any]) -> None:
    """Hold each phone against a fresh one, and against what its person may read, found without asking the server."""
    with day.deployment.session() as session:
        added = {row.settlement_id: row.added_by for row in session.exec(select(Settlement))}
    states = States(records, {str(edit["settlement_id"]) for edit in day.said.values() if edit["settlement_id"]})
    for name in sorted(day.phones.keys() - day.shut_out):
        phone = day.phones[name]
        fresh = Phone(phone.resident, day.deployment.ports[0], day.keys["sign"], day.chance)
        fresh.pull()
        fresh.line.close()
        held = {record_id: comparable(one) for record_id, one in phone.records.items()}
        granted = {record_id: comparable(one) for record_id, one in fresh.records.items()}
        assert held == granted, f"{name} does not hold what a fresh phone gets:\n{difference(held, granted)}"
        mine = expected(day, name, records, added)
        told = {record_id: plain(state_of(one))[0] for record_id, one in fresh.records.items()}
        assert told == mine, f"{name} is not granted what the rules say:\n{difference(told, mine)}"
        every_state_is_what_the_records_say(name, fresh, states)
        shows_what_it_holds(phone)


def every_state_is_what_the_records_say(name: str, phone: Phone, states: States) -> None:
    """Hold the state the server tells of each settlement against a reckoning of our own."""
    for record_id, record in phone.records.items():
        if record["kind"] == "settlement":
            is_in = states.of(record_id)
            assert record["state"] == is_in, f"{name} is told that {record_id} is {record['state']}; it is {is_in}"


def expected(day: Day, name: str, records: dict[str, Any], added: dict[str, str | None]) -> dict[str, Fields]:
    """Return what a person may read, from who they are and what was said of each settlement."""
    resident, cities, teams = day.town.people[name], day.town.city_ids(name), day.town.team_ids(name)
    granted: dict[str, Fields] = {}
    for record_id, record in records.items():
        if record.city_id not in cities:
            continue
        fields = plain(record.state)[0]
        settlement = records.get(record.settlement_id or "")
        team = team_of(settlement.state) if settlement else None
        given = team and day.town.is_of(team, record.city_id)  # moved away, a place leaves its team behind
        own = team in teams if given else added.get(record.settlement_id or "") == resident.person_id
        if resident.role != "mapper" or own:
            granted[record_id] = fields
        elif record.kind == "settlement":
            granted[record_id] = {path: held for path, held in fields.items() if path in NAMED_ONLY}
    return granted


def shows_what_it_holds(phone: Any) -> None:
    """With nothing kept aside for a leader, the screen shows exactly what was fetched."""
    for record_id, record in phone.records.items():
        if not any(own.state == "parked" for own in phone.mine(record_id)):
            shown: RecordState = phone.shown(record_id)
            assert shown.fields == state_of(record).fields, (
                f"{phone.name} shows something else of {record['kind']} {record_id}"
            )


def comparable(record: dict[str, Any]) -> dict[str, Any]:
    """A record without what depends on when it was fetched."""
    return {name: told for name, told in record.items() if name != "yours"}


def difference(one: dict[str, Any], other: dict[str, Any]) -> str:
    """Say which records differ, and how."""
    lines = [f"  {record_id}: only there" for record_id in other.keys() - one.keys()]
    lines += [f"  {record_id}: only here" for record_id in one.keys() - other.keys()]
    lines += [
        f"  {record_id}:\n    here {one[record_id]}\n    there {other[record_id]}"
        for record_id in one.keys() & other.keys() if one[record_id] != other[record_id]
    ]  # fmt: skip
    return "\n".join(lines)
