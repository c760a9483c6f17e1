"""What was answered before: the answers of a record that stand no more, each with who gave it, when and how."""

from collections.abc import Iterator

import orjson
from sqlmodel import Session

from app.kit.problems import NotFound
from app.ledger import pages
from app.ledger import service as ledger
from app.people.rules import SignedIn
from app.sync.granting import granted
from app.sync.schemas import EarlierAnswer, EarlierAnswers

SHOWN = 300
SHOWN_BYTES = 512 * 1024


def earlier(session: Session, who: SignedIn, record_id: str, path: str | None) -> EarlierAnswers:
    """Return what was answered before in a record this person reads in full, the latest first, of one path if named."""
    grant = granted(session, who)
    record = ledger.record(session, ledger.meant_by(session, record_id))
    if record is None or record.city_id not in grant.city_ids or not grant.in_full(record.kind, record.settlement_id):
        raise NotFound()
    all_told = list(_replaced(session, record.record_id, path))
    shown = _short(all_told)
    return EarlierAnswers(answers=shown, left_out=len(all_told) - len(shown))


def _replaced(session: Session, record_id: str, path: str | None) -> Iterator[EarlierAnswer]:
    """Read the record's edits, the latest first, and keep of each what does not stand."""
    standing = ledger.state_of(session, record_id).fields
    clocks = pages.wrong_clocks(session, [record_id]).get(record_id, {})
    for edit in reversed(ledger.edits(session, record_id)):
        for named, said in edit["set"].items():
            if edit["edit_id"] in standing.get(named, ()) or path not in (None, named):
                continue
            yield EarlierAnswer(
                edit_id=edit["edit_id"],
                said_of=edit["record_id"],
                path=named,
                answer={part: told for part, told in said.items() if part != "replaces"},
                by=edit["by"],
                made_at=edit["made_at"],
                skew_s=clocks.get(edit["edit_id"]),
            )


def _short(told: list[EarlierAnswer]) -> list[EarlierAnswer]:
    """Keep as many as one answer to a phone may hold."""
    room = SHOWN_BYTES
    for at, one in enumerate(told[:SHOWN]):
        room -= len(orjson.dumps(one.answer))
        if room < 0:
            return told[:at]
    return told[:SHOWN]
