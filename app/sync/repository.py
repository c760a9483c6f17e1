"""Reads and writes the table of hand-over files."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.sync.models import Handover


def note_handover(session: Session, handover: Handover) -> None:
    """Note a hand-over file, once; who brought it first stays named."""
    if session.get(Handover, handover.sha256) is not None:
        return
    try:
        with session.begin_nested():
            session.add(handover)
    except IntegrityError:
        pass  # somebody else delivered the very same file at this moment
