"""A mapper's code of a day over HTTP: their leader types it and is told whether all it stands for is here."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.kit.http import problem_answers
from app.people.endpoints import SIGN_IN, Reading, Who
from app.sync import days
from app.sync.problems import CodeUnreadable
from app.sync.schemas import CodeChecked

router = APIRouter(prefix="/sync/codes", tags=["sync"])


@router.get("", responses=SIGN_IN | problem_answers(CodeUnreadable))
def check(
    who: Who,
    session: Reading,
    code: Annotated[str, Query(max_length=60, description="As it was read out, such as 1122-14-4F7K2M.")],
) -> CodeChecked:
    """Check a code of a day, for whoever leads its writer."""
    return days.checked(session, who, code)
