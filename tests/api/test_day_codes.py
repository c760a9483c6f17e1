"""``kwetu receipt``: the code a mapper reads out is found by person, phone and day; else it is said what is here."""

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from app.cli import app
from app.kit import db
from app.kit.canonical import canonical_json, sha256_hex
from app.people import register, service
from app.people.schemas import NewPerson
from app.sync.codes import code_of
from tests.cast import Cast, Member, signed_in_as
from tests.conftest import Client
from tests.phones import Edit, Phone, batch, phone_of

DAY = "2026-11-21"


def checked(client: Client, member: Member, typed: str) -> dict[str, Any]:
    answer = client.get("/api/sync/codes", member, params={"code": typed})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


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
    assert f"{DAY}: the 1 edit is here, word for word; 2 more" in receipt(code(told[0])).stdout


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


def test_a_leader_types_a_code_and_is_told_whose_it_is(client: Client, told: list[Edit], cast: Cast) -> None:
    for member in (cast.muntinlupa.leader, cast.administrator):
        answer = checked(client, member, code(*told).lower().replace("-", " "))
        assert answer["here"]["person"] == cast.muntinlupa.mapper.name
        assert (answer["here"]["day"], answer["edits"], answer["besides"], answer["instead"]) == (DAY, 3, 0, [])
    assert checked(client, cast.muntinlupa.leader, code(told[0]))["besides"] == 2


def test_a_leader_is_told_what_is_here_instead_of_what_a_code_stands_for(
    client: Client, told: list[Edit], mara: Phone, cast: Cast
) -> None:
    missing = mara.profile(told[0]["record_id"], {"taps_private_total": {"value": 4}})
    answer = checked(client, cast.muntinlupa.leader, code(*told, missing))
    assert (answer["here"], answer["edits"], answer["month_day"]) == (None, 4, "11-21")
    assert [(one["person"], one["edits"]) for one in answer["instead"]] == [(cast.muntinlupa.mapper.name, 3)]


def test_the_code_of_somebody_who_joined_anew_is_found_though_a_namesake_wrote_that_day_too(
    client: Client, told: list[Edit], mara: Phone, cast: Cast
) -> None:
    city = cast.muntinlupa
    with db.writing() as session:
        who = signed_in_as(session, cast.administrator)
        namesake = NewPerson(name=mara.member.name, city_id=city.id, role="mapper", team_id=city.team_id)
        links = [register.invite(session, who, namesake).invitation, service.invitation_for(session, told[0]["by"])]
        other, anew = (service.join(session, link.code, "another phone") for link in links)
    said = {}
    for joined in (other, anew):
        member = replace(mara.member, token=joined.token, person_id=joined.person.id, device_id=joined.device_id)
        edit = phone_of(member, city).profile(told[0]["record_id"], {"water_queue_min": {"value": 20}})
        said[joined.token] = edit | {"made_at": f"{DAY}T18:00:00+08:00"}
        assert client.post("/api/sync/push", member, json=batch(said[joined.token])).status_code == 200
    answer = checked(client, city.leader, code(*told, said[anew.token]))
    assert answer["here"] == {"day": DAY, "person": mara.member.name, "phone": None, "sign_ins": 2, "edits": 4}
    assert receipt(code(*told, said[anew.token])).stdout.startswith(f"{mara.member.name}, 2 sign-ins, {DAY}")


def test_a_code_of_another_citys_people_says_nothing_of_them(client: Client, told: list[Edit], cast: Cast) -> None:
    answer = checked(client, cast.harare.leader, code(*told))
    assert (answer["here"], answer["instead"]) == (None, [])


@pytest.mark.parametrize("role", ["mapper", "verifier", "official", "ward_official"])
def test_only_leaders_check_codes(client: Client, cast: Cast, role: str) -> None:
    answer = client.get("/api/sync/codes", getattr(cast.muntinlupa, role), params={"code": "1121-3-4F7K2M"})
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-your-role")


def test_what_a_leader_types_that_is_no_code_is_said_to_be_none(client: Client, cast: Cast) -> None:
    answer = client.get("/api/sync/codes", cast.muntinlupa.leader, params={"code": "1321-3-4F7K2M"})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/code-unreadable")
    assert "no day 21 of month 13" in answer.json()["detail"]
