"""Boundaries are measured on the globe, judged with the place named, and mended by structure."""

import json
from math import isfinite
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon, shape

from app.kit import dateline
from app.kit.many_shapes import all_measured
from app.kit.shapes import area_m2, as_geojson, boundary_fault, measured, middle, repaired

SQUARE = [[31.0, -17.9], [31.01, -17.9], [31.01, -17.89], [31.0, -17.89], [31.0, -17.9]]
BOW_TIE = [[31.0, -17.8], [31.1, -17.9], [31.1, -17.8], [31.0, -17.9], [31.0, -17.8]]
HOLE_OUTSIDE = [SQUARE, [[32.0, -17.9], [32.01, -17.9], [32.01, -17.89], [32.0, -17.9]]]


def polygon(*rings: list[list[float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def test_an_area_is_the_same_whichever_way_the_ring_runs() -> None:
    # 0.01 degrees of longitude and latitude at 17.9 degrees south: 1,060 m by 1,107 m
    assert area_m2(polygon(SQUARE)) == pytest.approx(1_172_600, rel=0.001)
    assert area_m2(polygon(SQUARE[::-1])) == area_m2(polygon(SQUARE))


def test_a_hole_is_taken_off_whichever_way_it_runs() -> None:
    hole = [[31.002, -17.898], [31.004, -17.898], [31.004, -17.896], [31.002, -17.896], [31.002, -17.898]]
    expected = area_m2(polygon(SQUARE)) - area_m2(polygon(hole))
    for ring in (hole, hole[::-1]):
        assert area_m2(polygon(SQUARE, ring)) == pytest.approx(expected)


def test_the_parts_of_a_boundary_add_up() -> None:
    east = [[lon + 0.02, lat] for lon, lat in SQUARE]
    both = {"type": "MultiPolygon", "coordinates": [[SQUARE], [east[::-1]]]}
    assert area_m2(both) == pytest.approx(area_m2(polygon(SQUARE)) * 2)


def test_the_middle_is_that_of_the_extent() -> None:
    assert middle(polygon(SQUARE)) == pytest.approx((31.005, -17.895))
    assert middle({"type": "Point", "coordinates": [31, -17]}) == (31.0, -17.0)


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        (polygon(BOW_TIE), "crosses itself near 31.050000, -17.850000"),
        (polygon(*HOLE_OUTSIDE), "a hole lies outside the boundary near 32.000000, -17.900000"),
        (polygon([SQUARE[0], SQUARE[1], SQUARE[0], SQUARE[0]]), "encloses no area"),
        (polygon([[121.04, 14.38], [121.042, 14.382], [121.041, 14.381], [121.04, 14.38]]), "encloses no area"),
        (polygon([[31.0, 0.0], [31.000008, 0.0], [31.000008, 0.000008], [31.0, 0.000008], [31.0, 0.0]]), "no area"),
    ],
)
def test_what_is_wrong_with_a_boundary_is_said_with_its_place(geometry: dict[str, Any], words: str) -> None:
    fault = boundary_fault(geometry)
    assert fault is not None
    assert words in fault.why


def test_a_bow_tie_is_mended_into_its_two_wings_and_a_line_into_nothing() -> None:
    mended = repaired(polygon(BOW_TIE))
    assert mended is not None
    assert boundary_fault(mended) is None
    assert len(mended["coordinates"]) == 2
    assert repaired(polygon([SQUARE[0], SQUARE[1], SQUARE[0], SQUARE[0]])) is None


@given(
    st.lists(st.tuples(st.floats(30, 32), st.floats(-18, -16)), min_size=3, max_size=12, unique=True).map(
        lambda corners: [list(corner) for corner in [*corners, corners[0]]]
    )
)
def test_whatever_is_drawn_is_sound_or_named_or_can_be_mended(ring: list[list[float]]) -> None:
    fault = boundary_fault(polygon(ring))
    if fault is None:
        assert area_m2(polygon(ring)) >= 0
        return
    mended = repaired(polygon(ring))
    assert mended is None or shapely.geometry.shape(mended).is_valid


def test_a_shape_comes_back_as_lists_of_numbers() -> None:
    assert as_geojson(shapely.geometry.shape(polygon(SQUARE))) == polygon(SQUARE)


def test_the_verdict_on_the_canonical_invalid_polygons_is_that_of_the_reference(real_files: Path) -> None:
    read = 0
    for file in sorted((real_files / "jts-invalid").rglob("*.xml")):
        for case in ElementTree.parse(file).getroot().iter("case"):
            shape = shapely.from_wkt(str(case.findtext("a")))
            expected = str(case.findtext("test/op")).strip() == "true"
            if (
                shape.geom_type in {"Polygon", "MultiPolygon"}
                and not shape.is_empty
                and all(map(isfinite, shape.bounds))
            ):
                read += 1
                assert (boundary_fault(_scaled(shape)) is None) == expected, case.findtext("desc")
    assert read > 60


def _scaled(shape: Any) -> dict[str, Any]:
    """Bring test coordinates into degrees; validity does not depend on scale."""
    return as_geojson(shapely.transform(shape, lambda corners: corners / 10_000))


def test_what_is_measured_together_is_what_is_measured_alone(real_files: Path) -> None:
    read = json.loads((real_files / "mumbai" / "slumClusters.geojson").read_bytes())
    drawn = [shape(one["geometry"]) for one in read["features"][::9]]
    ring, hole = [(0, 0), (0, 1), (1, 1), (1, 0)], [(0.2, 0.2), (0.2, 0.4), (0.4, 0.4)]
    bow_tie = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    shapes = [Point(1, 2), LineString([(1, 2), (3, 4)]), Polygon(ring, [hole]), bow_tie]
    shapes += [one for one in drawn if not one.is_empty]
    for together, one in zip(all_measured(shapes), shapes, strict=True):
        assert list(together) == pytest.approx(list(measured(one)), rel=1e-9)
    assert all_measured(shapes, [one.is_valid for one in shapes]) == all_measured(shapes)
    assert all_measured([]) == []


def test_a_boundary_across_the_180th_meridian_is_cut_there_and_measured_as_one() -> None:
    here = shape(polygon([[179.99, -17.0], [-179.97, -17.0], [-179.97, -17.01], [179.99, -17.01], [179.99, -17.0]]))
    halves = dateline.cut(here)
    assert dateline.jumps(here)
    assert halves is not None
    assert not dateline.jumps(halves)
    assert [part.bounds for part in halves.geoms] == [
        pytest.approx((179.99, -17.01, 180.0, -17.0)),
        pytest.approx((-180.0, -17.01, -179.97, -17.0)),
    ]
    elsewhere = polygon([[20.0, -17.0], [20.04, -17.0], [20.04, -17.01], [20.0, -17.01], [20.0, -17.0]])
    (told,) = all_measured([halves])
    assert told == measured(halves)
    assert told.area_m2 == pytest.approx(area_m2(elsewhere), rel=1e-6)
    assert (told.lon, told.lat) == pytest.approx((-179.99, -17.005))
    assert middle(as_geojson(halves)) == pytest.approx((-179.99, -17.005))


def test_a_boundary_with_a_pocket_on_the_meridian_keeps_it_when_cut() -> None:
    hole = [[-179.999, -17.004], [179.999, -17.004], [179.999, -17.006], [-179.999, -17.006], [-179.999, -17.004]]
    around = [[179.99, -17.0], [-179.99, -17.0], [-179.99, -17.01], [179.99, -17.01], [179.99, -17.0]]
    halves = dateline.cut(shape(polygon(around, hole)))
    assert halves is not None
    assert halves.is_valid
    assert halves.area == pytest.approx(0.02 * 0.01 - 0.002 * 0.002)
