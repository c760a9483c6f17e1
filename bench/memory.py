"""How much memory a server takes: at rest, and after two minutes of phones that push and pull."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.measured import Measured, tell
from bench.phones import Field, Line, Writer, begin, server_of
from tests.e2e.server import Server

IDLE_MB, LOADED_MB = 140, 300
PHONES = 8
LOADED_S = 120
EDITS_A_PUSH = 20


def idle(folder: Path) -> Iterator[Measured]:
    """Start the server on a prepared database, ask it once, and leave it alone for a moment."""
    field = begin(f"sqlite:///{folder / 'kwetu.sqlite3'}", 100)
    server = server_of(folder / "server", field.url)
    server.start()
    try:
        time.sleep(2)
        yield Measured(resident_mb(server), "MB", IDLE_MB)
    finally:
        server.stop()


def loaded(folder: Path) -> Iterator[Measured]:
    """Have eight phones push and pull in turn for two minutes; the most memory the server ever took."""
    field = begin(f"sqlite:///{folder / 'kwetu.sqlite3'}", PHONES * EDITS_A_PUSH)
    server = server_of(folder / "server", field.url)
    server.start()
    try:
        tell(f"loaded memory: {PHONES} phones for {LOADED_S} s")
        with ThreadPoolExecutor(PHONES) as phones:
            pushes = sum(phones.map(lambda nth: _one_phone(server, field, nth), range(PHONES)))
        tell(f"  {pushes} pushes, {resident_mb(server):.0f} MB at the end")
        yield Measured(resident_mb(server, "VmHWM"), "MB", LOADED_MB)
    finally:
        server.stop()


def _one_phone(server: Server, field: Field, nth: int) -> int:
    """Push and pull until the time is over; return how often."""
    line, writer = Line(server, field.cast.muntinlupa.mapper.token), Writer(field)
    own = field.settlement_ids[nth * EDITS_A_PUSH : (nth + 1) * EDITS_A_PUSH]
    cursor, pushes, until = "", 0, time.monotonic() + LOADED_S
    while time.monotonic() < until:
        line.push(writer.batches(own, EDITS_A_PUSH)[0])
        _, cursor = line.pull(cursor if pushes % 10 else "")
        pushes += 1
    line.close()
    return pushes


def resident_mb(server: Server, what: str = "VmRSS") -> float:
    """Return what the kernel says the server's process holds (Linux), in MB of a million bytes."""
    assert server._process
    told = Path(f"/proc/{server._process.pid}/status").read_text()
    line = next(line for line in told.splitlines() if line.startswith(what))
    return int(line.split()[1]) * 1024 / 1e6
