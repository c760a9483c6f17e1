"""Turns what stands in records into outlines: where each geometry lies, how large it is, and its shape in few bytes.

What an old phone or a file once brought is taken as it is: a boundary that crosses itself has the area it would have
once mended, and a geometry nobody can read has no outline, so that one bad answer never holds up the others.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import orjson

from app.kit.ids import round_of
from app.kit.shapes import measured
from app.ledger.outcomes import Record
from app.outlines.rules import Traced, traced


class Of(NamedTuple):
    """The record something was said in."""

    record_id: str
    kind: str
    form: str
    settlement_id: str | None
    city_id: str


def rows_of(records: Iterable[Record]) -> Iterator[dict[str, Any]]:
    """Return the rows of some records' outlines."""
    for record in records:
        of = Of(record.record_id, record.kind, record.form, record.settlement_id, record.city_id)
        for one in traced(record.kind, record.state):
            row = row_of(of, one)
            if row:
                yield row


def row_of(record: Of, one: Traced) -> dict[str, Any] | None:
    """Return the row of one outline, None for a geometry that nobody can read."""
    import shapely

    try:
        shape = shapely.force_2d(shapely.from_geojson(orjson.dumps(one.geometry)))
    except (shapely.errors.GEOSException, TypeError):
        return None
    if shape.is_empty:
        return None
    told = measured(shape)
    settlement_id = record.settlement_id if record.kind != "place" else None
    profile_round = round_of(settlement_id, record.record_id, record.form) if record.kind == "profile" else 0
    return {
        "record_id": record.record_id, "path": one.path, "edit_id": one.edit_id, "rank": one.rank,
        "kind": record.kind, "layer": one.layer, "city_id": record.city_id, "settlement_id": settlement_id,
        "round": profile_round or 0, "west": told.west, "south": told.south, "east": told.east, "north": told.north,
        "lon": told.lon, "lat": told.lat, "area_m2": told.area_m2, "shape": shapely.to_wkb(shape),
    }  # fmt: skip
