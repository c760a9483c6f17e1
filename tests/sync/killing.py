"""`make mutants`: puts each small wrong into a copy of the tree and plays seeds until one of them finds it."""

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
FOUND = re.compile(r"^seed (\d+) on (\w+) \(make sim.*?^and then: (.*?)$", re.M | re.S)


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


def killed_by(mutant: Mutant | None, root: Path) -> str:
    """Say what found a wrong, empty when nothing did."""
    asked = mutant or MUTANTS[0]
    if asked.test and mutant:
        done = _run(_test_of(asked.test), root / "frontend" if asked.test[0] == "vitest" else root)
        return f"test {asked.test[-1]}" if done.returncode == 1 else ""
    words = ("--engine", asked.engine, "--first", str(asked.first), "--seeds", str(asked.seeds), "--stop")
    found = FOUND.search(_run([sys.executable, "-m", "tests.sync", *words], root).stdout)
    return f"seed {found[1]} on {found[2]}: {found[3][:160]}" if found else ""


def _test_of(test: tuple[str, ...]) -> list[str]:
    if test[0] == "vitest":
        return [str(ROOT / "frontend" / "node_modules" / ".bin" / "vitest"), "run", *test[1:]]
    return [sys.executable, "-m", *test]


def _run(command: list[str], root: Path) -> "subprocess.CompletedProcess[str]":
    env = os.environ | {"PYTHONPATH": str(root)}
    return subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)


def kill(mutant: Mutant) -> bool:
    """Tell whether a wrong is found."""
    with tempfile.TemporaryDirectory(prefix="kwetu-mutant-") as folder:
        root = copied(Path(folder))
        put_in(mutant, root)
        by = killed_by(mutant, root)
    print(f"{'killed  ' if by else 'SURVIVED'} {mutant.name}{': ' + by if by else ''}", flush=True)
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
