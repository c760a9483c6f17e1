"""People and places that several files of this ring speak of: Mara and Lea of Muntinlupa, a town, its backup."""

from pathlib import Path

import pytest

from tests.api.backing_up import kwetu, let_go
from tests.api.pulling import push
from tests.api.releasing import released
from tests.api.saying import Settlement
from tests.cast import Cast, CityCast
from tests.conftest import Client
from tests.phones import Edit, Phone, batch, phone_of

SOMEWHERE = {"type": "Point", "coordinates": [121.04, 14.41]}


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
    added = mara.settlement("Sitio Pagkakaisa", team=city.team_id, centre_point=SOMEWHERE)
    said = mara.profile(added["record_id"], {"households_total": {"value": 120, "source": "meeting"}})
    push(client, mara, added, said, mara.comment(added["record_id"], "Counted on Sunday"))
    sam = phone_of(city.second_mapper, city)
    push(client, sam, sam.profile(added["record_id"], {"households_total": {"value": 135, "source": "counted"}}))
    return added


@pytest.fixture
def theirs(client: Client, lea: Phone) -> Edit:
    """A settlement no team was given, with a profile."""
    added = lea.settlement("Purok Uno", code="PU1", note="Ask for Nena", centre_point=SOMEWHERE)
    push(client, lea, added, lea.profile(added["record_id"], {"households_total": 80}))
    return added


@pytest.fixture
def two(client: Client, mara: Phone, city: CityCast) -> tuple[str, str]:
    """The same place, added twice: Riverside with 120 households, River Side with 135 and two taps."""
    riverside = mara.settlement("Riverside", team=city.team_id)
    again = mara.settlement("River Side", team=city.team_id)
    one, other = riverside["record_id"], again["record_id"]
    push(client, mara, riverside, again)
    push(
        client, mara,
        mara.profile(one, {"round": 1, "households_total": 120}),
        mara.profile(other, {"round": 1, "households_total": 135, "taps_public_working": 2}),
        mara.comment(other, "Counted on Sunday"),
    )  # fmt: skip
    return one, other


@pytest.fixture
def town(client: Client, cast: Cast) -> Settlement:
    """One settlement profiled, approved and released, one edit parked, and one answer that two people differ on."""
    settlement = Settlement(client, cast.muntinlupa, "Bagong Silang").approved()
    released(client, cast, settlement)
    mara, sam = (phone_of(who, cast.muntinlupa) for who in (cast.muntinlupa.mapper, cast.muntinlupa.second_mapper))
    for phone, count in ((mara, 9), (sam, 10)):
        said = phone.profile(settlement.settlement_id, {"taps_public_working": count})
        assert client.post("/api/sync/push", phone.member, json=batch(said)).status_code == 200
    stray = phone_of(cast.harare.mapper, cast.muntinlupa).profile(settlement.settlement_id, {"taps_public_working": 1})
    answer = client.post("/api/sync/push", cast.harare.mapper, json=batch(stray)).json()["answers"][0]
    assert answer["answer"] == "parked"
    return settlement


@pytest.fixture
def backup(town: Settlement, tmp_path: Path) -> Path:
    """A backup of the town."""
    file = tmp_path / "town.kwetu"
    done = kwetu("backup", file)
    assert done.exit_code == 0, done.output
    return file


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another computer: an empty folder with SQLite."""
    folder = tmp_path / "elsewhere"

    let_go()
    monkeypatch.setenv("DATA_DIR", str(folder))
    monkeypatch.delenv("KWETU_DATABASE_URL", raising=False)
    return folder
