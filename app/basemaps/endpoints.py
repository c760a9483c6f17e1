"""Maps over HTTP: packs for phones, to be fetched in pieces and checked, and single tiles for who is online."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Response
from fastapi.responses import FileResponse

from app.basemaps import online, service
from app.basemaps.problems import PackRenewed, PackUnknown, TileUnknown
from app.basemaps.schemas import Manifest, MapPacks, SettlementZones, TilesOnline
from app.kit.db import reading
from app.kit.http import problem_answers
from app.kit.ids import Id
from app.kit.problems import NotFound
from app.people.endpoints import SIGN_IN, Reading, Who

router = APIRouter(tags=["maps"])

Key = Annotated[str, Path(pattern=r"^[a-z]+-[0-9a-f-]{1,60}$", description="The pack, as the list names it.")]
Version = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$")]
Number = Annotated[int, Path(ge=0, le=1 << 24)]
TYPES = {
    "mvt": "application/vnd.mapbox-vector-tile", "png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp",
}  # fmt: skip
FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The pack", "content": {"application/vnd.pmtiles": {}}},
    206: {"description": "The part of it that was asked for", "content": {"application/vnd.pmtiles": {}}},
    416: {"description": "The pack is not as long as that"},
}
TILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The tile", "content": {kind: {} for kind in TYPES.values()}},
    204: {"description": "Nothing is here"},
}


@router.get("/packs", summary="List map packs", responses=SIGN_IN)
def list_packs(who: Who, session: Reading) -> MapPacks:
    """List the packs of the settlements somebody works with."""
    return MapPacks(packs=service.listed(session, who))


@router.get("/packs/{pack}", summary="Tell of a map pack", responses=SIGN_IN | problem_answers(PackUnknown))
def get_pack(pack: Key, who: Who, session: Reading) -> Manifest:
    """Return what a phone needs to fetch and check a pack; cuts it when nobody asked before."""
    return service.manifest(session, who, pack)


@router.get(
    "/packs/{pack}/{version}/file",
    summary="Fetch a map pack, or a part of it",
    response_class=Response,
    responses=SIGN_IN | problem_answers(PackUnknown, PackRenewed) | FILE,
)
def get_file(pack: Key, version: Version, who: Who) -> Response:
    """Give the file of a pack, or the range of it that a phone lacks; what it has need not be fetched again."""
    with reading() as session:
        file, known = service.file_of(session, who, pack, version)
    return FileResponse(
        file, media_type="application/vnd.pmtiles", headers={"ETag": f'"{known.sha256}"', "Accept-Ranges": "bytes"}
    )


@router.get("/tiles", summary="Tell which tiles there are", responses=SIGN_IN)
def list_tiles(who: Who, session: Reading) -> TilesOnline:
    """Tell where there are single tiles, at which zooms, and who drew them, so that none is asked for in vain."""
    return TilesOnline(kinds=online.kinds(session, who))


@router.get(
    "/tiles/{kind}/{z}/{x}/{y}",
    summary="Fetch one tile",
    response_class=Response,
    responses=SIGN_IN | problem_answers(TileUnknown) | TILE,
)
def get_tile(
    kind: Literal["streets", "imagery", "structures"], z: Number, x: Number, y: Number, who: Who, session: Reading
) -> Response:
    """Give one tile as a pack holds it; of structures those of all settlements somebody sees in full."""
    found = service.tile(session, who, kind, (z, x, y))
    if found is None:
        return Response(status_code=204)
    body, tiles = found
    packed = {"Content-Encoding": "gzip"} if tiles == "mvt" else {}
    return Response(body, media_type=TYPES[tiles], headers=packed)


@router.get(
    "/settlements/{settlement_id}/zones",
    summary="Tell in which zones a settlement lies",
    responses=SIGN_IN | problem_answers(NotFound),
)
def get_zones(settlement_id: Id, who: Who, session: Reading) -> SettlementZones:
    """Return the share of a settlement in each zone of the city's overlays, and those it is not in, for leaders."""
    return service.zones_of(session, who, settlement_id)
