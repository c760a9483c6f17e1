"""What leaves the federation: who may see it, what is in it, and everything that must never be."""

import itertools
import json
from datetime import date
from typing import Any

import pytest

from app.kit.ids import uuid7
from tests.api.releasing import made, release_now, released, rows, unzipped
from tests.api.saying import BOUNDARY, Settlement, agreement_with, slug_of
from tests.cast import Cast
from tests.conftest import Client

CANARY = "CANARY-7391"


@pytest.fixture
def riverside(client: Client, cast: Cast) -> Settlement:
    return Settlement(client, cast.muntinlupa)


def test_an_official_downloads_exactly_what_was_typed(client: Client, cast: Cast, riverside: Settlement) -> None:
    riverside.approved(
        households_total={"value": 135, "source": "counted"}, boundary=BOUNDARY, profile_date="2026-11-19"
    )
    path = released(client, cast, riverside, boundary="exact")
    official = cast.muntinlupa.official
    shown = client.get(f"{path}/releases/1", official).json()
    assert [one["name"] for one in shown["settlements"]] == ["Riverside"]
    files = unzipped(client.get(f"{path}/releases/1/download", official).content)
    row = rows(files["settlements.csv"])[0]
    assert (row["name"], row["code"], row["profile_date"], row["checked_at"]) == (
        "Riverside", "S-1", "2026-11-19", "2026-11-20",
    )  # fmt: skip
    assert (row["households_total"], row["households_total_how"]) == ("135", "counted")
    assert (row["water_main_source"], row["water_main_source_label"]) == ("public_tap", "Public tap")
    assert float(row["area_m2"]) == pytest.approx(11_930, rel=0.01)
    feature = json.loads(files["settlements.geojson"])["features"][0]
    assert feature["properties"]["households_total"] == 135
    ring = feature["geometry"]["coordinates"][0]
    assert sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in itertools.pairwise(ring)) > 0
    answers = {row["question"]: row for row in rows(files["answers.csv"])}
    assert answers["households_total"]["answered_on"] == "2026-11-20"
    assert "evict" in files["agreement.txt"]
    assert "Lea Leader" in files["contact.txt"]


def test_the_boundary_leaves_only_when_it_is_agreed(client: Client, cast: Cast, riverside: Settlement) -> None:
    riverside.approved(boundary=BOUNDARY)
    path = released(client, cast, riverside, boundary="none")
    shown = client.get(f"{path}/releases/1", cast.muntinlupa.official)
    assert shown.json()["settlements"][0]["geometry"] is None
    assert shown.json()["settlements"][0]["area_m2"] is None
    assert "121.04" not in shown.text


def test_blank_is_not_not_known(client: Client, cast: Cast, riverside: Settlement) -> None:
    riverside.approved(taps_public_working={"answer": "unknown"}, taps_public_total={"answer": "refused"})
    fields = ["taps_public_working", "taps_public_total", "handpumps_total"]
    path = released(client, cast, riverside, fields=fields)
    files = unzipped(client.get(f"{path}/releases/1/download", cast.muntinlupa.official).content)
    row = rows(files["settlements.csv"])[0]
    assert [row[f"{field}_state"] for field in fields] == ["not_known", "refused", "not_asked"]
    assert [row[field] for field in fields] == ["", "", ""]


