"""Importing known lists over HTTP: the same report as the command, a dry run unless told otherwise."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, UploadFile
from pydantic import TypeAdapter, ValidationError

from app.kit.db import reading, writing
from app.kit.http import problem_answers
from app.kit.ids import Id
from app.kit.problems import InputInvalid
from app.kit.whereabouts import Near
from app.people import service as people
from app.people.endpoints import SIGN_IN, signed_in
from app.people.problems import NotYourCity, NotYourRole
from app.people.rules import SignedIn
from app.people.schemas import CityShown
from app.settlements import importing, service
from app.settlements.files import FILE_LIMIT, read_crosswalk
from app.settlements.importing import Wish
from app.settlements.matching import Said
from app.settlements.problems import (
    CityUnknown,
    FileHasLayers,
    FileNotDegrees,
    FileOfWards,
    FileTooLarge,
    FileTurned,
    FileUnreadable,
    NoUsableColumn,
    SettlementNotYours,
)
from app.settlements.redrawing import versions
from app.settlements.schemas import BoundaryVersion, ImportReport, Kind, ListTaken, TakenBack
from app.settlements.taking_back import take_back

CROSSWALK_LIMIT = 1_000_000
router = APIRouter(prefix="/settlements", tags=["settlements"])

Who = Annotated[SignedIn, Depends(signed_in)]
FILE_PROBLEMS = problem_answers(
    CityUnknown,
    FileUnreadable,
    FileHasLayers,
    FileNotDegrees,
    FileTurned,
    FileOfWards,
    NoUsableColumn,
    FileTooLarge,
)


@dataclass
class ReadingAs:
    """What is said of a file beside sending it, as fields of the form."""

    repair: Annotated[bool, Form()] = False
    large: Annotated[bool, Form()] = False
    turn: Annotated[bool, Form()] = False
    far: Annotated[bool, Form()] = False
    layer: Annotated[str, Form(max_length=200)] = ""
    convert_from: Annotated[str, Form(max_length=40)] = ""
    same: Annotated[str, Form(max_length=CROSSWALK_LIMIT)] = "{}"

    def rows(self) -> dict[str, str]:
        """Return what was said of rows: by their key, the one they mean, or that they are new."""
        try:
            return TypeAdapter(dict[str, str]).validate_json(self.same)
        except ValidationError as fault:
            raise InputInvalid(
                errors=[{"detail": "This is no list of rows and what they mean.", "pointer": "/same"}]
            ) from fault

    def wish(self, city: CityShown, near: Near | None, said: Said, file_name: str) -> Wish:
        """Return it with what is known of the city and of the file."""
        return Wish(
            city=city.name, country=city.country, near=near, said=said, repair=self.repair, large=self.large,
            turn=self.turn, far=self.far, layer=self.layer, convert_from=self.convert_from, file_name=file_name,
        )  # fmt: skip


@router.post("/import", responses=SIGN_IN | FILE_PROBLEMS)
def import_list(
    who: Who,
    file: UploadFile,
    kind: Annotated[Kind, Form()],
    city_id: Annotated[Id, Form()],
    reading_as: Annotated[ReadingAs, Depends()],
    crosswalk: UploadFile | None = None,
    dry_run: Annotated[bool, Form()] = True,
) -> ImportReport:
    """Look at a list or a map of places or settlements; without ``dry_run`` take it, all rows or none.

    Where the report has ``doubts`` it stays a dry run, unless ``far`` says that it lies there all the same.
    The file is read and judged before the writer is asked for, so that phones need not wait for it.
    """
    _must_lead(who, city_id)
    said = Said(read_crosswalk(crosswalk.file.read(CROSSWALK_LIMIT)) if crosswalk else {}, reading_as.rows())
    if (file.size or 0) > FILE_LIMIT:
        raise FileTooLarge(limit_bytes=FILE_LIMIT)
    with reading() as session:
        city = people.city(session, city_id)
        near = service.where_it_lies(session, city) if city else None
    if city is None:
        raise CityUnknown()
    looked = importing.look_at(file.file.read(), kind, reading_as.wish(city, near, said, file.filename or ""))
    with (reading if dry_run or looked.only_looked_at else writing)() as session:
        return importing.take(session, who, city, looked, dry_run)


@router.post("/import/back", responses=SIGN_IN | problem_answers(NotYourCity, NotYourRole))
def take_list_back(who: Who, taken: ListTaken) -> TakenBack:
    """Take back the list of settlements that this person took into a city at a moment: all that goes, or nothing.

    What was new and nobody spoke of since is off the list; everything else stays as it is, and is told.
    """
    _must_lead(who, taken.city_id)
    with writing() as session:
        return take_back(session, who, taken.city_id, taken.taken_at)


@router.get("/{record_id}/boundaries", responses=SIGN_IN | problem_answers(SettlementNotYours))
def boundaries(who: Who, record_id: Id) -> list[BoundaryVersion]:
    """Return every boundary a settlement or place has had, the first one first, with how much each changed."""
    with reading() as session:
        if not service.may_see_boundary(session, who, record_id):
            raise SettlementNotYours()
        return versions(session, record_id)


def _must_lead(who: SignedIn, city_id: str) -> None:
    if who.leads(city_id):
        return
    raise NotYourCity() if who.role in {"leader", "administrator"} else NotYourRole()
