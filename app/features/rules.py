"""What can stand in a point, line or area on the map: a layer, a geometry, the number painted on it, plain answers."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.features.problems import FeaturePathUnknown, LayerUnknown
from app.kit.geo import SHAPES, geometry_fault
from app.kit.problems import Problem
from app.kit.text import fault_in
from app.questionnaire.answers import path_problem
from app.questionnaire.form import Form, Words
from app.questionnaire.levels import levels_of
from app.questionnaire.problems import AnswerTooLong, AnswerWrongType, BoundaryBroken

LEVEL = 1
"""Of what was put on the map before layers had forms."""

ATTRIBUTE_LIMIT = 2_000
NUMBER_LIMIT = 40
ACCURACY_LIMIT_M = 100_000
DELETED = "_deleted"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
Said = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Layer:
    """One layer: its words, the shapes it is drawn as, its level, and what is asked of each of its points.

    ``sections`` are the parts of the profile that speak of the same: a community that keeps one keeps the layer, too.
    ``number`` is the letter before proposed numbers (T1, T2), ``quick`` what is asked before a point is saved.
    """

    name: str
    label: Words
    geometry: tuple[str, ...]
    level: int
    sections: frozenset[str]
    by_default: bool
    number: str
    quick: tuple[str, ...]
    form: Form


def level_in(layer: Layer, path: str) -> int:
    """Return how far an answer may travel: as the layer says, with its place, number and everything beside."""
    return levels_of(layer.form)(path) if path in layer.form["questions"] else 0 if path == DELETED else layer.level


def refused_of_layer(layer: Layer, said: Said) -> dict[str, Problem]:
    """Return the parts of a point of this layer that cannot be kept, each with its problem."""
    told = {path: answer for path, answer in said.items() if path != DELETED}
    problems = {path: _of_layer(layer, path, answer) for path, answer in told.items()}
    return {path: problem for path, problem in problems.items() if problem}


def _of_layer(layer: Layer, path: str, answer: Mapping[str, Any]) -> Problem | None:
    if path in layer.form["questions"]:
        return path_problem(layer.form, path, answer)
    beside = BESIDE.get(path)
    if beside is None:
        return FeaturePathUnknown(f"{layer.form['form']} has no part {path[:100]!r}.")
    value = answer.get("value")
    return None if value is None else beside(layer, value)


def _layer_stays(layer: Layer, value: Any) -> Problem | None:
    return None if value == layer.name else LayerUnknown(f"This was put on the map as {layer.name}.")


def _fits_layer(layer: Layer, value: Any) -> Problem | None:
    return _geometry_problem(value, layer.geometry)


def _geometry_problem(value: Any, shapes: tuple[str, ...]) -> Problem | None:
    fault = geometry_fault(value, shapes)
    return BoundaryBroken(f"{fault.why[:1].upper()}{fault.why[1:]}.", where=fault.where) if fault else None


def _is_number(_layer: Layer, value: Any) -> Problem | None:
    if not isinstance(value, str):
        return AnswerWrongType(expected="the number painted on it, as text")
    fault = fault_in(value, NUMBER_LIMIT)
    return AnswerTooLong(f"It {fault}.", limit=NUMBER_LIMIT) if fault else None


def _is_accuracy(_layer: Layer, value: Any) -> Problem | None:
    fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= ACCURACY_LIMIT_M
    return None if fits else AnswerWrongType(expected="metres")


BESIDE: Mapping[str, Callable[[Layer, Any], Problem | None]] = {
    "layer": _layer_stays,
    "geometry": _fits_layer,
    "ref": _is_number,
    "accuracy_m": _is_accuracy,
}
"""What every layer has beside its questions."""


def refused_parts(said: Said) -> dict[str, Problem]:
    """Return the parts that cannot be kept of what names no layer's form: any plain attribute was taken then."""
    problems = {path: _problem(path, answer.get("value")) for path, answer in said.items() if path != DELETED}
    return {path: problem for path, problem in problems.items() if problem}


def _problem(path: str, value: Any) -> Problem | None:
    if not _NAME.fullmatch(path):
        return FeaturePathUnknown()
    if value is None:
        return None
    if path == "geometry":
        return _geometry_problem(value, ("Point", "LineString", *SHAPES))
    if path == "layer" and not (isinstance(value, str) and _NAME.fullmatch(value)):
        return AnswerWrongType(expected="the name of a layer")
    if isinstance(value, str):
        fault_of_text = fault_in(value, ATTRIBUTE_LIMIT, lines=True)
        return AnswerTooLong(f"It {fault_of_text}.", limit=ATTRIBUTE_LIMIT) if fault_of_text else None
    plain = isinstance(value, bool | int | float) or _is_codes(value)
    return None if plain else AnswerWrongType(expected="text, a number, yes or no, or a list of codes")


def _is_codes(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= 100 and all(isinstance(code, str) for code in value)
