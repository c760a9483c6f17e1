"""Hands out questionnaires: they hold no answers, so anyone may read them."""

from typing import Annotated

from fastapi import APIRouter, Header, Response

from app.kit.http import problem_answers
from app.questionnaire import service
from app.questionnaire.problems import FormUnknown
from app.questionnaire.schemas import FormListed, FormsListed

router = APIRouter(prefix="/forms", tags=["questionnaire"])

FOR_EVER = "public, max-age=31536000, immutable"
ASK_EACH_TIME = "public, no-cache"


@router.get("", summary="List the questionnaires")
def list_forms() -> FormsListed:
    """Name each questionnaire with its version, languages and the tag of its content."""
    return FormsListed(
        forms=[
            FormListed(
                form=form["form"],
                title=form["title"],
                languages=form["languages"],
                tag=service.form_file(form["form"]).tag,
            )
            for form in service.forms()
        ]
    )


@router.get("/{form}", summary="Fetch one questionnaire", responses=problem_answers(FormUnknown))
def get_form(
    form: str,
    tag: str | None = None,
    if_none_match: Annotated[str | None, Header()] = None,
    accept_encoding: Annotated[str, Header()] = "",
) -> Response:
    """Give the compiled questionnaire; an address that carries its ``tag`` may be kept for ever."""
    file = service.form_file(form)
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
