"""Tables of what leaves the federation: agreements, releases, every download, every question from an office."""

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class Agreement(SQLModel, table=True):
    """What one office may see, of which settlements, until when, and for what."""

    __tablename__ = "agreement"
    id: str = Field(primary_key=True)
    city_id: str = Field(foreign_key="city.id", index=True)
    office_id: str = Field(foreign_key="office.id", index=True)
    title: str
    purpose: str = Field(sa_column=Column(Text, nullable=False))
    settlement_ids: str = Field(sa_column=Column(Text, nullable=False))
    fields: str = Field(sa_column=Column(Text, nullable=False))
    level2_fields_decided: str = Field(default="[]", sa_column=Column(Text, nullable=False))
    boundary: str = "none"
    layers: str = Field(default="[]", sa_column=Column(Text, nullable=False, server_default="[]"))
    level2_layers_decided: str = Field(default="[]", sa_column=Column(Text, nullable=False, server_default="[]"))
    valid_from: str
    valid_until: str
    terms: str = Field(sa_column=Column(Text, nullable=False))
    contact: str = Field(sa_column=Column(Text, nullable=False))
    signed_city: str | None = None
    signed_federation: str | None = None
    created_by: str
    created_at: str
    ended_at: str | None = None
    ended_by: str | None = None
    end_reason: str | None = Field(default=None, sa_column=Column(Text, nullable=True))


class Release(SQLModel, table=True):
    """One frozen handing over; its contents never change."""

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("agreement_id", "number"),)
    id: str = Field(primary_key=True)
    agreement_id: str = Field(foreign_key="agreement.id", index=True)
    number: int
    at: str
    by: str
    contents: str = Field(sa_column=Column(Text, nullable=False))
    sha256: str
    withdrawn_at: str | None = None
    withdrawn_by: str | None = None


class ReleaseSettlement(SQLModel, table=True):
    """Which profile of which settlement a release holds: to stop giving it when it is taken back."""

    __tablename__ = "release_settlement"
    release_id: str = Field(primary_key=True, foreign_key="release.id")
    settlement_id: str = Field(primary_key=True, index=True)
    profile_id: str
    decision_id: str


class ReleaseDownload(SQLModel, table=True):
    """Who took which bytes away, and when."""

    __tablename__ = "release_download"
    id: str = Field(primary_key=True)
    release_id: str = Field(foreign_key="release.id", index=True)
    person_id: str
    at: str
    sha256: str


class ReleaseQuestion(SQLModel, table=True):
    """What an office asks the federation about a release, and the answer."""

    __tablename__ = "release_question"
    id: str = Field(primary_key=True)
    release_id: str = Field(foreign_key="release.id", index=True)
    person_id: str
    text: str = Field(sa_column=Column(Text, nullable=False))
    at: str
    answer: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    answered_by: str | None = None
    answered_at: str | None = None
