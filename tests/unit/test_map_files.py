"""Maps of every format read to the same rows; what is wrong with one is said in a sentence, and nothing is taken."""

import json
from collections.abc import Callable
from math import cos, pi, sin
from pathlib import Path
from struct import pack
from typing import Any

import pytest
import shapely
from shapely.geometry import shape

from app.kit import geofiles
from app.kit.many_shapes import sound_ones
from app.kit.whereabouts import Near, by_the_clock
from app.settlements.importing import LookedAt, Wish, look_at
from app.settlements.problems import FileHasLayers, FileNotDegrees, FileOfWards, FileTurned, FileUnreadable
from tests.maps import ENDINGS, EPWORTH, HOPLEY, drawn, gpx, moved, unzipped, zipped

HARARE = Wish(city="Harare", near=Near((31.05, -17.83)))
CORNERS = ((31.0, -17.9), (31.01, -17.9), (31.01, -17.91), (31.0, -17.91))


def looked(body: bytes, **said: Any) -> LookedAt:
    return look_at(body, "settlements", Wish(city=HARARE.city, near=HARARE.near, **said))


def said_of(body: bytes, **said: Any) -> list[Any]:
    return [told.said for told in looked(body, **said).told]


def refusals(body: bytes, **said: Any) -> list[str]:
    return [refusal.problem for refusal in looked(body, **said).refused]


def geojson(*geometries: Any, **members: Any) -> bytes:
    listed = [{"type": "Feature", "properties": {"name": "Hopley"}, "geometry": one} for one in geometries]
    return json.dumps({"type": "FeatureCollection", "features": listed, **members}).encode()


def ring_of(corners: int, *, decimals: int) -> list[list[float]]:
    """Return a closed ring of so many different corners around Harare, with so many decimals."""
    turns = [2 * pi * n / corners for n in range(corners)]
    ring = [[round(31.05 + 0.01 * cos(turn), decimals), round(-17.83 + 0.01 * sin(turn), decimals)] for turn in turns]
    return [*ring, ring[0]]


