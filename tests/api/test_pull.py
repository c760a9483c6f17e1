"""Pull: a phone gets what is granted to its person, in order, and is told when that changes."""

import base64
import json
import uuid
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, update
from sqlmodel import Session, col

from app.kit import db
from app.kit.clock import iso, now
from app.kit.ids import profile_id
from app.ledger.models import LedgerState, Scope
from app.people import register
from app.people import service as people
from app.people.models import Person, TeamMember
from app.people.schemas import NewTeam
from app.sync import cursors
from app.sync.cursors import Told, key_for, write_cursor
from app.sync.granting import granted
from app.sync.rules import short_hash
from app.sync.wire import CLOCKS_BYTES
from tests.cast import Cast, CityCast, Member, signed_in_as
from tests.conftest import Client
from tests.phones import Edit, Phone, batch, phone_of, replacing


def push(client: Client, phone: Phone, *edits: Edit) -> list[dict]:
    answers = client.post("/api/sync/push", phone.member, json=batch(*edits)).json()["answers"]
    assert {answer["answer"] for answer in answers} <= {"kept", "contested"}, answers
    return answers


def pull(client: Client, member: Member, cursor: str = "", limit: int = 500) -> dict:
    answer = client.get("/api/sync/changes", member, params={"cursor": cursor, "limit": limit})
    assert answer.status_code == 200, answer.text
    return answer.json()


def by_id(page: dict) -> dict[str, dict]:
    return {record["record_id"]: record for record in page["records"]}


@pytest.fixture
def city(cast: Cast) -> CityCast:
    return cast.muntinlupa


@pytest.fixture
def mara(city: CityCast) -> Phone:
    return phone_of(city.mapper, city)


@pytest.fixture
def lea(city: CityCast) -> Phone:
    return phone_of(city.leader, city)


@pytest.fixture
def ours(client: Client, mara: Phone, city: CityCast) -> Edit:
    """A settlement of the team, with a profile that two people described differently and a comment."""
    added = mara.settlement("Sitio Pagkakaisa", team=city.team_id, centre_point=_point())
    said = mara.profile(added["record_id"], {"households_total": {"value": 120, "source": "meeting"}})
    push(client, mara, added, said, mara.comment(added["record_id"], "Counted on Sunday"))
    sam = phone_of(city.second_mapper, city)
    push(client, sam, sam.profile(added["record_id"], {"households_total": {"value": 135, "source": "counted"}}))
    return added


@pytest.fixture
def theirs(client: Client, lea: Phone) -> Edit:
    """A settlement no team was given, with a profile."""
    added = lea.settlement("Purok Uno", code="PU1", note="Ask for Nena", centre_point=_point())
    push(client, lea, added, lea.profile(added["record_id"], {"households_total": 80}))
    return added


def _point() -> dict:
    return {"type": "Point", "coordinates": [121.04, 14.41]}


def test_a_mapper_gets_the_teams_records_in_full_with_every_candidate(client: Client, mara: Phone, ours: Edit) -> None:
    page = pull(client, mara.member)
    kinds = sorted(record["kind"] for record in page["records"])
    assert kinds == ["comment", "profile", "settlement"]
    profile = next(record for record in page["records"] if record["kind"] == "profile")
    said = {
        (profile["edits"][at]["by"], answer["value"], answer["source"])
        for at, answer in profile["fields"]["households_total"]
    }
    assert {(value, source) for _, value, source in said} == {(120, "meeting"), (135, "counted")}
    assert len({by for by, _, _ in said}) == 2
    assert len(profile["level_hashes"]) == 4
    assert not page["more"]
    assert page["forms"] == ["settlement_profile@1"]
    assert {"id": mara.member.person_id, "name": mara.member.name} in page["people"]


