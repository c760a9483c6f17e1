"""Push, pull and limits over HTTP: the whole body is read and unpacked before a database connection is taken."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import orjson
from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlmodel import Session
from starlette.requests import ClientDisconnect

from app.kit import packing
from app.kit.clock import iso, now
from app.kit.db import in_turn, reading, until_restored
from app.kit.http import problem_answers
from app.kit.problems import BodyTooLarge, BodyTooSlow
from app.ledger import pages
from app.ledger import service as ledger
from app.people import service as people
from app.people.endpoints import SIGN_IN, let_in, token_of
from app.sync import pulling, pushing
from app.sync.answering import told_of
from app.sync.problems import (
    BatchTooLarge,
    BodyUnreadable,
    CursorUnreadable,
    OfficialsReadReleases,
    ProtocolTooOld,
)
from app.sync.rules import (
    BODY_LIMIT_BYTES,
    OLDEST_PROTOCOL,
    PAGE_LIMIT,
    PROTOCOL,
    Batch,
    limits,
    read_batch,
    skew_of,
    unpacked,
)
from app.sync.schemas import Changes, Limits, PushAnswers

router = APIRouter(prefix="/sync", tags=["sync"])

BATCH_BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["edits"],
                "properties": {
                    "protocol": {"type": "integer"},
                    "client_time": {"type": "string", "format": "date-time"},
                    "edits": {"type": "array", "maxItems": 200, "items": {"type": "object"}},
                },
            }
        }
    },
}


@router.post(
    "/push",
    response_model=PushAnswers,
    response_model_exclude_none=True,
    responses=SIGN_IN
    | problem_answers(OfficialsReadReleases, BodyUnreadable, BodyTooLarge, BatchTooLarge, BodyTooSlow),
    openapi_extra={"requestBody": BATCH_BODY},
)
async def push(request: Request) -> Response:
    """Take a batch of edits in; the answers come when what they say is durable.

    What somebody holds who became an official is kept for a leader, each edit parked; without edits they get a 403.
    """
    brought = await run_sync(_brought, request, await whole_body(request))
    taken = await in_turn(brought.take)
    return await run_sync(_answered, request, taken)


@dataclass(frozen=True)
class _Brought:
    """What came with which token; looked through before the writer is asked for."""

    token: str | None
    batch: Batch
    looked_at: list[pushing.LookedAt]

    def take(self, session: Session) -> "_Taken":
        """Merge it with the rights its person has at this moment, and read what the answers are signed with."""
        at = now()
        who = people.here_at(session, self.token, at)
        if who.is_official and not self.batch.edits:
            raise OfficialsReadReleases()
        answered = pushing.take(session, who, self.looked_at, skew_of(self.batch.client_time, at))
        return _Taken(at, answered, people.signing_pem(session), until_restored(session, "epoch", ledger.epoch))


@dataclass(frozen=True)
class _Taken:
    """What became of a push, durable by now."""

    at: datetime
    answered: list[pushing.Answered]
    pem: str
    epoch: str


def _brought(request: Request, body: bytes) -> _Brought:
    batch = batch_of(request, body)
    let_in(request)
    return _Brought(token_of(request), batch, [pushing.look_at(told) for told in batch.edits])


def _answered(request: Request, taken: _Taken) -> Response:
    answers = [told_of(one, taken.pem) for one in taken.answered]
    return packed(request, {"server_time": iso(taken.at), "epoch": taken.epoch, "answers": answers})


def batch_of(request: Request, body: bytes) -> Batch:
    """Read the batch that came with a request."""
    return read_batch(unpacked(body, request.headers.get("content-encoding", "").strip().lower()))


async def whole_body(request: Request, limit_bytes: int = BODY_LIMIT_BYTES) -> bytes:
    """Read the body up to the limit; a phone that hangs up or dawdles costs nothing but this."""
    parts, size = [], 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > limit_bytes:
                raise BodyTooLarge(limit_bytes=limit_bytes)
            parts.append(part)
    except ClientDisconnect as fault:
        raise BodyUnreadable("The sender hung up.") from fault
    return b"".join(parts)


def packed(request: Request, told: Any) -> Response:
    """Write an answer as JSON, packed as the phone takes it."""
    body = told if isinstance(told, bytes) else orjson.dumps(told)
    body, headers = packing.packed(body, request.headers.get("accept-encoding", ""))
    return Response(body, media_type="application/json", headers=headers)


@router.get(
    "/changes",
    response_model=Changes,
    responses=SIGN_IN | problem_answers(OfficialsReadReleases, CursorUnreadable, ProtocolTooOld),
)
def changes(
    request: Request,
    cursor: Annotated[str, Query(description="From the page before; empty to begin.")] = "",
    limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = PAGE_LIMIT,
    protocol: Annotated[int, Query(ge=0, description="How the phone speaks; see ``limits``.")] = PROTOCOL,
) -> Response:
    """Tell what changed since the cursor, as far as this person may read it."""
    if protocol < OLDEST_PROTOCOL:
        raise ProtocolTooOld(oldest=OLDEST_PROTOCOL)
    with reading() as session:
        pages.at_one_moment(session)
        who = people.signed_in(session, token_of(request))
        page = pulling.pull(session, who, cursor, limit)
    return packed(request, page)


@router.get("/limits")
def told_limits() -> Limits:
    """Tell how much one request may hold."""
    return Limits(**limits())
