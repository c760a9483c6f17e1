"""Every file, folder and function that a page names is there; every slice is named."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md"), *(ROOT / "sample_data").glob("*.md")])
ROOTS = ("app/", "frontend/", "docs/", "tests/", "bench/", "migrations/", "sample_data/", ".ci/")
MADE_LATER = ("frontend/dist", "frontend/node_modules")


def _named(page: Path) -> list[str]:
    found = re.findall(r"`([\w./*:<>{},-]+)`", page.read_text(encoding="utf-8"))
    return [name for name in found if name.startswith(ROOTS) and not re.search(r"[<>{}*]", name)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_a_page_names_exists(page: Path) -> None:
    paths = [name.partition(":")[0] for name in _named(page)]
    missing = [path for path in paths if not path.startswith(MADE_LATER) and not (ROOT / path).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_function_a_page_names_stands_in_its_file(page: Path) -> None:
    missing = []
    for path, _colon, function in (name.partition(":") for name in _named(page) if ":" in name):
        text = (ROOT / path).read_text(encoding="utf-8")
        if not re.search(rf"\b(def|class|function|const) {function}\b", text):
            missing.append(f"{path}:{function}")
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_page_that_a_page_links_to_exists(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


def test_the_architecture_page_names_every_slice() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    folders = [*(ROOT / "app").iterdir(), *(ROOT / "frontend" / "src").iterdir()]
    slices = {folder.name for folder in folders if folder.is_dir() and not folder.name.startswith("_")}
    assert [name for name in sorted(slices) if f"{name}/" not in page] == []


def test_every_make_target_that_a_page_names_exists_and_is_helped() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    helped = set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))
    phony = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE).group(1).split())  # type: ignore[union-attr]
    named = {target for page in PAGES for target in re.findall(r"`make (\w+)", page.read_text(encoding="utf-8"))}
    assert helped == phony
    assert len(helped) <= 15
    assert named <= helped
