"""Phones as the exchange asks about them: whose each is, which key it signs with, whether it was shut out."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.people import keys, repository, service
from app.people.models import Device, Person
from app.people.problems import SignInNeeded, TokenUnknown
from app.people.rules import SignedIn


@dataclass(frozen=True)
class Phone:
    """A phone that joined once: its person with the rights of now, and the public key it gave when it joined."""

    who: SignedIn
    public_key: dict[str, Any] | None
    revoked: bool


def phone(session: Session, device_id: str) -> Phone | None:
    """Return a phone by its id, also one that was shut out since."""
    return _phone(session, session.get(Device, device_id))


def phone_by_token(session: Session, token: str | None) -> Phone:
    """Return the phone of a token, also one that was shut out: it may say a last time what it still holds."""
    if not token:
        raise SignInNeeded()
    found = _phone(session, repository.device_by_token(session, keys.hashed(token)))
    if found is None:
        raise TokenUnknown()
    return found


def _phone(session: Session, device: Device | None) -> Phone | None:
    person = device and session.get(Person, device.person_id)
    if not device or not person:
        return None
    who = service.as_signed_in(session, person, device.id)
    return Phone(who, json.loads(device.public_key) if device.public_key else None, device.revoked_at is not None)


def names(session: Session, device_ids: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return device id -> the name of its person and its own, for telling who wrote something on what."""
    return repository.device_names(session, device_ids)


def persons(session: Session, person_ids: Collection[str]) -> dict[str, str]:
    """Return person id -> name, also of those who wrote at the server itself."""
    return repository.person_names(session, person_ids)


def seal_pem(session: Session) -> str:
    """Return the private key that opens hand-over files."""
    key = repository.server_key(session, "seal")
    if key is None:
        raise LookupError("the server has no keys yet; run `kwetu init`")
    return key.private_pem
