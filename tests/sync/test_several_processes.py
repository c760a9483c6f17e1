"""Several server processes on one database meet without losing an answer, and outlive the database's own falls."""

import json
import os
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from app.kit import db
from app.ledger.models import ParkedEdit, StoredEdit, StoredRecord
from tests.cast import Cast, Member, make_cast
from tests.e2e.server import Server
from tests.phones import Edit, Phone, batch, phone_of
from tests.postgresql import Databases, running
from tests.postgresql import Server as PostgreSQL

Answer = tuple[int, dict[str, Any], Mapping[str, str]]


@pytest.fixture(scope="module")
def postgresql() -> Iterator[PostgreSQL]:
    with running() as server:
        yield server


class Deployment:
    """One database with the cast in it, and a server of several processes."""

    def __init__(self, folder: Path, url: str, workers: int) -> None:
        self.server, self.url = Server(folder), url
        self.server.settings = {"KWETU_DATABASE_URL": url, "KWETU_WORKERS": str(workers)}
        self.server.command("migrate")
        with self.looking() as session, session.begin():
            self.cast: Cast = make_cast(session)

    @contextmanager
    def looking(self) -> Iterator[Session]:
        """Look into the database past the server."""
        engine = db.open_engine(self.url)
        with Session(engine) as session:
            yield session
        engine.dispose()

    def push(self, member: Member, *edits: Edit) -> Answer:
        """Send a batch as a phone does; a connection that breaks is no answer."""
        asked = urllib.request.Request(
            f"{self.server.url}/api/sync/push",
            json.dumps(batch(*edits)).encode(),
            {**member.headers, "Content-Type": "application/json", "Connection": "close"},
        )
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                return answer.status, json.load(answer), answer.headers
        except urllib.error.HTTPError as refused:
            return refused.code, json.load(refused), refused.headers
        except OSError:
            return 0, {}, {}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def deployment(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, postgresql: PostgreSQL
) -> Iterator[Deployment]:
    databases, folder = Databases(postgresql.socket_url), tmp_path_factory.mktemp("kwetu")
    url = databases.fresh() if request.param == "postgresql" else f"sqlite:///{folder / 'kwetu.sqlite3'}"
    made = Deployment(folder, url, workers=2)
    made.server.start()
    yield made
    made.server.stop()
    databases.drop_all()


@pytest.fixture
def mara(deployment: Deployment) -> Phone:
    return phone_of(deployment.cast.muntinlupa.mapper, deployment.cast.muntinlupa)


def test_the_same_edit_pushed_many_times_at_one_moment_is_kept_once(deployment: Deployment, mara: Phone) -> None:
    added = mara.settlement("Riverside")
    told = [mara.profile(added["record_id"], {"households_total": count}) for count in range(5)]
    with ThreadPoolExecutor(8) as phones:
        answers = list(phones.map(lambda _: deployment.push(mara.member, added, *told), range(8)))
    assert {status for status, _, _ in answers} == {200}
    outcomes = [[one["answer"] for one in told["answers"]] for _, told, _ in answers]
    assert [sorted(column).count("already_had") for column in zip(*outcomes, strict=True)] == [7] * 6
    with deployment.looking() as session:
        assert session.exec(select(ParkedEdit)).all() == []
        assert len(session.exec(select(StoredEdit).where(StoredEdit.record_id == told[0]["record_id"])).all()) == 5


def test_phones_that_write_one_profile_at_once_through_several_processes_lose_nothing(
    deployment: Deployment, mara: Phone
) -> None:
    added = mara.settlement("Hillside")
    assert deployment.push(mara.member, added)[0] == 200
    phones = [mara, phone_of(deployment.cast.muntinlupa.leader, deployment.cast.muntinlupa)] * 4

    def write(nth: int) -> list[Edit]:
        edits = [phones[nth].profile(added["record_id"], {"households_total": 100 * nth + n}) for n in range(6)]
        for edit in edits:
            status, told, _ = deployment.push(phones[nth].member, edit)
            assert (status, told["answers"][0]["answer"] in {"kept", "contested"}) == (200, True), told
        return edits

    with ThreadPoolExecutor(8) as pool:
        written = [edit for edits in pool.map(write, range(8)) for edit in edits]
    with deployment.looking() as session:
        record = session.get(StoredRecord, written[0]["record_id"])
        stored = session.exec(select(StoredEdit).where(StoredEdit.record_id == written[0]["record_id"])).all()
        assert record
        assert {one.edit_id for one in stored} == {edit["edit_id"] for edit in written}
        assert sorted(one.nth for one in stored) == list(range(1, len(written) + 1))
        assert record.edit_count == len(written)


@pytest.mark.parametrize("deployment", ["postgresql"], indirect=True)
@pytest.mark.parametrize("how", ["immediate", "kill -9"])
def test_postgresql_that_falls_under_load_is_a_503_and_no_acknowledged_edit_is_missing(
    deployment: Deployment, postgresql: PostgreSQL, how: str
) -> None:
    phones = [
        phone_of(member, city)
        for city in (deployment.cast.muntinlupa, deployment.cast.harare)
        for member in (city.mapper, city.second_mapper)
    ]
    acknowledged, strange, seen, stop = set[str](), list[Answer](), set[int](), threading.Event()

    def write(phone: Phone) -> None:
        settlement = phone.settlement("Riverside")
        waiting = settlement
        while not stop.is_set():
            status, told, headers = answer = deployment.push(phone.member, waiting)
            seen.add(status)
            if status == 200:
                acknowledged.update(one["edit_id"] for one in told["answers"] if one["answer"] != "parked")
                waiting = phone.profile(settlement["record_id"], {"households_total": phone.n})
            elif status != 503 or told["type"] != "/problems/database-away" or "Retry-After" not in headers:
                strange.append(answer)

    with ThreadPoolExecutor(len(phones)) as pool:
        writing = [pool.submit(write, phone) for phone in phones]
        try:
            for _ in range(2):
                before = len(acknowledged)
                _until(lambda before=before: len(acknowledged) > before + 5)  # type: ignore[misc]
                postgresql.stop(how)
                seen.clear()
                _until(lambda: 503 in seen)
                assert not deployment.server.answers()
                postgresql.start()
            after = len(acknowledged)
            _until(lambda: len(acknowledged) > after + 5)
        finally:
            stop.set()
        for each in writing:
            each.result()
    assert strange == []
    with deployment.looking() as session:
        stored = set(session.exec(select(StoredEdit.edit_id)))
        assert session.exec(select(ParkedEdit)).all() == []
    assert acknowledged - stored == set()
    assert "Traceback" not in (deployment.server.folder / "server.log").read_text()


def test_a_process_that_dies_is_replaced_and_all_end_with_the_one_that_began_them(deployment: Deployment) -> None:
    began = deployment.server.running
    first = _children(began)
    assert len(first) == 2
    os.kill(int(first[0]), signal.SIGKILL)
    _until(lambda: len(set(_children(began)) - set(first)) == 1 and deployment.server.answers())
    log = (deployment.server.folder / "server.log").read_text()
    assert log.count("Kwetu listens on") == 1
    os.kill(began, signal.SIGKILL)
    _until(lambda: not any(Path(f"/proc/{each}").exists() for each in first[1:]))


def _until(true: Any) -> None:
    until = time.monotonic() + 60
    while not true():
        assert time.monotonic() < until, "it did not come to that within a minute"
        time.sleep(0.02)


def _children(process: int) -> list[str]:
    return subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True, check=False).stdout.split()
