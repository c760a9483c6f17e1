"""Places that a city draws anew, with other codes, stay the places they are: asked about, matched, kept in versions."""

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
from tests.cast import Cast, CityCast, Member
from tests.conftest import Client
from tests.maps import HOPLEY, drawn, moved, zipped

MUNTINLUPA_2011, MUNTINLUPA_2019, MUNTINLUPA_2023 = "2011-full.json", "2019-hires.json", "2023-hires.json"
CODE, NAME = (
    {"2019": "ADM4_PCODE", "2023": "adm4_psgc", "2011": "ID_3"},
    {"2019": "ADM4_EN", "2023": "adm4_en", "2011": "NAME_3"},
)


def send(
    client: Client, who: Member, city: CityCast, body: bytes, crosswalk: bytes | None = None, **said: Any
) -> httpx.Response:
    form = {"kind": "places", "city_id": city.id, "dry_run": "false"}
    form |= {name: value if isinstance(value, str) else json.dumps(value) for name, value in said.items()}
    files = {"file": ("list", body)} | ({"crosswalk": ("codes.csv", crosswalk)} if crosswalk else {})
    return client.post("/api/settlements/import", who, data=form, files=files)


def counts(report: Mapping[str, Any]) -> tuple[int, int, int, int, int]:
    told = (len(report[name]) for name in ("refused", "waiting"))
    return (report["read"], report["taken"], report["unchanged"], *told)


def codes_by_name(body: bytes, year: str) -> dict[str, str]:
    listed = (feature["properties"] for feature in json.loads(body)["features"])
    return {row[NAME[year]]: str(row[CODE[year]]) for row in listed}


def square(lon: float, side: float = 0.01) -> dict[str, Any]:
    ring = [[lon, -17.9], [lon + side, -17.9], [lon + side, -17.91], [lon, -17.91], [lon, -17.9]]
    return {"type": "Polygon", "coordinates": [ring]}


def features(*rows: tuple[dict[str, Any], Any]) -> bytes:
    listed = [{"type": "Feature", "properties": told, "geometry": geometry} for told, geometry in rows]
    return json.dumps({"type": "FeatureCollection", "features": listed}).encode()


def test_muntinlupa_of_2011_2019_and_2023_is_nine_places_in_three_versions(
    client: Client, cast: Cast, real_files: Path
) -> None:
    city, bodies = cast.muntinlupa, {
        year: (real_files / "muntinlupa" / name).read_bytes()
        for year, name in {"2011": MUNTINLUPA_2011, "2019": MUNTINLUPA_2019, "2023": MUNTINLUPA_2023}.items()
    }  # fmt: skip
    assert counts(send(client, city.leader, city, bodies["2011"]).json()) == (9, 9, 0, 0, 0)
    before = bodies["2011"]
    for year, earlier in (("2019", "2011"), ("2023", "2019")):
        old, new = codes_by_name(before, earlier), codes_by_name(bodies[year], year)
        crosswalk = "\n".join(["new,old", *(f"{new[name]},{old[name]}" for name in new)]).encode()
        dry = send(client, city.leader, city, bodies[year], crosswalk, dry_run="true").json()
        assert [(group["what"], len(group["rows"])) for group in dry["sketch"]["groups"]] == [("redrawn", 9)]
        report = send(client, city.leader, city, bodies[year], crosswalk).json()
        assert counts(report) == (9, 9, 0, 0, 0)
        assert len(report["redrawn"]) == 9
        assert counts(send(client, city.leader, city, bodies[year]).json()) == (9, 0, 9, 0, 0)
        before = bodies[year]
        if year == "2019":
            shares = {one["name"]: one["changed"] for one in report["redrawn"]}
            assert shares["Alabang"] == pytest.approx(0.27672, abs=1e-5)
            assert shares["Buli"] == 1.0  # in 2011 it was drawn beside where it is
    report = send(client, city.leader, city, bodies["2011"]).json()
    assert counts(report) == (9, 0, 9, 0, 0)  # an old edition found in a drawer makes no fourth version
    assert report["notes"][-1].startswith("9 rows have a boundary that a newer one replaced")
    with db.reading() as session:
        barangays = session.exec(select(Place).where(Place.place_level == "barangay")).all()
        (alabang,) = [one for one in barangays if one.name == "Alabang"]
        said = ledger.answers(ledger.state_of(session, alabang.place_id))
        assert ledger.contested(ledger.state_of(session, alabang.place_id)) == []
        assert (len(barangays), alabang.code) == (9, "1380800001")
        place_id = alabang.place_id
    assert said["city_codes"]["value"] == "1380800001; 25341; PH137603001"
    versions = client.get(f"/api/settlements/{place_id}/boundaries", city.mapper).json()
    assert [version["replaces"] for version in versions[1:]] == [[one["edit_id"]] for one in versions[:-1]]
    assert [version["changed"] for version in versions] == [
        None,
        pytest.approx(0.27672, abs=1e-5),
        pytest.approx(0, abs=1e-4),
    ]


