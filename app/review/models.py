"""Tables of review: decisions as they counted, what was found on handing in, and what an approval froze."""

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel


class StoredDecision(SQLModel, table=True):
    """One decision, typed so that states of many settlements are read in one query."""

    __tablename__ = "decision"
    decision_id: str = Field(primary_key=True)
    edit_id: str
    profile_id: str = Field(index=True)
    settlement_id: str = Field(index=True)
    act: str
    person_id: str
    hash: str | None = None
    saw: str = Field(default="[]", sa_column=Column(Text, nullable=False))
    meeting_date: str | None = None
    women: int | None = None
    men: int | None = None
    tenants: int | None = None
    made_at: str
    at: str


class HandInFound(SQLModel, table=True):
    """What the server found in the whole profile when it was handed in, as JSON; it stays as it was."""

    __tablename__ = "hand_in_found"
    decision_id: str = Field(primary_key=True, foreign_key="decision.decision_id")
    at: str
    found: str = Field(sa_column=Column(Text, nullable=False))


class Approval(SQLModel, table=True):
    """What a leader approved, word for word; releases read this and never the living profile."""

    __tablename__ = "approval"
    decision_id: str = Field(primary_key=True, foreign_key="decision.decision_id")
    profile_id: str = Field(index=True)
    settlement_id: str = Field(index=True)
    round: int
    form: str
    hash: str
    checked_at: str | None = None
    place: str = Field(sa_column=Column(Text, nullable=False))
    snapshot: str = Field(sa_column=Column(Text, nullable=False))
    at: str


class ApprovedPoint(SQLModel, table=True):
    """What stood of one point on the map when a profile was approved, word for word, and of which parts two things."""

    __tablename__ = "approved_point"
    decision_id: str = Field(primary_key=True, foreign_key="decision.decision_id")
    record_id: str = Field(primary_key=True)
    layer: str
    contested: str = Field(sa_column=Column(Text, nullable=False))
    snapshot: str = Field(sa_column=Column(Text, nullable=False))
