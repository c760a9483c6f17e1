"""Expressions come to the same on the server as on the phone, and what cannot be read is refused with its place."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from app.questionnaire.expressions import parse, references
from app.questionnaire.problems import ExpressionUnreadable
from app.questionnaire.rules import evaluate
from app.questionnaire.vocabulary import FUNCTIONS, REFUSED
from tests.corpus import SEEDS, around_of, drawn

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "vectors" / "expressions.json").read_text("utf-8")
)


BY_HAND = [case for case in CASES if "seed" not in case]


@pytest.mark.parametrize("case", BY_HAND, ids=lambda case: f"{case['expr']} {case['answers']} {case['self']}"[:90])
def test_an_expression_comes_to_the_agreed_value(case: dict[str, Any]) -> None:
    outcome = evaluate(case["ast"], case["answers"], case["self"], case["today"], around_of(case))
    if "tolerance" in case:
        assert abs(outcome - case["value"]) <= case["tolerance"]
    else:
        assert outcome == case["value"]
        assert isinstance(outcome, bool) == isinstance(case["value"], bool)


def test_each_tree_is_the_one_read_from_its_text() -> None:
    assert [case["expr"] for case in CASES if parse(case["expr"], case.get("choice", ())) != case["ast"]] == []


def test_what_is_drawn_stands_in_the_file_as_it_is_drawn_today() -> None:
    assert [case for case in CASES if "seed" in case] == [drawn(seed) for seed in SEEDS]


def test_the_vectors_use_every_function_and_are_many() -> None:
    texts = " ".join(case["expr"] for case in CASES)
    assert len(CASES) >= 1000
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


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("random()", "chance gives another answer each time"),
        ("pulldata('wards', 'name', 'code', 'w1')", "phones carry no second table"),
        ("/data/taps > 3", "write another question as"),
        ("current()/../taps", "write another question as"),
        ("sum(${seats} * 2)", "write ${question} and nothing else in it"),
        ("position(.)", "write position(..)"),
        (".. > 3", "stands for this row"),
        ("format-date(${day}, ${way})", "must stand in the expression, in quotes"),
        ("format-date(${day}, '%H')", "knows only %"),
        ("jr:choice-name(${use}, 'use')", "its question in quotes"),
        ("indexed-repeat(${seats}, ${toilet})", "wrong operands"),
        ("indexed-repeat(${seats}, 2, 3)", "takes ${question}, then ${repeat} and a number"),
        ("regex(., ${pattern})", "must stand in the expression, in quotes"),
        ("regex(., '(a+)+')", "a long answer would hang the phone"),
        ("regex(., '(aa*)*')", "a long answer would hang the phone"),
        ("regex(., '(a|a)*b')", "a long answer would hang the phone"),
        ("regex(., '(?=a)')", "look ahead"),
        ("regex(., '[z-a]')", "runs backwards"),
        ("regex(., 'a{3,1}')", "more than it allows"),
        ("regex(., '[a')", "not closed"),
        ("regex(., '(a')", "not closed"),
        ("regex(., 'a)')", "too many"),
        (r"regex(., '\bword')", "is not known here"),
        ("regex(., '*a')", "repeats nothing"),
        ("(" * 400 + "1" + ")" * 400, "steps deep"),
        ("1" + " + 1" * 400, "steps deep"),
        ("not(" * 5000 + "1" + ")" * 5000, "steps deep"),
    ],
)
def test_a_refusal_says_what_to_do_instead(text: str, why: str) -> None:
    with pytest.raises(ExpressionUnreadable, match=re.escape(why)):
        parse(text)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_word_of_xlsform_that_is_not_known_is_refused_with_its_reason(name: str) -> None:
    assert name not in FUNCTIONS
    with pytest.raises(ExpressionUnreadable, match=re.escape(REFUSED[name])):
        parse(f"{name}(1)")


def test_the_deepest_expression_that_is_read_can_be_evaluated() -> None:
    ast = parse("not(" * 140 + "true()" + ")" * 140)
    assert evaluate(ast, {}, None, "2026-11-21") is True


def test_references_are_found_wherever_they_stand() -> None:
    ast = parse("if(${a} > 1, coalesce(${b}, 0), -${c}) + ${a}")
    assert list(references(ast)) == ["a", "b", "c", "a"]
