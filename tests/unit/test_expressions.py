"""Expressions come to the same on the server as on the phone, and what cannot be read is refused with its place."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.questionnaire.expressions import parse, references
from app.questionnaire.problems import ExpressionUnreadable
from app.questionnaire.rules import Around, evaluate
from app.questionnaire.vocabulary import FUNCTIONS

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "vectors" / "expressions.json").read_text("utf-8")
)


def around_of(case: dict[str, Any]) -> Around:
    return Around(**{name: case[name] for name in ("form", "row", "now", "language", "choice") if name in case})


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['expr']} {case['answers']} {case['self']}"[:90])
def test_an_expression_comes_to_the_agreed_value(case: dict[str, Any]) -> None:
    outcome = evaluate(case["ast"], case["answers"], case["self"], case["today"], around_of(case))
    if "tolerance" in case:
        assert abs(outcome - case["value"]) <= case["tolerance"]
    else:
        assert outcome == case["value"]
        assert isinstance(outcome, bool) == isinstance(case["value"], bool)


def test_each_tree_is_the_one_read_from_its_text() -> None:
    assert [case["expr"] for case in CASES if parse(case["expr"], case.get("choice", ())) != case["ast"]] == []


def test_the_vectors_use_every_function_and_are_many() -> None:
    texts = " ".join(case["expr"] for case in CASES)
    assert len(CASES) >= 900
    assert [name for name in FUNCTIONS if f"{name}(" not in texts] == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1 +", 4),
        ("uuid()", 1),
        ("${taps", 1),
        ("not()", 1),
        ("1 2", 3),
        ("(1", 3),
        ("format-date(., '%H')", 1),
        ("", 1),
        ("households_total > 3", 1),
        ("1 > #", 5),
        ("selected(., 'a', 'b')", 1),
        ("1 + )", 5),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, place: int) -> None:
    with pytest.raises(ExpressionUnreadable, match=f"at character {place} of"):
        parse(text)


def test_references_are_found_wherever_they_stand() -> None:
    ast = parse("if(${a} > 1, coalesce(${b}, 0), -${c}) + ${a}")
    assert list(references(ast)) == ["a", "b", "c", "a"]
