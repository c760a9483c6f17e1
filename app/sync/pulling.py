"""Tells a phone what changed since it last asked: only what is granted, in order, a page at a time."""

from dataclasses import dataclass
from typing import Any

import orjson
from sqlmodel import Session

from app.agreed import service as agreed
from app.kit.clock import iso, now
from app.ledger import order
from app.ledger import service as ledger
from app.ledger.outcomes import Record
from app.ledger.standing import only, spliced
from app.people import service as people
from app.people.rules import SignedIn
from app.questionnaire import service as questionnaire
from app.settlements import service as settlements
from app.sync.problems import CursorUnreadable, OfficialsReadReleases
from app.sync.rules import PAGE_LIMIT, PAGE_LIMIT_BYTES, Cursor, read_cursor, short_hash, write_cursor

NAMED_ONLY = frozenset({"name", "ward", "ward_text", "code", "_deleted"})
"""What a mapper sees of a settlement that another team describes."""


@dataclass(frozen=True)
class Grant:
    """What a person may read: whole cities, and for a mapper the full records of some settlements only."""

    city_ids: tuple[str, ...]
    settlement_ids: frozenset[str] | None

    def in_full(self, record: Record) -> bool:
        """Tell whether the record is sent with all its answers."""
        return record.kind == "place" or self.settlement_ids is None or record.settlement_id in self.settlement_ids

    def by_name(self, record: Record) -> bool:
        """Tell whether the record is sent with its name only."""
        return record.kind == "settlement" and not self.in_full(record)


@dataclass(frozen=True)
class Page:
    """Records read so far, and how far that brings each scope."""

    records: list[Record]
    seqs: dict[str, int]
    more: bool


def granted(session: Session, who: SignedIn) -> Grant:
    """Return what the person may read now."""
    if who.is_official:
        raise OfficialsReadReleases()
    own = settlements.granted(session, who) if who.role == "mapper" else None
    return Grant(tuple(sorted(who.city_ids)), own)


def pull(session: Session, who: SignedIn, cursor_text: str, limit: int = PAGE_LIMIT) -> bytes:
    """Return one page of changes as JSON."""
    grant = granted(session, who)
    policy = short_hash([who.role, grant.city_ids, sorted(grant.settlement_ids or ())])
    epoch = ledger.epoch(session)
    before = read_cursor(cursor_text)
    anew = before.epoch != epoch or before.policy != policy
    start = {city_id: 0 if anew else before.seqs.get(city_id, 0) for city_id in grant.city_ids}
    _check_places(session, start)
    page = _read(session, grant, start, max(1, min(limit, PAGE_LIMIT)))
    names = [{"id": person_id, "name": name} for person_id, name in people.names(session, who).items()]
    cursor = Cursor(epoch, policy, short_hash(names), page.seqs)
    told: dict[str, Any] = {
        "gone": [],
        "drop": [{"city_id": city_id} for city_id in sorted(before.seqs.keys() - page.seqs.keys())],
        "reset": list(grant.city_ids) if anew else [],
        "cursor": write_cursor(cursor),
        "more": page.more,
        "server_time": iso(now()),
        "safe_seq": dict.fromkeys(grant.city_ids, 0),
        "forms": [form["form"] for form in questionnaire.forms()],
        "teams": [team.model_dump() for team in people.teams_of(session, who.city_ids)],
    }
    if before.people != cursor.people:
        told["people"] = names
    records = ",".join(_written(session, who, grant, page.records))
    return f'{{"records":[{records}],'.encode() + orjson.dumps(told)[1:]


def _check_places(session: Session, start: dict[str, int]) -> None:
    """Refuse a cursor that is ahead of what ever happened: it is not of this ledger."""
    reached = order.scope_seqs(session, list(start))
    if any(seq > reached[scope_id] for scope_id, seq in start.items()):
        raise CursorUnreadable()


def _read(session: Session, grant: Grant, start: dict[str, int], limit: int) -> Page:
    """Read on, scope by scope, until the page is full."""
    records: list[Record] = []
    seqs = dict(start)
    room, looked_at = PAGE_LIMIT_BYTES, 0
    for city_id in grant.city_ids:
        for record in order.changes(session, city_id, seqs[city_id], limit + 1 - looked_at):
            shown = grant.in_full(record) or grant.by_name(record)
            size = sum(len(level) for level in record.levels) + 600 if shown else 0
            if looked_at == limit or (size > room and records):
                return Page(records, seqs, more=True)
            looked_at += 1
            room -= size
            seqs[city_id] = record.seq or seqs[city_id]
            if shown:
                records.append(record)
    return Page(records, seqs, more=False)


def _written(session: Session, who: SignedIn, grant: Grant, records: list[Record]) -> list[str]:
    ids = [record.record_id for record in records]
    yours = order.edits_of_person(session, who.person_id, ids)
    states = agreed.states(session, [record.record_id for record in records if record.kind == "settlement"])
    return [
        _wire(record, grant.by_name(record), yours.get(record.record_id, []), states.get(record.record_id))
        for record in records
    ]


def _wire(record: Record, by_name: bool, yours: list[str], state: str | None) -> str:
    """Write a record for the phone, spliced from the stored text."""
    head: dict[str, Any] = {
        "record_id": record.record_id,
        "kind": record.kind,
        "settlement_id": record.settlement_id,
        "city_id": record.city_id,
        "form": record.form,
        "hash": record.hash,
        "level_hashes": record.level_hashes,
        "yours": yours,
    }
    if state is not None:
        head["state"] = state
    edits, fields, replaced = only(record.levels, NAMED_ONLY) if by_name else spliced(record.levels)
    return f'{orjson.dumps(head)[:-1].decode()},"edits":{edits},"fields":{fields},"replaced":{replaced}}}'
