"""The paper twin: the phone's questions for a pen, whatever the settlement is called and whoever reads it."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pypdf
import pytest
from typer.testing import CliRunner

from app.cli import app
from app.kit.problems import InputInvalid
from app.questionnaire import repository, service
from app.questionnaire.compiling import compile_form
from app.questionnaire.conditions import PlainWords
from app.questionnaire.expressions import parse
from app.questionnaire.paper import Wanted
from app.questionnaire.printing import WORDS, as_pdf
from app.questionnaire.xlsform.importing import import_workbook
from tests.cast import Cast
from tests.conftest import Client
from tests.workbooks import workbook

ROOT = Path(__file__).resolve().parents[2]
A4, LETTER = (595, 842), (612, 792)


def pages_of(pdf: bytes, first: int | None = None) -> list[str]:
    """Read the pages, or the first so many: reading takes longer than printing."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages[:first]
    return [re.sub(r"\s+", " ", page.extract_text()) for page in pages]


def on_paper(first: int | None = None, **wanted: Any) -> str:
    return " ".join(pages_of(as_pdf(service.form(), Wanted(**wanted)), first))


@pytest.fixture(scope="module")
def whole() -> str:
    return on_paper(blank_rows=2)


@pytest.fixture(scope="module")
def short() -> str:
    return on_paper(core=True, blank_rows=6)


def heads(questions: dict[str, Any]) -> set[str]:
    """Give number and words of each question as they stand together on paper."""
    return {f"{one['number']} {one['label']['en']}" for one in questions.values() if "words_for" not in one}


def test_the_whole_form_prints_every_question_under_the_phones_number(whole: str) -> None:
    assert [head for head in heads(service.form()["questions"]) if head not in whole] == []


def test_the_short_form_prints_its_questions_and_no_other(short: str) -> None:
    questions = service.form()["questions"]
    core = heads({name: one for name, one in questions.items() if one["core"]})
    assert [head for head in core if head not in short] == []
    assert [head for head in heads(questions) - core if head in short] == []


def test_a_question_says_its_hint_who_is_asked_its_unit_and_the_answers_that_are_no_value(short: str) -> None:
    taps = short.split("5.15 Public taps working today")[1].split("5.23")[0]
    assert "Asked on the walk" in taps
    assert service.form()["questions"]["taps_public_working"]["hint"]["en"] in taps
    assert "One stroke for each, then the total" in taps
    assert taps.index("Total") < taps.index("taps", taps.index("Total"))
    assert "Do not know Refused Does not apply" in taps


def test_consent_is_a_yes_or_a_no_on_paper_too(short: str) -> None:
    consent = short.split("1.2 Does the meeting agree")[1].split("1.3 ")[0]
    assert "1 Yes 2 No" in consent
    assert "Refused" not in consent


def test_a_list_has_a_column_for_each_blank_row_that_was_wanted(short: str) -> None:
    owners = short.split("17.1 Land owners")[1].split("17.3 ")[0]
    assert re.findall(r"No\. (\d+)", owners) == ["1", "2", "3", "4", "5", "6"]
    assert "17.1.1: write one of these 1 Private person" in owners
    assert "None Do not know Refused" in owners


def test_a_question_for_some_says_for_whom(whole: str) -> None:
    assert "Only if 6.3 (Do people pay to use a toilet?) is “Yes”" in whole
    assert "Work it out: 4.2 + 4.3 + 4.4 + 4.5" in whole


def test_filipino_paper_has_the_questions_and_what_stands_around_them_in_filipino() -> None:
    said = on_paper(first=6, core=True, language="fil")
    assert "4.13 Mga sambahayan" in said
    assert "Hindi alam Ayaw sumagot Hindi angkop" in said
    assert "draft, not yet checked by speakers" in said


@pytest.mark.parametrize("name", ["Purok #4 [riverside]", "$x_y$ *bold* `code`", 'Ñandú "Kwa\\Ndege" — №7', "#panic()"])
def test_a_settlement_of_any_name_is_printed_as_it_is_called(name: str) -> None:
    pages = pages_of(as_pdf(service.form(), Wanted(core=True, settlement=name, code="#[ZW]-1")), first=2)
    assert [page for page in pages if name not in page or "#[ZW]-1" not in page] == []


