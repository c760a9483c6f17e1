"""A phone's browser with its own storage, which can be killed for real and opened again."""

import contextlib
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, ViewportSize, expect

from tests.e2e.browsers import chromium

QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
PHONE = {"width": 360, "height": 640}
DESK = {"width": 1280, "height": 800}

PATIENCE_MS = 30_000
"""Another ring may be at work beside this one; a wait ends as soon as what it waits for is there."""

expect.set_options(timeout=PATIENCE_MS)


class Browser:
    """A Chromium with a folder of its own: what it stored is there when it is opened again."""

    def __init__(
        self,
        playwright: Playwright,
        folder: Path,
        size: dict[str, int] = PHONE,
        *,
        with_worker: bool = True,
        options: Sequence[str] = (),
    ) -> None:
        self.with_worker = with_worker
        self.options = [*QUIET, *options]
        self.playwright = playwright
        self.folder = folder
        self.size = size
        self.context: BrowserContext | None = None

    def open(self) -> Page:
        """Open the browser and return its page."""
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.folder),
            executable_path=chromium(),
            headless=True,
            args=self.options,
            viewport=ViewportSize(width=self.size["width"], height=self.size["height"]),
            has_touch=self.size == PHONE,
            locale="en-GB",
            service_workers="allow" if self.with_worker else "block",
        )
        self.context.set_default_timeout(PATIENCE_MS)
        return self.context.pages[0] if self.context.pages else self.context.new_page()

    def new_tab(self) -> Page:
        """Open another tab."""
        assert self.context
        return self.context.new_page()

    def processes(self) -> list[int]:
        """Return the ids of every process of this browser: the one told by its folder, and all it started."""
        mine = f"--user-data-dir={self.folder}".encode()
        parents: dict[int, int] = {}
        found: list[int] = []
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError, IndexError):
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                if mine in (entry / "cmdline").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
        for process in found:  # grows while it is read, so that children's children are found too
            found += [child for child, parent in parents.items() if parent == process and child not in found]
        return found

    def kill(self) -> int:
        """Kill every process at once, as a phone does that runs out of memory; return how many there were."""
        killed = self.processes()
        for process in killed:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        until = time.monotonic() + 10
        while self.processes() and time.monotonic() < until:
            time.sleep(0.05)
        self.close()
        return len(killed)

    def close(self) -> None:
        """Close the browser, or what is left of it."""
        if self.context:
            with contextlib.suppress(Exception):
                self.context.close()
        self.context = None