def test_of_another_teams_settlement_a_mapper_gets_name_ward_and_code_only(
    client: Client, mara: Phone, theirs: Edit
) -> None:
    page = pull(client, mara.member)
    (record,) = page["records"]
    assert set(record["fields"]) == {"name", "code"}
    assert record["state"] == "profiling"
    assert "Nena" not in str(page)
    assert "121.04" not in str(page)
    assert len(record["edits"]) == 1


@pytest.mark.parametrize("role", ["leader", "verifier"])
def test_leaders_and_verifiers_read_the_whole_city(
    client: Client, city: CityCast, ours: Edit, theirs: Edit, role: str
) -> None:
    page = pull(client, getattr(city, role))
    assert sorted(record["kind"] for record in page["records"]) == [
        "comment", "profile", "profile", "settlement", "settlement",
    ]  # fmt: skip


def test_an_administrator_reads_every_city(client: Client, cast: Cast, ours: Edit) -> None:
    harare = phone_of(cast.harare.mapper, cast.harare)
    push(client, harare, harare.settlement("Dzivarasekwa", team=cast.harare.team_id))
    names = [record["city_id"] for record in pull(client, cast.administrator)["records"]]
    assert set(names) == {cast.muntinlupa.id, cast.harare.id}


def test_nothing_of_another_city_reaches_anyone(client: Client, cast: Cast, ours: Edit) -> None:
    for member in (cast.harare.mapper, cast.harare.leader, cast.harare.verifier, cast.nobody):
        assert pull(client, member)["records"] == []


def test_officials_exchange_no_records(client: Client, city: CityCast, ours: Edit) -> None:
    for member in (city.official, city.ward_official):
        for answer in (
            client.get("/api/sync/changes", member),
            client.post("/api/sync/push", member, json=batch()),
        ):
            assert answer.status_code == 403
            assert answer.json()["type"] == "/problems/officials-read-releases"


def test_without_a_token_nothing_is_told(client: Client) -> None:
    assert client.get("/api/sync/changes").status_code == 401
    assert client.post("/api/sync/push", json=batch()).status_code == 401


def test_a_second_pull_brings_only_what_changed(client: Client, mara: Phone, ours: Edit) -> None:
    first = pull(client, mara.member)
    assert pull(client, mara.member, first["cursor"])["records"] == []
    said = mara.profile(ours["record_id"], {"taps_public_working": 2})
    push(client, mara, said)
    page = pull(client, mara.member, first["cursor"])
    assert [record["kind"] for record in page["records"]] == ["profile"]
    assert "people" not in page


def test_a_settlement_is_sent_again_only_when_its_state_may_be_another(
    client: Client, mara: Phone, city: CityCast
) -> None:
    added = mara.settlement("Sitio Pagkakaisa", team=city.team_id, centre_point=_point())
    push(client, mara, added)
    cursor = pull(client, mara.member)["cursor"]

    def sent_after(said: dict, number: int = 1) -> bool:
        nonlocal cursor
        of_round = profile_id(added["record_id"], number)
        push(client, mara, mara.edit("profile", of_round, added["record_id"], said))
        page = pull(client, mara.member, cursor)
        cursor = page["cursor"]
        return added["record_id"] in by_id(page)

    assert sent_after({"taps_public_working": 2})
    assert not sent_after({"households_total": 120})
    assert sent_after({"consent_collect": "no"})
    assert sent_after({"round": 2}, number=2)
    assert sent_after({"taps_public_working": 1}, number=2)
    assert not sent_after({"households_total": 121}, number=2)


def test_a_phone_learns_which_of_its_own_edits_are_in(client: Client, mara: Phone, city: CityCast, ours: Edit) -> None:
    before = pull(client, mara.member)
    one = mara.profile(ours["record_id"], {"taps_public_working": 2})
    two = mara.profile(ours["record_id"], {"taps_public_working": replacing(3, one)})
    push(client, mara, one, two)
    page = by_id(pull(client, mara.member, before["cursor"]))
    assert {one["edit_id"], two["edit_id"]} <= set(page[one["record_id"]]["yours"])
    assert by_id(pull(client, city.second_mapper))[one["record_id"]]["yours"] != []
    assert one["edit_id"] not in by_id(pull(client, city.second_mapper))[one["record_id"]]["yours"]


