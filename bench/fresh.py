"""How long a phone that begins waits until a city is on it, against PouchDB replicating the same documents."""

import statistics
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, Playwright, sync_playwright
from sqlmodel import Session

from app.kit.db import open_engine
from app.people import service as people
from bench.measured import Measured, tell
from bench.phones import Field, server_of
from bench.reading import RECORDS, described_city, documents
from tests.e2e.browser import Browser
from tests.e2e.server import ROOT, Server, free_port

ROUNDS = 3
PATIENCE_S = 300

FETCHED_MS = """
async () => {
  const named = (await indexedDB.databases()).map((one) => one.name).find((name) => /^kwetu-[0-9a-f-]{36}$/.test(name));
  if (!named) return 0;
  const db = await new Promise((done, lost) => {
    const asked = indexedDB.open(named);
    [asked.onsuccess, asked.onerror] = [() => done(asked.result), () => lost(asked.error)];
  });
  const read = (store, how) => new Promise((done) => {
    const asked = how(db.transaction(store).objectStore(store));
    asked.onsuccess = () => done(asked.result);
  });
  const fetched = await read('meta', (store) => store.get('fetched'));
  const records = fetched ? await read('records', (store) => store.count()) : 0;
  db.close();
  if (!fetched) return 0;
  const asked = performance.getEntriesByType('resource').find((one) => one.name.includes('/api/sync/changes'));
  return { ms: performance.now() - asked.startTime, records };
}
"""

REPLICATED = """
async (from) => {
  const began = performance.now();
  const here = new PouchDB('here');
  const done = await PouchDB.replicate(from, here, { batch_size: 500 });
  return { ms: performance.now() - began, records: done.docs_written };
}
"""


def pull(folder: Path) -> Iterator[Measured]:
    """Sign in on an empty phone and wait for ten thousand records; then have PouchDB fetch them; three turns each."""
    file = folder / "kwetu.sqlite3"
    tell(f"fresh phone: writing {RECORDS} records")
    field = described_city(file)
    told = folder / "documents.jsonl"
    told.write_bytes(b"\n".join(documents(file)))
    server = server_of(folder / "server", f"sqlite:///{file}")
    ours, theirs = [], []
    server.start()
    try:
        with _express_pouchdb(told) as address, sync_playwright() as playwright:
            for turn in range(ROUNDS):
                ours.append(_ours_ms(playwright, folder / f"ours-{turn}", _link(server, field)))
                theirs.append(_theirs_ms(playwright, folder / f"theirs-{turn}", address))
                tell(f"fresh phone: {ours[-1]:.0f} ms, PouchDB {theirs[-1]:.0f} ms")
    finally:
        server.stop()
    yield Measured(statistics.median(ours), "ms", statistics.median(theirs))


def _link(server: Server, field: Field) -> str:
    engine = open_engine(field.url)
    with Session(engine) as session, session.begin():
        code = people.invitation_for(session, field.cast.muntinlupa.leader.person_id).code
    engine.dispose()
    return f"{server.url}/#/join/{code}"


def _ours_ms(playwright: Playwright, folder: Path, link: str) -> float:
    """Join as a leader does; the clock runs from the first request for changes until all of them are durable."""
    browser = Browser(playwright, folder, with_worker=False)
    page = browser.open()
    page.goto(link)
    page.locator(".foot .button.main").click()
    for _ in range(PATIENCE_S * 10):
        if found := page.evaluate(FETCHED_MS):
            browser.close()
            return _whole(found)
        page.wait_for_timeout(100)
    raise RuntimeError("the records did not come")


def _theirs_ms(playwright: Playwright, folder: Path, address: str) -> float:
    browser = Browser(playwright, folder, with_worker=False)
    page: Page = browser.open()
    page.set_default_timeout(PATIENCE_S * 1000)
    page.goto(f"{address}/page")
    found = page.evaluate(REPLICATED, f"{address}/db/city")
    browser.close()
    return _whole(found)


def _whole(found: dict[str, float]) -> float:
    if found["records"] != RECORDS:
        raise RuntimeError(f"{found['records']:.0f} records came, not {RECORDS}")
    return found["ms"]


@contextmanager
def _express_pouchdb(told: Path) -> Iterator[str]:
    port = free_port()
    command = ["node", "bench/pouchdb.mjs", str(port), str(told)]
    serving = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert serving.stdout
        if serving.stdout.readline().strip() != "ready":
            raise RuntimeError("express-pouchdb did not start")
        address = f"http://127.0.0.1:{port}"
        with urllib.request.urlopen(f"{address}/db/", timeout=60):
            yield address
    finally:
        serving.terminate()
        serving.wait(timeout=30)
