"""Which maps somebody may have: the packs of their settlements, what each pack is, and single tiles."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from sqlmodel import Session

from app.basemaps import cutting, repository
from app.basemaps.problems import PackRenewed, PackUnknown, TileUnknown
from app.basemaps.rules import GRID_ZOOM, PackKind, Rectangle, Tile, is_tile, key_of, rectangle_around, rectangle_of
from app.basemaps.schemas import Cut, Manifest, MapPack, Source
from app.kit import signing
from app.people import service as people
from app.people.problems import NotYourRole
from app.people.rules import SignedIn
from app.settlements import service as settlements
from app.settlements.schemas import SettlementShown

KINDS: tuple[PackKind, ...] = ("streets", "imagery")
MOST_WARDS_NAMED = 2

_one_at_a_time = Lock()


def listed(session: Session, who: SignedIn) -> list[MapPack]:
    """List the packs of the settlements somebody sees in full; none is cut for that."""
    sources, around = repository.sources(), _rectangles(session, who)
    return [
        pack for kind in KINDS for rectangle, those in around.items()
        if (pack := _listed(session, kind, rectangle, those, sources))
    ]  # fmt: skip


def _listed(
    session: Session, kind: PackKind, rectangle: Rectangle, those: list[SettlementShown], sources: Sequence[Source]
) -> MapPack | None:
    under = cutting.sources_of(kind, rectangle.tiles(GRID_ZOOM), sources)
    if not under:
        return None
    key, version = key_of(kind, rectangle), cutting.version_of(kind, under)
    return MapPack(
        pack=key, kind=kind, name=_name(session, those), version=version, shareable=True, bounds=rectangle.bounds,
        settlement_ids=sorted(one.settlement_id for one in those), size=repository.size_when_cut(key, version),
    )  # fmt: skip


def manifest(session: Session, who: SignedIn, key: str) -> Manifest:
    """Return what a pack is, and cut it when nobody asked for it before."""
    those, kind, rectangle = _mine(session, who, key)
    known = ready(kind, rectangle)
    signed = {"pack": key, "version": known.version, "kind": kind, "size": known.size, "sha256": known.sha256}
    return Manifest(
        **known.model_dump(by_alias=True), name=_name(session, those), shareable=True,
        signature=signing.sign(people.signing_pem(session), signed),
    )  # fmt: skip


def file_of(session: Session, who: SignedIn, key: str, version: str) -> tuple[Path, Cut]:
    """Return the file of a pack in the version that a manifest told."""
    _those, kind, rectangle = _mine(session, who, key)
    under = cutting.sources_of(kind, rectangle.tiles(GRID_ZOOM), repository.sources())
    present = cutting.version_of(kind, under)
    if not under:
        raise PackUnknown()
    if version != present:
        raise PackRenewed(version=present)
    known = ready(kind, rectangle)
    return repository.pack_file(key, known.version), known


def ready(kind: PackKind, rectangle: Rectangle) -> Cut:
    """Return a pack that is cut, or cut it; one at a time, so that ten phones do not ask for the same work."""
    under = cutting.sources_of(kind, rectangle.tiles(GRID_ZOOM), repository.sources())
    if not under:
        raise PackUnknown()
    key, version = key_of(kind, rectangle), cutting.version_of(kind, under)
    with _one_at_a_time:
        return repository.cut(key, version) or cutting.cut(kind, rectangle, under)


def tile(who: SignedIn, kind: PackKind, tile: Tile) -> tuple[bytes, Source] | None:
    """Return one tile of the streets or of the picture, None where there is nothing."""
    _may_look(who)
    if not is_tile(tile):
        raise TileUnknown()
    under = cutting.sources_of(kind, [tile], repository.sources())
    body = cutting.tile_of(under, tile)
    return (body, under[0]) if body else None


def every_rectangle(session: Session) -> list[Rectangle]:
    """Return the rectangles of all settlements, for cutting their packs beforehand."""
    everywhere = settlements.settlements(session, people.every_city(session))
    return list(dict.fromkeys(rectangle for one in everywhere if (rectangle := _rectangle(one))))


def _may_look(who: SignedIn) -> None:
    """Let everybody pass but officials: they read releases."""
    if who.is_official:
        raise NotYourRole()


def _mine(session: Session, who: SignedIn, key: str) -> tuple[list[SettlementShown], PackKind, Rectangle]:
    """Return the person's settlements in the rectangle of a pack; there is none for who has none there."""
    told = rectangle_of(key)
    those = _rectangles(session, who).get(told[1], []) if told else []
    if not told or not those:
        raise PackUnknown()
    return those, *told


def _rectangles(session: Session, who: SignedIn) -> dict[Rectangle, list[SettlementShown]]:
    around: dict[Rectangle, list[SettlementShown]] = defaultdict(list)
    for one in _seen(session, who):
        if rectangle := _rectangle(one):
            around[rectangle].append(one)
    return around


def _seen(session: Session, who: SignedIn) -> list[SettlementShown]:
    """Return the settlements somebody sees in full: a mapper the teams' own, others those of their cities."""
    _may_look(who)
    everywhere = settlements.settlements(session, who.city_ids)
    if who.role != "mapper":
        return everywhere
    granted = settlements.granted(session, who)
    return [one for one in everywhere if one.settlement_id in granted]


def _rectangle(one: SettlementShown) -> Rectangle | None:
    if one.lon is None or one.lat is None:
        return None
    return rectangle_around((one.lon, one.lat, one.lon, one.lat))


def _name(session: Session, those: Sequence[SettlementShown]) -> str:
    """Name a pack after wards and city."""
    city = people.city(session, those[0].city_id)
    wards = {place.place_id: place.name for place in settlements.places(session, [those[0].city_id])}
    named = sorted({wards[one.ward_id] for one in those if one.ward_id in wards})
    return ", ".join([*named[:MOST_WARDS_NAMED], city.name if city else ""])
