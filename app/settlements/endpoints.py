"""Importing known lists over HTTP: the same report as the command, a dry run unless told otherwise."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, UploadFile

from app.kit.db import reading, writing
from app.kit.http import problem_answers
from app.kit.ids import Id
from app.kit.whereabouts import Place
from app.people import service as people
from app.people.endpoints import SIGN_IN, signed_in
from app.people.problems import NotYourCity, NotYourRole
from app.people.rules import SignedIn
from app.people.schemas import CityShown
from app.settlements import importing, service
from app.settlements.files import FILE_LIMIT
from app.settlements.importing import Wish
from app.settlements.problems import (
    CityUnknown,
    FileHasLayers,
    FileNotDegrees,
    FileTooLarge,
    FileTurned,
    FileUnreadable,
    NoUsableColumn,
)
from app.settlements.schemas import ImportReport, Kind

router = APIRouter(prefix="/settlements", tags=["settlements"])

Who = Annotated[SignedIn, Depends(signed_in)]
FILE_PROBLEMS = problem_answers(
    CityUnknown, FileUnreadable, FileHasLayers, FileNotDegrees, FileTurned, NoUsableColumn, FileTooLarge
)


@dataclass
class ReadingAs:
    """What is said of a file beside sending it, as fields of the form."""

    repair: Annotated[bool, Form()] = False
    large: Annotated[bool, Form()] = False
    turn: Annotated[bool, Form()] = False
    layer: Annotated[str, Form(max_length=200)] = ""
    convert_from: Annotated[str, Form(max_length=40)] = ""

    def wish(self, city: CityShown, near: Place | None) -> Wish:
        """Return it with what is known of the city."""
        return Wish(city=city.name, country=city.country, near=near, **vars(self))


@router.post("/import", responses=SIGN_IN | FILE_PROBLEMS)
def import_list(
    who: Who,
    file: UploadFile,
    kind: Annotated[Kind, Form()],
    city_id: Annotated[Id, Form()],
    reading_as: Annotated[ReadingAs, Depends()],
    dry_run: Annotated[bool, Form()] = True,
) -> ImportReport:
    """Look at a list or a map of places or settlements; without ``dry_run`` take it, all rows or none.

    The file is read and judged before the writer is asked for, so that phones need not wait for it.
    """
    _must_lead(who, city_id)
    if (file.size or 0) > FILE_LIMIT:
        raise FileTooLarge(limit_bytes=FILE_LIMIT)
    with reading() as session:
        city = people.city(session, city_id)
        near = service.where_it_lies(session, city) if city else None
    if city is None:
        raise CityUnknown()
    looked = importing.look_at(file.file.read(), kind, reading_as.wish(city, near))
    with (reading if dry_run else writing)() as session:
        return importing.take(session, who, city, looked, dry_run)


def _must_lead(who: SignedIn, city_id: str) -> None:
    if who.leads(city_id):
        return
    raise NotYourCity() if who.role in {"leader", "administrator"} else NotYourRole()
