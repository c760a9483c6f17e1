"""Writes what somebody said: an edit merged into its record, or kept aside word for word with the reason."""

from collections.abc import Collection, Mapping
from typing import Any

import orjson
from sqlalchemy import Row
from sqlmodel import Session

from app.kit.canonical import sha256_hex
from app.kit.clock import iso, now
from app.kit.ids import is_uuid, uuid7
from app.kit.problems import Problem
from app.ledger import repository, rules
from app.ledger.desk import Desk, desk_of
from app.ledger.outcomes import Author, Outcome
from app.ledger.problems import EditIdReused, NothingKept, RecordIsAnother
from app.ledger.reading import ReadEdit, read, without
from app.ledger.rules import Answer, Edit, Written
from app.ledger.sheet import NOTHING, LevelOf, Levels, Sheet
from app.ledger.standing import problem_bodies


def new_edit(
    kind: str,
    record_id: str,
    said: Mapping[str, Answer],
    *,
    by: str,
    settlement_id: str | None,
    city_id: str,
    form: str = "kwetu@1",
    made_at: str | None = None,
    edit_id: str | None = None,
) -> Edit:
    """Make an edit on the server's own behalf; ``replaces`` is empty where it is not given."""
    return Edit(
        edit_id=edit_id or uuid7(),
        by=by,
        kind=kind,
        record_id=record_id,
        settlement_id=settlement_id,
        city_id=city_id,
        form=form,
        made_at=made_at or iso(now()),
        n=0,
        set={path: {"replaces": []} | dict(answer) for path, answer in said.items()},
    )


def write(
    session: Session,
    edit: Edit,
    *,
    author: Author,
    level_of: LevelOf,
    refused: Mapping[str, Problem] | None = None,
    city_id: str | None = None,
    skew_s: int | None = None,
) -> Outcome:
    """Merge an edit into its record; raises EditRefused where it must be parked instead.

    ``refused``: paths the slice of this kind does not keep. ``city_id``: the settlement's present city, where that is
    not what the edit believes. An edit that came before changes nothing and gets its first outcome.
    """
    told = read(edit)
    return write_read(
        session, told, author=author, levels=lambda _form: level_of, refused=refused, city_id=city_id, skew_s=skew_s
    )


def write_read(
    session: Session,
    told: ReadEdit,
    *,
    author: Author,
    levels: Levels,
    refused: Mapping[str, Problem] | None = None,
    city_id: str | None = None,
    skew_s: int | None = None,
) -> Outcome:
    """Do as ``write`` does with an edit that was looked at already; ``levels`` go by the form of its record."""
    edit, at = told.edit, iso(now())
    before = had(session, edit["edit_id"], told.sha256)
    if before:
        return before
    all_refused = {**told.refused, **(refused or {})}
    kept = without(edit, all_refused)
    if not kept["set"]:
        raise NothingKept()
    desk = desk_of(session)
    sheet = _merged(desk, kept, levels, city_id or edit["city_id"], told.values)
    contested = rules.contested(sheet.standing.state, kept["set"])
    outcome = Outcome(
        edit_id=edit["edit_id"],
        answer="contested" if contested else "kept",
        sha256=told.sha256,
        at=at,
        contested=contested,
        refused_paths=problem_bodies(all_refused),
    )
    desk.put(sheet, _edit_row(told, outcome, author, sheet, skew_s))
    return outcome


def had(session: Session, edit_id: str, sha256: str) -> Outcome | None:
    """Return what was answered when this edit first came; EditIdReused when the id brought something else then."""
    stored = desk_of(session).stored(edit_id)
    if stored is None:
        return None
    if stored.sha256 != sha256:
        raise EditIdReused()
    first = Outcome(
        edit_id=edit_id,
        answer=stored.answer,
        sha256=sha256,
        at=stored.received_at,
        contested=orjson.loads(stored.contested),
        refused_paths=orjson.loads(stored.refused_paths),
        **_settled(repository.parked(session, sha256)),
    )
    return Outcome(edit_id=edit_id, answer="already_had", sha256=sha256, at=first.at, first=first)


