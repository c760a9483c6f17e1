"""A profile asked by a form that an administrator published: said on one phone, read on another, checked, approved."""

import io
import json
from typing import Any

import openpyxl
import pytest
from sqlalchemy import text
from sqlmodel import select
from typer.testing import CliRunner

from app.cli import app as cli
from app.kit import db
from app.kit.ids import profile_id
from app.ledger import rules
from app.ledger import service as ledger
from app.questionnaire import service as questionnaire
from app.review.models import Approval
from app.review.standing import approved
from tests.api.conftest import SOMEWHERE
from tests.api.pulling import pull, push
from tests.api.releasing import made, released
from tests.api.saying import Settlement, agreement_with
from tests.api.test_xlsforms import publish
from tests.cast import Cast, CityCast
from tests.conftest import Client
from tests.phones import Edit, Phone, batch, phone_of
from tests.workbooks import asked, workbook

LEVELS = {"taps": "1", "owner": "3", "quarrels": "2"}
ROW = "01931111-0000-7000-8000-000000000001"


def survey(*more: str) -> list[dict[str, str]]:
    plain = asked("integer taps", "text owner", "select_one yes_no fenced", "decimal depth", *more)
    listed = [
        {"type": "begin_repeat", "name": "well", "label": "Wells"},
        *asked("text quarrels"),
        {"type": "end_repeat", "name": "", "label": ""},
    ]
    return [{**row, "sensitive": LEVELS.get(row["name"], "")} for row in [*plain, *listed]]


@pytest.fixture
def wells(client: Client, cast: Cast) -> str:
    publish(client, cast.administrator, workbook(survey()))
    return "taps@1"


@pytest.fixture
def place(client: Client, mara: Phone, city: CityCast) -> str:
    added = mara.settlement("Sitio Pagkakaisa", team=city.team_id)
    push(client, mara, added)
    return str(added["record_id"])


def answered(client: Client, phone: Phone, *edits: Edit) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = client.post("/api/sync/push", phone.member, json=batch(*edits)).json()["answers"]
    return told


def test_what_is_said_with_a_published_form_is_kept_and_reaches_another_phone_with_its_form(
    client: Client, wells: str, place: str, mara: Phone, city: CityCast
) -> None:
    said = {"taps": 9, "owner": "Nena", "fenced": "no", f"well/{ROW}/quarrels": "over water"}
    [told] = answered(client, mara, mara.profile(place, {"round": 1, **said}, form=wells))
    assert (told["answer"], "refused_paths" in told) == ("kept", False)
    page = pull(client, city.second_mapper)
    assert page["forms"] == ["settlement_profile@1", wells]
    [profile] = [one for one in page["records"] if one["kind"] == "profile"]
    assert profile["form"] == wells
    assert {path: standing[0][1]["value"] for path, standing in profile["fields"].items()} == {"round": 1, **said}


def test_how_far_an_answer_may_travel_is_said_by_the_form_of_its_profile(
    client: Client, wells: str, place: str, mara: Phone
) -> None:
    push(client, mara, mara.profile(place, {"taps": 9, "owner": "Nena", f"well/{ROW}/quarrels": "none"}, form=wells))
    with db.reading() as session:
        record = ledger.record(session, profile_id(place, 1, wells))
        level_of = questionnaire.level_here(session, wells)
    assert record is not None
    paths = ["taps", "owner", f"well/{ROW}/quarrels", "households_total"]
    assert [level_of(path) for path in paths] == [1, 3, 2, 3]
    assert ["taps" in record.levels[1], "owner" in record.levels[3], "quarrels" in record.levels[2]] == [True] * 3
    assert record.hash == rules.content_hash(record.state, level_of)[0]


def test_answers_are_looked_at_by_the_form_they_were_asked_with(
    client: Client, wells: str, place: str, mara: Phone
) -> None:
    said = {"taps": "nine", "fenced": "maybe", "households_total": 3, f"toilet_group/{ROW}/quarrels": "x", "depth": 2.5}
    [told] = answered(client, mara, mara.profile(place, said, form=wells))
    problems = {path: one["type"].rpartition("/")[2] for path, one in told["refused_paths"].items()}
    assert problems == {
        "taps": "answer-wrong-type",
        "fenced": "answer-wrong-type",
        "households_total": "question-unknown",
        f"toilet_group/{ROW}/quarrels": "question-unknown",
    }


