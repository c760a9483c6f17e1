"""The tables in docs/ say what the code says, and the reverse."""

import re
from collections import Counter
from pathlib import Path

import pytest

from app.questionnaire import repository
from tests.house import licences, pages

ROOT = Path(__file__).resolve().parents[2]


def _first_cells(page: str) -> list[str]:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)


def test_every_problem_is_listed_and_every_listed_problem_exists() -> None:
    assert _first_cells("problems.md") == [problem.slug for problem in pages.problems()]


def test_no_two_problems_share_a_slug() -> None:
    shared = [slug for slug, times in Counter(problem.slug for problem in pages.problems()).items() if times > 1]
    assert shared == []


def test_every_setting_is_listed_and_every_listed_setting_exists() -> None:
    assert _first_cells("settings.md") == [name for name, _default, _text in pages.settings_shown()]


def test_every_command_is_listed_and_every_listed_command_exists() -> None:
    assert _first_cells("commands.md") == [typed for typed, _options, _help in pages.commands()]


def test_every_rule_is_listed_and_every_listed_rule_exists() -> None:
    assert _first_cells("questionnaire.md") == [f"{rule['id']}" for rule in repository.read_texts()["rules"]]


@pytest.mark.parametrize("page", ["problems.md", "settings.md", "commands.md", "questionnaire.md"])
def test_a_generated_page_is_not_stale(page: str) -> None:
    assert (ROOT / "docs" / page).read_text(encoding="utf-8") == pages.pages()[ROOT / "docs" / page]


@pytest.mark.parametrize(
    ("licence", "answer"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("GPL-3.0-only OR MIT", True),
        ("GPL-3.0-only AND MIT", False),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
        ("(MIT OR CC0-1.0)", True),
        ("not told", False),
        ("", False),
    ],
)
def test_a_licence_is_allowed_only_when_it_leaves_a_choice_on_the_list(licence: str, answer: bool) -> None:
    assert licences.allows(licence, set(licences.RULES["allowed"])) is answer
