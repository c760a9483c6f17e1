"""The desk: the records a transaction holds, what it said of them, and one moment at its end when all is written down.

A phone sends fifty edits at once. Their records are taken in hand together, each edit is merged in memory, and what
came of them is written with four statements. Whoever asks the tables directly, through the session, finds them up to
date: the desk is cleared first. What a savepoint takes back is taken back here too.
"""

from collections.abc import Collection, Iterable, Mapping
from operator import itemgetter
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import ClauseElement, TextClause, event
from sqlalchemy.orm import ORMExecuteState, SessionTransaction
from sqlalchemy.sql.util import find_tables
from sqlmodel import Session

from app.kit.roomy import uncollected
from app.ledger import repository
from app.ledger.sheet import Sheet

_DESK = "ledger.desk"
_TABLES = frozenset({"edit", "record", "alias", "scope"})
_speaking: WeakKeyDictionary[ClauseElement, bool] = WeakKeyDictionary()
"""Of statements seen before, whether they speak of the ledger's tables."""


class Stored(NamedTuple):
    """What is known of an edit that arrived: enough to answer its repeat."""

    edit_id: str
    record_id: str
    sha256: str
    answer: str
    contested: str
    refused_paths: str
    received_at: str


class Mark(NamedTuple):
    """What lay on the desk at one moment, to go back to."""

    sheets: dict[str, Sheet | None]
    edits: dict[str, dict[str, Any]]
    stored: dict[str, Stored | None]
    stands_for: dict[str, str]


class Desk:
    """What one transaction has in hand; ``cautious`` begins each new record in the database at once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._sheets: dict[str, Sheet | None] = {}
        self._edits: dict[str, dict[str, Any]] = {}
        self._stored: dict[str, Stored | None] = {}
        self._stands_for: dict[str, str] = {}
        self.marks: dict[SessionTransaction, Mark] = {}
        self.cautious = True
        self.numbered = False

    def record_id(self, record_id: str) -> str:
        """Return the record that is meant: one joined to another is spoken of under that one's id."""
        return self._stands_for.get(record_id, record_id)

    def is_named(self, record_id: str) -> bool:
        """Tell whether it was ever written down which record stands for this one."""
        return record_id in self._stands_for

    def sheet(self, record_id: str) -> Sheet | None:
        """Return a record in hand; None where it is not, or where there is none."""
        return self._sheets.get(record_id)

    def looked_up(self, record_id: str) -> Sheet | None:
        """Return the record that is meant, without what stands in it, taking it in hand if need be."""
        meant = self._stands_for.get(record_id, record_id)
        if meant in self._sheets:
            return self._sheets[meant]
        self.hold([record_id])
        return self._sheets[self.record_id(record_id)]

    def hold(self, record_ids: Iterable[str], told: Collection[str] = ()) -> None:
        """Take records in hand, locked in the order of their ids; those ``told`` of are read whole at once."""
        new = sorted({self.record_id(one) for one in record_ids}.difference(self._sheets))
        if new:
            found = {row.record_id: Sheet(*row) for row in repository.held(self._session, new)}
            self._sheets |= {one: found.get(one) for one in new}
            self._follow(repository.aliases(self._session, new), told)
        whole = [one for one in {self.record_id(one) for one in told} if (sheet := self._sheets[one]) and sheet.is_shut]
        for row in repository.levels(self._session, whole) if whole else ():
            sheet = self._sheets[row.record_id]
            self._sheets[row.record_id] = sheet and sheet.opened((row.level_0, row.level_1, row.level_2, row.level_3))

    def _follow(self, aliases: Mapping[str, str], told: Collection[str]) -> None:
        """Hold what stands for some records; where they were joined or parted while that was waited for, look again."""
        while aliases:
            self._stands_for |= aliases
            self.hold(aliases.values(), [aliases[one] for one in told if one in aliases])
            now = repository.aliases(self._session, list(aliases))
            aliases = {one: meant for one, meant in now.items() if meant != aliases[one]}
            self._forget_missing(aliases.values())

    def opened(self, record_id: str) -> Sheet | None:
        """Return a record with all that stands in it, taking it in hand if need be."""
        known = self._sheets.get(self.record_id(record_id))
        if known and not known.is_shut:
            return known
        self.hold([record_id], [record_id])
        return self._sheets[self.record_id(record_id)]

    def look_up(self, edit_ids: Iterable[str]) -> None:
        """Learn of edits whether they have arrived."""
        unknown = {one for one in edit_ids if one not in self._stored and one not in self._edits}
        if unknown:
            self._stored |= dict.fromkeys(unknown)
            self._stored |= {row.edit_id: Stored(*row) for row in repository.stored(self._session, sorted(unknown))}

    def stored(self, edit_id: str) -> Stored | None:
        """Return what is known of an edit that has arrived, in this transaction or before it."""
        row = self._edits.get(edit_id)
        if row:
            return _as_stored(row)
        if edit_id not in self._stored:
            self.look_up([edit_id])
        return self._stored[edit_id]

    def arrived(self, sheet: Sheet, edit_ids: Collection[str]) -> set[str]:
        """Return which of these edits have arrived on a record; what stands there has."""
        standing = sheet.standing.made
        elsewhere = [one for one in edit_ids if one not in standing]
        if not elsewhere:
            return set(edit_ids)
        self.look_up(elsewhere)
        found = {one for one in elsewhere if (known := self.stored(one)) and known.record_id == sheet.record_id}
        return found.union(one for one in edit_ids if one in standing)

    def begin(self, sheet: Sheet) -> Sheet:
        """Begin a record nobody described, unless somebody did at this very moment."""
        if self.cautious and not repository.is_alone(self._session):
            repository.add_record(self._session, sheet.row())
            del self._sheets[sheet.record_id]
            found = self.opened(sheet.record_id) or sheet
            if found.edit_count:  # what somebody did say arrived since it was asked for
                self.ask_again()
            return found
        return sheet

    def put(self, sheet: Sheet, edit: dict[str, Any]) -> None:
        """Lay an edit on the desk with the record as it stands after it."""
        self._sheets[sheet.record_id] = sheet
        self._edits[edit["edit_id"]] = edit
        self.numbered = False

    def touch(self, record_id: str) -> None:
        """Have a record get a new place in the order of change."""
        if self.record_id(record_id) not in self._sheets:
            self.hold([record_id])
        sheet = self._sheets[self.record_id(record_id)]
        if sheet:
            self._sheets[sheet.record_id] = sheet.touched()
            self.numbered = False

    def waiting(self) -> list[Sheet]:
        """Return the records that are to be written down."""
        return [sheet for sheet in self._sheets.values() if sheet and sheet.waits]

    @uncollected()
    def write_down(self, places: Mapping[str, int] | None = None) -> None:
        """Write everything that waits, each record with its place in the order of change where it is known by now."""
        waiting, place = self.waiting(), (places or {}).get
        repository.write_down(
            self._session,
            edits=[{**edit, "seq": place(edit["record_id"])} for edit in self._edits.values()],
            begun=[sheet.row() | {"seq": place(sheet.record_id)} for sheet in waiting if sheet.begun],
            changed={
                sheet.record_id: sheet.columns() | {"seq": place(sheet.record_id)}
                for sheet in waiting
                if sheet.changed and not sheet.begun
            },
            moved={sheet.record_id: place(sheet.record_id) for sheet in waiting if not sheet.changed},
        )
        for sheet in waiting:
            self._sheets[sheet.record_id] = sheet.resting(place(sheet.record_id))
        self._stored |= {edit_id: _as_stored(row) for edit_id, row in self._edits.items()}
        self._edits.clear()

    def placed(self, places: Mapping[str, int]) -> None:
        """Learn the places of what had been written down before they were given."""
        for record_id, seq in places.items():
            sheet = self._sheets.get(record_id)
            self._sheets[record_id] = sheet and sheet.resting(seq)

    def mark(self) -> Mark:
        """Remember what lies here now."""
        return Mark(dict(self._sheets), dict(self._edits), dict(self._stored), dict(self._stands_for))

    def back_to(self, mark: Mark) -> None:
        """Put everything back as it was. PostgreSQL lets go of locks taken since; those records leave the desk too."""
        self._sheets, self._edits, self._stored = dict(mark.sheets), dict(mark.edits), dict(mark.stored)
        self._stands_for = dict(mark.stands_for)

    def ask_again(self, record_ids: Iterable[str] = ()) -> None:
        """Have edits that had not arrived, and these records where they were not there, be asked for anew."""
        self._stored = {edit_id: known for edit_id, known in self._stored.items() if known}
        self._forget_missing({self.record_id(one) for one in record_ids})

    def _forget_missing(self, record_ids: Iterable[str]) -> None:
        for record_id in record_ids:
            if self._sheets.get(record_id) is None:
                self._sheets.pop(record_id, None)

    def forget(self) -> None:
        """Let go of what is known of records: somebody changed their tables without the desk."""
        self._sheets, self._stored, self._stands_for = {}, {}, {}
        self.numbered = False


