"""Sign-in, people, teams, cities and offices over HTTP; ``signed_in`` guards every other slice's endpoints too."""

import time
from collections import defaultdict, deque
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session

from app.kit.db import read_session, reading, write_session
from app.kit.http import problem_answers
from app.kit.ids import Id
from app.people import listing, register, service
from app.people.keys import hashed
from app.people.problems import (
    DeviceRevoked,
    InvitationExpired,
    InvitationUnknown,
    InvitationUsed,
    LastAdministrator,
    NameTaken,
    NotYourCity,
    NotYourRole,
    PersonUnknown,
    PlaceOfWorkUnknown,
    SignInNeeded,
    TokenUnknown,
    TooManyTries,
)
from app.people.rules import SignedIn
from app.people.schemas import (
    ChangedPerson,
    ChangedTeam,
    CityShown,
    InvitationShown,
    Invited,
    Join,
    Joined,
    Me,
    NewCity,
    NewOffice,
    NewPerson,
    NewTeam,
    OfficeShown,
    PersonShown,
    TeamShown,
)
from app.settings import settings

router = APIRouter(prefix="/people", tags=["people"])

Reading = Annotated[Session, Depends(read_session, scope="function")]
Writing = Annotated[Session, Depends(write_session, scope="function")]
SIGN_IN = problem_answers(SignInNeeded, TokenUnknown, DeviceRevoked, NotYourRole, NotYourCity)


def signed_in(request: Request) -> SignedIn:
    """Return the person behind ``Authorization: Bearer <device token>``.

    Its connection goes back at once: a request that queues for the writer must not hold one.
    """
    with reading() as session:
        return service.signed_in(session, token_of(request))


_let_in_lately: dict[str, float] = {}
BELIEVED_FOR_S, BELIEVED_AT_ONCE = 60, 10_000


def let_in(request: Request) -> None:
    """Raise where nobody is behind the token, for a writer who reads the rights when it is its turn.

    A token that was good a moment ago is believed until then: strangers cost the writers nothing, phones no question.
    """
    token, at = token_of(request), time.monotonic()
    known = hashed(token or "")
    if _let_in_lately.get(known, at) <= at:
        with reading() as session:
            service.let_in(session, token)
        if len(_let_in_lately) >= BELIEVED_AT_ONCE:
            _let_in_lately.clear()
        _let_in_lately[known] = at + BELIEVED_FOR_S


def token_of(request: Request) -> str | None:
    """Return the device token a request came with."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


Who = Annotated[SignedIn, Depends(signed_in)]

_wrong_codes: dict[str, deque[float]] = defaultdict(deque)
WRONG_CODES_A_MINUTE = 20


def _slow_down(request: Request) -> deque[float]:
    address = request.client.host if request.client else ""
    if len(_wrong_codes) > 10_000:
        _wrong_codes.clear()
    wrong, at = _wrong_codes[address], time.monotonic()
    while wrong and wrong[0] < at - 60:
        wrong.popleft()
    if len(wrong) >= max(2, WRONG_CODES_A_MINUTE // settings().workers):  # each process counts for itself
        raise TooManyTries()
    return wrong


def known_code(said: Join, request: Request) -> Join:
    """Look the code up before the writer is asked for: phones that send do not wait for wrong codes."""
    wrong = _slow_down(request)
    with reading() as session:
        known = service.knows_code(session, said.code)
    if not known:
        wrong.append(time.monotonic())
        raise InvitationUnknown()
    return said


@router.post("/join", responses=problem_answers(InvitationUnknown, InvitationUsed, InvitationExpired, TooManyTries))
def join(said: Annotated[Join, Depends(known_code)], session: Writing) -> Joined:
    """Sign this phone in with the code of a link; the token is shown once."""
    return service.join(session, said.code, said.device_name, said.device_key)


@router.get("/me", responses=SIGN_IN)
def me(who: Who, session: Reading) -> Me:
    """Return who this phone is signed in as."""
    return service.me(session, who)


@router.get("", responses=SIGN_IN)
def people(who: Who, session: Reading) -> list[PersonShown]:
    """List people: an administrator sees all, a leader the own city."""
    return listing.listed(session, who)


@router.post("", status_code=201, responses=SIGN_IN | problem_answers(PlaceOfWorkUnknown))
def invite(said: NewPerson, who: Who, session: Writing) -> Invited:
    """Invite somebody: the answer holds the link and its QR code."""
    return register.invite(session, who, said)


@router.get("/teams", responses=SIGN_IN)
def teams(who: Who, session: Reading) -> list[TeamShown]:
    """List the teams of one's cities; not for officials."""
    return register.teams(session, who)


@router.post("/teams", status_code=201, responses=SIGN_IN | problem_answers(NameTaken, PlaceOfWorkUnknown))
def add_team(said: NewTeam, who: Who, session: Writing) -> TeamShown:
    """Begin a team."""
    return register.add_team(session, who, said)


@router.put("/teams/{team_id}", responses=SIGN_IN | problem_answers(NameTaken, PlaceOfWorkUnknown))
def change_team(team_id: Id, said: ChangedTeam, who: Who, session: Writing) -> TeamShown:
    """Rename a team or say who is in it."""
    return register.change_team(session, who, team_id, said)


@router.get("/cities", responses=SIGN_IN)
def cities(who: Who, session: Reading) -> list[CityShown]:
    """List one's cities."""
    return service.cities(session, who)


@router.post("/cities", status_code=201, responses=SIGN_IN | problem_answers(NameTaken))
def add_city(said: NewCity, who: Who, session: Writing) -> CityShown:
    """Add a city; administrators only."""
    if not who.administers():
        raise NotYourRole()
    return register.add_city(session, who.federation_id, said)


@router.get("/offices", responses=SIGN_IN)
def offices(who: Who, session: Reading) -> list[OfficeShown]:
    """List the offices of the cities one leads; others see their own office."""
    return register.offices(session, who)


@router.post("/offices", status_code=201, responses=SIGN_IN | problem_answers(NameTaken, PlaceOfWorkUnknown))
def add_office(said: NewOffice, who: Who, session: Writing) -> OfficeShown:
    """Add a city office that may receive releases."""
    return register.add_office(session, who, said)


@router.post("/devices/{device_id}/revoke", status_code=204, responses=SIGN_IN | problem_answers(PlaceOfWorkUnknown))
def revoke(device_id: Id, who: Who, session: Writing) -> None:
    """Take a phone's access away."""
    register.revoke(session, who, device_id)


@router.put("/{person_id}", responses=SIGN_IN | problem_answers(PersonUnknown, PlaceOfWorkUnknown, LastAdministrator))
def change_person(person_id: Id, said: ChangedPerson, who: Who, session: Writing) -> PersonShown:
    """Change a person's name, role, places or teams."""
    return register.change_person(session, who, person_id, said)


@router.post("/{person_id}/invitations", status_code=201, responses=SIGN_IN | problem_answers(PersonUnknown))
def invite_again(person_id: Id, who: Who, session: Writing) -> InvitationShown:
    """Make another link for somebody: a second phone, or a lost link."""
    return register.invite_again(session, who, person_id)
