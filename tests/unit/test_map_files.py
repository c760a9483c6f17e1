"""Maps of every format read to the same rows; what is wrong with one is said in a sentence, and nothing is taken."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import shape

from app.kit.many_shapes import sound_ones
from app.settlements.problems import FileNotDegrees
from tests.lists import CORNERS, geojson, looked, polygon, refusals, said_of
from tests.maps import ENDINGS, EPWORTH, HOPLEY, LABEL, area_of, drawn, gpx, kml, moved, placed, unzipped, zipped


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
        "WKT is cut off: it ends in the middle of an outline",
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


def test_a_track_walked_around_a_settlement_is_its_boundary_with_or_without_times() -> None:
    looked_at = looked(gpx(*CORNERS, (31.0, -17.902)))
    assert looked_at.told[0].said["name"] == "Hopley"
    assert shape(looked_at.told[0].said["boundary"]).equals(shape(HOPLEY))
    assert looked_at.listed.notes == ["The track does not say when it was walked; its path was read all the same."]
    assert looked(gpx(*CORNERS, (31.0, -17.902), times=True)).listed.notes == []


def test_a_track_that_does_not_come_back_is_no_boundary() -> None:
    away = [(31.0, -17.9), (31.01, -17.9), (31.02, -17.9), (31.03, -17.91)]
    assert refusals(gpx(*away)) == ["is a track whose ends lie 3,366 m apart; a boundary ends where it began"]


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


def test_a_place_drawn_as_an_area_and_the_point_of_its_label_is_its_area_and_the_point_is_told() -> None:
    looked_at = looked(kml(placed("Hopley", area_of(HOPLEY), LABEL)))
    (told,) = looked_at.told
    assert (told.said["name"], told.said["boundary"]) == ("Hopley", HOPLEY)
    assert looked_at.listed.notes == ["Row 1 is drawn as more than its outline: 1 point beside it left out."]
    collection = {"type": "GeometryCollection", "geometries": [HOPLEY, {"type": "Point", "coordinates": [31, -17.9]}]}
    (same,) = said_of(geojson({"type": "GeometryCollection", "geometries": [collection]}))
    assert same["boundary"] == HOPLEY
    many = looked(kml(*(placed(name, area_of(HOPLEY), LABEL, LABEL) for name in ("Hopley", "Epworth"))))
    assert many.listed.notes == [
        "2 rows are drawn as more than their outline: what is beside it was left out (row 1: 2 points)."
    ]


def test_a_place_of_two_areas_and_a_label_has_both_parts_and_one_pin_is_where_it_lies() -> None:
    parts, pin = said_of(kml(placed("Hopley", area_of(HOPLEY), LABEL, area_of(EPWORTH)), placed("Pin", LABEL)))
    assert parts["boundary"] == {
        "type": "MultiPolygon",
        "coordinates": [HOPLEY["coordinates"], EPWORTH["coordinates"]],
    }
    assert pin["centre_point"] == {"type": "Point", "coordinates": [31.005, -17.905]}


def test_who_brought_a_kml_is_not_told_of_geojson_when_a_place_is_drawn_as_no_area() -> None:
    assert refusals(kml(placed("Pins", LABEL, LABEL))) == ["is drawn as several points; a boundary is an area"]


def test_a_collection_in_metres_is_converted_like_any_other_outline() -> None:
    utm = [json.loads(shapely.to_geojson(moved(one, "EPSG:32736"))) for one in (HOPLEY, EPWORTH)]
    body = geojson({"type": "GeometryCollection", "geometries": [utm[0], first_corner(utm[1])]})
    (told,) = said_of(body, convert_from="EPSG:32736")
    assert shape(told["boundary"]).equals_exact(shape(HOPLEY), 1e-7, normalize=True)


def first_corner(outline: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Point", "coordinates": outline["coordinates"][0][0]}
