"""The federation's register: who belongs, in which city, team and office; changed by leaders and administrators."""

import zoneinfo
from collections.abc import Iterable

from sqlmodel import Session

from app.kit.clock import iso, now
from app.kit.ids import uuid7
from app.kit.problems import InputInvalid
from app.people import listing, repository, service
from app.people.models import City, Device, Federation, Office, Person, Team, TeamMember
from app.people.problems import (
    AlreadyBegun,
    LastAdministrator,
    NameTaken,
    NotYourCity,
    NotYourRole,
    PersonUnknown,
    PlaceOfWorkUnknown,
)
from app.people.rules import SignedIn, may_invite, needs_city
from app.people.schemas import (
    ChangedPerson,
    ChangedTeam,
    CityShown,
    InvitationShown,
    Invited,
    NewCity,
    NewOffice,
    NewPerson,
    NewTeam,
    OfficeShown,
    PersonShown,
    TeamShown,
)


def begin(session: Session, federation_name: str, new_city: NewCity, administrator: str) -> InvitationShown:
    """Begin a federation on this server: keys, first city, first administrator; return their link."""
    federation = repository.federation(session)
    if federation and repository.people(session, federation.id):
        raise AlreadyBegun()
    federation = federation or _found(session)
    federation.name = federation_name
    session.add(federation)
    if repository.city_named(session, new_city.name) is None:
        add_city(session, federation.id, new_city)
    first = add_person(session, federation.id, NewPerson(name=administrator, role="administrator"))
    return service.invitation_for(session, first.id)


def _found(session: Session) -> Federation:
    federation = Federation(id=uuid7(), name="A federation without a name yet")
    session.add(federation)
    session.flush()
    service.make_server_keys(session)
    return federation


def at_the_server(session: Session) -> SignedIn:
    """Return who speaks when a command is run on the server: the first administrator, or else the federation.

    Lists may be imported before anybody was let in; `kwetu init` then names the federation.
    """
    if service.federation_name(session):
        return service.first_administrator(session)
    federation = repository.federation(session) or _found(session)
    return SignedIn(
        person_id=federation.id,
        device_id=service.SERVER_DEVICE,
        name=federation.name,
        role="administrator",
        federation_id=federation.id,
        city_ids=frozenset(city.id for city in repository.cities(session, federation.id)),
    )


def add_city(session: Session, federation_id: str, said: NewCity) -> CityShown:
    """Add a city to the federation."""
    if any(city.name.casefold() == said.name.casefold() for city in repository.cities(session, federation_id)):
        raise NameTaken(name=said.name)
    if said.time_zone not in zoneinfo.available_timezones():
        fault = {"detail": f"{said.time_zone} is not a time zone such as Africa/Harare", "pointer": "/time_zone"}
        raise InputInvalid(errors=[fault])
    city = City(id=uuid7(), federation_id=federation_id, **said.model_dump())
    session.add(city)
    session.flush()
    return CityShown(**city.model_dump(exclude={"federation_id", "languages"}))


def add_person(session: Session, federation_id: str, said: NewPerson) -> Person:
    """Add a person with role and place, without a link; the places must fit together."""
    _check_places(session, said.role, said.city_id, said.office_id, [said.team_id] if said.team_id else [])
    person = Person(
        id=uuid7(), federation_id=federation_id, created_at=iso(now()), **said.model_dump(exclude={"team_id"})
    )
    session.add(person)
    session.flush()
    if said.team_id:
        session.add(TeamMember(team_id=said.team_id, person_id=person.id))
        session.flush()
    return person


def _check_places(
    session: Session, role: str, city_id: str | None, office_id: str | None, team_ids: Iterable[str]
) -> None:
    if city_id is None and needs_city(role):
        raise InputInvalid(errors=[{"detail": "choose the city this person works in", "pointer": "/city_id"}])
    if city_id is not None and session.get(City, city_id) is None:
        raise PlaceOfWorkUnknown(pointer="/city_id")
    if office_id and (service.office_city(session, office_id) is None):
        raise PlaceOfWorkUnknown(pointer="/office_id")
    if office_id and service.office_city(session, office_id) != city_id:
        raise NotYourCity(pointer="/office_id")
    if role == "official" and not office_id:
        raise InputInvalid(errors=[{"detail": "choose the office this official works in", "pointer": "/office_id"}])
    for team_id in team_ids:
        if service.team_city(session, team_id) is None:
            raise PlaceOfWorkUnknown(pointer="/team_id")
        if city_id is not None and service.team_city(session, team_id) != city_id:
            raise NotYourCity(pointer="/team_id")


def _check_ward(session: Session, city_id: str | None, ward_id: str | None) -> None:
    if ward_id is None:
        return
    of_city = service.ward_city(session, ward_id)
    if of_city is None:
        raise PlaceOfWorkUnknown(pointer="/ward_id")
    if of_city != city_id:
        raise NotYourCity(pointer="/ward_id")


def invite(session: Session, who: SignedIn, said: NewPerson) -> Invited:
    """Add a person and make their sign-in link."""
    if not may_invite(who, said.role, said.city_id):
        raise NotYourRole() if said.city_id is None or who.in_city(said.city_id) else NotYourCity()
    _check_ward(session, said.city_id, said.ward_id)
    person = add_person(session, who.federation_id, said)
    invitation = service.invitation_for(session, person.id, who.person_id)
    return Invited(person=listing.shown(session, person), invitation=invitation)


def invite_again(session: Session, who: SignedIn, person_id: str) -> InvitationShown:
    """Make another link for somebody: a second phone, or a link that was lost."""
    leads_oneself = person_id == who.person_id and who.role in {"leader", "administrator"}
    if not leads_oneself:
        _whom_i_may_change(session, who, person_id)
    return service.invitation_for(session, person_id, who.person_id)