def test_secrets_are_in_no_answer_and_no_file_an_official_gets(client: Client, cast: Cast) -> None:
    city = cast.muntinlupa
    withheld = Settlement(client, city, "Half open").approved(
        name_community=CANARY + "-A", history_text=CANARY + "-B", households_total=739_131, landmarks=CANARY + "-C",
        profiler_note=CANARY + "-D", consent_city="part", consent_withheld_city=["d", "boundary"], boundary=BOUNDARY,
        name_origin=CANARY + "-E",
    )  # fmt: skip
    closed = Settlement(client, city, CANARY + "-F").approved(consent_city="no", name_community=CANARY + "-G")
    unasked = Settlement(client, city, CANARY + "-H").approved(consent_city={"answer": "refused"})
    unapproved = Settlement(client, city, CANARY + "-I").checked(name_community=CANARY + "-J")
    outside = Settlement(client, city, CANARY + "-K").approved(name_community=CANARY + "-L")
    agreed = [withheld, closed, unasked, unapproved]
    path = released(
        client, cast, *agreed, boundary="exact",
        fields=["households_total", "water_main_source", "history_text", "landmarks"],
        level2_fields_decided=["landmarks"],
    )  # fmt: skip
    # landmarks is of level 2, named and decided: it may leave; all else may not
    withheld_words = client.get(f"{path}/releases/1", city.official).json()["settlements"][0]["answers"]
    assert {row["field"]: row["state"] for row in withheld_words}["landmarks"] == "known"
    official_reads = [
        client.get("/api/agreements", city.official),
        client.get(path, city.official),
        client.get(f"{path}/releases/1", city.official),
        client.get(f"{path}/questions", city.official),
    ]
    texts = [answer.text for answer in official_reads]
    texts += unzipped(client.get(f"{path}/releases/1/download", city.official).content).values()
    for text in texts:
        told = text.replace(CANARY + "-C", "")
        assert CANARY not in told
        assert "739131" not in told
        assert "121.04" not in told
        for hidden in (closed, unasked, unapproved, outside):
            assert hidden.settlement_id not in told
        for person in (city.mapper, city.verifier):
            assert person.person_id not in told
            assert person.name not in told


def test_the_preview_says_who_is_left_out_and_why(client: Client, cast: Cast) -> None:
    city = cast.muntinlupa
    open_ = Settlement(client, city, "Open").approved()
    closed = Settlement(client, city, "Closed").approved(consent_city="no")
    draft = Settlement(client, city, "Draft").handed_in()
    gone = Settlement(client, city, "Gone").approved().must("withdraw", city.leader)
    body = agreement_with(city, open_, closed, draft, gone, fields=["households_total", "history_text"])
    path = f"/api/agreements/{made(client, city.leader, body)}"
    seen = client.post(f"{path}/preview", city.leader).json()
    assert [one["name"] for one in seen["settlements"]] == ["Open"]
    assert {one["name"]: one["why"] for one in seen["left_out"]} == {
        "Closed": "city_not_agreed", "Draft": "not_approved", "Gone": "taken_back",
    }  # fmt: skip
    assert [(one["field"], one["why"]) for one in seen["kept_back"]] == [("history_text", "not_decided")]
    assert [one["field"] for one in seen["fields"]] == ["households_total"]


def test_an_agreement_that_is_over_gives_nothing(client: Client, cast: Cast, riverside: Settlement) -> None:
    riverside.approved()
    path = released(client, cast, riverside)
    ended = client.post(f"{path}/end", cast.muntinlupa.leader, json={"reason": "The office changed"})
    assert ended.json()["standing"] == "ended"
    official = cast.muntinlupa.official
    for address in (path, f"{path}/releases/1", f"{path}/releases/1/download", f"{path}/questions"):
        refused = client.get(address, official)
        assert (refused.status_code, slug_of(refused)) == (410, "agreement-over")
    assert client.get("/api/agreements", official).json() == []
    refused = release_now(client, cast.muntinlupa.leader, path)
    assert (refused.status_code, slug_of(refused)) == (410, "agreement-over")


def test_an_agreement_that_has_not_begun_gives_nothing(client: Client, cast: Cast, riverside: Settlement) -> None:
    riverside.approved()
    body = agreement_with(cast.muntinlupa, riverside, valid_from=f"{date.today().year + 4}-01-01")
    path = f"/api/agreements/{made(client, cast.muntinlupa.leader, body)}"
    refused = client.get(path, cast.muntinlupa.official)
    assert (refused.status_code, slug_of(refused)) == (403, "agreement-not-begun")
    assert client.get("/api/agreements", cast.muntinlupa.official).json() == []
    assert slug_of(release_now(client, cast.muntinlupa.leader, path)) == "agreement-not-begun"


