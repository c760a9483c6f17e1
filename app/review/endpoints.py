"""What the server found in a whole profile, and between neighbours, over HTTP: for teams and for leaders."""

from fastapi import APIRouter

from app.kit.http import problem_answers
from app.kit.ids import Id
from app.kit.problems import NotFound
from app.people.endpoints import SIGN_IN, Reading, Who
from app.people.problems import NotYourRole
from app.review import grounds, looking
from app.review.schemas import ProfileLookedThrough, SharedGrounds

router = APIRouter(prefix="/review", tags=["review"])


@router.get("/profiles/{profile_id}", responses=SIGN_IN | problem_answers(NotFound))
def look_through(profile_id: Id, who: Who, session: Reading) -> ProfileLookedThrough:
    """Look a whole profile through by its form: what is open, what blocks, what nobody explained, and what is told."""
    return looking.told(session, who, profile_id)


@router.get("/grounds", responses=SIGN_IN | problem_answers(NotYourRole))
def shared_grounds(who: Who, session: Reading) -> SharedGrounds:
    """Name the settlements of the cities somebody leads that claim ground which a neighbour claims as well (X10)."""
    return grounds.shared_grounds(session, who)
