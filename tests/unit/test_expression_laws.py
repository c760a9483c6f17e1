"""What holds of expressions whatever is asked: three values, unknown is never a number, and no answer breaks them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.questionnaire.expressions import parse
from app.questionnaire.rules import Around, evaluate
from tests.corpus import FORM

TODAY = "2026-11-21"
three = st.sampled_from([True, False, None])
whole = st.integers(-(10**6), 10**6)
days = st.dates().map(lambda day: day.isoformat())
words = st.text(max_size=12)
letters = st.text("aeiouñ 👍ไ", min_size=1, max_size=12)
NULL, YES, NO = "${u}", "true()", "false()"


def comes(text: str, **answers: Any) -> Any:
    return evaluate(parse(text), {name: {"value": value} for name, value in answers.items()}, None, TODAY)


def said(truth: bool | None) -> str:
    return {True: YES, False: NO, None: NULL}[truth]


@given(three, three)
def test_and_and_or_do_not_care_which_side_comes_first(a: bool | None, b: bool | None) -> None:
    for word in ("and", "or"):
        assert comes(f"{said(a)} {word} {said(b)}") == comes(f"{said(b)} {word} {said(a)}")


@given(three, three, three)
def test_three_can_be_joined_in_any_order(a: bool | None, b: bool | None, c: bool | None) -> None:
    for word in ("and", "or"):
        left = comes(f"({said(a)} {word} {said(b)}) {word} {said(c)}")
        assert left == comes(f"{said(a)} {word} ({said(b)} {word} {said(c)})")


@given(three, three)
def test_a_denial_goes_through_and_and_or(a: bool | None, b: bool | None) -> None:
    assert comes(f"not({said(a)} and {said(b)})") == comes(f"not({said(a)}) or not({said(b)})")


@given(three, three)
def test_knowing_more_never_takes_back_what_was_known(a: bool | None, b: bool | None) -> None:
    for word in ("and", "or"):
        outcome = comes(f"{said(a)} {word} {NULL}")
        assert outcome is None or outcome == comes(f"{said(a)} {word} {said(b)}")


@given(three)
def test_what_is_denied_twice_stands(a: bool | None) -> None:
    assert comes(f"not(not({said(a)}))") == a


@given(whole, whole)
def test_what_is_not_below_is_at_least(a: int, b: int) -> None:
    assert comes("${a} < ${b}", a=a, b=b) == (not comes("${a} >= ${b}", a=a, b=b))


@given(whole, st.integers(1, 10**6))
def test_a_division_with_its_rest_makes_the_whole_again(a: int, b: int) -> None:
    assert comes("int(${a} div ${b}) * ${b} + ${a} mod ${b}", a=a, b=b) == a


@pytest.mark.parametrize("sign", ["+", "-", "*", "div", "mod", "=", "!=", "<", "<=", ">", ">="])
@given(known=whole)
def test_an_operand_without_a_value_makes_it_unknown(sign: str, known: int) -> None:
    assert comes(f"${{a}} {sign} {NULL}", a=known) is None
    assert comes(f"{NULL} {sign} ${{a}}", a=known) is None


@given(days, st.integers(-20000, 20000))
def test_a_day_moved_there_and_back_is_the_same_day(day: str, by: int) -> None:
    moved = comes("${day} + ${n}", day=day, n=by)
    if moved is not None:  # before the year 1 and after 9999 there is no day
        assert comes("${moved} - ${n}", moved=moved, n=by) == day
        assert comes("${moved} - ${day}", moved=moved, day=day) == by


@given(days, days)
def test_days_stand_in_the_order_of_their_distance(one: str, other: str) -> None:
    assert comes("${a} < ${b}", a=one, b=other) == (comes("${b} - ${a}", a=one, b=other) > 0)


@given(letters, letters)
def test_a_text_begins_and_ends_with_what_it_was_put_together_from(one: str, other: str) -> None:
    both = comes("concat(${a}, ${b})", a=one, b=other)
    assert comes("starts-with(${both}, ${a}) and ends-with(${both}, ${b})", both=both, a=one, b=other) is True
    assert comes("string-length(${both})", both=both) == len(one) + len(other)


@given(st.lists(st.none() | whole, min_size=1, max_size=6))
def test_a_sum_is_known_only_when_every_row_is(seats: list[int | None]) -> None:
    rows = {f"toilet/{n}/seats": {"value": n_seats} for n, n_seats in enumerate(seats) if n_seats is not None}
    rows |= {f"toilet/{n}/_order": {"value": n} for n in range(len(seats))}
    around = Around(FORM)  # type: ignore[arg-type]
    total = evaluate(parse("sum(${seats})"), rows, None, TODAY, around)
    assert total == (None if None in seats else sum(seat for seat in seats if seat is not None))
    assert evaluate(parse("count(${toilet})"), rows, None, TODAY, around) == len(seats)


@given(st.recursive(st.none() | st.booleans() | whole | words, lambda inner: st.lists(inner, max_size=3), max_leaves=4))
def test_no_answer_breaks_a_function(value: Any) -> None:
    held = value if not isinstance(value, list) else [str(one) for one in value]
    for text in ("string-length(.)", "number(.)", "area(.)", "distance(., .)", "substr(., 1)", "regex(., 'a.*')"):
        evaluate(parse(text), {}, held, TODAY)
    for text in (
        "format-date(., '%a %b')",
        "date(.)",
        "selected-at(., 0)",
        "max(., 1)",
        ". + 1",
        "translate(., 'a', .)",
    ):
        evaluate(parse(text), {}, held, TODAY)
