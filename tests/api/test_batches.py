"""A phone's batch is merged on a desk and written at once: few statements, no neighbour held up, nothing half taken."""

import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, select

from app.kit import db
from app.kit.ids import uuid7
from app.ledger import repository
from app.ledger import service as ledger
from app.ledger.desk import desk_of
from app.ledger.models import ParkedEdit
from app.people.models import City
from app.sync import pushing
from tests.cast import Cast, Member
from tests.conftest import Client
from tests.phones import Edit, Phone, batch, phone_of

MOST_STATEMENTS_FOR_FIFTY = 24
MOST_MORE_THAN_FOR_ONE = 2


@pytest.fixture
def mara(cast: Cast) -> Phone:
    return phone_of(cast.muntinlupa.mapper, cast.muntinlupa)


@pytest.fixture
def settlement_ids(client: Client, mara: Phone, cast: Cast) -> list[str]:
    added = [mara.settlement(f"Sitio {n}", team=cast.muntinlupa.team_id) for n in range(10)]
    assert {one["answer"] for one in push(client, mara.member, *added)} == {"kept"}
    return [str(one["record_id"]) for one in added]


def push(client: Client, member: Member, *edits: Edit) -> list[dict[str, Any]]:
    answered = client.post("/api/sync/push", member, json=batch(*edits))
    assert answered.status_code == 200, answered.text
    answers: list[dict[str, Any]] = answered.json()["answers"]
    return answers


def fifty(mara: Phone, settlement_ids: list[str]) -> list[Edit]:
    return [
        mara.profile(one, {"households_total": n, "water_main_source": "public_tap"})
        for n in range(5)
        for one in settlement_ids
    ]


@contextmanager
def counted() -> Iterator[list[str]]:
    said: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    event.listen(db.engine(), "before_cursor_execute", count)
    yield said
    event.remove(db.engine(), "before_cursor_execute", count)


def test_fifty_edits_of_profiles_that_are_there_take_hardly_more_statements_than_one(
    client: Client, mara: Phone, settlement_ids: list[str]
) -> None:
    push(client, mara.member, *fifty(mara, settlement_ids))
    with counted() as for_one:
        push(client, mara.member, mara.profile(settlement_ids[0], {"households_total": 7}))
    with counted() as for_fifty:
        push(client, mara.member, *fifty(mara, settlement_ids))
    assert len(for_fifty) <= MOST_STATEMENTS_FOR_FIFTY, "\n".join(for_fifty)
    assert len(for_fifty) <= len(for_one) + MOST_MORE_THAN_FOR_ONE, "\n".join(for_fifty)


