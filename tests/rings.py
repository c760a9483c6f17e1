"""Runs the rings of tests and closes with one line that counts them all.

Two at a time, the longest begun first: a browser and whoever taps in it wait for each other most of the time, so that
a ring alone leaves a processor idle. What a ring prints is shown when it is through.
"""

import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

from tests.postgresql import IN_MEMORY

PYTEST = [sys.executable, "-m", "pytest", "-q"]
VITEST = ["npm", "--prefix", "frontend", "run", "--silent", "test", "--", "--reporter=default", "--reporter=junit"]

RINGS = {
    "tests/e2e": "a mapper's day works, in real browsers",
    "tests/api@postgresql": "the promise to clients, and permissions, kept by PostgreSQL",
    "tests/sync": "no answer is ever lost, all phones agree in the end",
    "tests/api": "the same promise, kept by SQLite",
    "tests/crash": "what was acknowledged is there after a kill, on a full disk, with a torn file",
    "frontend": "the phone's rules are right, and the same as the server's",
    "tests/unit": "the rules are right",
    "tests/migrations": "old data survives",
    "tests/docs": "the docs are true",
}
"""The longest first: those at the end fill what is left of the time."""

AT_A_TIME = 2
ON_DISK = ("tests/e2e", "tests/crash")
"""Rings that look at what a disk does; the others keep their files in memory, where no commit waits for one."""


def command(ring: str, report: Path) -> list[str]:
    """Say how a ring is run so that its outcome is written to ``report``, and its files beside it."""
    if ring == "frontend":
        return [*VITEST, f"--outputFile.junit={report}"]
    tests, _, database = ring.partition("@")
    on_postgresql = [sys.executable, "-m", "tests.postgresql"] if database == "postgresql" else []
    files = [] if ring in ON_DISK else [f"--basetemp={report.with_suffix('')}"]
    return [*on_postgresql, *PYTEST, tests, f"--junit-xml={report}", *files]


def counted(report: Path) -> tuple[int, int, int]:
    """Read how many tests passed, failed and were skipped; a ring that wrote no report failed once."""
    if not report.exists():
        return 0, 1, 0
    suites = list(ElementTree.parse(report).getroot().iter("testsuite"))

    def sum_of(name: str) -> int:
        return sum(int(suite.get(name) or 0) for suite in suites)

    failed, skipped = sum_of("failures") + sum_of("errors"), sum_of("skipped")
    return sum_of("tests") - failed - skipped, failed, skipped


def run(ring: str, folder: Path) -> tuple[int, int, int]:
    """Run one ring and count it; a ring that stopped without a failed test counts as one failure."""
    name = ring.replace("/", "-")
    report, told, began = folder / f"{name}.xml", folder / f"{name}.txt", time.monotonic()
    with told.open("wb") as out:
        left_with = subprocess.run(command(ring, report), check=False, stdout=out, stderr=out).returncode
    passed, failed, skipped = counted(report)
    print(f"\n== {ring}: {RINGS.get(ring, 'asked for by name')}\n{told.read_text(errors='replace')}", end="")
    print(f"== {ring} took {time.monotonic() - began:.0f} s", flush=True)
    return passed, failed or int(left_with != 0), skipped


def main(asked: list[str]) -> int:
    """Run the rings asked for, or all of them."""
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as name, ThreadPoolExecutor(AT_A_TIME) as together:
        outcomes = list(together.map(lambda ring: run(ring, Path(name)), asked or RINGS))
    passed, failed, skipped = (sum(column) for column in zip(*outcomes, strict=True))
    print(f"\n{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
