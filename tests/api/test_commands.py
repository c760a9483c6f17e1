"""The command ``kwetu``: begin a federation, make links, import lists; each failure is one clear line."""

import json
import os
import socket
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from app import __version__
from app.cli import app
from app.kit import db
from app.kit.outside import in_words
from app.kit.private import close_to_others
from app.people import service as people
from tests.cast import Cast
from tests.lists import geojson_named, polygon
from tests.maps import HOPLEY, LABEL, area_of, kml, placed

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
    assert first["refused"] == [
        {"row": 2, "field": "code", "problem": "code H1 stands in row 1 already", "way_out": None}
    ]
    again = json.loads(kwetu("import", "settlements", csv, "--city", "Harare", "--json").stdout)
    assert (again["taken"], again["unchanged"]) == (0, 2)


def test_an_import_in_words_names_each_refused_row(cast: Cast, csv: str) -> None:
    said = kwetu("import", "settlements", csv, "--city", "Harare", "--dry-run").stdout
    assert said.startswith("Nothing was written")
    assert "3 rows read, 2 taken, 0 unchanged, 1 refused." in said
    assert "row 2 refused: code: code H1 stands in row 1 already" in said


def test_a_refusal_names_the_switch_that_takes_the_row_and_no_repair_is_counted_where_none_was(
    cast: Cast, tmp_path: Path
) -> None:
    tie = polygon((31.0, -17.9), (31.01, -17.91), (31.01, -17.9), (31.0, -17.91))
    province = polygon((31.0, -17.0), (32.0, -17.0), (32.0, -18.0), (31.0, -18.0))
    no_area = polygon((31.0, -17.9), (31.01, -17.9), (31.0, -17.9))
    (tmp_path / "list.geojson").write_bytes(geojson_named(tie, province, no_area))
    command = ("import", "settlements", str(tmp_path / "list.geojson"), "--city", "Harare", "--dry-run")
    told = kwetu(*command).stdout.splitlines()
    assert told[0].endswith("3 rows read, 0 taken, 0 unchanged, 3 refused.")
    refused = [line for line in told if " refused: " in line]
    assert refused[0].endswith("(longitude, latitude) --repair mends it and keeps what was sent.")
    assert refused[1].endswith("is it a settlement? --large takes it all the same.")
    assert refused[2] == "  row 3 refused: geometry: the boundary encloses no area"
    taken = kwetu(*command, "--repair", "--large").stdout
    assert "3 rows read, 2 taken (1 of them repaired), 0 unchanged, 1 refused." in taken


def test_a_report_names_the_columns_that_are_not_used_and_tells_that_heights_are_left_out(
    cast: Cast, tmp_path: Path
) -> None:
    area = placed("Hopley", area_of(HOPLEY, height=1480))
    (tmp_path / "list.kml").write_bytes(kml(area, placed("Pin", LABEL)))
    told = kwetu("import", "settlements", str(tmp_path / "list.kml"), "--city", "Harare", "--dry-run").stdout
    assert "2 taken" in told
    assert "Columns: Name = name\nColumns not used: description\n" in told
    assert told.count("Heights in the file were left out.") == 1


def test_what_is_said_after_a_full_stop_begins_with_a_capital(cast: Cast, tmp_path: Path) -> None:
    for body, said in ((b"", "The file is empty."), (b'{"type":"FeatureCollection","features":[]}', "There are no")):
        (tmp_path / "list.geojson").write_bytes(body)
        refused = kwetu("import", "settlements", str(tmp_path / "list.geojson"), "--city", "Harare")
        assert refused.stderr.startswith(f"This file cannot be read. {said}")


