"""What lies far away, crosses the edge of the map, is too large or has too many corners is told with its row."""

import json
from pathlib import Path
from struct import pack
from typing import Any

import pytest
import shapely
from shapely.geometry import shape

from app.kit.whereabouts import by_the_clock
from app.settlements.importing import Wish, look_at
from app.settlements.problems import FileOfWards, FileTurned
from tests.lists import geojson, geojson_named, looked, polygon, ring_of, said_of
from tests.maps import EPWORTH, HOPLEY, LABEL, area_of, drawn, kml, placed


def test_longitude_and_latitude_turned_round_are_noticed_and_turned_on_request() -> None:
    turned = {"type": "Polygon", "coordinates": [[[y, x] for x, y in HOPLEY["coordinates"][0]]]}  # type: ignore[index]
    with pytest.raises(FileTurned) as asked:
        looked(geojson(turned))
    assert asked.value.detail == (
        "As it stands this lies in the sea, 7,500 km from Harare. "
        "With longitude and latitude turned round it lies 9 km from Harare."
    )
    (told,) = said_of(geojson(turned), turn=True)
    assert told["boundary"] == HOPLEY


def test_what_lies_far_from_its_city_is_told_with_the_distance() -> None:
    far = polygon((-10.0, 0.0), (-9.99, 0.0), (-9.99, -0.01))
    assert "Look again: this lies in the sea, 4,900 km from Harare." in looked(geojson(far)).listed.doubts


def test_a_row_at_0_0_or_at_a_pole_is_told_though_all_others_lie_in_their_city() -> None:
    body = geojson_named(
        HOPLEY,
        EPWORTH,
        polygon((0.0, 0.0), (0.01, 0.0), (0.01, 0.01)),
        polygon((31.0, -80.0), (31.1, -80.0), (31, -80.1)),
    )
    assert looked(body).listed.doubts == [
        "Look again: row 3 lies in the sea, 3,900 km from Harare.",
        "Look again: row 4 lies on land, 6,900 km from Harare.",
    ]
    assert looked(body).listed.strays == [3, 4]
    assert looked(geojson_named(HOPLEY, EPWORTH)).listed.doubts == []


def test_of_many_rows_far_away_the_first_are_told_and_the_others_counted() -> None:
    lost = [polygon((n / 100, 0.0), (n / 100 + 0.01, 0.0), (n / 100, 0.01)) for n in range(30)]
    doubts = looked(
        geojson_named(
            *(polygon((31 + n / 100, -17.9), (31.01 + n / 100, -17.9), (31 + n / 100, -17.91)) for n in range(40)),
            *lost,
        )
    ).listed.doubts
    assert (len(doubts), doubts[-1]) == (11, "20 more rows lie as far away.")


def test_a_city_of_which_only_its_time_is_known_is_not_looked_for_in_another_one() -> None:
    mumbai = Wish(city="Mumbai", near=by_the_clock("Asia/Kolkata"))

    def doubts(lon: float, lat: float) -> list[str]:
        body = geojson(polygon(*((lon + dx, lat + dy) for dx, dy in ((0, 0), (0.01, 0), (0.01, 0.01)))))
        return look_at(body, "settlements", mumbai).listed.doubts

    assert doubts(72.87, 19.07) == []
    assert doubts(31.05, -17.83) == ["Look again: this lies on land, 7,700 km from Kolkata, whose time Mumbai keeps."]