def geojson_named(*geometries: Any) -> bytes:
    listed = [
        {"type": "Feature", "properties": {"name": f"Place {n}"}, "geometry": one}
        for n, one in enumerate(geometries, start=1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": listed}).encode()


def polygon(*corners: tuple[float, ...]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[list(corner) for corner in (*corners, corners[0])]]}


@pytest.mark.parametrize("driver", ENDINGS)
def test_every_format_says_the_same_names_and_outlines(driver: str) -> None:
    told = said_of(drawn(driver))
    assert sorted(one["name"] for one in told) == ["Epworth", "Hopley"]
    outlines = {one["name"]: shape(one["boundary"]) for one in told}
    assert outlines["Hopley"].equals(shape(HOPLEY))
    assert outlines["Epworth"].equals(shape(EPWORTH))


def test_a_table_with_wkt_is_a_map_and_its_broken_cells_are_named() -> None:
    table = "\n".join([
        "name,WKT",
        f'Hopley,"{shapely.to_wkt(shape(HOPLEY))}"',
        'Broken,"POLYGON ((31 -17, 32"',
        "Nothing,31.0 -17.9",
        "Empty,POLYGON EMPTY",
        "Point,POINT (31.05 -17.9)",
    ])  # fmt: skip
    looked_at = looked(table.encode())
    assert [told.said["name"] for told in looked_at.told] == ["Hopley", "Point"]
    assert [refusal.problem for refusal in looked_at.refused] == [
        "WKT breaks off: Expected number but encountered end of stream",
        "WKT holds no WKT of a point, a line or an area",
        "its geometry is empty",
    ]


def test_rows_are_counted_as_they_stand_in_the_file() -> None:
    broken = polygon((31, -17), (31.1, -17.1), (31.1, -17), (31, -17.1))
    (refusal,) = looked(drawn("GPKG", [HOPLEY, broken, EPWORTH], ["Hopley", "Tie", "Epworth"])).refused
    assert (refusal.row, refusal.problem) == (
        2,
        "the boundary crosses itself near 31.050000, -17.050000 (longitude, latitude)",
    )


def test_metres_are_converted_when_somebody_says_so_and_it_is_told() -> None:
    utm = [moved(one, "EPSG:32736") for one in (HOPLEY, EPWORTH)]
    body = drawn("ESRI Shapefile", utm, crs="EPSG:32736")
    with pytest.raises(FileNotDegrees) as asked:
        looked(body)
    assert asked.value.detail == (
        "The file says its coordinates are WGS 84 / UTM zone 36S (EPSG:32736), not longitude and latitude. "
        "They can be converted."
    )
    assert asked.value.facts["crs"] == "file"
    converted = looked(body, convert_from="file")
    assert "Coordinates were converted from WGS 84 / UTM zone 36S (EPSG:32736) to longitude and latitude." in (
        converted.listed.notes
    )
    assert shape(converted.told[0].said["boundary"]).equals_exact(shape(HOPLEY), 1e-7, normalize=True)
    with pytest.raises(FileNotDegrees, match="and you say EPSG:32735"):
        looked(body, convert_from="EPSG:32735")


def test_metres_that_no_file_declares_are_asked_about_with_the_zone_that_fits() -> None:
    files = unzipped(drawn("ESRI Shapefile", [moved(HOPLEY, "EPSG:32736")], ["Hopley"], crs="EPSG:32736"))
    body = zipped({name: part for name, part in files.items() if not name.endswith(".prj")})
    with pytest.raises(FileNotDegrees) as asked:
        looked(body)
    assert asked.value.facts["guesses"] == [{"code": "EPSG:32736", "name": "WGS 84 / UTM zone 36S (EPSG:32736)"}]
    assert asked.value.detail is not None
    assert asked.value.detail.startswith("The coordinates are no degrees: 288,")
    assert asked.value.detail.endswith("Near Harare this would be WGS 84 / UTM zone 36S (EPSG:32736).")
    (told,) = said_of(body, convert_from="EPSG:32736")
    assert shape(told["boundary"]).equals_exact(shape(HOPLEY), 1e-7, normalize=True)
    with pytest.raises(FileNotDegrees, match="No coordinate system is called EPSG:99; write it like EPSG:32736"):
        looked(body, convert_from="EPSG:99")


def test_metres_in_a_table_are_converted_too() -> None:
    point = moved({"type": "Point", "coordinates": [31.05, -17.9]}, "EPSG:32736")
    table = f"name,x,y\nHopley,{point.x:.3f},{point.y:.3f}\nNowhere,,\n".encode()
    with pytest.raises(FileNotDegrees, match="look like metres"):
        looked(table)
    hopley, nowhere = said_of(table, convert_from="EPSG:32736")
    assert hopley["centre_point"]["coordinates"] == pytest.approx([31.05, -17.9], abs=1e-7)
    assert "centre_point" not in nowhere


def test_degrees_of_another_country_are_asked_about_too() -> None:
    with pytest.raises(FileNotDegrees, match=r"Arc 1950 \(EPSG:4209\), not longitude and latitude"):
        looked(drawn("GPKG", crs="EPSG:4209"))


def test_a_geojson_of_before_2016_is_converted_from_what_it_names() -> None:
    utm = json.loads(shapely.to_geojson(moved(HOPLEY, "EPSG:32736")))
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32736"}}
    (told,) = said_of(geojson(utm, crs=crs), convert_from="file")
    assert shape(told["boundary"]).equals_exact(shape(HOPLEY), 1e-7, normalize=True)
    with pytest.raises(FileNotDegrees, match="which is not known"):
        looked(geojson(utm, crs={"type": "name", "properties": {"name": "the surveyor's grid"}}))


def test_a_shapefile_without_prj_in_degrees_is_read_and_told() -> None:
    files = unzipped(drawn("ESRI Shapefile"))
    looked_at = looked(zipped({name: part for name, part in files.items() if not name.endswith((".prj", ".shx"))}))
    assert [told.said["name"] for told in looked_at.told] == ["Hopley", "Epworth"]
    assert looked_at.listed.notes == [
        "The Shapefile came without its .shx, which was made anew from the .shp.",
        "The file does not say in which coordinates it is: they were read as longitude and latitude.",
    ]


def without(ending: str) -> bytes:
    files = unzipped(drawn("ESRI Shapefile"))
    return zipped({name: part for name, part in files.items() if not name.endswith(ending)})


def with_part(ending: str, broken: Callable[[bytes], bytes]) -> bytes:
    files = unzipped(drawn("ESRI Shapefile"))
    return zipped({name: broken(part) if name.endswith(ending) else part for name, part in files.items()})


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (without(".dbf"), "list.dbf is missing from the zip file: it holds the names and codes of list.shp."),
        (without(".shp"), "This zip file holds parts of a Shapefile, but not the .shp with the outlines."),
        (
            unzipped(drawn("ESRI Shapefile"))["list.shp"],
            "This is one part of a Shapefile. Put its .shp, .shx, .dbf and .prj into one zip file and send that.",
        ),
        (
            zipped({"a.csv": b"name\nA", "b.kml": b"<kml/>"}),
            "This zip file holds 2 maps (a.csv, b.kml). Send one at a time.",
        ),
        (
            zipped({"photo.jpg": b"x"}),
            "This zip file holds no map: no .shp, .gpkg, .kml, .gpx, .fgb, .geojson or .csv.",
        ),
        (zipped({"[Content_Types].xml": b"x"}), "This is a spreadsheet. Save it as CSV and send that."),
        (zipped({"a.kml": b"0" * 160_000_000}), "This zip file unpacks to far more than a city's list can hold."),
        (zipped({f"{n}.txt": b"" for n in range(300)}), "This zip file has 300 files in it; a map needs a handful."),
        (b'{"type": "FeatureCollection", "features": []}', "there are no features in it"),
        (b"PK\x03\x04", "This zip file is damaged or was cut short: it does not unpack."),
        (b"<html></html>", "This is XML, but neither KML nor GPX."),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><kml>', "This file defines words of its own (DOCTYPE), as no map file does."),
        (b"SQLite format 3\0" + b"x" * 100, "This GeoPackage is broken: it is damaged, was cut short, or is none."),
        (drawn("GPKG")[:50_000], "This GeoPackage is broken: it is damaged, was cut short, or is none."),
        (zipped({"wards.gpkg": drawn("GPKG")[:5000]}), "This GeoPackage is broken"),
        (b"fgb\x03fgb\x00" + b"\xff" * 100, "This FlatGeobuf is broken"),
        (drawn("FlatGeobuf")[:300], "This FlatGeobuf is broken"),
        (
            drawn("LIBKML")[:600],
            "This KML is broken: it is damaged, was cut short, or is none. Save it and send it again. (It br",
        ),
        (gpx(*CORNERS)[:200], "This GPX is broken"),
        (with_part(".shp", lambda body: body[:150]), "list.shp is damaged or was cut short: it holds the outlines."),
        (with_part(".shp", lambda body: b""), "list.shp is damaged or was cut short: it holds the outlines."),
        (
            with_part(".dbf", lambda body: body[:-60]),
            "list.dbf is damaged or was cut short: it holds the names and codes",
        ),
        (with_part(".dbf", lambda body: b"\x07" * 300), "list.dbf is damaged or was cut short: it holds the names"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "This is a picture, not a map or a table."),
        (b"%PDF-1.7\n1 0 obj", "This is a PDF, not a map or a table."),
        (b"Rar!\x1a\x07\x01\x00", "This is an archive that is no zip, not a map or a table."),
    ],
)
def test_a_file_nobody_can_read_is_answered_in_a_sentence(body: bytes, sentence: str) -> None:
    with pytest.raises(FileUnreadable) as answer:
        looked(body)
    assert answer.value.detail is not None
    assert answer.value.detail.startswith(sentence)