def test_an_edit_the_database_stumbles_over_is_parked_and_its_neighbours_are_kept(
    client: Client, mara: Phone, settlement_ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    edits = fifty(mara, settlement_ids)
    bad = edits[17]["edit_id"]
    writing = repository.write_down

    def stumbling(session: Session, *, edits: Any, **rest: Any) -> None:
        for row in edits:
            if row["edit_id"] == bad:
                row["kind"] = None  # what the table does not take
        writing(session, edits=edits, **rest)

    monkeypatch.setattr(repository, "write_down", stumbling)
    answers = {one["edit_id"]: one for one in push(client, mara.member, *edits)}
    assert answers[bad]["answer"] == "parked"
    assert "receipt" in answers[bad]
    others = [one for edit_id, one in answers.items() if edit_id != bad]
    assert {one["answer"] for one in others} <= {"kept", "contested"}
    assert all(one["seq"] and one["scope"] == mara.city_id for one in others)
    with db.reading() as session:
        kept = {edit["edit_id"] for edit in edits if edit["edit_id"] != bad}
        assert kept == {one["edit_id"] for record in _profiles(edits) for one in ledger.edits(session, record)}


def _profiles(edits: list[Edit]) -> set[str]:
    return {str(edit["record_id"]) for edit in edits}


def test_an_edit_refused_half_way_leaves_nothing(
    client: Client, mara: Phone, settlement_ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, refused, last = (mara.profile(settlement_ids[0], {"households_total": n}) for n in range(3))
    following = pushing.kinds()["profile"].after

    def after(session: Session, edit: Any) -> None:
        following(session, edit)
        if edit["edit_id"] == refused["edit_id"]:
            raise LookupError("a fault of ours, after the edit was merged")

    monkeypatch.setitem(pushing.kinds(), "profile", _with_after(after))
    answers = push(client, mara.member, first, refused, last)
    assert [one["answer"] for one in answers] == ["kept", "parked", "contested"]
    with db.reading() as session:
        standing = ledger.state_of(session, first["record_id"]).fields["households_total"]
        assert standing.keys() == {first["edit_id"], last["edit_id"]}
        record = ledger.record(session, first["record_id"])
    assert record is not None
    assert record.seq == answers[0]["seq"] == answers[2]["seq"]


def _with_after(after: Any) -> Any:
    kind = pushing.kinds()["profile"]
    return type(kind)(kind.prepare, after, kind.level_of)


def test_a_record_begun_by_a_refused_edit_is_not_there(client: Client, mara: Phone, settlement_ids: list[str]) -> None:
    strange = mara.profile(settlement_ids[0], {"no_such_question": 1})
    [answer] = push(client, mara.member, strange)
    assert answer["answer"] == "parked"
    with db.reading() as session:
        assert ledger.record(session, strange["record_id"]) is None


def test_the_same_edit_twice_in_one_batch_is_kept_once(client: Client, mara: Phone, settlement_ids: list[str]) -> None:
    said = mara.profile(settlement_ids[0], {"households_total": 135})
    answers = push(client, mara.member, said, said)
    assert [one["answer"] for one in answers] == ["kept", "already_had"]
    assert answers[0]["receipt"].split(".")[1] == answers[1]["receipt"].split(".")[1]


def test_an_answer_replaced_within_the_batch_gives_way(client: Client, mara: Phone, settlement_ids: list[str]) -> None:
    first = mara.profile(settlement_ids[0], {"households_total": 135})
    second = mara.profile(settlement_ids[0], {"households_total": {"value": 136, "replaces": [first["edit_id"]]}})
    assert [one["answer"] for one in push(client, mara.member, second, first)] == ["kept", "kept"]
    with db.reading() as session:
        state = ledger.state_of(session, first["record_id"])
    assert state.fields["households_total"].keys() == {second["edit_id"]}
    assert not state.pending


def test_what_is_said_of_a_joined_record_is_said_of_the_one_that_stands_for_it(
    client: Client, mara: Phone, cast: Cast, settlement_ids: list[str]
) -> None:
    one, other = settlement_ids[:2]
    with db.writing() as session:
        joined = text("INSERT INTO alias (record_id, stands_for, edit_id) VALUES (:one, :other, :edit)")
        session.execute(joined, {"one": one, "other": other, "edit": uuid7()})
    said = mara.edit("settlement", one, one, {"other_names": "Sitio Dos"})
    [answer] = push(client, mara.member, said)
    assert answer["answer"] == "kept"
    with db.reading() as session:
        assert said["edit_id"] in ledger.state_of(session, other).fields["other_names"]
        assert "other_names" not in ledger.state_of(session, one).fields
        stored = session.execute(text("SELECT record_id, body FROM edit WHERE edit_id = :id"), {"id": said["edit_id"]})
        record_id, body = stored.one()
    assert record_id == other
    assert f'"record_id":"{one}"' in body


def test_a_row_that_is_there_already_takes_its_savepoint_and_what_lay_on_the_desk_with_it(cast: Cast) -> None:
    city = cast.muntinlupa
    author = ledger.ServerAuthor(city.mapper.person_id)
    lost = ledger.new_edit(
        "place", str(uuid.uuid4()), {"name": {"value": "Ward 3"}}, by=author.person_id, settlement_id=None,
        city_id=city.id,
    )  # fmt: skip
    with db.writing() as session:
        with suppress(IntegrityError), session.begin_nested():
            ledger.write(session, lost, author=author, level_of=lambda _path: 0)
            session.add(City(id=city.id, federation_id=cast.federation_id, name="Another", country="PH"))
            session.flush()
        assert not desk_of(session).waiting()
        ledger.write_down(session)
    with db.reading() as session:
        assert ledger.record(session, lost["record_id"]) is None


def test_a_savepoint_taken_back_takes_back_what_lay_on_the_desk(cast: Cast) -> None:
    city = cast.muntinlupa
    author = ledger.ServerAuthor(city.mapper.person_id)

    def place(name: str) -> Any:
        said = {"name": {"value": name}}
        return ledger.new_edit(
            "place", str(uuid.uuid4()), said, by=author.person_id, settlement_id=None, city_id=city.id
        )  # fmt: skip

    kept, lost = place("Ward 1"), place("Ward 2")
    with db.writing() as session:
        ledger.write(session, kept, author=author, level_of=lambda _path: 0)
        savepoint = session.begin_nested()
        ledger.write(session, lost, author=author, level_of=lambda _path: 0)
        assert len(ledger.edits(session, lost["record_id"])) == 1  # written down to be read, and taken back
        savepoint.rollback()
        assert desk_of(session).stored(lost["edit_id"]) is None
    with db.reading() as session:
        assert ledger.record(session, lost["record_id"]) is None
        found = ledger.record(session, kept["record_id"])
        assert found is not None
        assert found.seq is not None


def test_places_joined_in_a_batch_that_is_done_again_with_care_are_joined(
    client: Client, cast: Cast, settlement_ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lea = phone_of(cast.muntinlupa.leader, cast.muntinlupa)
    one, other = settlement_ids[:2]
    new, write_down, times = lea.settlement("Sitio Bago"), repository.write_down, [0]

    def begun_by_another(session: Session, **rows: Any) -> None:
        if any(row["record_id"] == new["record_id"] for row in rows["begun"]) and not times[0]:
            times[0] += 1
            raise IntegrityError("INSERT INTO record", {}, Exception("somebody began it at this moment"))
        write_down(session, **rows)

    monkeypatch.setattr(repository, "write_down", begun_by_another)
    same = lea.edit("settlement", one, one, {"same_as": other})
    late = lea.edit("settlement", one, one, {"other_names": "Sitio Dos"})
    answers = push(client, lea.member, same, late, new)
    assert ({answer["answer"] for answer in answers} <= {"kept", "contested"}, times[0]) == (True, 1)
    with db.reading() as session:
        assert ledger.meant_by(session, one) == other
        assert ledger.record(session, one) is None
        assert {same["edit_id"], late["edit_id"]} <= {edit["edit_id"] for edit in ledger.edits(session, other)}


def test_what_came_by_another_process_after_this_one_looked_is_had_and_not_parked(
    client: Client, mara: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = mara.settlement("Sitio Una")
    said = mara.profile(added["record_id"], {"households_total": 135})
    push(client, mara.member, added, said)
    stored, looks = repository.stored, [0]

    def before_the_other_committed(session: Session, edit_ids: Collection[str]) -> Any:
        looks[0] += 1
        return stored(session, edit_ids) if looks[0] > 2 else []

    monkeypatch.setattr(repository, "stored", before_the_other_committed)
    later = mara.profile(added["record_id"], {"water_queue_min": 20})
    answers = push(client, mara.member, added, said, later)
    assert [one["answer"] for one in answers] == ["already_had", "already_had", "kept"]
    assert all(one["seq"] and one["scope"] == mara.city_id for one in answers)
    with db.reading() as session:
        assert session.exec(select(ParkedEdit)).all() == []
        assert [one["edit_id"] for one in ledger.edits(session, said["record_id"])] == [
            said["edit_id"], later["edit_id"],
        ]  # fmt: skip


class Gone(Exception):  # noqa: N818
    """What psycopg says when the database took a transaction back."""

    sqlstate = "40P01"


Gone.__module__ = "psycopg.errors"


def test_a_push_that_postgresql_took_back_is_done_again_with_the_same_answers(
    client: Client, mara: Phone, settlement_ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    advance, times = repository.advance, [0]

    def waiting_for_each_other(session: Session, scope_id: str, by: int) -> int:
        times[0] += 1
        if times[0] < 3:
            raise OperationalError("UPDATE scope", {}, Gone("deadlock detected"))
        return advance(session, scope_id, by)

    monkeypatch.setattr(repository, "advance", waiting_for_each_other)
    edits = fifty(mara, settlement_ids)
    answers = push(client, mara.member, *edits)
    assert times[0] == 3
    assert [one["edit_id"] for one in answers] == [one["edit_id"] for one in edits]
    assert {one["answer"] for one in answers} <= {"kept", "contested"}
    again = push(client, mara.member, *edits)
    assert [one["first"]["answer"] for one in again] == [one["answer"] for one in answers]


def test_answers_name_the_ledger_s_epoch_and_the_city_whose_order_they_are_in(
    client: Client, mara: Phone, settlement_ids: list[str]
) -> None:
    said = mara.profile(settlement_ids[0], {"households_total": 1})
    told = client.post("/api/sync/push", mara.member, json=batch(said)).json()
    with db.reading() as session:
        assert told["epoch"] == ledger.epoch(session)
    assert told["answers"][0]["scope"] == mara.city_id
    assert told["answers"][0]["seq"] > 0


def test_a_decision_refused_after_it_read_the_profile_leaves_its_neighbours_as_they_were(
    client: Client, cast: Cast, mara: Phone, settlement_ids: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    leader = phone_of(cast.muntinlupa.leader, cast.muntinlupa)
    said = leader.profile(settlement_ids[0], {"households_total": 135})
    approval = leader.decision(settlement_ids[0], "approve", hash="0" * 64, saw=[])
    later = leader.profile(settlement_ids[0], {"households_owner": 12})
    answers = push(client, leader.member, said, approval, later)
    assert [one["answer"] for one in answers] == ["kept", "parked", "kept"]
    with db.reading() as session:
        assert len(ledger.edits(session, said["record_id"])) == 2
        found = ledger.record(session, said["record_id"])
    assert found is not None
    assert found.seq == answers[0]["seq"] == answers[2]["seq"]
    assert "done-again" not in capsys.readouterr().out
