"""Joining, inviting, teams, and who may see whom."""

import uuid

import pytest

from app.kit import db
from tests.cast import Cast
from tests.conftest import Client


def test_a_phone_joins_with_the_last_part_of_a_link_once(client: Client, cast: Cast) -> None:
    said = {"name": "Nia New", "role": "mapper", "city_id": cast.muntinlupa.id, "team_id": cast.muntinlupa.team_id}
    invited = client.post("/api/people", cast.muntinlupa.leader, json=said)
    assert invited.status_code == 201
    link = invited.json()["invitation"]
    assert link["url"].endswith(f"/#/join/{link['code']}")
    assert link["this_computer_only"] is True
    assert link["qr_svg"].startswith("<svg")

    joined = client.post("/api/people/join", json={"code": link["code"], "device_name": "Nia's phone"})
    assert joined.status_code == 200
    body = joined.json()
    assert body["person"] == {"id": invited.json()["person"]["id"], "name": "Nia New", "role": "mapper"}
    assert [city["name"] for city in body["cities"]] == ["Muntinlupa"]
    assert body["server_keys"]["sign"]["jwk"]["crv"] == "P-256"

    me = client.get("/api/people/me", headers={"Authorization": f"Bearer {body['token']}"})
    assert me.json() == {name: value for name, value in body.items() if name != "token"}

    again = client.post("/api/people/join", json={"code": link["code"], "device_name": "Another phone"})
    assert again.status_code == 409
    assert again.json()["type"] == "/problems/invitation-used"


KEY = {"kty": "EC", "crv": "P-256", "x": "x", "y": "y"}


def test_a_phone_that_lost_the_answer_to_its_joining_joins_again_with_the_same_link(client: Client, cast: Cast) -> None:
    person = f"/api/people/{cast.muntinlupa.mapper.person_id}/invitations"
    said = {"code": client.post(person, cast.muntinlupa.leader).json()["code"], "device_name": "x", "device_key": KEY}
    lost = client.post("/api/people/join", json=said).json()
    came = client.post("/api/people/join", json=said | {"device_key": dict(reversed(KEY.items()))})
    assert (came.status_code, came.json()["device_id"]) == (200, lost["device_id"])

    def me(token: str) -> int:
        return client.get("/api/people/me", headers={"Authorization": f"Bearer {token}"}).status_code

    assert (me(lost["token"]), me(came.json()["token"])) == (401, 200)
    for key in (KEY | {"x": "z"}, None):
        another = client.post("/api/people/join", json=said | {"device_key": key})
        assert another.json()["type"] == "/problems/invitation-used"