def change_person(session: Session, who: SignedIn, person_id: str, said: ChangedPerson) -> PersonShown:
    """Change a person's name, role, places or teams; what is not said stays."""
    person = _whom_i_may_change(session, who, person_id)
    wanted = said.model_dump(exclude_unset=True, exclude={"team_ids"})
    role, city_id = wanted.get("role") or person.role, wanted.get("city_id", person.city_id)
    if not may_invite(who, role, city_id):
        raise NotYourRole()
    if person.role == "administrator" and role != "administrator" and _administrators(session, who) < 2:
        raise LastAdministrator()
    teams = said.team_ids if said.team_ids is not None else repository.team_ids_of(session, person_id)
    _check_places(session, role, city_id, wanted.get("office_id", person.office_id), teams)
    _check_ward(session, city_id, wanted.get("ward_id", person.ward_id))
    for name, value in wanted.items():
        if value is not None or name in {"city_id", "office_id", "ward_id"}:
            setattr(person, name, value)
    session.add(person)
    if said.team_ids is not None:
        _set_teams(session, person_id, set(said.team_ids))
    session.flush()
    return listing.shown(session, person)


def _administrators(session: Session, who: SignedIn) -> int:
    return sum(person.role == "administrator" for person in repository.people(session, who.federation_id))


def _whom_i_may_change(session: Session, who: SignedIn, person_id: str) -> Person:
    person = service.require_person(session, person_id)
    if person.federation_id != who.federation_id:
        raise PersonUnknown()
    if not may_invite(who, person.role, person.city_id):
        raise NotYourRole() if person.city_id is None or who.in_city(person.city_id) else NotYourCity()
    return person


def _set_teams(session: Session, person_id: str, wanted: set[str]) -> None:
    for member in repository.memberships(session, person_id):
        if member.team_id not in wanted:
            session.delete(member)
        wanted.discard(member.team_id)
    for team_id in sorted(wanted):
        session.add(TeamMember(team_id=team_id, person_id=person_id))


def revoke(session: Session, who: SignedIn, device_id: str) -> None:
    """Take a phone's access away; only this makes a phone forget."""
    device = session.get(Device, device_id)
    if device is None:
        raise PlaceOfWorkUnknown()
    if device.person_id != who.person_id:
        _whom_i_may_change(session, who, device.person_id)
    device.revoked_at = device.revoked_at or iso(now())
    session.add(device)


def teams(session: Session, who: SignedIn) -> list[TeamShown]:
    """List the teams of the person's cities; who walks where is not for officials."""
    if who.is_official:
        raise NotYourRole()
    members = repository.members(session)
    return [
        TeamShown(**team.model_dump(), member_ids=members.get(team.id, []))
        for team in repository.teams(session, who.city_ids)
    ]


def add_team(session: Session, who: SignedIn, said: NewTeam) -> TeamShown:
    """Begin a team in a city one leads."""
    _must_lead(session, who, said.city_id)
    _name_free(said.name, repository.teams(session, frozenset({said.city_id})))
    team = Team(id=uuid7(), **said.model_dump())
    session.add(team)
    session.flush()
    return TeamShown(**team.model_dump())


def change_team(session: Session, who: SignedIn, team_id: str, said: ChangedTeam) -> TeamShown:
    """Rename a team or say who is in it."""
    team = session.get(Team, team_id)
    if team is None:
        raise PlaceOfWorkUnknown()
    _must_lead(session, who, team.city_id)
    if said.name and said.name != team.name:
        _name_free(said.name, repository.teams(session, frozenset({team.city_id})))
        team.name = said.name
        session.add(team)
    if said.member_ids is not None:
        _set_members(session, team, set(said.member_ids))
    session.flush()
    return TeamShown(**team.model_dump(), member_ids=repository.members(session).get(team_id, []))


def _set_members(session: Session, team: Team, wanted: set[str]) -> None:
    for person_id in sorted(wanted):
        person = service.require_person(session, person_id)
        if person.city_id not in {None, team.city_id}:
            raise NotYourCity(pointer="/member_ids")
    for member in repository.members_of(session, team.id):
        if member.person_id not in wanted:
            session.delete(member)
        wanted.discard(member.person_id)
    for person_id in sorted(wanted):
        session.add(TeamMember(team_id=team.id, person_id=person_id))


def offices(session: Session, who: SignedIn) -> list[OfficeShown]:
    """List the offices of the cities one leads; everybody else sees only the office they work in."""
    return [
        OfficeShown(**office.model_dump())
        for office in repository.offices(session, who.city_ids)
        if who.leads(office.city_id) or office.id == who.office_id
    ]


def add_office(session: Session, who: SignedIn, said: NewOffice) -> OfficeShown:
    """Add an office to a city one leads."""
    _must_lead(session, who, said.city_id)
    _name_free(said.name, repository.offices(session, frozenset({said.city_id})))
    office = Office(id=uuid7(), **said.model_dump())
    session.add(office)
    session.flush()
    return OfficeShown(**office.model_dump())


def _must_lead(session: Session, who: SignedIn, city_id: str) -> None:
    if who.leads(city_id):
        return
    if who.role not in {"leader", "administrator"}:
        raise NotYourRole()
    raise PlaceOfWorkUnknown() if session.get(City, city_id) is None else NotYourCity()


def _name_free(name: str, present: list[Team] | list[Office]) -> None:
    if any(one.name.casefold() == name.casefold() for one in present):
        raise NameTaken(name=name)
