"""How soon a slow phone shows what a thumb did: a key pressed, the next question, an answer safe on the phone."""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from bench.measured import Measured, tell
from bench.web_forms import opened_by_web_forms
from tests.e2e.phone import DRAFT_QUESTION, Phone
from tests.e2e.server import running

SLOWER = 6
KEYS = "123456789"
TIMES = 4
TURNS = 25
KEYSTROKE_MS, PAGE_TURN_MS, OPEN_MS, DURABLE_MS = 50, 200, 500, 50
"""Promised at a sixth of this machine's speed."""

WATCH = """
(() => {
  const painted = (then) => requestAnimationFrame(() => {
    const line = new MessageChannel();
    line.port1.onmessage = () => then(performance.now());
    line.port2.postMessage(0);
  });
  const measured = (window.measured = { key: [], durable: [], turn: [] });
  const durable = (since) => {
    const look = () => {
      const said = document.querySelector('[data-written]');
      if (said?.dataset.written === 'saved') measured.durable.push(performance.now() - since);
      else window.addEventListener('kwetu-look', look, { once: true });
    };
    setTimeout(look);
  };
  new MutationObserver(() => window.dispatchEvent(new Event('kwetu-look'))).observe(document, {
    subtree: true, attributes: true, attributeFilter: ['data-written'],
  });
  addEventListener('input', (event) => {
    painted((now) => measured.key.push(now - event.timeStamp));
    durable(event.timeStamp);
  }, true);
  const shown = () => document.querySelector('h1')?.textContent ?? '';
  window.turned = (go) => new Promise((done) => {
    const before = shown();
    const began = performance.now();
    const look = () => {
      if (shown() !== before && !document.querySelector('.skeleton')) painted((now) => done(now - began));
      else requestAnimationFrame(look);
    };
    go();
    requestAnimationFrame(look);
  });
})();
"""

BACK_AND_FORTH = "(forth) => turned(() => document.querySelectorAll('.steps .button')[forth ? 1 : 0].click())"
OPENED = "(address) => turned(() => { location.hash = address.split('#')[1]; })"

BARE_INPUT = "document.body.innerHTML = '<input data-field=bare>'"

BARE_PUTS = """(times) => new Promise((done) => {
  const opening = indexedDB.open('bench');
  opening.onupgradeneeded = () => opening.result.createObjectStore('put');
  opening.onsuccess = () => {
    const waits = [];
    const put = () => {
      if (waits.length === times) return done(waits);
      const began = performance.now();
      const tx = opening.result.transaction('put', 'readwrite', { durability: 'strict' });
      tx.objectStore('put').put({ began }, 'one');
      tx.oncomplete = () => { waits.push(performance.now() - began); setTimeout(put, 250); };
    };
    put();
  };
})"""


def keystroke(folder: Path) -> Iterator[Measured]:
    """Type numbers into a question of the whole form; from the key to the painted sign, the slowest of twenty.

    Beside it a bare input on an empty page of the same browser: what no app on this machine can be quicker than.
    """
    with opened_draft(folder) as (page, _):
        type_numbers(page, DRAFT_QUESTION)
        waits: list[float] = page.evaluate("measured.key")
        page.goto("about:blank")
        page.evaluate(BARE_INPUT)
        type_numbers(page, "bare")
        bare: list[float] = page.evaluate("measured.key")
    yield Measured(slowest(waits), "ms", KEYSTROKE_MS)
    yield Measured(slowest(waits), "ms", slowest(bare), "form_keystroke_against_bare_input")


def durable(folder: Path) -> Iterator[Measured]:
    """Type numbers; from the key to "saved on this phone", which is said when the strict transaction has completed.

    Beside it the shortest strict transaction there can be, in the same page: one put, and nothing on the screen.
    """
    with opened_draft(folder) as (page, _):
        type_numbers(page, DRAFT_QUESTION, rest_ms=250)
        waits: list[float] = page.evaluate("measured.durable")
        bare: list[float] = page.evaluate(BARE_PUTS, len(waits))
    yield Measured(slowest(waits), "ms", DURABLE_MS)
    yield Measured(slowest(waits), "ms", slowest(bare), "answer_durable_against_bare_put")


def page_turn(folder: Path) -> Iterator[Measured]:
    """Go on and back between two questions; from the tap to the other question, painted."""
    with opened_draft(folder) as (page, _):
        waits = [page.evaluate(BACK_AND_FORTH, turn % 2 == 0) for turn in range(TURNS)]
    yield Measured(slowest(waits[1:]), "ms", PAGE_TURN_MS)


def opened(folder: Path) -> Iterator[Measured]:
    """Open the question where a profile was left, from the profile's own page; then the same form with ODK Web Forms.

    Both in the same browser, as slow, with their scripts loaded and run before. Of theirs, the quicker of two counts.
    """
    with opened_draft(folder) as (page, address):
        waits = []
        for _ in range(TURNS):
            page.evaluate(OPENED, address.partition("/ask/")[0])
            waits.append(page.evaluate(OPENED, address))
        ours = statistics.median(waits)
        yield Measured(ours, "ms", OPEN_MS)
        theirs = opened_by_web_forms(page, folder / "web-forms")
    yield Measured(ours, "ms", theirs, "form_open_against_web_forms")


@contextmanager
def opened_draft(folder: Path, slower: float = SLOWER) -> Iterator[tuple[Page, str]]:
    """Have the demonstration's draft open at a question to count in the only tab of a slow phone, the server off."""
    with sync_playwright() as playwright:
        phone = Phone(playwright, folder / "phone")
        with running(folder / "server", "--demo") as server:
            tell("form: joining, and letting the phone keep the app")
            address = phone.opens_demonstration_draft(server)
            phone.keeps_the_app()
        assert phone.browser.context
        page = phone.browser.new_tab()
        phone.page.close()
        page.add_init_script(WATCH)
        page.goto(address)
        expect(page.locator(f'[data-field="{DRAFT_QUESTION}"]')).to_be_visible()
        phone.browser.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
        yield page, address
        phone.browser.close()


def type_numbers(page: Page, name: str, rest_ms: int = 120) -> None:
    """Type one number after another into a field, as quick thumbs do."""
    field = page.locator(f'[data-field="{name}"]')
    for _ in range(TIMES):
        field.press("ControlOrMeta+a")
        field.press("Backspace")
        page.wait_for_timeout(500)
        for key in KEYS[:5]:
            field.press(key)
            page.wait_for_timeout(rest_ms)
    page.wait_for_timeout(1_000)


def slowest(waits: list[float]) -> float:
    """Return the 95th of a hundred."""
    return statistics.quantiles(waits, n=20)[-1]
