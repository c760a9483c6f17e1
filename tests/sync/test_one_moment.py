"""Two server processes are sent the same edits at one moment: PostgreSQL lets both write, and neither parks them."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from app.kit import db, migrations
from app.ledger import parking, repository
from app.ledger import service as ledger
from app.ledger.models import ParkedEdit
from app.sync import pushing
from app.sync.problems import NotYourEdit
from tests.cast import Cast, make_cast, signed_in_as
from tests.phones import Edit, phone_of, replacing
from tests.postgresql import Databases, running


@pytest.fixture
def engine() -> Iterator[Engine]:
    with running() as server:
        databases = Databases(server.socket_url)
        url = databases.fresh()
        migrations.migrate(url)
        opened = db.open_engine(url)
        yield opened
        opened.dispose()
        databases.drop_all()


@pytest.fixture
def cast(engine: Engine) -> Cast:
    with Session(engine) as session, session.begin():
        return make_cast(session)


def taken(engine: Engine, cast: Cast, edits: list[Edit]) -> list[pushing.Answered]:
    """Take edits in as one server process does."""
    with Session(engine) as session, session.begin():
        who = signed_in_as(session, cast.muntinlupa.mapper)
        return pushing.take(session, who, [pushing.look_at(edit) for edit in edits], None)


def test_edits_that_another_process_commits_while_they_are_taken_in_with_care_are_had(
    engine: Engine, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    mara = phone_of(cast.muntinlupa.mapper, cast.muntinlupa)
    added = mara.settlement("Riverside", team=cast.muntinlupa.team_id)
    first = mara.profile(added["record_id"], {"households_total": 135})
    second = mara.profile(added["record_id"], {"households_total": replacing(136, first)})
    third = mara.profile(added["record_id"], {"households_total": replacing(137, first, second)})
    write_down, add_record = repository.write_down, repository.add_record

    def stumbling(session: Session, **rows: Any) -> None:
        monkeypatch.setattr(repository, "write_down", write_down)
        raise IntegrityError("INSERT INTO record", {}, Exception("somebody began it at this moment"))

    def after_the_other(session: Session, row: Any) -> None:
        monkeypatch.setattr(repository, "add_record", add_record)
        assert [one.outcome.answer for one in taken(engine, cast, [added, first, second])] == ["kept"] * 3
        add_record(session, row)

    monkeypatch.setattr(repository, "write_down", stumbling)
    monkeypatch.setattr(repository, "add_record", after_the_other)
    answers = taken(engine, cast, [added, third, second])
    assert [one.outcome.answer for one in answers] == ["already_had", "kept", "already_had"]
    assert all(one.seq and one.scope == cast.muntinlupa.id for one in answers)
    with Session(engine) as session:
        assert session.exec(select(ParkedEdit)).all() == []
        state = ledger.state_of(session, third["record_id"])
    assert (state.fields["households_total"].keys(), state.pending) == ({third["edit_id"]}, {})


def test_what_one_process_parks_while_another_merges_it_does_not_wait_for_a_leader(
    engine: Engine, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    mara = phone_of(cast.muntinlupa.mapper, cast.muntinlupa)
    added = mara.settlement("Riverside", team=cast.muntinlupa.team_id)
    park = repository.park

    def after_the_other(session: Session, row: Any) -> None:
        assert [one.outcome.answer for one in taken(engine, cast, [added])] == ["kept"]
        park(session, row)

    monkeypatch.setattr(repository, "park", after_the_other)
    with Session(engine) as session, session.begin():
        who = signed_in_as(session, cast.muntinlupa.mapper)
        pushing.take(session, who, [pushing.look_at(added)], None, barred=NotYourEdit())
    with Session(engine) as session:
        assert len(session.exec(select(ParkedEdit)).all()) == 1
        assert parking.parked_in(session, {cast.muntinlupa.id}, None, settled=False, limit=9) == []
        assert parking.count_in(session, {cast.muntinlupa.id}, None) == 0
