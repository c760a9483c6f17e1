"""A real `kwetu serve` on SQLite or PostgreSQL: started, killed with -9, started again, restored from a backup."""

import contextlib
import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from app.kit import db
from tests.forking import ForkedServer
from tests.postgresql import IN_MEMORY, Databases


class Deployment:
    """One database and the server processes on it: one on SQLite, two on PostgreSQL, where they meet."""

    def __init__(self, folder: Path, engine: str, databases: Databases | None = None) -> None:
        self.folder, self.engine, self._databases = folder, engine, databases
        self.url = f"sqlite:///{folder / 'kwetu.sqlite3'}"
        if databases:
            self.url = databases.fresh()
        self.servers = [ForkedServer(folder) for _ in range(2 if databases else 1)]
        for server in self.servers:
            server.settings = {"KWETU_DATABASE_URL": self.url} if databases else {}
        self.kills = 0
        self._open: Engine | None = None

    @property
    def ports(self) -> list[int]:
        """Return where its processes listen."""
        return [server.port for server in self.servers]

    def worked_s(self) -> float:
        """Return the processor time its processes took so far (Linux; 0 elsewhere)."""
        ticks = 0
        for server in self.servers:
            stat = Path(f"/proc/{server.process_id}/stat")
            if stat.exists():
                ticks += sum(int(one) for one in stat.read_text().rpartition(") ")[2].split()[11:13])
        return ticks / os.sysconf("SC_CLK_TCK")

    def begin(self) -> None:
        """Make the database with its federation and keys, and serve it."""
        self.servers[0].begin(federation="Federation of the simulation", city="Muntinlupa", name="Ada")
        self.start()

    def start(self) -> None:
        """Start every process."""
        for server in self.servers:
            server.start()

    def kill(self) -> None:
        """Kill every process at this very moment, as a power cut would."""
        for server in self.servers:
            server.stop(signal.SIGKILL)
            self.kills += 1

    def command(self, *words: str) -> str:
        """Run a `kwetu` command on this deployment."""
        return self.servers[0].command(*words)

    def close(self) -> None:
        """Stop everything and remove the database."""
        for server in self.servers:
            with contextlib.suppress(Exception):
                server.stop(signal.SIGKILL)
        self.forget()
        if self._databases:
            self._databases.drop(self.url)

    def forget(self) -> None:
        """Let go of the database, as before a restore."""
        if self._open:
            self._open.dispose()
            self._open = None

    def looked_into(self) -> Engine:
        """Return the database, opened past the server."""
        self._open = self._open or db.open_engine(sqlalchemy_url(self.url))
        return self._open

    @contextlib.contextmanager
    def session(self) -> Iterator[Session]:
        """Look into the database past the server; what is added is committed."""
        with Session(self.looked_into().execution_options(kwetu_writes=False)) as session:
            yield session


def sqlalchemy_url(url: str) -> str:
    """Write an operator's address for SQLAlchemy."""
    return url.replace("postgresql:", "postgresql+psycopg:", 1) if url.startswith("postgresql:") else url


@contextlib.contextmanager
def deployed(engine: str, databases: Databases | None = None) -> Iterator[Deployment]:
    """Run a deployment for the length of a block."""
    with tempfile.TemporaryDirectory(prefix="kwetu-sim-", dir=IN_MEMORY) as folder:
        deployment = Deployment(Path(folder), engine, databases)
        try:
            deployment.begin()
            yield deployment
        finally:
            deployment.close()
