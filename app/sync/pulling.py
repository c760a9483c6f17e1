"""Tells a phone what changed since it last asked: only what is granted, in order, a page at a time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from heapq import merge
from operator import itemgetter
from typing import Any

from sqlmodel import Session

from app.agreed import service as agreed
from app.features import choosing
from app.features import layers as map_layers
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

TextOf = Callable[[pages.StoredRow], str]
"""Writes a record as one person may read it; empty where they are not told of it."""


@dataclass
class Page:
    """What was read so far: records with their texts in order and their forms, what left, how far it came where."""

    texts: dict[str, str] = field(default_factory=dict)
    gone: list[dict[str, str]] = field(default_factory=list)
    last: dict[str, int] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    named: dict[str, list[str]] = field(default_factory=lambda: {"settlement": [], "profile": []})
    forms: set[str] = field(default_factory=set)
    steps: int = 0
    room: int = PAGE_LIMIT_BYTES - AROUND_BYTES

    def take(self, city_id: str, order: Iterable[pages.StoredRow], text_of: TextOf, limit: int) -> bool:
        """Read on in a city's order, a record or something that left at a time; tell whether all of it found room."""
        for step in order:
            seq, record_id, kind = step[:3]
            text = text_of(step) if kind else ""
            size = _size(text) if kind else ENVELOPE_BYTES
            if self.steps == limit or (size > self.room and self.steps):
                return False
            self.steps, self.room, self.last[city_id] = self.steps + 1, self.room - size, seq
            if text:
                self.texts[record_id] = text
                if kind in self.named:
                    self.named[kind].append(record_id)
                if kind == "profile":
                    self.forms.add(step[5])
            elif not kind:
                self.gone.append({"record_id": record_id, "city_id": city_id})
        return True


def _size(text: str) -> int:
    """Return the bytes a record takes on the wire, at most; 0 of one that this person is not told of."""
    return STATE_BYTES + (len(text) if text.isascii() else len(text.encode())) if text else 0


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
        "gone": page.gone,
        "drop": [{"city_id": one} for one in begin.dropped_cities]
        + [{"settlement_id": one} for one in begin.dropped_settlements],
        "reset": list(begin.reset),
        "aliases": _aliases(session, page),
        "cursor": write_cursor(Told(epoch, grant.policy, names, seqs, grant.named), key),
        "more": more,
        "server_time": iso(now()),
        "epoch": epoch,
        "safe_seq": {city_id: count.safe_seq for city_id, count in counts.items()},
        "forms": _forms(session, page),
        "layers": {"form": map_layers.catalogue(), "cities": choosing.of_cities(session, grant.city_ids)},
    }
    if known and not before.has_told(names):
        told |= known
    return wire.page(written, told)


def _forms(session: Session, page: Page) -> list[str]:
    """Name the forms that profiles are begun with, and those of the profiles on this page: each is fetched once."""
    begun_with = questionnaire.for_phones(session)
    return begun_with + sorted(page.forms.difference(begun_with))


def _people(session: Session, who: SignedIn) -> dict[str, Any]:
    """Return the names and teams a phone shows: looked up with the first page and the last, not with those between."""
    return {
        "people": [{"id": person_id, "name": name} for person_id, name in people.names(session, who).items()],
        "teams": [team.model_dump() for team in people.teams_of(session, who.city_ids)],
    }


def _read(session: Session, who: SignedIn, grant: Grant, begin: Since, limit: int, *, holds: bool) -> Page:
    """Read on, city by city, until the page is full; a phone that ``holds`` something is told what left."""
    page, text_of = Page(), spliced_record if grant.settlement_ids is None else partial(_text, grant)
    for city_id in grant.city_ids:
        after, most = begin.seqs[city_id], limit + 1 - page.steps
        if after < begin.ends[city_id]:
            changed = pages.rows(session, city_id, who.person_id, after, most)
            left = pages.left(session, city_id, after, most, grant.settlement_ids) if holds else ()
            in_order = merge(changed, left, key=itemgetter(0)) if left else changed
            if not page.take(city_id, in_order, text_of, limit):
                return page
        page.ended.add(city_id)
    return page


def _text(grant: Grant, row: pages.StoredRow) -> str:
    """Return what somebody who does not read the whole city is told of a record."""
    kind, settlement_id = row[2:4]
    if grant.in_full(kind, settlement_id):
        return spliced_record(row)
    return named_only(row) if kind == "settlement" else ""


def _written(session: Session, page: Page) -> list[str]:
    """Write the records, settlements with the state they are in, and where a phone's clock was wrong, how wrong."""
    texts = with_clocks(page.texts, pages.wrong_clocks(session, page.texts))
    states = agreed.states(session, page.named["settlement"]) if page.named["settlement"] else {}
    return [*(texts | {one: with_state(texts[one], state) for one, state in states.items()}).values()]


def _reached(page: Page, begin: Since, ends: dict[str, int]) -> dict[str, int]:
    """Return how far the phone is in each city once it has this page."""
    ended = {city_id: max(ends[city_id], page.last.get(city_id, 0)) for city_id in page.ended}
    return begin.seqs | page.last | ended


def _aliases(session: Session, page: Page) -> dict[str, str]:
    """Return which records those on this page stand in for: a place that was joined is sent anew with them."""
    named = page.named["settlement"] + page.named["profile"]
    return pages.aliases(session, named) if named else {}
