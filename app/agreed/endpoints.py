"""Agreements and releases over HTTP: what leaves the federation passes here and nowhere else."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from sqlmodel import Session

from app.agreed import asking, releases, service
from app.agreed.maps import MapFormat
from app.agreed.problems import (
    AgreementDatesWrong,
    AgreementNotBegun,
    AgreementOver,
    AgreementTooLong,
    AgreementUnknown,
    FieldNeverLeaves,
    NothingToRelease,
    PreviewChanged,
    QuestionAnswered,
    QuestionUnknown,
    ReleaseTakenBack,
    ReleaseUnknown,
    SettlementElsewhere,
    SettlementTakenBack,
)
from app.agreed.schemas import (
    AgreementShown,
    Asking,
    Ending,
    NewAgreement,
    Preview,
    QuestionShown,
    ReleaseShown,
    Releasing,
    Terms,
)
from app.agreed.terms import DEFAULT_TERMS
from app.features.problems import LayerUnknown
from app.kit.db import read_session, reading, write_session, writing
from app.kit.http import problem_answers
from app.kit.ids import Id
from app.people.endpoints import signed_in
from app.people.problems import NotYourCity, NotYourRole, PlaceOfWorkUnknown, SignInNeeded, TokenUnknown
from app.people.rules import SignedIn

router = APIRouter(prefix="/agreements", tags=["agreements"])

Reading = Annotated[Session, Depends(read_session, scope="function")]
Writing = Annotated[Session, Depends(write_session, scope="function")]
Who = Annotated[SignedIn, Depends(signed_in)]
Number = Annotated[int, Path(ge=1, le=1_000_000)]
PARTIES = (SignInNeeded, TokenUnknown, NotYourRole, AgreementUnknown, AgreementOver, AgreementNotBegun)
ZIP = {"description": "The release as files", "content": {"application/zip": {}}}
GIVEN = (*PARTIES, ReleaseUnknown, ReleaseTakenBack, SettlementTakenBack)


@router.get("", responses=problem_answers(*PARTIES))
def agreements(who: Who, session: Reading) -> list[AgreementShown]:
    """List the agreements of one's cities, or of one's office."""
    return service.listed(session, who)


@router.post(
    "",
    status_code=201,
    responses=problem_answers(
        SignInNeeded, NotYourRole, NotYourCity, PlaceOfWorkUnknown, AgreementDatesWrong, AgreementTooLong,
        FieldNeverLeaves, LayerUnknown, SettlementElsewhere,
    ),
)  # fmt: skip
def agree(said: NewAgreement, who: Who, session: Writing) -> AgreementShown:
    """Write an agreement with an office of one's city."""
    return service.agree(session, who, said)


@router.get("/terms", responses=problem_answers(*PARTIES))
def terms(who: Who) -> Terms:
    """Return the words an agreement begins with."""
    service.may_lead(who)
    return Terms(terms=DEFAULT_TERMS)


@router.get("/{agreement_id}", responses=problem_answers(*PARTIES))
def agreement(agreement_id: Id, who: Who, session: Reading) -> AgreementShown:
    """Return one agreement."""
    return service.shown(session, who, service.of_mine(session, who, agreement_id))


@router.post("/{agreement_id}/end", responses=problem_answers(*PARTIES))
def end(agreement_id: Id, who: Who, session: Writing, said: Ending | None = None) -> AgreementShown:
    """End an agreement: from now on nothing is given under it."""
    return service.end(session, who, agreement_id, said.reason if said else None)


@router.post("/{agreement_id}/preview", responses=problem_answers(*PARTIES))
def preview(agreement_id: Id, who: Who, session: Reading) -> Preview:
    """Show what the city would see, who is left out and why."""
    return releases.preview(session, who, agreement_id)


@router.post(
    "/{agreement_id}/releases",
    status_code=201,
    responses=problem_answers(*PARTIES, NothingToRelease, PreviewChanged),
)
def release(agreement_id: Id, said: Releasing, who: Who, session: Writing) -> ReleaseShown:
    """Freeze what may leave as the next release, exactly as it was looked at."""
    return releases.release(session, who, agreement_id, said.fingerprint)


@router.get("/{agreement_id}/releases/{number}", responses=problem_answers(*GIVEN))
def read(agreement_id: Id, number: Number, who: Who, session: Reading) -> ReleaseShown:
    """Return a release, for its page and its map."""
    return releases.read(session, who, agreement_id, number)


@router.get(
    "/{agreement_id}/releases/{number}/download",
    response_class=Response,
    responses=problem_answers(*GIVEN) | {200: ZIP},
)
def download(agreement_id: Id, number: Number, who: Who, map_format: MapFormat = "geojson") -> Response:
    """Hand the release out as one zip; who took it is written down.

    The files are made before the writer is asked for, so that phones need not wait for them.
    """
    with reading() as session:
        name, body = releases.files_of(session, who, agreement_id, number, map_format)
    with writing() as session:
        releases.write_down(session, who, agreement_id, number, body)
    return Response(
        body, media_type="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@router.post("/{agreement_id}/releases/{number}/withdraw", responses=problem_answers(*GIVEN))
def withdraw(agreement_id: Id, number: Number, who: Who, session: Writing) -> ReleaseShown:
    """Take a release back."""
    return releases.withdraw(session, who, agreement_id, number)


@router.post("/{agreement_id}/releases/{number}/questions", status_code=201, responses=problem_answers(*GIVEN))
def ask(agreement_id: Id, number: Number, said: Asking, who: Who, session: Writing) -> QuestionShown:
    """Ask the federation about a release."""
    return asking.ask(session, who, agreement_id, number, said.text)


@router.get("/{agreement_id}/questions", responses=problem_answers(*PARTIES))
def questions(agreement_id: Id, who: Who, session: Reading) -> list[QuestionShown]:
    """List what the office asked and what the federation answered."""
    return asking.questions(session, who, agreement_id)


@router.post(
    "/{agreement_id}/questions/{question_id}/answer",
    responses=problem_answers(*PARTIES, QuestionUnknown, QuestionAnswered),
)
def answer(agreement_id: Id, question_id: Id, said: Asking, who: Who, session: Writing) -> QuestionShown:
    """Answer an office's question."""
    return asking.answer(session, who, agreement_id, question_id, said.text)
