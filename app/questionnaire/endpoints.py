"""Hands out questionnaires: they hold no answers, so anyone may read them. Administrators publish new versions."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Header, Response, UploadFile
from sqlmodel import Session

from app.kit.db import read_session, reading, writing
from app.kit.http import problem_answers
from app.kit.problems import InputInvalid
from app.people.endpoints import signed_in
from app.people.problems import NotYourRole, SignInNeeded, TokenUnknown
from app.people.rules import SignedIn
from app.questionnaire import versions
from app.questionnaire.paper import Wanted
from app.questionnaire.printing import as_pdf
from app.questionnaire.problems import FormMovedOn, FormRefused, FormUnknown, WorkbookUnreadable
from app.questionnaire.schemas import FormImport, FormsListed
from app.questionnaire.xlsform.apart import import_apart
from app.questionnaire.xlsform.survey import MOST_QUESTIONS

router = APIRouter(prefix="/forms", tags=["questionnaire"])

Reading = Annotated[Session, Depends(read_session, scope="function")]
Who = Annotated[SignedIn, Depends(signed_in)]

FOR_EVER = "public, max-age=31536000, immutable"
ASK_EACH_TIME = "public, no-cache"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = {"description": "The pages", "content": {"application/pdf": {}}}
XLSX = {"description": "The workbook", "content": {XLSX_TYPE: {}}}


@router.get("", summary="List the questionnaires")
def list_forms(session: Reading) -> FormsListed:
    """Name each questionnaire with its version, languages and the tag of its content."""
    return FormsListed(forms=versions.listed(session))


@router.post(
    "/imports",
    summary="Look at an XLSForm workbook, or publish it",
    responses=problem_answers(SignInNeeded, TokenUnknown, NotYourRole, WorkbookUnreadable, FormRefused, FormMovedOn),
)
def import_form(
    who: Who,
    file: Annotated[UploadFile, File()],
    lists: Annotated[list[UploadFile] | None, File()] = None,
    dry_run: Annotated[bool, Form()] = True,
    after: Annotated[int, Form(ge=0, le=1_000_000)] = 0,
    without: Annotated[list[int] | None, Form(max_length=MOST_QUESTIONS)] = None,
) -> FormImport:
    """Read a workbook, with the ``lists`` its questions name; without ``dry_run`` it becomes the next version.

    ``after`` is the newest version that was looked at. ``without`` are rows of the sheet survey that shall be left out,
    a group or repeat with all that stands in it; what speaks of them is refused in its turn. The workbook is read
    before the writer is asked for.
    """
    versions.may_publish(who)
    workbook = file.file.read()
    imported = import_apart(workbook, {one.filename or "": one.file.read() for one in lists or []}, without or [])
    with (reading if dry_run else writing)() as session:
        if dry_run:
            return versions.look_at(session, imported, workbook)
        return versions.publish(session, who, imported, workbook, after)


@router.get(
    "/{form}/workbook",
    summary="Fetch the workbook of one questionnaire",
    response_class=Response,
    responses=problem_answers(SignInNeeded, TokenUnknown, NotYourRole, FormUnknown) | {200: XLSX},
)
def get_workbook(form: str, who: Who, session: Reading) -> Response:
    """Give the XLSForm a version was made of, byte by byte; our own questionnaire as one."""
    named = {"Content-Disposition": f'attachment; filename="{versions.file_name(form)}"'}
    return Response(versions.workbook(session, who, form), media_type=XLSX_TYPE, headers=named)


@router.get(
    "/{form}/paper",
    summary="Print one questionnaire",
    response_class=Response,
    responses=problem_answers(SignInNeeded, TokenUnknown, FormUnknown, InputInvalid) | {200: PDF},
)
def get_paper(
    form: str, _who: Who, language: str = "en", core: bool = False, blank_rows: int = 8, paper: str = "a4"
) -> Response:
    """Give the questions as a PDF for a pen: the short form when ``core``, so many blank rows a list, a4 or letter."""
    with reading() as session:  # let go before the pages are set
        asked = versions.form(session, form)
    return Response(as_pdf(asked, Wanted(language, core, blank_rows, paper)), media_type="application/pdf")


@router.get("/{form}", summary="Fetch one questionnaire", responses=problem_answers(FormUnknown))
def get_form(
    form: str,
    session: Reading,
    tag: str | None = None,
    if_none_match: Annotated[str | None, Header()] = None,
    accept_encoding: Annotated[str, Header()] = "",
) -> Response:
    """Give the compiled questionnaire; an address that carries its ``tag`` may be kept for ever."""
    file = versions.form_file(session, form)
    headers = {
        "ETag": f'"{file.tag}"',
        "Cache-Control": FOR_EVER if tag == file.tag else ASK_EACH_TIME,
        "Vary": "Accept-Encoding",
    }
    if if_none_match and file.tag in if_none_match:
        return Response(status_code=304, headers=headers)
    if "gzip" in accept_encoding:
        return Response(file.packed, media_type="application/json", headers=headers | {"Content-Encoding": "gzip"})
    return Response(file.body, media_type="application/json", headers=headers)
