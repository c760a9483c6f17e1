"""Typed tables beside the ledger: what is filtered, mapped or compared, rebuilt from the records at any time."""

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel


class Settlement(SQLModel, table=True):
    """Where a settlement is, whose it is, and which round its profile is in."""

    __tablename__ = "settlement"
    settlement_id: str = Field(primary_key=True)
    city_id: str = Field(foreign_key="city.id", index=True)
    name: str = ""
    code: str | None = None
    ward_id: str | None = Field(default=None, index=True)
    team_id: str | None = Field(default=None, index=True)
    lon: float | None = None
    lat: float | None = None
    round: int = 1
    added_by: str | None = None


class Place(SQLModel, table=True):
    """A ward, barangay or district of a city."""

    __tablename__ = "place"
    place_id: str = Field(primary_key=True)
    city_id: str = Field(foreign_key="city.id", index=True)
    name: str = ""
    code: str | None = None
    parent_id: str | None = None
    place_level: str | None = None


class ToldByFile(SQLModel, table=True):
    """What the last import said of one record: path -> the edit that said it and the hash of the value."""

    __tablename__ = "told_by_file"
    record_id: str = Field(primary_key=True)
    city_id: str = Field(foreign_key="city.id", index=True)
    told: str = Field(default="{}", sa_column=Column(Text, nullable=False))
