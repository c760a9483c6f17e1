"""Recorded questions over HTTP: brought by an administrator, fetched by phones part by part."""

from typing import Annotated

from fastapi import APIRouter, File, Path, Query, Response, UploadFile

from app.kit.db import reading, writing
from app.kit.http import problem_answers
from app.kit.problems import BodyTooLarge, NotFound
from app.people.endpoints import SIGN_IN, Reading, Who
from app.spoken import service
from app.spoken.problems import SoundPackRefused, SoundPackUnreadable, SoundsReplaced
from app.spoken.rules import MOST_FILES, PACK_LIMIT
from app.spoken.schemas import PackShown, PacksListed, PackTaken

router = APIRouter(prefix="/sounds", tags=["sounds"])

PackId = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="The SHA-256 of the pack's file.")]
Replaces = Annotated[
    str, Query(max_length=64, description="The pack whose sounds may be replaced, as ``sounds-replaced`` told it.")
]
PART = {"description": "The part", "content": {"application/octet-stream": {}}}


@router.get("", summary="List recorded questions", responses=SIGN_IN)
def list_packs(who: Who, session: Reading) -> PacksListed:
    """Name each pack of the federation with its language and its size."""
    service.may_hear(who)
    return PacksListed(packs=service.listed(session, who))


@router.post(
    "",
    summary="Bring recorded questions",
    responses=SIGN_IN | problem_answers(SoundPackUnreadable, SoundPackRefused, SoundsReplaced, BodyTooLarge),
)
def bring_pack(who: Who, file: Annotated[UploadFile, File()], replaces: Replaces = "") -> PackTaken:
    """Take in a zip of sounds named after their questions, whole or not at all; they join those of their language.

    It is read and judged before the writer is asked for, so that phones need not wait for it.
    """
    service.may_bring(who)
    if (file.size or 0) > PACK_LIMIT:
        raise BodyTooLarge(limit_bytes=PACK_LIMIT)
    body = file.file.read()
    with reading() as session:
        pack, forms = service.look_at(session, body)
    with writing() as session:
        return service.take(session, who, pack, forms, replaces)


@router.get("/{pack_id}", summary="Tell of one pack", responses=SIGN_IN | problem_answers(NotFound))
def get_pack(pack_id: PackId, who: Who, session: Reading) -> PackShown:
    """Tell of a pack, with the SHA-256 of each part of its file."""
    service.may_hear(who)
    return service.shown(session, who, pack_id)


@router.get(
    "/{pack_id}/parts/{n}",
    summary="Fetch one part of a pack's file",
    response_class=Response,
    responses=SIGN_IN | problem_answers(NotFound) | {200: PART},
)
def get_part(pack_id: PackId, n: Annotated[int, Path(ge=0, le=MOST_FILES)], who: Who, session: Reading) -> Response:
    """Give one part of the file; those a phone has already need not be fetched again when the line breaks."""
    service.may_hear(who)
    return Response(service.part(session, who, pack_id, n), media_type="application/octet-stream")


@router.delete("/{pack_id}", status_code=204, summary="Remove a pack", responses=SIGN_IN | problem_answers(NotFound))
def remove_pack(pack_id: PackId, who: Who) -> None:
    """Let go of a pack; phones that have it keep it until they remove it."""
    service.may_bring(who)
    with writing() as session:
        service.remove(session, who, pack_id)