def test_a_persons_other_phone_learns_of_the_same_edits(
    client: Client, mara: Phone, city: CityCast, session: Session
) -> None:
    link = people.invitation_for(session, mara.member.person_id)
    joined = people.join(session, link.code, "Mara's new phone")
    session.commit()
    added = mara.settlement("Sitio Pagkakaisa", team=city.team_id)
    push(client, mara, added)
    new_phone = replace(mara.member, token=joined.token, device_id=joined.device_id)
    assert by_id(pull(client, new_phone))[added["record_id"]]["yours"] == [added["edit_id"]]


def test_pages_hold_all_records_once_in_order(client: Client, lea: Phone, city: CityCast) -> None:
    added = [lea.settlement(f"Settlement {n}") for n in range(25)]
    push(client, lea, *added)
    seen, cursor, pages = [], "", 0
    while True:
        page = pull(client, city.leader, cursor, limit=7)
        seen += [record["record_id"] for record in page["records"]]
        cursor, pages = page["cursor"], pages + 1
        if not page["more"]:
            break
    assert sorted(seen) == sorted(edit["record_id"] for edit in added)
    assert len(seen) == len(set(seen))
    assert pages == 4


def test_a_page_stops_at_a_megabyte(client: Client, lea: Phone) -> None:
    wide = {"type": "Polygon", "coordinates": [_ring(12_000)]}
    for n in range(4):
        push(client, lea, lea.settlement(f"Wide {n}", boundary=wide))
    answer = client.get("/api/sync/changes", lea.member, headers={"Accept-Encoding": "identity"})
    assert answer.json()["more"] is True
    assert len(answer.content) <= 1024 * 1024
    rest = pull(client, lea.member, answer.json()["cursor"])
    assert len(answer.json()["records"]) + len(rest["records"]) == 4


def _ring(corners: int) -> list[list[float]]:
    from math import cos, pi, sin

    turn = [(2 * pi * n / corners) for n in range(corners)]
    ring = [[round(121 + 0.1 * cos(a), 7), round(14.4 + 0.1 * sin(a), 7)] for a in turn]
    return [*ring, ring[0]]


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


def sealed_for(session: Session, phone: Phone, told: Told) -> str:
    return write_cursor(told, key_for(people.signing_pem(session), phone.member.person_id))


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


def test_a_decision_sends_its_settlement_again_with_the_new_state(client: Client, mara: Phone, ours: Edit) -> None:
    first = pull(client, mara.member)
    profile = next(record for record in first["records"] if record["kind"] == "profile")
    push(client, mara, mara.decision(ours["record_id"], "hand_in", hash=profile["hash"], saw=[]))
    page = by_id(pull(client, mara.member, first["cursor"]))
    assert page[ours["record_id"]]["state"] == "handed_in"


@pytest.mark.parametrize(
    "cursor",
    ["garbage", "e30", "W10", "WzEsMiwzLDRd", "=" * 10, "A" * 40_000, "%00", "\u202e"],
)
def test_a_cursor_nobody_gave_out_is_a_clear_problem(client: Client, mara: Phone, cursor: str) -> None:
    answer = client.get("/api/sync/changes", mara.member, params={"cursor": cursor})
    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/cursor-unreadable"


def first_cursor(city: CityCast, seq: object, epoch: str = "first") -> str:
    """Write a cursor as the first release did."""
    policy = short_hash(["leader", [city.id], []])
    written = json.dumps([epoch, policy, "0" * 16, {city.id: seq}]).encode()
    return base64.urlsafe_b64encode(written).decode().rstrip("=")


