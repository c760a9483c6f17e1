"""Brings vector tiles into the few layers a phone draws, whoever made them, and lays tiles of several files together.

Geometry is not touched: only layers are renamed, features left out, and what they say rewritten (``recognised.yaml``).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.basemaps.problems import MapFileUnreadable
from app.basemaps.recognising import SHAPE_NAMES, Recognised, by_tile_layer
from app.basemaps.rules import LAYERS
from app.basemaps.schemas import Dialect

Asking = Callable[[Mapping[str, Any], str], Recognised | None]


def _tile(raw: bytes = b"") -> Any:
    from google.protobuf.message import DecodeError
    from mapbox_vector_tile.Mapbox import vector_tile_pb2

    tile = vector_tile_pb2.tile()
    try:
        tile.ParseFromString(raw)
    except DecodeError as fault:
        raise MapFileUnreadable("tiles", "One of its tiles is no vector tile.") from fault
    return tile


def normalised(raw: bytes, dialect: Dialect) -> bytes:
    """Return a tile of another maker in our own layers; a tile of our own making is as it was."""
    if dialect == "kwetu":
        return raw
    told = _tile(raw)
    written = _tile()
    layers: dict[str, _Layer] = {}
    for layer in told.layers:
        ask = by_tile_layer(dialect, layer.name)
        if ask is not None:
            _take_layer(written, layers, layer, ask)
    return _body(written)


def joined(tiles: Iterable[bytes]) -> bytes:
    """Lay tiles of the same place together: each layer once, with the features of all."""
    bodies = list(tiles)
    if len(bodies) == 1:
        return bodies[0]
    written = _tile()
    layers: dict[str, _Layer] = {}
    for body in bodies:
        for layer in _tile(body).layers:
            _take_layer(written, layers, layer, _as_it_is(layer.name))
    return _body(written)


def layer_names(raw: bytes) -> set[str]:
    """Return the names of the layers of a tile."""
    return {layer.name for layer in _tile(raw).layers}


def _as_it_is(name: str) -> Asking:
    return lambda said, _shape: Recognised(name, said)


def _body(tile: Any) -> bytes:
    ordered = sorted(tile.layers, key=lambda layer: LAYERS.index(layer.name) if layer.name in LAYERS else len(LAYERS))
    again = _tile()
    again.layers.extend(layer for layer in ordered if layer.features)
    return bytes(again.SerializeToString(deterministic=True))


class _Layer:
    """A layer being written, with where each key and value stands in it."""

    def __init__(self, tile: Any, name: str, like: Any) -> None:
        self.layer = tile.layers.add()
        self.layer.name, self.layer.extent, self.layer.version = name, like.extent, 2
        self.keys: dict[str, int] = {}
        self.values: dict[bytes, int] = {}

    def add(self, feature: Any, said: Mapping[str, Any]) -> None:
        """Add a feature with its geometry as it is, saying this."""
        added = self.layer.features.add()
        added.type = feature.type
        added.geometry.extend(feature.geometry)
        for key, value in said.items():
            added.tags.extend((self._key(key), self._value(value)))

    def _key(self, key: str) -> int:
        if key not in self.keys:
            self.keys[key] = len(self.layer.keys)
            self.layer.keys.append(key)
        return self.keys[key]

    def _value(self, value: Any) -> int:
        told = _written(value)
        spelled = told.SerializeToString(deterministic=True)
        if spelled not in self.values:
            self.values[spelled] = len(self.layer.values)
            self.layer.values.add().CopyFrom(told)
        return self.values[spelled]


def _take_layer(written: Any, layers: dict[str, _Layer], layer: Any, ask: Asking) -> None:
    values = [_read(value) for value in layer.values]
    for feature in layer.features:
        found = ask(_said(layer.keys, values, feature.tags), SHAPE_NAMES.get(feature.type, ""))
        if found is None:
            continue
        if found.layer not in layers:
            layers[found.layer] = _Layer(written, found.layer, layer)
        if layers[found.layer].layer.extent == layer.extent:  # another measure would put it elsewhere
            layers[found.layer].add(feature, found.said)


def _said(keys: Any, values: list[Any], tags: Any) -> dict[str, Any]:
    try:
        return {keys[tags[n]]: values[tags[n + 1]] for n in range(0, len(tags) - 1, 2)}
    except IndexError as fault:
        raise MapFileUnreadable("tiles", "One of its tiles points to words that are not in it.") from fault


def _read(value: Any) -> Any:
    for field, read in value.ListFields():
        if field.name.endswith("_value"):
            return read
    return None


def _written(value: Any) -> Any:
    from mapbox_vector_tile.Mapbox import vector_tile_pb2

    told = vector_tile_pb2.tile.value()
    if isinstance(value, bool):
        told.bool_value = value
    elif isinstance(value, int):
        told.sint_value = value
    elif isinstance(value, float):
        told.double_value = value
    else:
        told.string_value = str(value)
    return told
