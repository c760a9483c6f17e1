"""Places are joined and parted by one server process while another takes in what is said of them (PostgreSQL)."""

from collections.abc import Callable, Collection, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from app.backups import repository as backups
from app.backups.verifying import verify
from app.kit import db, migrations
from app.kit.ids import profile_id
from app.ledger import repository
from app.ledger import service as ledger
from app.sync import pushing
from tests.api.joining import joined, parted
from tests.cast import Member, make_cast, signed_in_as
from tests.phones import Edit, phone_of
from tests.postgresql import Databases, running


class Town:
    """Three places, of which some turn out to be one, and two people who speak of them through two processes."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        with Session(engine) as session, session.begin():
            city = make_cast(session).muntinlupa
        self.mara, self.lea = phone_of(city.mapper, city), phone_of(city.leader, city)
        added = [self.lea.settlement(name, team=city.team_id) for name in ("Bay", "Cove", "Dune")]
        self.bay, self.cove, self.dune = [one["record_id"] for one in added]
        self.takes(self.lea.member, *added)

    def takes(self, member: Member, *edits: Edit) -> None:
        """Take edits in as one server process does."""
        with Session(self.engine) as session, session.begin():
            who = signed_in_as(session, member)
            answers = pushing.take(session, who, [pushing.look_at(edit) for edit in edits], None)
        assert {one.outcome.answer for one in answers} <= {"kept", "contested"}, answers

    def households(self, place: str) -> set[int]:
        """Return how many households it is said to have, whoever said it."""
        with Session(self.engine) as session:
            fields = ledger.state_of(session, profile_id(place, 1)).fields
        return {answer["value"] for answer in fields.get("households_total", {}).values()}

    def faults(self) -> list[str]:
        """Look through the whole ledger."""
        with backups.moment(self.engine) as moment:
            return [fault.what for fault in verify(moment)]


@pytest.fixture(scope="module")
def databases() -> Iterator[Databases]:
    with running(lock_timeout="5s") as server:
        made = Databases(server.socket_url)
        yield made
        made.drop_all()


@pytest.fixture
def town(databases: Databases) -> Iterator[Town]:
    url = databases.fresh()
    migrations.migrate(url)
    opened = db.open_engine(url)
    yield Town(opened)
    opened.dispose()


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Do something in another process at the moment somebody is about to hold a place."""

    def at_the_moment(place: str, others: Callable[[], None]) -> None:
        as_ever = repository.held

        def held(session: Session, ids: Collection[str]) -> Any:
            if place in ids:
                monkeypatch.setattr(repository, "held", as_ever)
                others()
            return as_ever(session, ids)

        monkeypatch.setattr(repository, "held", held)

    return at_the_moment


def test_what_is_said_of_a_place_while_the_one_that_stands_for_it_is_joined_on_goes_along(
    town: Town, meanwhile: Callable[..., None]
) -> None:
    town.takes(town.lea.member, joined(town.lea, town.bay, town.cove))
    meanwhile(town.cove, lambda: town.takes(town.lea.member, joined(town.lea, town.cove, town.dune)))
    town.takes(town.mara.member, town.mara.profile(town.bay, {"households_total": 135}))
    assert town.faults() == []
    assert town.households(town.dune) == {135}


def test_what_is_said_of_a_place_while_it_parts_from_another_stays_with_it(
    town: Town, meanwhile: Callable[..., None]
) -> None:
    town.takes(town.lea.member, join := joined(town.lea, town.bay, town.cove))
    town.takes(town.lea.member, town.lea.profile(town.bay, {"households_total": 120}))
    meanwhile(town.cove, lambda: town.takes(town.lea.member, parted(town.lea, join)))
    said = town.mara.profile(town.bay, {"households_total": 135})
    town.takes(town.mara.member, said, town.mara.settlement("Bay by the lake", town.bay))
    assert town.faults() == []
    assert (town.households(town.bay), town.households(town.cove)) == ({120, 135}, set())
