"""Sections are given to people of a team on phones apart: answers come together, and nobody is kept from answering."""

from typing import Any

import pytest

from tests.api.pulling import by_id, pull, push
from tests.cast import CityCast
from tests.conftest import Client
from tests.phones import Edit, Phone, batch, phone_of


@pytest.fixture
def sam(city: CityCast) -> Phone:
    return phone_of(city.second_mapper, city)


@pytest.fixture
def shared(client: Client, mara: Phone, sam: Phone, city: CityCast) -> str:
    """A settlement of the team in which Mara asks about water and Sam about toilets."""
    added = mara.settlement("Sitio Maligaya", team=city.team_id)
    given = {"asked_by_F": mara.member.person_id, "asked_by_G": sam.member.person_id}
    push(client, mara, added, _of(mara, added["record_id"], given))
    return str(added["record_id"])


def _of(phone: Phone, settlement_id: str, said: dict[str, Any]) -> Edit:
    return phone.edit("settlement", settlement_id, settlement_id, said)


def _differing(client: Client, phone: Phone, settlement_id: str, said: dict[str, Any]) -> list[str]:
    """Say something of the profile without having seen the others, and return where people differ now."""
    (told,) = push(client, phone, phone.profile(settlement_id, said))
    return list(told.get("contested", []))


def test_the_whole_team_hears_who_asks_which_section_and_it_can_be_taken_back(
    client: Client, mara: Phone, sam: Phone, shared: str
) -> None:
    heard = by_id(pull(client, sam.member))[shared]
    ((edit, said),) = heard["fields"]["asked_by_G"]
    assert said["value"] == sam.member.person_id
    before = heard["edits"][edit]["edit_id"]
    push(client, sam, _of(sam, shared, {"asked_by_G": {"answer": "not_applicable", "replaces": [before]}}))
    ((_, now),) = by_id(pull(client, mara.member))[shared]["fields"]["asked_by_G"]
    assert now == {"answer": "not_applicable"}


def test_two_phones_that_ask_their_own_sections_meet_with_no_dispute(
    client: Client, mara: Phone, sam: Phone, shared: str
) -> None:
    assert _differing(client, mara, shared, {"taps_public_total": 12, "taps_public_working": 9}) == []
    toilets = {"toilet_main_type": "pit_slab", "toilet_group/shared+pit_slab/toilet_seats_total": 6}
    assert _differing(client, sam, shared, toilets) == []


def test_the_same_question_answered_differently_is_disputed_and_nobody_is_kept_from_answering_it(
    client: Client, mara: Phone, sam: Phone, shared: str
) -> None:
    assert _differing(client, mara, shared, {"taps_public_working": 9}) == []
    assert _differing(client, sam, shared, {"taps_public_working": 8}) == ["taps_public_working"]


def test_a_section_is_given_by_the_team_and_to_a_person(
    client: Client, sam: Phone, city: CityCast, shared: str
) -> None:
    to_words = _of(sam, shared, {"asked_by_F": "Amina"})
    (told,) = client.post("/api/sync/push", sam.member, json=batch(to_words)).json()["answers"]
    assert told["answer"] == "parked" or told["refused"]
    stranger = phone_of(city.official, city)
    theirs = _of(stranger, shared, {"asked_by_F": stranger.member.person_id})
    (told,) = client.post("/api/sync/push", stranger.member, json=batch(theirs)).json()["answers"]
    assert told["answer"] == "parked"
