"""The command ``kwetu``: begin a federation, make links, import lists; each failure is one clear line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import app
from app.kit import db
from app.people import service as people
from tests.cast import Cast

INIT = ["init", "--federation", "Our federation", "--city", "Muntinlupa", "--country", "PH", "--name", "Ada"]


def kwetu(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def csv(tmp_path: Path) -> str:
    file = tmp_path / "known.csv"
    file.write_text("code,name\nH1,Hopley\nH1,Hopley again\nH2,Epworth\n")
    return str(file)


def test_init_prints_one_link_and_nothing_else_and_begins_once(empty_database: Path) -> None:
    began = kwetu(*INIT)
    assert began.exit_code == 0
    (line,) = began.stdout.splitlines()
    code = line.removeprefix("http://localhost:8000/#/join/")
    with db.writing() as session:
        joined = people.join(session, code, "a laptop")
    assert (joined.person.role, joined.person.name, joined.cities[0].name) == ("administrator", "Ada", "Muntinlupa")
    again = kwetu(*INIT)
    assert (again.exit_code, again.stdout) == (1, "")
    assert "already has a federation" in again.stderr


def test_a_link_can_be_made_again_for_somebody_known(cast: Cast) -> None:
    made = kwetu("link", cast.muntinlupa.leader.person_id)
    assert made.stdout.startswith("http://localhost:8000/#/join/")
    assert "this computer only" in made.stderr
    assert kwetu("link", "nobody").exit_code == 1


def test_an_import_prints_its_report_as_json_and_twice_is_once(cast: Cast, csv: str) -> None:
    first = json.loads(kwetu("import", "settlements", csv, "--city", "harare", "--json").stdout)
    assert (first["read"], first["taken"], first["unchanged"], first["repaired"]) == (3, 2, 0, 0)
    assert first["refused"] == [{"row": 2, "field": "code", "problem": "code H1 stands in row 1 already"}]
    again = json.loads(kwetu("import", "settlements", csv, "--city", "Harare", "--json").stdout)
    assert (again["taken"], again["unchanged"]) == (0, 2)


def test_an_import_in_words_names_each_refused_row(cast: Cast, csv: str) -> None:
    said = kwetu("import", "settlements", csv, "--city", "Harare", "--dry-run").stdout
    assert said.startswith("Nothing was written")
    assert "row 2 refused: code: code H1 stands in row 1 already" in said


def test_a_city_that_is_not_known_is_added_only_when_told(cast: Cast, csv: str) -> None:
    unknown = kwetu("import", "places", csv, "--city", "Epworth")
    assert unknown.exit_code == 1
    assert "Harare, Muntinlupa" in unknown.stderr
    added = kwetu("import", "places", csv, "--city", "Epworth", "--new-city", "--dry-run", "--json")
    assert json.loads(added.stdout)["taken"] == 2
    with db.reading() as session:
        assert people.city_named(session, "Epworth") is None
    for taken in (2, 0):
        added = kwetu("import", "places", csv, "--city", "Epworth", "--new-city", "--json")
        assert json.loads(added.stdout)["taken"] == taken


def test_lists_may_be_imported_before_anybody_was_let_in(empty_database: Path, csv: str) -> None:
    assert kwetu("import", "places", csv, "--city", "Muntinlupa", "--new-city", "--country", "PH").exit_code == 0
    assert kwetu(*INIT).exit_code == 0
    again = kwetu("import", "places", csv, "--city", "Muntinlupa", "--json")
    assert json.loads(again.stdout)["unchanged"] == 2


def test_a_file_that_cannot_be_read_is_one_line_and_leaves_nothing(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "broken.geojson"
    file.write_text('{"type": "FeatureCollection"')
    broken = kwetu("import", "settlements", str(file), "--city", "New Town", "--new-city")
    assert (broken.exit_code, broken.stdout) == (1, "")
    assert "breaks off at line 1" in broken.stderr
    as_json = kwetu("import", "settlements", str(file), "--city", "New Town", "--new-city", "--json")
    assert json.loads(as_json.stdout)["type"] == "/problems/file-unreadable"
    with db.reading() as session:
        assert people.city_named(session, "New Town") is None


@pytest.mark.parametrize(
    "words", [("--name", ""), ("--name", "x" * 300), ("--time-zone", "Harare"), ("--city", "bell\x07")], ids=str
)
def test_init_refuses_what_no_screen_could_show(empty_database: Path, words: tuple[str, str]) -> None:
    refused = kwetu(*INIT, *words)
    assert refused.exit_code != 0
    assert "Traceback" not in refused.output
    assert kwetu(*INIT).exit_code == 0


def test_what_init_cannot_read_is_said_in_plain_words(empty_database: Path) -> None:
    for more, said in (
        (["--country", "PHL"], "PHL is not the two letters of a country"),
        (["--currency", "PESO"], "PESO is not the three letters of a currency"),
        (["--time-zone", "Manila"], "Manila is not a time zone such as Africa/Harare"),
    ):
        refused = kwetu(*INIT, *more)
        assert refused.exit_code != 0
        told = " ".join(refused.stderr.replace("│", " ").split())
        assert said in told
        assert "Value error" not in told
        assert "what was sent" not in told.lower()
