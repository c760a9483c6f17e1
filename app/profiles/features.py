"""Points, lines and areas mapped in a settlement: a layer, a geometry, the number painted on it, plain attributes."""

import re
from collections.abc import Mapping
from typing import Any

from app.kit.geo import SHAPES, geometry_fault
from app.kit.problems import Problem
from app.kit.text import fault_in
from app.profiles.problems import AnswerTooLong, AnswerWrongType, BoundaryBroken, FeaturePathUnknown

LEVEL = 1
ATTRIBUTE_LIMIT = 2_000
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


def feature_level_of(_path: str) -> int:
    """Points on the map leave under an agreement only, whatever they show."""
    return LEVEL


def refused_parts(said: Mapping[str, Mapping[str, Any]]) -> dict[str, Problem]:
    """Return the parts of a map feature that cannot be kept, each with its problem."""
    problems = {path: _problem(path, answer.get("value")) for path, answer in said.items() if path != "_deleted"}
    return {path: problem for path, problem in problems.items() if problem}


def _problem(path: str, value: Any) -> Problem | None:
    if not _NAME.fullmatch(path):
        return FeaturePathUnknown()
    if value is None:
        return None
    if path == "geometry":
        fault = geometry_fault(value, ("Point", "LineString", *SHAPES))
        return BoundaryBroken(f"{fault.why[:1].upper()}{fault.why[1:]}.", where=fault.where) if fault else None
    if path == "layer" and not (isinstance(value, str) and _NAME.fullmatch(value)):
        return AnswerWrongType(expected="the name of a layer")
    if isinstance(value, str):
        fault_of_text = fault_in(value, ATTRIBUTE_LIMIT, lines=True)
        return AnswerTooLong(f"It {fault_of_text}.", limit=ATTRIBUTE_LIMIT) if fault_of_text else None
    plain = isinstance(value, bool | int | float) or _is_codes(value)
    return None if plain else AnswerWrongType(expected="text, a number, yes or no, or a list of codes")


def _is_codes(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= 100 and all(isinstance(code, str) for code in value)
