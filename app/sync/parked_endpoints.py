"""What could not be taken in, over HTTP: leaders list it, take it in, leave it out, put it back."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from sqlmodel import Session

from app.kit.clock import now
from app.kit.db import in_turn
from app.kit.http import problem_answers
from app.kit.ids import Id
from app.people import service as people
from app.people.endpoints import SIGN_IN, Reading, Who, token_of
from app.people.rules import SignedIn
from app.sync import parked
from app.sync.parked import SHOWN
from app.sync.problems import ParkedSettled, ParkedUnknown, StillParked
from app.sync.schemas import LeftOut, ParkedEdits

router = APIRouter(prefix="/sync/parked", tags=["sync"])

Sha256 = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="The SHA-256 of the edit.")]
_NAMED = SIGN_IN | problem_answers(ParkedUnknown)


@router.get("", responses=SIGN_IN)
def waiting(
    who: Who,
    session: Reading,
    city_id: Annotated[Id | None, Query(description="Only of this city.")] = None,
    settled: Annotated[bool, Query(description="What was settled, instead of what waits.")] = False,
    limit: Annotated[int, Query(ge=0, le=SHOWN, description="How many to list; 0 only counts.")] = SHOWN,
) -> ParkedEdits:
    """List what could not be taken in, for whoever leads there; what names no city is the administrators'."""
    return parked.waiting(session, who, city_id, settled=settled, limit=limit)


@router.post("/{sha256}/admit", status_code=204, responses=_NAMED | problem_answers(StillParked))
async def admit(sha256: Sha256, _who: Who, request: Request) -> None:
    """Take it in word for word, under its own id and in its author's name."""
    await _as_leader(request, lambda session, who: parked.admit(session, who, sha256, now()))


@router.post("/{sha256}/leave-out", status_code=204, responses=_NAMED | problem_answers(ParkedSettled))
async def leave_out(sha256: Sha256, said: LeftOut, _who: Who, request: Request) -> None:
    """Leave it out and say why; it stays kept, and its author is told."""
    await _as_leader(request, lambda session, who: parked.leave_out(session, who, sha256, said.why, now()))


@router.post("/{sha256}/put-back", status_code=204, responses=_NAMED | problem_answers(ParkedSettled))
async def put_back(sha256: Sha256, _who: Who, request: Request) -> None:
    """Have what was left out wait again."""
    await _as_leader(request, lambda session, who: parked.put_back(session, who, sha256, now()))


async def _as_leader(request: Request, act: Callable[[Session, SignedIn], None]) -> None:
    """Act when it is this request's turn, with the rights its person has then."""
    token = token_of(request)
    await in_turn(lambda session: act(session, people.signed_in(session, token)))
