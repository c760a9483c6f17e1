"""The ground two boundaries share: the same on the server as on the phone, whichever of them is asked about."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely

from app.kit.shapes import measured
from app.outlines.overlaps import overlaps_with
from app.outlines.repository import Outlined

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "vectors" / "overlaps.json").read_text("utf-8")
)["cases"]


def outlined(geometry: dict[str, Any]) -> Outlined:
    shape = shapely.from_geojson(json.dumps(geometry))
    told = measured(shape)
    return Outlined("r", "boundary", "e", 0, "settlement", "", "c", "s", 0, *told[:7], shapely.to_wkb(shape))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_two_boundaries_share_what_was_agreed(case: dict[str, Any]) -> None:
    for one, other in ((case["one"], case["other"]), (case["other"], case["one"])):
        found = overlaps_with(one, lambda _box, other=other: [outlined(other)])  # type: ignore[misc]
        if case["share"] is None:
            assert found == []
        else:
            assert found[0].share == pytest.approx(case["share"], abs=1e-5)
            assert round(found[0].share, 4) == round(case["share"], 4), "the number that is sent"
            assert found[0].area_m2 == pytest.approx(case["area_m2"], rel=1e-4)


def test_boundaries_that_cross_themselves_are_compared_as_they_would_be_mended() -> None:
    bow_tie = {
        "type": "Polygon",
        "coordinates": [[[31, -18], [31.002, -17.998], [31.002, -18], [31, -17.998], [31, -18]]],
    }
    west = {"type": "Polygon", "coordinates": [[[31, -18], [31.001, -18], [31.001, -17.998], [31, -17.998], [31, -18]]]}
    (found,) = overlaps_with(bow_tie, lambda _box: [outlined(west)])
    assert found.share == pytest.approx(0.5, abs=0.001)
    assert overlaps_with(bow_tie, lambda _box: [outlined(bow_tie)])[0].share == pytest.approx(1)


def test_the_shared_ground_is_told_as_geojson_without_the_lines_along_which_they_only_touch() -> None:
    notched = [
        [31, -18],
        [31.002, -18],
        [31.002, -17.999],
        [31.001, -17.999],
        [31.001, -17.998],
        [31, -17.998],
        [31, -18],
    ]
    beside = [[31.001, -18], [31.003, -18], [31.003, -17.998], [31.001, -17.998], [31.001, -18]]
    (found,) = overlaps_with(
        {"type": "Polygon", "coordinates": [notched]},
        lambda _box: [outlined({"type": "Polygon", "coordinates": [beside]})],
    )
    assert found.geometry["type"] == "Polygon"
    assert shapely.from_geojson(json.dumps(found.geometry)).bounds == pytest.approx((31.001, -18, 31.002, -17.999))
