"""Where seeds are played: two workers side by side, each with its servers kept from seed to seed."""

import ctypes
import json
import multiprocessing
import queue
import signal
import sys
import time
import traceback
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any

from sqlmodel import select

from app.backups import repository as backups
from app.backups.checking import in_words
from app.backups.verifying import verify
from app.people.models import ServerKey
from tests import postgresql
from tests.sync.deployment import Deployment, deployed
from tests.sync.simulation import Story, play

VERIFIED_EVERY = 20
"""Seeds after which `kwetu verify` looks at all that was played on a deployment, and at the end of it."""
RENEWED_AFTER = 100
"""Seeds a deployment serves before a fresh one takes over: a database of thousands of towns is another test."""


Keys = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Played:
    """What became of a seed; ``story`` is empty when everything held."""

    seed: int
    engine: str
    kills: int
    story: str
    worked_s: float


class Ground:
    """Where one worker plays: a deployment an engine, kept from seed to seed."""

    def __init__(self, postgres_url: str) -> None:
        self._postgres_url = postgres_url
        self._stacks: dict[str, tuple[ExitStack, Deployment, Keys, list[int]]] = {}

    def play(self, seed: int, engine: str) -> Played:
        """Play a seed; after a failure the deployment is not used again."""
        _, deployment, keys, played = self._deployment(engine)
        before, story, began = deployment.kills, "", time.process_time() + deployment.worked_s()
        try:
            play(seed, deployment, keys)
        except Story as told:
            story = str(told)
        except Exception:  # a fault of the simulation itself is told like any other
            story = f"seed {seed} on {engine} could not be played:\n{traceback.format_exc()}"
        played.append(seed)
        if not story and len(played) % VERIFIED_EVERY == 0:
            story = verified(deployment, played)
        kills = deployment.kills - before
        worked_s = time.process_time() + deployment.worked_s() - began
        if story or len(played) >= RENEWED_AFTER:
            self._close(engine)
        return Played(seed, engine, int(kills > 0), story, max(0.0, worked_s))

    def _deployment(self, engine: str) -> tuple[ExitStack, Deployment, Keys, list[int]]:
        if engine not in self._stacks:
            stack = ExitStack()
            databases = stack.enter_context(postgresql.databases(self._postgres_url)) if engine != "sqlite" else None
            deployment = stack.enter_context(deployed(engine, databases))
            self._stacks[engine] = (stack, deployment, server_keys(deployment), [])
        return self._stacks[engine]

    def verified(self) -> list[Played]:
        """Look at what was played since the last look; return what does not hold."""
        looked_at = {engine: verified(held, seeds) for engine, (_, held, _, seeds) in self._stacks.items()}
        return [Played(self._stacks[one][3][-1], one, 0, story, 0.0) for one, story in looked_at.items() if story]

    def _close(self, engine: str) -> None:
        self._stacks.pop(engine)[0].close()

    def close(self) -> None:
        """Stop every server of this worker."""
        for engine in list(self._stacks):
            self._close(engine)


def verified(deployment: Deployment, seeds: list[int]) -> str:
    """Name the faults `kwetu verify` finds in a deployment, none in one that is whole."""
    with backups.moment(deployment.looked_into()) as moment:
        faults = in_words(list(verify(moment)))
    return "\n".join([f"after the seeds {seeds} kwetu verify finds:", *faults[:20]]) if faults else ""


def server_keys(deployment: Deployment) -> dict[str, dict[str, str]]:
    """Return the server's public keys, as a phone gets them when it joins."""
    with deployment.session() as session:
        return {key.use: json.loads(key.public_jwk) for key in session.exec(select(ServerKey))}


def _work(postgres_url: str, asked: Any, done: Any) -> None:
    """Play seeds as they come until there are no more."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # Linux: no server is left behind when the tests are killed
    ground = Ground(postgres_url)
    try:
        while (seed_and_engine := asked.get()) is not None:
            done.put(ground.play(*seed_and_engine))
        for fault in ground.verified():
            done.put(fault)
    finally:
        ground.close()
        done.put(None)


def play_all(seeds: list[tuple[int, str]], workers: int = 2, stop_at_first: bool = False) -> list[Played]:
    """Play seeds side by side, telling each failure's story at once."""
    spawn, done = multiprocessing.get_context("spawn"), []
    with ExitStack() as stack:
        url = stack.enter_context(postgresql.running()).socket_url if any(e != "sqlite" for _, e in seeds) else ""
        asked, answered = spawn.Queue(), spawn.Queue()
        for one in [*seeds, *[None] * workers]:
            asked.put(one)
        working = [spawn.Process(target=_work, args=(url, asked, answered)) for _ in range(workers)]
        for worker in working:
            worker.start()
            stack.callback(worker.join)
        left = workers
        while left:
            played = answered.get()
            if played is None:
                left -= 1
                continue
            done.append(played)
            _tell(played, len(done), len(seeds))
            if played.story and stop_at_first:
                _empty(asked, workers)
    return done


def _tell(played: Played, n: int, of: int) -> None:
    if played.story:
        print(f"\n{played.story}\n", flush=True)
    if n % 100 == 0:
        print(f"{n} of {of} seeds played", flush=True)


def _empty(asked: Any, workers: int) -> None:
    """Let the workers go home after the seed they play now."""
    while True:
        try:
            asked.get(timeout=0.2)
        except queue.Empty:
            break
    for _ in range(workers):
        asked.put(None)


def last_line(done: list[Played]) -> str:
    """Count what was played."""
    failed = sum(bool(one.story) for one in done)
    by = {engine: sum(one.engine == engine for one in done) for engine in ("sqlite", "postgresql")}
    kills = sum(one.kills for one in done)
    return f"{len(done)} seeds, {failed} failed (sqlite {by['sqlite']}, postgresql {by['postgresql']}, kills {kills})"
