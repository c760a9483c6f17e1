"""What phones say of a settlement: good answers are kept, bad ones are named, and rights hold path by path."""

from typing import Any

import pytest

from app.kit.ids import profile_id, uuid7
from tests.api.saying import BOUNDARY, CONSENT, PLAIN, Settlement
from tests.cast import Cast
from tests.conftest import Client


@pytest.fixture
def riverside(client: Client, cast: Cast) -> Settlement:
    return Settlement(client, cast.muntinlupa).founded()


def say(place: Settlement, **said: Any) -> dict[str, Any]:
    return place.phone(place.city.mapper).say("profile", place.profile_id, place.settlement_id, **said)


def refused(answer: dict[str, Any]) -> dict[str, str]:
    return {path: problem["type"].rpartition("/")[2] for path, problem in (answer.get("refused_paths") or {}).items()}


def slug(answer: dict[str, Any]) -> str:
    assert answer["answer"] == "parked", answer
    return str(answer["problem"]["type"].rpartition("/")[2])


def test_a_whole_short_profile_is_kept(riverside: Settlement) -> None:
    answer = say(riverside, round=1, boundary=BOUNDARY, **CONSENT, **PLAIN)
    assert (answer["answer"], refused(answer)) == ("kept", {})


def test_the_four_answers_are_kept_apart(riverside: Settlement) -> None:
    said = {"households_total": {"answer": "unknown"}, "households_tenant": {"answer": "refused"}}
    said |= {"water_price": {"value": 0}, "return_date": {"answer": "not_applicable"}}
    say(riverside, **said)
    fields = riverside.phone(riverside.city.mapper).records()[riverside.profile_id]["fields"]
    told = {path: fields[path][0][1] for path in said}
    assert told == {path: dict(answer) for path, answer in said.items()}


def test_a_bad_answer_is_refused_by_name_and_its_neighbours_are_kept(riverside: Settlement) -> None:
    answer = say(
        riverside,
        households_total="many",
        water_main_source="moon",
        nonsense=1,
        structures_total=4,
        taps_public_total=12,
    )
    assert refused(answer) == {
        "households_total": "answer-wrong-type",
        "water_main_source": "answer-wrong-type",
        "nonsense": "question-unknown",
        "structures_total": "answer-calculated",
    }
    fields = riverside.phone(riverside.city.mapper).records()[riverside.profile_id]["fields"]
    assert set(fields) == {"taps_public_total"}


@pytest.mark.parametrize(
    "said",
    [
        {"name_community": "x" * 20_001},
        {"boundary": {"type": "Polygon", "coordinates": [[[121.0, 14.4], [121.1, 14.4]]]}},
        {"boundary": {"type": "Polygon", "coordinates": [[[301000, 1590000]] * 4]}},
        {"boundary": {**BOUNDARY, "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32651"}}}},
        {"centre_point": {"type": "Point", "coordinates": [181, 0]}},
        {"households_total": {"value": {"deep": [1, {"er": 2}]}}},
    ],
)
def test_what_no_map_or_page_could_show_is_refused_with_its_place(riverside: Settlement, said: dict[str, Any]) -> None:
    path = next(iter(said))
    answer = say(riverside, taps_public_total=12, **said)
    assert set(refused(answer)) == {path}
    problem = answer["refused_paths"][path]
    assert problem.get("limit") or problem.get("where") or problem.get("expected"), problem


def test_odd_answers_are_kept_because_drafts_may_be_wrong(riverside: Settlement) -> None:
    answer = say(riverside, taps_public_total=9, taps_public_working=12, household_size=99, year_established=3000)
    assert (answer["answer"], refused(answer)) == ("kept", {})


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '=HYPERLINK("http://x")', "👍🏽 مستوطنة", "a\nb"])
def test_text_is_kept_word_for_word(riverside: Settlement, text: str) -> None:
    say(riverside, name_community=text)
    fields = riverside.phone(riverside.city.mapper).records()[riverside.profile_id]["fields"]
    assert fields["name_community"][0][1]["value"] == text


