"""What was answered before, over HTTP: for whoever reads the record on their phone."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.kit.http import problem_answers
from app.kit.ids import Id
from app.kit.problems import NotFound
from app.people.endpoints import SIGN_IN, Reading, Who
from app.sync import earlier
from app.sync.problems import OfficialsReadReleases
from app.sync.schemas import EarlierAnswers

router = APIRouter(prefix="/sync/records", tags=["sync"])


@router.get("/{record_id}/earlier", responses=SIGN_IN | problem_answers(OfficialsReadReleases, NotFound))
def told_before(
    record_id: Id,
    who: Who,
    session: Reading,
    path: Annotated[str | None, Query(max_length=300, description="Only the answers to this question.")] = None,
) -> EarlierAnswers:
    """List the answers that were given and stand no more, the latest first: nothing that was said is ever lost."""
    return earlier.earlier(session, who, record_id, path)
