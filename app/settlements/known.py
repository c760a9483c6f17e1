"""Turns one row of a file into what it says of a settlement or a place, or into the reason why it cannot be taken."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from app.kit.canonical import canonical_json, sorted_json
from app.kit.dateline import cut, is_wide, jumps
from app.kit.geo import SHAPES, geometry_fault, position_fault
from app.kit.many_shapes import Box, Sound, corners, extent
from app.kit.shapes import area_m2, as_geojson, boundary_fault, repaired
from app.kit.whereabouts import area_at_most_km2
from app.settlements.drawing import LINES, NoOutline, closed, why
from app.settlements.files import Row
from app.settlements.rules import PLACE_FIELDS, SETTLEMENT_FIELDS, WayOut, geometry_key

GEOMETRY_LIMIT = 480_000
PLAIN, CORNER_BYTES = {"type", "coordinates"}, 100
"""The members of a geometry without more, and what no corner of it exceeds when it is written."""
BLANK = {"", "-", "n/a", "na", "null", "none", "nil", "#n/a", "<null>"}
LEVEL_WORDS = {"bgy": "barangay", "brgy": "barangay", "barangay": "barangay", "ward": "ward", "district": "district"}
PROVINCE_KM2 = 200
"""The largest known cover a third of this: whatever is larger is asked about."""
NO_TOWN_BEYOND_DEG = 85
TOO_LARGE = "area"
"""What the report names where a settlement was refused for its size alone."""
TEXTS = {"name", "code", "other_names", "ward_text", "purok"}


@dataclass(frozen=True)
class Told:
    """What one row says, keyed so that it is the same thing next time; ``repaired``: mended, or cut at 180 degrees."""

    row: int
    key: str
    said: Mapping[str, Any]
    parent_code: str | None = None
    repaired: bool = False
    left_out: tuple["Refusal", ...] = ()
    written: Mapping[str, bytes] = field(default_factory=dict)
    """Canonical bytes of what is said, of what was written so already: a boundary is many numbers."""


@dataclass(frozen=True)
class Refusal:
    """Why a row, or one cell of it, was not taken."""

    row: int
    field: str
    problem: str
    way_out: WayOut | None = None
    mended: Told | None = None
    """What the row would say once it is repaired."""

    def shown(self) -> dict[str, Any]:
        """Return the line of the report."""
        return {"row": self.row, "field": self.field, "problem": self.problem, "way_out": self.way_out}


@dataclass(frozen=True)
class Reading:
    """How to read the rows of one file: what each column means, and what a place is when nothing says so."""

    kind: str
    columns: Mapping[str, str]
    repair: bool = False
    place_level: str = "ward"
    blank: frozenset[str] = field(default_factory=lambda: frozenset(BLANK))
    sound: Mapping[int, Sound] = field(default_factory=dict)
    """Rows whose boundaries were found sound with all others."""
    large: bool = False
    """Whether settlements as large as a province are taken, too."""

    def cell(self, row: Row, meaning: str) -> str:
        """Return what a row says under a meaning, without the blanks around it; '' for none."""
        text = unicodedata.normalize("NFC", row.cells.get(self.columns.get(meaning, ""), "")).strip(
            " \t\r\n\u00a0\ufeff"
        )
        return "" if text.casefold() in self.blank else text


class _Unfit(Exception):  # noqa: N818 - what does not fit, not an error of the program
    def __init__(self, field_name: str, problem: str, way_out: WayOut | None = None) -> None:
        super().__init__(problem)
        self.field_name, self.problem, self.way_out = field_name, problem, way_out


def read_row(reading: Reading, row: Row) -> Told | Refusal:
    """Read one row; a faulty name, code, place or boundary refuses it, an unreadable count is only left out."""
    if row.fault:
        return Refusal(row.number, "", row.fault)
    try:
        return _told(reading, row)
    except _Unfit as unfit:
        again = read_row(replace(reading, repair=True), row) if unfit.way_out == "repair" else None
        mended = again if isinstance(again, Told) else None
        return Refusal(row.number, unfit.field_name, unfit.problem, unfit.way_out, mended)


def _told(reading: Reading, row: Row) -> Told:
    said: dict[str, Any] = _texts(reading, row)
    shape, was_repaired = _shape(reading, row)
    said |= shape
    left_out: list[Refusal] = []
    if reading.kind == "places":
        said["place_level"] = LEVEL_WORDS.get(reading.cell(row, "place_level").casefold(), reading.place_level)
        if "name" not in said:
            raise _Unfit(reading.columns.get("name", "name"), "has no name")
    else:
        said |= _point(reading, row) | _households(reading, row, left_out)
        said["known_from"] = "city_list"
    written = _written(reading, row, said)
    key, parent = _key(row, said, written), reading.cell(row, "parent_code") or None
    return Told(row.number, key, said, parent, was_repaired, tuple(left_out), written)


def _texts(reading: Reading, row: Row) -> dict[str, str]:
    fields = PLACE_FIELDS if reading.kind == "places" else SETTLEMENT_FIELDS
    said = {}
    for meaning in reading.columns:
        text = reading.cell(row, meaning) if meaning in TEXTS else ""
        if not text:
            continue
        fault = fields[meaning][1](text)
        if fault:
            raise _Unfit(reading.columns[meaning], fault)
        said[meaning] = text
    return said


def _written(reading: Reading, row: Row, said: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the canonical bytes of a boundary whose numbers were all seen to be plain."""
    boundary, sound = said.get("boundary"), reading.sound.get(row.number)
    is_plain = sound and sound.plain and boundary is row.geometry and boundary.keys() == PLAIN
    body = sorted_json(boundary) if is_plain else None
    return {"boundary": body} if body else {}


