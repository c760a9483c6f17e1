"""What a file would do is drawn in few bytes, a few metres true, and what is left out is told."""

import json
from typing import Any

import pytest
import shapely
from shapely.geometry import shape

from app.settlements import sketching
from app.settlements.schemas import Sketch
from app.settlements.sketching import Lies, sketch
from tests.maps import EPWORTH, HOPLEY

POCKET = {
    "type": "Polygon",
    "coordinates": [
        [[31.0, -17.9], [31.01, -17.9], [31.01, -17.91], [31.0, -17.91], [31.0, -17.9]],
        [[31.002, -17.902], [31.004, -17.902], [31.004, -17.904], [31.002, -17.902]],
    ],
}


def drawn_again(told: Sketch | None) -> dict[int, Any]:
    """Read a sketch as the phone does."""
    assert told
    return {
        row: [[_corners(line, told.steps) for line in part] for part in lines]
        for group in told.groups
        for row, lines in zip(group.rows, group.shapes, strict=True)
    }


def _corners(steps: list[int], a_degree: int) -> list[tuple[float, float]]:
    east = north = 0
    corners = []
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        east, north = east + dx, north + dy
        corners.append((east / a_degree, north / a_degree))
    return corners


def test_an_outline_comes_back_within_the_metres_it_promises_with_its_pocket() -> None:
    told = sketch([Lies(7, "new", "Hopley", POCKET)])
    assert told
    ((outer, hole),) = drawn_again(told)[7]
    back = shapely.Polygon(outer, [hole])
    assert shapely.hausdorff_distance(back, shape(POCKET)) * 111_320 < told.within_m
    assert (len(outer), len(hole)) == (4, 3)  # the first corner is not said again


def test_a_point_is_one_corner_and_rows_without_a_place_are_not_drawn() -> None:
    told = sketch(
        [
            Lies(1, "new", "Tap", {"type": "Point", "coordinates": [31.05, -17.83]}),
            Lies(2, "unchanged", "Nowhere", None),
        ]
    )
    assert drawn_again(told) == {1: [[[(31.05, -17.83)]]]}
    assert sketch([Lies(2, "unchanged", "Nowhere", None)]) is None


def test_rows_of_one_fate_stand_together_with_their_names() -> None:
    told = sketch([Lies(1, "new", "A", HOPLEY), Lies(2, "refused", "B", EPWORTH), Lies(3, "new", "C", EPWORTH)])
    assert told
    assert [(group.what, group.rows, group.names) for group in told.groups] == [
        ("new", [1, 3], ["A", "C"]),
        ("refused", [2], ["B"]),
    ]


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[31.0, None], [31.1, -17.9], [31.0, -17.9]]]},
        {"type": "Polygon", "coordinates": [[[310_000, 8_000_000], [310_100, 8_000_000], [310_000, 8_000_100]]]},
        {"type": "Nothing"},
        "Hopley",
    ],
)
def test_what_cannot_be_drawn_on_a_globe_is_not_drawn_and_the_rest_is(geometry: Any) -> None:
    told = sketch([Lies(1, "refused", "", geometry), Lies(2, "new", "", HOPLEY)])
    assert [*drawn_again(told)] == [2]


def test_a_boundary_that_crosses_itself_is_drawn_so_that_it_can_be_seen_where() -> None:
    bow_tie = {
        "type": "Polygon",
        "coordinates": [[[31, -17.9], [31.01, -17.91], [31.01, -17.9], [31, -17.91], [31, -17.9]]],
    }
    ((outer,),) = drawn_again(sketch([Lies(1, "refused", "", bow_tie)]))[1]
    assert len(outer) == 4


def test_a_long_list_is_drawn_more_roughly_and_what_is_left_out_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    round_one = json.loads(shapely.to_geojson(shapely.Point(31.0, -17.9).buffer(0.005, quad_segs=250)))
    rows = [Lies(row, "new", "", round_one) for row in range(1, 301)]
    rough = sketch(rows)
    assert rough
    assert (rough.left_out, len(rough.model_dump_json()) < 300_000) == (0, True)
    monkeypatch.setattr(sketching, "MOST_BYTES", 10_000)
    some = sketch(rows)
    assert some
    assert (some.within_m, some.left_out + len(some.groups[0].rows)) == (40, 300)
    assert 20 < len(some.groups[0].rows) < 300
