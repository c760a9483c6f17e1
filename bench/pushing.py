"""How fast a phone's day is taken in: merged, durable and signed for, against the same rows written with plain SQL."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import text

from app.kit.db import open_engine
from app.kit.migrations import migrate
from bench import raw
from bench.measured import Measured, tell
from bench.phones import BATCH, Field, Line, Writer, begin, server_of
from tests.e2e.server import Server
from tests.postgresql import running as postgresql

ROUNDS, BATCHES = 7, 20
PHONES = 8
SMALL_BATCH = 10

WriteRaw = Callable[[Sequence[Sequence[tuple[raw.Row, raw.Row]]]], float]


def sqlite(folder: Path) -> Iterator[Measured]:
    """Push batches of 50 edits of 3 KB over HTTP; beside it the same rows with the sqlite3 module."""
    beside = folder / "raw.sqlite3"
    url = f"sqlite:///{folder / 'kwetu.sqlite3'}"
    migrate(f"sqlite:///{beside}")
    yield _compared(folder, url, f"sqlite:///{beside}", lambda rows: raw.into_sqlite(beside, rows))


def postgres(folder: Path) -> Iterator[Measured]:
    """The same on PostgreSQL with fsync; beside it the same rows with psycopg's executemany."""
    with postgresql(fsync="on", full_page_writes="on") as server:
        ours, beside = (_database(server.url, name) for name in ("kwetu_ours", "kwetu_raw"))
        migrate(beside)
        yield _compared(folder, ours, beside, lambda rows: raw.into_postgresql(beside, rows))


def _database(url: str, name: str) -> str:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]  # a name of this file
    return url.rpartition("/")[0].replace("postgresql:", "postgresql+psycopg:") + f"/{name}"


def _compared(folder: Path, url: str, beside: str, write_raw: WriteRaw) -> Measured:
    """Take turns, ours and raw, so that both meet the same weather; return the medians in edits per second."""
    field = begin(url, BATCHES * BATCH)
    _one_scope(beside, field.cast.muntinlupa.id)
    server = server_of(folder / "server", url)
    ours, plain = [], []
    server.start()
    try:
        line, writer = Line(server, field.cast.muntinlupa.mapper.token), Writer(field)
        for turn in range(ROUNDS):
            bodies = writer.batches(field.settlement_ids)
            ours.append(BATCHES * BATCH / sum(line.push(body) for body in bodies))
            rows = raw.rows_since(url, turn * BATCHES * BATCH, BATCHES * BATCH)
            plain.append(write_raw([rows[at : at + BATCH] for at in range(0, len(rows), BATCH)]))
            tell(f"  {ours[-1]:8.0f} edits/s over HTTP, {plain[-1]:8.0f} edits/s plain")
        line.close()
    finally:
        server.stop()
    return Measured(statistics.median(ours), "edits/s", statistics.median(plain))


def _one_scope(url: str, scope_id: str) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO scope (id, seq) VALUES (:id, 0)"), {"id": scope_id})
    engine.dispose()


def waiting(folder: Path) -> Iterator[Measured]:
    """Eight phones push at once, forty times ten edits each; how long the unluckiest of a hundred waits."""
    field = begin(f"sqlite:///{folder / 'kwetu.sqlite3'}", PHONES * SMALL_BATCH)
    server = server_of(folder / "server", field.url)
    server.start()
    try:
        waits = sorted(_together(server, field, pushes=40))
    finally:
        server.stop()
    p99 = waits[int(len(waits) * 0.99)]
    yield Measured(p99 * 1_000, "ms", statistics.median(waits) * 1_000)


def _together(server: Server, field: Field, pushes: int) -> list[float]:
    def one_phone(nth: int) -> list[float]:
        line, writer = Line(server, field.cast.muntinlupa.mapper.token), Writer(field)
        own = field.settlement_ids[nth * SMALL_BATCH : (nth + 1) * SMALL_BATCH]
        bodies = [writer.batches(own, SMALL_BATCH)[0] for _ in range(pushes)]
        waits = [line.push(body) for body in bodies]
        line.close()
        return waits

    with ThreadPoolExecutor(PHONES) as phones:
        return [wait for waits in phones.map(one_phone, range(PHONES)) for wait in waits]
