"""What a settlement and a place are made of: fields, their sensitivity level, what fits in each, and stable ids."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Literal

from app.kit.canonical import canonical_json, sorted_json
from app.kit.geo import SHAPES, geometry_fault
from app.kit.ids import is_uuid, named_id
from app.kit.text import NAME_LIMIT, TEXT_LIMIT, fault_in
from app.people.rules import SignedIn

PLACE_LEVELS = ("ward", "barangay", "district")
KNOWN_FROM = ("federation", "city_list", "imagery", "savings_group")
NON_ANSWERS = ("unknown", "refused", "not_applicable")
WayOut = Literal["repair", "large"]
"""What takes a row of a list that is refused as it stands: its outline is mended, or it may be so large."""
Check = Callable[[Any], str | None]
KEYS_LIMIT = 200
"""Rows of lists without codes that a leader said mean one settlement; more than any city makes."""


def _short(value: Any) -> str | None:
    if not isinstance(value, str):
        return "is not text"
    return fault_in(value, NAME_LIMIT)


def _long(value: Any) -> str | None:
    if not isinstance(value, str):
        return "is not text"
    return fault_in(value, TEXT_LIMIT, lines=True)


def _id(value: Any) -> str | None:
    return None if is_uuid(value) else "is not the id of a place, a team or a person"


def _one_of(*codes: str) -> Check:
    return lambda value: None if value in codes else f"is not one of {', '.join(codes)}"


def _count(value: Any) -> str | None:
    if not isinstance(value, int | float) or isinstance(value, bool) or value != int(value):
        return "is not a whole number"
    return None if 0 <= value <= 10_000_000 else "is not between 0 and 10,000,000"


def _geometry(*shapes: str) -> Check:
    def check(value: Any) -> str | None:
        fault = geometry_fault(value, shapes)
        return f"{fault.why} ({fault.where})" if fault else None

    return check


def _keys(value: Any) -> str | None:
    if not isinstance(value, list) or len(value) > KEYS_LIMIT:
        return f"is not a list of at most {KEYS_LIMIT} names of rows"
    return next((fault for one in value if (fault := _long(one))), None)


SECTIONS = (*"ABCDEFGHIJKLMNOPQRST", "U1", "U2")
"""Sections of the profile that a team may give to one of its people; who asks them is kept with the settlement."""

SETTLEMENT_FIELDS: Mapping[str, tuple[int, Check]] = {
    "name": (1, _short),
    "other_names": (1, _long),
    "code": (0, _short),
    "ward": (1, _id),
    "ward_text": (1, _short),
    "purok": (1, _short),
    "centre_point": (2, _geometry("Point")),
    "boundary": (2, _geometry(*SHAPES)),
    "boundary_original": (2, _geometry(*SHAPES)),
    "known_from": (1, _one_of(*KNOWN_FROM)),
    "households_estimate": (1, _count),
    "team": (0, _id),
    "city": (0, _id),
    "same_as": (0, _id),
    "note": (2, _long),
    "city_codes": (1, _long),
    "listed_as": (2, _keys),
} | {f"asked_by_{code}": (1, _id) for code in SECTIONS}
PLACE_FIELDS: Mapping[str, tuple[int, Check]] = {
    "name": (0, _short),
    "code": (0, _short),
    "parent": (0, _id),
    "place_level": (0, _one_of(*PLACE_LEVELS)),
    "city_codes": (0, _long),
    "listed_as": (0, _keys),
    "boundary": (0, _geometry(*SHAPES)),
}


WARD_KM2 = 2.0
"""Few settlements cover more, and most wards and barangays do."""
LEAST_WARDS = 3


def look_like_wards(larger: int, drawn: int) -> bool:
    """Tell whether a list of settlements is likely one of wards: of ``drawn`` outlines at least half are ``larger``."""
    return drawn >= LEAST_WARDS and larger * 2 >= drawn


def settlement_level_of(path: str) -> int:
    """Return a settlement field's sensitivity level; what is not known is kept closest."""
    return SETTLEMENT_FIELDS[path][0] if path in SETTLEMENT_FIELDS else 2


def place_level_of(_path: str) -> int:
    """Places are public: wards and barangays are on every map."""
    return 0


def fault_of(fields: Mapping[str, tuple[int, Check]], path: str, answer: Mapping[str, Any]) -> str | None:
    """Say why an answer does not fit its field, or None; a non-answer fits everywhere."""
    if "answer" in answer:
        return None if answer["answer"] in NON_ANSWERS else "is neither a value nor one of the ways of not answering"
    if "value" not in answer:
        return "has no value"
    return fields[path][1](answer["value"])


def may_add_settlement(who: SignedIn, city_id: str, team_id: str | None) -> bool:
    """A mapper adds settlements in the own city for an own team or none yet; a leader for any."""
    return who.may_map(city_id, team_id)


def may_describe(who: SignedIn, city_id: str, team_id: str | None, added_by: str | None) -> bool:
    """Leaders, the team's mappers, and whoever added a settlement that no team has yet."""
    if who.leads(city_id):
        return True
    return who.may_map(city_id, team_id) and (team_id is not None or added_by == who.person_id)


def known_id(city_id: str, kind: str, key: str) -> str:
    """Name what a file lists, the same each time: UUIDv5 of the city and the file's code."""
    return named_id(city_id, f"{kind}/{key}")


def geometry_key(canonical: bytes) -> str:
    """Name something without a code by the canonical bytes of its shape."""
    return "geometry/" + hashlib.sha256(canonical).hexdigest()


def told_id(record_id: str, said: Mapping[str, list[Any]]) -> str:
    """Name an imported edit by the hash of what it says at each path, so that the same file says it once."""
    return named_id(record_id, "import\n" + (sorted_json(said) or canonical_json(said)).decode())
