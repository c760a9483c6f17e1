"""Servers that are back at once after a kill: forked from a process that has read the code, each one on its own."""

import ctypes
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from tests.e2e.server import Server

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["app.main", "app.serving", "app.cli", "app.backups.service", "tests.reading_ahead"])
"""Reading the code takes two seconds of processor time, longer than most tests that need a server of their own."""


def kwetu(words: list[str]) -> None:
    """Do as the command `kwetu` does."""
    sys.argv = ["kwetu", *words]
    from app.cli import main

    main()


class Forked:
    """A process of the command `kwetu`, or of another in its place; ends and is killed like any other."""

    def __init__(
        self, words: list[str], server: Server, told: Path, command: Callable[[list[str]], None] = kwetu
    ) -> None:
        asked = (command, words, server.surroundings, str(server.root), str(told))
        self._process: ForkServerProcess = FORKS.Process(target=_become, args=asked, daemon=True)
        self._process.start()

    @property
    def pid(self) -> int:
        """Return its id."""
        return self._process.pid or 0

    def poll(self) -> int | None:
        """Return how it ended, None while it runs."""
        return self._process.exitcode

    def send_signal(self, sig: int, /) -> None:
        """Send it a signal."""
        if self.poll() is None:
            os.kill(self.pid, sig)

    def wait(self, timeout: float) -> int:
        """Return how it ended, once it has."""
        self._process.join(timeout)
        ended = self.poll()
        if ended is None:
            raise subprocess.TimeoutExpired("kwetu", timeout)
        return ended


class ForkedServer(Server):
    """The server as a real process, without the two seconds in which Python reads its code."""

    def command(self, *words: str) -> str:
        """Run a `kwetu` command and return what it printed."""
        ended, told = self.ran(*words)
        assert ended == 0, f"kwetu {' '.join(words)} ended with {ended}: {told}"
        return told

    def ran(self, *words: str, command: Callable[[list[str]], None] = kwetu) -> tuple[int, str]:
        """Run a `kwetu` command, or another in its place; return how it ended and what it printed."""
        told = self.folder / "command.log"
        told.unlink(missing_ok=True)
        ended = Forked(list(words), self, told, command).wait(120)
        return ended, told.read_text() if told.exists() else ""

    def launch(self, *options: str) -> Forked:
        """Start the process."""
        self._process = Forked(["serve", *options], self, self.folder / "server.log")
        return self._process


def _become(
    command: Callable[[list[str]], None], words: list[str], surroundings: dict[str, str], root: str, told: str
) -> None:
    """Become a command, in surroundings and with a log of its own."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # Linux: ends with the tests
    os.environ.clear()
    os.environ.update(surroundings)
    os.chdir(root)
    log = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    command(words)
    sys.stdout.flush()
