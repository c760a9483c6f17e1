"""Which maps somebody may have: the packs of their settlements, what each pack is, and single tiles."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from sqlmodel import Session

from app.basemaps import cutting, repository, structures, zones
from app.basemaps.naming import most_within
from app.basemaps.problems import PackRenewed, PackUnknown, TileUnknown
from app.basemaps.rules import (
    GRID_ZOOM,
    Bounds,
    PackKind,
    Rectangle,
    Tile,
    around,
    is_tile,
    key_of,
    key_of_structures,
    rectangle_around,
    rectangle_of,
    settlement_of,
)
from app.basemaps.schemas import Cut, Manifest, MapPack, SettlementZones, Source, TileKind
from app.kit import signing
from app.kit.problems import NotFound
from app.outlines import service as outlines
from app.outlines.service import Box, Outlined
from app.people import service as people
from app.people.problems import NotYourRole
from app.people.rules import SignedIn
from app.settlements import service as settlements
from app.settlements.schemas import PlaceShown, SettlementShown

SHARED_KINDS: tuple[PackKind, ...] = ("streets", "imagery")
MOST_WARDS_NAMED = 2
GROUND = ("settlement", "profile")
"""The kinds of records whose outlines say where a settlement is."""

_one_at_a_time = Lock()


def listed(session: Session, who: SignedIn) -> list[MapPack]:
    """List the packs of the settlements somebody sees in full; none is cut for that."""
    sources, seen = repository.sources(), seen_by(session, who)
    shared = [
        pack for kind in SHARED_KINDS for rectangle, those in rectangles(session, seen).items()
        if (pack := _listed(session, kind, rectangle, those, sources))
    ]  # fmt: skip
    by_id = {one.settlement_id: one for one in seen}
    own = structures.of_settlements(session, by_id)
    return shared + [_own_listed(session, by_id[one], mapped) for one, mapped in own.items()]


def _listed(
    session: Session, kind: PackKind, rectangle: Rectangle, those: list[SettlementShown], sources: Sequence[Source]
) -> MapPack | None:
    under = cutting.sources_of(kind, rectangle.tiles(GRID_ZOOM), sources)
    if not under:
        return None
    key, version = key_of(kind, rectangle), cutting.version_of(kind, under)
    size = repository.size_when_cut(key, version)
    return MapPack(
        pack=key, kind=kind, name=_name(session, those, rectangle), version=version, bounds=rectangle.bounds,
        shareable=cutting.may_be_passed_on(under),
        settlement_ids=sorted(one.settlement_id for one in those), size=size,
        size_about=cutting.reckoned(kind, rectangle, under) if size is None else None,
    )  # fmt: skip


def _own_listed(session: Session, one: SettlementShown, mapped: Sequence[Outlined]) -> MapPack:
    key, version = key_of_structures(one.settlement_id), structures.version_of(mapped)
    size = repository.size_when_cut(key, version)
    return MapPack(
        pack=key, kind="structures", name=_name(session, [one]), version=version, shareable=False,
        bounds=structures.rectangle_of(mapped).bounds, settlement_ids=[one.settlement_id],
        size=size, size_about=structures.reckoned(mapped) if size is None else None,
    )  # fmt: skip


def manifest(session: Session, who: SignedIn, key: str) -> Manifest:
    """Return what a pack is, and cut it when nobody asked for it before."""
    (those, known), told = _present(session, who, key), rectangle_of(key)
    signed = {"pack": key, "version": known.version, "kind": known.kind, "size": known.size, "sha256": known.sha256}
    return Manifest(
        **known.model_dump(by_alias=True), name=_name(session, those, told[1] if told else None),
        signature=signing.sign(people.signing_pem(session), signed),
    )  # fmt: skip


def file_of(session: Session, who: SignedIn, key: str, version: str) -> tuple[Path, Cut]:
    """Return the file of a pack in the version that a manifest told."""
    _those, known = _present(session, who, key)
    if version != known.version:
        raise PackRenewed(version=known.version)
    return repository.pack_file(key, version), known


def _present(session: Session, who: SignedIn, key: str) -> tuple[list[SettlementShown], Cut]:
    """Return a pack as it is now with the person's settlements in it; there is none for who has none there."""
    seen = seen_by(session, who)
    told, own = rectangle_of(key), settlement_of(key)
    if told:
        those = rectangles(session, seen).get(told[1], [])
        if those:
            return those, ready(*told)
    elif own:
        those = [one for one in seen if one.settlement_id == own]
        if those:
            return those, _own_ready(key, structures.of_settlements(session, [own]).get(own, []))
    raise PackUnknown()


def ready(kind: PackKind, rectangle: Rectangle) -> Cut:
    """Return a pack that is cut, or cut it; one at a time, so that ten phones do not ask for the same work."""
    under = cutting.sources_of(kind, rectangle.tiles(GRID_ZOOM), repository.sources())
    if not under:
        raise PackUnknown()
    key, version = key_of(kind, rectangle), cutting.version_of(kind, under)
    with _one_at_a_time:
        return repository.cut(key, version) or cutting.cut(kind, rectangle, under)


