"""The layers of the map: each asks what can be asked, and what tells of homes stays closer than the rest."""

from typing import Any

import pytest

from app.features import layers, service
from app.features.rules import level_in, refused_of_layer

POINT = {"type": "Point", "coordinates": [121.04, 14.38]}
LINE = {"type": "LineString", "coordinates": [[121.04, 14.38], [121.05, 14.39]]}


def refused(layer: str, said: dict[str, Any]) -> dict[str, str]:
    told = {
        path: value if isinstance(value, dict) and "answer" in value else {"value": value}
        for path, value in said.items()
    }
    return {path: problem.slug for path, problem in refused_of_layer(layers.layers()[layer], told).items()}


def test_four_point_layers_are_mapped_everywhere_and_the_rest_only_where_leaders_want_them() -> None:
    first = [name for name, layer in layers.layers().items() if layer.by_default]
    assert first == ["water_point", "toilet", "waste_point", "facility"]
    assert all(layers.layers()[name].geometry == ("Point",) for name in first)
    assert len(layers.layers()) == 11


def test_structures_and_open_land_stay_with_the_federation() -> None:
    closer = {name for name, layer in layers.layers().items() if layer.level == 2}
    assert closer == {"structure", "open_space"}
    assert {
        level_in(layers.layers()[name], path) for name in closer for path in ("geometry", "ref", "use", "layer")
    } == {2}
    assert [service.levels("water_point@1")(path) for path in ("geometry", "source", "price_20l")] == [1, 1, 1]
    assert [service.levels("facility@1")(path) for path in ("kind", "name", "note")] == [1, 2, 2]
    assert service.levels("kwetu@1")("geometry") == 1


def test_nothing_on_the_map_is_public_and_nothing_personal() -> None:
    for layer in (*layers.layers().values(), layers.report()):
        levels = {question["sensitive"] for question in layer.form["questions"].values()}
        assert levels <= {1, 2}, layer.name


@pytest.mark.parametrize(
    ("layer", "said", "wrong"),
    [
        ("water_point", {"layer": "water_point", "geometry": POINT, "ref": "T-14", "accuracy_m": 4.5}, {}),
        ("water_point", {"source": "public_tap", "taps_total": 4, "barriers": ["busy_road"], "days": []}, {}),
        ("water_point", {"source": {"answer": "unknown"}, "queue_min": None}, {}),
        ("water_point", {"source": "moon"}, {"source": "answer-wrong-type"}),
        ("water_point", {"geometry": LINE}, {"geometry": "boundary-broken"}),
        ("water_point", {"geometry": POINT | {"coordinates": [500000, 80]}}, {"geometry": "boundary-broken"}),
        ("water_point", {"layer": "toilet"}, {"layer": "layer-unknown"}),
        ("water_point", {"colour": "blue", "ref": 7}, {"colour": "feature-path-unknown", "ref": "answer-wrong-type"}),
        ("toilet", {"ref": "x" * 41, "accuracy_m": -1}, {"ref": "answer-too-long", "accuracy_m": "answer-wrong-type"}),
        ("drain", {"geometry": LINE, "width_cm": 40, "cause": ["tide"]}, {}),
        ("drain", {"geometry": POINT}, {"geometry": "boundary-broken"}),
    ],
)  # fmt: skip
def test_a_point_is_looked_at_by_its_layer(layer: str, said: dict[str, Any], wrong: dict[str, str]) -> None:
    assert refused(layer, said) == wrong


def test_every_question_of_the_map_is_said_in_the_languages_of_the_questionnaire() -> None:
    missing = {
        (layer.name, name, code)
        for layer in (*layers.layers().values(), layers.report())
        for name, question in layer.form["questions"].items()
        for code in ("fil", "sn")
        if code not in question["label"]
    }
    assert missing == set()
