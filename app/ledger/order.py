"""The order of change: every change gets a place in its city's count; a phone asks for what came after its own."""

from sqlalchemy import event
from sqlmodel import Session

from app.ledger import moving, repository
from app.ledger.desk import desk_of


def number_changes(session: Session) -> None:
    """Give everything that changed its place in its scope's order: the last act of a transaction, scopes in id order.

    The counter's row is the last lock taken, so places are given in the order of the commits and no puller misses one.
    """
    desk = desk_of(session)
    if desk.numbered:
        return
    scope_of = {row.record_id: row.scope_id for row in repository.unnumbered(session)}
    left_over, waiting = set(scope_of), {sheet.record_id: sheet.scope_id for sheet in desk.waiting()}
    places: dict[str, int] = {}
    by_scope: dict[str, list[str]] = {}
    for record_id, scope_id in sorted((scope_of | waiting).items()):
        by_scope.setdefault(scope_id, []).append(record_id)
    leaving = moving.departing(session)
    for scope_id in sorted(by_scope.keys() | leaving.keys()):
        record_ids, left = by_scope.get(scope_id, []), leaving.get(scope_id, [])
        last = repository.advance(session, scope_id, len(record_ids) + len(left))
        places |= {one: seq for seq, one in enumerate(record_ids, start=last - len(record_ids) + 1)}
        moving.place(session, scope_id, left, last - len(record_ids) - len(left) + 1)
    desk.write_down(places)
    repository.number(session, {one: places[one] for one in left_over}, waiting)
    desk.placed({one: places[one] for one in left_over.difference(waiting)})
    desk.numbered = True


@event.listens_for(Session, "before_commit")
def _number_before_commit(session: Session) -> None:
    """No transaction ends with a change that has no place: not of a phone, not of an import."""
    if not session.in_nested_transaction():
        number_changes(session)


def place_of(session: Session, record_id: str) -> tuple[str, int] | None:
    """Return the scope and the place of a record this transaction holds, once its changes are numbered."""
    desk = desk_of(session)
    sheet = desk.sheet(desk.record_id(record_id))
    return (sheet.scope_id, sheet.seq) if sheet and sheet.seq is not None else None
