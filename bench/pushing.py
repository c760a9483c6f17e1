"""How fast a phone's day is taken in: merged, durable and signed for, against the same rows written with plain SQL."""

import random
import statistics
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import text

from app.kit.db import open_engine
from app.kit.migrations import migrate
from bench import grown, raw
from bench.measured import Measured, tell
from bench.phones import BATCH, Field, Line, Writer, begin, server_of
from tests.e2e.server import Server
from tests.postgresql import running as postgresql

ROUNDS, BATCHES = 7, 20
PHONES = 8
SMALL_BATCH = 10
GROWN, GROWN_TURNS = {"many": 20_000, "few": 200}, 40

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
        connection.execute(f"CREATE DATABASE {name}")
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


def growth(folder: Path) -> Iterator[Measured]:
    """Push to profiles that are there, into a ledger of a million edits and into one of ten thousand, in turns."""
    with ExitStack() as running:
        lines = [_grown(running, folder / name, settlements) for name, settlements in GROWN.items()]
        waits: list[list[float]] = [[], []]
        for turn in range(GROWN_TURNS):
            for (line, writer, ids), waited in zip(lines, waits, strict=True):
                some = random.Random(turn).sample(ids, BATCH)
                waited.append(line.push(writer.batches(some)[0]))
    many, few = (statistics.median(waited[2:]) * 1_000 / BATCH for waited in waits)
    yield Measured(many, "ms an edit", few)


def _grown(running: ExitStack, folder: Path, settlements: int) -> tuple[Line, Writer, list[str]]:
    """Start a server on a ledger that holds so many settlements with fifty edits each."""
    tell(f"push cost growth: writing {settlements * grown.EDITS:,} edits")
    folder.mkdir()
    field = begin(f"sqlite:///{folder / 'kwetu.sqlite3'}", settlements)
    writer = Writer(field, grown.EDIT_BYTES)
    grown.fill(folder / "kwetu.sqlite3", field, writer)
    server = server_of(folder / "server", field.url)
    server.start()
    running.callback(server.stop)
    line = Line(server, field.cast.muntinlupa.mapper.token)
    running.callback(line.close)
    return line, writer, field.settlement_ids
