"""Files as cities and federations have them: what is read, what is refused, and with which words."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from app.settlements.columns import recognise
from app.settlements.command import in_words
from app.settlements.degrees import Whereabouts, in_degrees
from app.settlements.files import open_list
from app.settlements.known import Reading, Refusal, Told, number, read_row
from app.settlements.problems import FileNotDegrees, FileUnreadable
from app.settlements.schemas import ImportReport, Redrawn

SQUARE = [[31.0, -17.8], [31.1, -17.8], [31.1, -17.9], [31.0, -17.9], [31.0, -17.8]]


def read(body: str | bytes, kind: str = "settlements", repair: bool = False) -> list[Told | Refusal]:
    listed = open_list(body.encode() if isinstance(body, str) else body)
    reading = Reading(kind, recognise(kind, listed.headings), repair)
    return [read_row(reading, row) for row in listed.rows]


def one_said(body: str | bytes, kind: str = "settlements") -> Mapping[str, Any]:
    (told,) = read(body, kind)
    assert isinstance(told, Told), told
    return told.said


def one_refusal(body: str | bytes, repair: bool = False) -> Refusal:
    (refusal,) = read(body, repair=repair)
    assert isinstance(refusal, Refusal), refusal
    return refusal


def features(*geometries: Any, **members: Any) -> str:
    listed = [{"type": "Feature", "properties": {"name": "Hopley"}, "geometry": geometry} for geometry in geometries]
    return json.dumps({"type": "FeatureCollection", "features": listed, **members})


def polygon(ring: list[list[float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_commas_semicolons_and_tabs_read_the_same(delimiter: str) -> None:
    table = delimiter.join(["\ufeffName", "Lat", "Lon"]) + "\r\n" + delimiter.join(["Hopley", "-17.9", "31.0"])
    point = {"type": "Point", "coordinates": [31.0, -17.9]}
    assert one_said(table) == {"name": "Hopley", "centre_point": point, "known_from": "city_list"}


def test_decimal_commas_are_degrees_and_blanks_are_no_answer() -> None:
    said = one_said('NAME_OF_SE,ALT_NAME,LATITUDE,LONGITUDE,EST_HHC\nAmatikwe, ,"-29,68","30,93",\n')
    assert said["centre_point"]["coordinates"] == [30.93, -29.68]
    assert "other_names" not in said
    assert "households_estimate" not in said


@pytest.mark.parametrize(
    ("text", "count"), [("3250", 3250), ("3,250", 3250), ("3 250", 3250), ("1.234.567", 1234567), ("12", 12)]
)
def test_households_are_read_with_the_usual_thousands(text: str, count: int) -> None:
    assert one_said(f'name;households\nHopley;"{text}"')["households_estimate"] == count


@pytest.mark.parametrize("text", ["TBC", "about 40", "-3", "12.5", "1e300", "9" * 30])
def test_a_count_that_is_no_count_is_left_out_and_told(text: str) -> None:
    (told,) = read(f"name;households\nHopley;{text}")
    assert isinstance(told, Told)
    assert "households_estimate" not in told.said
    assert (told.left_out[0].row, told.left_out[0].field) == (1, "households")


@pytest.mark.parametrize("text", ["NaN", "inf", "29°41'05\"S", "1,2,3", "0x10", "１２", "--3", ""])
def test_a_number_is_written_with_digits(text: str) -> None:
    assert number(text) is None


def test_degrees_that_are_swapped_or_metres_are_named() -> None:
    assert "swapped" in one_refusal("name,lat,lon\nAlabang,121.04,14.42").problem
    assert "metres" in one_refusal("name,lat,lon\nAlabang,1596000,289000").problem
    assert one_refusal("name,lat,lon\nAlabang,14.4,").field == "lon"


def test_latin_1_letters_are_read_and_the_line_is_told() -> None:
    listed = open_list("name\nDoña Ana\nLas Piñas".encode("latin-1"))
    assert [row.cells["name"] for row in listed.rows] == ["Doña Ana", "Las Piñas"]
    assert listed.notes[0].startswith("Line 2 is not UTF-8")


def test_a_name_of_a_hundred_thousand_letters_is_refused_with_the_limit() -> None:
    refusal = one_refusal("name\n" + "x" * 100_000)
    assert (refusal.row, refusal.field) == (1, "name")
    assert "100,000 characters long; at most 200" in refusal.problem


def test_a_control_character_is_refused_with_its_place() -> None:
    assert "U+0007" in one_refusal("name\nbell\x07").problem


@pytest.mark.parametrize("name", ['=HYPERLINK("x")', "<script>alert(1)</script>", "😀", "علي", "@SUM(A1)"])
def test_what_a_spreadsheet_or_browser_would_run_is_kept_as_plain_text(name: str) -> None:
    quoted = name.replace('"', '""')
    assert one_said(f'name\n"{quoted}"')["name"] == name


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 zip", "damaged or was cut short"),
        (b"name\nwith\x00null", "null byte"),
        (b'name\n"never closed', "breaks in row 1"),
        (b"[1, 2]", "not GeoJSON"),
        (b'{"type": "FeatureCollection", "features": [', "breaks off"),
        (b'{"type": "FeatureCollection", "features": 3}', "FeatureCollection"),
        (b'{"type": "Topology", "arcs": []}', "TopoJSON"),
        (b"\xff\xfea", "UTF-16"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(body: bytes, words: str) -> None:
    with pytest.raises(FileUnreadable, match=words):
        open_list(body)


def test_a_crs_in_metres_refuses_the_file_and_wgs_84_does_not() -> None:
    utm = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32736"}}
    with pytest.raises(FileNotDegrees, match="32736"):
        in_degrees(open_list(features(polygon(SQUARE), crs=utm).encode()), Whereabouts())
    wgs_84 = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert one_said(features(polygon(SQUARE), crs=wgs_84))["boundary"] == polygon(SQUARE)


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        (polygon([[31.0, -17.8], [31.1, -17.8]]), "needs three corners"),
        (polygon(SQUARE[:-1]), "not closed"),
        (polygon([[289000, 1596000], [289100, 1596000], [289100, 1596100], [289000, 1596000]]), "metres"),
        (polygon([[31, -17], [31, -17], [31, -17], [31, -17]]), "encloses no area"),
        (polygon([[31, -17], [32, -17], [31, -17], [31, -17]]), "encloses no area"),
        ({"type": "LineString", "coordinates": SQUARE[:2]}, "is a track of fewer than three places"),
        ({"type": "Point", "coordinates": [200, 0]}, "outside the globe"),
        ({"type": "Polygon", "coordinates": "x"}, "geometry is empty"),
        ("Polygon", "nothing that is known"),
    ],
)
def test_a_geometry_that_is_none_is_refused_even_with_repair(geometry: Any, words: str) -> None:
    assert words in one_refusal(features(geometry), repair=True).problem


def test_a_boundary_that_crosses_itself_is_named_and_mended_on_request_with_the_original_kept() -> None:
    bow_tie = polygon([[31.0, -17.8], [31.1, -17.9], [31.1, -17.8], [31.0, -17.9], [31.0, -17.8]])
    refusal = one_refusal(features(bow_tie))
    assert "crosses itself near 31.050000, -17.850000" in refusal.problem
    (told,) = read(features(bow_tie), repair=True)
    assert isinstance(told, Told)
    assert told.repaired
    assert told.said["boundary_original"] == bow_tie
    assert told.said["boundary"]["type"] == "MultiPolygon"


def test_clockwise_rings_are_taken_as_they_are() -> None:
    clockwise = polygon(SQUARE[::-1])
    assert one_said(features(clockwise))["boundary"] == clockwise


def test_rows_are_counted_from_the_first_after_the_headings_and_blank_ones_are_passed_over() -> None:
    assert [told.row for told in read("\n\nname,lat\nA,\n,\nB,\n")] == [1, 3]


def test_a_row_with_more_cells_than_headings_is_refused() -> None:
    assert one_refusal("name,lat\nA,1,2,3").problem == "has 4 cells under 2 headings"


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["adm1_en", "adm4_en", "adm4_psgc"], {"name": "adm4_en", "code": "adm4_psgc"}),
        (["NAME_0", "NAME_3", "ID_3"], {"name": "NAME_3", "code": "ID_3"}),
        (["Ward", "Ward_No"], {"name": "Ward", "code": "Ward_No"}),
        (["Colour", "Size"], {}),
    ],
)
def test_places_know_the_usual_headings(headings: list[str], expected: dict[str, str]) -> None:
    assert recognise("places", headings) == expected


def test_a_share_is_told_with_the_digits_that_say_something_in_the_terminal_as_on_the_page() -> None:
    drawn = [
        Redrawn(row=1, name="Hopley", record_id="", changed=share, area_before_m2=1, area_m2=1)
        for share in (0, 0.0004, 0.0123, 0.27672, 0.995, 0.99996, 1)
    ]
    report = ImportReport(
        read=7, taken=7, repaired=0, refused=[], unchanged=0, left_out=[], waiting=[], redrawn=drawn, columns={},
        columns_not_used=[], notes=[], doubts=[], dry_run=True, city="Harare",
    )  # fmt: skip
    told = [line.split(": ")[1] for line in in_words(report).splitlines() if "redraws" in line]
    shares = ["0%", "less than 0.1%", "1.2%", "28%", "99.5%", "more than 99.9%", "100%"]
    assert told == [f"{share} of the ground changes" for share in shares]