def test_a_row_that_may_be_a_place_we_know_waits_and_says_why(client: Client, cast: Cast) -> None:
    city = cast.harare
    send(
        client,
        city.leader,
        city,
        features(({"code": "A", "name": "Ward One"}, square(31.0)), ({"code": "B", "name": "Ward Two"}, square(31.1))),
    )
    file = features(
        ({"code": "11", "name": "Unity"}, square(31.001)),
        ({"code": "12", "name": "WARD  two"}, square(31.3)),
        ({"code": "13", "name": "Ward Three"}, square(31.2)),
    )
    looked = send(client, city.leader, city, file, dry_run="true").json()
    drawn = [(group["what"], group["rows"], group["names"]) for group in looked["sketch"]["groups"]]
    assert drawn == [("asks", [1, 2], ["Unity", "WARD  two"]), ("new", [3], ["Ward Three"])]
    report = send(client, city.leader, city, file).json()
    assert counts(report) == (3, 1, 0, 0, 2)
    unity, two = report["waiting"]
    assert (unity["row"], unity["known_name"], unity["how"], unity["of_file"]) == (
        1,
        "Ward One",
        "outline",
        pytest.approx(0.9),
    )
    assert (two["row"], two["known_name"], two["how"]) == (2, "Ward Two", "name")
    assert (two["of_file"], two["changed"]) == (0.0, 1.0)
    with db.reading() as session:
        named = set(session.exec(select(Place.name).where(Place.city_id == city.id)))
    assert {"Ward One", "Ward Two", "Ward Three"} <= named
    assert "Unity" not in named
    said = {unity["key"]: unity["record_id"], two["key"]: "new"}
    assert counts(send(client, city.leader, city, file, same=said).json()) == (3, 2, 1, 0, 0)
    assert counts(send(client, city.leader, city, file).json()) == (3, 0, 3, 0, 0)
    with db.reading() as session:
        codes = {row.name: row.code for row in session.exec(select(Place).where(Place.city_id == city.id))}
    assert {name: codes[name] for name in ("Unity", "Ward Two", "WARD two", "Ward Three") if name in codes} == {
        "Unity": "11", "Ward Two": "B", "Ward Three": "13",
    }  # fmt: skip


def test_a_row_without_a_code_is_asked_about_once_and_known_in_every_later_list(client: Client, cast: Cast) -> None:
    city, point = cast.harare, {"type": "Point", "coordinates": [31.005, -17.905]}
    send(client, city.leader, city, features(({"code": "H1", "name": "Hopley"}, None)), kind="settlements")
    listed = features(({"name": "HOPLEY"}, point))
    (asked,) = send(client, city.leader, city, listed, kind="settlements").json()["waiting"]
    report = send(client, city.leader, city, listed, kind="settlements", same={asked["key"]: asked["record_id"]}).json()
    assert counts(report) == (1, 1, 0, 0, 0)
    assert counts(send(client, city.leader, city, listed, kind="settlements").json()) == (1, 0, 1, 0, 0)
    with_households = features(({"name": "HOPLEY", "households": "40"}, point))
    assert counts(send(client, city.leader, city, with_households, kind="settlements").json()) == (1, 1, 0, 0, 0)
    with db.reading() as session:
        (hopley,) = session.exec(select(Settlement).where(Settlement.city_id == city.id))
        said = ledger.answers(ledger.state_of(session, hopley.settlement_id))
    assert (said["households_estimate"]["value"], said["listed_as"]["value"]) == (40, [asked["key"]])


def test_two_rows_are_never_one_place_and_a_code_nobody_has_is_named(client: Client, cast: Cast) -> None:
    city = cast.harare
    send(client, city.leader, city, features(({"code": "A", "name": "Ward One"}, square(31.0))))
    file = features(
        ({"code": "1", "name": "Unity"}, square(31.0)),
        ({"code": "2", "name": "Peace"}, square(31.0)),
        ({"code": "3", "name": "Hope"}, square(31.5)),
    )
    report = send(client, city.leader, city, file, b"theirs,ours\n1,A\n2,A\n3,Q\n").json()
    assert [(row["row"], row["problem"]) for row in report["refused"]] == [
        (2, "means the same as row 1: Ward One"),
        (3, "should be Q, which is not known here"),
    ]
    assert counts(report) == (3, 1, 0, 2, 0)


def test_a_boundary_that_people_walked_stays_beside_the_citys(client: Client, cast: Cast) -> None:
    from app.ledger.service import ServerAuthor
    from app.settlements.rules import settlement_level_of
    from app.settlements.service import after_settlement

    city, settlement_id = cast.harare, "0193b1a0-0000-7000-8000-000000000001"
    walked = {"name": {"value": "Hopley"}, "boundary": {"value": square(31.0), "source": "observed"}}
    with db.writing() as session:
        said = ledger.new_edit(
            "settlement", settlement_id, walked, by=city.mapper.person_id, settlement_id=settlement_id, city_id=city.id
        )
        ledger.write(session, said, author=ServerAuthor(city.mapper.person_id), level_of=settlement_level_of)
        after_settlement(session, said)
    file = features(({"code": "H1", "name": "Hopley"}, square(31.001)))
    (waiting,) = send(client, city.leader, city, file, kind="settlements").json()["waiting"]
    report = send(client, city.leader, city, file, kind="settlements", same={waiting["key"]: settlement_id}).json()
    assert [one["changed"] for one in report["redrawn"]] == [pytest.approx(2 / 11, abs=1e-3)]
    with db.reading() as session:
        state = ledger.state_of(session, settlement_id)
        assert len(session.exec(select(Settlement).where(Settlement.city_id == city.id)).all()) == 1
    assert ledger.contested(state) == ["boundary"]
    assert counts(send(client, city.leader, city, file, kind="settlements").json()) == (1, 0, 1, 0, 0)