def test_an_import_of_which_every_row_is_refused_fails_for_a_script_too(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("name,latitude,longitude\nHopley,123,31\n", encoding="utf-8")
    done = kwetu("import", "settlements", str(tmp_path / "bad.csv"), "--city", "Harare", "--dry-run")
    assert (done.exit_code, "row 1 refused" in done.stdout) == (1, True)


def test_a_list_that_lies_far_from_its_city_is_taken_only_when_told(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "far.csv").write_text("name,latitude,longitude\nHopley,14.38,121.04\n", encoding="utf-8")
    command = ("import", "settlements", str(tmp_path / "far.csv"), "--city", "Harare")
    asked = kwetu(*command)
    assert (asked.exit_code, asked.stdout.startswith("Nothing was written")) == (1, True)
    assert "from Harare. --far takes it all the same." in asked.stdout
    taken = kwetu(*command, "--far", "--json")
    assert (taken.exit_code, json.loads(taken.stdout)["taken"]) == (0, 1)


@pytest.mark.parametrize(
    ("rows", "way"),
    [
        ("Hopley,31.0,-17.9", "--turn turns them round."),
        ("Hopley,8021000,293000", "--convert-from EPSG:32736 converts from WGS 84 / UTM zone 36S (EPSG:32736)."),
        ("Hopley,80210000,29300000", "--convert-from says it, such as --convert-from EPSG:32736."),
    ],
)
def test_what_a_list_asks_is_answered_by_an_option_that_the_command_names(
    cast: Cast, tmp_path: Path, rows: str, way: str
) -> None:
    (tmp_path / "list.csv").write_text(f"name,latitude,longitude\n{rows}\n", encoding="utf-8")
    near = tmp_path / "near.csv"
    near.write_text("name,latitude,longitude\nEpworth,-17.89,31.1\n", encoding="utf-8")
    assert kwetu("import", "settlements", str(near), "--city", "Harare").exit_code == 0
    asked = kwetu("import", "settlements", str(tmp_path / "list.csv"), "--city", "Harare")
    assert (asked.exit_code, way in asked.stderr) == (1, True), asked.stderr


def test_a_list_that_says_it_is_in_metres_is_answered_by_an_option_that_the_command_names(
    cast: Cast, tmp_path: Path
) -> None:
    told = json.loads(geojson_named(polygon((293000.0, 8021000.0), (293100.0, 8021000.0), (293100.0, 8021100.0))))
    told["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32736"}}
    (tmp_path / "list.geojson").write_text(json.dumps(told), encoding="utf-8")
    command = ("import", "settlements", str(tmp_path / "list.geojson"), "--city", "Harare")
    assert "They can be converted. --convert-from file does it." in kwetu(*command).stderr
    assert kwetu(*command, "--convert-from", "file").exit_code == 0


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


