"""Who pulls an answer hears how wrong the clock of its phone was, where the answer stands and the clock was far off."""

import json
from datetime import datetime, timedelta

import pytest

from app.kit.clock import iso, now
from app.sync.wire import CLOCKS_BYTES
from tests.api.pulling import by_id, pull, push
from tests.cast import CityCast
from tests.conftest import Client
from tests.phones import Edit, Phone, batch, replacing

TWO_YEARS = timedelta(days=730)


def _sent_with_clock(client: Client, phone: Phone, at: datetime, *edits: Edit) -> None:
    answers = client.post("/api/sync/push", phone.member, json=batch(*edits, client_time=iso(at))).json()["answers"]
    assert {answer["answer"] for answer in answers} <= {"kept", "contested"}, answers


def test_who_reads_an_answer_is_told_how_wrong_the_clock_of_its_phone_was(
    client: Client, mara: Phone, lea: Phone, city: CityCast, ours: Edit
) -> None:
    late = mara.profile(ours["record_id"], {"taps_public_working": 9})
    right = mara.profile(ours["record_id"], {"taps_private_total": 4})
    _sent_with_clock(client, mara, now() - TWO_YEARS, late)
    _sent_with_clock(client, mara, now() + timedelta(minutes=4), right)
    profile = by_id(pull(client, lea.member))[late["record_id"]]
    assert profile["clocks"].keys() == {late["edit_id"]}
    assert profile["clocks"][late["edit_id"]] == pytest.approx(-TWO_YEARS.total_seconds(), abs=60)
    assert "clocks" not in by_id(pull(client, lea.member))[ours["record_id"]]


def test_a_clock_is_told_only_with_an_answer_that_is_shown(
    client: Client, mara: Phone, lea: Phone, theirs: Edit
) -> None:
    place = theirs["record_id"]
    noted = lea.edit("settlement", place, place, {"note": replacing("By the mango tree", theirs)})
    _sent_with_clock(client, lea, now() + TWO_YEARS, noted)
    assert by_id(pull(client, lea.member))[place]["clocks"].keys() == {noted["edit_id"]}
    assert "clocks" not in by_id(pull(client, mara.member))[place], "of another team's place the name is shown only"
    push(client, lea, lea.edit("settlement", place, place, {"note": replacing("By the well", noted)}))
    assert "clocks" not in by_id(pull(client, lea.member))[place], "nothing of that phone stands any more"


def test_what_is_told_of_clocks_never_fills_a_page(client: Client, mara: Phone, lea: Phone, ours: Edit) -> None:
    said = [mara.comment(ours["record_id"], f"Tap {number} is dry") for number in range(700)]
    for at in range(0, len(said), 100):
        _sent_with_clock(client, mara, now() - TWO_YEARS, *said[at : at + 100])
    cursor, told = "", 0
    while True:
        page = pull(client, lea.member, cursor)
        clocks = [record["clocks"] for record in page["records"] if "clocks" in record]
        assert len(json.dumps(clocks)) <= CLOCKS_BYTES * 1.1
        told, cursor = told + len(clocks), page["cursor"]
        if not page["more"]:
            break
    assert told > 400