def test_a_phone_does_not_join_again_when_it_was_shut_out_or_after_a_day(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from app.people import service

    person, leader = cast.muntinlupa.mapper, cast.muntinlupa.leader
    for shut_out in (True, False):
        code = client.post(f"/api/people/{person.person_id}/invitations", leader).json()["code"]
        said = {"code": code, "device_name": "x", "device_key": KEY}
        joined = client.post("/api/people/join", json=said).json()
        if shut_out:
            client.post(f"/api/people/devices/{joined['device_id']}/revoke", leader)
        else:
            monkeypatch.setattr(service, "JOIN_AGAIN", timedelta(0))
        assert client.post("/api/people/join", json=said).json()["type"] == "/problems/invitation-used"


def test_public_url_makes_links_that_phones_can_open(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.settings import settings

    monkeypatch.setenv("PUBLIC_URL", "https://kwetu.example/")
    settings.cache_clear()
    link = client.post(f"/api/people/{cast.muntinlupa.mapper.person_id}/invitations", cast.muntinlupa.leader).json()
    assert link["url"] == f"https://kwetu.example/#/join/{link['code']}"
    assert link["this_computer_only"] is False


def test_a_leader_brings_in_an_own_second_phone_and_a_mapper_asks_the_leader(client: Client, cast: Cast) -> None:
    city = cast.muntinlupa
    made = client.post(f"/api/people/{city.leader.person_id}/invitations", city.leader)
    joined = client.post("/api/people/join", json={"code": made.json()["code"], "device_name": "laptop"})
    assert joined.json()["person"]["id"] == city.leader.person_id
    assert client.post(f"/api/people/{city.mapper.person_id}/invitations", city.mapper).status_code == 403
    assert client.post(f"/api/people/{city.official.person_id}/invitations", city.verifier).status_code == 403


def test_an_unknown_code_is_a_clear_answer_and_too_many_are_slowed_down(client: Client, cast: Cast) -> None:
    from app.people import endpoints

    endpoints._wrong_codes.clear()
    said = {"code": "no such code", "device_name": "x"}
    answers = [
        client.post("/api/people/join", json=said).status_code for _ in range(endpoints.WRONG_CODES_A_MINUTE + 1)
    ]
    endpoints._wrong_codes.clear()
    assert answers == [404] * endpoints.WRONG_CODES_A_MINUTE + [429]


def test_without_a_token_with_an_unknown_one_and_with_a_revoked_one(client: Client, cast: Cast) -> None:
    assert client.get("/api/people/me").json()["type"] == "/problems/sign-in-needed"
    unknown = client.get("/api/people/me", headers={"Authorization": "Bearer nothing"})
    assert (unknown.status_code, unknown.json()["unknown"]) == (401, True)
    phone = cast.muntinlupa.mapper
    assert client.post(f"/api/people/devices/{phone.device_id}/revoke", cast.harare.leader).status_code == 403
    assert client.post(f"/api/people/devices/{phone.device_id}/revoke", cast.muntinlupa.leader).status_code == 204
    revoked = client.get("/api/people/me", phone)
    assert (revoked.status_code, revoked.json()["revoked"]) == (401, True)


def test_a_leader_sees_the_own_city_an_administrator_all_and_others_nobody(client: Client, cast: Cast) -> None:
    def cities(member: object) -> set[str | None]:
        return {person["city_id"] for person in client.get("/api/people", member).json()}  # type: ignore[arg-type]

    assert cities(cast.muntinlupa.leader) == {cast.muntinlupa.id}
    assert cities(cast.administrator) == {cast.muntinlupa.id, cast.harare.id, None}
    for member in (cast.muntinlupa.mapper, cast.muntinlupa.verifier, cast.muntinlupa.official, cast.nobody):
        assert client.get("/api/people", member).status_code == 403


@pytest.mark.parametrize("role", ["leader", "administrator"])
def test_a_leader_cannot_make_leaders_or_administrators(client: Client, cast: Cast, role: str) -> None:
    said = {"name": "Kim", "role": role, "city_id": cast.muntinlupa.id}
    answer = client.post("/api/people", cast.muntinlupa.leader, json=said)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-your-role")
    assert client.post("/api/people", cast.administrator, json=said).status_code == 201


def test_a_leader_invites_nobody_into_another_city(client: Client, cast: Cast) -> None:
    said = {"name": "Kim", "role": "mapper", "city_id": cast.harare.id}
    answer = client.post("/api/people", cast.muntinlupa.leader, json=said)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-your-city")


def test_a_team_of_another_city_is_not_this_persons_team(client: Client, cast: Cast) -> None:
    said = {"name": "Kim", "role": "mapper", "city_id": cast.muntinlupa.id, "team_id": cast.harare.team_id}
    answer = client.post("/api/people", cast.muntinlupa.leader, json=said)
    assert (answer.status_code, answer.json()["pointer"]) == (403, "/team_id")


def test_teams_are_made_renamed_and_filled_by_their_leader(client: Client, cast: Cast) -> None:
    city = cast.muntinlupa
    made = client.post("/api/people/teams", city.leader, json={"name": "Alabang mappers", "city_id": city.id})
    assert made.status_code == 201
    address = f"/api/people/teams/{made.json()['id']}"
    filled = client.put(address, city.leader, json={"name": "Alabang team", "member_ids": [city.mapper.person_id]})
    assert filled.json()["member_ids"] == [city.mapper.person_id]
    assert "Alabang team" in {team["name"] for team in client.get("/api/people/me", city.mapper).json()["teams"]}
    assert client.put(address, cast.harare.leader, json={"name": "Ours"}).status_code == 403
    assert client.put(address, city.mapper, json={"name": "Ours"}).status_code == 403
    taken = client.post("/api/people/teams", city.leader, json={"name": "ALABANG TEAM", "city_id": city.id})
    assert taken.json()["type"] == "/problems/name-taken"
    stranger = client.put(address, city.leader, json={"member_ids": [cast.harare.mapper.person_id]})
    assert stranger.status_code == 403


def test_only_an_administrator_adds_cities_and_the_time_zone_is_checked(client: Client, cast: Cast) -> None:
    said = {"name": "Epworth", "country": "ZW", "time_zone": "Africa/Harare", "currency": "USD"}
    assert client.post("/api/people/cities", cast.harare.leader, json=said).status_code == 403
    assert client.post("/api/people/cities", cast.administrator, json=said).status_code == 201
    assert client.post("/api/people/cities", cast.administrator, json=said).status_code == 409
    wrong = client.post("/api/people/cities", cast.administrator, json=said | {"name": "X", "time_zone": "Harare"})
    assert wrong.json()["errors"][0]["pointer"] == "/time_zone"
    assert "Epworth" in {city["name"] for city in client.get("/api/people/cities", cast.administrator).json()}


def test_the_last_administrator_stays_one(client: Client, cast: Cast) -> None:
    address = f"/api/people/{cast.administrator.person_id}"
    answer = client.put(address, cast.administrator, json={"role": "leader", "city_id": cast.harare.id})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/last-administrator")


def test_somebody_of_another_federation_can_be_neither_seen_nor_changed(client: Client, cast: Cast) -> None:
    address = f"/api/people/{cast.nobody.person_id}"
    assert client.put(address, cast.administrator, json={"name": "Ours"}).status_code == 404
    assert client.get("/api/people/teams", cast.nobody).json() == []
    assert client.get("/api/people/cities", cast.nobody).json() == []


@pytest.mark.parametrize(
    "name",
    ["", "   ", "x" * 100_000, "bell \u0007", "lone \ud800", "null \u0000 byte"],
    ids=lambda name: ascii(name)[:20],
)
def test_a_name_no_screen_could_show_is_refused_with_its_place(client: Client, cast: Cast, name: str) -> None:
    import json

    said = json.dumps({"name": name, "role": "mapper", "city_id": cast.muntinlupa.id})
    answer = client.post("/api/people", cast.administrator, content=said, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/name"


@pytest.mark.parametrize("name", ["😀 Emoji", "علي", '=HYPERLINK("x")', "<script>alert(1)</script>", "Ñuñez’s"])
def test_any_other_name_is_kept_word_for_word(client: Client, cast: Cast, name: str) -> None:
    said = {"name": name, "role": "mapper", "city_id": cast.muntinlupa.id}
    answer = client.post("/api/people", cast.administrator, json=said)
    assert answer.json()["person"]["name"] == name


def test_sixty_writers_at_once_all_come_through(client: Client, cast: Cast) -> None:
    said = {"name": "Kim", "role": "mapper", "city_id": cast.muntinlupa.id}
    answers = client.together(*[("POST", "/api/people", cast.administrator, said)] * 60)
    assert {answer.status_code for answer in answers} == {201}


def test_officials_see_their_own_office_and_no_teams(client: Client, cast: Cast) -> None:
    city = cast.muntinlupa
    client.post("/api/people/offices", city.leader, json={"name": "Police liaison", "city_id": city.id})
    assert [one["id"] for one in client.get("/api/people/offices", city.official).json()] == [city.office_id]
    for stranger in (city.ward_official, city.mapper, city.verifier):
        assert client.get("/api/people/offices", stranger).json() == []
    assert len(client.get("/api/people/offices", city.leader).json()) == 2
    for official in (city.official, city.ward_official):
        refused = client.get("/api/people/teams", official)
        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/not-your-role")
        assert city.mapper.person_id not in refused.text
    assert [one["id"] for one in client.get("/api/people/teams", city.mapper).json()] == [city.team_id]


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"country": "PHL"}, "/country"),
        ({"country": "P1"}, "/country"),
        ({"currency": "PESO"}, "/currency"),
        ({"currency": "₱"}, "/currency"),
        ({"name": "Epworth \u202etniop"}, "/name"),
    ],
)
def test_a_city_has_the_codes_of_a_country_and_a_currency(
    client: Client, cast: Cast, wrong: dict[str, str], pointer: str
) -> None:
    said = {"name": "Epworth", "country": "zw", "time_zone": "Africa/Harare", "currency": "usd"}
    refused = client.post("/api/people/cities", cast.administrator, json=said | wrong)
    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["pointer"]) == (422, pointer)
    assert not error["detail"].startswith("Value error")
    made = client.post("/api/people/cities", cast.administrator, json=said).json()
    assert (made["country"], made["currency"]) == ("ZW", "USD")


