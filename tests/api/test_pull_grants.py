"""Pull when other things are granted than before: what a person may have no longer is dropped, the new comes whole."""

import uuid

from sqlalchemy import update
from sqlmodel import Session, col

from app.kit.ids import profile_id
from app.ledger.models import LedgerState
from app.people import register
from app.people.models import Person, TeamMember
from app.people.schemas import NewTeam
from tests.api.pulling import by_id, pull, push
from tests.cast import Cast, CityCast, signed_in_as
from tests.conftest import Client
from tests.phones import Edit, Phone, phone_of


def test_a_team_taken_away_drops_its_settlements_and_leaves_their_names(
    client: Client, mara: Phone, city: CityCast, ours: Edit, theirs: Edit, session: Session
) -> None:
    first = pull(client, mara.member)
    session.execute(update(TeamMember).where(col(TeamMember.person_id) == mara.member.person_id).values(
        person_id=city.verifier.person_id
    ))  # fmt: skip
    session.commit()
    page = pull(client, mara.member, first["cursor"])
    assert (page["drop"], page["records"], page["reset"]) == ([{"settlement_id": ours["record_id"]}], [], [])
    assert page["more"]
    rest = pull(client, mara.member, page["cursor"])
    assert set(by_id(rest)[ours["record_id"]]["fields"]) == {"name"}
    assert {record["kind"] for record in rest["records"]} == {"settlement"}
    assert (rest["drop"], rest["more"]) == ([], False)


def test_a_settlement_given_to_the_team_later_comes_with_all_that_was_said_of_it(
    client: Client, mara: Phone, lea: Phone, city: CityCast, theirs: Edit
) -> None:
    push(client, lea, lea.settlement("Purok Dos"))
    first = pull(client, mara.member)
    assert {record["kind"] for record in first["records"]} == {"settlement"}
    push(client, lea, lea.edit("settlement", theirs["record_id"], theirs["record_id"], {"team": city.team_id}))
    page = pull(client, mara.member, first["cursor"])
    assert page["reset"] == []
    assert profile_id(theirs["record_id"], 1) in by_id(page)
    assert "note" in by_id(page)[theirs["record_id"]]["fields"]
    assert pull(client, mara.member, page["cursor"])["records"] == []


def test_a_settlement_a_mapper_adds_costs_no_second_download(client: Client, mara: Phone, ours: Edit) -> None:
    first = pull(client, mara.member)
    added = mara.settlement("Sitio Bago")
    push(client, mara, added)
    page = pull(client, mara.member, first["cursor"])
    assert list(by_id(page)) == [added["record_id"]]
    assert page["reset"] == []


def test_another_role_begins_anew(client: Client, mara: Phone, ours: Edit, session: Session) -> None:
    first = pull(client, mara.member)
    session.execute(update(Person).where(col(Person.id) == mara.member.person_id).values(role="verifier"))
    session.commit()
    assert pull(client, mara.member, first["cursor"])["reset"] == [mara.city_id]


def test_a_city_taken_away_is_dropped(client: Client, cast: Cast, session: Session) -> None:
    ada = phone_of(cast.administrator, cast.muntinlupa)
    push(client, ada, ada.settlement("Sitio Pagkakaisa"))
    first = pull(client, ada.member)
    session.execute(update(Person).where(col(Person.id) == ada.member.person_id).values(city_id=cast.harare.id))
    session.commit()
    page = pull(client, ada.member, first["cursor"])
    assert page["drop"] == [{"city_id": cast.muntinlupa.id}]
    assert page["reset"] == []
    assert pull(client, ada.member, page["cursor"])["drop"] == []


def test_after_a_restore_everything_is_sent_again(
    client: Client, city: CityCast, mara: Phone, ours: Edit, session: Session
) -> None:
    first = pull(client, mara.member)
    session.add(LedgerState(name="epoch", told=str(uuid.uuid4())))
    session.commit()
    page = pull(client, mara.member, first["cursor"])
    assert page["reset"] == [city.id]
    assert len(page["records"]) == 3


def test_a_place_that_left_is_told_gone_though_another_is_granted_from_the_very_start(
    client: Client, cast: Cast, city: CityCast, mara: Phone, lea: Phone, session: Session
) -> None:
    second = register.add_team(session, signed_in_as(session, cast.administrator), NewTeam(name="Two", city_id=city.id))
    session.commit()
    oldest, own = lea.settlement("Purok Uno", team=second.id), lea.settlement("Purok Dos", team=city.team_id)
    push(client, lea, oldest)
    push(client, lea, own)
    push(client, lea, lea.profile(own["record_id"], {"households_total": 9}))
    page = pull(client, mara.member)
    held = set(by_id(page))
    assert profile_id(own["record_id"], 1) in held
    ada = phone_of(cast.administrator, city)
    push(client, ada, ada.edit("settlement", own["record_id"], own["record_id"], {"city": cast.harare.id}))
    session.add(TeamMember(team_id=second.id, person_id=mara.member.person_id))
    session.commit()
    dropped: set[str] = set()
    for _ in range(4):
        page = pull(client, mara.member, page["cursor"])
        dropped |= {one["record_id"] for one in page["gone"]}
        held |= set(by_id(page))
    assert held - dropped == set(by_id(pull(client, mara.member)))
