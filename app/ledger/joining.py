"""Two settlements found to be one: what was said of both is filed under one of them, and every edit stays as it came.

A settlement may say of itself that it is the ``same_as`` another. Which settlement stands for which follows from what
all of them say, whatever the order in which it arrived; so does every record, for it is told again from its edits.
Where that is taken back, the edits, which still name the place they were said of, go back there. By the word in which a
leader said what both are called from now on, the place that stayed still goes: it says again what stood there, and it
took the place of nothing that stands elsewhere now (decision 12).
"""

import itertools
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from app.kit.ids import profile_id, round_of
from app.ledger import moving, repository, rules
from app.ledger.models import Alias, StoredEdit, StoredRecord, table_of
from app.ledger.reading import without
from app.ledger.rules import Edit
from app.ledger.standing import write_levels

SAME_AS = "same_as"
AHEAD = 3
"""Rounds begun on a phone that has not heard of the joining yet are named beforehand."""

LevelOf = Callable[[str], int]
LevelsOf = Callable[[str, str], LevelOf]
"""By the kind of a record and the name of its form: how far each of its answers may travel."""

ALIAS, EDIT, RECORD = table_of(Alias), table_of(StoredEdit), table_of(StoredRecord)


@dataclass(frozen=True)
class Filed:
    """An edit, and the record under which it lies."""

    edit: Edit
    record_id: str
    received_at: str


def stands_for(said: Mapping[str, str | None]) -> dict[str, str]:
    """Return which settlement stands for each, given what each says it is the same as. Pure.

    Where they name each other in a circle, the smallest id of the circle stands for all.
    """
    roots = {}
    for one in said:
        way = [one]
        while (other := said.get(way[-1])) in said and other is not None and other not in way:
            way.append(other)
        roots[one] = min(way[way.index(other) :]) if other in way and other != way[-1] else way[-1]
    return roots


def rejoin(
    session: Session, settlement_id: str, levels: LevelsOf, questionnaires: Collection[str], edit_id: str
) -> dict[str, str]:
    """File anew all that was said of a settlement and of those it is joined to; return which stands for which.

    ``questionnaires``: every one by which a phone may describe either place. The return value is empty where nothing
    changed.
    """
    named, said = _group(session, settlement_id)
    roots = stands_for(said)
    places = _filed(session, named, ("settlement", "profile"))
    target = {one.edit["edit_id"]: _record_of(one.edit, roots) for one in places}
    if all(target[one.edit["edit_id"]] == one.record_id for one in places):
        return {}
    _name(session, roots, edit_id, _last_round(places), questionnaires)
    anew: dict[str, list[Filed]] = defaultdict(list)
    for one in places:
        anew[target[one.edit["edit_id"]]].append(one)
    cities = {root: _city(session, root, anew[root]) for root in set(roots.values())}
    for record_id, filed in anew.items():
        first = filed[0].edit
        root, level_of = _root_of(first, roots), levels(first["kind"], first["form"])
        _tell_again(session, record_id, filed, root=root, city_id=cities[root], level_of=level_of)
    emptied = {one.record_id for one in places} - anew.keys()
    if emptied:
        moving.forget(session, emptied)
    _take_along(session, named, roots, cities)
    return roots


def _group(session: Session, settlement_id: str) -> tuple[set[str], dict[str, str | None]]:
    """Return the settlements under which edits of one group of joined places lie, and what each place says."""
    named, said = set[str](), dict[str, str | None]()
    new = heard = {settlement_id}
    while new:
        aliases = repository.aliases(session, new)
        new = {aliases.get(one, one) for one in new} - named
        named |= new
        moving.lock(session, new)
        by_place: dict[str, list[Edit]] = defaultdict(list)
        for one in _filed(session, new, ("settlement",)):
            by_place[one.edit["record_id"]].append(one.edit)
        said |= {place: _same_as(edits) for place, edits in by_place.items()}
        new = {other for other in said.values() if other and other not in said} - heard
        heard = heard | new
    return named, said


def _same_as(edits: Iterable[Edit]) -> str | None:
    told: list[Edit] = [{**one, "set": {SAME_AS: one["set"][SAME_AS]}} for one in edits if SAME_AS in one["set"]]
    shown = rules.answers(rules.merge_all(told)).get(SAME_AS, {})
    return shown.get("value")


def _filed(session: Session, settlement_ids: Iterable[str], kinds: tuple[str, ...]) -> list[Filed]:
    """Return the edits of some settlements' records in the order they came."""
    asked = (
        select(EDIT.c.body, EDIT.c.refused_paths, EDIT.c.record_id, EDIT.c.received_at)
        .join_from(EDIT, RECORD, RECORD.c.record_id == EDIT.c.record_id)
        .where(RECORD.c.settlement_id.in_(list(settlement_ids)), RECORD.c.kind.in_(kinds))
        .order_by(EDIT.c.received_at, EDIT.c.edit_id)
    )
    return [
        Filed(without(orjson.loads(row.body), orjson.loads(row.refused_paths)), row.record_id, row.received_at)
        for row in session.execute(asked)
    ]


