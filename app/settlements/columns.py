"""Finds out which column of somebody's file says what: the usual headings of city lists, most trusted first."""

import re
from collections.abc import Mapping

from app.kit.text import plain_heading

Wanted = Mapping[str, tuple[str, ...]]

_NAME = ("name", "nameofse.*", "settlement(name)?", "settlementnam.*", "informalsettlement(name)?", "community(name)?")
_DEEPEST_NAME = (r"adm(\d)(en|name)", r"name(\d)", "nombre", "label", "title", "name.*", "fullname", "names")
_CODE = ("code", "settlement(code|id|no)", "unirefcode", "(unique)?ref(erence)?(code|no|number)?", "uniquecode", "uid")
_DEEPEST_CODE = (r"adm(\d)(psgc|pcode|code)", "psgc", "psgccode", "pcode", "gid", "polyno", r"id(\d)", "id")

SETTLEMENT_COLUMNS: Wanted = {
    "lat": ("latitude", "lat", "gpslat(itude)?", "latdd", "latwgs84", "ycoord(inate)?", "y"),
    "lon": ("longitude", "lon", "lng", "long", "gpslong?(itude)?", "londd", "lonwgs84", "xcoord(inate)?", "x"),
    "other_names": ("othernames?", "altnames?", "alternat(iv)?e?names?", "alias(es)?", "aka", "localnames?"),
    "ward_text": ("wards?", "wards", "ward(no|number|name|s)", "barangay(name)?", "brgy", "bgy"),
    "purok": ("purok", "sitio"),
    "households_estimate": (
        "households?", "est(imated)?h(ouse)?h(olds?)?c?(ount)?", "households?(estimate|count|number|total)",
        "(no|number|num)ofhouseholds", "hhs?", "hhc", "nohh",
    ),
    "code": (*_CODE, *_DEEPEST_CODE),
    "name": (*_NAME, *_DEEPEST_NAME),
}  # fmt: skip
PLACE_COLUMNS: Wanted = {
    "place_level": ("placelevel", "geolevel", "level", r"(eng)?type(\d)", "type"),
    "parent_code": ("parent", "parentcode", "parentid", "parentpsgc"),
    "code": (*_CODE, "ward(code|no|number)", "(barangay|brgy|bgy)(code|no|number)", *_DEEPEST_CODE),
    "name": ("name", "ward(name)?", "barangay(name)?", "brgy(name)?", "bgy(name)?", "district(name)?", *_DEEPEST_NAME),
}
COLUMNS: Mapping[str, Wanted] = {"settlements": SETTLEMENT_COLUMNS, "places": PLACE_COLUMNS}
LOOKED_FOR: Mapping[str, list[str]] = {
    "settlements": ["name", "code", "latitude and longitude", "ward", "other names", "households", "purok"],
    "places": ["name", "code", "level (ward, barangay, district)", "parent code"],
}


OF_OPENSTREETMAP = {"user", "uid", "changeset"}
"""Who mapped what and when, in files of OpenStreetMap: people, who are nobody's code."""


def recognise(kind: str, headings: list[str]) -> dict[str, str]:
    """Return meaning -> heading for the headings that are known; each heading means one thing."""
    found: dict[str, str] = {}
    if {plain_heading(heading) for heading in headings} >= OF_OPENSTREETMAP - {"changeset"}:
        headings = [heading for heading in headings if plain_heading(heading) not in OF_OPENSTREETMAP]
    for meaning, patterns in COLUMNS[kind].items():
        free = [heading for heading in headings if heading not in found.values()]
        heading = _first_known(patterns, free)
        if heading is not None:
            found[meaning] = heading
    if ("lat" in found) != ("lon" in found):
        found = {meaning: heading for meaning, heading in found.items() if meaning not in {"lat", "lon"}}
    return found


def _first_known(patterns: tuple[str, ...], headings: list[str]) -> str | None:
    for pattern in patterns:
        matches = [(heading, match) for heading in headings if (match := re.fullmatch(pattern, plain_heading(heading)))]
        if matches:
            return max(matches, key=lambda pair: _depth(pair[1]))[0]
    return None


def _depth(match: re.Match[str]) -> int:
    """``adm4_en`` says more than ``adm1_en``."""
    return max((int(group) for group in match.groups() if group and group.isdigit()), default=0)
