"""A release: exactly its preview, unchanged by what comes after, closed by a community that says no."""

from typing import Any

import pytest
from sqlmodel import select

from app.agreed import releases
from app.agreed.maps import MapFormat
from app.agreed.models import ReleaseDownload
from app.kit import db
from tests.api.releasing import made, release_now, released, rows, unzipped
from tests.api.saying import Settlement, agreement_with, slug_of
from tests.cast import Cast
from tests.conftest import Client


@pytest.fixture
def riverside(client: Client, cast: Cast) -> Settlement:
    return Settlement(client, cast.muntinlupa)


def test_a_later_edit_never_changes_a_release(client: Client, cast: Cast, riverside: Settlement) -> None:
    riverside.approved()
    path = released(client, cast, riverside)
    before = client.get(f"{path}/releases/1/download", cast.muntinlupa.official).content
    riverside.answered(households_total=99).must("hand_in", cast.muntinlupa.mapper)
    assert client.get(f"{path}/releases/1/download", cast.muntinlupa.official).content == before
    assert release_now(client, cast.muntinlupa.leader, path).json()["number"] == 2
    again = client.get(f"{path}/releases/2", cast.muntinlupa.official).json()["settlements"][0]["answers"][0]
    assert again["value"] == 135, "the second release reads the approval too, not the answers since"


def test_a_community_that_takes_its_consent_back_is_in_no_new_release(
    client: Client, cast: Cast, riverside: Settlement
) -> None:
    riverside.approved().answered(consent_city="no")
    body = agreement_with(cast.muntinlupa, riverside)
    path = f"/api/agreements/{made(client, cast.muntinlupa.leader, body)}"
    refused = release_now(client, cast.muntinlupa.leader, path)
    assert (refused.status_code, slug_of(refused)) == (409, "nothing-to-release")
    assert refused.json()["left_out"][0]["why"] == "city_not_agreed"


def test_a_settlement_taken_back_stops_the_releases_that_hold_it(
    client: Client, cast: Cast, riverside: Settlement
) -> None:
    riverside.approved()
    path = released(client, cast, riverside)
    riverside.must("withdraw", cast.muntinlupa.leader)
    for address in (f"{path}/releases/1", f"{path}/releases/1/download"):
        refused = client.get(address, cast.muntinlupa.official)
        assert (refused.status_code, slug_of(refused)) == (410, "settlement-taken-back")
    assert client.get(f"{path}/releases/1", cast.muntinlupa.leader).json()["taken_back"] is True


@pytest.mark.parametrize(
    "said",
    [
        {"consent_city": "no"},
        {"consent_city": {"answer": "refused"}},
        {"consent_collect": "no"},
        {"consent_city": "part", "consent_withheld_city": ["d"]},
    ],
)
def test_a_later_no_of_the_community_closes_the_releases_that_hold_it(
    client: Client, cast: Cast, riverside: Settlement, said: dict[str, Any]
) -> None:
    riverside.approved()
    path = released(client, cast, riverside)
    riverside.answered(**said)
    for address in (f"{path}/releases/1", f"{path}/releases/1/download"):
        refused = client.get(address, cast.muntinlupa.official)
        assert (refused.status_code, slug_of(refused)) == (410, "settlement-taken-back")
    assert client.get(f"{path}/releases/1", cast.muntinlupa.leader).json()["taken_back"] is True
    assert client.get(path, cast.muntinlupa.leader).json()["releases"][0]["taken_back"] is True
    assert riverside.state() != "released"


def test_a_part_kept_later_that_no_release_shows_closes_nothing(
    client: Client, cast: Cast, riverside: Settlement
) -> None:
    riverside.approved()
    path = released(client, cast, riverside)
    riverside.answered(consent_city="part", consent_withheld_city=["c", "boundary"])
    assert client.get(f"{path}/releases/1/download", cast.muntinlupa.official).status_code == 200


def test_a_release_is_exactly_what_was_looked_at_or_it_is_not_made(
    client: Client, cast: Cast, riverside: Settlement
) -> None:
    leader = cast.muntinlupa.leader
    other = Settlement(client, cast.muntinlupa, "Hillside").approved()
    riverside.approved()
    path = f"/api/agreements/{made(client, leader, agreement_with(cast.muntinlupa, riverside, other))}"
    looked_at = client.post(f"{path}/preview", leader).json()["fingerprint"]
    other.answered(consent_city="part", consent_withheld_city=["d"])
    refused = client.post(f"{path}/releases", leader, json={"fingerprint": looked_at})
    assert (refused.status_code, slug_of(refused)) == (409, "preview-changed")
    seen = client.post(f"{path}/preview", leader).json()
    given = client.post(f"{path}/releases", leader, json={"fingerprint": seen["fingerprint"]}).json()
    assert [given["fields"], given["settlements"]] == [seen["fields"], seen["settlements"]]
    assert client.post(f"{path}/releases", leader).status_code == 422, "nobody releases without having looked"


