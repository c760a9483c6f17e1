"""Tells a phone what changed since it last asked: only what is granted, in order, a page at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import merge
from typing import Any, NamedTuple

from sqlmodel import Session

from app.agreed import service as agreed
from app.kit.clock import iso, now
from app.ledger import pages
from app.ledger import service as ledger
from app.people import service as people
from app.people.rules import SignedIn
from app.questionnaire import service as questionnaire
from app.sync import wire
from app.sync.cursors import Told, key_for, read_cursor, write_cursor
from app.sync.granting import Grant, Since, granted, since
from app.sync.rules import PAGE_LIMIT, PAGE_LIMIT_BYTES, short_hash
from app.sync.wire import ENVELOPE_BYTES, STATE_BYTES, named_only, spliced_record, with_clocks, with_state

AROUND_BYTES = 64 * 1024
"""Kept free on a page for what stands around its records: names of people and teams, other names of places."""


class Entry(NamedTuple):
    """One step in a city's order: a record with its text, one this person is not told of, or one that left."""

    city_id: str
    seq: int
    record_id: str
    kind: str = ""
    text: str = ""


def _size(entry: Entry) -> int:
    """Return the bytes an entry takes on the wire, at most."""
    if not entry.text:
        return 0 if entry.kind else ENVELOPE_BYTES
    return STATE_BYTES + (len(entry.text) if entry.text.isascii() else len(entry.text.encode()))


@dataclass
class Page:
    """The steps read so far, and the cities whose end was reached."""

    entries: list[Entry] = field(default_factory=list)
    ended: set[str] = field(default_factory=set)

    @property
    def told(self) -> list[Entry]:
        """Return the records that are sent."""
        return [entry for entry in self.entries if entry.text]

    def gone(self) -> list[dict[str, str]]:
        """Return what left a city."""
        left = (entry for entry in self.entries if not entry.kind)
        return [{"record_id": entry.record_id, "city_id": entry.city_id} for entry in left]


def pull(session: Session, who: SignedIn, cursor_text: str, limit: int = PAGE_LIMIT) -> bytes:
    """Return one page of changes as JSON, in a session that reads all of it at one moment (``pages.at_one_moment``)."""
    grant = granted(session, who)
    key = key_for(people.signing_pem(session), who.person_id)
    before = read_cursor(cursor_text, key)
    epoch = ledger.epoch(session)
    counts = pages.counted(session, grant.city_ids)
    begin = since(session, who, grant, before, epoch=epoch, counts=counts)
    page = Page()
    if not begin.dropped_settlements:
        holds = before.began and not begin.reset
        page = _read(session, who, grant, begin, max(1, min(limit, PAGE_LIMIT)), holds=holds)
    written = _written(session, page)
    more = any(counts[city_id].seq > begin.seqs[city_id] for city_id in grant.city_ids if city_id not in page.ended)
    known = {} if more and before.people and not begin.reset else _people(session, who)
    names = short_hash(known) if known else before.people
    seqs = _reached(page, begin, {city_id: count.seq for city_id, count in counts.items()})
    told: dict[str, Any] = {
        "gone": page.gone(),
        "drop": [{"city_id": one} for one in begin.dropped_cities]
        + [{"settlement_id": one} for one in begin.dropped_settlements],
        "reset": list(begin.reset),
        "aliases": _aliases(session, page),
        "cursor": write_cursor(Told(epoch, grant.policy, names, seqs, grant.named), key),
        "more": more,
        "server_time": iso(now()),
        "epoch": epoch,
        "safe_seq": {city_id: count.safe_seq for city_id, count in counts.items()},
        "forms": [form["form"] for form in questionnaire.forms()],
    }
    if known and not before.has_told(names):
        told |= known
    return wire.page(written, told)


def _people(session: Session, who: SignedIn) -> dict[str, Any]:
    """Return the names and teams a phone shows: looked up with the first page and the last, not with those between."""
    return {
        "people": [{"id": person_id, "name": name} for person_id, name in people.names(session, who).items()],
        "teams": [team.model_dump() for team in people.teams_of(session, who.city_ids)],
    }


def _read(session: Session, who: SignedIn, grant: Grant, begin: Since, limit: int, *, holds: bool) -> Page:
    """Read on, city by city, until the page is full; a phone that ``holds`` something is told what left."""
    page, room = Page(), PAGE_LIMIT_BYTES - AROUND_BYTES
    for city_id in grant.city_ids:
        if begin.seqs[city_id] >= begin.ends[city_id]:
            page.ended.add(city_id)
            continue
        most = limit + 1 - len(page.entries)
        rows = pages.rows(session, city_id, who.person_id, begin.seqs[city_id], most)
        after = begin.seqs[city_id]
        left = pages.left(session, city_id, after, most, grant.settlement_ids) if holds else ()
        for entry in _in_order(_entries(grant, rows), [Entry(city_id, one.seq, one.record_id) for one in left]):
            room -= _size(entry)
            if len(page.entries) == limit or (room < 0 and page.entries):
                return page
            page.entries.append(entry)
        page.ended.add(city_id)
    return page


def _in_order(changed: Iterator[Entry], left: list[Entry]) -> Iterator[Entry]:
    """Join what changed in a city and what left it."""
    return merge(changed, left, key=lambda entry: entry.seq) if left else changed


def _entries(grant: Grant, rows: Iterable[pages.StoredRow]) -> Iterator[Entry]:
    for row in rows:
        seq, record_id, kind, settlement_id, city_id = row[:5]
        text = ""
        if grant.in_full(kind, settlement_id):
            text = spliced_record(row)
        elif kind == "settlement":
            text = named_only(row)
        yield Entry(city_id, seq, record_id, kind, text)


def _written(session: Session, page: Page) -> list[str]:
    """Write the records, settlements with the state they are in, and where a phone's clock was wrong, how wrong."""
    settlement_ids = [entry.record_id for entry in page.entries if entry.text and entry.kind == "settlement"]
    states = agreed.states(session, settlement_ids) if settlement_ids else {}
    texts = {entry.record_id: entry.text for entry in page.told}
    texts = with_clocks(texts, pages.wrong_clocks(session, texts.keys()))
    return [with_state(text, states[one]) if one in states else text for one, text in texts.items()]


def _reached(page: Page, begin: Since, ends: dict[str, int]) -> dict[str, int]:
    """Return how far the phone is in each city once it has this page."""
    last = {entry.city_id: entry.seq for entry in page.entries}
    return {
        city_id: max(ends[city_id], last.get(city_id, 0)) if city_id in page.ended else last.get(city_id, start)
        for city_id, start in begin.seqs.items()
    }


def _aliases(session: Session, page: Page) -> dict[str, str]:
    """Return which records those on this page stand in for: a place that was joined is sent anew with them."""
    named = [entry.record_id for entry in page.told if entry.kind in ("settlement", "profile")]
    return pages.aliases(session, named) if named else {}
