"""Holds every package against the allow-list, and writes NOTICES: what is shipped, by whom, under which licence."""

import json
import re
import sys
from collections.abc import Iterator
from email.message import Message
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any, cast

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
RULES = yaml.safe_load((ROOT / "tests" / "house" / "licences.yaml").read_text(encoding="utf-8"))
NOTICES = ROOT / "NOTICES"


def allows(licence: str, allowed: set[str]) -> bool:
    """Tell whether an SPDX expression leaves a choice that is on the list."""
    words = re.findall(r"[()]|[^\s()]+", licence)
    python = " ".join(
        word.lower() if word in {"AND", "OR"} else word if word in "()" else str(word in allowed) for word in words
    )
    try:
        return bool(eval(python, {"__builtins__": {}}))
    except SyntaxError:
        return False


def python_packages(lock: str) -> Iterator[tuple[str, str, str]]:
    """Give name, version and licence of each package of a Python lock."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, re.MULTILINE):
        yield name, version, _python_licence(name)


def _python_licence(name: str) -> str:
    try:
        told = cast(Message, metadata(name))
    except PackageNotFoundError:
        return str(RULES["elsewhere"].get(name, "not told"))
    classifiers = [line for line in told.get_all("Classifier", []) if line.startswith("License")]
    own_words = (
        told.get("License-Expression")
        or told.get("License", "").split("\n")[0]
        or " AND ".join(line.rsplit(" :: ", 1)[-1] for line in classifiers)
        or RULES["elsewhere"].get(name, "not told")
    )
    return str(RULES["called"].get(own_words, own_words))


def npm_packages(folder: str) -> dict[str, dict[str, Any]]:
    """Give the entries of a package-lock.json by their place under node_modules."""
    locked = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return {place: entry for place, entry in locked.items() if place}


def bundled(locked: dict[str, dict[str, Any]]) -> list[str]:
    """Name the packages that end up in the phone app: those listed and all they depend on."""
    found: set[str] = set()
    waiting = [f"node_modules/{name}" for name in RULES["bundled"] if f"node_modules/{name}" in locked]
    while waiting:
        place = waiting.pop()
        if place not in found:
            found.add(place)
            needed = locked[place].get("dependencies", {})
            waiting += [there for name in needed if (there := _nearest(place, name, locked)) in locked]
    return sorted(found)


def _nearest(place: str, name: str, locked: dict[str, dict[str, Any]]) -> str:
    own = f"{place}/node_modules/{name}"
    return own if own in locked else f"node_modules/{name}"


def refused() -> list[str]:
    """Name every package whose licence is not on the list."""
    allowed = set(RULES["allowed"])
    building = allowed | set(RULES["allowed_for_building"])
    told = [(name, licence, allowed) for name, _version, licence in python_packages("requirements-dev.lock")]
    for folder in ("frontend", "tests/e2e", "tests/oracle", "bench"):
        locked = npm_packages(folder)
        shipped = set(bundled(locked)) if folder == "frontend" else set()
        for place, entry in locked.items():
            licence = str(entry.get("license") or RULES["elsewhere"].get(place.split("node_modules/")[-1], "not told"))
            licence = RULES["called"].get(licence, licence)
            told.append((f"{folder}: {place}", licence, allowed if place in shipped else building))
    return [f"{name}: {licence}" for name, licence, which in told if not allows(licence, which)]


def notices() -> str:
    """Return NOTICES: the server's packages by name, the phone app's with the full text of their licences."""
    lines = ["Kwetu stands on the work of others.", "", "The server (Python packages, installed as published)", ""]
    lines += [f"  {name} {version}: {licence}" for name, version, licence in python_packages("requirements.lock")]
    lines += ["", "The phone app (npm packages, part of the built app)", ""]
    locked = npm_packages("frontend")
    for place in bundled(locked):
        entry = locked[place]
        name = place.removeprefix("node_modules/")
        lines += [f"--- {name} {entry['version']}: {entry.get('license')}", *_text(place), ""]
    return "\n".join(lines).rstrip() + "\n"


def _text(place: str) -> list[str]:
    folder = ROOT / "frontend" / place
    files = sorted(file for file in folder.glob("*") if re.match(r"(?i)licen[cs]e|copying|notice", file.name))
    return [line.rstrip() for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def main(check: bool) -> int:
    """Write NOTICES, or with ``check`` tell what is wrong."""
    faults = [f"not on the allow-list of tests/house/licences.yaml: {each}" for each in refused()]
    if not check:
        NOTICES.write_text(notices(), encoding="utf-8")
    elif not NOTICES.exists() or NOTICES.read_text(encoding="utf-8") != notices():
        faults.append("NOTICES is stale: run `make generated`")
    print("\n".join(faults), end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