def test_a_question_with_a_typesetters_signs_is_printed_as_it_is_written() -> None:
    texts = repository.read_texts()
    row = texts["sections"]["F"]["questions"][0]
    row["label"], row["hint"] = "Is #1 $cheap$ [here]?", "Not *this* <that> // nor /* that */ \\ ~"
    texts["form"]["sections"].remove("F")
    texts["form"]["sections"].insert(0, "F")
    said = " ".join(pages_of(as_pdf(compile_form(texts), Wanted(core=True)), first=1))
    assert "1.1 Is #1 $cheap$ [here]? Asked of the meeting Not *this* <that> // nor /* that */ \\ ~" in said


@pytest.mark.parametrize(("paper", "size"), [("a4", A4), ("letter", LETTER)])
def test_the_sheet_is_the_one_in_the_printer(paper: str, size: tuple[int, int]) -> None:
    page = pypdf.PdfReader(io.BytesIO(as_pdf(service.form(), Wanted(core=True, paper=paper)))).pages[0]
    assert (round(page.mediabox.width), round(page.mediabox.height)) == size


def test_the_same_questions_are_printed_as_the_same_bytes() -> None:
    assert as_pdf(service.form(), Wanted(core=True)) == as_pdf(service.form(), Wanted(core=True))


def test_nothing_on_paper_is_smaller_than_eleven_points() -> None:
    template = (ROOT / "app" / "questionnaire" / "paper.typ").read_text(encoding="utf-8")
    sizes = [float(size) for size in re.findall(r"size: ([\d.]+)pt", template)]
    assert min(sizes) == 11


@pytest.mark.parametrize(
    ("wanted", "complaint"),
    [
        ({"language": "xx"}, "There is no 'xx'"),
        ({"blank_rows": 0}, "Between 1 and 60"),
        ({"blank_rows": 61}, "Between 1 and 60"),
        ({"paper": "a3"}, "a4 or letter"),
        ({"settlement": "a\x00b"}, "control character"),
        ({"code": "x" * 201}, "201 characters"),
        ({"code": "‮CODE"}, "turns the writing around"),
    ],
)
def test_what_cannot_be_printed_is_refused_by_name(wanted: dict[str, Any], complaint: str) -> None:
    with pytest.raises(InputInvalid) as refused:
        as_pdf(service.form(), Wanted(**wanted))
    assert complaint in str(refused.value.facts["errors"])


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("${toilet_pay} = 'yes'", "6.3 (Do people pay to use a toilet?) is “Yes”"),
        ("'yes' != ${toilet_pay}", "6.3 (Do people pay to use a toilet?) is not “Yes”"),
        ("5 < ${savings_groups}", "18.5 (Savings groups) is more than 5"),
        ("${boundary} = ''", "2.13 (Settlement boundary (walked or drawn)) is empty"),
        ("selected(${origin_reason}, 'work')", "“Work” is ticked at 3.2 (Why did people settle here?)"),
        ("not(${toilet_pay} = 'no')", "it is not so that 6.3 (Do people pay to use a toilet?) is “No”"),
        ("count-selected(${origin_reason}) > 2", "this holds: count-selected(3.2) > 2"),
        ("${savings_groups} * (2 + 1) >= 4.5", "this holds: 18.5 × (2 + 1) ≥ 4.5"),
    ],
)
def test_a_condition_is_said_in_plain_words_and_what_has_none_as_a_formula(condition: str, said: str) -> None:
    words = repository.read(repository.FOLDER / WORDS)["en"]
    assert PlainWords(service.form(), "en", words).condition(parse(condition)) == said


