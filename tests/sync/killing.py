"""`make mutants`: puts each small wrong into a copy of the tree; a seed or a test must find it, for its own reason."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.sync.mutants import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("app", "migrations", "tests", "pyproject.toml", "frontend/src", "frontend/tools", "frontend/package.json",
          "frontend/vite.config.ts", "frontend/tsconfig.json")  # fmt: skip
FOUND = re.compile(r"^(seed \d+ on \w+) \(make sim.*?^and then: (.*?)$", re.M | re.S)
FAILED = re.compile(r"^(?:FAILED (\S+::.*)| FAIL +(\S+ > .*))$", re.M)
COLOUR = re.compile(r"\x1b\[\d*m")


class Rotten(Exception):  # noqa: N818 - a mutant that does not fit the code any more
    """The text a mutant changes is not there exactly once."""


def put_in(mutant: Mutant, root: Path) -> None:
    """Put a wrong into a tree."""
    file = root / mutant.file
    words = file.read_text(encoding="utf-8")
    if words.count(mutant.old) != 1:
        raise Rotten(f"{mutant.name}: {mutant.file} holds its text {words.count(mutant.old)} times, not once")
    file.write_text(words.replace(mutant.old, mutant.new), encoding="utf-8")


def copied(to: Path) -> Path:
    """Copy the tree: the packages of the phone app are shared."""
    for name in COPIED:
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, to / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
        elif (ROOT / name).exists():
            shutil.copy(ROOT / name, to / name)
    (to / "frontend" / "node_modules").symlink_to(ROOT / "frontend" / "node_modules")
    return to


def findings(mutant: Mutant, root: Path) -> list[str]:
    """Say what found a wrong: the tests that failed, or how each seed ended that failed."""
    if mutant.test:
        done = _run(_test_of(mutant.test), root / "frontend" if mutant.test[0] == "vitest" else root)
        return [name or other for name, other in FAILED.findall(COLOUR.sub("", done.stdout + done.stderr))]
    words = ("--engine", mutant.engine, "--first", str(mutant.first), "--seeds", str(mutant.seeds), "--stop")
    told = _run([sys.executable, "-m", "tests.sync", *words], root).stdout
    return [f"{seed}: {fault}" for seed, fault in FOUND.findall(told)]


def _test_of(test: tuple[str, ...]) -> list[str]:
    if test[0] == "vitest":
        return [str(ROOT / "frontend" / "node_modules" / ".bin" / "vitest"), "run", *test[1:]]
    return [sys.executable, "-m", *test]


def _run(command: list[str], root: Path) -> "subprocess.CompletedProcess[str]":
    env = os.environ | {"PYTHONPATH": str(root)}
    return subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)


def kill(mutant: Mutant) -> bool:
    """Tell whether a wrong is found, for the reason it was put in."""
    with tempfile.TemporaryDirectory(prefix="kwetu-mutant-") as folder:
        root = copied(Path(folder))
        put_in(mutant, root)
        found = findings(mutant, root)
    by = next((one for one in found if re.search(mutant.because, one)), "")
    other = f", though it fell over: {found[0][:200]}" if found else ""
    print(f"killed   {mutant.name}: {by[:200]}" if by else f"SURVIVED {mutant.name}{other}", flush=True)
    return bool(by)


def main() -> int:
    """Kill all mutants, or those whose names hold the words asked for."""
    asked = argparse.ArgumentParser(prog="python -m tests.sync.killing", description=__doc__)
    asked.add_argument("only", nargs="?", default="", help="words in the names of mutants")
    only = asked.parse_args().only
    chosen = [mutant for mutant in MUTANTS if only in mutant.name]
    if not chosen:
        print(f"No mutant is called {only}; there are: {', '.join(mutant.name for mutant in MUTANTS)}")
        return 2
    killed = sum(kill(mutant) for mutant in chosen)
    print(f"{killed} of {len(chosen)} mutants killed")
    return int(killed < len(chosen))


if __name__ == "__main__":
    sys.exit(main())