def _own_ready(key: str, mapped: Sequence[Outlined]) -> Cut:
    with _one_at_a_time:
        return repository.cut(key, structures.version_of(mapped)) or structures.cut(key, mapped)


def sources_for(who: SignedIn) -> list[Source]:
    """Return the maps somebody may look at; officials streets and the city's own layers, to see where a release lies.

    They get nothing that its owner keeps here, no pictures, and no layer of which nobody said what it shows.
    """
    sources = repository.sources()
    if not who.is_official:
        return sources
    return [one for one in sources if one.may_be_passed_on and one.tiles == "mvt" and one.overlay_kind != "other"]


def tile(session: Session, who: SignedIn, kind: PackKind, tile: Tile) -> tuple[bytes, TileKind] | None:
    """Return one tile and what it is, None where there is nothing."""
    if kind != "streets":
        _may_look(who)
    if not is_tile(tile):
        raise TileUnknown()
    if kind == "structures":
        own = settlements.granted(session, who) if who.role == "mapper" else None
        drawn = structures.tile(session, tile, city_ids=who.city_ids, settlement_ids=own)
        return (drawn, "mvt") if drawn else None
    under = cutting.sources_of(kind, [tile], sources_for(who))
    body = cutting.tile_of(under, tile)
    return (body, under[0].tiles) if body else None


def zones_of(session: Session, who: SignedIn, settlement_id: str) -> SettlementZones:
    """Return how much of a settlement lies in each zone of its city's plans; for those who lead there."""
    one = settlements.settlement(session, settlement_id)
    if one is None or not who.in_city(one.city_id):
        raise NotFound()
    if not who.leads(one.city_id):
        raise NotYourRole()
    drawn = [row for row in outlines.of_settlements(session, [settlement_id]) if row.path == "boundary"]
    newest = max((row.round for row in drawn), default=0)
    claims = [row for row in drawn if row.round == newest]
    shown = next((row for row in claims if row.rank == 0), None)
    whole = zones.boundary_of(shown.shape) if shown else None
    point = None if one.lon is None or one.lat is None else (one.lon, one.lat, one.lon, one.lat)
    plans = zones.around(whole.bounds if whole else point, repository.sources())
    return zones.reckoned(whole, shown.area_m2 if shown else 0.0, plans, len(claims))


def every_rectangle(session: Session) -> list[Rectangle]:
    """Return the rectangles of all settlements, for cutting their packs beforehand."""
    return list(rectangles(session, settlements.settlements(session, people.every_city(session))))


def seen_by(session: Session, who: SignedIn) -> list[SettlementShown]:
    """Return the settlements somebody sees in full: a mapper the teams' own, others those of their cities."""
    _may_look(who)
    everywhere = settlements.settlements(session, who.city_ids)
    if who.role != "mapper":
        return everywhere
    granted = settlements.granted(session, who)
    return [one for one in everywhere if one.settlement_id in granted]


def _may_look(who: SignedIn) -> None:
    """Let everybody pass but officials: they read releases, and see the streets around those."""
    if who.is_official:
        raise NotYourRole()


def rectangles(session: Session, seen: Sequence[SettlementShown]) -> dict[Rectangle, list[SettlementShown]]:
    """Return the settlements by the rectangle around all that was said of where each is."""
    cities = {one.city_id for one in seen}
    grounds: dict[str, Bounds] = {}
    for one in outlines.within(session, structures.EVERYWHERE, kinds=GROUND, city_ids=cities):
        of = one.settlement_id or one.record_id
        here = (one.west, one.south, one.east, one.north)
        grounds[of] = around(grounds[of], here) if of in grounds else here
    found: dict[Rectangle, list[SettlementShown]] = defaultdict(list)
    for settlement in seen:
        if ground := grounds.get(settlement.settlement_id):
            found[rectangle_around(ground)].append(settlement)
    return found


def _name(session: Session, those: Sequence[SettlementShown], rectangle: Rectangle | None = None) -> str:
    """Name a pack after wards and city.

    The pack of a rectangle is named after the wards that most of it lies in, so that its name stays whoever asks and
    whatever boundaries are drawn; only where no ward has an outline, after those of its settlements.
    """
    city_id = those[0].city_id
    city, places = people.city(session, city_id), settlements.places(session, [city_id])
    wards = {place.place_id: place.name for place in places}
    named = _wards_around(session, rectangle, places) if rectangle else []
    named = named or sorted({wards[one.ward_id] for one in those if one.ward_id in wards})
    return ", ".join([*named[:MOST_WARDS_NAMED], city.name if city else ""])


def _wards_around(session: Session, rectangle: Rectangle, places: Sequence[PlaceShown]) -> list[str]:
    """Return the wards a rectangle lies in, the most of it first; not the districts that hold other places."""
    holding = {place.parent_id for place in places}
    wards = {place.place_id: place for place in places if place.place_id not in holding}
    cities = {place.city_id for place in places}
    drawn = outlines.within(session, Box(*rectangle.bounds), kinds=["place"], city_ids=cities) if cities else []
    return most_within(
        rectangle.bounds, [(wards[one.record_id].name, one.shape) for one in drawn if one.record_id in wards]
    )
