"""The named people of the tests: per city the same seven, and one person with no rights."""

import uuid
from dataclasses import dataclass

from sqlmodel import Session

from app.kit.clock import iso, now
from app.kit.ids import uuid7
from app.people import register, service
from app.people.models import Federation, Person
from app.people.rules import SignedIn
from app.people.schemas import NewCity, NewOffice, NewPerson, NewTeam
from app.settlements import service as settlements
from app.settlements.models import Place


@dataclass(frozen=True)
class Member:
    """One person of the cast with a phone that is signed in."""

    person_id: str
    name: str
    role: str
    token: str
    device_id: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass(frozen=True)
class CityCast:
    """A city with its team, its office, one ward's id and its people."""

    id: str
    name: str
    team_id: str
    office_id: str
    ward_id: str
    mapper: Member
    second_mapper: Member
    leader: Member
    verifier: Member
    ward_official: Member
    official: Member
    administrator: Member


@dataclass(frozen=True)
class Cast:
    """Two cities of one federation, and one person with no rights."""

    federation_id: str
    muntinlupa: CityCast
    harare: CityCast
    administrator: Member
    nobody: Member


def signed_in_as(session: Session, member: Member) -> SignedIn:
    """Return what the services get for a member of the cast."""
    return service.signed_in(session, member.token)


def make_cast(session: Session) -> Cast:
    """Write the cast into an empty, migrated database."""
    city = NewCity(name="Muntinlupa", country="PH", time_zone="Asia/Manila", currency="PHP")
    link = register.begin(session, "Federation of the tests", city, "Ada Administrator")
    joined = service.join(session, link.code, "Ada's phone")
    administrator = Member(joined.person.id, joined.person.name, joined.person.role, joined.token, joined.device_id)
    who = signed_in_as(session, administrator)
    muntinlupa = _city(session, who, next(iter(who.city_ids)), "Muntinlupa", administrator)
    harare = NewCity(name="Harare", country="ZW", time_zone="Africa/Harare", currency="USD")
    added = register.add_city(session, who.federation_id, harare)
    who = signed_in_as(session, administrator)
    return Cast(
        federation_id=who.federation_id,
        muntinlupa=muntinlupa,
        harare=_city(session, who, added.id, "Harare", administrator),
        administrator=administrator,
        nobody=_nobody(session),
    )


def _city(session: Session, who: SignedIn, city_id: str, name: str, administrator: Member) -> CityCast:
    team = register.add_team(session, who, NewTeam(name=f"{name} team", city_id=city_id))
    office = register.add_office(session, who, NewOffice(name=f"{name} housing office", city_id=city_id))
    ward_id = str(uuid.uuid5(uuid.UUID(city_id), "ward/1"))
    session.add(Place(place_id=ward_id, city_id=city_id, name=f"Ward of the {name} cast", place_level="ward"))
    session.flush()
    assert settlements.city_of_place(session, ward_id) == city_id

    def member(first: str, **place: str) -> Member:
        person = NewPerson(name=f"{first} of {name}", city_id=city_id, **place)
        return _join(session, register.invite(session, who, person).invitation.code)

    return CityCast(
        id=city_id,
        name=name,
        team_id=team.id,
        office_id=office.id,
        ward_id=ward_id,
        mapper=member("Mara Mapper", role="mapper", team_id=team.id),
        second_mapper=member("Sam Second", role="mapper", team_id=team.id),
        leader=member("Lea Leader", role="leader"),
        verifier=member("Vera Verifier", role="verifier"),
        ward_official=member("Wim Ward", role="ward_official", ward_id=ward_id),
        official=member("Ofelia Official", role="official", office_id=office.id),
        administrator=administrator,
    )


def _join(session: Session, code: str) -> Member:
    joined = service.join(session, code, "a phone")
    return Member(joined.person.id, joined.person.name, joined.person.role, joined.token, joined.device_id)


def _nobody(session: Session) -> Member:
    """Somebody of another federation: signed in, and with no right to anything here."""
    other = Federation(id=uuid7(), name="Another federation")
    session.add(other)
    session.flush()
    person = Person(id=uuid7(), name="Noa Nobody", role="mapper", federation_id=other.id, created_at=iso(now()))
    session.add(person)
    session.flush()
    return _join(session, service.invitation_for(session, person.id).code)