@pytest.mark.parametrize("seq", [2**63, 2**63 - 1, 2**64, 10**30, -1, 1.5, "1", None, True, 1000])
def test_a_forged_place_in_the_order_is_a_clear_problem(
    client: Client, city: CityCast, ours: Edit, seq: object
) -> None:
    answer = client.get("/api/sync/changes", city.leader, params={"cursor": first_cursor(city, seq)})
    assert answer.status_code == 400, answer.text
    assert answer.json()["type"] == "/problems/cursor-unreadable"


def test_a_cursor_of_the_first_release_is_still_read(client: Client, city: CityCast, lea: Phone, ours: Edit) -> None:
    page = pull(client, city.leader, first_cursor(city, 4))
    assert page["reset"] == []
    assert page["records"] == []
    push(client, lea, lea.settlement("Purok Dos"))
    assert len(pull(client, city.leader, first_cursor(city, 4))["records"]) == 1
    assert len(pull(client, city.leader, page["cursor"])["records"]) == 1


def test_a_cursor_ahead_of_what_ever_happened_is_a_clear_problem(
    client: Client, mara: Phone, ours: Edit, session: Session
) -> None:
    ahead = Told("first", granted_policy(session, mara), "0" * 8, {mara.city_id: 2**62}, frozenset())
    answer = client.get("/api/sync/changes", mara.member, params={"cursor": sealed_for(session, mara, ahead)})
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/cursor-unreadable")


def granted_policy(session: Session, phone: Phone) -> str:
    return granted(session, signed_in_as(session, phone.member)).policy


def test_a_cursor_altered_in_any_sign_is_a_clear_problem(client: Client, mara: Phone, ours: Edit) -> None:
    cursor = pull(client, mara.member)["cursor"]
    for at in range(0, len(cursor), 7):
        other = "A" if cursor[at] != "A" else "B"
        altered = cursor[:at] + other + cursor[at + 1 :]
        assert client.get("/api/sync/changes", mara.member, params={"cursor": altered}).status_code == 400, at


def test_somebody_elses_cursor_is_a_clear_problem(client: Client, mara: Phone, city: CityCast, ours: Edit) -> None:
    cursor = pull(client, city.second_mapper)["cursor"]
    assert client.get("/api/sync/changes", mara.member, params={"cursor": cursor}).status_code == 400


@pytest.mark.parametrize("limit", ["0", "-1", "501", str(2**63), "many"])
def test_a_strange_page_size_is_a_clear_problem(client: Client, mara: Phone, limit: str) -> None:
    answer = client.get("/api/sync/changes", mara.member, params={"limit": limit})
    assert answer.status_code == 422


def test_people_are_named_to_those_they_work_with_only(client: Client, cast: Cast, city: CityCast) -> None:
    def named_to(member: Member) -> set[str]:
        return {person["name"] for person in pull(client, member)["people"]}

    team = {city.mapper.name, city.second_mapper.name, city.leader.name, city.verifier.name, cast.administrator.name}
    officials = {city.official.name, city.ward_official.name}
    assert named_to(city.mapper) == team
    assert named_to(city.verifier) == team
    assert named_to(city.leader) == team | officials
    assert cast.harare.mapper.name in named_to(cast.administrator)


