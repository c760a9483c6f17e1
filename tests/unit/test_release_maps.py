"""A release's map opens in whatever program the office has, with the same outlines and the same answers."""

import io
import zipfile
from typing import Any

import pyogrio.raw as raw
import pytest
import shapely
from shapely.geometry import shape

from app.agreed.maps import MapFormat, zip_with
from app.kit.geofiles_writing import short_names
from tests.maps import HOPLEY
from tests.unit.test_release_rules import contents, read_csv


def drawn() -> dict[str, Any]:
    """A release of two settlements: one with its outline, one whose outline is kept back."""
    told = contents()
    (one,) = told["settlements"]
    other = one | {"settlement_id": "0193b1a0-0000-7000-8000-000000000002", "name": "Epworth", "geometry": None}
    return told | {"settlements": [one | {"name": "Hopley", "geometry": HOPLEY}, other]}


def unpacked(map_format: MapFormat) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(zip_with(drawn(), map_format))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(
    ("map_format", "files"),
    [
        ("gpkg", ["settlements.gpkg"]),
        ("fgb", ["settlements.fgb"]),
        ("kml", ["settlements.kml"]),
        (
            "shp",
            [
                "settlements.cpg", "settlements.dbf", "settlements.prj", "settlements.shp", "settlements.shx",
                "settlements-columns.csv",
            ],
        ),
    ],
)  # fmt: skip
def test_the_map_is_read_back_with_its_outline_and_answers(
    map_format: MapFormat, files: list[str], tmp_path: Any
) -> None:
    told = unpacked(map_format)
    assert list(told) == [*files, "settlements.csv", "answers.csv", "questions.csv", "agreement.txt", "contact.txt"]
    for name in files:
        (tmp_path / name).write_bytes(told[name])
    main = tmp_path / next(name for name in files if name.endswith(map_format))
    meta, _, outlines, columns = raw.read(main)
    shapes = [None if one is None else shapely.from_wkb(one) for one in outlines]
    named = dict(zip((str(field) for field in meta["fields"]), (list(column) for column in columns), strict=True))
    assert meta["crs"] == "EPSG:4326"
    assert sorted(named.get("name", named.get("Name", []))) == ["Epworth", "Hopley"]
    assert [one.equals(shape(HOPLEY)) for one in shapes if one is not None] == [True]
    households = named["households_total"] if map_format != "shp" else _column(named, told, "households_total")
    assert [int(one) for one in households] == [90, 90]


def _column(named: dict[str, list[Any]], told: dict[str, bytes], whole: str) -> list[Any]:
    (short,) = [row["column"] for row in read_csv(told["settlements-columns.csv"]) if row["stands_for"] == whole]
    return named[short]


def test_a_table_with_wkt_holds_the_outline_and_an_empty_cell_where_it_is_kept_back() -> None:
    hopley, epworth = read_csv(unpacked("csv")["settlements-wkt.csv"])
    assert shapely.from_wkt(hopley["WKT"]).equals(shape(HOPLEY))
    assert (epworth["WKT"], epworth["name"]) == ("", "Epworth")


@pytest.mark.parametrize("map_format", ["gpkg", "shp", "kml", "fgb"])
def test_the_same_release_gives_the_same_bytes(map_format: MapFormat) -> None:
    assert zip_with(drawn(), map_format) == zip_with(drawn(), map_format)


def test_columns_of_a_shapefile_are_told_apart() -> None:
    assert short_names(["name", "households_total", "households_total_how", "NAME"]) == [
        "name", "househ_002", "househ_003", "NAME_004",
    ]  # fmt: skip


TAP = {"point_id": "p1", "layer": "water_point", "number": "T1", "told_on": "2026-11-20", "accuracy_m": None}
POINTS = [
    TAP | {"geometry": {"type": "Point", "coordinates": [31.05, -17.85]}, "answers": {"taps_total": 3}, "states": {}},
    TAP | {"point_id": "p2", "layer": "hazard", "geometry": HOPLEY, "answers": {}, "states": {"kind": "refused"}},
]


def mapped() -> dict[str, Any]:
    """A release with a tap, and a danger that is an area."""
    told = drawn()
    one, other = told["settlements"]
    asked = {"label": "Asked", "type": "integer", "unit": None, "choices": []}
    layers = [
        {"layer": "water_point", "label": "Water point", "level": 1, "fields": [asked | {"field": "taps_total"}]},
        {"layer": "hazard", "label": "Danger", "level": 1, "fields": [asked | {"field": "kind"}]},
    ]
    return told | {"layers": layers, "settlements": [one | {"points": POINTS}, other]}


@pytest.mark.parametrize("map_format", ["gpkg", "shp", "kml", "fgb"])
def test_points_are_read_back_a_file_a_layer_and_kind_of_shape(map_format: MapFormat, tmp_path: Any) -> None:
    with zipfile.ZipFile(io.BytesIO(zip_with(mapped(), map_format))) as archive:
        archive.extractall(tmp_path)
    for name, where in (("points-water_point", POINTS[0]), ("points-hazard-areas", POINTS[1])):
        meta, _, outlines, columns = raw.read(tmp_path / f"{name}.{map_format}")
        assert [shapely.from_wkb(one).equals(shape(where["geometry"])) for one in outlines] == [True]
        assert where["point_id"] in {str(cell) for column in columns for cell in column}
        assert meta["crs"] == "EPSG:4326"
    assert (tmp_path / "points-hazard-areas-columns.csv").exists() == (map_format == "shp")
    assert "refused" in (tmp_path / "points-hazard.csv").read_text("utf-8-sig")
