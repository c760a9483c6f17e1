"""The table of hand-over files that arrived: which phone wrote each, and which carried it."""

from sqlmodel import Field, SQLModel


class Handover(SQLModel, table=True):
    """One delivered hand-over file, known by the SHA-256 of its bytes."""

    sha256: str = Field(primary_key=True)
    device_id: str = Field(index=True)
    person_id: str
    carried_by: str | None = None
    received_at: str
    edits: int
