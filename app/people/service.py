"""Signing in with a link; and what other slices ask about people and places of work."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from app.kit import signing
from app.kit.clock import iso, now
from app.kit.db import until_restored
from app.kit.ids import uuid7
from app.people import keys, repository
from app.people.door import SERVER_DEVICE as SERVER_DEVICE
from app.people.door import as_signed_in as as_signed_in
from app.people.door import here_at as here_at
from app.people.door import let_in as let_in
from app.people.door import signed_in as signed_in
from app.people.models import City, Device, Invitation, Office, Person, ServerKey, Team
from app.people.problems import (
    InvitationExpired,
    InvitationUnknown,
    InvitationUsed,
    PersonUnknown,
)
from app.people.rules import SignedIn, may_know
from app.people.schemas import (
    CityShown,
    InvitationShown,
    Joined,
    Me,
    OfficeBrief,
    PersonBrief,
    TeamBrief,
)
from app.settings import settings

JOIN_AGAIN = timedelta(hours=24)
CityOfWard = Callable[[Session, str], str | None]
_wards_looked_up_by: list[CityOfWard] = []


def person_as_signed_in(session: Session, person_id: str) -> SignedIn:
    """Return somebody as if signed in at the server itself (imports, the demonstration)."""
    return as_signed_in(session, require_person(session, person_id))


def first_administrator(session: Session) -> SignedIn:
    """Return the administrator who has been here longest, as if signed in at the server itself."""
    federation = repository.federation(session)
    everybody = repository.people(session, federation.id) if federation else []
    found = sorted((one.created_at, one.id) for one in everybody if one.role == "administrator")
    if not found:
        raise PersonUnknown()
    return person_as_signed_in(session, found[0][1])


def knows_code(session: Session, code: str) -> bool:
    """Tell whether an invitation has this code."""
    return repository.has_invitation(session, keys.hashed(code))


def join(session: Session, code: str, device_name: str, device_key: dict[str, Any] | None = None) -> Joined:
    """Sign a phone in by the code of its link; a real link opens one phone, a demonstration link several.

    A phone that lost the answer asks again with the same key: it gets a fresh token, and the lost one opens nothing.
    """
    invitation = repository.invitation_by_code(session, keys.hashed(code))
    person = invitation and session.get(Person, invitation.person_id)
    at = iso(now())
    if not invitation or not person:
        raise InvitationUnknown()
    public_key = json.dumps(device_key, sort_keys=True) if device_key else None
    token = keys.new_token()
    if invitation.used_at and not invitation.reusable:
        device = _joined_before(session, invitation, public_key)
        device.token_sha256, device.last_seen_at = keys.hashed(token), at
    elif invitation.expires_at <= at and not invitation.reusable:
        raise InvitationExpired()
    else:
        device = Device(
            id=uuid7(), person_id=person.id, name=device_name, token_sha256=keys.hashed(token),
            public_key=public_key, created_at=at, last_seen_at=at,
        )  # fmt: skip
    invitation.used_at = invitation.used_at or at
    session.add(invitation)
    session.add(device)
    session.flush()
    shown = me(session, as_signed_in(session, person, device.id))
    return Joined(token=token, **shown.model_dump())


def _joined_before(session: Session, invitation: Invitation, public_key: str | None) -> Device:
    """Return the phone this link opened, if it asks again within a day; for any other the link is used."""
    used_at = invitation.used_at or ""
    device = repository.device_by_key(session, invitation.person_id, public_key, used_at) if public_key else None
    if device is None or device.revoked_at or used_at <= iso(now() - JOIN_AGAIN):
        raise InvitationUsed()
    return device


def me(session: Session, who: SignedIn) -> Me:
    """Return what a phone needs to begin: person, cities, teams, office, the server's public keys."""
    office = session.get(Office, who.office_id) if who.office_id else None
    return Me(
        device_id=who.device_id,
        person=PersonBrief(id=who.person_id, name=who.name, role=who.role),
        cities=cities(session, who),
        server_keys={use: {"jwk": _public_jwk(session, use)} for use in ("sign", "seal")},
        teams=[
            TeamBrief(id=team.id, name=team.name, city_id=team.city_id)
            for team in repository.teams(session, who.city_ids)
            if team.id in who.team_ids
        ],
        office=OfficeBrief(id=office.id, name=office.name) if office else None,
        ward_id=who.ward_id,
    )


