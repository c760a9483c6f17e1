"""Gathers the settlements or places of a city that a row of a file could mean, with their codes and outlines."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlmodel import Session

from app.ledger import service as ledger
from app.outlines import service as outlines
from app.outlines.rules import Box
from app.settlements import repository
from app.settlements.matching import Known, codes_of
from app.settlements.schemas import Kind

RECORD_KIND: Mapping[Kind, str] = {"places": "place", "settlements": "settlement"}
EVERYWHERE = Box(-180, -90, 180, 90)


def known_ones(
    session: Session, city_id: str, kind: Kind, besides: Collection[str], told: Mapping[str, Any]
) -> tuple[list[Known], list[Known]]:
    """Return what a city has of a kind: what a row may mean, and what rows are known to mean already (``besides``)."""
    named = _named(session, city_id, kind)
    meant = [one for one in named if one.record_id in besides]
    rows = {one.record_id: one for one in named if one.record_id not in besides}
    if not rows:
        return [], meant
    codes, listed = _codes_and_keys(session, city_id, kind)
    drawn = outlines.within(session, EVERYWHERE, kinds=[RECORD_KIND[kind]], paths=["boundary"], city_ids=[city_id])
    shapes = {one.record_id: one.shape for one in drawn}
    free = [
        Known(
            one.record_id, one.name, one.code, one.ward_id, one.place,
            other_codes=codes.get(one.record_id, ()),
            listed_as=listed.get(one.record_id, ()),
            outline=shapes.get(one.record_id),
            code_of_a_file="code" in told.get(one.record_id, {}),
            boundary_sha256=told.get(one.record_id, {}).get("boundary", {}).get("sha256"),
        )
        for one in rows.values()
    ]  # fmt: skip
    return free, meant


def _named(session: Session, city_id: str, kind: Kind) -> list[Known]:
    if kind == "places":
        return [Known(one.place_id, one.name, one.code) for one in repository.places(session, [city_id])]
    return [
        Known(
            one.settlement_id, one.name, one.code, one.ward_id,
            (one.lon, one.lat) if one.lon is not None and one.lat is not None else None,
        )
        for one in repository.settlements(session, [city_id])
    ]  # fmt: skip


def _codes_and_keys(
    session: Session, city_id: str, kind: Kind
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Return the codes records have in other files, and the rows without a code that mean them."""
    codes, keys = {}, {}
    for record in ledger.records(session, kind=RECORD_KIND[kind], city_id=city_id):
        if said := _values(record, "city_codes"):
            codes[record.record_id] = tuple(code for text in said for code in codes_of(text))
        if said := _values(record, "listed_as"):
            keys[record.record_id] = tuple(key for listed in said for key in listed)
    return codes, keys


def _values(record: ledger.Record, path: str) -> list[Any]:
    return [answer["value"] for answer in record.candidates(path).values() if "value" in answer]
