"""How fast a city is read: by a leader over HTTP against plain SQL, and by a fresh phone against another database."""

import http.client
import sqlite3
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import orjson
import zstandard

from bench.measured import Measured, tell
from bench.phones import server_of
from bench.reading import RECORDS, described_city
from tests.e2e.server import Server

ROUNDS = 7


def sqlite(folder: Path) -> Iterator[Measured]:
    """Pull ten thousand records of 3 KB page by page; beside it read the same rows with the sqlite3 module."""
    file = folder / "kwetu.sqlite3"
    tell(f"pull: writing {RECORDS} records")
    field = described_city(file)
    server = server_of(folder / "server", f"sqlite:///{file}")
    ours, plain = [], []
    server.start()
    try:
        for _ in range(ROUNDS):
            ours.append(RECORDS / _pulled_s(server, field.cast.muntinlupa.leader.token))
            plain.append(RECORDS / _read_s(file))
            tell(f"pull: {ours[-1]:.0f} records a second over HTTP, {plain[-1]:.0f} rows with plain SQL")
    finally:
        server.stop()
    yield Measured(statistics.median(ours), "records/s", statistics.median(plain))


def _pulled_s(server: Server, token: str) -> float:
    """Read everything as a phone does, a page after the other, each unpacked; return the seconds.

    Neither side reads the records' JSON: the page is looked at behind them, for where to go on. Whether all of them
    came is counted when the clock has stopped.
    """
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "gzip, deflate, br, zstd"}
    unpacking = zstandard.ZstdDecompressor()
    came, cursor, more = [], "", True
    began = time.perf_counter()
    while more:
        line.request("GET", f"/api/sync/changes?limit=500&cursor={cursor}", headers=headers)
        answer = line.getresponse()
        body = answer.read()
        if answer.status != 200 or answer.getheader("Content-Encoding") != "zstd":
            raise RuntimeError(body[:2_000].decode(errors="replace"))
        page = unpacking.decompress(body)
        behind = orjson.loads(b"{" + page[page.rindex(b'"gone":') :])
        came.append(page)
        cursor, more = behind["cursor"], behind["more"]
    took = time.perf_counter() - began
    line.close()
    records = sum(page.count(b'{"record_id":') for page in came)
    if records != RECORDS:
        raise RuntimeError(f"{records} records came, not {RECORDS}")
    return took


def _read_s(file: Path) -> float:
    """Read the rows of the same records in the same order; return the seconds."""
    connection = sqlite3.connect(file)
    began = time.perf_counter()
    found = connection.execute("SELECT * FROM record ORDER BY scope_id, seq")
    came = 0
    while rows := found.fetchmany(500):
        came += len(rows)
    took = time.perf_counter() - began
    connection.close()
    if came != RECORDS:
        raise RuntimeError(f"{came} rows came, not {RECORDS}")
    return took
