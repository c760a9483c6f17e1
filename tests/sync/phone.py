"""The phone's twin in Python: outbox, freezing, joining, pages and resets as ``frontend/src/sync`` does them."""

import random
from collections.abc import Callable
from dataclasses import replace

import orjson

from app.kit import signing
from app.kit.canonical import canonical_json, sha256_hex
from app.ledger import rules
from app.ledger.rules import RecordState
from tests.phones import Edit
from tests.sync.line import SOUND, Answer, Fault, Line, LineBroke
from tests.sync.outbox import Own, Saying, Wire, joined, state_of, turn
from tests.sync.town import Resident, new_id

BATCH_EDITS = 200
PRUNE_AFTER_DAYS = 30
JOINED_TO = "same_as"


class Phone:
    """One person's phone. Nothing leaves the outbox before a receipt verified and a backup holds it."""

    def __init__(self, resident: Resident, port: int, server_key: dict[str, str], chance: random.Random) -> None:
        self.resident, self.name, self.token = resident, resident.name, resident.token
        self.line, self.server_key, self.chance = Line(port), server_key, chance
        self.outbox: dict[str, Own] = {}
        self.records: dict[str, Wire] = {}
        self.unseen: dict[str, set[str]] = {}
        self.cursor = self.epoch = ""
        self.safe_seq: dict[str, int] = {}
        self.aliases: dict[str, str] = {}
        self.skew = ""
        self.n = 0

    # What the screen shows

    def shown(self, record_id: str) -> RecordState:
        """What was pulled and the own edits not in it, by the merge rule; a parked decision is not in force."""
        record = self.records.get(record_id)
        state = state_of(record) if record else rules.EMPTY
        arrived = {edit["edit_id"] for edit in record["edits"]} | set(record["yours"]) if record else set()
        for own in self._overlay(record_id, set(record["yours"]) if record else set()):
            kept = {path: said for path, said in own.edit["set"].items() if path not in own.refused}
            state = rules.merge(state, {**own.edit, "set": kept}, arrived)  # type: ignore[typeddict-item]
            arrived.add(own.edit_id)
        return state

    def _overlay(self, record_id: str, merged: set[str]) -> list[Own]:
        mine = [own for own in self.mine(record_id) if not own.pulled and own.edit_id not in merged]
        in_force = [own for own in mine if own.state != "parked" or own.edit["kind"] != "decision"]
        return sorted(in_force, key=lambda own: own.n)

    def mine(self, record_id: str) -> list[Own]:
        """Return this phone's edits of a record."""
        return [own for own in self.outbox.values() if own.record_id == record_id]

    # Saying something

    def say(self, saying: Saying) -> str:
        """Put what was said into the outbox, joined with what is still open of the same questions."""
        if JOINED_TO not in saying.said:
            saying = self._standing(saying)
        mine = self.mine(saying.record_id)
        joins = [own for own in mine if own.state == "open" and saying.said.keys() & own.edit["set"].keys()]
        shown, self.n = self.shown(saying.record_id), self.n + 1
        said = {
            path: {**answer, "replaces": self._replacing(path, saying.seen.get(path), shown, mine)}
            for path, answer in saying.said.items()
        }
        edit: Edit = {
            "edit_id": new_id(self.chance), "by": self.resident.person_id, "kind": saying.kind,
            "record_id": saying.record_id, "settlement_id": saying.settlement_id, "city_id": saying.city_id,
            "form": saying.form, "made_at": saying.made_at, "n": self.n, "set": joined(joins, said),
        }  # fmt: skip
        for own in joins:
            del self.outbox[own.edit_id]
        self.outbox[edit["edit_id"]] = Own(edit, self.n)
        about = saying.said.get("about", {}).get("value")
        if saying.kind == "decision" and about:
            self.freeze([own.edit_id for own in self.mine(about)])
        return str(edit["edit_id"])

    def _standing(self, saying: Saying) -> Saying:
        """What is said of a place that was joined to another is said of that one."""
        place = saying.settlement_id and self.aliases.get(saying.settlement_id, saying.settlement_id)
        return replace(saying, record_id=self.aliases.get(saying.record_id, saying.record_id), settlement_id=place)

    def _replacing(self, path: str, seen: list[str] | None, shown: RecordState, mine: list[Own]) -> list[str]:
        standing = set(shown.fields.get(path, {}))
        replaced = set(standing if seen is None else seen) | (standing & {own.edit_id for own in mine})
        for own in mine:
            if path in own.edit["set"] and own.state != "safe":
                replaced |= {own.edit_id, *own.edit["set"][path]["replaces"]}
        return sorted(replaced)

    def freeze(self, ids: list[str] | None = None) -> None:
        """Freeze open edits, and with them the settlement they speak of: from now on they never change."""
        named = [own for own in self.outbox.values() if own.state == "open" and (ids is None or own.edit_id in ids)]
        spoken_of = {own.edit["settlement_id"] for own in named}
        settlements = {self.aliases.get(one, one) for one in spoken_of if one}
        for own in self.outbox.values():
            follows = own.edit["kind"] == "settlement" and own.record_id in settlements
            if own.state == "open" and (own in named or follows):
                own.state = "frozen"

    # Sending

    def frozen(self) -> list[Own]:
        """Return what is on its way, what others speak of first."""
        waiting = [own for own in self.outbox.values() if own.state == "frozen"]
        return sorted(waiting, key=lambda own: (turn(own.edit["kind"]), own.n))

    def push(self, fault: Fault = SOUND, wire: Callable[[list[Edit]], Answer] | None = None) -> None:
        """Send everything frozen; ``wire`` may stand in for the server, as a portal does."""
        batch = self.frozen()[:BATCH_EDITS]
        if batch:
            edits = [own.edit for own in batch]
            answer = wire(edits) if wire else self.post(edits, fault)
            if answer.status == 200:
                self.note(answer)

    def ask_what_became(self) -> None:
        """Send again what is kept aside, as the phone does a few times a day: a leader may have taken it in."""
        kept = [own for own in self.outbox.values() if own.state == "parked"]
        if kept:
            answer = self.post([own.edit for own in kept[:BATCH_EDITS]])
            if answer.status == 200:
                self.note(answer)

    def post(self, edits: list[Edit], fault: Fault = SOUND, protocol: int = 1) -> Answer:
        """Send a batch as this phone writes it."""
        body = orjson.dumps({"protocol": protocol, "client_time": self.skew or None, "edits": edits})
        return self.line.ask("POST", "/api/sync/push", self.token, body, fault=fault, packed=self.chance.random() < 0.2)

    def note(self, answer: Answer) -> None:
        """Take in what was answered, believing nothing but the server's signature."""
        told_all = answer.json()
        for told in told_all["answers"]:
            own = self.outbox.get(told["edit_id"])
            if own is None:
                continue
            first = told.get("first", told) if told["answer"] == "already_had" else told
            proof = self._proof(own, told.get("receipt", ""))
            if first["answer"] == "parked":
                own.state = "parked"
            elif proof:
                own.state = "safe"
            own.answer, own.receipt = first["answer"], told.get("receipt", "") if proof else ""
            own.refused = frozenset(first.get("refused_paths", {}))
            own.problem = first.get("problem", {}).get("type", "")
            if proof and told_all.get("epoch") and "seq" in told and told.get("scope"):
                own.seq, own.scope, own.epoch = told["seq"], told["scope"], told_all["epoch"]

    def _proof(self, own: Own, receipt: str) -> bool:
        said = signing.verify(self.server_key, receipt) if receipt else None
        same = said and said["edit_id"] == own.edit_id and said["sha256"] == sha256_hex(canonical_json(own.edit))
        return bool(same)

    # Fetching

    def pull(self, limit: int = 500, fault: Fault = SOUND, pages: int = 1_000) -> bool:
        """Fetch pages and apply each with its cursor; tell whether all of them came."""
        proven = [own.edit_id for own in self.outbox.values() if own.state == "safe" and not own.pulled]
        for _ in range(pages):
            page = self._page(limit, fault)
            if fault.name == "dies":
                raise LineBroke("the phone died before the page was kept")
            self.apply(page, proven)
            if not page["more"]:
                return True
        return False

    def _page(self, limit: int, fault: Fault) -> Wire:
        path = f"/api/sync/changes?limit={limit}&cursor="
        answer = self.line.ask("GET", path + self.cursor, self.token, fault=fault, packed=self.chance.random() < 0.2)
        if answer.slug == "cursor-unreadable" and self.cursor:
            answer = self.line.ask("GET", path, self.token)
        assert answer.status == 200, f"{self.name} asked for changes and heard {answer.status} {answer.body[:300]!r}"
        return dict(answer.json())

    def apply(self, page: Wire, proven: list[str]) -> None:
        """Apply a page with its cursor, as one transaction does."""
        if page["reset"]:
            self._begin_reset(page["reset"])
        self._remove_ungranted(page)
        self._join(page.get("aliases", {}))
        for record in page["records"]:
            self._take(record, page.get("epoch", ""))
        if not page["more"]:
            self._end_reset(page.get("epoch", ""))
            for edit_id in proven:
                if edit_id in self.outbox and self.outbox[edit_id].state == "safe":
                    self.outbox[edit_id].pulled = True
        self.cursor = page["cursor"]
        self.epoch, self.safe_seq = page.get("epoch", ""), page["safe_seq"]

    def _join(self, told: dict[str, str]) -> None:
        """Own answers to a place that was joined to another are shown there from now on, word for word as they are."""
        self.aliases |= told
        for own in self.outbox.values() if told else ():
            own.filed = self.aliases.get(own.edit["record_id"], "")

    def _begin_reset(self, scopes: list[str]) -> None:
        for scope in scopes:
            self.unseen[scope] = {one["record_id"] for one in self.records.values() if one["city_id"] == scope}
        for own in self.outbox.values():
            if own.edit["city_id"] in scopes:
                own.pulled = False

    def _take(self, record: Wire, epoch: str) -> None:
        self.records[record["record_id"]] = record
        for edit_id in record["yours"]:
            if edit_id in self.outbox:
                self.outbox[edit_id].held_in(record, epoch)
        for ids in self.unseen.values():
            ids.discard(record["record_id"])

    def _remove_ungranted(self, page: Wire) -> None:
        gone = {(one["record_id"], one["city_id"]) for one in page["gone"]}
        cities = {one["city_id"] for one in page["drop"] if "city_id" in one}
        settlements = {one["settlement_id"] for one in page["drop"] if "settlement_id" in one}
        self._remove(
            lambda one: (
                (one["record_id"], one["city_id"]) in gone
                or one["city_id"] in cities
                or one["settlement_id"] in settlements
            )
        )

    def _remove(self, wanted: Callable[[Wire], bool]) -> None:
        for record in [one for one in self.records.values() if wanted(one)]:
            del self.records[record["record_id"]]
            for own in self.mine(record["record_id"]):
                own.pulled = own.pulled or own.state == "safe"

    def _end_reset(self, epoch: str) -> None:
        """Own answers the server does not name any more are sent again; what was not sent again is not granted."""
        if not self.unseen:
            return
        for own in self.outbox.values():
            unnamed = not own.pulled if own.edit["city_id"] in self.unseen else own.epoch != epoch
            if own.state == "safe" and unnamed:
                own.state = "frozen"
        lost = {record_id for ids in self.unseen.values() for record_id in ids}
        self._remove(lambda one: one["record_id"] in lost)
        self.unseen = {}

    def prune(self, days: int) -> list[str]:
        """Let days pass and forget what was proven long ago, was fetched back, and is in a verified backup."""
        safe = [own for own in self.outbox.values() if own.state == "safe"]
        for own in safe:
            own.days += days
        old = [own for own in safe if own.pulled and not own.refused and self._backed_up(own)]
        for own in old:
            del self.outbox[own.edit_id]
        return [own.edit_id for own in old]

    def _backed_up(self, own: Own) -> bool:
        reached = self.safe_seq.get(own.scope, 0)
        known = bool(own.epoch) and own.epoch == self.epoch and own.seq is not None
        return known and own.seq <= reached and own.days >= PRUNE_AFTER_DAYS  # type: ignore[operator]
