"""Finds which settlement or place we know a row of a file means: by what somebody said, by code, by outline, by name.

What somebody said, in a crosswalk of codes or on the page, is done. What only looks alike is a suggestion: its row
waits until somebody says "the same" or "a new one", so that no place is doubled and no two become one by guessing.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.kit.canonical import canonical_json, sha256_hex
from app.kit.whereabouts import apart_km
from app.settlements.files import A_NEW_ONE
from app.settlements.known import Told

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

MOSTLY = 0.5
"""Two outlines that share this much of the smaller may be one place redrawn."""
NEAR_KM = 1.0
CODES_APART = "; "


@dataclass(frozen=True)
class Known:
    """A settlement or place we have, as far as a file could mean it."""

    record_id: str
    name: str
    code: str | None
    ward_id: str | None = None
    place: tuple[float, float] | None = None
    other_codes: tuple[str, ...] = ()
    listed_as: tuple[str, ...] = ()
    """Rows without a code that somebody said mean it, by their keys."""
    outline: bytes | None = None
    code_of_a_file: bool = False
    boundary_sha256: str | None = None
    """Of the boundary a file told last."""

    @property
    def codes(self) -> set[str]:
        """Return every code it has."""
        return {code for code in (self.code, *self.other_codes) if code}

    @property
    def codes_of_files(self) -> set[str]:
        """Return the codes that files of this city gave it."""
        return self.codes if self.code_of_a_file else set(self.other_codes)

    @property
    def shape(self) -> "BaseGeometry | None":
        """Return its boundary, None where nobody drew one."""
        from shapely import from_wkb

        return from_wkb(self.outline) if self.outline else None


@dataclass(frozen=True)
class Match:
    """A row and the one we know that it means, or may mean.

    ``how``: said, code, outline, name. ``share``: how much of the smaller outline they have in common.
    """

    told: Told
    known: Known
    how: str
    certain: bool = False
    share: float | None = None


@dataclass(frozen=True)
class Said:
    """What somebody said of rows: by their code in a crosswalk, by their key on the page."""

    crosswalk: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Matched:
    """What is known of the rows of a file: key -> match, None for a new one; key -> why what was said cannot be."""

    found: dict[str, Match | None] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)


def matches(told: Sequence[Told], known: Sequence[Known], said: Said, besides: Sequence[Known] = ()) -> Matched:
    """Return what each row means: as somebody said, as is beyond doubt, or as a suggestion; one row for each.

    ``besides``: those that other rows of the file are known to mean; a point of the same name there is asked about too.
    """
    matched, taken = Matched(), dict[str, int]()
    index, elsewhere = _Index(known), {one.record_id: one for one in besides}
    for one in told:
        other = elsewhere.get(said.rows.get(one.key, ""))
        if other:
            matched.faults[one.key] = f"means the same as another row: {other.name or other.code}"
            continue
        _as_said(one, index, said, matched)
        match = matched.found.get(one.key)
        if match and match.known.record_id in taken:
            row = taken[match.known.record_id]
            matched.faults[one.key] = f"means the same as row {row}: {match.known.name or match.known.code}"
            del matched.found[one.key]
        elif match:
            taken[match.known.record_id] = one.row
    rest = [one for one in told if one.key not in matched.found and one.key not in matched.faults]
    free = [one for one in known if one.record_id not in taken]
    for match in sorted(_alike(rest, free), key=lambda one: (-RANK[one.how], -(one.share or 0), one.told.row)):
        if match.told.key not in matched.found and match.known.record_id not in taken:
            matched.found[match.told.key] = match
            taken[match.known.record_id] = match.told.row
    meant = [*besides, *(one for one in known if one.record_id in taken)]
    for match in _by_name([one for one in rest if one.key not in matched.found and _is_point(one)], meant):
        matched.found[match.told.key] = match
    return matched


RANK = {"code": 3, "outline": 2, "name": 1}


class _Index:
    """What is known, found by what a file may say of it; where two would fit, neither is meant."""

    def __init__(self, known: Sequence[Known]) -> None:
        self.by_id = {one.record_id: one for one in known}
        self.by_code = _singly((code, one) for one in known for code in one.codes)
        self.by_code_of_file = _singly((code, one) for one in known for code in one.codes_of_files)
        self.by_key = _singly((key, one) for one in known for key in one.listed_as)
        self.by_outline = _singly((one.boundary_sha256, one) for one in known if one.boundary_sha256)


def _singly(pairs: Iterable[tuple[str, Known]]) -> dict[str, Known]:
    found: dict[str, list[Known]] = {}
    for name, one in pairs:
        found.setdefault(name, []).append(one)
    return {name: ones[0] for name, ones in found.items() if len(ones) == 1}


def _as_said(told: Told, known: _Index, said: Said, matched: Matched) -> None:
    """Note what a row means where somebody said so, now or with an earlier file, or a file told this very outline."""
    code = str(told.said.get("code", ""))
    meant = said.rows.get(told.key) or said.crosswalk.get(code)
    if meant == A_NEW_ONE:
        matched.found[told.key] = None
        return
    if meant:
        other = known.by_id.get(meant) or known.by_code.get(meant)
        if other is None:
            matched.faults[told.key] = f"should be {meant[:60]}, which is not known here"
    else:
        other = known.by_code_of_file.get(code) or known.by_key.get(told.key)
        if other is None and known.by_outline:
            other = known.by_outline.get(outline_hash(told) or "")
    if other:
        matched.found[told.key] = Match(told, other, "said", certain=True)


def outline_hash(told: Told) -> str | None:
    """Return how a row's boundary is known again."""
    return sha256_hex(canonical_json(told.said["boundary"])) if "boundary" in told.said else None


