"""Who is at the door: the person behind a phone's token, with the cities and teams they work in at this moment."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from app.kit.clock import iso
from app.people import keys, repository
from app.people.models import Person
from app.people.problems import DeviceRevoked, SignInNeeded, TokenUnknown
from app.people.rules import SignedIn

SERVER_DEVICE = "server"
SEEN_WITHIN = timedelta(minutes=1)
"""A phone that sends all afternoon is noted once a minute."""


def signed_in(session: Session, token: str | None) -> SignedIn:
    """Return who holds this device token; every refusal says what the phone should do next."""
    return _as_holder(let_in(session, token))


def here_at(session: Session, token: str | None, at: datetime) -> SignedIn:
    """Return who holds this device token, and note that the phone was here, unless that was noted a moment ago."""
    holder = let_in(session, token)
    if not iso(at - SEEN_WITHIN) <= holder.last_seen_at <= iso(at):
        repository.note_seen(session, holder.device_id, iso(at))
    return _as_holder(holder)


def let_in(session: Session, token: str | None) -> Row[Any]:
    """Return the phone of a token with its person; raises where there is none, or it was shut out."""
    if not token:
        raise SignInNeeded()
    holder = repository.holder_of(session, keys.hashed(token))
    if not holder:
        raise TokenUnknown()
    if holder.revoked_at:
        raise DeviceRevoked()
    return holder


def as_signed_in(session: Session, person: Person, device_id: str = SERVER_DEVICE) -> SignedIn:
    """Return a person with the cities and teams they work in now."""
    everywhere = repository.city_ids_of(session, person.federation_id)
    return _working(person, device_id, everywhere, repository.team_ids_of(session, person.id))


def _as_holder(holder: Row[Any]) -> SignedIn:
    everywhere, teams = (ids.split(",") if ids else () for ids in (holder.all_city_ids, holder.team_ids))
    return _working(holder, holder.device_id, everywhere, teams)


def _working(person: Person | Row[Any], device_id: str, everywhere: Iterable[str], team_ids: Iterable[str]) -> SignedIn:
    in_all = person.role == "administrator" and person.city_id is None
    return SignedIn(
        person_id=person.id,
        device_id=device_id,
        name=person.name,
        role=person.role,  # type: ignore[arg-type]  # written only from Role
        federation_id=person.federation_id,
        city_ids=frozenset(city_id for city_id in everywhere if in_all or city_id == person.city_id),
        team_ids=frozenset(team_ids),
        office_id=person.office_id,
        ward_id=person.ward_id,
    )
