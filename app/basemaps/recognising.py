"""Tells roads, water, buildings, names and land apart in files that each say it in their own words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from app.basemaps.schemas import Dialect

SHAPE_NAMES = {1: "point", 2: "line", 3: "polygon"}
SHAPES_OF = {
    "roads": {"line"}, "water": {"line", "polygon"}, "buildings": {"polygon"}, "land": {"polygon"},
    "names": {"point", "polygon"},
}  # fmt: skip
YES = {True, "yes", "true", "1", "T", "bridge", "tunnel"}
NAME_LENGTH = 80


@dataclass(frozen=True)
class Recognised:
    """What something on a map is: its layer, and what is said of it."""

    layer: str
    said: Mapping[str, Any]


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("recognised.yaml").read_text(encoding="utf-8"))
    return told


@lru_cache(maxsize=8)
def _kinds_of(layer: str) -> dict[str, str]:
    """Return word -> kind of one layer."""
    told = _words()["names_kinds" if layer == "names" else layer]
    return {word: kind for kind, words in told.items() for word in words}


def columns() -> list[str]:
    """Return the columns in which a file may say what something is or what it is called."""
    return [*_words()["columns"], *_words()["names"], "bridge", "tunnel"]


def layer_called(name: str) -> str | None:
    """Return the layer that a file's or a table's name speaks of."""
    lower = name.lower()
    return next((layer for layer, words in _words()["called"].items() if any(word in lower for word in words)), None)


def recognised(said: Mapping[str, Any], shape: str, among: str | None, hint: str | None = None) -> Recognised | None:
    """Tell what something is; ``among``: its file holds this layer only; ``hint``: its file's name speaks of it."""
    layers = [among] if among else sorted(SHAPES_OF, key=lambda layer: layer != hint)
    for column in _words()["columns"]:
        word = str(said.get(column) or "").strip().lower()
        for layer in layers if word else ():
            kind = _kinds_of(layer).get(word)
            if kind and shape in SHAPES_OF[layer] and _speaks_of(column, layer):
                return _told(layer, kind, said)
    if said.get("building") not in (None, "", "no") and shape == "polygon" and not among:
        return _told("buildings", "building", said)
    alone = among or hint
    return _told(alone, _words()["alone"][alone], said) if alone and shape in SHAPES_OF[alone] else None


def _speaks_of(column: str, layer: str) -> bool:
    """Tell whether a column of OpenStreetMap's own words may name this layer: a highway is no name, a place no road."""
    own = {"highway": {"roads"}, "railway": {"roads", "names"}, "waterway": {"water"}, "building": {"buildings"},
           "place": {"names"}, "amenity": {"names"}, "landuse": {"land", "water"}}.get(column)  # fmt: skip
    return own is None or layer in own


def _told(layer: str, kind: str, said: Mapping[str, Any]) -> Recognised | None:
    name = _name(said)
    if layer == "names":
        return Recognised(layer, {"kind": kind, "rank": _words()["ranks"][kind], "name": name}) if name else None
    told: dict[str, Any] = {"kind": kind} | ({"name": name} if name else {})
    if layer == "roads":
        told |= {what: True for what in ("bridge", "tunnel") if _is_yes(said, what)}
    return Recognised(layer, told)


def _is_yes(said: Mapping[str, Any], what: str) -> bool:
    return said.get(what) in YES or said.get("brunnel") == what or said.get(f"is_{what}") in YES


def _name(said: Mapping[str, Any]) -> str:
    found = next((said[column] for column in _words()["names"] if said.get(column)), "")
    return " ".join(str(found).split())[:NAME_LENGTH]


def by_tile_layer(dialect: Dialect, layer: str) -> Callable[[Mapping[str, Any], str], Recognised | None] | None:
    """Return how to tell what stands in a layer of another maker's tiles; None where it is drawn by nobody here."""
    ours = _words()["dialects"][dialect].get(layer)
    if not ours:
        return None
    if layer in ("natural", "landcover"):  # water among the land of some makers
        return lambda said, shape: recognised(said, shape, None) or recognised(said, shape, ours)
    return lambda said, shape: recognised(said, shape, ours)


def dialect_of(layers: set[str]) -> Dialect | None:
    """Tell by the names of its layers who made a file of vector tiles."""
    if layers and layers <= {"land", "water", "buildings", "roads", "names", "zones"}:
        return "kwetu"
    marks: dict[Dialect, set[str]] = {
        "openmaptiles": {"transportation", "waterway", "place", "building"},
        "shortbread": {"streets", "water_polygons", "place_labels"},
        "protomaps": {"roads", "earth", "landuse", "places", "buildings", "water"},
    }
    counted = {dialect: len(marks[dialect] & layers) for dialect in marks}
    best = max(counted, key=lambda dialect: counted[dialect])
    return best if counted[best] >= 2 else None
