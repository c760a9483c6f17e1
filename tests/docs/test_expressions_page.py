"""docs/expressions.md names every function and every difference from ODK, and nothing that is not there."""

import json
import re
from pathlib import Path

from app.questionnaire.expressions import DEEPEST
from app.questionnaire.functions import LONGEST_MATCHED
from app.questionnaire.vocabulary import FUNCTIONS, REFUSED

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "expressions.md").read_text("utf-8")
TABLE = [line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| `")]


def test_every_function_stands_in_the_table_and_no_other() -> None:
    assert {name for cell in TABLE for name in re.findall(r"([a-z][a-z0-9:-]*)\(", cell)} == set(FUNCTIONS)


def test_every_difference_from_odk_is_told_with_its_reason() -> None:
    listed = json.loads((ROOT / "tests" / "oracle" / "differences.json").read_text("utf-8"))
    assert [one["reason"] for one in listed if f"- {one['reason']}." not in PAGE] == []


def test_the_words_named_as_refused_are() -> None:
    refused = PAGE.split("## What is refused")[1].split("and others")[0]
    assert set(re.findall(r"`([a-z]+)`", refused)) <= set(REFUSED)


def test_the_numbers_of_the_page_are_the_ones_held() -> None:
    cases = json.loads((ROOT / "tests" / "vectors" / "expressions.json").read_text("utf-8"))
    assert f"{len(cases):,} cases" in PAGE
    assert f"more than {DEEPEST} steps deep" in PAGE
    assert f"longer than {LONGEST_MATCHED:,} letters" in PAGE
