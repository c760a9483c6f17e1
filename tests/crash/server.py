"""Kills the real server under push load, again and again, and counts what it still has of what it gave receipts for."""

import json
import random
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from app.kit.canonical import sha256_hex
from app.kit.db import open_engine
from app.kit.migrations import migrate
from tests.cast import Cast, make_cast
from tests.crash.phones import PushingPhone
from tests.forking import ForkedServer
from tests.postgresql import databases

PHONES = 4
LONGEST_LIFE_S = 60
MOST_PUSHES = 12
LONGEST_PUSH_S = 0.04
STARTING_SHARE, STARTING_S = 0.1, 0.5
"""One kill in ten hits a server that is only starting, which takes about so long."""


@dataclass
class Count:
    """What came of one deployment; ``lost`` are edits with a receipt that are not there with their words.

    ``broken`` are the pushes that were under way when a kill came.
    """

    name: str
    kills: int
    pushes: int
    broken: int
    proven: int
    verified: int
    lost: list[str]
    faults: list[str]
    seconds: float

    def __str__(self) -> str:
        """Say it in one line."""
        return (
            f"server on {self.name}: {self.kills} kills, {self.pushes} pushes answered and {self.broken} cut off, "
            f"{self.proven} edits with a receipt, {self.verified} verified, lost {len(self.lost)}, "
            f"kwetu verify: {len(self.faults)} faults ({self.seconds:.0f} s)"
        )

    @property
    def sound(self) -> bool:
        """Tell whether nothing was lost and something was at stake: pushes were cut off, and edits were proven."""
        at_stake = self.broken > 0 and self.proven > 0
        return at_stake and not self.lost and not self.faults and self.verified == self.proven


class Deployment:
    """A server of its own with phones that push to it."""

    def __init__(self, folder: Path, seed: int, url: str | None = None) -> None:
        self.server = ForkedServer(folder)
        self.url = url or f"sqlite:///{folder / 'kwetu.sqlite3'}"
        if url:
            self.server.settings["KWETU_DATABASE_URL"] = url
        self.chance = random.Random(seed)
        self.phones = self._phones(self._begin(), seed)
        self.killed_at: list[float] = []

    def _begin(self) -> tuple[Cast, dict[str, str]]:
        migrate(self.url)
        engine = open_engine(self.url)
        with Session(engine) as session, session.begin():
            cast = make_cast(session)
            jwk = session.connection().execute(text("SELECT public_jwk FROM server_key WHERE use = 'sign'")).scalar()
        engine.dispose()
        return cast, json.loads(str(jwk))

    def _phones(self, begun: tuple[Cast, dict[str, str]], seed: int) -> list[PushingPhone]:
        cast, jwk = begun
        city = cast.muntinlupa
        holders = [city.mapper, city.second_mapper, city.leader, cast.administrator]
        return [
            PushingPhone(holder, city, self.server.port, jwk, random.Random(f"{seed}/{number}"))
            for number, holder in enumerate(holders[:PHONES])
        ]

    def kill_again_and_again(self, kills: int) -> None:
        """Start the server and kill it, while phones push all the time."""
        done = threading.Event()
        working = [threading.Thread(target=phone.work, args=(done,), daemon=True) for phone in self.phones]
        for thread in working:
            thread.start()
        try:
            for _ in range(kills):
                self._live_and_die()
        finally:
            done.set()
            for thread in working:
                thread.join(timeout=60)

    def _live_and_die(self) -> None:
        if self.chance.random() < STARTING_SHARE:
            self.server.launch()
            time.sleep(self.chance.uniform(0, STARTING_S))
        else:
            self.server.launch()
            self._let_it_work(self.chance.randint(1, MOST_PUSHES))
            time.sleep(self.chance.uniform(0, LONGEST_PUSH_S))
        self.killed_at.append(time.monotonic())
        self.server.stop(signal.SIGKILL)

    def _let_it_work(self, pushes: int) -> None:
        """Wait until so many more pushes were answered: a slow computer is killed in the midst of work, too."""
        enough, until = self._answered() + pushes, time.monotonic() + LONGEST_LIFE_S
        while self._answered() < enough and time.monotonic() < until:
            time.sleep(0.002)

    def _answered(self) -> int:
        return sum(phone.answered for phone in self.phones)

    def reckon(self, name: str, kills: int, began: float) -> Count:
        """Let the phones send what waits, then look for every edit that has a receipt."""
        self.server.start()
        for phone in self.phones:
            assert not phone.waiting or phone.push(), "the server came back and does not take what waits"
            phone.close()
        faults = [str(fault) for fault in self.verified()]
        self.server.stop()
        proven = {edit_id: proof for phone in self.phones for edit_id, proof in phone.proven.items()}
        held = self._held()
        lost = [edit_id for edit_id, proof in proven.items() if held.get(edit_id) != proof.sha256]
        return Count(
            name, kills, self._answered(), self._cut_off(),
            len(proven), len(proven) - len(lost), lost, faults, time.monotonic() - began,
        )  # fmt: skip

    def verified(self) -> list[Any]:
        """Return what ``kwetu verify`` finds."""
        _, told = self.server.ran("verify", "--json")
        return list(json.loads(told)["faults"])

    def _cut_off(self) -> int:
        """Count the pushes that were under way at a kill; a phone that only finds nobody there has nothing at stake."""
        broken = [one for phone in self.phones for one in phone.broken]
        return sum(any(began < killed <= ended for killed in self.killed_at) for began, ended in broken)

    def _held(self) -> dict[str, str]:
        """Return what the database holds: edit -> SHA-256 of its words as they are there now."""
        engine = open_engine(self.url)
        with engine.connect() as connection:
            asked = text("SELECT edit_id, body FROM parked_edit UNION ALL SELECT edit_id, body FROM edit")
            held = {edit_id: sha256_hex(body.encode()) for edit_id, body in connection.execute(asked)}
        engine.dispose()
        return held


@contextmanager
def deployment(seed: int, on: str = "sqlite") -> Iterator[Deployment]:
    """Begin a deployment in a temporary folder and end whatever still runs of it."""
    with tempfile.TemporaryDirectory(prefix="kwetu-crash-") as folder:
        if on == "sqlite":
            yield Deployment(Path(folder), seed)
            return
        with databases() as fresh:
            yield Deployment(Path(folder), seed, fresh.fresh())


def killed(kills: int, seed: int, on: str = "sqlite") -> Count:
    """Kill a server so many times and count."""
    began = time.monotonic()
    with deployment(seed, on) as hit:
        try:
            hit.kill_again_and_again(kills)
            return hit.reckon(on, kills, began)
        finally:
            hit.server.stop(signal.SIGKILL)
