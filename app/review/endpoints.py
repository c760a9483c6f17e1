"""What the server found in a whole profile, over HTTP: for its team and its leaders."""

from fastapi import APIRouter

from app.kit.http import problem_answers
from app.kit.ids import Id
from app.kit.problems import NotFound
from app.people.endpoints import SIGN_IN, Reading, Who
from app.review import looking
from app.review.schemas import ProfileLookedThrough

router = APIRouter(prefix="/review", tags=["review"])


@router.get("/profiles/{profile_id}", responses=SIGN_IN | problem_answers(NotFound))
def look_through(profile_id: Id, who: Who, session: Reading) -> ProfileLookedThrough:
    """Look a whole profile through by its form: what is open, what blocks, what nobody explained, and what is told."""
    return looking.told(session, who, profile_id)
