"""How long an operator waits for `make run` when everything is there already."""

import json
import os
import signal
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bench.measured import Measured, tell
from tests.e2e.server import ROOT, free_port

RUNS = 3

LOADED = """
import json, sys
import app.cli, app.main, app.demo
app.main.build_app()
ours = {"app", "migrations", "__main__", *sys.stdlib_module_names}
print(json.dumps([name for name in sys.modules if name.split(".")[0] not in ours and not name.startswith("_")]))
"""


def packages() -> list[str]:
    """Name every module of another's package that the server loads to start."""
    told = subprocess.run([sys.executable, "-c", LOADED], cwd=ROOT, check=True, capture_output=True, text=True)
    return list(json.loads(told.stdout))


def bare_import(modules: list[str]) -> float:
    """Return the seconds a Python takes that only imports these modules."""
    lines = "\n".join(f"try:\n import {name}\nexcept ImportError: pass" for name in modules)
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", lines], cwd=ROOT, check=True)
    return time.monotonic() - began


def until_it_answers(folder: Path) -> float:
    """Return the seconds from `make run` until the server answers; it is stopped again."""
    port = free_port()
    surroundings = os.environ | {"DATA_DIR": str(folder), "PORT": str(port)}
    began = time.monotonic()
    with (folder / "make.log").open("wb") as told:
        make = subprocess.Popen(
            ["make", "run"], cwd=ROOT, env=surroundings, stdout=told, stderr=told, start_new_session=True
        )
    try:
        while True:
            try:
                with urllib.request.urlopen(f"http://localhost:{port}/api/health", timeout=5):
                    return time.monotonic() - began
            except OSError:
                if make.poll() is not None or time.monotonic() - began > 900:
                    raise RuntimeError((folder / "make.log").read_text()) from None
                time.sleep(0.02)
    finally:
        os.killpg(make.pid, signal.SIGTERM)
        make.wait(timeout=30)


def second_run(folder: Path) -> Iterator[Measured]:
    """Start once so that everything is there, then again; compare with importing the same packages."""
    tell(f"make run, once so that everything is there, then {RUNS} times")
    until_it_answers(folder)
    modules = packages()
    bare_import(modules)
    value = statistics.median(until_it_answers(folder) for _ in range(RUNS))
    yield Measured(value, "s", statistics.median(bare_import(modules) for _ in range(RUNS)))