def test_an_app_too_old_to_fetch_is_told_so_and_may_still_send(
    client: Client, mara: Phone, city: CityCast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.sync.endpoints.OLDEST_PROTOCOL", 2)
    answer = client.get("/api/sync/changes", mara.member, params={"protocol": 1})
    assert (answer.status_code, answer.json()["type"]) == (426, "/problems/protocol-too-old")
    assert answer.json()["oldest"] == 2
    assert client.get("/api/sync/changes", mara.member).status_code == 426
    added = mara.settlement("Sitio Pagkakaisa", team=city.team_id)
    for protocol in (0, 1, 99):
        sent = client.post("/api/sync/push", mara.member, json=batch(added, protocol=protocol))
        assert sent.json()["answers"][0]["answer"] in ("kept", "already_had")
    assert client.get("/api/sync/changes", mara.member, params={"protocol": 2}).status_code == 200


@pytest.mark.parametrize("coding", ["zstd", "br", "gzip"])
def test_a_page_comes_packed_as_the_phone_takes_it(client: Client, mara: Phone, ours: Edit, coding: str) -> None:
    answer = client.get("/api/sync/changes", mara.member, headers={"Accept-Encoding": coding})
    assert answer.headers["content-encoding"] == coding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert len(answer.json()["records"]) == 3


def test_every_record_names_its_place_and_every_page_the_life_of_the_server(
    client: Client, mara: Phone, ours: Edit, session: Session
) -> None:
    session.execute(update(Scope).where(col(Scope.id) == mara.city_id).values(safe_seq=3))
    session.commit()
    page = pull(client, mara.member)
    places = {record["kind"]: record["seq"] for record in page["records"]}
    assert places["profile"] == max(places.values()) == 4
    assert len(set(places.values())) == 3
    assert (page["epoch"], page["safe_seq"]) == ("first", {mara.city_id: 3})


def test_a_page_costs_the_same_statements_however_many_records_it_holds(
    client: Client, lea: Phone, city: CityCast
) -> None:
    def statements(limit: int) -> int:
        asked: list[str] = []
        count = lambda _c, _cursor, statement, *_rest: asked.append(statement)  # noqa: E731
        event.listen(db.engine(), "before_cursor_execute", count)
        pull(client, city.leader, limit=limit)
        event.remove(db.engine(), "before_cursor_execute", count)
        return sum(not statement.startswith(("BEGIN", "ROLLBACK", "SET", "SHOW")) for statement in asked)

    added = [lea.settlement(f"Settlement {n}") for n in range(40)]
    push(client, lea, *added, *(lea.profile(one["record_id"], {"households_total": 5}) for one in added))
    statements(1)
    assert statements(20) == statements(80) <= 15, "among twenty there is a settlement, wherever its id has put it"


def test_a_page_never_exceeds_its_limit_with_many_edits_of_ones_own(
    client: Client, mara: Phone, city: CityCast
) -> None:
    added = [mara.settlement(f"Wide {n}", team=city.team_id, note="ñ" * 9_000) for n in range(60)]
    for first in range(0, 60, 15):
        push(client, mara, *added[first : first + 15])
    for _ in range(3):
        push(client, mara, *(mara.settlement("W", one["record_id"], other_names="x") for one in added))
    answer = client.get("/api/sync/changes", mara.member, headers={"Accept-Encoding": "identity"})
    assert answer.json()["more"] is True
    assert len(answer.content) <= 1024 * 1024


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


def test_a_city_that_has_the_tag_of_another_in_a_cursor_never_goes_on_from_its_place(
    client: Client,
    cast: Cast,
    city: CityCast,
    lea: Phone,
    ours: Edit,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cursors, "_tag", lambda _salt, _told_id, size: b"\0" * size)
    begun = pull(client, lea.member)
    assert pull(client, lea.member, begun["cursor"])["records"] == []
    session.execute(update(Person).where(col(Person.id) == lea.member.person_id).values(city_id=cast.harare.id))
    session.commit()
    page = pull(client, lea.member, begun["cursor"])
    assert page["reset"] == [cast.harare.id]
    assert {"city_id": city.id} in page["drop"]


@pytest.mark.parametrize("taken_away", [False, True])
def test_a_settlement_that_has_the_tag_of_another_in_a_cursor_still_comes_with_all_that_was_said_of_it(
    client: Client,
    cast: Cast,
    mara: Phone,
    lea: Phone,
    city: CityCast,
    ours: Edit,
    theirs: Edit,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    taken_away: bool,
) -> None:
    tag = cursors._tag
    alike = lambda salt, told_id, size: b"\0" * size if size == cursors._SETTLEMENT_TAG else tag(salt, told_id, size)  # noqa: E731
    monkeypatch.setattr(cursors, "_tag", alike)
    begun = pull(client, mara.member)
    again = pull(client, mara.member, begun["cursor"])
    assert (again["records"], again["reset"]) == ([], [])
    push(client, lea, lea.edit("settlement", theirs["record_id"], theirs["record_id"], {"team": city.team_id}))
    if taken_away:
        ada = signed_in_as(session, cast.administrator)
        second = register.add_team(session, ada, NewTeam(name="Two", city_id=city.id))
        session.commit()
        push(
            client,
            lea,
            lea.edit("settlement", ours["record_id"], ours["record_id"], {"team": replacing(second.id, ours)}),
        )
    page = pull(client, mara.member, begun["cursor"])
    assert page["reset"] == [city.id]
    granted_now = by_id(pull(client, mara.member))
    assert profile_id(theirs["record_id"], 1) in granted_now
    assert (profile_id(ours["record_id"], 1) in granted_now) is not taken_away
    assert by_id(page) == granted_now, "a phone that begins anew holds what it is granted, and nothing else"


TWO_YEARS = timedelta(days=730)


def _sent_with_clock(client: Client, phone: Phone, at: datetime, *edits: Edit) -> None:
    answers = client.post("/api/sync/push", phone.member, json=batch(*edits, client_time=iso(at))).json()["answers"]
    assert {answer["answer"] for answer in answers} <= {"kept", "contested"}, answers


def test_who_reads_an_answer_is_told_how_wrong_the_clock_of_its_phone_was(
    client: Client, mara: Phone, lea: Phone, city: CityCast, ours: Edit
) -> None:
    late = mara.profile(ours["record_id"], {"taps_public_working": 9})
    right = mara.profile(ours["record_id"], {"taps_private_total": 4})
    _sent_with_clock(client, mara, now() - TWO_YEARS, late)
    _sent_with_clock(client, mara, now() + timedelta(minutes=4), right)
    profile = by_id(pull(client, lea.member))[late["record_id"]]
    assert profile["clocks"].keys() == {late["edit_id"]}
    assert profile["clocks"][late["edit_id"]] == pytest.approx(-TWO_YEARS.total_seconds(), abs=60)
    assert "clocks" not in by_id(pull(client, lea.member))[ours["record_id"]]


def test_a_clock_is_told_only_with_an_answer_that_is_shown(
    client: Client, mara: Phone, lea: Phone, theirs: Edit
) -> None:
    place = theirs["record_id"]
    noted = lea.edit("settlement", place, place, {"note": replacing("By the mango tree", theirs)})
    _sent_with_clock(client, lea, now() + TWO_YEARS, noted)
    assert by_id(pull(client, lea.member))[place]["clocks"].keys() == {noted["edit_id"]}
    assert "clocks" not in by_id(pull(client, mara.member))[place], "of another team's place the name is shown only"
    push(client, lea, lea.edit("settlement", place, place, {"note": replacing("By the well", noted)}))
    assert "clocks" not in by_id(pull(client, lea.member))[place], "nothing of that phone stands any more"


def test_what_is_told_of_clocks_never_fills_a_page(client: Client, mara: Phone, lea: Phone, ours: Edit) -> None:
    said = [mara.comment(ours["record_id"], f"Tap {number} is dry") for number in range(700)]
    for at in range(0, len(said), 100):
        _sent_with_clock(client, mara, now() - TWO_YEARS, *said[at : at + 100])
    cursor, told = "", 0
    while True:
        page = pull(client, lea.member, cursor)
        clocks = [record["clocks"] for record in page["records"] if "clocks" in record]
        assert len(json.dumps(clocks)) <= CLOCKS_BYTES * 1.1
        told, cursor = told + len(clocks), page["cursor"]
        if not page["more"]:
            break
    assert told > 400
