"""Reads people, teams, phones and invitations from the tables."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CursorResult, Row, bindparam
from sqlmodel import Session, col, select

from app.people.models import City, Device, Federation, Invitation, Office, Person, ServerKey, Team, TeamMember

_TOLD_OF_HOLDER: list[Any] = [
    col(Device.id).label("device_id"), Device.revoked_at, Person.id, Person.name, Person.role, Person.federation_id,
    Person.city_id, Person.office_id, Person.ward_id, Device.last_seen_at,
]  # fmt: skip


def _listed(column: Any, *where: Any) -> Any:
    """Ids as one text, with commas between them: so that they come with a row."""
    return sa.select(sa.func.aggregate_strings(column, ",")).where(*where).scalar_subquery()


_HOLDER: Any = (
    sa.select(
        *_TOLD_OF_HOLDER,
        _listed(col(City.id), col(City.federation_id) == col(Person.federation_id)).label("all_city_ids"),
        _listed(col(TeamMember.team_id), col(TeamMember.person_id) == col(Person.id)).label("team_ids"),
    )
    .join(Person, col(Person.id) == col(Device.person_id))
    .where(col(Device.token_sha256) == bindparam("token"))
)
_CITY_IDS = select(City.id).where(col(City.federation_id) == bindparam("federation"))
_TEAM_IDS = select(TeamMember.team_id).where(col(TeamMember.person_id) == bindparam("person"))
_SEEN = sa.update(Device).where(col(Device.id) == bindparam("device")).values(last_seen_at=bindparam("at"))
_PEM = select(ServerKey.private_pem).where(col(ServerKey.use) == bindparam("use"))


def federation(session: Session) -> Federation | None:
    """Return the federation of this server."""
    return session.exec(select(Federation)).first()


def cities(session: Session, federation_id: str) -> list[City]:
    """Return the federation's cities by name."""
    found = select(City).where(col(City.federation_id) == federation_id).order_by(col(City.name), col(City.id))
    return list(session.exec(found))


def city_ids(session: Session) -> frozenset[str]:
    """Return the ids of all cities."""
    return frozenset(session.exec(select(City.id)))


def city_named(session: Session, name: str) -> City | None:
    """Return the city of this name, letter case aside."""
    everywhere = session.exec(select(City).order_by(col(City.id))).all()
    return next((city for city in everywhere if city.name.casefold() == name.strip().casefold()), None)


def device_by_token(session: Session, token_sha256: str) -> Device | None:
    """Return the device of a hashed token."""
    return session.exec(select(Device).where(col(Device.token_sha256) == token_sha256)).first()


def holder_of(session: Session, token_sha256: str) -> Row[Any] | None:
    """Return the device of a hashed token with its person, the teams and every city, in one statement.

    Every request begins with it.
    """
    holders: CursorResult[Any] = session.connection().execute(_HOLDER, {"token": token_sha256})
    return holders.first()


def city_ids_of(session: Session, federation_id: str) -> list[str]:
    """Return the ids of a federation's cities."""
    session.flush()
    return list(session.connection().execute(_CITY_IDS, {"federation": federation_id}).scalars())


def device_by_key(session: Session, person_id: str, public_key: str, created_at: str) -> Device | None:
    """Return the device that joined with this key at this moment."""
    found = select(Device).where(
        col(Device.person_id) == person_id,
        col(Device.public_key) == public_key,
        col(Device.created_at) == created_at,
    )
    return session.exec(found).first()


def invitation_by_code(session: Session, code_sha256: str) -> Invitation | None:
    """Return the invitation of a hashed code, locked until the end of the transaction."""
    found = select(Invitation).where(col(Invitation.code_sha256) == code_sha256).with_for_update()
    return session.exec(found).first()


def has_invitation(session: Session, code_sha256: str) -> bool:
    """Tell whether there is an invitation of a hashed code."""
    return session.exec(select(Invitation.id).where(col(Invitation.code_sha256) == code_sha256)).first() is not None


def team_ids_of(session: Session, person_id: str) -> list[str]:
    """Return the teams a person is in."""
    session.flush()
    return list(session.connection().execute(_TEAM_IDS, {"person": person_id}).scalars())


def teams(session: Session, city_ids: frozenset[str]) -> list[Team]:
    """Return the teams of some cities by name."""
    found = select(Team).where(col(Team.city_id).in_(city_ids)).order_by(col(Team.name), col(Team.id))
    return list(session.exec(found))


def members(session: Session) -> dict[str, list[str]]:
    """Return team id -> the ids of its members."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = session.exec(select(TeamMember).order_by(col(TeamMember.team_id), col(TeamMember.person_id)))
    for member in rows:
        found[member.team_id].append(member.person_id)
    return found


def memberships(session: Session, person_id: str) -> list[TeamMember]:
    """Return a person's rows in the teams' lists."""
    return list(session.exec(select(TeamMember).where(col(TeamMember.person_id) == person_id)))


def members_of(session: Session, team_id: str) -> list[TeamMember]:
    """Return one team's rows of members."""
    return list(session.exec(select(TeamMember).where(col(TeamMember.team_id) == team_id)))


def offices(session: Session, city_ids: frozenset[str]) -> list[Office]:
    """Return the offices of some cities by name."""
    found = select(Office).where(col(Office.city_id).in_(city_ids)).order_by(col(Office.name), col(Office.id))
    return list(session.exec(found))


def people(session: Session, federation_id: str) -> list[Person]:
    """Return everybody of a federation by name."""
    found = select(Person).where(col(Person.federation_id) == federation_id).order_by(col(Person.name), col(Person.id))
    return list(session.exec(found))


def devices(session: Session) -> dict[str, list[Device]]:
    """Return person id -> their devices, oldest first."""
    found: dict[str, list[Device]] = defaultdict(list)
    for device in session.exec(select(Device).order_by(col(Device.created_at), col(Device.id))):
        found[device.person_id].append(device)
    return found


def person_names(session: Session, person_ids: Collection[str]) -> dict[str, str]:
    """Return person id -> name."""
    found = select(Person.id, Person.name).where(col(Person.id).in_(person_ids))
    return dict(list(session.exec(found)))


def device_names(session: Session, device_ids: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return device id -> (name of the person, name of the device)."""
    found = select(Device.id, Person.name, Device.name).join(Person, col(Person.id) == col(Device.person_id))
    rows = session.exec(found.where(col(Device.id).in_(device_ids)))
    return {device_id: (person, device) for device_id, person, device in rows}


def open_invitations(session: Session, now: str) -> set[str]:
    """Return the people who hold a link that still opens."""
    found = select(Invitation.person_id).where(col(Invitation.used_at).is_(None), col(Invitation.expires_at) > now)
    return set(session.exec(found))


def server_key(session: Session, use: str) -> ServerKey | None:
    """Return one of the server's keys."""
    return session.get(ServerKey, use)


def note_seen(session: Session, device_id: str, at: str) -> None:
    """Note when a device was here last."""
    session.connection().execute(_SEEN, {"device": device_id, "at": at})


def private_pem(session: Session, use: str) -> str | None:
    """Return the private half of one of the server's keys."""
    session.flush()  # the first administrator's keys are made in this very transaction
    found: str | None = session.connection().execute(_PEM, {"use": use}).scalar()
    return found
