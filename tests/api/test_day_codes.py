"""``kwetu receipt``: the code a mapper reads out is found by person, phone and day; else it is said what is here."""

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from app.cli import app
from app.kit import db
from app.kit.canonical import canonical_json, sha256_hex
from app.sync.codes import code_of
from tests.cast import Cast
from tests.conftest import Client
from tests.phones import Edit, Phone, batch, phone_of

DAY = "2026-11-21"


def receipt(*words: str) -> Result:
    return CliRunner().invoke(app, ["receipt", *words])


def code(*edits: Edit) -> str:
    return code_of(DAY, [(edit["edit_id"], sha256_hex(canonical_json(edit))) for edit in edits])


@pytest.fixture
def mara(cast: Cast) -> Phone:
    return phone_of(cast.muntinlupa.mapper, cast.muntinlupa)


@pytest.fixture
def told(client: Client, mara: Phone, cast: Cast) -> list[Edit]:
    """A settlement and two answers of one day, taken in by the server."""
    added = mara.settlement("Sitio Pagkakaisa", team=cast.muntinlupa.team_id)
    said = [
        mara.profile(added["record_id"], {path: {"value": 9}}) for path in ("taps_public_working", "handpumps_total")
    ]
    edits = [edit | {"made_at": f"{DAY}T17:00:00+08:00"} for edit in (added, *said)]
    answers = client.post("/api/sync/push", mara.member, json=batch(*edits)).json()["answers"]
    assert [answer["answer"] for answer in answers] == ["kept"] * 3
    return edits


def test_the_code_of_a_day_names_whose_answers_are_here_word_for_word(told: list[Edit], cast: Cast) -> None:
    found = receipt(code(*told).lower().replace("-", " "))
    assert found.exit_code == 0
    assert found.stdout.startswith(f"{cast.muntinlupa.mapper.name}, ")
    assert f"{DAY}: all 3 edits are here, word for word." in found.stdout


def test_what_came_without_the_phone_hearing_of_it_does_not_make_its_code_wrong(told: list[Edit]) -> None:
    assert "2 more came that the phone had no proof of yet" in receipt(code(told[0])).stdout


def test_a_code_of_something_that_is_not_here_says_what_is_here(told: list[Edit], mara: Phone, cast: Cast) -> None:
    missing = mara.profile(told[0]["record_id"], {"taps_private_total": {"value": 4}})
    refused = receipt(code(*told, missing))
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "It speaks of 4 edits; here are:" in refused.stderr
    assert f"{cast.muntinlupa.mapper.name}, " in refused.stderr
    assert "3 edits" in refused.stderr


def test_a_day_of_which_nothing_is_here_is_said_plainly(told: list[Edit]) -> None:
    assert "Nothing of the day 11-20 is here" in receipt("1120-3-4F7K2M").stderr


def test_what_is_no_code_is_refused_with_an_example(cast: Cast) -> None:
    refused = receipt("hello")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "A code looks like" in refused.stderr


def test_what_was_written_at_the_server_itself_is_told_by_names(told: list[Edit], cast: Cast) -> None:
    with db.writing() as session:
        session.connection().execute(sa.text("UPDATE edit SET device_id = 'server'"))
    found = receipt(code(*told))
    assert found.stdout.startswith(f"{cast.muntinlupa.mapper.name}, this server, {DAY}")
