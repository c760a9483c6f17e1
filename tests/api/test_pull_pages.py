"""Pull in pages: each record once and in order, never above a megabyte, at the same price however many records."""

import pytest
from sqlalchemy import event, update
from sqlmodel import Session, col

from app.kit import db
from app.ledger.models import Scope
from tests.api.pulling import pull, push
from tests.cast import CityCast
from tests.conftest import Client
from tests.phones import Edit, Phone


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


@pytest.mark.parametrize("limit", ["0", "-1", "501", str(2**63), "many"])
def test_a_strange_page_size_is_a_clear_problem(client: Client, mara: Phone, limit: str) -> None:
    answer = client.get("/api/sync/changes", mara.member, params={"limit": limit})
    assert answer.status_code == 422


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
