"""Shapes of people, teams, cities and invitations on the wire."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.kit.ids import Id
from app.kit.text import Mark, Name
from app.people.rules import Role


class Said(BaseModel):
    """What a request says; a member nobody knows is a fault, not silence."""

    model_config = ConfigDict(extra="forbid")


class Join(Said):
    """A phone opens a sign-in link."""

    code: str = Field(min_length=1, max_length=200)
    device_name: Name
    device_key: dict[str, Any] | None = None


class NewPerson(Said):
    """Somebody is invited."""

    name: Name
    role: Role
    city_id: Id | None = None
    team_id: Id | None = None
    office_id: Id | None = None
    ward_id: Id | None = None


class ChangedPerson(Said):
    """What changes about a person; absent members stay."""

    name: Name | None = None
    role: Role | None = None
    city_id: Id | None = None
    team_ids: list[Id] | None = Field(default=None, max_length=500)
    office_id: Id | None = None
    ward_id: Id | None = None


class NewTeam(Said):
    """A team begins."""

    name: Name
    city_id: Id


class ChangedTeam(Said):
    """A team's name or members change."""

    name: Name | None = None
    member_ids: list[Id] | None = Field(default=None, max_length=1000)


def _letters(number: int, such_as: str) -> AfterValidator:
    """Take a code of so many letters, in capitals; empty where it is not said."""

    def checked(code: str) -> str:
        if code and not re.fullmatch(f"[A-Z]{{{number}}}", code.upper()):
            raise ValueError(f"{code} is not {such_as}")
        return code.upper()

    return AfterValidator(checked)


Country = Annotated[Mark, _letters(2, "the two letters of a country (ISO 3166), such as PH or ZW")]
Currency = Annotated[Mark, _letters(3, "the three letters of a currency (ISO 4217), such as PHP or USD")]


class NewCity(Said):
    """The federation begins to work in a city."""

    name: Name
    country: Country = ""
    time_zone: Name = "UTC"
    currency: Currency = ""


class NewOffice(Said):
    """A city office that may receive releases."""

    name: Name
    city_id: Id


class PersonBrief(BaseModel):
    """Who somebody is, in one line."""

    id: str
    name: str
    role: str


class CityShown(BaseModel):
    """A city as phones know it."""

    id: str
    name: str
    country: str
    time_zone: str
    currency: str


class TeamShown(BaseModel):
    """A team with its members' ids."""

    id: str
    name: str
    city_id: str
    member_ids: list[str] = []


class OfficeShown(BaseModel):
    """An office of a city."""

    id: str
    name: str
    city_id: str


class OfficeBrief(BaseModel):
    """An office by name."""

    id: str
    name: str


class TeamBrief(BaseModel):
    """A team by name and city."""

    id: str
    name: str
    city_id: str


class Me(BaseModel):
    """The signed-in person with everything a phone needs to begin."""

    device_id: str
    person: PersonBrief
    cities: list[CityShown]
    server_keys: dict[str, dict[str, Any]]
    teams: list[TeamBrief]
    office: OfficeBrief | None
    ward_id: str | None = None


class Joined(Me):
    """What a phone gets for a code: the token is shown once."""

    token: str


class DeviceShown(BaseModel):
    """A phone of a person."""

    id: str
    name: str
    last_seen_at: str
    revoked: bool


class PersonShown(BaseModel):
    """A person in the list of people."""

    id: str
    name: str
    role: str
    city_id: str | None
    team_ids: list[str]
    office_id: str | None
    ward_id: str | None
    devices: list[DeviceShown]
    invited: bool


class InvitationShown(BaseModel):
    """A sign-in link with its QR code; shown once, the server keeps only a hash."""

    url: str
    code: str
    qr_svg: str
    this_computer_only: bool
    expires_at: str


class Invited(BaseModel):
    """A new person and the link to hand over."""

    person: PersonShown
    invitation: InvitationShown
