"""Tells a phone what changed since it last asked: only what is granted, in order, a page at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import merge
from typing import Any

import orjson
from sqlalchemy import Row
from sqlmodel import Session

from app.agreed import service as agreed
from app.kit.clock import iso, now
from app.ledger import pages
from app.ledger import service as ledger
from app.people import service as people
from app.people.rules import SignedIn
from app.questionnaire import service as questionnaire
from app.sync.cursors import Told, key_for, read_cursor, write_cursor
from app.sync.granting import Grant, Since, granted, since
from app.sync.rules import PAGE_LIMIT, PAGE_LIMIT_BYTES, short_hash
from app.sync.wire import ENVELOPE_BYTES, named_only, spliced_record, with_tail


@dataclass(frozen=True)
class Entry:
    """One step in a city's order: a record with its text, one this person is not told of, or one that left."""

    city_id: str
    seq: int
    record_id: str
    kind: str = ""
    text: str = ""

    @property
    def size(self) -> int:
        """Return the bytes it takes on the wire, without what is known only when the page is whole."""
        if not self.text:
            return 0 if self.kind else ENVELOPE_BYTES
        return len(self.text) if self.text.isascii() else len(self.text.encode())


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

    def cut(self, kept: int) -> None:
        """Leave for the next page what comes after so many steps."""
        self.ended -= {entry.city_id for entry in self.entries[kept:]}
        del self.entries[kept:]


def pull(session: Session, who: SignedIn, cursor_text: str, limit: int = PAGE_LIMIT) -> bytes:
    """Return one page of changes as JSON, all of it as it was at one moment."""
    pages.at_one_moment(session)
    grant = granted(session, who)
    key = key_for(people.signing_pem(session), who.person_id)
    before = read_cursor(cursor_text, key)
    epoch = ledger.epoch(session)
    counts = pages.counted(session, grant.city_ids)
    begin = since(session, who, grant, before, epoch=epoch, counts=counts)
    page = Page() if begin.dropped_settlements else _read(session, grant, begin, max(1, min(limit, PAGE_LIMIT)))
    written = _written(session, who, page)
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
    return f'{{"records":[{",".join(written)}],'.encode() + orjson.dumps(told)[1:]


def _people(session: Session, who: SignedIn) -> dict[str, Any]:
    """Return the names and teams a phone shows: looked up with the first page and the last, not with those between."""
    return {
        "people": [{"id": person_id, "name": name} for person_id, name in people.names(session, who).items()],
        "teams": [team.model_dump() for team in people.teams_of(session, who.city_ids)],
    }


def _read(session: Session, grant: Grant, begin: Since, limit: int) -> Page:
    """Read on, city by city, until the page is full."""
    page, room = Page(), PAGE_LIMIT_BYTES - ENVELOPE_BYTES
    for city_id in grant.city_ids:
        if begin.seqs[city_id] >= begin.ends[city_id]:
            page.ended.add(city_id)
            continue
        for entry in _steps(session, grant, city_id, begin.seqs[city_id], limit + 1 - len(page.entries)):
            room -= entry.size
            if len(page.entries) == limit or (room < 0 and page.entries):
                return page
            page.entries.append(entry)
        page.ended.add(city_id)
    return page


def _steps(session: Session, grant: Grant, city_id: str, after: int, most: int) -> Iterator[Entry]:
    """Yield what changed in a city and what left it, in one order. Whoever begins has nothing that could have left."""
    left = pages.left(session, city_id, after, most) if after else ()
    gone = (Entry(city_id, row.seq, row.record_id) for row in left)
    return merge(_entries(grant, pages.rows(session, city_id, after, most)), gone, key=lambda entry: entry.seq)


def _entries(grant: Grant, rows: Iterable[Row[Any]]) -> Iterator[Entry]:
    for row in rows:
        text = ""
        if grant.in_full(row.kind, row.settlement_id):
            text = spliced_record(row)
        elif row.kind == "settlement":
            text = named_only(row)
        yield Entry(row.city_id, row.seq, row.record_id, row.kind, text)


def _written(session: Session, who: SignedIn, page: Page) -> list[str]:
    """Write the records with what is not in their rows; whatever makes the page too large is left for the next."""
    told = page.told
    yours = pages.edits_of_person(session, who.person_id, [entry.record_id for entry in told]) if told else {}
    settlement_ids = [entry.record_id for entry in told if entry.kind == "settlement"]
    states = agreed.states(session, settlement_ids) if settlement_ids else {}
    written: list[str] = []
    room = PAGE_LIMIT_BYTES - ENVELOPE_BYTES * (2 + sum(not entry.kind for entry in page.entries))
    for at, entry in enumerate(page.entries):
        if not entry.text:
            continue
        text = with_tail(entry.text, yours.get(entry.record_id, []), states.get(entry.record_id))
        room -= len(text) if text.isascii() else len(text.encode())
        if room < 0 and written:
            page.cut(at)
            break
        written.append(text)
    return written


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