def _record_of(edit: Edit, roots: Mapping[str, str]) -> str:
    """Return the record under which an edit belongs now."""
    if edit["kind"] == "settlement":
        return roots.get(edit["record_id"], edit["record_id"])
    place = edit["settlement_id"] or ""
    root = roots.get(place, place)
    number = round_of(place, edit["record_id"], edit["form"]) if root != place else None
    return profile_id(root, number, edit["form"]) if number else edit["record_id"]


def _last_round(places: Iterable[Filed]) -> int:
    profiles = (one.edit for one in places if one.edit["kind"] == "profile")
    named = {(edit["settlement_id"] or "", edit["record_id"], edit["form"]) for edit in profiles}
    return max((round_of(*one) or 1 for one in named), default=0)


def _name(
    session: Session, roots: Mapping[str, str], edit_id: str, last_round: int, questionnaires: Collection[str]
) -> None:
    """Write down which record stands for which; one that stands for itself again is told so to phones."""
    known = repository.aliases(session, roots.keys())
    told: dict[str, str] = {}
    for one, root in roots.items():
        if root == one and one not in known:
            continue
        told |= {one: root}
        rounds = itertools.product(range(1, last_round + AHEAD + 1), questionnaires)
        told |= {profile_id(one, *named): profile_id(root, *named) for named in rounds}
    session.execute(delete(ALIAS).where(ALIAS.c.record_id.in_(list(told))))
    rows = [{"record_id": one, "stands_for": other, "edit_id": edit_id} for one, other in told.items()]
    if rows:
        session.execute(insert(ALIAS), rows)


def _city(session: Session, root: str, filed: list[Filed]) -> str:
    """Return the city of a place: where its record is, or, where it comes back, that of the place it comes back from.

    Not the one a phone believed in when it was added: nobody who leads there was asked.
    """
    row = repository.record(session, root) or repository.record(session, filed[0].record_id)
    return row.city_id if row else filed[0].edit["city_id"]


def _root_of(edit: Edit, roots: Mapping[str, str]) -> str:
    """Return the settlement that stands for the one an edit speaks of."""
    place = edit["record_id"] if edit["kind"] == "settlement" else edit["settlement_id"] or ""
    return roots.get(place, place)


def _tell_again(
    session: Session, record_id: str, filed: list[Filed], *, root: str, city_id: str, level_of: LevelOf
) -> None:
    """Write a record as its edits leave it, each of them filed under it."""
    first = filed[0].edit
    state = rules.merge_all(one.edit for one in filed)
    made = {one.edit["edit_id"]: (one.edit["by"], one.edit["made_at"]) for one in filed}
    whole, hashes = rules.content_hash(state, level_of)
    row: dict[str, Any] = {
        "record_id": record_id, "kind": first["kind"], "form": first["form"], "settlement_id": root,
        "city_id": city_id, "scope_id": city_id, "hash": whole, "level_hashes": ",".join(hashes),
        "edit_count": len(filed), "seq": None,
    }  # fmt: skip
    row |= {f"level_{at}": text for at, text in enumerate(write_levels(state, made, level_of))}
    known = session.execute(select(RECORD.c.record_id).where(RECORD.c.record_id == record_id)).first()
    here = RECORD.c.record_id == record_id
    session.execute(update(RECORD).where(here).values(row) if known else insert(RECORD).values(row))
    for nth, one in enumerate(filed, start=1):
        lies = update(EDIT).where(EDIT.c.edit_id == one.edit["edit_id"])
        session.execute(lies.values(record_id=record_id, nth=nth))


def _take_along(session: Session, named: set[str], roots: Mapping[str, str], cities: Mapping[str, str]) -> None:
    """Map points, comments and decisions keep their own records, and belong to the place that stands for theirs."""
    for one in _filed(session, named, ("feature", "status_report", "comment", "decision")):
        place = one.edit["settlement_id"] or ""
        root = roots.get(place, place)
        here = (RECORD.c.record_id == one.edit["record_id"]) & (RECORD.c.settlement_id != root)
        was = session.execute(select(RECORD.c.scope_id).where(here)).scalar()
        if was is not None:  # in the same city too: who may read at the one place need not at the other
            moving.depart(session, was, [one.edit["record_id"]])
        goes = {"settlement_id": root, "city_id": cities[root], "scope_id": cities[root], "seq": None}
        session.execute(update(RECORD).where(here).values(goes))
