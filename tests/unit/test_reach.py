"""What could never come to a value is refused when the form is made; a phone loads only what is asked for."""

from typing import Any, cast

import pytest

from app.questionnaire import service
from app.questionnaire.expressions import parse
from app.questionnaire.form import Form
from app.questionnaire.reach import asks_further, out_of_reach


def a_form(**expressions: str) -> Form:
    """Return a form of a household count, a day, land owners with their shares, and one question under trial."""
    questions: dict[str, Any] = {
        "households": {"type": "integer"},
        "begun": {"type": "date"},
        "in_a_week": {"type": "calculate", "calculation": parse("${begun} + 7")},
        "share": {"type": "decimal", "repeat": "owner"},
        "papers": {"type": "integer", "repeat": "plot"},
        "trial": {"type": "integer", **{column: parse(text) for column, text in expressions.items()}},
    }
    repeats = {"owner": {"key": "uuid"}, "plot": {"key": "uuid", "within": "owner"}}
    return cast(Form, {"questions": questions, "repeats": repeats})


@pytest.mark.parametrize(
    ("relevant", "why"),
    [
        ("${share} > 5", "share has an answer in each row of owner"),
        ("${owner} > 5", "owner has an answer in each row of owner"),
        ("count(${households}) > 1", "count() counts over the rows of a repeat"),
        ("sum(${begun}) > 1", "sum() counts over the rows of a repeat"),
        ("position(..) = 1", "position(..) has no number outside a repeat"),
        ("selected(${share}, 'a') or ${households} > 1", "share has an answer in each row"),
        ("sum(${share}) > ${papers}", "papers has an answer in each row of plot"),
    ],
)
def test_what_stands_in_rows_cannot_be_asked_for_as_one_answer_from_outside(relevant: str, why: str) -> None:
    [(name, column, told)] = out_of_reach(a_form(relevant=relevant))
    assert (name, column) == ("trial", "relevant")
    assert why in told


@pytest.mark.parametrize(
    "relevant",
    [
        "sum(${share}) > 5",
        "count(${owner}) = 1",
        "max(${share}, 3) > 1",
        "join(' ', ${papers}) = ''",
        "indexed-repeat(${share}, ${owner}, 1) > 5",
        "indexed-repeat(${papers}, ${owner}, 1, ${plot}, 2) > 5",
    ],
)
def test_all_rows_and_a_numbered_row_can_be_asked_for_from_outside(relevant: str) -> None:
    assert list(out_of_reach(a_form(relevant=relevant))) == []


@pytest.mark.parametrize(("repeat", "refused"), [("owner", True), ("plot", False)])
def test_a_row_can_ask_for_its_own_and_for_what_stands_around_it(repeat: str, refused: bool) -> None:
    form = a_form(relevant="${share} > position(..) and ${papers} > 1 and ${households} > 1")
    form["questions"]["trial"]["repeat"] = repeat
    assert bool(list(out_of_reach(form))) == refused


@pytest.mark.parametrize(
    "plain", ["${households} > 3 and not(selected(., 'a'))", "${begun} <= today()", "round(. * 2.5, 1) > 4"]
)
def test_what_the_first_scripts_know_needs_nothing_more(plain: str) -> None:
    assert not asks_further(a_form(constraint=plain))


@pytest.mark.parametrize(
    "further",
    [
        "contains(., 'a')",
        "sum(${share}) > 1",
        "today() - ${begun} > 30",
        "${in_a_week} > today()",
        "number(${begun}) > 1",
        "format-date(${begun}, '%b') = 'Nov'",
        "now() > today()",
    ],
)
def test_other_functions_and_reckoning_with_days_are_loaded_before_they_are_asked(further: str) -> None:
    assert asks_further(a_form(constraint=further))


def test_what_is_only_reckoned_waits_for_the_page_that_shows_it() -> None:
    assert not asks_further(a_form(calculation="sum(${share})"))
    assert asks_further(a_form(calculation="sum(${share})", relevant="${trial} > 100"))


def test_a_list_that_is_filtered_needs_the_rest() -> None:
    form = a_form()
    form["questions"]["trial"]["filter"] = parse("ward = ${households}", ["ward"])
    assert asks_further(form)


def test_the_built_in_form_needs_nothing_more_before_its_first_question() -> None:
    assert "further" not in service.form(service.SETTLEMENT_PROFILE)
