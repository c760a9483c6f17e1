"""Phones that push without rest and remember what the server proved to have; a failed push is sent again."""

import http.client
import json
import random
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from app.kit import signing
from app.kit.canonical import canonical_json, sha256_hex
from app.kit.ids import uuid7
from tests.cast import CityCast, Member
from tests.phones import Edit, Phone, batch, replacing

BATCH_LARGEST = 8
RETRY_S = 0.15


@dataclass
class Proof:
    """One edit the server gave a receipt for: what it has to hold from now on."""

    sha256: str
    answer: str


@dataclass
class PushingPhone:
    """One person's phone under load; what it does follows from its seed and the answers it gets."""

    member: Member
    city: CityCast
    port: int
    jwk: dict[str, str]
    chance: random.Random
    settlements: list[str] = field(default_factory=list)
    latest: dict[str, str] = field(default_factory=dict)
    waiting: list[Edit] = field(default_factory=list)
    proven: dict[str, Proof] = field(default_factory=dict)
    answered: int = 0
    broken: list[tuple[float, float]] = field(default_factory=list)
    """When each push began that was never answered, and when the line broke; not those that found nobody there."""

    def __post_init__(self) -> None:
        self._phone = Phone(self.member, self.city.id)
        self._line: http.client.HTTPConnection | None = None

    def work(self, until: threading.Event) -> None:
        """Say things and push them until told to stop."""
        while not until.is_set():
            if not self.waiting:
                self.waiting = [self._say() for _ in range(self.chance.randint(1, BATCH_LARGEST))]
            if not self.push():
                until.wait(RETRY_S)
        self.close()

    def _say(self) -> Edit:
        if not self.settlements or self.chance.random() < 0.05:
            said = self._phone.settlement(f"Settlement {uuid7()}", team=self.city.team_id)
            self.settlements.append(said["record_id"])
            return said
        settlement_id = self.chance.choice(self.settlements)
        before = self.latest.get(settlement_id)
        count = self.chance.randint(0, 500)
        told = self._phone.profile(settlement_id, {
            "households_total": replacing(count, before) if before else count,
            "water_note": "words " * self.chance.randint(1, 300),
            "taps_public_working": self.chance.randint(0, 9),
        })  # fmt: skip
        self.latest[settlement_id] = told["edit_id"]
        return told

    def push(self) -> bool:
        """Send what waits; tell whether the server answered."""
        began = time.monotonic()
        try:
            answers = self._post(batch(*self.waiting))
        except (OSError, http.client.HTTPException, ValueError) as fault:
            if not isinstance(fault, ConnectionRefusedError):
                self.broken.append((began, time.monotonic()))
            self._hang_up()
            return False
        for edit, answer in zip(self.waiting, answers, strict=True):
            self._remember(edit, answer)
        self.waiting = []
        self.answered += 1
        return True

    def _post(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {**self.member.headers, "Content-Type": "application/json"}
        self._line.request("POST", "/api/sync/push", json.dumps(body), headers)
        heard = self._line.getresponse()
        told = heard.read()
        if heard.status != 200:
            raise http.client.HTTPException(f"{heard.status} {told[:300]!r}")
        answers: list[dict[str, Any]] = json.loads(told)["answers"]
        return answers

    def _hang_up(self) -> None:
        if self._line:
            with suppress(OSError):
                self._line.close()
        self._line = None

    def _remember(self, edit: Edit, answer: dict[str, Any]) -> None:
        receipt = signing.verify(self.jwk, answer["receipt"])
        assert receipt is not None, f"a receipt that does not verify: {answer}"
        assert receipt["edit_id"] == edit["edit_id"], (receipt, edit["edit_id"])
        assert receipt["sha256"] == sha256_hex(canonical_json(edit)), "a receipt for other words"
        self.proven[edit["edit_id"]] = Proof(receipt["sha256"], receipt["answer"])

    def close(self) -> None:
        """Hang up."""
        self._hang_up()
