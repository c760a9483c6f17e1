"""How long a mapper waits for her question when the server is switched off and the phone is slow."""

import statistics
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench.measured import Measured, tell
from tests.e2e.phone import Phone
from tests.e2e.server import running

RUNS = 5
SLOWER = 6
PROMISED_MS = 2000

WHEN_USABLE = """
(() => {
  const look = () => {
    const control = document.querySelector('input[data-field], textarea[data-field], [data-field] input');
    if (control && !control.disabled && control.getBoundingClientRect().height > 0) {
      window.usable_ms = performance.now();
    } else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""


def start(folder: Path) -> Iterator[Measured]:
    """Open the question page in new tabs of a phone that knows it, without a server, six times slower."""
    with sync_playwright() as playwright:
        phone = Phone(playwright, folder / "phone")
        with running(folder / "server", "--demo") as server:
            tell("offline start: joining, and letting the phone keep the app")
            address = phone.opens_demonstration_draft(server)
            phone.keeps_the_app()
        tell(f"offline start: the server is off; {RUNS} new tabs, {SLOWER} times slower")
        waited = [_usable_ms(phone, address) for _ in range(RUNS)]
        phone.browser.close()
    yield Measured(statistics.median(waited), "ms", PROMISED_MS)


def _usable_ms(phone: Phone, address: str) -> float:
    tab = phone.browser.new_tab()
    assert phone.browser.context
    phone.browser.context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    tab.add_init_script(WHEN_USABLE)
    tab.goto(address)
    while not (waited := tab.evaluate("window.usable_ms || 0")):
        tab.wait_for_timeout(100)
    tab.close()
    return float(waited)