@pytest.mark.parametrize("language", ["en", "fil", "sn"])
def test_paper_and_phone_say_who_is_asked_how_it_was_found_and_units_alike(language: str) -> None:
    words = repository.read(repository.FOLDER / WORDS)[language]
    file = ROOT / "frontend" / "src" / "kit" / "words" / f"questionnaire.{language}.json"
    phone = json.loads(file.read_text(encoding="utf-8"))
    said = {key: one if isinstance(one, str) else one["other"] for key, one in phone.items()}
    for kind in ("ask", "source"):
        assert {key: said[f"{kind}.{key}"] for key in words[kind]} == words[kind]
    assert {unit: said[f"unit.{unit}"] for unit in words["unit"] if unit != "money"} == {
        unit: word for unit, word in words["unit"].items() if unit != "money"
    }


def test_each_language_has_every_word_of_the_paper_with_the_same_places() -> None:
    words = repository.read(repository.FOLDER / WORDS)
    places = {
        language: {key: re.findall(r"\{\w+\}", str(said)) for key, said in one.items()}
        for language, one in words.items()
    }
    assert places["fil"].keys() == places["sn"].keys() == places["en"].keys()
    for key, found in places["en"].items():
        assert sorted(places["fil"][key]) == sorted(places["sn"][key]) == sorted(found), key


def test_the_command_writes_the_pages_and_refuses_what_it_cannot_write(tmp_path: Path) -> None:
    file = tmp_path / "short.pdf"
    told = CliRunner().invoke(app, ["form", "print", str(file), "--core", "--settlement", "MUN-12"])
    assert told.exit_code == 0
    assert "MUN-12" in pages_of(file.read_bytes(), first=1)[0]
    for other, why in ((tmp_path / "short.txt", ".pdf"), (tmp_path / "nowhere" / "a.pdf", "no folder")):
        told = CliRunner().invoke(app, ["form", "print", str(other)])
        assert told.exit_code == 2
        assert why in " ".join(told.output.replace("│", " ").split())
    told = CliRunner().invoke(app, ["form", "print", str(tmp_path / "b.pdf"), "--language", "tlh"])
    assert (told.exit_code, "There is no 'tlh'" in told.output) == (2, True)
    assert not (tmp_path / "b.pdf").exists()


def test_whoever_is_signed_in_prints_a_questionnaire_and_nobody_else(client: Client, cast: Cast) -> None:
    address = f"/api/forms/{service.SETTLEMENT_PROFILE}/paper?core=true&language=fil"
    assert client.get(address, None).status_code == 401
    answer = client.get(address, cast.muntinlupa.mapper)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert "Maikling talatanungan" in pages_of(answer.content, first=1)[0]
    assert client.get("/api/forms/nobody@9/paper", cast.muntinlupa.mapper).json()["type"] == "/problems/form-unknown"
    refused = client.get(
        f"/api/forms/{service.SETTLEMENT_PROFILE}/paper?paper=a3&blank_rows=99", cast.muntinlupa.mapper
    )
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/blank_rows", "/paper"]


def test_a_federations_own_workbook_is_printed_with_its_groups_notes_and_languages() -> None:
    survey = [
        {"type": "note", "name": "hello", "label::English (en)": "Say who we are", "label::French (fr)": "Dites qui"},
        {
            "type": "select_multiple ab",
            "name": "many",
            "label::English (en)": "Both?",
            "label::French (fr)": "Tous?",
        },
        {"type": "begin repeat", "name": "tap", "label::English (en)": "Taps", "label::French (fr)": "Robinets"},
        {"type": "integer", "name": "litres", "label::English (en)": "Litres [#$]", "label::French (fr)": "Litres"},
        {"type": "end repeat"},
        {
            "type": "text",
            "name": "why",
            "label::English (en)": "Why",
            "label::French (fr)": "Pourquoi",
            "relevant": "count-selected(${many}) > 1",
        },
    ]
    choices = [
        {"list_name": "ab", "name": name, "label::English (en)": name, "label::French (fr)": name} for name in "ab"
    ]
    imported = import_workbook(workbook(survey, choices))
    assert imported.form, imported.refused
    english, french = (" ".join(pages_of(as_pdf(imported.form, Wanted(language)))) for language in ("en", "fr"))
    assert "1.1 Say who we are" in english
    assert "1.3.1 Litres [#$]" in english
    assert "Only if this holds: count-selected(1.2) > 1" in english
    assert "1.4 Pourquoi" in french
