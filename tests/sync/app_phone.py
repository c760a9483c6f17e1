"""The phone app itself, not its twin: its own TypeScript in Node, told what to do and asked what it holds."""

import json
import random
import shutil
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.ledger.rules import RecordState
from tests.phones import Edit
from tests.sync.line import SOUND, Answer, Fault, Line, LineBroke
from tests.sync.outbox import Own, Saying, Wire
from tests.sync.town import Resident

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
OWN_NODE = Path(__file__).resolve().parents[2] / ".tools" / "node" / "bin" / "node"


class AppPhones:
    """One Node process in which several phones live, each with its own store."""

    def __init__(self) -> None:
        node = str(OWN_NODE) if OWN_NODE.exists() else shutil.which("node") or "node"
        self._one_at_a_time = threading.Lock()
        self._node = subprocess.Popen(
            [node, str(Path(__file__).with_name("app_phone.mjs")), str(FRONTEND)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=FRONTEND,
        )  # fmt: skip

    def order(self, name: str, order: str, **more: Any) -> Any:
        """Have one phone do something; a fault of the app is a failure of the seed."""
        assert self._node.stdin
        assert self._node.stdout
        with self._one_at_a_time:
            self._node.stdin.write(json.dumps({"name": name, "order": order, **more}) + "\n")
            self._node.stdin.flush()
            told = json.loads(self._node.stdout.readline() or '{"fault": "the phone app stopped"}')
        assert "fault" not in told, f"{name}'s phone app: {told['fault']}"
        return told.get("done")

    def close(self) -> None:
        """Switch all of them off."""
        self._node.kill()
        self._node.communicate()

    def make(self, resident: Resident, port: int, server_key: dict[str, str], chance: random.Random) -> "AppPhone":
        """Give somebody a phone with the app."""
        return AppPhone(self, resident, port, server_key, chance)


class AppPhone:
    """One person's phone with the app on it; does what the twin does."""

    def __init__(
        self, app: AppPhones, resident: Resident, port: int, server_key: dict[str, str], chance: random.Random
    ) -> None:
        self._app, self.resident, self.chance = app, resident, chance
        self.name, self.token, self.line, self.skew = resident.name, resident.token, Line(port), ""
        self._id = resident.person_id
        person = {"person_id": resident.person_id, "name": resident.name, "role": resident.role,
                  "token": resident.token, "server_keys": {"sign": {"jwk": server_key}}}  # fmt: skip
        self._order("open", person=person, server=f"http://127.0.0.1:{port}")

    def _order(self, order: str, **more: Any) -> Any:
        return self._app.order(self._id, order, **more)

    @property
    def outbox(self) -> dict[str, Own]:
        """What lies in its outbox now."""
        return {own["edit_id"]: _own(own) for own in self._order("outbox")}

    @property
    def records(self) -> dict[str, Wire]:
        """What it holds."""
        return {record["record_id"]: record for record in self._order("records")}

    @property
    def aliases(self) -> dict[str, str]:
        """Which records stand for others, as far as it was told."""
        return dict(self._order("aliases"))

    def mine(self, record_id: str) -> list[Own]:
        """Return this phone's edits of a record."""
        return [own for own in self.outbox.values() if own.record_id == record_id]

    def shown(self, record_id: str) -> RecordState:
        """What its screens show of a record."""
        return RecordState(fields=self._order("shown", record_id=record_id))

    def say(self, saying: Saying) -> str:
        """Say something on a page."""
        said = {path: told | {"replaces": saying.seen[path]} for path, told in saying.said.items()}
        return str(self._order("say", saying={
            "kind": saying.kind, "record_id": saying.record_id, "settlement_id": saying.settlement_id,
            "city_id": saying.city_id, "form": saying.form, "set": said,
        }))  # fmt: skip

    def freeze(self, ids: list[str] | None = None) -> None:
        """Leave the questions."""
        self._order("freeze", ids=ids)

    def push(self, fault: Fault = SOUND, wire: Callable[[list[Edit]], Answer] | None = None) -> None:
        """Send what is frozen."""
        told = {"name": "portal"} if wire else {"name": fault.name, "at": fault.at}
        if self._order("push", fault=told) == "no-network":
            raise LineBroke("the app heard no answer")

    def pull(self, limit: int = 500, fault: Fault = SOUND, pages: int = 1_000) -> bool:
        """Fetch what others said."""
        told = {"name": fault.name, "at": fault.at}
        heard = self._order("pull", fault=told, limit=limit, pages=pages)
        if heard == "no-network" and pages == 1_000:
            raise LineBroke("the app heard no answer")
        assert heard in ("heard", "no-network"), f"{self.name}'s app asked for changes and heard {heard}"
        return bool(heard == "heard")

    def ask_what_became(self) -> None:
        """Ask after what is kept aside."""
        self._order("ask")

    def prune(self, days: int) -> list[str]:
        """Let days pass and let go of what may go."""
        return list(self._order("prune", days=days))

    def note(self, answer: Answer) -> None:
        """Receipts that others carry back are read by a page of their own: this phone asks again instead."""


def _own(told: dict[str, Any]) -> Own:
    return Own(
        edit=told["edit"], n=told["made_n"], state=told["state"], answer=told.get("answer", ""),
        receipt=told.get("receipt", "") if told.get("safe_at") else "", refused=frozenset(told.get("refused", {})),
        problem=(told.get("problem") or {}).get("type", ""), pulled=told.get("pulled", False), seq=told.get("seq"),
        scope=told.get("scope", ""), epoch=told.get("epoch", ""), filed=told["record_id"],
    )  # fmt: skip
