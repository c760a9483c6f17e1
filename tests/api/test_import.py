"""Real lists are imported with their known counts, twice is the same as once, and only a leader may."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import select

from app.kit import db
from app.ledger import service as ledger
from app.settlements.models import Place, Settlement
from tests.api.joining import push
from tests.cast import Cast, CityCast, Member
from tests.conftest import Client
from tests.phones import phone_of


def send(client: Client, who: Member, city: CityCast, kind: str, body: bytes, **said: Any) -> httpx.Response:
    form = {"kind": kind, "city_id": city.id, "dry_run": "false"} | {name: str(value) for name, value in said.items()}
    return client.post("/api/settlements/import", who, data=form, files={"file": ("list", body)})


def counts(report: Mapping[str, Any]) -> dict[str, Any]:
    return {name: report[name] for name in ("read", "taken", "repaired", "unchanged")} | {
        "refused": len(report["refused"])
    }


def fates(report: Mapping[str, Any]) -> dict[str, int]:
    """Count the rows that are drawn, by what would become of them."""
    return {group["what"]: len(group["rows"]) for group in report["sketch"]["groups"]}


def table(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def test_the_nine_barangays_of_muntinlupa_become_places(client: Client, cast: Cast, real_files: Path) -> None:
    body = (real_files / "muntinlupa" / "2023-hires.json").read_bytes()
    city = cast.muntinlupa
    first = send(client, city.leader, city, "places", body).json()
    assert counts(first) == {"read": 9, "taken": 9, "repaired": 0, "unchanged": 0, "refused": 0}
    with db.reading() as session:
        told = session.exec(select(Place).where(Place.place_level == "barangay"))
        places = {(place.place_level, place.name, place.code) for place in told}
    assert len(places) == 9
    assert ("barangay", "Alabang", "1380800001") in places
    again = send(client, city.leader, city, "places", body).json()
    assert counts(again) == {"read": 9, "taken": 0, "repaired": 0, "unchanged": 9, "refused": 0}


def test_the_566_settlements_of_ethekwini_with_five_repeated_codes(
    client: Client, cast: Cast, real_files: Path
) -> None:
    body = (real_files / "ethekwini" / "Informal_Settlement_Programme.csv").read_bytes()
    city = cast.harare
    report = send(client, city.leader, city, "settlements", body, far=True).json()
    assert counts(report) == {"read": 566, "taken": 561, "repaired": 0, "unchanged": 0, "refused": 5}
    assert {row["field"] for row in report["refused"]} == {"UNIREFCODE"}
    assert all("stands in row" in row["problem"] for row in report["refused"])
    with db.reading() as session:
        amatikwe = session.exec(select(Settlement).where(Settlement.code == "I0005")).one()
        said = ledger.answers(ledger.state_of(session, amatikwe.settlement_id))
    assert said["name"]["value"] == "Amatikwe"
    assert said["ward_text"]["value"] == "56/108"
    assert said["centre_point"]["value"]["coordinates"] == [30.9331993743659, -29.6847594568261]
    assert said["households_estimate"] == {"value": 3250, "source": "official"}
    again = send(client, city.leader, city, "settlements", body, far=True).json()
    assert counts(again) == {"read": 566, "taken": 0, "repaired": 0, "unchanged": 561, "refused": 5}


def test_the_2542_boundaries_of_mumbai_with_26_invalid_and_one_empty(
    client: Client, cast: Cast, real_files: Path
) -> None:
    body = (real_files / "mumbai" / "slumClusters.geojson").read_bytes()
    city = cast.muntinlupa
    dry = send(client, city.leader, city, "settlements", body, dry_run=True).json()
    assert counts(dry) == {"read": 2542, "taken": 2516, "repaired": 0, "unchanged": 0, "refused": 26}
    assert "encloses no area" in next(row["problem"] for row in dry["refused"] if row["row"] == 918)
    assert fates(dry) == {"new": 2516, "refused": 26}
    assert (dry["sketch"]["within_m"], dry["sketch"]["left_out"]) == (5, 0)
    assert len(json.dumps(dry["sketch"], separators=(",", ":"))) < 300_000
    with db.reading() as session:
        assert session.exec(select(Settlement)).first() is None
    mended = send(client, city.leader, city, "settlements", body, repair=True, far=True).json()
    assert counts(mended) == {"read": 2542, "taken": 2541, "repaired": 25, "unchanged": 0, "refused": 1}
    assert mended["sketch"] is None  # what is taken arrives on the phone itself
    with db.reading() as session:
        row = session.exec(select(Settlement).where(Settlement.code == "5")).one()
        fields = ledger.answers(ledger.state_of(session, row.settlement_id))
    original = json.loads(body)["features"][5]["geometry"]
    assert fields["boundary_original"]["value"] == original
    assert fields["boundary"]["value"] != original
    again = send(client, city.leader, city, "settlements", body, repair=True).json()
    assert counts(again) == {"read": 2542, "taken": 0, "repaired": 0, "unchanged": 2541, "refused": 1}
    unrepaired = send(client, city.leader, city, "settlements", body, dry_run=True).json()
    assert counts(unrepaired) == counts(again)  # what came in repaired is known, and not refused for its crossing
    assert fates(unrepaired) == {"unchanged": 2541, "refused": 1}


def crossing(name: str, lon: float, lat: float = -17.9, code: str = "C-1") -> dict[str, Any]:
    tie = [[lon, lat], [lon + 0.01, lat - 0.01], [lon + 0.01, lat], [lon, lat - 0.01], [lon, lat]]
    shape = {"type": "Polygon", "coordinates": [tie]}
    return {"type": "Feature", "properties": {"code": code, "name": name}, "geometry": shape}


def collected(*listed: dict[str, Any]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": listed}).encode()


def test_a_row_that_came_in_repaired_may_change_its_name_but_another_crossing_of_it_is_refused_again(
    client: Client, cast: Cast
) -> None:
    city = cast.harare
    first = collected(crossing("Hopley", 31.0))
    assert send(client, city.leader, city, "settlements", first).json()["refused"][0]["way_out"] == "repair"
    assert send(client, city.leader, city, "settlements", first, repair=True).json()["repaired"] == 1
    renamed = send(client, city.leader, city, "settlements", collected(crossing("Hopley Farm", 31.0))).json()
    assert (renamed["taken"], renamed["refused"], renamed["redrawn"]) == (1, [], [])
    other = collected(crossing("Hopley", 31.002), crossing("Epworth", 31.0, code="C-2"))
    refused = send(client, city.leader, city, "settlements", other).json()
    assert counts(refused) == {"read": 2, "taken": 0, "repaired": 0, "unchanged": 0, "refused": 2}


def test_a_list_that_lies_elsewhere_is_only_looked_at_until_somebody_says_that_it_lies_there(
    client: Client, cast: Cast
) -> None:
    city, body = cast.harare, table("Code,Name,Lat,Lon", "C-1,Dharavi,19.04,72.85")
    looked = send(client, city.leader, city, "settlements", body).json()
    assert (looked["dry_run"], looked["taken"], looked["taken_at"], fates(looked)) == (True, 1, None, {"new": 1})
    assert looked["doubts"] == ["Look again: this lies on land, 6,100 km from Harare."]
    with db.reading() as session:
        assert session.exec(select(Settlement)).first() is None
    taken = send(client, city.leader, city, "settlements", body, far=True).json()
    assert (taken["dry_run"], taken["taken"], taken["doubts"]) == (False, 1, looked["doubts"])
    with db.reading() as session:
        assert session.exec(select(Settlement)).one().name == "Dharavi"


def test_a_wrong_list_that_was_taken_does_not_move_the_city_for_the_lists_after_it(client: Client, cast: Cast) -> None:
    city = cast.harare
    wrong = table("Code,Name,Lat,Lon", *(f"W-{n},Chawl {n},19.{n:02},72.85" for n in range(10, 40)))
    right = table("Code,Name,Lat,Lon", "C-1,Hopley,-17.9,31.0", "C-2,Epworth,-17.89,31.1")
    turned = table("Code,Name,Lat,Lon", "C-3,Retreat,31.0,-17.9")
    for first, second in ((wrong, right), (right, wrong)):
        assert send(client, city.leader, city, "settlements", first, far=True).status_code == 200
        assert send(client, city.leader, city, "settlements", second, far=True).status_code == 200
        assert send(client, city.leader, city, "settlements", right).json()["doubts"] == []
        asked = send(client, city.leader, city, "settlements", turned)
        assert asked.json()["type"] == "/problems/file-turned"


def test_what_people_put_down_far_from_the_clock_of_a_city_is_where_it_lies(client: Client, cast: Cast) -> None:
    city, phone = cast.harare, phone_of(cast.harare.leader, cast.harare)
    there = {"type": "Point", "coordinates": [72.85, 19.04]}
    push(client, phone, phone.settlement("Dharavi", centre_point=there))
    body = table("Code,Name,Lat,Lon", "C-1,Mahim,19.05,72.84")
    assert send(client, city.leader, city, "settlements", body, dry_run=True).json()["doubts"] == []


def test_a_second_file_says_only_what_changed_and_names_what_it_replaces(client: Client, cast: Cast) -> None:
    city = cast.harare
    send(client, city.leader, city, "settlements", table("code,name,households", "H1,Hopley,900", "H2,Epworth,40"))
    report = send(
        client, city.leader, city, "settlements", table("code,name,households", "H1,Hopley Farm,900", "H2,Epworth,40")
    ).json()
    assert counts(report) == {"read": 2, "taken": 1, "repaired": 0, "unchanged": 1, "refused": 0}
    with db.reading() as session:
        row = session.exec(select(Settlement).where(Settlement.code == "H1")).one()
        first, second = ledger.edits(session, row.settlement_id)
        state = ledger.state_of(session, row.settlement_id)
        assert row.name == "Hopley Farm"
    assert set(second["set"]) == {"name"}
    assert second["set"]["name"]["replaces"] == [first["edit_id"]]
    assert ledger.contested(state) == []


def test_going_back_to_the_first_file_says_the_first_name_again(client: Client, cast: Cast) -> None:
    city = cast.harare
    for name in ("Hopley", "Hopley Farm", "Hopley", "Hopley Farm"):
        report = send(client, city.leader, city, "settlements", table("code,name", f"H1,{name}")).json()
        assert report["taken"] == 1
        with db.reading() as session:
            assert session.exec(select(Settlement)).one().name == name


def test_a_name_people_corrected_stays_beside_a_file_that_changes_its_mind(client: Client, cast: Cast) -> None:
    from app.ledger.service import ServerAuthor
    from app.settlements.rules import settlement_level_of

    city = cast.harare
    send(client, city.leader, city, "settlements", table("code,name", "H1,Hopley"))
    with db.writing() as session:
        row = session.exec(select(Settlement)).one()
        (first,) = ledger.edits(session, row.settlement_id)
        answer = {"value": "Hopley zone 1", "replaces": [first["edit_id"]]}
        said = ledger.new_edit(
            "settlement", row.settlement_id, {"name": answer}, by=city.mapper.person_id,
            settlement_id=row.settlement_id, city_id=city.id,
        )  # fmt: skip
        ledger.write(session, said, author=ServerAuthor(city.mapper.person_id), level_of=settlement_level_of)
        settlement_id = row.settlement_id
    same = send(client, city.leader, city, "settlements", table("code,name", "H1,Hopley")).json()
    assert same["unchanged"] == 1
    send(client, city.leader, city, "settlements", table("code,name", "H1,Hopley South"))
    with db.reading() as session:
        state = ledger.state_of(session, settlement_id)
    assert ledger.contested(state) == ["name"]
    assert {answer["value"] for answer in state.fields["name"].values()} == {"Hopley zone 1", "Hopley South"}


def test_a_ward_named_like_a_known_place_is_linked_and_its_text_kept(client: Client, cast: Cast) -> None:
    city = cast.harare
    send(client, city.leader, city, "places", table("code,name", "7,Ward 7", "8,Ward 8"))
    send(client, city.leader, city, "settlements", table("name,ward", "Hopley,ward 7", "Epworth,7/8"))
    with db.reading() as session:
        ward_of = {row.name: row.ward_id for row in session.exec(select(Settlement))}
        epworth = session.exec(select(Settlement).where(Settlement.name == "Epworth")).one()
        text = ledger.answers(ledger.state_of(session, epworth.settlement_id))["ward_text"]["value"]
        ward = session.exec(select(Place).where(Place.code == "7")).one().place_id
    assert ward_of == {"Hopley": ward, "Epworth": None}
    assert text == "7/8"


def test_a_table_with_no_usable_column_lists_those_found_and_those_looked_for(client: Client, cast: Cast) -> None:
    city = cast.harare
    answer = send(client, city.leader, city, "settlements", table("Colour,Size", "red,3"))
    body = answer.json()
    assert (answer.status_code, body["type"]) == (422, "/problems/no-usable-column")
    assert body["found"] == ["Colour", "Size"]
    assert "name" in body["looked_for"]


def test_a_text_that_is_no_map_and_no_table_is_told_so(client: Client, cast: Cast) -> None:
    city = cast.harare
    told = send(client, city.leader, city, "settlements", b"hello").json()["detail"]
    assert told.startswith("This is a text, but no map and no table with headings. Found: hello; looked for: name")


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        (b"", "file-unreadable"),
        (b"{", "file-unreadable"),
        (b"PK\x03\x04", "file-unreadable"),
        (
            b'{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:32751"}},"features":[{"type":'
            b'"Feature","properties":{"name":"Tunasan"},"geometry":{"type":"Point","coordinates":[287000,1590000]}}]}',
            "file-not-degrees",
        ),
    ],
)
def test_a_file_that_is_no_list_is_a_clear_answer(client: Client, cast: Cast, body: bytes, slug: str) -> None:
    answer = send(client, cast.harare.leader, cast.harare, "settlements", body)
    assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{slug}")


def test_only_a_leader_of_the_city_imports(client: Client, cast: Cast) -> None:
    city, body = cast.harare, table("name", "Hopley")
    for who in (city.mapper, city.verifier, city.official, city.ward_official, cast.nobody, cast.muntinlupa.leader):
        assert send(client, who, city, "settlements", body).status_code == 403
    assert client.post("/api/settlements/import").status_code == 401
    assert send(client, cast.administrator, city, "settlements", body).status_code == 200


def test_without_saying_so_an_import_is_a_dry_run(client: Client, cast: Cast) -> None:
    form = {"kind": "settlements", "city_id": cast.harare.id}
    answer = client.post(
        "/api/settlements/import", cast.harare.leader, data=form, files={"file": ("list", table("name", "Hopley"))}
    )
    assert answer.json()["dry_run"] is True
    with db.reading() as session:
        assert session.exec(select(Settlement)).first() is None


def test_hard_names_are_kept_as_text_and_unshowable_ones_refused_with_their_row(client: Client, cast: Cast) -> None:
    names = ['"=HYPERLINK(""x"")"', "<script>", "x" * 100_000, "bell\x07", "😀"]
    report = send(client, cast.harare.leader, cast.harare, "settlements", table("name", *names)).json()
    assert [(row["row"], row["field"]) for row in report["refused"]] == [(3, "name"), (4, "name")]
    with db.reading() as session:
        kept = {row.name for row in session.exec(select(Settlement))}
    assert kept == {'=HYPERLINK("x")', "<script>", "😀"}