SOUND = {"opens": "06:30", "came": "2026-11-22T14:05", "needs": ["no", "yes"], "here": SOMEWHERE}
UNSOUND = {"opens": "6:30", "came": "2026-02-30T14:05", "needs": ["no", "no"], "here": "31.05 -17.83"}


def test_times_moments_orders_and_points_are_looked_at_by_their_kind(
    client: Client, cast: Cast, place: str, mara: Phone
) -> None:
    rows = asked("time opens", "dateTime came", "rank yes_no needs", "geopoint here")
    publish(client, cast.administrator, workbook(rows))
    [sound] = answered(client, mara, mara.profile(place, SOUND, form="taps@1"))
    assert (sound["answer"], "refused_paths" in sound) == ("kept", False)
    [unsound] = answered(client, mara, mara.profile(place, UNSOUND, form="taps@1"))
    problems = {path: one["type"].rpartition("/")[2] for path, one in unsound["refused_paths"].items()}
    assert problems == dict.fromkeys(("opens", "came", "needs"), "answer-wrong-type") | {"here": "boundary-broken"}


def test_what_was_said_with_a_form_nobody_published_yet_waits_and_is_taken_in_once_it_is_known(
    client: Client, cast: Cast, place: str, mara: Phone
) -> None:
    said = mara.profile(place, {"taps": 9}, form="taps@1")
    [waits] = answered(client, mara, said)
    assert (waits["answer"], waits["problem"]["type"]) == ("parked", "/problems/form-not-of-kind")
    assert waits["problem"]["form"] == "taps@1"
    publish(client, cast.administrator, workbook(survey()))
    [taken] = answered(client, mara, said)
    assert taken["answer"] == "kept"
    [strange] = answered(client, mara, mara.profile(place, {"taps": 9}, form="taps@01"))
    assert strange["problem"]["type"] == "/problems/form-not-of-kind"


def test_a_profile_is_finished_on_the_version_it_was_begun_with(
    client: Client, cast: Cast, wells: str, place: str, mara: Phone, city: CityCast
) -> None:
    push(client, mara, mara.profile(place, {"taps": 9}, form=wells))
    publish(client, cast.administrator, workbook(survey("integer pumps")), after=1)
    sam = phone_of(city.second_mapper, city)
    [told] = answered(client, sam, sam.profile(place, {"depth": 4, "pumps": 2}, form="taps@2"))
    assert (told["answer"], [*told["refused_paths"]]) == ("kept", ["pumps"])
    page = pull(client, city.second_mapper)
    assert page["forms"] == ["settlement_profile@1", "taps@2", "taps@1"]
    assert [one["form"] for one in page["records"] if one["kind"] == "profile"] == ["taps@1"]


def test_a_profile_of_another_form_is_checked_and_approved_and_its_approval_names_the_form(
    client: Client, wells: str, cast: Cast
) -> None:
    settlement = Settlement(client, cast.muntinlupa, form=wells).founded()
    settlement.answered(taps=9, owner="Nena").must("hand_in", cast.muntinlupa.mapper)
    settlement.must("verify", cast.muntinlupa.verifier, women=5, men=2, tenants=1)
    settlement.must("approve", cast.muntinlupa.leader)
    with db.reading() as session:
        [(form, spoken_of, frozen)] = session.exec(select(Approval.form, Approval.hash, Approval.snapshot)).all()
    assert (form, spoken_of) == (wells, settlement.hash())
    assert json.loads(frozen)["taps"]["value"] == 9
    settlement.answered(depth=4)
    refused = settlement.decide("approve", cast.muntinlupa.leader, hash=spoken_of)
    assert (refused["problem"]["type"], refused["problem"]["changed"]) == ("/problems/changed-since", 1)


def test_a_backup_of_other_forms_is_verified_by_them_and_names_what_is_wrong_with_one(
    client: Client, wells: str, place: str, mara: Phone
) -> None:
    push(client, mara, mara.profile(place, {"taps": 9, "owner": "Nena"}, form=wells))
    assert json.loads(CliRunner().invoke(cli, ["verify", "--json"]).stdout)["faults"] == []
    with db.writing() as session:
        session.execute(text("UPDATE form_version SET compiled = 'not a form'"))
    said = CliRunner().invoke(cli, ["verify"]).stdout
    assert f"its form {wells} is not there" in said
    assert "what its version 1 asks cannot be read" in said


