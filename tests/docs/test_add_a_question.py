"""docs/add-a-question.md is followed word for word, on a copy of the questionnaire's files, by the real command."""

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pypdf
import pytest

from app.questionnaire import service
from app.questionnaire.compiling import ASKS, TYPES

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "add-a-question.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    found = re.findall(rf"^( *)```{language}\n(.*?)^\1```$", PAGE, re.MULTILINE | re.DOTALL)
    return [textwrap.dedent("".join(line[len(indent) :] for line in text.splitlines(True))) for indent, text in found]


def write_down(copy: Path, block: str) -> None:
    """Put a block where its first line says: at the end of a file, or under a word that stands in it."""
    first, _, text = block.partition("\n")
    said = re.fullmatch(r"# (\S+), (?:at the end|under (\w+))", first)
    assert said, f"the first line says where to write: {first}"
    file = copy / said[1]
    before = file.read_text(encoding="utf-8")
    if said[2] is None:
        after = before.rstrip("\n") + "\n\n" + text
    else:
        assert before.count(f"\n{said[2]}:\n") == 1
        after = before.replace(f"\n{said[2]}:\n", f"\n{said[2]}:\n{text}")
    file.write_text(after, encoding="utf-8")


def run(copy: Path, typed: str) -> str:
    """Type a command at the copy, as an operator does at the original."""
    program, *words = typed.split()
    assert program == "kwetu"
    command = [sys.executable, "-c", "from app.cli import main; main()", *words]
    done = subprocess.run(
        command, cwd=copy, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(copy)}
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of Kwetu in which the page was followed."""
    folder = tmp_path_factory.mktemp("kwetu")
    shutil.copytree(ROOT / "app", folder / "app", ignore=shutil.ignore_patterns("__pycache__"))
    for block in blocks("yaml"):
        write_down(folder, block)
    return folder


def test_the_form_check_of_the_page_says_what_the_page_says_it_says(copy: Path) -> None:
    (typed,), (said,) = blocks("sh"), blocks("text")
    assert run(copy, typed) == said


def test_the_question_is_asked_counted_numbered_translated_and_printed(copy: Path) -> None:
    before = len([one for one in service.form()["questions"].values() if "words_for" not in one])
    assert json.loads(run(copy, "kwetu form stats --json"))["fields"] == before + 2
    look = "import json; from app.questionnaire import service; print(json.dumps(service.form()['questions']))"
    told = subprocess.run([sys.executable, "-c", look], cwd=copy, capture_output=True, text=True, check=True)
    questions = json.loads(told.stdout)
    assert set(questions) - set(service.form()["questions"]) == {
        "water_tanks",
        "water_tanks_kept",
        "water_tanks_kept_in_words",
    }
    assert questions["water_tanks"]["label"]["fil"].startswith("Mga tangke")
    assert f"under the number it now has: {questions['water_tanks']['number']}." in PAGE
    run(copy, "kwetu form print questions.pdf")
    pages = (page.extract_text() for page in pypdf.PdfReader(copy / "questions.pdf").pages)
    assert any(re.search(r"5\.26\s+Community water tanks working today", page) for page in pages)


def test_the_page_names_every_type_and_everybody_who_can_be_asked() -> None:
    rows = dict(re.findall(r"^ *\| `(\w+)` \| (.*) \|$", PAGE, re.MULTILINE))
    assert set(re.findall(r"\b[A-Za-z_]+\b", rows["type"])) - {"list"} == TYPES
    assert set(re.findall(r"[a-z]+", rows["ask"].partition(":")[0])) - {"or"} == ASKS
