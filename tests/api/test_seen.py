"""When a phone was here last, and whether it may still come in: asked seldom, and never trusted when it counts."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.kit import db
from app.kit.clock import iso, now
from app.people.models import Device, Person
from tests.cast import Cast, CityCast
from tests.conftest import Client
from tests.phones import Phone, batch, phone_of


@pytest.fixture
def city(cast: Cast) -> CityCast:
    return cast.muntinlupa


@pytest.fixture
def mara(city: CityCast) -> Phone:
    return phone_of(city.mapper, city)


def last_seen(phone: Phone, noted: str | None = None) -> str:
    """Return when a phone was here last by the server's book, writing something else there first."""
    with db.writing() as session:
        device = session.exec(select(Device).where(Device.id == phone.member.device_id)).one()
        device.last_seen_at = noted or device.last_seen_at
        session.add(device)
        return device.last_seen_at


@pytest.mark.parametrize(
    ("ago_s", "is_noted"), [(20, False), (40, False), (70, True), (86_400, True), (-40, True)],
    ids=["a moment ago", "within the minute", "longer ago", "yesterday", "a clock that was set back since"],
)  # fmt: skip
def test_a_phone_that_sends_all_afternoon_is_noted_once_a_minute(
    client: Client, mara: Phone, ago_s: int, is_noted: bool
) -> None:
    before = last_seen(mara, iso(now() - timedelta(seconds=ago_s)))
    assert client.post("/api/sync/push", mara.member, json=batch()).status_code == 200
    assert (last_seen(mara) != before) is is_noted


def test_a_phone_shut_out_a_moment_after_it_sent_is_refused_with_its_next_edit(
    client: Client, city: CityCast, mara: Phone
) -> None:
    assert client.post("/api/sync/push", mara.member, json=batch(mara.settlement("Sitio Una"))).status_code == 200
    assert client.post(f"/api/people/devices/{mara.member.device_id}/revoke", city.leader).is_success
    refused = client.post("/api/sync/push", mara.member, json=batch(mara.settlement("Sitio Huli")))
    assert (refused.status_code, refused.json()["revoked"]) == (401, True)


def test_a_phone_whose_person_works_in_another_city_since_is_no_longer_heard_here(
    client: Client, cast: Cast, city: CityCast, mara: Phone
) -> None:
    first = client.post("/api/sync/push", mara.member, json=batch(mara.settlement("Sitio Una")))
    assert first.json()["answers"][0]["answer"] == "kept"
    with db.writing() as session:
        mara_herself = session.exec(select(Person).where(Person.id == mara.member.person_id)).one()
        mara_herself.city_id = cast.harare.id
        session.add(mara_herself)
    told = client.post("/api/sync/push", mara.member, json=batch(mara.settlement("Sitio Huli"))).json()["answers"][0]
    assert (told["answer"], told["problem"]["type"]) == ("parked", "/problems/city-not-yours")