_as_it_is_stored = itemgetter(*Stored._fields)


def _as_stored(row: Mapping[str, Any]) -> Stored:
    return Stored(*_as_it_is_stored(row))


def desk_of(session: Session) -> Desk:
    """Return the desk of the transaction this session is in."""
    found: Desk | None = session.info.get(_DESK)
    if found is None:
        found = session.info[_DESK] = Desk(session)
    return found


@event.listens_for(Session, "do_orm_execute")
def _write_down_first(asked: ORMExecuteState) -> None:
    """Whoever asks the ledger's tables directly finds them up to date; whoever changes them, the desk forgets."""
    desk: Desk | None = asked.session.info.get(_DESK)
    if desk is None or not (_speaks_of_the_ledger(asked)):
        return
    desk.write_down()
    if not asked.is_select:
        desk.forget()


def _speaks_of_the_ledger(asked: ORMExecuteState) -> bool:
    statement = asked.statement
    if not isinstance(statement, ClauseElement) or isinstance(statement, TextClause):
        return True
    if statement not in _speaking:
        found = find_tables(statement, check_columns=True, include_crud=True, include_joins=True, include_selects=True)
        _speaking[statement] = any(getattr(table, "name", None) in _TABLES for table in found)
    return _speaking[statement]


@event.listens_for(Session, "after_transaction_create")
def _mark(session: Session, transaction: SessionTransaction) -> None:
    desk: Desk | None = session.info.get(_DESK)
    if desk and transaction.nested:
        desk.marks[transaction] = desk.mark()


@event.listens_for(Session, "after_soft_rollback")
def _go_back(session: Session, transaction: SessionTransaction) -> None:
    """Take back what lies on the desk since the savepoint; of a flush that failed only its own end is told."""
    desk: Desk | None = session.info.get(_DESK)
    undone: SessionTransaction | None = transaction
    while undone and not undone.nested:
        undone = undone.parent
    if desk and undone:
        nothing = Mark({}, {}, {}, {})  # the desk was made after the savepoint: then nothing lay on it
        desk.back_to(desk.marks.get(undone, nothing))


@event.listens_for(Session, "after_transaction_end")
def _clear(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_DESK, None)
