"""The tables of the ledger: every edit for ever, each record's present state, a counter a scope, what was parked."""

from sqlalchemy import BigInteger, Column, Index, Table, Text, text
from sqlmodel import Field, SQLModel

WRONG_CLOCK = text("skew_s NOT BETWEEN -300 AND 300")
"""Of a phone whose clock was wrong by more than five minutes; word for word the condition of the index."""

UNNUMBERED = text("seq IS NULL")
"""Of a record that changed in this transaction and has no place in the order yet."""


class StoredEdit(SQLModel, table=True):
    """One edit as it came, append-only: the audit log and the idempotency key."""

    __tablename__ = "edit"
    __table_args__ = (
        Index("ix_edit_record_id_nth", "record_id", "nth", "person_id", "edit_id"),
        Index("ix_edit_wrong_clock", "record_id", sqlite_where=WRONG_CLOCK, postgresql_where=WRONG_CLOCK),
    )

    edit_id: str = Field(primary_key=True)
    record_id: str
    kind: str
    person_id: str = Field(index=True)
    device_id: str
    form: str
    made_at: str
    received_at: str
    skew_s: int | None = None
    sha256: str
    body: str = Field(sa_column=Column(Text, nullable=False))
    answer: str
    contested: str = Field(default="[]", sa_column=Column(Text, nullable=False))
    refused_paths: str = Field(default="{}", sa_column=Column(Text, nullable=False))
    nth: int
    seq: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))


class StoredRecord(SQLModel, table=True):
    """A record's present state, recomputable from its edits.

    ``level_0`` to ``level_3``: what stands at each sensitivity level, as ``standing.py`` writes it, so that a page
    for a phone is spliced and not rebuilt. ``edit_count`` numbers the edits of the record in the order they came.
    ``seq`` is the place in its scope's order of change; empty until the transaction's last act gives it.
    """

    __tablename__ = "record"
    __table_args__ = (
        Index("ix_record_scope_id_seq", "scope_id", "seq"),
        Index("ix_record_kind_city_id", "kind", "city_id"),
        Index("ix_record_unnumbered", "scope_id", "record_id", sqlite_where=UNNUMBERED, postgresql_where=UNNUMBERED),
    )

    record_id: str = Field(primary_key=True)
    kind: str
    form: str
    settlement_id: str | None = Field(default=None, index=True)
    city_id: str
    scope_id: str
    hash: str = ""
    level_hashes: str = ""
    edit_count: int = 0
    level_0: str = Field(default="\n\n", sa_column=Column(Text, nullable=False))
    level_1: str = Field(default="\n\n", sa_column=Column(Text, nullable=False))
    level_2: str = Field(default="\n\n", sa_column=Column(Text, nullable=False))
    level_3: str = Field(default="\n\n", sa_column=Column(Text, nullable=False))
    seq: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))


class Scope(SQLModel, table=True):
    """A city or a federation, how many changes it has seen, and how far verified backups reach."""

    id: str = Field(primary_key=True)
    seq: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, default=0))
    safe_seq: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))


class Departed(SQLModel, table=True):
    """A record that left a scope at this place in its order: whoever asks from before it is told that it is gone."""

    scope_id: str = Field(primary_key=True)
    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    record_id: str


class Alias(SQLModel, table=True):
    """Two records found to be one: what is said of ``record_id`` is said of ``stands_for``."""

    record_id: str = Field(primary_key=True)
    stands_for: str = Field(index=True)
    edit_id: str


class ParkedEdit(SQLModel, table=True):
    """An edit that could not be taken in, kept word for word with the reason until a leader looks at it.

    ``carried_by`` is the phone that brought it for another; ``settled`` is empty, ``admitted`` or ``left_out``.
    """

    __tablename__ = "parked_edit"

    sha256: str = Field(primary_key=True)
    edit_id: str = Field(index=True)
    person_id: str
    device_id: str
    city_id: str | None = Field(default=None, index=True)
    received_at: str
    body: str = Field(sa_column=Column(Text, nullable=False))
    problem: str = Field(sa_column=Column(Text, nullable=False))
    refused_paths: str = Field(default="{}", sa_column=Column(Text, nullable=False))
    settlement_id: str | None = None
    carried_by: str | None = None
    settled: str = Field(default="", sa_column_kwargs={"server_default": ""})
    settled_by: str | None = None
    settled_at: str | None = None
    settled_why: str | None = None


class LedgerState(SQLModel, table=True):
    """What is true of the whole ledger: ``epoch`` changes when a backup is restored."""

    __tablename__ = "ledger_state"

    name: str = Field(primary_key=True)
    told: str


def table_of(model: type[SQLModel]) -> Table:
    """Return the table of a model, for statements that are made once."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table