def test_a_point_of_the_same_name_beside_the_outline_that_redraws_a_settlement_is_asked_about(
    client: Client, cast: Cast
) -> None:
    city, point = cast.harare, {"type": "Point", "coordinates": [31.005, -17.905]}
    hopley = {"code": "H1", "name": "Hopley"}
    send(client, city.leader, city, features((hopley, square(31.0))), kind="settlements")
    for redrawn, waits in ((hopley, [2]), ({"code": "77", "name": "Hopley Farm"}, [1, 2])):
        file = features((redrawn, square(31.001)), ({"code": "P", "name": "HOPLEY"}, point))
        asked = send(client, city.leader, city, file, kind="settlements", dry_run=True).json()["waiting"]
        assert [one["row"] for one in asked] == waits
        assert (asked[-1]["known_name"], asked[-1]["how"]) == ("Hopley", "name")
    file = features((hopley, square(31.001)), ({"code": "P", "name": "HOPLEY"}, point))
    report = send(client, city.leader, city, file, kind="settlements").json()
    assert counts(report) == (2, 1, 0, 0, 1)
    (asked,) = report["waiting"]
    same = send(client, city.leader, city, file, kind="settlements", same={asked["key"]: asked["record_id"]}).json()
    assert [one["problem"] for one in same["refused"]] == ["means the same as another row: Hopley"]
    report = send(client, city.leader, city, file, kind="settlements", same={asked["key"]: "new"}).json()
    assert counts(report) == (2, 1, 1, 0, 0)
    report = send(client, city.leader, city, features((hopley, point)), kind="settlements").json()
    assert report["notes"] == ["1 row has a point where a boundary is known: the boundary stays as it is."]


def test_where_a_settlement_lies_is_shown_to_its_team_and_its_leaders_only(client: Client, cast: Cast) -> None:
    city = cast.harare
    send(client, city.leader, city, features(({"code": "H1", "name": "Hopley"}, square(31.0))), kind="settlements")
    with db.reading() as session:
        settlement_id = session.exec(select(Settlement)).one().settlement_id
    address = f"/api/settlements/{settlement_id}/boundaries"
    assert len(client.get(address, city.leader).json()) == 1
    for who in (city.mapper, city.official, city.ward_official, cast.nobody, cast.muntinlupa.leader):
        assert client.get(address, who).status_code == 403
    assert client.get(address).status_code == 401


def test_a_shapefile_in_metres_is_asked_about_and_taken_once_somebody_says_so(client: Client, cast: Cast) -> None:
    city = cast.harare
    body = drawn("ESRI Shapefile", [moved(HOPLEY, "EPSG:32736")], ["Hopley"], crs="EPSG:32736")
    asked = send(client, city.leader, city, body, kind="settlements")
    assert (asked.status_code, asked.json()["type"]) == (422, "/problems/file-not-degrees")
    assert asked.json()["crs_name"] == "WGS 84 / UTM zone 36S (EPSG:32736)"
    with db.reading() as session:
        assert session.exec(select(Settlement)).first() is None
    report = send(client, city.leader, city, body, kind="settlements", convert_from="file").json()
    assert counts(report) == (1, 1, 0, 0, 0)


def test_the_792_water_points_of_nairobi_are_points_and_nobodys_name_is_kept(
    client: Client, cast: Cast, real_files: Path
) -> None:
    city = cast.harare
    body = (real_files / "kibera-watsan" / "features-osm.geojson").read_bytes()
    report = send(client, city.leader, city, body, kind="settlements", dry_run=True).json()
    assert report["read"] == 792
    with_zip = send(client, city.leader, city, zipped({"features.geojson": body}), kind="settlements", dry_run=True)
    assert with_zip.json() == report
    personal = {"user", "uid", "@user", "@uid", "contact:email", "contact:phone", "email", "phone"}
    assert not personal & set(report["columns"].values())
    assert report["columns"]["code"] == "id"
    taken = send(client, city.leader, city, body, kind="settlements", far=True).json()
    assert (counts(taken), counts(report)) == ((792, *counts(report)[1:]), counts(report))
    assert counts(send(client, city.leader, city, body, kind="settlements", far=True).json()) == (
        792, 0, taken["taken"] + taken["unchanged"], *counts(report)[3:],
    )  # fmt: skip
    with db.reading() as session:
        assert len(session.exec(select(Settlement.settlement_id)).all()) == taken["taken"]
