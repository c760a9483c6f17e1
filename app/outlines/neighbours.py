"""The boundary that stands for each settlement, and pairs of settlements whose boundaries claim the same ground."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from app.kit.shapes import mended
from app.outlines.overlaps import Overlap, overlap_of
from app.outlines.repository import Outlined
from app.outlines.rules import is_too_much


class Pair(NamedTuple):
    """Two settlements and the ground both claim."""

    one: Outlined
    shared: Overlap

    @property
    def other(self) -> Outlined:
        """Return the settlement it is shared with."""
        return self.shared.outline


def standing(outlines: Iterable[Outlined]) -> list[Outlined]:
    """Return one boundary a settlement: of its newest profile, else as it stands on the list."""
    newest: dict[str, Outlined] = {}
    for one in outlines:
        known = newest.get(one.settlement_id or "")
        if one.settlement_id and (known is None or one.round > known.round):
            newest[one.settlement_id] = one
    return [newest[settlement_id] for settlement_id in sorted(newest)]


def overlapping_pairs(boundaries: Sequence[Outlined], own_cities: Collection[str]) -> list[Pair]:
    """Return the pairs that share too much ground, one of each in these cities, the largest share first."""
    import shapely

    areas = [(one, whole) for one in boundaries if (whole := mended(shapely.from_wkb(one.shape))) is not None]
    tree = shapely.STRtree([whole for _, whole in areas])
    left, right = tree.query([whole for _, whole in areas], predicate="intersects")
    pairs = []
    for at, beside in zip(left, right, strict=True):
        (one, whole), (other, ground) = areas[at], areas[beside]
        if at < beside and not {one.city_id, other.city_id}.isdisjoint(own_cities):
            shared = overlap_of(whole, one.area_m2, other, ground)
            if shared and is_too_much(shared.share):
                pairs.append(Pair(one, shared))
    return sorted(pairs, key=lambda pair: (-pair.shared.share, pair.one.record_id, pair.other.record_id))
