"""What a page for a phone is made of, read as text and in order: records as they rest, who left, whose edits are in.

No record is parsed here: a page is spliced from the stored levels, for a phone pulls ten thousand of them at once.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import bindparam, func, literal_column, select
from sqlmodel import Session

from app.kit.among import Among
from app.ledger.models import WRONG_CLOCK, Alias, Departed, Scope, StoredEdit, StoredRecord, table_of

StoredRow = tuple[Any, ...]
"""seq, record, kind, settlement, city, form, hash, level hashes, the person's edits, and the four levels."""

STEP = 50
"""Rows fetched at a time: a page may end after three large boundaries, and five hundred would fill the memory."""


YOURS_BETWEEN = '","'
"""What stands between the edits of the person who asks: they are written into JSON as they are."""


RECORD, EDIT, SCOPE = table_of(StoredRecord).c, table_of(StoredEdit).c, table_of(Scope).c
DEPARTED, ALIAS = table_of(Departed).c, table_of(Alias).c
_YOURS = (
    select(func.aggregate_strings(EDIT.edit_id, YOURS_BETWEEN))
    .where(EDIT.record_id == RECORD.record_id, EDIT.person_id == bindparam("person"))
    .scalar_subquery()
)
_ROWS = (
    select(
        RECORD.seq, RECORD.record_id, RECORD.kind, RECORD.settlement_id, RECORD.city_id, RECORD.form, RECORD.hash,
        RECORD.level_hashes, _YOURS, RECORD.level_0, RECORD.level_1, RECORD.level_2, RECORD.level_3,
    )
    .where(RECORD.scope_id == bindparam("scope"), RECORD.seq > bindparam("after"))
    .order_by(RECORD.seq)
    .limit(bindparam("most"))
)  # fmt: skip
_COUNTED = Among(select(SCOPE.id, SCOPE.seq, SCOPE.safe_seq), SCOPE.id)
_ALIASES = Among(select(ALIAS.record_id, ALIAS.stands_for), ALIAS.stands_for)
_LEVELS = Among(
    select(RECORD.record_id, RECORD.level_0, RECORD.level_1, RECORD.level_2, RECORD.level_3), RECORD.record_id
)
_CLOCKS = Among(select(EDIT.record_id, EDIT.edit_id, EDIT.skew_s).where(WRONG_CLOCK), EDIT.record_id)
_DEPARTED = (
    select(DEPARTED.seq, DEPARTED.record_id, literal_column("''"))
    .outerjoin(
        table_of(StoredRecord), (RECORD.record_id == DEPARTED.record_id) & (RECORD.scope_id == DEPARTED.scope_id)
    )
    .where(DEPARTED.scope_id == bindparam("scope"), DEPARTED.seq > bindparam("after"))
    .order_by(DEPARTED.seq)
    .limit(bindparam("most"))
)
_LEFT = _DEPARTED.where(RECORD.record_id.is_(None))
_NOT_GRANTED = (RECORD.kind != "settlement") & RECORD.settlement_id.not_in(bindparam("granted", expanding=True))
_LEFT_WHAT_IS_GRANTED = _DEPARTED.where(RECORD.record_id.is_(None) | _NOT_GRANTED)


class Counted(NamedTuple):
    """How far a scope has come, and how far verified backups reach."""

    seq: int = 0
    safe_seq: int = 0


def counted(session: Session, scope_ids: Collection[str]) -> dict[str, Counted]:
    """Return the counters of some scopes; one without changes stands at 0."""
    found = {row[0]: Counted(row[1], row[2]) for row in _COUNTED.rows(session, scope_ids)}
    return {scope_id: found.get(scope_id, Counted()) for scope_id in scope_ids}


def rows(session: Session, scope_id: str, person_id: str, after: int, most: int) -> Iterator[StoredRow]:
    """Yield the records of a scope changed after a place, in order, reading only as far as they are asked for.

    Each with the edits of the person that it holds, from whichever phone: one phone may hand over to the next. All of
    them, not only those since the phone's cursor: a record that changes while the phone is between two pages moves on
    in the order, and its older edits would never be named.
    """
    asked = {"scope": scope_id, "person": person_id, "after": after, "most": most}
    stepwise = {"stream_results": True, "max_row_buffer": STEP}
    found = session.connection().execute(_ROWS, asked, execution_options=stepwise)
    try:
        for some in found.partitions(STEP):
            yield from cast(Sequence[StoredRow], some)
    finally:
        found.close()


def left(
    session: Session, scope_id: str, after: int, most: int, granted: Collection[str] | None = None
) -> Sequence[StoredRow]:
    """Return (seq, record_id, no kind) of what left a scope after a place and is not there now, in order.

    For somebody who is granted some settlements only, what went from one of them to another is not there either.
    """
    asked: dict[str, Any] = {"scope": scope_id, "after": after, "most": most}
    if granted is None:
        found = session.connection().execute(_LEFT, asked)
    else:
        found = session.connection().execute(_LEFT_WHAT_IS_GRANTED, asked | {"granted": list(granted)})
    return cast(Sequence[StoredRow], found.all())


def aliases(session: Session, record_ids: Collection[str]) -> dict[str, str]:
    """Return which records now stand in for others, as {record: what stands for it}, of those on a page."""
    return {row[0]: row[1] for row in _ALIASES.rows(session, record_ids)}


def wrong_clocks(session: Session, record_ids: Collection[str]) -> dict[str, dict[str, int]]:
    """Return of records on a page the edits of phones whose clocks were wrong, with the seconds they were ahead."""
    found: dict[str, dict[str, int]] = {}
    for record_id, edit_id, skew_s in _CLOCKS.rows(session, record_ids):
        found.setdefault(record_id, {})[edit_id] = skew_s
    return found


def levels_named(session: Session, record_ids: Collection[str]) -> dict[str, tuple[str, str, str, str]]:
    """Return what stands in some records, of those there are, as it rests."""
    return {row[0]: row[1:] for row in _LEVELS.rows(session, record_ids)}


def first_seqs(session: Session, settlement_ids: Collection[str]) -> dict[str, int]:
    """Return per scope the earliest place of anything said of these settlements: where telling them anew begins."""
    asked = select(RECORD.scope_id, func.min(RECORD.seq)).where(RECORD.settlement_id.in_(settlement_ids))
    return {row[0]: row[1] for row in session.execute(asked.group_by(RECORD.scope_id)) if row[1] is not None}


def at_one_moment(session: Session) -> None:
    """Have all that this session reads be of one moment; say it before the first statement.

    SQLite reads so anyway. PostgreSQL would show each statement what was committed before it: a page could then name an
    edit of the phone as merged and send the record without it, and the answer would be gone from the screen.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
