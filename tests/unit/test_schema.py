"""Form, schema and docs say the same: rules, conventions, repeats and counts, and each difference is a decision."""

import re
from typing import Any

import pytest

from app.questionnaire import repository, service
from app.questionnaire.expressions import parse
from app.questionnaire.form import Form
from app.questionnaire.problems import ExpressionUnreadable
from tests.design import ROOT, the_schema

PAGE = (ROOT / "docs" / "questionnaire.md").read_text(encoding="utf-8")
DECISION = (ROOT / "docs" / "decisions" / "0019-rules-say-their-numbers.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def form() -> Form:
    return service.form()


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return the_schema()


def otherwise(part: str) -> set[str]:
    """Return the rules that the decision lists under the sentence with these words."""
    return set(re.findall(r"^- (X\d+): ", DECISION.split(part)[1].split("\n\n")[1], re.MULTILINE))


def rules() -> dict[str, Any]:
    return {rule["id"]: rule for rule in repository.read_texts()["rules"]}


def tree(text: str) -> Any:
    """Read an expression; None where the schema says a rule in a sentence."""
    try:
        return parse(text)
    except ExpressionUnreadable:
        return None


def test_each_rule_is_of_the_kind_the_schema_says(schema: dict[str, Any]) -> None:
    assert list(rules()) == [rule["id"] for rule in schema["rules"]]
    for rule in schema["rules"]:
        assert rule["kind"].split()[0] == rules()[rule["id"]]["kind"], rule["id"]


def test_a_rule_that_the_schema_gives_as_an_expression_is_that_expression_or_a_decision(schema: dict[str, Any]) -> None:
    told = {rule["id"]: tree(rule["holds"]) for rule in schema["rules"]}
    ours = {name: [parse(check["holds"]) for check in rule.get("checks", [])] for name, rule in rules().items()}
    differing = {name for name, one in told.items() if one is not None and one not in ours[name]}
    assert differing == otherwise("ours is the same expression tree")


def test_a_sentence_of_the_schema_is_said_or_a_decision(schema: dict[str, Any]) -> None:
    ours = {n: [*(one["says"].strip() for one in r.get("checks", [])), r.get("says")] for n, r in rules().items()}
    differing = {rule["id"] for rule in schema["rules"] if rule["says"] and rule["says"] not in ours[rule["id"]]}
    assert differing == otherwise("ours is the same, or it is one of these")


def test_a_rule_that_looks_at_nothing_is_named_as_waiting_in_the_decision() -> None:
    waiting = {name for name, rule in rules().items() if "waits_for" in rule}
    sentence = DECISION.split("looks at nothing:")[1].split("None of them")[0]
    assert set(re.findall(r"X\d+", sentence)) == waiting
    speaking = {"checks", "says", "looked_at"}
    assert {name for name, rule in rules().items() if speaking.isdisjoint(rule)} == waiting


def test_a_repeat_has_the_schemas_label_section_questions_and_answers_as_a_whole(
    form: Form, schema: dict[str, Any]
) -> None:
    for begun in [one for one in schema["items"] if one["kind"] == "begin_repeat"]:
        asked = [one["name"] for one in schema["items"] if one.get("repeat") == begun["name"]]
        repeat = form["repeats"][begun["name"]]
        assert (repeat["label"]["en"], repeat["section"]) == (begun["label"], begun["section"])
        assert (repeat["questions"], repeat["may_be_none"]) == (asked, begun["may_be_none"])


def test_the_page_gives_the_schemas_conventions_in_its_own_words(schema: dict[str, Any]) -> None:
    part = PAGE.split("## Conventions")[1].split("## Repeats")[0]
    listed = {
        name: " ".join(said.split()) for name, said in re.findall(r"^- \*\*(.+?)\*\*: (.+(?:\n  .+)*)", part, re.M)
    }
    assert listed == {name: said + "." for name, said in schema["conventions"].items()}


def test_the_page_counts_what_the_form_holds(form: Form) -> None:
    asked = [question for question in form["questions"].values() if "words_for" not in question]
    core = sum(question["core"] for question in asked)
    sentence = (
        f"{len(asked)} fields, {core} of them in the short form, {len(form['repeats'])} repeats, "
        f"{service.count_rules()} rules and {len(form['choices'])} lists of choices, "
        f"in {len(form['sections'])} sections"
    )
    assert sentence in " ".join(PAGE.split())


def test_the_page_names_each_repeat_with_its_key(form: Form) -> None:
    listed = re.findall(r"^- `(\w+)`: key `([\w+]+)`, (\d+) questions$", PAGE, re.MULTILINE)
    ours = [(name, one["key"], str(len(one["questions"]))) for name, one in form["repeats"].items()]
    assert sorted(listed) == sorted(ours)