def in_a_process(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command as an operator does whose files would be open to everybody."""
    command = [sys.executable, "-c", "import os; os.umask(0); from app.cli import main; main()", *words]
    given = {name: value for name, value in os.environ.items() if name != "KWETU_DATABASE_URL"} | more
    return subprocess.run(command, env=given, capture_output=True, text=True, check=False)


def test_everything_a_command_makes_is_its_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    assert in_a_process(*INIT, DATA_DIR=str(folder)).returncode == 0
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in [folder, *folder.iterdir()]}
    assert (modes.pop("made"), set(modes.values())) == (0o700, {0o600})
    assert "kwetu.sqlite3" in modes


def test_what_stands_open_to_others_is_closed_and_said_once(tmp_path: Path) -> None:
    for name in ("kwetu.sqlite3", "kwetu-before-1.sqlite3", "demo-links.json", "minutes.txt"):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(0o644)
    tmp_path.chmod(0o755)
    closed = close_to_others(tmp_path)
    assert set(closed) == {tmp_path.name, "kwetu.sqlite3", "kwetu-before-1.sqlite3", "demo-links.json"}
    assert stat.S_IMODE((tmp_path / "minutes.txt").stat().st_mode) == 0o644
    assert close_to_others(tmp_path) == []


WRONG: dict[str, tuple[list[str], dict[str, str], str]] = {
    "a port that is no number": (["migrate"], {"PORT": "abc"}, "PORT=abc cannot be used; it takes a whole number"),
    "workers that are no number": (["verify"], {"KWETU_WORKERS": "abc"}, "KWETU_WORKERS=abc cannot be used"),
    "an address that is none": (["people"], {"PUBLIC_URL": "foo"}, "PUBLIC_URL=foo cannot be used"),
    "a port beyond the last": (["serve", "--port", "99999"], {}, "a whole number from 1 to 65535"),
    "a folder below a file": (["migrate"], {"DATA_DIR": "/etc/passwd/here"}, "DATA_DIR=/etc/passwd/here cannot be"),
    "an unknown option": (["verify"], {"KWETU_DATABASE_URL": "postgresql://a:b@127.0.0.1:1/x?foo=1"}, "behind its ?"),
    "a port in words": (["verify"], {"KWETU_DATABASE_URL": "postgresql://a:secret@localhost:x/x"}, "cannot be read"),
    "no file": (["verify"], {"KWETU_DATABASE_URL": "sqlite://"}, "names no SQLite file"),
    "no certificate": (["serve", "--tls-cert", "/etc/passwd", "--tls-key", "/etc/passwd"], {}, "not a certificate"),
    "an address of another computer": (["serve", "--host", "192.0.2.1"], {}, "has no address 192.0.2.1"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_outside_is_one_sentence(what: str, tmp_path: Path) -> None:
    words, more, said = WRONG[what]
    done = in_a_process(*words, **{"DATA_DIR": str(tmp_path / "here"), **more})
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr


def test_a_port_that_is_taken_is_said_with_another(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = in_a_process("serve", "--port", str(port), DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert f"Port {port} is taken by another program" in done.stderr


def test_a_file_that_may_not_be_written_is_named_with_the_user() -> None:
    told = in_words(PermissionError(13, "Permission denied", "/etc/passwd"))
    assert told is not None
    assert "may not read and write /etc/passwd, which belongs to root" in told
    assert in_words(KeyError("a fault of ours")) is None


def test_a_disk_that_is_full_is_said_so_when_a_federation_begins(tmp_path: Path) -> None:
    small = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024)); from app.cli import main; main()"
    given = {name: value for name, value in os.environ.items() if name != "KWETU_DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-c", small, *INIT], env=given | {"DATA_DIR": str(tmp_path)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, "the disk is full" in done.stderr) == (1, True)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [["receipt", "1122-14-4F7K2M"], ["people"], ["link", "Ada"]], ids=lambda one: one[0])
def test_a_command_that_only_looks_makes_no_database(tmp_path: Path, words: list[str]) -> None:
    done = in_a_process(*words, DATA_DIR=str(tmp_path / "none"))
    assert (done.returncode, "There is no database" in done.stderr) == (1, True)
    assert not (tmp_path / "none").exists()


def test_a_command_that_only_looks_writes_nothing_into_the_database_of_another_program(tmp_path: Path) -> None:
    file = tmp_path / "kwetu.sqlite3"
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE accounts (name TEXT)")
        other.commit()
    done = in_a_process("receipt", "1122-1-AAAAAA", DATA_DIR=str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert "There is no Kwetu in this database" in done.stderr
    with closing(sqlite3.connect(file)) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("accounts",)]


def test_the_command_tells_its_version() -> None:
    assert kwetu("--version").output.strip() == __version__


def test_migrate_says_what_it_did(tmp_path: Path) -> None:
    said = [in_a_process("migrate", DATA_DIR=str(tmp_path)).stdout for _ in range(2)]
    assert said[0].startswith("The database was empty; it has the tables of this version now")
    assert "at this version already" in said[1]


def test_people_are_listed_and_a_link_is_made_by_a_name_of_one(cast: Cast) -> None:
    mapper = cast.muntinlupa.mapper
    listed = kwetu("people").stdout
    assert f"{mapper.name}, mapper, Muntinlupa, {mapper.person_id}" in listed
    assert kwetu("link", mapper.name.upper()).stdout.startswith("http://localhost:8000/#/join/")
    with db.writing() as session:
        session.connection().execute(
            text("UPDATE person SET name = :name WHERE id = :id"),
            {"name": mapper.name, "id": cast.muntinlupa.leader.person_id},
        )
    twice = kwetu("link", mapper.name)
    assert (twice.exit_code, twice.stdout) == (1, "")
    assert mapper.person_id in twice.stderr