HALF = "\\ud800"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("people", '{"name": "A", "role": "official", "city_id": "CITY", "office_id": "HALF"}'),
        ("people", '{"name": "A", "role": "mapper", "city_id": "CITY", "team_id": "HALF"}'),
        ("people", '{"name": "A", "role": "ward_official", "city_id": "CITY", "ward_id": "HALF"}'),
        ("people", '{"name": "A", "role": "mapper", "city_id": "HALF"}'),
        ("people", '{"name": "A", "role": "mapper", "city_id": "CITY", "HALF": "x"}'),
        ("people", '{"name": "HALF", "role": "mapper", "city_id": "CITY"}'),
        ("people/teams", '{"name": "A", "city_id": "HALF"}'),
        ("people/offices", '{"name": "A", "city_id": "HALF"}'),
        ("people/cities", '{"name": "A", "time_zone": "HALF"}'),
        ("people/join", '{"code": "HALF", "device_name": "x"}'),
        ("people/join", '{"code": "x", "device_name": "x", "device_key": {"HALF": "HALF"}}'),
        ("agreements", '{"office_id": "HALF"}'),
    ],
)
def test_half_a_sign_is_never_a_fault_of_the_server(client: Client, cast: Cast, path: str, body: str) -> None:
    said = body.replace("CITY", cast.muntinlupa.id).replace("HALF", HALF).encode()
    json = {"Content-Type": "application/json"}
    answer = client.post(f"/api/{path}", cast.administrator, content=said, headers=json)
    assert answer.status_code in (404, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_addresses_of_people_and_teams_are_ids(client: Client, cast: Cast) -> None:
    assert client.put("/api/people/nobody", cast.administrator, json={"name": "A"}).status_code == 422
    assert client.put("/api/people/teams/none", cast.administrator, json={"name": "A"}).status_code == 422
    assert client.post("/api/people/devices/%ED%A0%80/revoke", cast.administrator).status_code == 422


def test_a_ward_official_works_in_a_ward_of_the_own_city(client: Client, cast: Cast) -> None:
    city = cast.muntinlupa
    said = {"name": "Willy", "role": "ward_official", "city_id": city.id}
    for ward_id, status, slug in (
        (str(uuid.uuid4()), 404, "place-of-work-unknown"),
        (cast.harare.ward_id, 403, "not-your-city"),
    ):
        answer = client.post("/api/people", city.leader, json=said | {"ward_id": ward_id})
        assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}")
        person = f"/api/people/{city.ward_official.person_id}"
        assert client.put(person, city.leader, json={"ward_id": ward_id}).status_code == status
    assert client.post("/api/people", city.leader, json=said | {"ward_id": city.ward_id}).status_code == 201


def test_wrong_codes_do_not_take_the_writer(client: Client, cast: Cast) -> None:
    with db.writing():  # somebody else is writing all the while
        answer = client.post("/api/people/join", json={"code": "nobody-has-this", "device_name": "x"})
    assert answer.json()["type"] == "/problems/invitation-unknown"
