"""Reads and writes recorded questions."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.spoken.models import SoundPack, SoundPart


def of_federation(session: Session, federation_id: str) -> Sequence[SoundPack]:
    """Return the packs of a federation, the newest first."""
    asked = select(SoundPack).where(SoundPack.federation_id == federation_id)
    return session.exec(asked.order_by(col(SoundPack.published_at).desc(), col(SoundPack.pack_id))).all()


def pack(session: Session, federation_id: str, pack_id: str) -> SoundPack | None:
    """Return one pack of a federation."""
    found = session.get(SoundPack, pack_id)
    return found if found and found.federation_id == federation_id else None


def part(session: Session, pack_id: str, n: int) -> str | None:
    """Return one part of a pack's file, in base64."""
    found = session.get(SoundPart, (pack_id, n))
    return found.body if found else None


def add(session: Session, pack: SoundPack, parts: Iterable[str]) -> None:
    """Keep a pack with the parts of its file."""
    session.add(pack)
    session.flush()
    for n, body in enumerate(parts):
        session.add(SoundPart(pack_id=pack.pack_id, n=n, body=body))
        session.flush()  # one part in memory at a time
        session.expunge_all()


def remove(session: Session, pack_id: str) -> None:
    """Remove a pack with its file."""
    session.execute(delete(SoundPart).where(col(SoundPart.pack_id) == pack_id))
    session.execute(delete(SoundPack).where(col(SoundPack.pack_id) == pack_id))
