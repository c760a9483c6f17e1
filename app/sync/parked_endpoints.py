"""What could not be taken in, over HTTP: leaders list it, take it in, leave it out, put it back."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from app.kit.clock import now
from app.kit.http import problem_answers
from app.kit.ids import Id
from app.people.endpoints import SIGN_IN, Reading, Who, Writing
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
def admit(sha256: Sha256, who: Who, session: Writing) -> None:
    """Take it in word for word, under its own id and in its author's name."""
    parked.admit(session, who, sha256, now())


@router.post("/{sha256}/leave-out", status_code=204, responses=_NAMED | problem_answers(ParkedSettled))
def leave_out(sha256: Sha256, said: LeftOut, who: Who, session: Writing) -> None:
    """Leave it out and say why; it stays kept, and its author is told."""
    parked.leave_out(session, who, sha256, said.why, now())


@router.post("/{sha256}/put-back", status_code=204, responses=_NAMED | problem_answers(ParkedSettled))
def put_back(sha256: Sha256, who: Who, session: Writing) -> None:
    """Have what was left out wait again."""
    parked.put_back(session, who, sha256, now())