@pytest.mark.parametrize(
    ("ending", "broken", "note"),
    [
        (".shx", b"\5" * 108, "list.shx is damaged; it was made anew from the .shp."),
        (".shx", b"", "list.shx is damaged; it was made anew from the .shp."),
        (".prj", b"hello", "list.prj is empty or damaged: it names no coordinate system."),
        (".prj", b"", "list.prj is empty or damaged: it names no coordinate system."),
    ],
)
def test_a_part_of_a_shapefile_that_can_be_done_without_is_left_out_and_told(
    ending: str, broken: bytes, note: str
) -> None:
    looked_at = looked(with_part(ending, lambda _body: broken))
    assert [told.said["name"] for told in looked_at.told] == ["Hopley", "Epworth"]
    assert note in looked_at.listed.notes


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("wards.zip", "wards.zip: This is called a zip file, but it is none. Save it and send it again."),
        ("wards.gpkg", "wards.gpkg: This is called a GeoPackage, but it is none. Save it and send it again."),
    ],
)
def test_a_text_that_is_called_a_map_is_told_by_its_name(name: str, sentence: str) -> None:
    with pytest.raises(FileUnreadable) as answer:
        looked(b"name\nHopley", file_name=name)
    assert answer.value.detail == sentence
    with pytest.raises(FileUnreadable) as answer:
        looked(drawn("GPKG")[:5000], file_name="wards.gpkg")
    assert str(answer.value.detail).startswith("wards.gpkg: This GeoPackage is broken")
    assert len(looked(b"name\nHopley", file_name="wards.csv").told) == 1


