"""The real server as a real process: started, stopped and killed like the laptop it runs on."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).resolve().parents[2]
KWETU = [str(Path(sys.executable).with_name("kwetu"))]


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Program(Protocol):
    """What is asked of a running process."""

    @property
    def pid(self) -> int: ...
    def poll(self) -> int | None: ...
    def send_signal(self, sig: int, /) -> None: ...
    def wait(self, timeout: float) -> int: ...


class Server:
    """One deployment: a folder, a port, and the process that may or may not be running."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.settings: dict[str, str] = {}
        self.root, self.program = ROOT, KWETU
        self._process: Program | None = None

    @property
    def process_id(self) -> int:
        """Return the id of its process, 0 when none runs."""
        return self._process.pid if self._process else 0

    @property
    def surroundings(self) -> dict[str, str]:
        """Return the environment of every command of this deployment."""
        changed = {"PUBLIC_URL", "KWETU_HOST", "KWETU_DATABASE_URL"}
        kept = {name: value for name, value in os.environ.items() if name not in changed}
        return kept | {"DATA_DIR": str(self.folder), "PORT": str(self.port)} | self.settings

    def command(self, *words: str) -> str:
        """Run a ``kwetu`` command and return what it printed."""
        done = subprocess.run(
            [*self.program, *words],
            cwd=self.root,
            env=self.surroundings,
            check=True,
            capture_output=True,
            text=True,
            timeout=120,
        )
        return done.stdout

    def begin(self, *, federation: str, city: str, name: str) -> str:
        """Begin an empty deployment with ``kwetu init`` and return the administrator's link."""
        printed = self.command("init", "--federation", federation, "--city", city, "--country", "PH", "--time-zone",
                               "Asia/Manila", "--currency", "PHP", "--name", name)  # fmt: skip
        found = re.search(r"https?://\S+#/join/\S+", printed)
        assert found, f"no link in what kwetu init printed:\n{printed}"
        return found.group()

    def links(self) -> dict[str, str]:
        """Return the sign-in links of the demonstration, by role."""
        return dict(json.loads((self.folder / "demo-links.json").read_text(encoding="utf-8")))

    def start(self, *options: str) -> None:
        """Start the process and wait until it answers."""
        process = self.launch(*options)
        until = time.monotonic() + 180  # on a busy computer two processes start at once
        while not self.answers():
            assert process.poll() is None, (self.folder / "server.log").read_text()
            assert time.monotonic() < until, "the server did not answer within three minutes"
            time.sleep(0.05)

    def launch(self, *options: str) -> Program:
        """Start the process."""
        told = (self.folder / "server.log").open("ab")
        self._process = subprocess.Popen(
            [*self.program, "serve", *options],
            cwd=self.root,
            env=self.surroundings,
            stdout=told,
            stderr=subprocess.STDOUT,
        )
        told.close()
        return self._process

    @property
    def running(self) -> int:
        """Return the id of the process."""
        assert self._process, "the server is not running"
        return self._process.pid

    def answers(self) -> bool:
        """Tell whether somebody answers at this address."""
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/api/health", timeout=5) as answer:
            return int(answer.status) == 200
        return False

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process and wait until the port is silent."""
        if self._process:
            self._process.send_signal(how)
            self._process.wait(timeout=30)
            self._process = None
        assert not self.answers()


@contextlib.contextmanager
def running(folder: Path, *options: str) -> Iterator[Server]:
    """Run a deployment for the length of a block."""
    folder.mkdir(parents=True, exist_ok=True)
    server = Server(folder)
    server.start(*options)
    try:
        yield server
    finally:
        server.stop()
