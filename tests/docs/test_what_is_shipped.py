"""What a fresh machine needs is named in full, and nothing names where to download from."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON_LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-node.lock"]
NPM_LOCKS = ["frontend/package-lock.json", "tests/e2e/package-lock.json", "bench/package-lock.json"]


@pytest.mark.parametrize("lock", PYTHON_LOCKS)
def test_a_python_lock_has_hashes_and_no_addresses(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    packages = re.findall(r"^[\w.-]+==.*?(?=^[\w.-]+==|\Z)", text, re.MULTILINE | re.DOTALL)
    assert packages
    assert [one.split()[0] for one in packages if "--hash=sha256:" not in one] == []
    assert "://" not in text


@pytest.mark.parametrize("lock", NPM_LOCKS)
def test_an_npm_lock_has_hashes_and_no_addresses(lock: str) -> None:
    packages = json.loads((ROOT / lock).read_text(encoding="utf-8"))["packages"]
    entries = {place: entry for place, entry in packages.items() if place}
    assert [place for place, entry in entries.items() if "resolved" in entry] == []
    assert [place for place, entry in entries.items() if "integrity" not in entry and not entry.get("link")] == []


@pytest.mark.parametrize("lock", NPM_LOCKS)
def test_an_npm_lock_holds_every_package_that_another_needs(lock: str) -> None:
    packages = json.loads((ROOT / lock).read_text(encoding="utf-8"))["packages"]
    missing = [
        f"{place} needs {name}"
        for place, entry in packages.items()
        for name in {**entry.get("dependencies", {}), **entry.get("optionalDependencies", {})}
        if not _found_from(place, name, packages)
    ]
    assert missing == []


def _found_from(place: str, name: str, packages: dict[str, object]) -> bool:
    parts = place.split("/node_modules/") if place else []
    above = ["/node_modules/".join(parts[:many]) for many in range(len(parts), 0, -1)] + [""]
    return any(f"{folder}/node_modules/{name}".lstrip("/") in packages for folder in above)


def test_everything_the_container_copies_is_there() -> None:
    lines = re.findall(r"^COPY (?!--from)(.+)$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    sources = [source for line in lines for source in line.split()[:-1]]
    assert [source for source in sources if not (ROOT / source).exists()] == []


def test_the_container_runs_as_nobody_in_particular_and_says_how_it_is() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    last_stage = text.rpartition("\nFROM ")[2]
    assert "USER kwetu" in last_stage
    assert "HEALTHCHECK" in last_stage
    assert last_stage.strip().endswith('CMD ["kwetu", "serve"]')