@pytest.mark.parametrize(
    ("geometry", "sentence"),
    [
        (
            polygon((179.99, -17.0), (-179.99, -17.01), (-179.99, -17.0), (179.99, -17.01)),
            "crosses itself, and the 180th meridian; save it as two parts, one on each side",
        ),
        (
            polygon((0.0, 89.9), (90.0, 89.9), (179.0, 88.9)),
            "reaches a pole, where nobody lives and no longitude holds",
        ),
        (polygon((31.0, -17.0), (32.0, -17.0), (32.0, -18.0), (31.0, -18.0)), "covers 11,7"),
        (polygon((31.0, -17.9), (31.01, -17.9), (31.0, -17.9)), "the boundary encloses no area"),
        ({"type": "Polygon", "coordinates": []}, "its geometry is empty"),
        (
            {"type": "Polygon", "coordinates": [[]]},
            "its line needs three corners, and the first of them again at the end",
        ),
        (
            {"type": "Polygon", "coordinates": [[[31.0, -17.9], [31.01, None], [31.0, -17.91], [31.0, -17.9]]]},
            "corner 2 has no longitude and latitude in numbers",
        ),
        (
            {"type": "LineString", "coordinates": [[31.0, -17.9], [31.01, -17.9]]},
            "is a track of fewer than three places; a boundary needs three corners",
        ),
        ({"type": "GeometryCollection", "geometries": []}, "its geometry is empty"),
    ],
)
def test_an_outline_that_is_none_is_refused_with_its_row(geometry: Any, sentence: str) -> None:
    (refused,) = look_at(geojson(geometry), "settlements", Wish()).refused
    assert refused.row == 1
    assert refused.problem.startswith(sentence)


def test_a_settlement_across_the_180th_meridian_is_taken_in_two_parts_whether_the_file_cut_it_or_not() -> None:
    across = polygon((179.99, -17.0), (-179.99, -17.0), (-179.99, -17.01), (179.99, -17.01))
    (told,) = looked(geojson(across)).told
    boundary = told.said["boundary"]
    assert (boundary["type"], len(boundary["coordinates"]), told.said["boundary_original"]) == (
        "MultiPolygon",
        2,
        across,
    )
    (again,) = looked(geojson(boundary)).told
    assert (again.said["boundary"], "boundary_original" in again.said) == (boundary, False)


def test_a_settlement_as_large_as_a_province_is_taken_when_somebody_says_so() -> None:
    province = polygon((31.0, -17.0), (32.0, -17.0), (32.0, -18.0), (31.0, -18.0))
    (refused,) = looked(geojson(province)).refused
    assert (refused.field, refused.problem[-47:]) == ("area", "km², as much as a province; is it a settlement?")
    assert len(looked(geojson(province), large=True).told) == 1


def test_a_list_of_wards_is_asked_about_before_a_row_of_it_becomes_a_settlement(real_files: Path) -> None:
    for name, larger, rows in (("mumbai/BMC_Wards.geojson", 23, 24), ("muntinlupa/2023-hires.json", 7, 9)):
        body = (real_files / name).read_bytes()
        with pytest.raises(FileOfWards) as asked:
            look_at(body, "settlements")
        assert (asked.value.facts["larger"], asked.value.facts["drawn"]) == (larger, rows)
        assert str(asked.value.detail).startswith(f"{larger} of {rows} are larger than 2 km². Wards and barangays")
        assert len(look_at(body, "settlements", Wish(large=True)).told) == rows
        assert len(look_at(body, "places").told) == rows
    assert len(look_at((real_files / "mumbai/slumClusters.geojson").read_bytes(), "settlements").told) == 2516


def test_two_large_settlements_are_no_list_of_wards_nor_is_one_among_many() -> None:
    def square(lon: float, side: float) -> dict[str, Any]:
        return polygon((lon, -17.9), (lon + side, -17.9), (lon + side, -17.9 - side), (lon, -17.9 - side))

    assert len(looked(geojson_named(square(31.0, 0.03), square(31.1, 0.03))).told) == 2
    assert len(looked(geojson_named(*(square(31 + n / 10, 0.005) for n in range(3)), square(31.5, 0.05))).told) == 4


def test_corners_without_a_number_and_empty_outlines_are_refused_and_the_rest_is_read() -> None:
    lost = shapely.to_wkb(shape(HOPLEY)).replace(pack("<d", 31.01), pack("<d", float("nan")))
    body = drawn("GPKG", [HOPLEY, lost, shapely.Polygon(), None], ["Hopley", "Lost", "Empty", "Epworth"])
    looked_at = looked(body)
    assert [told.said["name"] for told in looked_at.told] == ["Hopley", "Epworth"]
    assert [(one.row, one.problem) for one in looked_at.refused] == [
        (2, "one of its corners has no number (NaN or infinite)"),
        (3, "its geometry is empty"),
    ]


