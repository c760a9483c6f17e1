"""Hand-over files and the last push of a phone that was shut out, over HTTP; read whole before a database is asked."""

from contextlib import asynccontextmanager
from typing import Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.kit.clock import iso, now
from app.kit.db import reading, write_session
from app.kit.http import problem_answers
from app.kit.problems import BodyTooLarge, BodyTooSlow
from app.ledger import service as ledger
from app.people import phones
from app.people import service as people
from app.people.endpoints import SIGN_IN, signed_in, token_of
from app.people.problems import DeviceRevoked
from app.sync import handovers, pushing
from app.sync.endpoints import BATCH_BODY, packed, whole_body
from app.sync.files import FILE_LIMIT_BYTES
from app.sync.problems import (
    BatchTooLarge,
    BodyUnreadable,
    HandoverCutShort,
    HandoverDamaged,
    HandoverOfAnotherServer,
    HandoverPhoneUnknown,
    HandoverSignatureWrong,
    HandoverTooNew,
    NotAHandover,
    OfficialsReadReleases,
)
from app.sync.rules import Batch, read_batch, unpacked
from app.sync.schemas import HandoverAnswers, PushAnswers

router = APIRouter(prefix="/sync", tags=["sync"])

_FILE = {
    "required": True,
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
}


@router.post(
    "/handovers",
    response_model=HandoverAnswers,
    response_model_exclude_none=True,
    responses=SIGN_IN
    | problem_answers(
        OfficialsReadReleases, NotAHandover, HandoverCutShort, HandoverDamaged, HandoverOfAnotherServer,
        HandoverPhoneUnknown, HandoverSignatureWrong, HandoverTooNew, BodyUnreadable, BodyTooLarge, BodyTooSlow,
    ),
    openapi_extra={"requestBody": _FILE},
)  # fmt: skip
async def take_handover(request: Request) -> Response:
    """Take in what another phone wrote: all of the file is verified before any of it is taken."""
    carrier = await run_sync(signed_in, request)
    if carrier.is_official:
        raise OfficialsReadReleases()
    file = await whole_body(request, FILE_LIMIT_BYTES)
    brought, pem, epoch = await run_sync(_verified, file)
    answers: list[dict[str, Any]] = []
    at = now()
    for batch in brought.batches:
        async with asynccontextmanager(write_session)() as session:
            answered = await run_sync(handovers.take, session, brought, batch, at, carrier.device_id)
        answers += await run_sync(_told, answered, pem)
    return await run_sync(packed, request, handovers.told(brought, answers, at, epoch))


def _verified(file: bytes) -> tuple[handovers.Brought, str, str]:
    with reading() as session:
        return handovers.verified(session, file), people.signing_pem(session), ledger.epoch(session)


def _told(answered: list[pushing.Answered], pem: str) -> list[dict[str, Any]]:
    return [pushing.told_of(one, pem) for one in answered]


@router.post(
    "/last-push",
    response_model=PushAnswers,
    response_model_exclude_none=True,
    responses=SIGN_IN | problem_answers(BodyUnreadable, BodyTooLarge, BatchTooLarge, BodyTooSlow),
    openapi_extra={"requestBody": BATCH_BODY},
)
async def last_push(request: Request) -> Response:
    """Keep what a phone that was shut out still holds, for a leader to look at; each edit is parked with a receipt."""
    body = await whole_body(request)
    batch = await run_sync(_read, body, request.headers.get("content-encoding", "").strip().lower())
    phone, pem, epoch = await run_sync(_phone, token_of(request))
    at = now()
    async with asynccontextmanager(write_session)() as session:
        barred = DeviceRevoked() if phone.revoked else None
        answered = await run_sync(lambda: pushing.push(session, phone.who, batch, at, barred=barred))
    answers = await run_sync(_told, answered, pem)
    return await run_sync(packed, request, {"server_time": iso(at), "epoch": epoch, "answers": answers})


def _read(body: bytes, coding: str) -> Batch:
    return read_batch(unpacked(body, coding))


def _phone(token: str | None) -> tuple[phones.Phone, str, str]:
    with reading() as session:
        return phones.phone_by_token(session, token), people.signing_pem(session), ledger.epoch(session)
