"""No connection free is a 503 that says when to come again; no clock is so wrong that an edit is not kept."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy import QueuePool

from app.kit import db
from app.sync import rules
from tests.cast import Cast
from tests.conftest import Client
from tests.phones import batch, phone_of


@pytest.fixture
def no_connection_free(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[ExitStack]:
    """Every connection is taken; closing gives them back."""
    pool = db.engine().pool
    assert isinstance(pool, QueuePool)
    monkeypatch.setattr(pool, "_timeout", 0.2)
    monkeypatch.setattr(pool, "_max_overflow", 0)
    with ExitStack() as taken:
        for _ in range(pool.size()):
            taken.enter_context(db.engine().connect())
        yield taken


def test_a_request_that_finds_no_connection_free_is_told_when_to_come_again(
    client: Client, cast: Cast, no_connection_free: ExitStack
) -> None:
    phone = phone_of(cast.muntinlupa.mapper, cast.muntinlupa)
    pushed = batch(phone.settlement("Riverside"))
    asked = [("GET", "/api/health", None), ("GET", "/api/sync/changes", None), ("POST", "/api/sync/push", pushed)]
    for method, path, body in asked:
        answer = client.request(method, path, phone.member, json=body)
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/database-away")
        assert answer.headers["retry-after"] == "5"
    no_connection_free.close()
    for method, path, body in asked:
        assert client.request(method, path, phone.member, json=body).status_code == 200


@pytest.mark.parametrize("client_time", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_a_clock_that_is_wrong_by_millennia_parks_nothing(client: Client, cast: Cast, client_time: str) -> None:
    phone = phone_of(cast.muntinlupa.mapper, cast.muntinlupa)
    body = batch(phone.settlement("Riverside"), client_time=client_time)
    told = client.post("/api/sync/push", phone.member, json=body).json()
    assert [one["answer"] for one in told["answers"]] == ["kept"]
    with db.reading() as session:
        kept = session.connection().exec_driver_sql("SELECT skew_s FROM edit").scalars().all()
    assert rules.MOST_SKEW_S in {abs(each) for each in kept if each is not None}
