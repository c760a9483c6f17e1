"""Checks the style, the types and the order of the code, and that nothing generated is stale: `make check`.

Two at a time where there are two processors, the longest begun first; all are run, whatever the first one finds.
"""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(sys.executable).parent
PHONE = ["npm", "--prefix", "frontend", "run", "--silent"]

CHECKS: list[tuple[str, list[list[str]]]] = [
    ("svelte-check: types of the phone app", [[*PHONE, "check"]]),
    ("mypy: types of the Python", [[f"{HERE}/mypy"], [f"{HERE}/mypy", "tests/house", "bench", "tests/e2e"]]),
    ("eslint: style of the phone app", [[*PHONE, "lint:code"]]),
    ("prettier: layout of the phone app", [[*PHONE, "lint:layout"]]),
    ("dependency-cruiser: order of the phone app", [[*PHONE, "lint:order"]]),
    ("import-linter: the order of the slices", [[f"{HERE}/lint-imports", "--no-cache"]]),
    ("ruff: style of the Python", [[f"{HERE}/ruff", "check", "."], [f"{HERE}/ruff", "format", "--check", "."]]),
    ("openapi.json: not stale", [[sys.executable, "-m", "tests.house.openapi", "--check"]]),
    ("its client on the phone: not stale", [[*PHONE, "api:fresh"]]),
    ("docs: not stale", [[sys.executable, "-m", "tests.house.pages", "--check"]]),
    ("licences: all on the allow-list, NOTICES not stale", [[sys.executable, "-m", "tests.house.licences", "--check"]]),
]
AT_A_TIME = 2


def holds(check: tuple[str, list[list[str]]]) -> bool:
    """Run one check, print what it found, and tell whether it holds."""
    name, commands = check
    began = time.monotonic()
    done = [subprocess.run(each, check=False, capture_output=True, text=True) for each in commands]
    well = not any(one.returncode for one in done)
    found = "".join(one.stdout + one.stderr for one in done)
    took = f"{name} ({time.monotonic() - began:.0f} s)"
    print(took if well else f"{took}: NOT AS IT MUST BE\n{found}", flush=True)
    return well


def main() -> int:
    """Run all checks; leave with 1 when one does not hold."""
    with ThreadPoolExecutor(AT_A_TIME) as together:
        return 0 if all(list(together.map(holds, CHECKS))) else 1


if __name__ == "__main__":
    sys.exit(main())
