"""What the slice gives and keeps: maps brought by an operator, packs cut from them, shares of zones."""

from typing import Literal

from pydantic import BaseModel, Field

from app.basemaps.rules import Bounds, OverlayKind, PackKind

Use = Literal["basemap", "overlay"]
TileKind = Literal["mvt", "png", "jpeg", "webp"]
Dialect = Literal["kwetu", "protomaps", "openmaptiles", "shortbread"]


class Source(BaseModel):
    """One file an operator brought, as it is kept: its tiles in ``tiles_file`` beside this."""

    name: str
    title: str
    use: Use
    overlay_kind: OverlayKind | None = None
    tiles: TileKind
    dialect: Dialect = "kwetu"
    bounds: Bounds
    min_zoom: int
    max_zoom: int
    attribution: str
    date: str | None = None
    may_be_passed_on: bool = True
    added_at: str
    sha256: str
    size: int
    counted: dict[str, int] = Field(default_factory=dict)
    tiles_file: str
    shapes_file: str | None = None


class MapPack(BaseModel):
    """A pack somebody may have: of which settlements of theirs, and which version is the present one.

    ``size`` is known once it was cut; before that ``size_about`` reckons it.
    """

    pack: str
    kind: PackKind
    name: str
    version: str
    shareable: bool
    bounds: Bounds
    settlement_ids: list[str]
    size: int | None = None
    size_about: int | None = None


class MapPacks(BaseModel):
    """Every pack somebody may have."""

    packs: list[MapPack]


class OverlayTold(BaseModel):
    """What a legend says of one overlay."""

    overlay: str
    kind: OverlayKind
    name: str
    attribution: str
    date: str | None


class Cut(BaseModel):
    """What is known of a pack when it is cut; kept beside its file."""

    pack: str
    kind: PackKind
    version: str
    schema_: int = Field(serialization_alias="schema", validation_alias="schema")
    tiles: TileKind
    bounds: Bounds
    min_zoom: int
    max_zoom: int
    layers: list[str]
    attribution: list[str]
    date: str | None
    made_at: str
    overlays: list[OverlayTold]
    shareable: bool
    size: int
    sha256: str
    block_bytes: int
    blocks: list[str]


class Manifest(Cut):
    """What a phone needs to fetch, check, draw and pass on a pack; it names no settlement."""

    name: str
    signature: str


class SheetOnline(BaseModel):
    """One map of a kind, as it was brought: where it has tiles, and who drew it."""

    bounds: Bounds
    attribution: str
    date: str | None


class OverlayOnline(OverlayTold):
    """What a legend says of one overlay, and where it lies."""

    bounds: Bounds


class TilesOfKind(BaseModel):
    """What single tiles there are of one kind; those of ``structures`` lie around the settlements somebody sees."""

    kind: PackKind
    min_zoom: int
    max_zoom: int
    sheets: list[SheetOnline]
    overlays: list[OverlayOnline]


class TilesOnline(BaseModel):
    """Every kind of single tiles somebody may ask for."""

    kinds: list[TilesOfKind]


class ZoneShare(BaseModel):
    """How much of a settlement lies in one zone of an overlay."""

    overlay: str
    kind: OverlayKind
    title: str
    attribution: str
    date: str | None
    zone: str
    area_m2: float
    share: float


class SettlementZones(BaseModel):
    """The zones a settlement lies in, by the boundary shown first; ``claims`` counts the boundaries that stand.

    Of the overlays around it every one is named: by its zones, in ``touching`` where it shares no ground with the
    settlement but a line or an edge, or in ``none_of``. Without a boundary there is no area, and all are in
    ``not_reckoned``.
    """

    area_m2: float | None
    claims: int
    zones: list[ZoneShare]
    touching: list[OverlayTold]
    none_of: list[OverlayTold]
    not_reckoned: list[OverlayTold]