def test_a_geojson_with_nan_is_read_and_the_corner_without_a_number_refused_with_its_row() -> None:
    body = geojson(HOPLEY, polygon((31.0, -17.9), (31.01, float("nan")), (31.01, -17.91)))
    looked_at = looked(body)
    assert len(looked_at.told) == 1
    (refused,) = looked_at.refused
    assert (refused.row, refused.problem) == (2, "corner 2 has no longitude and latitude in numbers")
    assert "The file holds NaN or Infinity, which are no numbers: they were read as blank." in looked_at.listed.notes


def test_heights_are_left_out_of_a_map_and_it_is_told() -> None:
    high = shapely.force_3d(shape(HOPLEY), 1480.0)
    looked_at = looked(drawn("FlatGeobuf", [high], ["Hopley"]))
    assert "Heights in the file were left out." in looked_at.listed.notes
    assert len(looked_at.told[0].said["boundary"]["coordinates"][0][0]) == 2


def test_heights_are_left_out_of_a_geojson_and_of_a_point_too_and_heights_of_0_say_nothing() -> None:
    high = [[[*corner, 1480.5] for corner in HOPLEY["coordinates"][0]]]  # type: ignore[index]
    point = {"type": "Point", "coordinates": [31.05, -17.9, 12]}
    looked_at = looked(geojson_named({"type": "Polygon", "coordinates": high}, point))
    assert looked_at.listed.notes == ["Heights in the file were left out."]
    assert looked_at.told[0].said["boundary"] == HOPLEY
    assert looked_at.told[1].said["centre_point"]["coordinates"] == [31.05, -17.9]
    at_0 = looked(kml(placed("Hopley", area_of(HOPLEY)), placed("Pin", LABEL)))
    assert at_0.listed.notes == []


def test_clockwise_rings_and_fifteen_thousand_corners_are_taken() -> None:
    round_one = shape({"type": "Point", "coordinates": [31.0, -17.9]}).buffer(0.01, quad_segs=3_750)
    outline = json.loads(shapely.to_geojson(shapely.set_precision(round_one, 1e-9)))
    assert len(outline["coordinates"][0]) >= 15_000
    clockwise = {"type": "Polygon", "coordinates": [outline["coordinates"][0][::-1]]}
    assert [one["boundary"] for one in said_of(geojson(clockwise))] == [clockwise]


@pytest.mark.parametrize("as_wkt", [False, True])
def test_a_ring_of_exactly_fifteen_thousand_corners_comes_in_whole_also_as_wkt_in_a_table(as_wkt: bool) -> None:
    ring = ring_of(15_000, decimals=7)
    outline = {"type": "Polygon", "coordinates": [ring]}
    wkt = "POLYGON ((" + ", ".join(f"{lon!r} {lat!r}" for lon, lat in ring) + "))"
    body = f'name,wkt\nHopley,"{wkt}"\n'.encode() if as_wkt else geojson(outline)
    (told,) = said_of(body)
    assert len({tuple(corner) for corner in told["boundary"]["coordinates"][0]}) == 15_000
    assert told["boundary"] == outline
    assert "boundary_original" not in told


def test_a_ring_with_more_than_can_be_kept_is_refused_with_its_row_its_corners_and_what_to_do() -> None:
    full = {"type": "Polygon", "coordinates": [ring_of(15_001, decimals=15)]}
    (refused,) = looked(geojson_named(HOPLEY, full)).refused
    assert refused.row == 2
    assert refused.problem.startswith("has too many corners to keep: 15,002 of them make ")
    assert refused.problem.endswith("bytes, at most 480,000; save it with 7 decimals (1 cm), or with fewer corners")
