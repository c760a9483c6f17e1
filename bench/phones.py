"""The phones of the benches: a city with settlements, and batches of edits as after a day offline."""

import http.client
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from sqlmodel import Session

from app.kit.clock import iso, now
from app.kit.db import open_engine
from app.kit.ids import profile_id, uuid7
from app.kit.migrations import migrate
from app.settlements.models import Settlement
from tests.cast import Cast, make_cast
from tests.e2e.server import Server
from tests.phones import Edit, Phone

EDIT_BYTES = 3_000
BATCH = 50
COUNTED = ("households_total", "households_owner", "structures_residential", "taps_public_working")
CHOSEN = {"water_safe_perceived": "yes", "toilet_pay": "no"}
TOLD = ("history_text", "water_note")
STORY = (
    "We came here after the flood and built along the old railway; the tap by the chapel runs in the morning. ",
    "Dumating kami pagkatapos ng baha; ang gripo sa tabi ng kapilya ay may tubig tuwing umaga lamang. ",
)  # fmt: skip


@dataclass(frozen=True)
class Field:
    """A database with the named cast and settlements of their team, and where its server listens."""

    url: str
    cast: Cast
    settlement_ids: list[str]


def begin(url: str, settlements: int) -> Field:
    """Prepare an empty database: tables, people, settlements that the mapper's team describes."""
    migrate(url)
    engine = open_engine(url)
    with Session(engine) as session, session.begin():
        cast = make_cast(session)
        city = cast.muntinlupa
        ids = [uuid7() for _ in range(settlements)]
        rows = [Settlement(settlement_id=one, city_id=city.id, name=one[-6:], team_id=city.team_id) for one in ids]
        session.add_all(rows)
    engine.dispose()
    return Field(url, cast, ids)


def server_of(folder: Path, url: str) -> Server:
    """Return a server of this database, not started yet."""
    folder.mkdir(parents=True, exist_ok=True)
    server = Server(folder)
    server.settings["KWETU_DATABASE_URL"] = url
    return server


class Writer:
    """What the phones write, remembering what each profile was answered last, so that a later edit replaces it."""

    def __init__(self, field: Field, size: int = EDIT_BYTES) -> None:
        self.phone, self.size = Phone(field.cast.muntinlupa.mapper, field.cast.muntinlupa.id), size
        self._last: dict[str, str] = {}

    def edit(self, settlement_id: str) -> Edit:
        """Answer eight questions of a settlement, two of them in words, in about so many bytes of JSON."""
        before = [self._last[settlement_id]] if settlement_id in self._last else []
        n = self.phone.n
        said: dict[str, Any] = {path: {"value": n % 900 + at, "source": "counted"} for at, path in enumerate(COUNTED)}
        said |= {path: {"value": code, "source": "meeting"} for path, code in CHOSEN.items()}
        said |= {path: {"value": "", "source": "meeting"} for path in TOLD}
        said = {path: {**answer, "replaces": before} for path, answer in said.items()}
        edit = self.phone.profile(settlement_id, said)
        room = max(1, (self.size - len(orjson.dumps(edit))) // len(TOLD))
        for at, path in enumerate(TOLD):
            said_here: dict[str, Any] = edit["set"][path]
            said_here["value"] = (STORY[at % 2] * (room // 90 + 1))[:room]
        self._last[settlement_id] = edit["edit_id"]
        return edit

    def batches(self, settlement_ids: Iterable[str], size: int = BATCH) -> list[bytes]:
        """Write one edit of each settlement, in requests of so many."""
        edits = [self.edit(one) for one in settlement_ids]
        return [body_of(edits[start : start + size]) for start in range(0, len(edits), size)]


def body_of(edits: list[Edit]) -> bytes:
    """Write the body of a push."""
    return orjson.dumps({"protocol": 1, "client_time": iso(now()), "edits": edits})


class Line:
    """One phone's connection to the server, kept open."""

    def __init__(self, server: Server, token: str) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def push(self, body: bytes) -> float:
        """Send a batch, look that every edit was kept and signed for, and return how long the phone waited (s)."""
        began = time.perf_counter()
        self._http.request("POST", "/api/sync/push", body, self._headers)
        answer = self._http.getresponse()
        told = answer.read()
        waited = time.perf_counter() - began
        answers = json.loads(told).get("answers", [])
        if answer.status != 200 or not all(one["answer"] == "kept" and one["receipt"] for one in answers):
            raise RuntimeError(told[:2_000].decode())
        return waited

    def pull(self, cursor: str = "") -> tuple[float, str]:
        """Ask for a page of changes; return how long the phone waited (s) and where it goes on."""
        began = time.perf_counter()
        self._http.request("GET", f"/api/sync/changes?cursor={cursor}", headers=self._headers)
        answer = self._http.getresponse()
        told = answer.read()
        if answer.status != 200:
            raise RuntimeError(told[:2_000].decode())
        return time.perf_counter() - began, str(json.loads(told)["cursor"])

    def close(self) -> None:
        """Hang up."""
        self._http.close()


def profile_of(settlement_id: str) -> str:
    """Return the profile that the benched edits speak of."""
    return profile_id(settlement_id, 1)
