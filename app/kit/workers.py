"""Several processes answering at one address: begun together, replaced when one ends, stopped together."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from typing import Any

LOOKS_EVERY_S = 0.2
SOON_S = 5
PATIENCE_S = 8


class Worker:
    """One process; it writes to its pipe when it answers, and ends when ours closes: then we are gone."""

    def __init__(self, command: list[str], listening: socket.socket, alive: int) -> None:
        self.begun = time.monotonic()
        self._answers, told = os.pipe()
        given = (listening.fileno(), told, alive)
        self._running = subprocess.Popen([*command, *map(str, given)], pass_fds=given)  # noqa: S603 - our own command
        os.close(told)

    def wait_until_it_answers(self) -> bool:
        """Return whether it came to answer, or ended before."""
        return os.read(self._answers, 1) != b""

    def has_ended(self) -> bool:
        """Tell whether it is no more."""
        return self._running.poll() is not None

    def ask_to_stop(self) -> None:
        """Have it finish what it is answering."""
        if not self.has_ended():
            self._running.terminate()

    def end(self, until: float) -> None:
        """Wait for it, and no longer than ``until``."""
        try:
            self._running.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._running.kill()
            self._running.wait()
        os.close(self._answers)


class Workers:
    """All processes behind one listening socket, until SIGTERM or Ctrl-C."""

    def __init__(self, command: list[str], how_many: int, listening: socket.socket) -> None:
        self._command, self._listening = command, listening
        self._alive, self._kept_open = os.pipe()
        self._stopping = False
        for signum in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signum, self._stop)
        self._workers = [self._begin() for _ in range(how_many)]

    def run(self, answering: Callable[[], object]) -> bool:
        """Work until told to stop; ``answering`` is called once, when all answer. False when one never did."""
        try:
            if not all(worker.wait_until_it_answers() for worker in self._workers):
                return False
            answering()
            while not self._stopping:
                time.sleep(LOOKS_EVERY_S)
                self._replace_those_that_ended()
            return True
        finally:
            self._end()

    def _begin(self) -> Worker:
        return Worker(self._command, self._listening, self._alive)

    def _stop(self, _signum: int, _frame: Any) -> None:
        self._stopping = True

    def _replace_those_that_ended(self) -> None:
        for nth, worker in enumerate(self._workers):
            if worker.has_ended() and not self._stopping:
                if time.monotonic() - worker.begun < SOON_S:
                    time.sleep(1)  # one that ends as soon as it begins must not keep the machine busy
                worker.end(0)
                self._workers[nth] = self._begin()

    def _end(self) -> None:
        until = time.monotonic() + PATIENCE_S
        for worker in self._workers:
            worker.ask_to_stop()
        for worker in self._workers:
            worker.end(until)
        os.close(self._kept_open)
        os.close(self._alive)
