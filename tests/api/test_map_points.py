"""What is put on the map of a settlement, and what is reported of its taps: kept by layer, added to, never changed."""

from typing import Any

import pytest

from app.kit.ids import uuid7
from tests.api.saying import Phone, Settlement
from tests.cast import Cast
from tests.conftest import Client

AT = {"type": "Point", "coordinates": [121.04, 14.38]}
TAP = {"layer": "water_point", "geometry": AT, "ref": "T1", "source": "public_tap"}


@pytest.fixture
def riverside(client: Client, cast: Cast) -> Settlement:
    return Settlement(client, cast.muntinlupa).founded()


@pytest.fixture
def mara(riverside: Settlement) -> Phone:
    return riverside.phone(riverside.city.mapper)


def slugs(answer: dict[str, Any]) -> dict[str, str]:
    return {path: problem["type"].rpartition("/")[2] for path, problem in (answer.get("refused_paths") or {}).items()}


def say(phone: Phone, kind: str, form: str, record_id: str, settlement_id: str, **said: Any) -> dict[str, Any]:
    edit = phone.edit(kind, record_id, settlement_id, said)
    return phone.push({**edit, "form": form})[0]


def slug(answer: dict[str, Any]) -> str:
    return str(answer["problem"]["type"].rpartition("/")[2])


def test_a_tap_is_kept_by_its_layer_and_stays_of_it(riverside: Settlement, mara: Phone) -> None:
    tap, place = uuid7(), riverside.settlement_id
    assert say(mara, "feature", "water_point@1", tap, place, **TAP)["answer"] == "kept"
    later = say(mara, "feature", "kwetu@1", tap, place, layer="toilet", source="moon", queue_min=15)
    assert slugs(later) == {"layer": "layer-unknown", "source": "answer-wrong-type"}
    record = mara.records()[tap]
    assert record["form"] == "water_point@1"
    assert {path: one[0][1] for path, one in record["fields"].items()}["queue_min"] == {"value": 15}
    assert slug(say(mara, "feature", "moon@1", uuid7(), place, **TAP)) == "form-not-of-kind"


def test_two_people_describe_a_tap_and_both_answers_stand(riverside: Settlement, mara: Phone) -> None:
    tap, place = uuid7(), riverside.settlement_id
    say(mara, "feature", "water_point@1", tap, place, **TAP)
    sam = riverside.phone(riverside.city.second_mapper)
    answer = say(sam, "feature", "water_point@1", tap, place, source="water_kiosk")
    assert (answer["answer"], answer["contested"]) == ("contested", ["source"])


def test_a_report_is_added_to_and_never_changed(riverside: Settlement, mara: Phone) -> None:
    tap, report, place = uuid7(), uuid7(), riverside.settlement_id
    say(mara, "feature", "water_point@1", tap, place, **TAP)
    first = {"about": tap, "day": "2026-11-20", "working": "no", "reason": "no_supply"}
    assert say(mara, "status_report", "status_report@1", report, place, **first)["answer"] == "kept"
    more = say(mara, "status_report", "status_report@1", report, place, working="yes", hours_with_water=3)
    assert (more["answer"], slugs(more)) == ("kept", {"working": "report-changed"})
    assert slug(say(mara, "status_report", "status_report@1", report, place, working="yes")) == "report-changed"
    fields = mara.records()[report]["fields"]
    assert {path: [one[1]["value"] for one in said] for path, said in fields.items()} == {
        "about": [tap], "day": ["2026-11-20"], "working": ["no"], "reason": ["no_supply"], "hours_with_water": [3],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"working": "yes"}, "report-of-nothing"),
        ({"about": "the tap by the chapel", "working": "yes"}, "report-of-nothing"),
        ({"about": "settlement", "working": "yes"}, "report-of-nothing"),
    ],
)
def test_a_report_names_a_point_of_its_settlement(
    riverside: Settlement, mara: Phone, said: dict[str, str], why: str
) -> None:
    place = riverside.settlement_id
    about = {"about": place} if said.get("about") == "settlement" else {}
    assert slug(say(mara, "status_report", "status_report@1", uuid7(), place, **(said | about))) == why


def test_another_teams_mapper_reports_nothing_here(riverside: Settlement, mara: Phone, cast: Cast) -> None:
    tap, place = uuid7(), riverside.settlement_id
    say(mara, "feature", "water_point@1", tap, place, **TAP)
    stranger = riverside.phone(cast.harare.mapper)
    for kind, form, said in (("feature", "water_point@1", {"queue_min": 5}), ("status_report", "status_report@1", {})):
        answer = say(stranger, kind, form, uuid7(), place, about=tap, **said)
        assert slug(answer) == "city-not-yours", kind


def test_leaders_switch_layers_on_and_phones_hear_of_it(client: Client, riverside: Settlement, cast: Cast) -> None:
    city, first = riverside.city, ["water_point", "toilet", "waste_point", "facility"]
    assert _layers(client, riverside) == {"form": "map_layers@1", "cities": {city.id: first}}
    chosen = {"layers": ["drain", "hazard"]}
    answer = client.put(f"/api/layers/of/{city.id}", city.leader, json=chosen)
    assert (answer.status_code, answer.json()["layers"]) == (200, [*first, "hazard", "drain"])
    assert _layers(client, riverside)["cities"][city.id] == [*first, "hazard", "drain"]
    for member, why in ((city.mapper, 403), (cast.harare.leader, 403), (city.official, 403)):
        assert client.put(f"/api/layers/of/{city.id}", member, json=chosen).status_code == why, member.name
    wrong = client.put(f"/api/layers/of/{city.id}", city.leader, json={"layers": ["moon"]})
    assert (wrong.status_code, wrong.json()["type"]) == (422, "/problems/layer-unknown")
    client.put(f"/api/layers/of/{city.id}", city.leader, json={"layers": []})
    assert _layers(client, riverside)["cities"][city.id] == first


def _layers(client: Client, place: Settlement) -> dict[str, Any]:
    page = client.get("/api/sync/changes", place.city.mapper)
    layers: dict[str, Any] = page.json()["layers"]
    return layers


def test_phones_fetch_all_layers_at_once_and_what_is_asked_of_each(client: Client) -> None:
    catalogue = client.get("/api/layers/map_layers@1").json()
    tap = catalogue["layers"][0]
    assert (tap["layer"], tap["number"], tap["quick"]) == ("water_point", "T", ["source", "status"])
    assert tap["form"]["questions"]["source"]["label"]["sn"]
    assert [one["code"] for one in tap["form"]["choices"]["point_status"]][:2] == ["working", "needs_repair"]
    assert (catalogue["reported"], catalogue["report"]["quick"]) == (["water_point", "toilet"], ["working", "reason"])
    assert client.get("/api/layers/map_layers@9").status_code == 422
