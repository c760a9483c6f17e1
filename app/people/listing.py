"""The list of people as leaders see it: role, places, teams, phones, and whether a link is still open."""

from sqlmodel import Session

from app.kit.clock import iso, now
from app.people import repository
from app.people.models import Person
from app.people.problems import NotYourRole
from app.people.rules import SignedIn
from app.people.schemas import DeviceShown, PersonShown


def listed(session: Session, who: SignedIn) -> list[PersonShown]:
    """List people: an administrator sees all, a leader those of the own city."""
    return _all_shown(session, _led(session, who))


def led(session: Session, who: SignedIn) -> list[str]:
    """Return the ids of those ``listed``."""
    return [person.id for person in _led(session, who)]


def _led(session: Session, who: SignedIn) -> list[Person]:
    if not who.administers() and who.role != "leader":
        raise NotYourRole()
    everyone = repository.people(session, who.federation_id)
    return [person for person in everyone if who.administers() or person.city_id in who.city_ids]


def everybody(session: Session, federation_id: str) -> list[PersonShown]:
    """List all people for whoever sits at the server itself."""
    return _all_shown(session, repository.people(session, federation_id))


def shown(session: Session, person: Person) -> PersonShown:
    """Show one person."""
    return _all_shown(session, [person])[0]


def _all_shown(session: Session, people: list[Person]) -> list[PersonShown]:
    devices, invited = repository.devices(session), repository.open_invitations(session, iso(now()))
    teams = [(team_id, person_id) for team_id, ids in repository.members(session).items() for person_id in ids]
    return [
        PersonShown(
            **person.model_dump(exclude={"federation_id", "created_at"}),
            team_ids=[team_id for team_id, person_id in teams if person_id == person.id],
            devices=[
                DeviceShown(
                    id=device.id, name=device.name, last_seen_at=device.last_seen_at, revoked=bool(device.revoked_at)
                )
                for device in devices.get(person.id, [])
            ],
            invited=person.id in invited,
        )
        for person in people
    ]