def _merged(desk: Desk, kept: Edit, levels: Levels, city_id: str, values: Written | None) -> Sheet:
    """Return the record as it stands after this edit."""
    sheet = desk.opened(kept["record_id"])
    record_id = desk.record_id(kept["record_id"])
    spoken_of = record_id if kept["kind"] == "settlement" else kept["settlement_id"]
    settlement_id = desk.record_id(spoken_of) if spoken_of else None
    if sheet is None:
        sheet = desk.begin(
            Sheet(record_id, kept["kind"], kept["form"], settlement_id, city_id, city_id, at_rest=NOTHING, begun=True)
        )
    if sheet.kind != kept["kind"] or sheet.settlement_id != settlement_id:
        raise RecordIsAnother()
    replaced = {other for said in kept["set"].values() for other in said.get("replaces", ())}
    return sheet.merged(kept, desk.arrived(sheet, replaced), levels, values)


def _edit_row(told: ReadEdit, outcome: Outcome, author: Author, sheet: Sheet, skew_s: int | None) -> dict[str, Any]:
    edit = told.edit
    return {
        "edit_id": edit["edit_id"],
        "record_id": sheet.record_id,
        "kind": edit["kind"],
        "person_id": edit["by"],
        "device_id": author.device_id,
        "form": edit["form"],
        "made_at": edit["made_at"],
        "received_at": outcome.at,
        "sha256": outcome.sha256,
        "body": told.body.decode(),
        "answer": outcome.answer,
        "contested": orjson.dumps(outcome.contested).decode() if outcome.contested else "[]",
        "refused_paths": orjson.dumps(outcome.refused_paths).decode() if outcome.refused_paths else "{}",
        "nth": sheet.edit_count,
        "skew_s": skew_s,
        "seq": None,
    }


def park(
    session: Session,
    told: Any,
    body: bytes,
    *,
    author: Author,
    problem: Problem,
    refused: Mapping[str, Problem] | None = None,
    carried_by: str | None = None,
) -> Outcome:
    """Keep an edit aside word for word with the reason; one parked before gets its first outcome."""
    sha256 = sha256_hex(body)
    named = told if isinstance(told, dict) else {}
    edit_id, city_id, settlement_id = (
        str(named[name]) if is_uuid(named.get(name)) else "" for name in ("edit_id", "city_id", "settlement_id")
    )
    before = parked(session, edit_id, sha256)
    if before:
        return before
    outcome = Outcome(
        edit_id=edit_id,
        answer="parked",
        sha256=sha256,
        at=iso(now()),
        problem=problem.body(),
        refused_paths=problem_bodies(refused or {}),
    )
    repository.park(session, {
        "sha256": sha256, "edit_id": edit_id, "person_id": author.person_id, "device_id": author.device_id,
        "city_id": city_id or None, "settlement_id": settlement_id or None, "carried_by": carried_by,
        "received_at": outcome.at, "body": body.decode(),
        "problem": orjson.dumps(outcome.problem).decode(),
        "refused_paths": orjson.dumps(outcome.refused_paths).decode(),
    })  # fmt: skip
    return outcome


def parked(session: Session, edit_id: str, sha256: str) -> Outcome | None:
    """Return what was answered when this very edit was parked."""
    row = repository.parked(session, sha256)
    if row is None:
        return None
    first = Outcome(
        edit_id=edit_id,
        answer="parked",
        sha256=sha256,
        at=row.received_at,
        problem=orjson.loads(row.problem),
        refused_paths=orjson.loads(row.refused_paths),
        **_settled(row),
    )
    return Outcome(edit_id=edit_id, answer="already_had", sha256=sha256, at=first.at, first=first)


def _settled(row: Row[Any] | None) -> dict[str, Any]:
    """Return what a leader made of an edit that was parked."""
    return {name: getattr(row, name) for name in ("settled", "settled_by", "settled_why")} if row else {}


def parked_before(session: Session, edit_ids: Collection[str]) -> dict[str, str]:
    """Return SHA-256 -> what was made of it so far, of those of these edits that were parked; held until the end."""
    return repository.parked_before(session, edit_ids)