def test_another_questionnaire_stands_beside_the_profile_of_a_settlement_and_says_nothing_of_its_state(
    client: Client, wells: str, cast: Cast
) -> None:
    city = cast.muntinlupa
    riverside = Settlement(client, city).approved()
    taps = Settlement(client, city, settlement_id=riverside.settlement_id, form=wells).answered(taps=9)
    assert riverside.state() == "approved"
    taps.must("hand_in", city.mapper).must("verify", city.verifier, women=5, men=2, tenants=1)
    taps.must("approve", city.leader)
    assert taps.must("withdraw", city.leader).state() == "approved"
    with db.reading() as session:
        standing = approved(session, [riverside.settlement_id])[riverside.settlement_id]
    assert (standing.form, standing.profile_id) == ("settlement_profile@1", riverside.profile_id)


def test_profiles_of_another_questionnaire_follow_their_place_when_it_is_found_to_be_one(
    client: Client, wells: str, two: tuple[str, str], mara: Phone, lea: Phone
) -> None:
    one, other = two
    push(client, mara, mara.profile(other, {"taps": 9}, form=wells))
    push(client, lea, lea.edit("settlement", other, other, {"same_as": one}))
    push(client, mara, mara.profile(other, {"owner": "Nena"}, form=wells))
    with db.reading() as session:
        state = ledger.state_of(session, profile_id(one, 1, wells))
        assert {*state.fields} == {"taps", "owner"}
        assert ledger.record(session, profile_id(other, 1, wells)) is None
    assert json.loads(CliRunner().invoke(cli, ["verify", "--json"]).stdout)["faults"] == []


def test_a_profile_of_another_questionnaire_does_not_go_under_the_id_of_ours(
    client: Client, wells: str, place: str, mara: Phone
) -> None:
    said = mara.profile(place, {"taps": 9}, form=wells) | {"record_id": profile_id(place, 1)}
    [told] = answered(client, mara, said)
    assert (told["answer"], told["problem"]["type"]) == ("parked", "/problems/profile-id-wrong")


def test_of_a_later_version_of_our_questionnaire_only_what_it_asks_alike_leaves(client: Client, cast: Cast) -> None:
    ours = client.get("/api/forms/settlement_profile@1/workbook", cast.administrator).content
    book = openpyxl.load_workbook(io.BytesIO(ours))
    columns = {cell.value: place for place, cell in enumerate(book["survey"][1])}
    changed = {row[columns["name"]].value: row for row in book["survey"].iter_rows(min_row=2)}
    changed["households_tenant"][columns["sensitive"]].value = 3
    changed["households_subtenant"][columns["type"]].value = "decimal"
    saved = io.BytesIO()
    book.save(saved)
    publish(client, cast.administrator, saved.getvalue(), after=1)
    riverside = Settlement(client, cast.muntinlupa, form="settlement_profile@2").approved()
    assert riverside.state() == "approved"
    fields = ["households_total", "households_tenant", "households_subtenant"]
    path = released(client, cast, riverside, fields=fields)
    [told] = client.get(f"{path}/releases/1", cast.muntinlupa.leader).json()["settlements"]
    assert {row["field"]: (row["state"], row.get("value")) for row in told["answers"]} == {
        "households_total": ("known", 135),
        "households_tenant": ("not_asked", None),
        "households_subtenant": ("not_asked", None),
    }


def test_what_is_said_with_another_questionnaire_is_in_no_release(client: Client, wells: str, cast: Cast) -> None:
    city = cast.muntinlupa
    taps = Settlement(client, city, form=wells).founded().answered(taps=9).must("hand_in", city.mapper)
    taps.must("verify", city.verifier, women=5, men=2, tenants=1).must("approve", city.leader)
    path = f"/api/agreements/{made(client, city.leader, agreement_with(city, taps))}"
    shown = client.post(f"{path}/preview", city.leader).json()
    assert [(one["settlement_id"], one["why"]) for one in shown["left_out"]] == [(taps.settlement_id, "not_approved")]
    assert shown["settlements"] == []
