"""A phone as the simulation sees it: outbox, pulled records, cursor; it merges by the same rule as the real one."""

import json
import random
from dataclasses import dataclass, field
from typing import Any

import httpx

from app.kit import signing
from app.kit.canonical import canonical_json, sha256_hex
from app.ledger import rules
from app.ledger.rules import RecordState
from tests.conftest import Client
from tests.phones import Edit, Phone, batch

Wire = dict[str, Any]


@dataclass
class Sent:
    """One edit in the outbox and what became of it; it is safe only with a receipt that verifies."""

    edit: Edit
    answer: str = ""
    receipt: dict[str, Any] | None = None
    refused: frozenset[str] = frozenset()
    pulled: bool = False

    @property
    def done(self) -> bool:
        return self.receipt is not None


@dataclass
class SimulatedPhone:
    """One person's phone. Nothing leaves the outbox before a receipt verified."""

    name: str
    phone: Phone
    client: Client
    server_key: dict[str, str]
    outbox: dict[str, Sent] = field(default_factory=dict)
    records: dict[str, Wire] = field(default_factory=dict)
    unseen: dict[str, set[str]] = field(default_factory=dict)
    cursor: str = ""

    def shown(self, record_id: str) -> RecordState:
        """What the screen shows: what was pulled and the own edits not in it, by the merge rule."""
        record = self.records.get(record_id)
        state = state_of(record) if record else rules.EMPTY
        arrived = {edit["edit_id"] for edit in record["edits"]} | set(record["yours"]) if record else set()
        for sent in self.outbox.values():
            if sent.edit["record_id"] == record_id and not sent.pulled and sent.edit["edit_id"] not in arrived:
                kept = {path: said for path, said in sent.edit["set"].items() if path not in sent.refused}
                state = rules.merge(state, {**sent.edit, "set": kept}, arrived)  # type: ignore[typeddict-item]
                arrived.add(sent.edit["edit_id"])
        return state

    def says(self, edit: Edit) -> Edit:
        """Put an edit into the outbox; each answer replaces what is on the screen now."""
        shown = self.shown(edit["record_id"])
        unanswered = [sent.edit for sent in self.outbox.values() if not sent.done]
        for path, said in edit["set"].items():
            own = {old for other in unanswered if path in other["set"] for old in other["set"][path]["replaces"]}
            ids = {other["edit_id"] for other in unanswered if path in other["set"]}
            said["replaces"] = sorted(set(shown.fields.get(path, {})) | own | ids)
        self.outbox[edit["edit_id"]] = Sent(edit)
        return edit

    def waiting(self) -> list[Edit]:
        """The edits that have no receipt yet."""
        return [sent.edit for sent in self.outbox.values() if not sent.done]

    def post(self, edits: list[Edit], cut: int = 0) -> httpx.Response:
        """Send a batch, possibly cut short on the way."""
        body = json.dumps(batch(*edits)).encode()
        return self.client.post("/api/sync/push", self.phone.member, content=body[: len(body) - cut])

    def note(self, answer: httpx.Response) -> None:
        """Take in what the server said, believing nothing but its signature."""
        for told in answer.json()["answers"]:
            sent = self.outbox[told["edit_id"]]
            receipt = signing.verify(self.server_key, told["receipt"])
            if receipt and receipt["sha256"] == sha256_hex(canonical_json(sent.edit)):
                sent.receipt, sent.answer = receipt, receipt["answer"]
                sent.refused = frozenset(receipt["refused_paths"])

    def page(self, limit: int) -> dict[str, Any]:
        """Ask for one page of changes."""
        answer = self.client.get("/api/sync/changes", self.phone.member, params={"cursor": self.cursor, "limit": limit})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def apply(self, page: dict[str, Any]) -> None:
        """Apply a page with its cursor, as one transaction would."""
        for scope in page["reset"]:
            self.unseen[scope] = {one["record_id"] for one in self.records.values() if one["city_id"] == scope}
            for sent in self.outbox.values():
                sent.pulled = False
        for record in page["records"]:
            self.records[record["record_id"]] = record
            for edit_id in record["yours"]:
                if edit_id in self.outbox:
                    self.outbox[edit_id].pulled = True
            for ids in self.unseen.values():
                ids.discard(record["record_id"])
        if not page["more"]:
            for ids in self.unseen.values():
                for record_id in ids:
                    self.records.pop(record_id, None)
            self.unseen = {}
        self.cursor = page["cursor"]

    def quiet_sync(self) -> None:
        """Send and fetch until there is nothing left to do."""
        while waiting := self.waiting():
            self.note(self.post(waiting[:200]))
        while True:
            page = self.page(500)
            self.apply(page)
            if not page["more"]:
                return


def state_of(record: Wire) -> RecordState:
    """Read a wire record as the state the merge rule works on."""
    ids = [edit["edit_id"] for edit in record["edits"]]
    return RecordState(
        fields={path: {ids[at]: answer for at, answer in held} for path, held in record["fields"].items()},
        pending={path: tuple(waiting) for path, waiting in record["replaced"].items()},
    )


def some(chance: random.Random, edits: list[Edit]) -> list[Edit]:
    """Some of the edits in any order: as when batches overtake each other."""
    return chance.sample(edits, chance.randint(1, len(edits))) if edits else []
