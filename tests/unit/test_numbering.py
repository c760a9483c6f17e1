"""A question is known by one number, whoever reads it out: from the phone, from paper, from the meeting's script."""

import pytest

from app.questionnaire import repository, service
from app.questionnaire.compiling import compile_form
from app.questionnaire.form import Form


@pytest.fixture(scope="module")
def form() -> Form:
    return service.form()


def numbers(form: Form) -> dict[str, str]:
    return {name: question["number"] for name, question in form["questions"].items() if "words_for" not in question}


def test_the_first_question_of_the_meeting_is_number_one_one_and_no_number_is_given_twice(form: Form) -> None:
    given = numbers(form)
    assert given["consent_explained"] == "1.1"
    assert len(set(given.values()) | {repeat["number"] for repeat in form["repeats"].values()}) == 258 + 6


def test_numbers_rise_in_the_meetings_order(form: Form) -> None:
    order = [name for section in form["sections"] for name in section["questions"]]
    places = [tuple(int(part) for part in form["questions"][name]["number"].split(".")) for name in order]
    assert places == sorted(places)


def test_the_questions_of_a_row_stand_under_the_number_of_their_repeat(form: Form) -> None:
    for repeat in form["repeats"].values():
        rows = [form["questions"][name]["number"] for name in repeat["questions"]]
        assert rows == [f"{repeat['number']}.{at}" for at in range(1, len(rows) + 1)]


def test_in_your_words_bears_the_number_of_its_question(form: Form) -> None:
    for question in form["questions"].values():
        if "words_for" in question:
            assert question["number"] == form["questions"][question["words_for"]]["number"]


def test_a_question_put_at_the_end_of_a_section_moves_no_other_number(form: Form) -> None:
    texts = repository.read_texts()
    texts["sections"]["F"]["questions"] += [
        {"name": "water_tanks", "type": "integer", "label": "Tanks", "ask": "walk", "sensitive": 1}
    ]
    longer = numbers(compile_form(texts))
    assert longer.pop("water_tanks") == "5.26"
    assert longer == numbers(form)


def test_phones_are_given_the_numbers_with_the_form() -> None:
    assert b'"number":"5.15"' in service.form_file(service.SETTLEMENT_PROFILE).body
