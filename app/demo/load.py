"""Loads the demonstration into an empty server, once, and makes the four links it is entered by."""

from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.demo.city import tell_city
from app.demo.reading import CITIES, FEDERATION, CityFile, city_file
from app.demo.telling import Teller
from app.kit.clock import now
from app.people import register
from app.people import service as people
from app.people.schemas import NewCity, NewOffice, NewPerson, NewTeam

ADMINISTRATOR = "Thandi Moyo"
ENTERED_AS = ("mapper", "leader", "official", "administrator")


def is_loaded(session: Session) -> bool:
    """Tell whether this server holds the demonstration already."""
    return people.federation_name(session) == FEDERATION


def load(session: Session) -> dict[str, str] | None:
    """Load the demonstration and return the links by role; None when it is there already."""
    if is_loaded(session):
        return None
    links: dict[str, str] = {}
    for told in (city_file(name) for name in CITIES):
        teller, by_role = _settle_in(session, told)
        tell_city(teller, told)
        if not links:
            links = {role: people.invitation_for(session, by_role[role], reusable=True).url for role in ENTERED_AS}
    return links


def _settle_in(session: Session, told: CityFile) -> tuple[Teller, dict[str, str]]:
    """Begin a city with its offices, teams and people; return its teller and the first person of each role."""
    new_city = NewCity(**told.city.model_dump())
    if not people.federation_name(session):
        register.begin(session, FEDERATION, new_city, ADMINISTRATOR)
    administrator = people.first_administrator(session)
    city = people.city_named(session, told.city.name)
    city_id = city.id if city else register.add_city(session, administrator.federation_id, new_city).id
    administrator = people.person_as_signed_in(session, administrator.person_id)
    offices = {
        key: register.add_office(session, administrator, NewOffice(name=name, city_id=city_id)).id
        for key, name in told.offices.items()
    }
    teams = {
        key: register.add_team(session, administrator, NewTeam(name=name, city_id=city_id)).id
        for key, name in told.teams.items()
    }
    teller = Teller(session, city_id, ZoneInfo(told.city.time_zone), now(), offices=offices, teams=teams)
    teller.people["administrator"] = administrator.person_id
    by_role = {"administrator": administrator.person_id}
    for key, somebody in told.people.items():
        new = NewPerson(
            name=somebody.name, role=somebody.role, city_id=city_id,
            team_id=teams[somebody.team] if somebody.team else None,
            office_id=offices[somebody.office] if somebody.office else None,
            ward_id=teller.id_of("place", told.place_name(somebody.place)) if somebody.place else None,
        )  # fmt: skip
        person = register.add_person(session, administrator.federation_id, new)
        teller.people[key] = by_role.setdefault(somebody.role, person.id) if somebody.role not in by_role else person.id
    return teller, by_role
