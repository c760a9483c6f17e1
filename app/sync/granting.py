"""What a person may read now, and what that means for a phone that read under an earlier grant."""

from dataclasses import dataclass
from functools import cached_property

from sqlmodel import Session

from app.ledger import pages
from app.people import service as people
from app.people.rules import SignedIn
from app.settlements import service as settlements
from app.sync.cursors import SETTLEMENTS_NAMED, Cursor
from app.sync.problems import CursorUnreadable, OfficialsReadReleases
from app.sync.rules import short_hash


@dataclass(frozen=True)
class Grant:
    """What a person may read: whole cities, and for a mapper the full records of some settlements only."""

    role: str
    city_ids: tuple[str, ...]
    settlement_ids: frozenset[str] | None

    def in_full(self, kind: str, settlement_id: str | None) -> bool:
        """Tell whether a record is sent with all its answers."""
        return self.settlement_ids is None or kind == "place" or settlement_id in self.settlement_ids

    @property
    def named(self) -> frozenset[str] | None:
        """Return the settlements a cursor names one by one; too many of them it names by the policy."""
        few = self.settlement_ids is not None and len(self.settlement_ids) <= SETTLEMENTS_NAMED
        return self.settlement_ids if few else None

    @cached_property
    def policy(self) -> str:
        """Name everything of the grant that a cursor does not hold one by one."""
        unnamed = [] if self.named is not None else sorted(self.settlement_ids or ())
        return short_hash([self.role, "named" if self.named is not None else "whole", unnamed])

    @cached_property
    def policy_of_first_release(self) -> str:
        """Name the grant as the first release did, whose cursors phones still hold."""
        return short_hash([self.role, list(self.city_ids), sorted(self.settlement_ids or ())])


@dataclass(frozen=True)
class Since:
    """Where a page begins in each city, where that city's order ends, what begins anew, what is no longer granted."""

    seqs: dict[str, int]
    ends: dict[str, int]
    reset: tuple[str, ...] = ()
    dropped_cities: tuple[str, ...] = ()
    dropped_settlements: tuple[str, ...] = ()


def granted(session: Session, who: SignedIn) -> Grant:
    """Return what the person may read now."""
    if who.is_official:
        raise OfficialsReadReleases()
    own = settlements.granted(session, who) if who.role == "mapper" else None
    return Grant(who.role, tuple(sorted(who.city_ids)), own)


def since(
    session: Session, who: SignedIn, grant: Grant, before: Cursor, *, epoch: str, counts: dict[str, pages.Counted]
) -> Since:
    """Return where the next page begins for a phone with this cursor.

    Another role or epoch begins anew. A settlement granted or taken away goes back to the first thing said of it: what
    comes twice changes nothing on the phone, and what it may not hold any more it is told to drop.
    """
    ends = {city_id: count.seq for city_id, count in counts.items()}
    first_release = before.began and before.salt is None
    policy = grant.policy_of_first_release if first_release else grant.policy
    cities = _dropped_cities(session, who, grant, before)
    read_in = [one for one in grant.city_ids if before.seq_of(one) is not None]
    named = _named(session, who, grant, before)
    if before.began and not before.is_from([*read_in, *cities, *named]):  # two with one tag: nothing it says is sure
        everywhere_else = tuple(sorted(people.cities_besides(session, who)))
        return Since(dict.fromkeys(grant.city_ids, 0), ends, grant.city_ids, everywhere_else)
    if not before.is_of(epoch, policy):
        return Since(dict.fromkeys(grant.city_ids, 0), ends, grant.city_ids, cities)
    seqs = {city_id: before.seq_of(city_id) or 0 for city_id in grant.city_ids}
    if any(seq > ends[city_id] for city_id, seq in seqs.items()):
        raise CursorUnreadable()
    if first_release or grant.named is None:
        return Since(seqs, ends, (), cities)
    gained = [one for one in grant.named if not before.holds(one)]
    lost = _lost(session, grant, before)
    for city_id, first in (pages.first_seqs(session, [*gained, *lost]) if gained or lost else {}).items():
        if city_id in seqs:
            seqs[city_id] = min(seqs[city_id], first - 1)
    return Since(seqs, ends, (), cities, tuple(sorted(lost)))


def _dropped_cities(session: Session, who: SignedIn, grant: Grant, before: Cursor) -> tuple[str, ...]:
    if not before.scopes_besides(grant.city_ids):
        return ()
    if before.salt is None:
        return tuple(sorted(before.seqs.keys() - set(grant.city_ids)))
    return tuple(sorted(one for one in people.cities_besides(session, who) if before.seq_of(one) is not None))


def _named(session: Session, who: SignedIn, grant: Grant, before: Cursor) -> set[str]:
    """Return the settlements that the cursor's tags may stand for; those not granted any more may be anywhere now."""
    named = {one for one in grant.named or () if before.holds(one)}
    if before.settlements_besides(named):
        everywhere = [*grant.city_ids, *people.cities_besides(session, who)]
        ids = [one.settlement_id for one in settlements.settlements(session, everywhere)]
        ids += pages.aliases(session, ids)  # one that was joined to another has no row of its own any more
        named |= {one for one in ids if before.holds(one)}
    return named


def _lost(session: Session, grant: Grant, before: Cursor) -> list[str]:
    """Return the settlements of these cities whose full records the phone was granted and is not any more."""
    kept = grant.named or frozenset()
    if not before.settlements_besides(kept):
        return []
    here = settlements.settlements(session, grant.city_ids)
    return [one.settlement_id for one in here if one.settlement_id not in kept and before.holds(one.settlement_id)]