def _key(row: Row, said: Mapping[str, Any], written: dict[str, bytes]) -> str:
    """Return what makes a row the same thing next time; the canonical bytes this takes are kept in ``written``."""
    if "code" in said:
        return f"code/{said['code']}"
    if row.own_id:
        return f"id/{row.own_id}"
    path = "boundary_original" if "boundary_original" in said else "boundary"
    if path in said:
        written[path] = written.get(path) or canonical_json(said[path])
        return geometry_key(written[path])
    if "name" not in said and "centre_point" not in said:
        raise _Unfit("", "has neither a name nor a code nor a place on the map")
    point = said.get("centre_point", {}).get("coordinates", "")
    return f"name/{said.get('name', '').casefold()}/{point}"


def _shape(reading: Reading, row: Row) -> tuple[dict[str, Any], bool]:
    geometry = row.geometry
    if geometry is None:
        return {}, False
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind == "Point" and reading.kind == "settlements":
        fault = geometry_fault(geometry, ("Point",))
        if fault:
            raise _Unfit("geometry", why(fault, geometry))
        return {"centre_point": geometry}, False
    if kind in LINES and reading.kind == "settlements":
        try:
            return _shape(reading, replace(row, geometry=closed(geometry)))
        except NoOutline as none:
            raise _Unfit("geometry", str(none)) from none
    halves = _cut_in_two(reading, row)
    if halves:
        _must_be_likely(reading, halves)
        return {"boundary": _not_too_large(halves), "boundary_original": _not_too_large(geometry)}, True
    wrong = None if row.number in reading.sound else boundary_fault(geometry)
    if wrong is None:
        sound = reading.sound.get(row.number)
        _must_be_likely(reading, geometry, sound and sound.box)
        return {"boundary": _not_too_large(geometry)}, False
    mended = repaired(geometry) if _well_formed(geometry) else None
    if mended is None or not reading.repair:
        raise _Unfit("geometry", why(wrong, geometry), "repair" if mended else None)
    _must_be_likely(reading, mended)
    return {"boundary": _not_too_large(mended), "boundary_original": _not_too_large(geometry)}, True


def _cut_in_two(reading: Reading, row: Row) -> dict[str, Any] | None:
    """Return a boundary that crosses the 180th meridian as its two sides; None for all others."""
    geometry, sound = row.geometry, reading.sound.get(row.number)
    within = sound and sound.box
    if within is None and _well_formed(geometry):
        within = extent(geometry)
    if within is None or not is_wide(within[0], within[2]):
        return None
    from shapely import force_2d
    from shapely.geometry import shape

    whole = force_2d(shape(geometry))
    if not jumps(whole):
        return None
    halves = cut(whole)
    if halves is None:
        raise _Unfit("geometry", "crosses itself, and the 180th meridian; save it as two parts, one on each side")
    return as_geojson(halves)


