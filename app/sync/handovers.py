"""Takes in the answers that one phone carried for another: the rights are the author's, never the carrier's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlmodel import Session

from app.kit.clock import iso
from app.people import phones
from app.people.problems import DeviceRevoked
from app.people.rules import SignedIn
from app.sync import pushing, repository
from app.sync.files import content_of, letter_of, read_sealed
from app.sync.models import Handover
from app.sync.problems import HandoverPhoneUnknown, HandoverSignatureWrong
from app.sync.rules import BATCH_LIMIT, Batch


@dataclass(frozen=True)
class Brought:
    """A hand-over file in which everything was verified: who wrote it, and what, a batch at a time."""

    sha256: str
    author: SignedIn
    edits: int
    batches: Sequence[Batch]


def verified(session: Session, file: bytes) -> Brought:
    """Open a hand-over file and look at all of it; raises before anything is taken."""
    sealed = read_sealed(file)
    signature, packed = letter_of(sealed, phones.seal_pem(session))
    phone = phones.phone(session, sealed.device_id)
    if phone is None:
        raise HandoverPhoneUnknown()
    content = content_of(sealed, signature, packed, phone.public_key)
    if content.person_id != phone.who.person_id:
        raise HandoverSignatureWrong("The phone is another person's.")
    return Brought(
        sha256=sha256(file).hexdigest(),
        author=phone.who,
        edits=len(content.edits),
        batches=[Batch(content.edits[at : at + BATCH_LIMIT], None) for at in range(0, len(content.edits), BATCH_LIMIT)],
    )


def take(
    session: Session, brought: Brought, batch: Batch, at: datetime, carried_by: str | None
) -> list[pushing.Answered]:
    """Push one batch of a hand-over as its author, with the rights of this moment; what came before changes nothing.

    Everything of a phone that was shut out is parked.
    """
    phone = phones.phone(session, brought.author.device_id)
    if phone is None:
        raise HandoverPhoneUnknown()
    repository.note_handover(session, Handover(
        sha256=brought.sha256, device_id=brought.author.device_id, person_id=brought.author.person_id,
        carried_by=carried_by, received_at=iso(at), edits=brought.edits,
    ))  # fmt: skip
    return last_push(session, phone, batch, at, carried_by)


def last_push(
    session: Session, phone: phones.Phone, batch: Batch, at: datetime, carried_by: str | None = None
) -> list[pushing.Answered]:
    """Push as a phone that may be shut out by now: then each edit is parked."""
    barred = DeviceRevoked() if phone.revoked else None
    return pushing.push(session, phone.who, batch, at, carried_by=carried_by, barred=barred)


def told(brought: Brought, answers: list[dict[str, Any]], at: datetime, epoch: str) -> dict[str, Any]:
    """Write what became of a hand-over: the answers of a push, and whose they are."""
    author = {
        "person_id": brought.author.person_id,
        "name": brought.author.name,
        "device_id": brought.author.device_id,
    }
    return {"server_time": iso(at), "epoch": epoch, "author": author, "answers": answers}
