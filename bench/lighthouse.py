"""What Lighthouse says of the form page: a mid-range phone, slow 4G, cold cache, a phone that has joined."""

import json
import statistics
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import sync_playwright

from bench.measured import Measured, tell
from tests.e2e.browsers import chromium
from tests.e2e.phone import Phone
from tests.e2e.server import ROOT, running

RUNS = 3


@lru_cache
def looks() -> list[dict[str, Any]]:
    """Join with a phone's browser, then let Lighthouse look at its question page."""
    with TemporaryDirectory(prefix="kwetu-lighthouse-") as name, running(Path(name) / "server", "--demo") as server:
        tell("Lighthouse: joining, then looking at the question page")
        with sync_playwright() as playwright:
            phone = Phone(playwright, Path(name) / "phone")
            address = phone.opens_demonstration_draft(server)
            phone.browser.close()
        script = ["node", "bench/lighthouse.mjs", address, str(phone.browser.folder), chromium(), str(RUNS)]
        told = subprocess.run(script, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, timeout=600)
    found: list[dict[str, Any]] = json.loads(told.stdout)
    for look in found:
        tell(json.dumps(look))
        if look["at"] != address:
            raise RuntimeError(f"Lighthouse was led away from the question page, to {look['at']}")
    return found


def performance(_folder: Path) -> Iterator[Measured]:
    """Return the performance score; 95 is promised."""
    yield Measured(statistics.median(look["performance"] for look in looks()), "of 100", 95)


def accessibility(_folder: Path) -> Iterator[Measured]:
    """Return the accessibility score; 100 is promised."""
    yield Measured(min(look["accessibility"] for look in looks()), "of 100", 100)