def test_of_several_layers_one_is_asked_for(tmp_path: Path) -> None:
    import numpy as np
    from pyogrio.raw import write

    for layer, name in (("2019", "Hopley"), ("2023", "Hopley Farm")):
        outline = np.array([shapely.to_wkb(shape(HOPLEY))], dtype=object)
        write(
            tmp_path / "two.gpkg", outline, [np.array([name], dtype=object)], ["name"],
            layer=layer, driver="GPKG", crs="EPSG:4326", geometry_type="Polygon", append=layer == "2023",
        )  # fmt: skip
    body = (tmp_path / "two.gpkg").read_bytes()
    with pytest.raises(FileHasLayers) as asked:
        looked(body)
    assert asked.value.detail == "This file has 2 layers (2019, 2023). Say which of them."
    assert list(asked.value.facts["layers"]) == ["2019", "2023"]
    assert [one["name"] for one in said_of(body, layer="2023")] == ["Hopley Farm"]


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
        (polygon((31.0, -17.9), (31.01, -17.9), (31.0, -17.9)), "the boundary encloses no area (coordinates/0)"),
        ({"type": "Polygon", "coordinates": []}, "there are no coordinates (coordinates)"),
        (
            {"type": "Polygon", "coordinates": [[]]},
            "a ring needs four positions: three corners, and the first again (coordinates/0)",
        ),
        (
            {"type": "Polygon", "coordinates": [[[31.0, -17.9], [31.01, None], [31.0, -17.91], [31.0, -17.9]]]},
            "a position is a longitude and a latitude (coordinates/0/1)",
        ),
        (
            {"type": "LineString", "coordinates": [[31.0, -17.9], [31.01, -17.9]]},
            "is a track of fewer than three places; a boundary needs three corners",
        ),
        ({"type": "GeometryCollection", "geometries": []}, "this is not a GeoJSON Polygon or MultiPolygon (type)"),
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
    assert (refused.row, refused.problem) == (2, "a position is a longitude and a latitude (coordinates/0/1)")
    assert "The file holds NaN or Infinity, which are no numbers: they were read as blank." in looked_at.listed.notes


def test_heights_are_left_out_of_a_map_and_it_is_told() -> None:
    high = shapely.force_3d(shape(HOPLEY), 1480.0)
    looked_at = looked(drawn("FlatGeobuf", [high], ["Hopley"]))
    assert "Heights in the file were left out." in looked_at.listed.notes
    assert len(looked_at.told[0].said["boundary"]["coordinates"][0][0]) == 2


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


def test_a_track_walked_around_a_settlement_is_its_boundary_with_or_without_times() -> None:
    looked_at = looked(gpx(*CORNERS, (31.0, -17.902)))
    assert looked_at.told[0].said["name"] == "Hopley"
    assert shape(looked_at.told[0].said["boundary"]).equals(shape(HOPLEY))
    assert looked_at.listed.notes == ["The track does not say when it was walked; its path was read all the same."]
    assert looked(gpx(*CORNERS, (31.0, -17.902), times=True)).listed.notes == []


def test_a_track_that_does_not_come_back_is_no_boundary() -> None:
    away = [(31.0, -17.9), (31.01, -17.9), (31.02, -17.9), (31.03, -17.91)]
    assert refusals(gpx(*away)) == ["is a track whose ends lie 3,366 m apart; a boundary ends where it began"]


def test_a_map_that_takes_longer_to_read_than_a_list_needs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geofiles, "MOST_S", 0.01)
    with pytest.raises(FileUnreadable, match="takes more than any city's list needs; it was stopped"):
        looked(drawn("GPKG"))


def test_what_is_judged_with_a_whole_list_is_judged_as_shapely_does(real_files: Path) -> None:
    from xml.etree import ElementTree

    texts = [
        case.findtext("a", "").strip()
        for file in sorted((real_files / "jts-invalid").rglob("*.xml"))
        for case in ElementTree.parse(file).iter("case")
    ]
    shapes = [one for text in texts if (one := shapely.from_wkt(text, on_invalid="ignore")) is not None]
    areas = dict(enumerate(one for one in shapes if one.geom_type in {"Polygon", "MultiPolygon"}))
    assert len(areas) > 40
    small = {key: shapely.transform(one, lambda corners: corners / 100) for key, one in areas.items()}
    sound = sound_ones({key: json.loads(shapely.to_geojson(one)) for key, one in small.items()})
    assert sound.keys() == {key for key, one in small.items() if one.is_valid and one.area > 0}
