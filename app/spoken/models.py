"""The tables of recorded questions: a pack, and its file in parts as phones fetch it."""

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel


class SoundPack(SQLModel, table=True):
    """One file of recorded questions; its id is the SHA-256 of its bytes."""

    __tablename__ = "sound_pack"
    pack_id: str = Field(primary_key=True)
    federation_id: str = Field(foreign_key="federation.id", index=True)
    form_id: str
    language: str
    name: str
    recorded_by: str
    consent: str = Field(sa_column=Column(Text, nullable=False))
    questions: int
    choices: int
    bytes: int
    parts: str = Field(sa_column=Column(Text, nullable=False))
    published_by: str
    published_at: str


class SoundPart(SQLModel, table=True):
    """A part of a pack's file (base64); text, so that backups carry it like everything else."""

    __tablename__ = "sound_part"
    pack_id: str = Field(primary_key=True, foreign_key="sound_pack.pack_id")
    n: int = Field(primary_key=True)
    body: str = Field(sa_column=Column(Text, nullable=False))
