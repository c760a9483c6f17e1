"""Hand-over files and the last push of a phone that was shut out, over HTTP; read whole before a database is asked."""

from datetime import datetime
from functools import partial
from typing import Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.kit.clock import iso, now
from app.kit.db import in_turn, reading
from app.kit.http import problem_answers
from app.kit.problems import BodyTooLarge, BodyTooSlow
from app.ledger import service as ledger
from app.people import phones
from app.people import service as people
from app.people.endpoints import SIGN_IN, token_of
from app.people.rules import SignedIn
from app.sync import handovers, pushing
from app.sync.answering import told_of
from app.sync.endpoints import BATCH_BODY, batch_of, packed, whole_body
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
from app.sync.rules import Batch
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
    await run_sync(_carrier, request)
    file = await whole_body(request, FILE_LIMIT_BYTES)
    brought, pem, epoch = await run_sync(_verified, file)
    answers: list[dict[str, Any]] = []
    at = now()
    token = token_of(request)
    for batch in brought.batches:
        answered = await in_turn(partial(_delivered, token=token, brought=brought, batch=batch, at=at))
        answers += await run_sync(_told, answered, pem)
    return await run_sync(packed, request, handovers.told(brought, answers, at, epoch))


def _carrier(request: Request) -> None:
    with reading() as session:
        _carrier_of(session, token_of(request))


def _carrier_of(session: Session, token: str | None) -> SignedIn:
    """Return who brings something for another; officials carry nothing."""
    carrier = people.signed_in(session, token)
    if carrier.is_official:
        raise OfficialsReadReleases()
    return carrier


def _delivered(
    session: Session, *, token: str | None, brought: handovers.Brought, batch: Batch, at: datetime
) -> list[pushing.Answered]:
    return handovers.take(session, brought, batch, at, _carrier_of(session, token).device_id)


def _verified(file: bytes) -> tuple[handovers.Brought, str, str]:
    with reading() as session:
        return handovers.verified(session, file), people.signing_pem(session), ledger.epoch(session)


def _told(answered: list[pushing.Answered], pem: str) -> list[dict[str, Any]]:
    return [told_of(one, pem) for one in answered]


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
    batch = await run_sync(batch_of, request, body)
    token, at = token_of(request), now()
    pem, epoch = await run_sync(_known, token)
    answered = await in_turn(partial(_said_at_last, token=token, batch=batch, at=at))
    answers = await run_sync(_told, answered, pem)
    return await run_sync(packed, request, {"server_time": iso(at), "epoch": epoch, "answers": answers})


def _known(token: str | None) -> tuple[str, str]:
    with reading() as session:
        phones.phone_by_token(session, token)
        return people.signing_pem(session), ledger.epoch(session)


def _said_at_last(session: Session, *, token: str | None, batch: Batch, at: datetime) -> list[pushing.Answered]:
    return handovers.last_push(session, phones.phone_by_token(session, token), batch, at)