def _alike(told: Sequence[Told], known: Sequence[Known]) -> Iterator[Match]:
    by_code = _Index(known).by_code
    for one in told:
        other = by_code.get(str(one.said.get("code", "")))
        if other:
            yield Match(one, other, "code")
    yield from _by_outline(told, known)
    yield from _by_name(told, known)


def _by_outline(told: Sequence[Told], known: Sequence[Known]) -> Iterator[Match]:
    import shapely
    from shapely.geometry import shape

    drawn = [(one, whole) for one in known if (whole := one.shape) is not None and whole.is_valid]
    rows = [one for one in told if "boundary" in one.said]
    if not drawn or not rows:
        return
    shapes = [shape(one.said["boundary"]) for one in rows]
    for row, place in shapely.STRtree([whole for _, whole in drawn]).query(shapes, predicate="intersects").T.tolist():
        share = shared(shapes[row], drawn[place][1])
        if share >= MOSTLY:
            yield Match(rows[row], drawn[place][0], "outline", share=share)


@dataclass(frozen=True)
class Shared:
    """How much of the outline in the file lies in the known one, how much of that in it, and how much would change."""

    of_file: float
    of_known: float
    changed: float


def shared_in(match: Match) -> Shared | None:
    """Return what the two outlines of a match share, each 0 to 1; None where one of them has none."""
    from shapely.geometry import shape

    theirs = match.known.shape
    if theirs is None or not theirs.is_valid or "boundary" not in match.told.said:
        return None
    ours = shape(match.told.said["boundary"])
    common = float(ours.intersection(theirs).area)
    return Shared(common / ours.area, common / theirs.area, changed(theirs, ours))


def shared(one: "BaseGeometry", other: "BaseGeometry") -> float:
    """Return how much of the smaller of two small areas lies in the other, as both lie at one latitude."""
    smaller = min(one.area, other.area)
    return float(one.intersection(other).area / smaller) if smaller else 0.0


def changed(before: "BaseGeometry", now: "BaseGeometry") -> float:
    """Return the share of the ground of both that belongs to one of them only: 0 unchanged, 1 elsewhere."""
    whole = before.union(now).area
    return float(before.symmetric_difference(now).area / whole) if whole else 0.0


def _by_name(told: Sequence[Told], known: Sequence[Known]) -> Iterator[Match]:
    named: dict[str, list[Known]] = {}
    for one in known:
        named.setdefault(_plain(one.name), []).append(one)
    for row in told:
        alike = named.get(_plain(str(row.said.get("name", "")))) if row.said.get("name") else None
        near = [one for one in alike or () if _may_be_there(row, one)]
        if len(near) == 1:
            yield Match(row, near[0], "name")


def _is_point(told: Told) -> bool:
    return "centre_point" in told.said and "boundary" not in told.said


def _may_be_there(row: Told, one: Known) -> bool:
    """Tell whether nothing keeps a row from lying where one of the same name does."""
    place = _place_of(row.said)
    return place is None or one.place is None or apart_km(place, one.place) <= NEAR_KM or "boundary" in row.said


def _place_of(said: Mapping[str, Any]) -> tuple[float, float] | None:
    point = said.get("centre_point")
    return (point["coordinates"][0], point["coordinates"][1]) if point else None


def _plain(name: str) -> str:
    """Return a name as it is compared: without case, accents, and what stands between words."""
    bare = unicodedata.normalize("NFKD", name).casefold()
    return re.sub(r"[^\w]+", "", "".join(sign for sign in bare if not unicodedata.combining(sign)))


def codes_of(text: str) -> tuple[str, ...]:
    """Read the codes a place has in other files."""
    return tuple(code.strip() for code in text.split(CODES_APART.strip()) if code.strip())


def with_codes(match: Match, said: Said) -> dict[str, Any]:
    """Return what a row says of its match's codes: the newest file's is the code, the others are kept beside it.

    A row without a code is known again by its key, where somebody said what it means.
    """
    code, known, key = match.told.said.get("code"), match.known, match.told.key
    if code is None:
        is_new = key in said.rows and key not in known.listed_as
        return {"listed_as": sorted({*known.listed_as, key})} if is_new else {}
    if code == known.code:
        return {}
    kept = code if known.code_of_a_file or known.code is None else known.code
    return {"code": kept, "city_codes": CODES_APART.join(sorted(known.codes | {str(code)}))}