def test_a_profiles_id_must_be_that_of_its_settlement_and_round(riverside: Settlement) -> None:
    mapper = riverside.phone(riverside.city.mapper)
    stray = mapper.say("profile", uuid7(), riverside.settlement_id, households_total=1)
    other_round = mapper.say("profile", profile_id(riverside.settlement_id, 2), riverside.settlement_id, round=1)
    assert (slug(stray), slug(other_round)) == ("profile-id-wrong", "profile-id-wrong")


def test_a_second_round_is_another_profile_of_the_same_settlement(riverside: Settlement) -> None:
    mapper = riverside.phone(riverside.city.mapper)
    second = profile_id(riverside.settlement_id, 2)
    assert mapper.say("profile", second, riverside.settlement_id, round=2, households_total=140)["answer"] == "kept"


def test_an_unknown_settlement_or_form_parks_the_edit_for_a_leader(riverside: Settlement) -> None:
    mapper, stray = riverside.phone(riverside.city.mapper), uuid7()
    assert slug(mapper.say("profile", profile_id(stray, 1), stray, households_total=1)) == "settlement-unknown"
    edit = mapper.edit("profile", riverside.profile_id, riverside.settlement_id, {"households_total": 1})
    assert slug(mapper.push({**edit, "form": "settlement_profile@99"})[0]) == "form-not-of-kind"


def test_a_teammate_and_the_leader_may_write_others_may_not(riverside: Settlement, cast: Cast) -> None:
    city = cast.muntinlupa
    kept = [city.second_mapper, city.leader, cast.administrator]
    for member in kept:
        answer = riverside.phone(member).say("profile", riverside.profile_id, riverside.settlement_id, round=1)
        assert answer["answer"] in ("kept", "contested"), member.name
    denied = {city.verifier: "settlement-not-yours", cast.harare.mapper: "city-not-yours"}
    denied |= {cast.harare.leader: "city-not-yours", cast.nobody: "city-not-yours"}
    for member, why in denied.items():
        answer = riverside.phone(member).say("profile", riverside.profile_id, riverside.settlement_id, round=1)
        assert slug(answer) == why, member.name


def test_a_settlement_of_no_team_is_not_every_mappers(client: Client, cast: Cast) -> None:
    place = Settlement(client, cast.muntinlupa, "Hillside")
    place.phone(cast.muntinlupa.leader).must_say(
        "settlement", place.settlement_id, place.settlement_id, name="Hillside"
    )
    assert slug(say(place, households_total=1)) == "settlement-not-yours"


def test_every_answer_refused_parks_the_edit_and_says_why_for_each(riverside: Settlement) -> None:
    answer = say(riverside, households_total="many", nonsense=1)
    assert slug(answer) == "nothing-kept"
    assert refused(answer) == {"households_total": "answer-wrong-type", "nonsense": "question-unknown"}


def test_officials_push_nothing(riverside: Settlement, cast: Cast) -> None:
    for member in (cast.muntinlupa.official, cast.muntinlupa.ward_official):
        body = {"protocol": 1, "client_time": "2026-11-20T10:00:00Z", "edits": []}
        answer = riverside.client.post("/api/sync/push", member, json=body)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/officials-read-releases")


def test_a_map_point_is_kept_in_its_settlement(riverside: Settlement) -> None:
    point = {"type": "Point", "coordinates": [121.04, 14.38]}
    mapper = riverside.phone(riverside.city.mapper)
    answer = mapper.say("feature", uuid7(), riverside.settlement_id, layer="water_point", geometry=point, ref="T-14")
    assert (answer["answer"], refused(answer)) == ("kept", {})
    far = mapper.say("feature", uuid7(), riverside.settlement_id, layer="water_point", geometry={"type": "Point"})
    assert refused(far) == {"geometry": "boundary-broken"}