def _must_be_likely(reading: Reading, geometry: Mapping[str, Any], within: Box | None = None) -> None:
    """Refuse what no settlement is: at a pole, or as large as a province unasked."""
    west, south, east, north = within or extent(geometry)
    if max(abs(south), abs(north)) > NO_TOWN_BEYOND_DEG:
        raise _Unfit("geometry", "reaches a pole, where nobody lives and no longitude holds")
    if reading.large or reading.kind != "settlements":
        return
    if area_at_most_km2(west, south, east, north) <= PROVINCE_KM2:
        return
    km2 = area_m2(dict(geometry)) / 1e6
    if km2 > PROVINCE_KM2:
        raise _Unfit(TOO_LARGE, f"covers {km2:,.0f} km², as much as a province; is it a settlement?", "large")


def _well_formed(geometry: Any) -> bool:
    """Only a boundary whose form is sound can be mended; nobody guesses missing corners."""
    return geometry_fault(geometry, SHAPES) is None


def _not_too_large(geometry: Mapping[str, Any]) -> Mapping[str, Any]:
    if geometry.keys() == PLAIN and corners(geometry) * CORNER_BYTES < GEOMETRY_LIMIT:
        return geometry
    size = len(orjson.dumps(geometry))
    if size > GEOMETRY_LIMIT:
        told = f"{corners(geometry):,} of them make {size:,} bytes, at most {GEOMETRY_LIMIT:,}"
        said = f"has too many corners to keep: {told}"
        raise _Unfit("geometry", f"{said}; save it with 7 decimals (1 cm), or with fewer corners")
    return geometry


def _point(reading: Reading, row: Row) -> dict[str, Any]:
    if row.geometry is not None or not (reading.cell(row, "lat") or reading.cell(row, "lon")):
        return {}
    lat, lon = _degrees(reading, row, "lat"), _degrees(reading, row, "lon")
    if position_fault([lon, lat], ""):
        raise _Unfit(*_outside(reading, lat, lon))
    return {"centre_point": {"type": "Point", "coordinates": [lon, lat]}}


def _degrees(reading: Reading, row: Row, meaning: str) -> float:
    text = reading.cell(row, meaning)
    degrees = number(text)
    if degrees is None:
        said = f"{_short(text)} is not a number of degrees such as -29.6847" if text else "is blank"
        raise _Unfit(reading.columns[meaning], said)
    return degrees


def _outside(reading: Reading, lat: float, lon: float) -> tuple[str, str]:
    column = reading.columns["lat"] if abs(lat) > 90 else reading.columns["lon"]
    value, limit = (lat, 90) if abs(lat) > 90 else (lon, 180)
    if abs(lat) <= 180 and abs(lon) <= 90:
        return column, f"{value:g} lies beyond {limit} degrees; are latitude and longitude swapped?"
    return column, f"{value:g} lies beyond {limit} degrees; are these metres?"


def _households(reading: Reading, row: Row, left_out: list[Refusal]) -> dict[str, int]:
    text = reading.cell(row, "households_estimate")
    if not text:
        return {}
    bare = re.sub(r"(?<=\d)[ ,.\u00a0'](?=\d{3}(\D|$))", "", text)
    count = number(bare)
    if count is None or SETTLEMENT_FIELDS["households_estimate"][1](count):
        said = f"{_short(text)} is not a number of households; the rest of the row is taken"
        left_out.append(Refusal(row.number, reading.columns["households_estimate"], said))
        return {}
    return {"households_estimate": int(count)}


def number(text: str) -> float | None:
    """Read a number written with a point or a decimal comma; None for anything else."""
    bare = text.strip().replace("\u2212", "-").replace("\u00a0", "")
    if re.fullmatch(r"[+-]?[0-9]{1,15}(,[0-9]{1,20})?", bare):
        bare = bare.replace(",", ".")
    return float(bare) if re.fullmatch(r"[+-]?[0-9]{1,15}(\.[0-9]{0,20})?([eE][+-]?[0-9]{1,3})?", bare) else None


def _short(text: str) -> str:
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"
