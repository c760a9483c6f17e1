"""Turns what stands in records into outlines: where each geometry lies, how large it is, and its shape in few bytes.

What an old phone or a file once brought is taken as it is: a boundary that crosses itself has the area it would have
once mended, and a geometry nobody can read has no outline, so that one bad answer never holds up the others.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from app.kit.dateline import cut, is_wide, jumps
from app.kit.geo import SHAPES
from app.kit.ids import round_of
from app.kit.many_shapes import all_measured, plain_shapes
from app.kit.shapes import Measured
from app.ledger.outcomes import Record
from app.outlines.rules import Traced, traced

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


class Of(NamedTuple):
    """The record something was said in."""

    record_id: str
    kind: str
    form: str
    settlement_id: str | None
    city_id: str


class Read(NamedTuple):
    """A geometry, and its shape as somebody read it and found it valid."""

    geometry: Mapping[str, Any]
    shape: "BaseGeometry"


NOT_READ: Mapping[int, Read] = {}


def rows_of(records: Iterable[Record], read: Mapping[int, Read] = NOT_READ) -> list[dict[str, Any]]:
    """Return the rows of some records' outlines; ``read``: shapes read before, by ``id`` of the very geometry."""
    said = (
        (Of(record.record_id, record.kind, record.form, record.settlement_id, record.city_id), one)
        for record in records
        for one in traced(record.kind, record.state)
    )
    return rows_of_said(said, read)


def rows_of_said(said: Iterable[tuple[Of, Traced]], read: Mapping[int, Read] = NOT_READ) -> list[dict[str, Any]]:
    """Return the rows of what was said of where things lie, without what nobody can read."""
    import shapely

    told_of = list(said)
    found = _shapes([one.geometry for _, one in told_of], read)
    lying = [(of, one, shape) for (of, one), shape in zip(told_of, found, strict=True) if shape is not None]
    shapes = [shape for _, _, shape in lying]
    judged = [(known := read.get(id(one.geometry))) is not None and known.shape is shape for _, one, shape in lying]
    sizes, written = all_measured(shapes, judged), shapely.to_wkb(shapes)
    return [_row(of, one, told, body) for (of, one, _), told, body in zip(lying, sizes, written, strict=True)]


def _shapes(geometries: Sequence[Mapping[str, Any]], known: Mapping[int, Read]) -> list["BaseGeometry | None"]:
    """Read geometries without their heights; None for what nobody can read, and for what is empty."""
    import numpy
    import shapely

    plain = {n: one.shape for n, told in enumerate(geometries) if (one := known.get(id(told)))}
    plain |= plain_shapes({n: told for n, told in enumerate(geometries) if n not in plain})
    others = [n for n in range(len(geometries)) if n not in plain]
    texts = [_as_text(geometries[n]) for n in others]
    read = dict(zip(others, shapely.force_2d(shapely.from_geojson(texts, on_invalid="ignore")), strict=True)) | plain
    shapes = numpy.array([read[n] for n in range(len(geometries))], dtype=object)
    west, _, east, _ = shapely.bounds(shapes).T
    for n in (is_wide(west, east)).nonzero()[0]:
        shapes[n] = _cut(shapes[n])
    shapes[shapely.is_empty(shapes)] = None
    found: list[BaseGeometry | None] = shapes.tolist()
    return found


def _cut(shape: "BaseGeometry") -> "BaseGeometry":
    """Return an area across the 180th meridian as its parts on either side."""
    return (cut(shape) or shape) if shape.geom_type in SHAPES and jumps(shape) else shape


def _as_text(geometry: Mapping[str, Any]) -> bytes | None:
    try:
        return orjson.dumps(geometry)
    except TypeError:
        return None


def _row(record: Of, one: Traced, told: Measured, shape: bytes) -> dict[str, Any]:
    settlement_id = record.settlement_id if record.kind != "place" else None
    profile_round = round_of(settlement_id, record.record_id, record.form) if record.kind == "profile" else 0
    return {
        "record_id": record.record_id, "path": one.path, "edit_id": one.edit_id, "rank": one.rank,
        "kind": record.kind, "layer": one.layer, "city_id": record.city_id, "settlement_id": settlement_id,
        "round": profile_round or 0, "west": told.west, "south": told.south, "east": told.east, "north": told.north,
        "lon": told.lon, "lat": told.lat, "area_m2": told.area_m2, "shape": shape,
    }  # fmt: skip