def invitation_for(
    session: Session, person_id: str, created_by: str | None = None, reusable: bool = False
) -> InvitationShown:
    """Make a new sign-in link for a person; the code is shown this once and kept only as a hash."""
    code, made = keys.new_code(), now()
    expires = iso(made + timedelta(days=settings().invitation_days))
    session.add(Invitation(
        id=uuid7(), code_sha256=keys.hashed(code), person_id=person_id, created_by=created_by,
        created_at=iso(made), expires_at=expires, reusable=reusable,
    ))  # fmt: skip
    session.flush()
    url = f"{settings().base_url}/#/join/{code}"
    return InvitationShown(
        url=url, code=code, qr_svg=_qr_svg(url), this_computer_only=settings().public_url is None, expires_at=expires
    )


def _qr_svg(url: str) -> str:
    import segno

    return str(segno.make(url, error="m", micro=False).svg_inline(scale=4, border=4, dark="#000", light="#fff"))


def make_server_keys(session: Session) -> None:
    """Make the server's keys when it begins; the backup holds them."""
    for use in ("sign", "seal"):
        if repository.server_key(session, use) is None:
            pem, jwk = signing.new_key()
            session.add(ServerKey(use=use, private_pem=pem, public_jwk=json.dumps(jwk)))
    session.flush()


def _public_jwk(session: Session, use: str) -> dict[str, Any]:
    key = repository.server_key(session, use)
    return dict(json.loads(key.public_jwk)) if key else {}


def signing_pem(session: Session) -> str:
    """Return the private key that signs receipts and releases (for ``kit.signing.sign``)."""
    return until_restored(session, "signing_pem", _signing_pem)


def _signing_pem(session: Session) -> str:
    pem = repository.private_pem(session, "sign")
    if pem is None:
        raise LookupError("the server has no keys yet; run `kwetu init`")
    return pem


def require_person(session: Session, person_id: str) -> Person:
    """Return a person or say that nobody has this id."""
    person = session.get(Person, person_id)
    if person is None:
        raise PersonUnknown()
    return person


def names(session: Session, who: SignedIn) -> dict[str, str]:
    """Return person id -> name of those this person works with, for showing who said what."""
    everybody = repository.people(session, who.federation_id)
    return {person.id: person.name for person in everybody if may_know(who, person.role, person.city_id)}


def federation_name(session: Session) -> str | None:
    """Return the federation's name, None before ``kwetu init``."""
    federation = repository.federation(session)
    return federation.name if federation and repository.people(session, federation.id) else None


def city(session: Session, city_id: str) -> CityShown | None:
    """Return a city."""
    found = session.get(City, city_id)
    return CityShown(**found.model_dump(exclude={"federation_id", "languages"})) if found else None


def city_named(session: Session, name: str) -> CityShown | None:
    """Return the city of this name, letter case aside."""
    found = repository.city_named(session, name)
    return CityShown(**found.model_dump(exclude={"federation_id", "languages"})) if found else None


def every_city(session: Session) -> frozenset[str]:
    """Return the ids of all cities, whoever works there."""
    return repository.city_ids(session)


def cities(session: Session, who: SignedIn) -> list[CityShown]:
    """Return the cities somebody works in, by name."""
    everywhere = [city for city in repository.cities(session, who.federation_id) if who.in_city(city.id)]
    return [CityShown(**city.model_dump(exclude={"federation_id", "languages"})) for city in everywhere]


def teams_of(session: Session, city_ids: frozenset[str]) -> list[TeamBrief]:
    """Return the teams of some cities."""
    return [TeamBrief(**team.model_dump()) for team in repository.teams(session, city_ids)]


def cities_besides(session: Session, who: SignedIn) -> list[str]:
    """Return the ids of the federation's cities in which somebody does not work."""
    return [city.id for city in repository.cities(session, who.federation_id) if not who.in_city(city.id)]


def team_city(session: Session, team_id: str) -> str | None:
    """Return the city of a team, None when there is no such team."""
    team = session.get(Team, team_id)
    return team.city_id if team else None


def office_city(session: Session, office_id: str) -> str | None:
    """Return the city of an office, None when there is no such office."""
    office = session.get(Office, office_id)
    return office.city_id if office else None


def office_name(session: Session, office_id: str) -> str | None:
    """Return an office's name."""
    office = session.get(Office, office_id)
    return office.name if office else None


def look_up_wards_by(city_of_ward: CityOfWard) -> None:
    """Have wards looked up like this from now on; the slice that keeps them says it once."""
    _wards_looked_up_by[:] = [city_of_ward]


def ward_city(session: Session, ward_id: str) -> str | None:
    """Return the city of a ward, None when there is no such ward."""
    return next((city_of_ward(session, ward_id) for city_of_ward in _wards_looked_up_by), None)
