"""X11: a map and a profile that tell different numbers; the same on the phone as on the server."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.features import layers
from app.profiles.against_map import COMPARED, against_map
from app.questionnaire import service

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent.parent / "vectors" / "against_map.json").read_text("utf-8"))
TODAY = "2026-11-22"


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_a_map_is_held_against_the_totals_of_a_profile(case: dict[str, Any]) -> None:
    points = [point for point in case["map"] for _ in range(point.get("times", 1))]
    found = against_map(VECTORS["form"], case["answers"], points, TODAY)
    assert {one.kind for one in found} <= {"warn_reason"}
    assert [(one.id, one.questions, one.says["en"]) for one in found] == [
        (one["id"], one["questions"], one["says"]) for one in case["found"]
    ]
    assert all(one.says["fil"] == told["fil"] for one, told in zip(found, case["found"], strict=True) if "fil" in told)


def test_every_total_that_is_held_against_the_map_is_asked_and_mapped_by_our_own_form_and_layers() -> None:
    form = service.form()
    for one in COMPARED:
        assert one.total in form["questions"]
        assert set(one.asked_at) <= form["questions"].keys() | form["repeats"].keys()
        asked = layers.layers()[one.layer].form
        assert {*one.where, *filter(None, [one.number])} <= asked["questions"].keys()
        for name, codes in one.where.items():
            listed = asked["choices"][asked["questions"][name]["choices"]]
            assert set(codes) <= {choice["code"] for choice in listed}
