"""Settlements and places: who may describe and see them, and the typed rows kept beside their records."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlmodel import Session

from app.kit.shapes import middle
from app.kit.whereabouts import Near, amid, by_the_clock
from app.ledger import service as ledger
from app.outlines import service as outlines
from app.people import service as people
from app.people.rules import SignedIn
from app.people.schemas import CityShown
from app.settlements import repository
from app.settlements.models import Place, Settlement
from app.settlements.preparing import CITY
from app.settlements.problems import SettlementNotYours, SettlementUnknown
from app.settlements.rules import may_describe
from app.settlements.schemas import PlaceShown, SettlementShown


def after_settlement(session: Session, edit: Mapping[str, Any]) -> None:
    """Bring the settlement's typed row up to its record."""
    session.add(_brought_up(session, edit, repository.settlement(session, edit["record_id"])))
    outlines.note(session, edit)
    session.flush()


def after_settlements(session: Session, edits: Collection[Mapping[str, Any]]) -> None:
    """Do as ``after_settlement`` does for many at once."""
    known = repository.settlements_named(session, [edit["record_id"] for edit in edits])
    begun = []
    for edit in edits:
        told, row = _values(session, edit["record_id"]), known.get(edit["record_id"])
        if row is None and CITY not in told and not ledger.was_joined(session, edit["record_id"]):
            begun.append(_envelope(edit) | _columns(told))
        else:
            session.add(_brought_up(session, edit, row))
        outlines.note(session, edit)
    repository.add_settlements(session, begun)
    session.flush()


def _envelope(edit: Mapping[str, Any]) -> dict[str, Any]:
    return {"settlement_id": edit["record_id"], "city_id": edit["city_id"], "added_by": edit["by"]}


def _columns(told: Mapping[str, Any]) -> dict[str, Any]:
    shape = told.get("centre_point") or told.get("boundary")
    lon, lat = middle(shape) if shape else (None, None)
    named = {"name": str(told.get("name") or ""), "code": told.get("code")}
    return named | {"ward_id": told.get("ward"), "team_id": told.get("team"), "lon": lon, "lat": lat}


def _brought_up(session: Session, edit: Mapping[str, Any], row: Settlement | None) -> Settlement:
    told = _values(session, edit["record_id"])
    row = row or Settlement(**_envelope(edit))
    for name, value in _columns(told).items():
        setattr(row, name, value)
    if CITY in told:
        _follow(session, row, str(told[CITY]))
    if CITY in told or ledger.was_joined(session, edit["record_id"]):
        _leave_behind(session, row)
    return row


def _follow(session: Session, row: Settlement, city_id: str) -> None:
    """Bring a settlement into the city it was moved to, with all that was said of it."""
    row.city_id = city_id
    ledger.move(session, row.settlement_id, city_id)


def _leave_behind(session: Session, row: Settlement) -> None:
    """Take team and ward off that are of another city than the settlement came to, by itself or joined to another."""
    if row.team_id and people.team_city(session, row.team_id) != row.city_id:
        row.team_id = None
    if row.ward_id and city_of_place(session, row.ward_id) != row.city_id:
        row.ward_id = None


def restate(session: Session, settlement_id: str) -> None:
    """Bring a settlement's typed row up to what was said of it, also where there was none any more."""
    first = next(iter(ledger.edits(session, settlement_id)), None)
    if first:
        city_id = ledger.city_of(session, settlement_id) or first["city_id"]
        after_settlement(session, {**first, "record_id": settlement_id, "city_id": city_id})


def take_off(session: Session, settlement_id: str) -> None:
    """Take the typed row of a settlement away for which another stands now."""
    row = repository.settlement(session, settlement_id)
    if row:
        session.delete(row)
        session.flush()


def after_place(session: Session, edit: Mapping[str, Any]) -> None:
    """Bring the place's typed row up to its record."""
    after_places(session, [edit])


def after_places(session: Session, edits: Collection[Mapping[str, Any]]) -> None:
    """Do as ``after_place`` does for many at once."""
    known = repository.places_named(session, [edit["record_id"] for edit in edits])
    for edit in edits:
        told = _values(session, edit["record_id"])
        row = known.get(edit["record_id"]) or Place(place_id=edit["record_id"], city_id=edit["city_id"])
        row.name, row.code = str(told.get("name") or ""), told.get("code")
        row.parent_id, row.place_level = told.get("parent"), told.get("place_level")
        session.add(row)
        outlines.note(session, edit)
    session.flush()


def _values(session: Session, record_id: str) -> dict[str, Any]:
    shown = ledger.answers(ledger.state_of(session, record_id))
    return {path: answer["value"] for path, answer in shown.items() if "value" in answer}


