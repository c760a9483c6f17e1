"""The built-in form, the schema it came from and the documentation hold together."""

from typing import Any

import pytest

from app.questionnaire import repository, service
from app.questionnaire.compiling import compile_form
from app.questionnaire.form import Form
from app.questionnaire.problems import QuestionnaireBroken
from tests.design import the_schema


@pytest.fixture(scope="module")
def form() -> Form:
    return service.form()


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return the_schema()


def asked(form: Form) -> dict[str, Any]:
    return {name: question for name, question in form["questions"].items() if "words_for" not in question}


def test_the_form_has_the_counts_of_the_schema(form: Form) -> None:
    counts = (
        len(asked(form)),
        sum(q["core"] for q in asked(form).values()),
        len(form["repeats"]),
        len(form["choices"]),
    )
    assert counts == (258, 74, 6, 67)
    assert len(form["sections"]) == 22
    assert len(repository.read_texts()["rules"]) == 17


def test_every_field_of_the_schema_is_asked_as_it_stands_there(schema: dict[str, Any]) -> None:
    texts = repository.read_texts()["sections"]
    rows = [row for section in texts.values() for top in section["questions"] for row in top.get("questions", [top])]
    ours = {row["name"]: row for row in rows}
    for field in [one for one in schema["items"] if one["kind"] == "field"]:
        row = ours[field["name"]]
        for key in ("type", "label", "unit", "relevant", "constraint", "calculation", "sensitive", "ask", "maps"):
            assert row.get(key, "") == field[key], f"{field['name']}: {key}"
        assert (row.get("core", False), row.get("required", False)) == (field["core"], field["required"]), field["name"]


def test_sections_hold_the_schemas_fields_in_its_order(form: Form, schema: dict[str, Any]) -> None:
    for code, label in schema["sections"]:
        section = next(one for one in form["sections"] if one["code"] == code)
        fields = [one["name"] for one in schema["items"] if one["kind"] == "field" and one["section"] == code]
        assert (section["label"]["en"], section["questions"]) == (label, fields)


def test_repeats_choices_and_rules_are_those_of_the_schema(form: Form, schema: dict[str, Any]) -> None:
    keys = {one["name"]: one["key"] for one in schema["items"] if one["kind"] == "begin_repeat"}
    assert {name: repeat["key"] for name, repeat in form["repeats"].items()} == keys
    lists = {name: [[c["code"], c["label"]["en"]] for c in listed] for name, listed in form["choices"].items()}
    lists["boundary_method"].remove(["walked_and_tapped", "Part walked with GPS, part tapped"])  # since decision 0037
    assert lists == schema["choices"]
    rules = {rule["id"]: rule["kind"].split()[0] for rule in repository.read_texts()["rules"]}
    assert rules == {rule["id"]: rule["kind"].split()[0] for rule in schema["rules"]}


def test_consent_opens_the_meeting(form: Form) -> None:
    assert [section["code"] for section in form["sections"]][:2] == ["U1", "A"]


def test_each_core_question_says_what_counts_and_who_is_asked(form: Form) -> None:
    core = {name: question for name, question in asked(form).items() if question["core"]}
    assert [name for name, question in core.items() if "hint" not in question] == []
    assert {question["ask"] for question in core.values()} == {"room", "walk", "team", "header"}


def test_each_constraint_has_a_message_whose_places_are_asked(form: Form) -> None:
    for name, question in form["questions"].items():
        assert ("constraint" in question) == ("message" in question), name
        for sentence in question.get("message", {}).values():
            places = {part.split("}")[0] for part in sentence.split("{")[1:]}
            assert places <= {"answer", *form["questions"]}, name


def test_no_header_question_of_the_short_form_waits_for_a_person(form: Form) -> None:
    filled = {name: question["prefill"] for name, question in form["questions"].items() if "prefill" in question}
    assert filled["currency"] == "city.currency"
    assert filled["profile_date"] == filled["meeting_date"] == "today"
    alone = [
        n for n, q in form["questions"].items() if q["core"] and q["ask"] in ("header", "auto") and "repeat" not in q
    ]
    assert alone == []


