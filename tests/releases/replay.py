"""Plays recorded traffic against today's server and compares, on the members an old phone knows, what it is told."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

from tests.conftest import Client
from tests.releases.old_phone import OldPhone
from tests.releases.record import token_of
from tests.releases.wire import CHANGES, Asked, Exchange
from tests.releases.world import exchange_of

MADE_ANEW = {"token", "cursor", "receipt", "fingerprint", "title", "detail", "version", "tag", "sha256"}
"""Members that are made anew each time, or said in other words; what they stand for is looked at by itself."""
LISTS_THAT_GROW = {"forms", "languages", "fields"}
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


@dataclass
class Replay:
    """One play: the phones as they were then and as they are now; ``faults`` is what an old phone is not told any more.

    ``known`` is every id that was there before, or that a phone made: these never change. An id that the server makes
    is another now; the first answer that tells it is believed, and from then on it must be the same.
    """

    client: Client
    known: str
    key: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    then: dict[str, OldPhone] = field(default_factory=dict)
    now: dict[str, OldPhone] = field(default_factory=dict)
    made_now: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def play(self, exchanges: Iterable[Exchange]) -> None:
        """Send every recorded request again, in order, and compare each answer."""
        for round_of_pages in _pulls_together(exchanges):
            first = round_of_pages[0]
            self.known += str(first.asked.body) if first.is_push else ""
            if first.is_pull:
                self._pull(round_of_pages)
            else:
                self._exchange(first)

    def remember(self, exchanges: Iterable[Exchange]) -> None:
        """Bring every phone to where it was after these exchanges, without sending anything."""
        for exchange in exchanges:
            who, answer = exchange.asked.who, exchange.answer
            for phones in (self.then, self.now):
                if exchange.is_pull:
                    phones.setdefault(who, OldPhone()).takes_page(answer)
            if exchange.status == 200 and "server_keys" in (answer or ()):
                self.key = answer["server_keys"]["sign"]["jwk"]

    def _exchange(self, recorded: Exchange) -> None:
        told = self._send(recorded.asked)
        where = f"{recorded.asked.who or 'nobody'}: {recorded.asked.method} {recorded.asked.path}"
        if (told.status, told.media_type) != (recorded.status, recorded.media_type):
            self.faults.append(f"{where} was {recorded.status} {recorded.media_type}, is {told}")
        elif recorded.is_push:
            self._push(recorded, told, where)
        else:
            self._same(where, "", recorded.answer, told.answer)
            self._signed_in(recorded, told)

    def _send(self, asked: Asked) -> Exchange:
        body, path = asked.body, asked.path
        for before, after in self.made_now.items():
            path = path.replace(before, after)
            if isinstance(body, dict) and before in body.values():
                body = {name: after if value == before else value for name, value in body.items()}
        asked = replace(asked, body=body, path=path)
        headers = dict(asked.headers)
        if asked.who:
            headers["Authorization"] = f"Bearer {self.tokens.get(asked.who, token_of(asked.who))}"
        answer: httpx.Response = self.client.request(
            asked.method, asked.path, params=asked.query, content=asked.content, headers=headers
        )
        return exchange_of(asked, answer)

    def _signed_in(self, recorded: Exchange, told: Exchange) -> None:
        if recorded.asked.path == "/api/people/join" and told.status == 200:
            self.tokens[recorded.answer["token"].removeprefix("token-of-")] = told.answer["token"]
        if recorded.status == 200 and "server_keys" in (recorded.answer or ()):
            self.key = told.answer["server_keys"]["sign"]["jwk"]

    # --- what an old phone makes of it ---------------------------------------------------------------------------

    def _push(self, recorded: Exchange, told: Exchange, where: str) -> None:
        who, edits = recorded.asked.who, recorded.asked.body["edits"]
        then, now = self.then.setdefault(who, OldPhone()), self.now.setdefault(who, OldPhone())
        for phone, exchange in ((then, recorded), (now, told)):
            for edit, answer in zip(edits, exchange.answer["answers"], strict=True):
                phone.takes_answer(edit, answer, self.key)
        self._same(where, "what became of the edits", then.outcomes, now.outcomes)
        proofs = [one["proof"] for one in then.outcomes.values()]
        assert any(proofs) or not edits or not any(answer.get("receipt") for answer in recorded.answer["answers"])

    def _pull(self, pages: list[Exchange]) -> None:
        who, query = pages[0].asked.who, pages[0].asked.query
        then, now = self.then.setdefault(who, OldPhone()), self.now.setdefault(who, OldPhone())
        if not query.get("cursor"):
            then.begin_anew()
            now.begin_anew()
        for page in pages:
            then.takes_page(page.answer)
        for page in self._pages_now(who, query, now):
            now.takes_page(page)
        where = f"{who}: after pulling"
        for what in ("names", "teams"):
            self._same(where, what, getattr(then, what), getattr(now, what))
        self._same(where, "records", then.shows(), now.shows())
        if set(now.records) != set(then.records):
            self.faults.append(f"{where} holds {len(now.records)} records, held {len(then.records)}")

    def _pages_now(self, who: str, query: dict[str, str], phone: OldPhone) -> Iterator[Any]:
        more = True
        while more:
            page = self._send(Asked(who, "GET", CHANGES, query=query | {"cursor": phone.cursor}))
            if phone.cursor and page.status == 400 and page.answer["type"] == "/problems/cursor-unreadable":
                phone.begin_anew()
                page = self._send(Asked(who, "GET", CHANGES, query=query | {"cursor": ""}))
            assert page.status == 200, page
            yield page.answer
            more = page.answer["more"]

    # --- the same, on what an old phone knows --------------------------------------------------------------------

    def _same(self, where: str, what: str, then: Any, now: Any) -> None:
        """Note every member that was told then and is missing or means something else now."""
        name = what.rpartition("/")[2]
        if name in MADE_ANEW and isinstance(now, type(then)):
            self.made_now |= {then: now} if name == "fingerprint" else {}
            return
        if isinstance(then, dict) and isinstance(now, dict):
            for member, value in then.items():
                if member not in now:
                    self.faults.append(f"{where} {what}/{member} is not told any more")
                else:
                    self._same(where, f"{what}/{member}", value, now[member])
        elif isinstance(then, list) and isinstance(now, list):
            self._same_list(where, what, then, now)
        elif then != now and not self._made_by_server(then, now):
            self.faults.append(f"{where} {what} was {then!r}, is {now!r}")

    def _same_list(self, where: str, what: str, then: list[Any], now: list[Any]) -> None:
        grows = what.rpartition("/")[2] in LISTS_THAT_GROW
        if len(then) != len(now) and not (grows and len(now) > len(then)):
            self.faults.append(f"{where} {what} held {len(then)}, holds {len(now)}")
        for at, (one, other) in enumerate(zip(then, now, strict=False)):
            self._same(where, f"{what}/{at}", one, other)

    def _made_by_server(self, then: Any, now: Any) -> bool:
        """Tell whether this is a moment, or an id that the server makes: another one now, and always the same one."""
        if not isinstance(then, str) or not isinstance(now, str):
            return False
        if _MOMENT.match(then):
            return bool(_MOMENT.match(now))
        if not _UUID.fullmatch(then) or not _UUID.fullmatch(now) or then in self.known:
            return False
        return self.made_now.setdefault(then, now) == now


def _pulls_together(exchanges: Iterable[Exchange]) -> Iterator[list[Exchange]]:
    """Return each exchange by itself, but the pages of one pull together."""
    pages: list[Exchange] = []
    for exchange in exchanges:
        pages.append(exchange)
        if not (exchange.is_pull and exchange.answer["more"]):
            yield pages
            pages = []
