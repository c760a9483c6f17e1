"""What cannot be an answer is refused by path; what is merely odd is kept."""

from typing import Any

import pytest

from app.features.rules import refused_parts
from app.kit.geo import SHAPES, geometry_fault
from app.kit.ids import profile_id, round_of
from app.questionnaire import service
from app.questionnaire.answers import TEXT_LIMIT, path_problem, refused_paths

FORM = service.form()
RING = [[121.04, 14.38], [121.041, 14.38], [121.041, 14.381], [121.04, 14.38]]
SETTLEMENT = "01931111-0000-7000-8000-000000000001"


def slug(path: str, value: Any) -> str | None:
    problem = path_problem(FORM, path, {"value": value})
    return problem.slug if problem else None


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("households_total", 135),
        ("households_total", 135.0),
        ("households_total", -3),
        ("household_size", 99.5),
        ("year_established", 3026),
        ("taps_public_working", 10_000),
        ("name_community", "Purok 4 👍🏽 <script>alert(1)</script>"),
        ("name_community", '=HYPERLINK("http://x")'),
        ("name_community", "مستوطنة"),
        ("history_text", "x" * TEXT_LIMIT),
        ("water_main_source", "public_tap"),
        ("water_barriers", ["none", "queue"]),
        ("water_main_source_in_words", "the neighbour's cow"),
        ("return_date", "2024-02-29"),
        ("boundary", {"type": "Polygon", "coordinates": [RING]}),
        ("boundary", {"type": "MultiPolygon", "coordinates": [[RING], [RING]]}),
        ("boundary", {"type": "Polygon", "coordinates": [RING], "not_walked": []}),
        ("boundary", {"type": "Polygon", "coordinates": [RING], "not_walked": [RING[:2]]}),
        ("centre_point", {"type": "Point", "coordinates": [121.04, 14.38, 12.5]}),
        ("round", 1),
        ("toilet_group/communal+pit_slab/toilet_seats_total", 6),
        ("disaster/01931111-0000-7000-8000-000000000001/disaster_times", 2),
        ("disaster", "none"),
    ],
)
def test_answers_of_the_right_kind_are_kept_even_when_odd(path: str, value: Any) -> None:
    assert slug(path, value) is None


@pytest.mark.parametrize("path", ["households_total", "name_community", "water_main_source", "boundary", "return_date"])
@pytest.mark.parametrize("answer", [{"answer": "unknown"}, {"answer": "refused"}, {"value": None}])
def test_the_other_answers_and_blank_fit_every_question(path: str, answer: dict[str, Any]) -> None:
    assert path_problem(FORM, path, answer) is None


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("nonsense", 1, "question-unknown"),
        ("toilet_seats_total", 6, "question-unknown"),
        ("toilet_group/communal/toilet_seats_total", 6, "question-unknown"),
        ("toilet_group/communal+pit_slab/households_total", 6, "question-unknown"),
        ("disaster/1/disaster_times", 2, "question-unknown"),
        ("structures_total", 130, "answer-calculated"),
        ("households_total", "135", "answer-wrong-type"),
        ("households_total", 13.5, "answer-wrong-type"),
        ("households_total", True, "answer-wrong-type"),
        ("households_total", 2**60, "answer-wrong-type"),
        ("households_total", [135], "answer-wrong-type"),
        ("household_size", float("nan"), "answer-wrong-type"),
        ("household_size", {"a": 1}, "answer-wrong-type"),
        ("name_community", 7, "answer-wrong-type"),
        ("name_community", "x" * (TEXT_LIMIT + 1), "answer-too-long"),
        ("water_main_source", "moon", "answer-wrong-type"),
        ("water_main_source", ["public_tap"], "answer-wrong-type"),
        ("water_barriers", "queue", "answer-wrong-type"),
        ("water_barriers", ["queue", "moon"], "answer-wrong-type"),
        ("water_barriers", [1], "answer-wrong-type"),
        ("return_date", "2026-02-30", "answer-wrong-type"),
        ("return_date", "21.11.2026", "answer-wrong-type"),
        ("return_date", 20261121, "answer-wrong-type"),
        ("entrance_photo", "photo.jpg", "answer-wrong-type"),
        ("boundary", "POLYGON((0 0))", "boundary-broken"),
        ("boundary", {"type": "Polygon", "coordinates": [RING], "not_walked": "the river"}, "boundary-broken"),
        ("boundary", {"type": "Polygon", "coordinates": [RING], "not_walked": [RING[:1]]}, "boundary-broken"),
        ("centre_point", {"type": "Polygon", "coordinates": [RING]}, "boundary-broken"),
        ("round", 0, "round-wrong"),
        ("round", "1", "round-wrong"),
        ("round", None, "round-wrong"),
    ],
)
def test_what_cannot_be_an_answer_is_refused(path: str, value: Any, expected: str) -> None:
    assert slug(path, value) == expected