def test_money_leaves_in_the_citys_currency_and_the_zip_is_named_after_the_agreement(
    client: Client, cast: Cast, riverside: Settlement
) -> None:
    riverside.approved(waste_cost_month=50)
    path = released(client, cast, riverside, title="Água & toilets: plan", fields=["waste_cost_month"])
    answer = client.get(f"{path}/releases/1/download", cast.muntinlupa.official)
    assert 'filename="kwetu-agua-toilets-plan-release-1.zip"' in answer.headers["content-disposition"]
    files = unzipped(answer.content)
    assert rows(files["answers.csv"])[0]["unit"] == "PHP"
    assert rows(files["questions.csv"])[0]["unit"] == "PHP"
    assert "1 settlement, 1 question," in files["agreement.txt"]


def test_a_settlement_shows_as_shared_while_an_office_can_read_it(
    client: Client, cast: Cast, riverside: Settlement
) -> None:
    riverside.approved()
    path = released(client, cast, riverside)
    assert riverside.state() == "released"
    client.post(f"{path}/end", cast.muntinlupa.leader)
    assert riverside.state() == "approved"


def test_a_release_taken_back_is_given_no_more(client: Client, cast: Cast, riverside: Settlement) -> None:
    riverside.approved()
    path = released(client, cast, riverside)
    assert client.post(f"{path}/releases/1/withdraw", cast.muntinlupa.leader).json()["withdrawn_at"]
    for address in (f"{path}/releases/1", f"{path}/releases/1/download"):
        refused = client.get(address, cast.muntinlupa.official)
        assert (refused.status_code, slug_of(refused)) == (410, "release-taken-back")


def test_a_ward_official_reads_of_the_own_offices_releases_what_lies_in_the_own_ward(
    client: Client, cast: Cast, riverside: Settlement
) -> None:
    city = cast.muntinlupa
    hillside = Settlement(client, city, name="Hillside").approved()
    riverside.approved().phone(city.mapper).must_say(
        "settlement", riverside.settlement_id, riverside.settlement_id, ward=city.ward_id
    )
    path = released(client, cast, riverside, hillside)
    person = f"/api/people/{city.ward_official.person_id}"
    assert client.get(path, city.ward_official).status_code == 404, "of no office yet"
    assert client.put(person, city.leader, json={"office_id": city.office_id}).status_code == 200
    (listed,) = client.get("/api/agreements", city.ward_official).json()
    assert listed["releases"][0]["settlements"] == 1
    shown = client.get(f"{path}/releases/1", city.ward_official).json()
    assert [one["name"] for one in shown["settlements"]] == ["Riverside"]
    files = unzipped(client.get(f"{path}/releases/1/download", city.ward_official).content)
    assert "Hillside" not in str(files)
    assert len(client.get(f"{path}/releases/1", city.official).json()["settlements"]) == 2
    assert client.put(person, city.leader, json={"ward_id": None}).status_code == 200
    assert len(client.get(f"{path}/releases/1", city.ward_official).json()["settlements"]) == 2
    assert client.post(f"{path}/end", city.ward_official, json={}).status_code == 403


def test_phones_can_send_while_a_release_is_made_into_files(
    client: Client, cast: Cast, riverside: Settlement, monkeypatch: pytest.MonkeyPatch
) -> None:
    riverside.approved()
    path = released(client, cast, riverside)
    made = releases.zip_with

    def while_phones_send(contents: dict[str, Any], map_format: MapFormat) -> bytes:
        with db.writing() as session:  # the writer is free
            session.exec(select(ReleaseDownload)).all()
        return made(contents, map_format)

    monkeypatch.setattr(releases, "zip_with", while_phones_send)
    assert client.get(f"{path}/releases/1/download", cast.muntinlupa.official).status_code == 200
    assert len(client.get(f"{path}/releases/1", cast.muntinlupa.leader).json()["downloads"]) == 1
