"""Which layers of the map may leave, and what of each point: pure. What a community keeps, and free words, never do.

A layer leaves when the agreement names it, leaders decided it (level 2), and the community keeps neither its map nor
the part of the profile that speaks of the same. Exact places draw the outline of a settlement: where a community keeps
that, they stay with it.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import tzinfo
from typing import Any

from app.agreed.rules import GEOMETRY_SECTIONS, STATE_OF_ANSWER, STAYS, Answer, Scope, choice_words, day_in
from app.agreed.shapes import flat
from app.features.rules import Layer
from app.questionnaire.answers import path_problem
from app.questionnaire.rules import value_of
from app.review.rules import ApprovedPoint

MAP_SECTIONS = GEOMETRY_SECTIONS | {"points"}
OWN_WORDS = STAYS | {"text"}
"""What somebody wrote or recorded about a point stays with the federation: it may name a person."""
TWO_ANSWERS = "two_answers"


def layers_kept_back(layers: Mapping[str, Layer], scope: Scope) -> dict[str, str]:
    """Return the named layers that stay with the federation all the same, and why."""
    return {
        name: "not_decided" for name in scope.layers if layers[name].level >= 2 and name not in scope.layers_decided
    }


def layers_that_leave(layers: Mapping[str, Layer], scope: Scope) -> list[Layer]:
    """Return the layers that may leave, in the order they are offered."""
    named = set(scope.layers) - layers_kept_back(layers, scope).keys()
    return [layer for name, layer in layers.items() if name in named]


def parts_that_leave(layer: Layer) -> list[str]:
    """Name what is told of each point of a layer: nothing closer than the layer itself, and nobody's own words."""
    asked = layer.form["questions"].items()
    return [name for name, one in asked if one["sensitive"] <= layer.level and one["type"] not in OWN_WORDS]


def is_kept(layer: Layer, withheld: Collection[str]) -> bool:
    """Tell whether a community keeps a layer from the city: its map, where it lies, or what the layer speaks of."""
    return not (MAP_SECTIONS | layer.sections).isdisjoint(withheld)


def rows(
    layers: Iterable[Layer], points: Iterable[ApprovedPoint], withheld: Collection[str], zone: tzinfo
) -> list[dict[str, Any]]:
    """Return the points that leave, layer by layer, in the order they were put on the map.

    One of which nobody knows whether it still stands there waits until somebody has looked.
    """
    leaving = [layer for layer in layers if not is_kept(layer, withheld)]
    told = [one for one in points if not one.doubted]
    return [_row(layer, one, zone) for layer in leaving for one in told if one.layer == layer.name and _place(one)]


def named(layer: Layer, point: ApprovedPoint) -> str:
    """Name a point as people do: its layer in English and the number painted on it."""
    return f"{layer.label['en']} {value_of(point.answers.get('ref')) or ''}".strip()


def _place(point: ApprovedPoint) -> Any:
    return value_of(point.answers.get("geometry"))


def _row(layer: Layer, point: ApprovedPoint, zone: tzinfo) -> dict[str, Any]:
    """Return a point: its place, number and day, what is known of it, and of the rest why not (unless nobody asked)."""
    states: dict[str, str] = {}
    known: dict[str, Any] = {}
    for name in parts_that_leave(layer):
        answer = point.answers.get(name)
        state = _state(layer, name, answer, is_contested=name in point.contested)
        if state == "known" and answer:
            known[name] = answer["value"]
        elif state:
            states[name] = state
    made = max((answer["made_at"] for answer in point.answers.values()), default=None)
    number = point.answers.get("ref") if "ref" not in point.contested else None
    return {
        "point_id": point.point_id, "layer": layer.name, "number": value_of(number), "geometry": flat(_place(point)),
        "accuracy_m": value_of(point.answers.get("accuracy_m")), "told_on": day_in(zone, made), "answers": known,
        "states": states,
    }  # fmt: skip


def _state(layer: Layer, name: str, answer: Answer | None, *, is_contested: bool) -> str | None:
    if answer is None or path_problem(layer.form, name, answer):
        return None
    if is_contested:
        return TWO_ANSWERS
    if "answer" in answer:
        return STATE_OF_ANSWER.get(answer["answer"], "not_known")
    return None if answer.get("value") in (None, "", []) else "known"


def says_too_much(layers: Mapping[str, Layer], given: Mapping[str, Any], withheld: Collection[str]) -> bool:
    """Tell whether a settlement as it was released shows a point that its community keeps from the city now."""
    shown = {one["layer"] for one in given.get("points", ())}
    return any(name not in layers or is_kept(layers[name], withheld) for name in shown)


def words_of(layer: Layer, name: str, value: Any) -> str | None:
    """Return the English words of a point's answer where it is a choice."""
    return choice_words(layer.form, layer.form["questions"][name], value)