def test_only_a_deletion_says_what_it_saw() -> None:
    row = "disaster/01931111-0000-7000-8000-000000000001/_deleted"
    said: dict[str, dict[str, Any]] = {"_deleted": {"saw": []}, row: {"saw": []}, "households_total": {"saw": []}}
    said |= {"leader/x/_deleted": {"saw": []}, "households_total/_deleted": {"saw": []}}
    assert set(refused_paths(FORM, said)) == {"households_total", "leader/x/_deleted", "households_total/_deleted"}
    undone: dict[str, dict[str, Any]] = {row: {"value": False}, "_deleted": {"value": True}}
    assert set(refused_paths(FORM, undone)) == {"_deleted"}


def test_only_the_bad_paths_of_an_edit_are_refused() -> None:
    said = {"households_total": {"value": "many"}, "name_community": {"value": "Lakeside"}, "nonsense": {"value": 1}}
    assert set(refused_paths(FORM, said)) == {"households_total", "nonsense"}


def test_a_refused_code_is_named() -> None:
    problem = path_problem(FORM, "water_barriers", {"value": ["queue", "moon"]})
    assert problem is not None
    assert "moon" in str(problem.detail)


@pytest.mark.parametrize(
    ("geometry", "where"),
    [
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]}, "coordinates/0"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0], [1, 1], [0, 0]]]}, "coordinates/0"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 0.1]]]}, "coordinates/0/3"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 91], [1, 0], [0, 0]]]}, "coordinates/0/1"),
        ({"type": "Polygon", "coordinates": [[[301000, 1590000]] * 4]}, "coordinates/0/0"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, None], [1, 0], [0, 0]]]}, "coordinates/0/1"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 10**400], [1, 0], [0, 0]]]}, "coordinates/0/1"),
        ({"type": "Polygon", "coordinates": [RING, []]}, "coordinates/1"),
        ({"type": "Polygon", "coordinates": []}, "coordinates"),
        ({"type": "Polygon"}, "coordinates"),
        ({"type": "MultiPolygon", "coordinates": [[RING], [[[0, 0]]]]}, "coordinates/1/0"),
        ({"type": "MultiPolygon", "coordinates": [None]}, "coordinates/0"),
        ({"type": "LineString", "coordinates": RING}, "type"),
        ({"type": ["Polygon"], "coordinates": [RING]}, "type"),
        ([], "type"),
        (
            {"type": "Polygon", "coordinates": [RING], "crs": {"type": "name", "properties": {"name": "EPSG:32651"}}},
            "crs",
        ),
        ({"type": "Polygon", "coordinates": [RING], "crs": 4}, "crs"),
    ],
)
def test_a_broken_shape_is_refused_with_its_place(geometry: Any, where: str) -> None:
    fault = geometry_fault(geometry, SHAPES)
    assert fault is not None
    assert fault.where == where


def test_longitude_and_latitude_may_be_said_in_so_many_words() -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert geometry_fault({"type": "Polygon", "coordinates": [RING], "crs": crs}, SHAPES) is None


def test_the_id_of_a_profile_tells_its_round() -> None:
    assert round_of(SETTLEMENT, profile_id(SETTLEMENT, 7)) == 7
    assert round_of(SETTLEMENT, SETTLEMENT) is None


def test_profiles_of_two_questionnaires_of_one_round_are_two_the_same_two_as_on_phones() -> None:
    own, taps = profile_id(SETTLEMENT, 2), profile_id(SETTLEMENT, 2, "taps@3")
    assert own != taps
    assert taps == profile_id(SETTLEMENT, 2, "taps@1")
    assert round_of(SETTLEMENT, taps, "taps@1") == 2
    assert round_of(SETTLEMENT, taps) is None
    place = "0197b3a0-0000-7000-8000-000000000001"  # as in frontend/src/kit/ids.test.ts
    assert profile_id(place, 2, "taps@3") == "4f75301e-a5fb-5165-88ce-064ea10c3263"


def test_a_map_point_is_a_layer_a_place_and_plain_attributes() -> None:
    point = {"type": "Point", "coordinates": [121.04, 14.38]}
    good = {"layer": "water_point", "geometry": point, "ref": "T-14", "working": True, "kinds": ["tap"]}
    assert refused_parts({path: {"value": value} for path, value in good.items()}) == {}
    bad = {"layer": "Water Point", "geometry": {"type": "Point", "coordinates": [500000, 0]}, "Ref!": 1, "note": {}}
    refused = refused_parts({path: {"value": value} for path, value in bad.items()})
    slugs = {path: problem.slug for path, problem in refused.items()}
    assert slugs == {
        "layer": "answer-wrong-type",
        "geometry": "boundary-broken",
        "Ref!": "feature-path-unknown",
        "note": "answer-wrong-type",
    }