def test_every_endpoint_is_closed_to_all_but_the_two_sides(client: Client, cast: Cast, riverside: Settlement) -> None:
    riverside.approved()
    city = cast.muntinlupa
    path = released(client, cast, riverside)
    question = client.post(f"{path}/releases/1/questions", city.official, json={"text": "Since when?"}).json()["id"]
    addresses: list[tuple[str, str, Any]] = [
        ("GET", path, None), ("POST", f"{path}/end", {}), ("POST", f"{path}/preview", None),
        ("POST", f"{path}/releases", {"fingerprint": "0" * 64}), ("GET", f"{path}/releases/1", None),
        ("GET", f"{path}/releases/1/download", None), ("POST", f"{path}/releases/1/withdraw", None),
        ("POST", f"{path}/releases/1/questions", {"text": "Why?"}), ("GET", f"{path}/questions", None),
        ("POST", f"{path}/questions/{question}/answer", {"text": "So."}),
    ]  # fmt: skip
    strangers = [
        city.mapper, city.verifier, city.ward_official, cast.harare.official, cast.harare.leader, cast.harare.mapper,
        cast.nobody,
    ]  # fmt: skip
    for method, address, body in addresses:
        for stranger in strangers:
            refused = client.request(method, address, stranger, json=body)
            assert refused.status_code in (403, 404), (method, address, stranger.role, refused.text)
            assert "Riverside" not in refused.text
        assert client.request(method, address, json=body).status_code == 401
    assert client.get(f"{path}/releases/1/download", city.official).status_code == 200, "and nothing was ended"


def test_only_leaders_write_release_end_and_take_back(client: Client, cast: Cast, riverside: Settlement) -> None:
    riverside.approved()
    city = cast.muntinlupa
    path = released(client, cast, riverside)
    assert client.post("/api/agreements", city.official, json=agreement_with(city, riverside)).status_code == 403
    for act in ("end", "preview", "releases", "releases/1/withdraw"):
        said = {"fingerprint": "0" * 64} if act == "releases" else None
        assert slug_of(client.post(f"{path}/{act}", city.official, json=said)) == "not-your-role"
    assert client.get("/api/agreements/terms", city.official).status_code == 403
    assert "evict" in client.get("/api/agreements/terms", city.leader).json()["terms"]
    assert client.get("/api/agreements", city.mapper).status_code == 403
    assert client.get("/api/agreements", cast.harare.leader).json() == []
    assert client.get("/api/agreements", cast.harare.official).json() == []
    assert len(client.get("/api/agreements", cast.administrator).json()) == 1


def test_a_leader_agrees_only_with_offices_and_about_settlements_of_the_own_city(
    client: Client, cast: Cast, riverside: Settlement
) -> None:
    riverside.approved()
    harare = Settlement(client, cast.harare, "Hopley").approved()
    leader = cast.muntinlupa.leader
    foreign_office = agreement_with(cast.harare, harare)
    assert slug_of(client.post("/api/agreements", leader, json=foreign_office)) == "not-your-city"
    foreign_settlement = agreement_with(cast.muntinlupa, riverside, harare)
    assert slug_of(client.post("/api/agreements", leader, json=foreign_settlement)) == "settlement-elsewhere"
    no_office = agreement_with(cast.muntinlupa, riverside, office_id=uuid7())
    assert slug_of(client.post("/api/agreements", leader, json=no_office)) == "place-of-work-unknown"


