"""The table of outlines: beside the ledger, told again from the records at any time, and never in a backup."""

from sqlalchemy import Column, Index, LargeBinary
from sqlmodel import Field, SQLModel

BY_PLACE = frozenset({"outline_box", "outline_box_node", "outline_box_parent", "outline_box_rowid"})
"""What finds outlines by where they lie: made by the migration, each engine's own, and never written to by hand."""


class Outline(SQLModel, table=True):
    """One geometry of one answer that stands: two claims of a boundary are two rows.

    ``rank`` is 0 for the answer shown first. What finds a row by where it lies is each engine's own and is made by the
    migration: on SQLite the R*Tree ``outline_box``, kept by triggers; on PostgreSQL a GiST index over the box.
    """

    __tablename__ = "outline"
    __table_args__ = (Index("uq_outline_record_id_path_edit_id", "record_id", "path", "edit_id", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    record_id: str
    path: str
    edit_id: str
    rank: int
    kind: str
    layer: str
    city_id: str
    settlement_id: str | None = Field(default=None, index=True)
    round: int
    west: float
    south: float
    east: float
    north: float
    lon: float
    lat: float
    area_m2: float
    shape: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class OutlinesTold(SQLModel, table=True):
    """By which reckoning the outlines of all records were told last; another one, or none, and they are told anew."""

    __tablename__ = "outlines_told"

    reckoning: int = Field(primary_key=True)


TABLES = BY_PLACE | {str(Outline.__tablename__), str(OutlinesTold.__tablename__)}
"""All that is told again from records: no backup holds it, and whoever restores one tells it anew."""
