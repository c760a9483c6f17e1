"""Boundaries of neighbours that claim the same ground, raised to those who lead either settlement."""

from collections.abc import Iterable

from sqlmodel import Session

from app.ledger import rules
from app.ledger import service as ledger
from app.outlines import service as outlines
from app.people import service as people
from app.people.problems import NotYourRole
from app.people.rules import SignedIn
from app.review.schemas import Neighbour, SharedGround, SharedGrounds
from app.settlements import service as settlements


def shared_grounds(session: Session, who: SignedIn) -> SharedGrounds:
    """Tell a leader which settlements of the own cities claim too much ground that a neighbour claims as well."""
    led = [city.id for city in people.cities(session, who) if who.leads(city.id)]
    if not led:
        raise NotYourRole()
    pairs = outlines.disputed(session, led)
    names = _names(session, {one.settlement_id or "" for pair in pairs for one in (pair.one, pair.other)})
    told = [(pair, _neighbour(pair.one, names), _neighbour(pair.other, names)) for pair in pairs]
    return SharedGrounds(
        shared=[
            SharedGround(
                one=one,
                other=other,
                share=round(pair.shared.share, 4),
                area_m2=round(pair.shared.area_m2, 1),
                ground=pair.shared.geometry,
            )
            for pair, one, other in told
            if one and other
        ]
    )


def _names(session: Session, settlement_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of settlements, without those off the list."""
    named = settlements.names_of(session, settlement_ids)
    return {one: name for one, name in named.items() if not rules.deleted(ledger.state_of(session, one))}


def _neighbour(one: outlines.Outlined, names: dict[str, str]) -> Neighbour | None:
    settlement_id = one.settlement_id or ""
    if settlement_id not in names:
        return None
    return Neighbour(
        settlement_id=settlement_id, city_id=one.city_id, name=names[settlement_id], record_id=one.record_id
    )