def settlement(session: Session, settlement_id: str) -> SettlementShown | None:
    """Return a settlement, None when nobody told the server of it."""
    found = repository.settlement(session, settlement_id)
    return SettlementShown(**found.model_dump()) if found else None


def where_it_lies(session: Session, city: CityShown) -> Near | None:
    """Return roughly where a city lies: amid what people described, else what lists say, else by its clock.

    What is off the list has no outline, and says nothing of it.
    """
    lying = outlines.within(session, outlines.EVERYWHERE, kinds=("settlement", "profile"), city_ids=[city.id])
    by_files = {one["edit_id"] for told in repository.told_by_files(session, city.id).values() for one in told.values()}
    described = [(one.lon, one.lat) for one in lying if one.edit_id not in by_files]
    listed = [(one.lon, one.lat) for one in lying if one.edit_id in by_files]
    return amid(described, listed, by_the_clock(city.time_zone))


def names_of(session: Session, settlement_ids: Iterable[str]) -> dict[str, str]:
    """Return what settlements are called, by id; those without a name by their code."""
    found = repository.settlements_named(session, list(settlement_ids))
    return {settlement_id: row.name or row.code or "" for settlement_id, row in found.items()}


@contextmanager
def in_hand(session: Session, settlement_ids: Collection[str]) -> Iterator[None]:
    """Take settlements in hand for the length of a block: nobody asks the database for them again."""
    repository.take_in_hand(session, settlement_ids)
    try:
        yield
    finally:
        repository.let_go(session)


def settlements(session: Session, city_ids: Collection[str]) -> list[SettlementShown]:
    """Return the settlements of some cities by name."""
    return _all_shown(repository.settlements(session, city_ids))


def granted(session: Session, who: SignedIn) -> frozenset[str]:
    """Return the settlements whose full records a mapper gets: the teams' own, and those added and not yet given."""
    own = repository.settlements_of_teams(session, who.team_ids) if who.team_ids else []
    added = repository.added_without_team(session, who.person_id)
    return frozenset(row.settlement_id for row in [*own, *added] if who.in_city(row.city_id))


def may_profile(session: Session, who: SignedIn, settlement_id: str) -> bool:
    """Tell whether the person may say something in this settlement's profile."""
    return may_be_described(session, who, settlement_id) or False


def may_be_described(session: Session, who: SignedIn, settlement_id: str) -> bool | None:
    """Do as ``may_profile`` does; None where nobody told the server of such a settlement."""
    found = repository.envelope(session, settlement_id)
    return may_describe(who, found.city_id, found.team_id, found.added_by) if found else None


def must_describe(session: Session, who: SignedIn, settlement_id: str | None) -> str:
    """Return the settlement spoken of if this person may describe it; raise why not."""
    may = may_be_described(session, who, settlement_id) if settlement_id else None
    if settlement_id is None or may is None:
        raise SettlementUnknown()
    if not may:
        raise SettlementNotYours()
    return settlement_id


def may_see_boundary(session: Session, who: SignedIn, record_id: str) -> bool:
    """Tell whether the person may see where this settlement lies; the city's wards and barangays everybody may."""
    place = repository.place(session, record_id)
    if place:
        return who.in_city(place.city_id)
    found = repository.envelope(session, record_id)
    return found is not None and (who.leads(found.city_id) or may_profile(session, who, record_id))


def rounds(session: Session, settlement_ids: Collection[str]) -> dict[str, int]:
    """Return the newest round of each of these settlements that the server knows."""
    return repository.rounds(session, settlement_ids)


def begin_round(session: Session, settlement_id: str, profile_round: int) -> bool:
    """Note the newest round of profiling that anybody began; tell whether this is a newer one."""
    envelope = repository.envelope(session, settlement_id)
    if envelope is None or profile_round <= envelope.round:
        return False
    return set_round(session, settlement_id, profile_round)


def set_round(session: Session, settlement_id: str, profile_round: int) -> bool:
    """Note which round of profiling is the newest, be it an earlier one than before; tell whether it is another."""
    found = repository.settlement(session, settlement_id)
    if found is None or found.round == profile_round:
        return False
    found.round = profile_round
    session.add(found)
    return True


def places(session: Session, city_ids: Collection[str]) -> list[PlaceShown]:
    """Return the wards, barangays and districts of some cities."""
    return [PlaceShown(**place.model_dump()) for place in repository.places(session, city_ids)]


def _all_shown(rows: Iterable[Settlement]) -> list[SettlementShown]:
    return [SettlementShown(**row.model_dump()) for row in rows]


def city_of_place(session: Session, place_id: str) -> str | None:
    """Return the city of a ward, barangay or district, None when there is no such place."""
    found = repository.place(session, place_id)
    return found.city_id if found else None


people.look_up_wards_by(city_of_place)
