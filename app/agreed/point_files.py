"""The points of a release as tables and maps: a file a layer, and water points and toilets in the words of others.

A release without layers has none of these files, so that those made before layers could be agreed keep their bytes.
"""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from app.agreed.files import Contents, Row, choice_rows, csv_of, plain
from app.features.mappings import WPDX_COLUMNS, osm_tags, wpdx_row

ABOUT = ("point_id", "settlement_id", "settlement", "number", "told_on", "accuracy_m")
IN_OSM = ("water_point", "toilet")
"""What offices that use OpenStreetMap ask for; nothing is ever sent there from here."""


class Drawn(NamedTuple):
    """A point that leaves, with the settlement it lies in."""

    settlement: Row
    point: Row

    @property
    def geometry(self) -> Row:
        """Return where it lies, as GeoJSON."""
        found: Row = self.point["geometry"]
        return found


def drawn(contents: Contents, layer: str) -> list[Drawn]:
    """Return the points of a layer, settlement by settlement."""
    return [
        Drawn(settlement, point)
        for settlement in contents["settlements"]
        for point in settlement.get("points", ())
        if point["layer"] == layer
    ]


def headings(layer: Row) -> list[str]:
    """Return the columns of a layer's table: of a choice its code and its words, of each answer its state beside it."""
    asked: list[str] = []
    for field in layer["fields"]:
        words = [f"{field['field']}_label"] if field["choices"] else []
        asked += [field["field"], *words, f"{field['field']}_state"]
    return [*ABOUT, *asked]


def cells(layer: Row, one: Drawn) -> list[Any]:
    """Return a point's row, in the order of the headings."""
    point, settlement = one.point, one.settlement
    row = [
        point["point_id"], settlement["settlement_id"], settlement["name"], point["number"], point["told_on"],
        point["accuracy_m"],
    ]  # fmt: skip
    for field in layer["fields"]:
        name = field["field"]
        value = point["answers"].get(name)
        state = "known" if name in point["answers"] else point["states"].get(name, "not_asked")
        row += [plain(value), *([_words(field, value)] if field["choices"] else []), state]
    return row


def _words(field: Row, value: Any) -> str | None:
    words = {choice["code"]: choice["label"] for choice in field["choices"]}
    codes = value if isinstance(value, list) else [] if value is None else [value]
    return "; ".join(words.get(code, str(code)) for code in codes) or None


def point_tables(contents: Contents) -> dict[str, bytes]:
    """Return the tables of a release's points by file name; nothing where no layer leaves."""
    told = {f"points-{layer['layer']}.csv": csv_of(_table(contents, layer)) for layer in contents.get("layers", ())}
    if not told:
        return {}
    told["points-questions.csv"] = csv_of(_dictionary(contents))
    if wpdx := list(_wpdx(contents)):
        told["points-wpdx.csv"] = csv_of([list(WPDX_COLUMNS), *wpdx])
    if in_osm := list(_osm(contents)):
        told["points-osm.geojson"] = _collection("OpenStreetMap tags", in_osm)
    return told


def point_geojson(contents: Contents) -> dict[str, bytes]:
    """Return each layer that leaves as GeoJSON (RFC 7946)."""
    return {f"points-{layer['layer']}.geojson": _geojson(contents, layer) for layer in contents.get("layers", ())}


def _table(contents: Contents, layer: Row) -> Iterator[list[Any]]:
    yield [*headings(layer), "lon", "lat", "WKT"]
    for one in drawn(contents, layer["layer"]):
        lon, lat = one.geometry["coordinates"] if one.geometry["type"] == "Point" else (None, None)
        yield [*cells(layer, one), lon, lat, wkt(one.geometry)]


def wkt(geometry: Row) -> str:
    """Write a geometry as Well-Known Text, every figure of it."""
    from shapely import to_wkt
    from shapely.geometry import shape

    return str(to_wkt(shape(geometry), rounding_precision=-1))


def _dictionary(contents: Contents) -> Iterator[list[Any]]:
    yield ["layer", "layer_label", "question", "question_label", "type", "unit", "code", "code_label"]
    for layer in contents["layers"]:
        for field in layer["fields"]:
            told = [layer["layer"], layer["label"], field["field"], field["label"], field["type"], field["unit"]]
            yield from choice_rows(told, field)


def _said(one: Drawn) -> Row:
    return {**one.point["answers"], "layer": one.point["layer"], "geometry": one.geometry, "ref": one.point["number"]}


def _wpdx(contents: Contents) -> Iterator[list[Any]]:
    source = contents["agreement"]["federation"]
    for one in drawn(contents, "water_point"):
        told = wpdx_row(one.point["point_id"], _said(one), report_date=one.point["told_on"], source=source)
        if told:
            yield list(told.values())


def _osm(contents: Contents) -> Iterator[Row]:
    for one in (point for layer in IN_OSM for point in drawn(contents, layer)):
        if tags := osm_tags(_said(one)):
            yield _feature(one, tags)


def _geojson(contents: Contents, layer: Row) -> bytes:
    names = headings(layer)
    told = [_feature(one, dict(zip(names, cells(layer, one), strict=True))) for one in drawn(contents, layer["layer"])]
    return _collection(layer["label"], told)


def _feature(one: Drawn, properties: Row) -> Row:
    return {"type": "Feature", "id": one.point["point_id"], "geometry": one.geometry, "properties": properties}


def _collection(name: str, features: list[Row]) -> bytes:
    told = {"type": "FeatureCollection", "name": name, "features": features}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