def test_other_opens_in_your_words_which_stay_with_the_federation(form: Form) -> None:
    words = form["questions"]["water_main_source_in_words"]
    assert (words["words_for"], words["type"], words["sensitive"]) == ("water_main_source", "text", 2)
    assert words["relevant"] == ["call", "selected", [["ref", "water_main_source"], ["str", "other"]]]


def _names(ast: Any) -> set[str]:
    if isinstance(ast, list):
        return {ast[1]} if ast[:1] == ["ref"] else {name for part in ast for name in _names(part)}
    return set()


def test_a_count_held_against_another_says_by_itself_that_it_cannot_be_below_zero(form: Form) -> None:
    held = {name: question for name, question in form["questions"].items() if _names(question.get("constraint"))}
    counts = {name for name, question in held.items() if question.get("min") == 0}
    assert {"households_owner", "taps_public_working", "present_youth"} <= counts
    assert {name for name, question in form["questions"].items() if "below" in question} == counts
    assert all({"en", "fil", "sn"} <= set(form["questions"][name]["below"]) for name in counts)


@pytest.mark.parametrize("language", ["fil", "sn"])
def test_a_draft_translation_has_all_core_words_and_says_it_is_a_draft(form: Form, language: str) -> None:
    core = [question for question in asked(form).values() if question["core"]]
    held = {name for question in core for name in _names(question.get("constraint", []))}  # shown beside the question
    assert all(language in question["label"] for question in [*core, *(form["questions"][name] for name in held)])
    lists = {question["choices"] for question in core if "choices" in question}
    assert all(language in choice["label"] for name in lists for choice in form["choices"][name])
    assert all(language in section["label"] for section in form["sections"])
    assert all(language in words for words in form["answers"].values())
    assert "draft" in form["languages"][language]


@pytest.mark.parametrize("language", ["fil", "sn"])
def test_a_translation_speaks_of_nothing_that_is_not_asked(form: Form, language: str) -> None:
    texts = repository.read_texts()["languages"][language]
    assert set(texts["questions"]) | set(texts["hints"]) <= set(form["questions"])
    for name, codes in texts["choices"].items():
        assert set(codes) <= {choice["code"] for choice in form["choices"][name]}
    said = {question["message"]["en"] for question in form["questions"].values() if "message" in question}
    said |= {rule["says"]["en"] for rule in form["rules"]} | {form["title"]["en"]}
    assert set(texts["sentences"]) - said == set()


def test_levels_follow_the_form_and_what_is_unknown_is_the_most_sensitive() -> None:
    paths = [
        "round",
        "name_community",
        "boundary",
        "leader",
        "leader/0193/leader_phone",
        "toilet_seats_total",
        "nonsense",
    ]
    assert [service.level_of(path) for path in paths] == [0, 1, 2, 2, 3, 3, 3]
    assert service.level_of("toilet_group/communal+pit_slab/toilet_seats_total") == 1


def test_words_are_given_in_a_language_or_in_english() -> None:
    assert service.label("households_total", "fil") == "Mga sambahayan"
    assert service.label("name_origin", "sn") == "Where the name comes from"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"relevant": "${nobody} = 1"}, "speaks of nobody"),
        ({"constraint": ". >>= 1", "constraint_message": "x"}, "taps_public_total"),
        ({"type": "select_one not_a_list"}, "list of choices does not exist"),
        ({"name": "taps_public_working"}, "stands twice"),
        ({"type": "number"}, "none that Kwetu knows"),
        ({"rule": "X99"}, "among the rules"),
    ],
)
def test_a_text_that_does_not_fit_is_refused_by_name(change: dict[str, str], complaint: str) -> None:
    texts = repository.read_texts()
    row = next(one for one in texts["sections"]["F"]["questions"] if one["name"] == "taps_public_total")
    row.update(change)
    with pytest.raises(QuestionnaireBroken, match=complaint):
        compile_form(texts)


def test_calculations_in_a_circle_are_refused() -> None:
    texts = repository.read_texts()
    rows = {row.get("name"): row for row in texts["sections"]["D"]["questions"]}
    rows["structures_total"]["calculation"] = "${structures_temporary} + 1"
    with pytest.raises(QuestionnaireBroken, match="circle"):
        compile_form(texts)