@pytest.mark.parametrize(
    ("change", "slug"),
    [
        ({"fields": ["leader_phone"]}, "field-never-leaves"),
        ({"fields": ["no_such_question"]}, "field-never-leaves"),
        ({"valid_until": "2020-01-01"}, "agreement-dates-wrong"),
        ({"valid_from": "2099-01-01", "valid_until": "2098-01-01"}, "agreement-dates-wrong"),
        ({"valid_until": "soon"}, "input-invalid"),
        ({"valid_until": "2126-11-21"}, "agreement-too-long"),
        ({"title": "Plan\u202egpj.exe"}, "input-invalid"),
        ({"settlement_ids": []}, "input-invalid"),
        ({"title": " "}, "input-invalid"),
        ({"boundary": "roughly"}, "input-invalid"),
        ({"surprise": 1}, "input-invalid"),
        ({"office_id": "x\u0000"}, "input-invalid"),
    ],
)
def test_an_agreement_names_office_settlements_fields_and_until_when(
    client: Client, cast: Cast, riverside: Settlement, change: dict[str, Any], slug: str
) -> None:
    riverside.founded()
    body = agreement_with(cast.muntinlupa, riverside) | change
    refused = client.post("/api/agreements", cast.muntinlupa.leader, json=body)
    assert refused.status_code == 422
    assert slug_of(refused) == slug


def test_each_download_is_written_down(client: Client, cast: Cast, riverside: Settlement) -> None:
    riverside.approved()
    path = released(client, cast, riverside)
    body = client.get(f"{path}/releases/1/download", cast.muntinlupa.official)
    assert body.headers["content-type"] == "application/zip"
    client.get(f"{path}/releases/1/download", cast.muntinlupa.official)
    downloads = client.get(f"{path}/releases/1", cast.muntinlupa.leader).json()["downloads"]
    assert len(downloads) == 2
    assert downloads[0]["person"] == cast.muntinlupa.official.name
    assert downloads[0]["sha256"] == downloads[1]["sha256"]
    assert client.get(f"{path}/releases/1", cast.muntinlupa.official).json()["downloads"] is None


def test_an_office_asks_the_federation_and_gets_an_answer(client: Client, cast: Cast, riverside: Settlement) -> None:
    city = cast.muntinlupa
    riverside.approved()
    path = released(client, cast, riverside)
    asked = client.post(f"{path}/releases/1/questions", city.official, json={"text": "Since when is the tap dry?"})
    assert asked.status_code == 201
    assert client.get(path, city.leader).json()["open_questions"] == 1
    address = f"{path}/questions/{asked.json()['id']}/answer"
    assert client.post(address, city.official, json={"text": "x"}).status_code == 403
    assert client.post(address, city.leader, json={"text": "Since June."}).status_code == 200
    assert slug_of(client.post(address, city.leader, json={"text": "Since May."})) == "office-question-answered"
    read = client.get(f"{path}/questions", city.official).json()
    assert [(one["text"], one["answer"], one["release"]) for one in read] == [
        ("Since when is the tap dry?", "Since June.", 1)
    ]
    unknown = client.post(f"{path}/questions/{uuid7()}/answer", city.leader, json={"text": "x"})
    assert slug_of(unknown) == "office-question-unknown"


def test_a_name_that_is_a_formula_is_not_run_by_a_spreadsheet(client: Client, cast: Cast) -> None:
    settlement = Settlement(client, cast.muntinlupa, '=HYPERLINK("http://x")').approved()
    path = released(client, cast, settlement)
    files = unzipped(client.get(f"{path}/releases/1/download", cast.muntinlupa.official).content)
    assert rows(files["settlements.csv"])[0]["name"] == '\'=HYPERLINK("http://x")'
    assert json.loads(files["settlements.geojson"])["features"][0]["properties"]["name"] == '=HYPERLINK("http://x")'


def test_addresses_that_are_no_ids_are_told_so(client: Client, cast: Cast) -> None:
    for address in ("/api/agreements/x", f"/api/agreements/{uuid7()}/releases/{10**30}", "/api/agreements/%00"):
        assert client.get(address, cast.muntinlupa.leader).status_code in (404, 422)
    assert client.get(f"/api/agreements/{uuid7()}", cast.muntinlupa.leader).status_code == 404
