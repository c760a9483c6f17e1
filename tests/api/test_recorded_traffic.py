"""What phones of earlier releases were promised still holds: their traffic is played against today's server."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from app.kit import clock, db
from app.kit.migrations import migrate
from app.main import build_app
from app.settings import settings
from tests.conftest import Client
from tests.releases import wire
from tests.releases.database import set_up, start_over
from tests.releases.record import FOLDER
from tests.releases.replay import Replay
from tests.releases.wire import Exchange

RELEASES = sorted(folder for folder in FOLDER.iterdir() if (folder / "days.jsonl").exists())
each_release = pytest.mark.parametrize("release", RELEASES, ids=lambda folder: folder.name)


def recorded_at(exchanges: list[Exchange]) -> datetime:
    """When the days were told: the first moment the server named."""
    return next(datetime.fromisoformat(one.answer["server_time"]) for one in exchanges if one.is_pull or one.is_push)


@pytest.fixture
def today_is(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Plays the days on the day they were told: invitations and agreements end."""

    def begin(then: datetime) -> None:
        ahead = datetime.now(then.tzinfo) - then

        class Clock(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> "Clock":
                moment = datetime.now(tz) - ahead + timedelta(seconds=1)
                return cls.fromisoformat(moment.isoformat())

        monkeypatch.setattr(clock, "datetime", Clock)

    return begin


@pytest.fixture
def upgraded(empty_database: Path) -> Iterator[Callable[[Path], Client]]:
    """Upgrades a release's database to today's version and runs today's server on it."""
    clients: list[Client] = []

    def begin(dump: Path) -> Client:
        db.engine().dispose()
        url = settings().sqlalchemy_url
        start_over(url)
        set_up(dump, url)
        migrate(url)
        clients.append(Client(build_app()))
        return clients[-1]

    yield begin
    for client in clients:
        client.close()


@each_release
def test_the_days_of_an_earlier_release_can_be_told_again(
    release: Path, upgraded: Callable[[Path], Client], today_is: Callable[[datetime], None]
) -> None:
    days = wire.read(release / "days.jsonl")
    today_is(recorded_at(days))
    replay = Replay(upgraded(release / "begun.sql"), (release / "begun.sql").read_text())
    replay.play(days)
    assert replay.faults == []
    proofs = [one["proof"] for phone in replay.now.values() for one in phone.outcomes.values()]
    assert sum(proof is not None for proof in proofs) > 30


@each_release
def test_phones_of_an_earlier_release_go_on_after_the_server_was_upgraded(
    release: Path, upgraded: Callable[[Path], Client], today_is: Callable[[datetime], None]
) -> None:
    before, after = (wire.read(release / name) for name in ("days.jsonl", "days_after.jsonl"))
    today_is(recorded_at(after))
    replay = Replay(upgraded(release / "night.sql"), (release / "night.sql").read_text() + str(before))
    replay.remember(before)
    replay.play(after)
    assert replay.faults == []
    had = [one for phone in replay.now.values() for one in phone.outcomes.values() if one["answer"] == "already_had"]
    assert len(had) > 20
    assert all(one["proof"] for one in had if one["first"] != "parked")


@each_release
def test_a_recording_holds_no_token_and_no_code(release: Path) -> None:
    for exchange in wire.read(release / "days.jsonl"):
        told = exchange.answer if isinstance(exchange.answer, dict) else {}
        assert told.get("token", "token-of-").startswith("token-of-")
        if exchange.asked.path == "/api/people/join":
            assert exchange.asked.body["code"].startswith(("code-of-", "no-such-code"))


@each_release
def test_a_replay_notices_an_answer_that_is_not_the_same(
    release: Path, upgraded: Callable[[Path], Client], today_is: Callable[[datetime], None]
) -> None:
    text = (release / "days.jsonl").read_text(encoding="utf-8")
    asked = next(line for line in text.splitlines() if '"answer":"contested"' in line)
    days = [wire.Exchange(**line | {"asked": wire.Asked(**line["asked"])}) for line in map(json.loads, [asked])]
    before = wire.read(release / "days.jsonl")
    today_is(recorded_at(before))
    told = days[0].answer["answers"][0]
    told["answer"], told["contested"] = "kept", []
    at = next(n for n, one in enumerate(before) if one.asked == days[0].asked)
    replay = Replay(upgraded(release / "begun.sql"), (release / "begun.sql").read_text())
    replay.play([*before[:at], days[0]])
    assert any("was 'kept', is 'contested'" in fault for fault in replay.faults)
