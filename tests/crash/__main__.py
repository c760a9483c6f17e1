"""``make crash``: kills the server KILLS times under push load, and a browser BROWSER_KILLS times after "saved"."""

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from tests.crash import browser
from tests.crash.server import killed

KILLS = int(os.environ.get("KILLS") or 500)
BROWSER_KILLS = int(os.environ.get("BROWSER_KILLS") or 100)
SEED = int(os.environ.get("SEED") or 1)
POSTGRESQL_SHARE = 0.1


def on_sqlite() -> tuple[str, bool]:
    """Kill a server that keeps its data in one file."""
    count = killed(KILLS - int(KILLS * POSTGRESQL_SHARE), SEED)
    return str(count), count.sound


def on_postgresql() -> tuple[str, bool]:
    """Kill a server whose PostgreSQL lives on."""
    count = killed(int(KILLS * POSTGRESQL_SHARE), SEED + 1, "postgresql")
    return str(count), count.sound


def of_a_browser() -> tuple[str, bool]:
    """Kill a phone's browser while its mapper writes."""
    count = browser.main(BROWSER_KILLS, SEED)
    return str(count), count.sound


PARTS: list[Callable[[], tuple[str, bool]]] = [on_sqlite, on_postgresql, of_a_browser]
"""Each part says what it counted, and whether that is as it must be."""


def _verdict(part: Callable[[], tuple[str, bool]]) -> tuple[str, bool]:
    """Count one part; a check that fails within it is a verdict too."""
    try:
        return part()
    except Exception as fault:  # whatever it is, the other parts still run
        name, where = part.__name__.replace("_", " "), traceback.extract_tb(fault.__traceback__)[-1]
        said = str(fault).partition("\n")[0] or type(fault).__name__
        return f"{name}: FAILED, {said} ({Path(where.filename).name}, line {where.lineno})", False


def main() -> int:
    """Run all parts; leave with 1 when anything was lost."""
    told = []
    for part in PARTS:
        told.append(_verdict(part))
        said, sound = told[-1]
        print(said if sound else f"NOT AS IT MUST BE: {said}", flush=True)
    return 0 if all(sound for _, sound in told) else 1


if __name__ == "__main__":
    sys.exit(main())
