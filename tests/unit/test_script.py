"""The short form can be put to a meeting in 60 to 70 minutes, by assumptions that are written down."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.questionnaire import repository, service
from app.questionnaire.compiling import compile_form
from app.questionnaire.script import PATHS, Script, write_script
from app.questionnaire.script import Path as MeetingPath

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def times() -> dict[str, Any]:
    return dict(repository.read(repository.FOLDER / "meeting_times.yaml"))


@pytest.fixture
def script(times: dict[str, Any]) -> Script:
    return write_script(service.form(), times)


def path_of(script: Script, name: str) -> MeetingPath:
    return next(path for path in script["paths"] if path["path"] == name)


def test_the_room_is_asked_43_questions_in_60_to_70_minutes(script: Script) -> None:
    room = path_of(script, "room")
    assert room["questions"] == len(room["screens"]) == 43
    assert 60 <= room["minutes"] <= 70
    assert script["room_within"] is True
    assert room["minutes_at_least"] < room["minutes"]


def test_every_question_of_the_short_form_stands_in_one_path_in_the_meetings_order(script: Script) -> None:
    form = service.form()
    core = [n for section in form["sections"] for n in section["questions"] if form["questions"][n]["core"]]
    assert [path["path"] for path in script["paths"]] == list(PATHS)
    assert sorted(one["name"] for path in script["paths"] for one in path["screens"]) == sorted(core)
    for path in script["paths"]:
        assert [one["name"] for one in path["screens"]] == [
            n for n in core if form["questions"][n]["ask"] == path["path"]
        ]


def test_a_yes_or_no_takes_its_words_its_settling_and_its_writing_down(script: Script) -> None:
    night = next(one for one in path_of(script, "room")["screens"] if one["name"] == "safety_night")
    question = service.form()["questions"]["safety_night"]
    choices = [choice["label"]["en"] for choice in service.form()["choices"]["safety"]]
    words = 2 * len(question["label"]["en"].split()) + len(question["hint"]["en"].split())
    words += sum(len(choice.split()) for choice in choices)
    assert (night["read"], night["settled"], night["noted"]) == (words / 2, 30, 10)
    assert night["seconds"] == night["read"] + 40


def test_a_meeting_that_goes_on_is_not_asked_why_it_says_no(script: Script) -> None:
    reason = next(one for one in path_of(script, "room")["screens"] if one["name"] == "consent_refusal_reason")
    assert (reason["times"], reason["seconds"]) == (0, 0)


def test_more_questions_for_the_room_break_the_promise_and_it_is_said(times: dict[str, Any]) -> None:
    texts = repository.read_texts()
    for at in range(4):
        more = {
            "name": f"more_{at}",
            "type": "integer",
            "label": "One more",
            "ask": "room",
            "core": True,
            "sensitive": 1,
        }
        texts["sections"]["F"]["questions"].append(more)
    longer = write_script(compile_form(texts), times)
    assert path_of(longer, "room")["questions"] == 47
    assert longer["room_within"] is False


def test_what_the_table_of_times_speaks_of_is_asked(times: dict[str, Any]) -> None:
    form = service.form()
    assert {*times["ends_the_meeting"], *times["ranked"], *times["once"]} <= set(form["questions"])
    assert set(times["rows"]) <= set(form["repeats"])
    assert set(times["settled"]) == set(PATHS)


def test_the_command_says_times_totals_and_assumptions() -> None:
    told = CliRunner().invoke(app, ["form", "script"])
    assert told.exit_code == 0
    assert re.search(r"^room: 43 questions, [\d.]+ minutes \([\d.]+ when no follow-up is needed\)$", told.stdout, re.M)
    assert re.search(r"^  5\.15 +\d+:\d\d  Public taps working today$", told.stdout, re.M)
    assert re.search(r"minutes, is within 60 to 70 minutes\.$", told.stdout, re.M)
    assert "words_a_minute: 120" in told.stdout
    told = CliRunner().invoke(app, ["form", "script", "--json"])
    assert json.loads(told.stdout)["assumptions"]["words_a_minute"] == 120


def test_the_page_about_the_script_gives_the_figures_the_command_gives(script: Script) -> None:
    room = path_of(script, "room")
    page = " ".join((ROOT / "docs" / "meeting-script.md").read_text(encoding="utf-8").split())
    figures = (
        f"about {room['minutes']} minutes when every follow-up applies and {room['minutes_at_least']} when none does"
    )
    assert f"{room['questions']} questions put to the room" in page
    assert figures in page
