"""Backups: made while people work, verified before they count, restored whole into a new epoch or not at all."""

import json
import os
import resource
import sqlite3
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from app.backups import repository
from app.backups.files import SEAL, SEAL_BYTES, reading, seal
from app.backups.problems import FileUnreadable
from app.cli import app as cli
from app.kit import db
from app.settings import settings
from tests.api.releasing import made, released
from tests.api.saying import Settlement, agreement_with
from tests.cast import Cast
from tests.conftest import OTHER_DATABASE, Client
from tests.phones import batch, phone_of
from tests.postgresql import databases
from tests.releases.database import set_up, start_over
from tests.releases.record import FOLDER

FIRST_RELEASE = min(FOLDER.glob("*/night.sql"))
Rows = dict[str, list[dict[str, Any]]]


def let_go() -> None:
    """Close the database as a server does that is stopped."""
    db.engine().dispose()
    db.engine.cache_clear()
    settings.cache_clear()


def kwetu(*words: str | Path) -> Result:
    """Run a command as in a process of its own."""
    let_go()
    done = CliRunner().invoke(cli, [str(word) for word in words])
    let_go()
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def everything() -> Rows:
    """Return all rows of all tables but what a restore changes: the epoch, and how far backups reach."""
    with repository.moment(db.engine()) as moment:
        rows = {table: [dict(row) for row in moment.rows(table)] for table in moment.tables}
    rows["ledger_state"] = [row for row in rows["ledger_state"] if row["name"] != "epoch"]
    return rows | {"scope": [{**row, "safe_seq": 0} for row in rows["scope"]]}


def change(words: str, **values: Any) -> None:
    """Change the database behind the ledger's back."""
    with db.engine().begin() as connection:
        assert connection.execute(text(words), values).rowcount, words


def left_in(folder: Path) -> list[str]:
    """Return what lies in a folder beside the database itself."""
    return sorted(file.name for file in folder.iterdir() if not file.name.startswith("kwetu."))


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


def test_a_backup_restored_on_another_computer_holds_every_row_in_a_new_epoch(
    town: Settlement, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    before, epoch = everything(), client.get("/api/health").json()["epoch"]
    assert kwetu("backup", tmp_path / "town.kwetu").exit_code == 0
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.delenv("KWETU_DATABASE_URL", raising=False)
    let_go()
    done = kwetu("restore", tmp_path / "town.kwetu")
    assert done.exit_code == 0, done.output
    assert everything() == before
    assert client.get("/api/health").json()["epoch"] != epoch
    with repository.moment(db.engine()) as moment:
        assert all(scope["safe_seq"] == scope["seq"] for scope in moment.rows("scope"))
    assert kwetu("verify").exit_code == 0


def test_a_backup_of_sqlite_is_restored_on_postgresql_and_back(
    town: Settlement, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()
    with databases(OTHER_DATABASE) as made:
        for number, url in enumerate((made.fresh(), None, made.fresh())):
            monkeypatch.setenv("DATA_DIR", str(tmp_path / f"computer-{number}"))
            (monkeypatch.setenv("KWETU_DATABASE_URL", url) if url else monkeypatch.delenv("KWETU_DATABASE_URL"))
            assert kwetu("restore", backup).exit_code == 0
            assert everything() == before
            backup = tmp_path / f"{number}.kwetu"
            assert kwetu("backup", backup).exit_code == 0
        let_go()


def test_only_its_owner_can_read_a_backup_and_it_says_that_it_holds_keys(town: Settlement, tmp_path: Path) -> None:
    done = kwetu("backup", tmp_path / "town.kwetu")
    assert stat.S_IMODE((tmp_path / "town.kwetu").stat().st_mode) == 0o600
    assert "keys and everybody's answers" in done.stdout
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []


def test_a_backup_never_takes_the_place_of_a_file_unless_asked_to(backup: Path) -> None:
    first = backup.read_bytes()
    refused = kwetu("backup", backup)
    assert (refused.exit_code, backup.read_bytes()) == (1, first)
    assert "--replace" in refused.stderr
    assert kwetu("backup", backup, "--replace").exit_code == 0
    assert backup.read_bytes() != first


@pytest.mark.parametrize("where", ["nowhere/town.kwetu", "a-file/town.kwetu"])
def test_a_backup_that_cannot_be_written_says_why_and_leaves_nothing(
    town: Settlement, tmp_path: Path, where: str
) -> None:
    (tmp_path / "a-file").write_text("no folder")
    done = kwetu("backup", tmp_path / where)
    assert done.exit_code == 1
    assert str((tmp_path / where).parent) in done.stderr
    assert left_in(tmp_path) == ["a-file"]


@pytest.fixture
def small_disk() -> Iterator[Callable[[int], None]]:
    """Let no file grow beyond some bytes, as on a disk that fills up."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda limit: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


@pytest.mark.parametrize("limit", [0, 3_000, 200_000])
def test_a_disk_that_is_full_during_a_backup_is_told_and_nothing_half_is_left(
    town: Settlement, tmp_path: Path, small_disk: Callable[[int], None], limit: int
) -> None:
    if limit == 200_000 and OTHER_DATABASE:
        limit = 5_000  # nothing is copied there: only the backup itself can be too large
    let_go()
    small_disk(limit)
    done = CliRunner().invoke(cli, ["backup", str(tmp_path / "town.kwetu")])
    small_disk(resource.RLIM_INFINITY)
    let_go()
    assert done.exit_code == 1
    assert "Nothing was kept" in done.stderr
    with db.reading() as session:
        assert session.connection().execute(text("SELECT max(safe_seq) FROM scope")).scalar() == 0
    assert left_in(tmp_path) == []


def test_only_a_verified_backup_tells_phones_what_they_may_forget_and_never_less_than_before(
    town: Settlement, tmp_path: Path
) -> None:
    def safe() -> dict[str, tuple[int, int]]:
        with repository.moment(db.engine()) as moment:
            return {scope["id"]: (scope["safe_seq"], scope["seq"]) for scope in moment.rows("scope")}

    assert {reached for reached, _ in safe().values()} == {0}
    change("UPDATE edit SET sha256 = 'torn' WHERE edit_id = (SELECT min(edit_id) FROM edit)")
    refused = kwetu("backup", tmp_path / "torn.kwetu")
    assert (refused.exit_code, (tmp_path / "torn.kwetu").exists()) == (1, False)
    assert {reached for reached, _ in safe().values()} == {0}
    kept = kwetu("backup", tmp_path / "torn.kwetu", "--even-with-faults")
    assert (kept.exit_code, (tmp_path / "torn.kwetu").exists()) == (1, True)
    assert {reached for reached, _ in safe().values()} == {0}


def test_a_later_backup_reaches_further(backup: Path, client: Client, cast: Cast, tmp_path: Path) -> None:
    with reading(backup) as archive:
        reached = archive.manifest.scopes[cast.muntinlupa.id]
    mara = phone_of(cast.muntinlupa.leader, cast.muntinlupa)
    client.post("/api/sync/push", mara.member, json=batch(mara.settlement("Later")))

    def safe() -> int:
        with repository.moment(db.engine()) as moment:
            return next(one["safe_seq"] for one in moment.rows("scope") if one["id"] == cast.muntinlupa.id)

    assert safe() == reached
    assert kwetu("backup", tmp_path / "later.kwetu").exit_code == 0
    assert safe() == reached + 1
    change("UPDATE scope SET safe_seq = 1000 WHERE id = :id", id=cast.muntinlupa.id)
    assert kwetu("backup", tmp_path / "latest.kwetu").exit_code == 0
    assert safe() == 1000


def test_a_restore_over_what_is_there_is_asked_for_and_keeps_it_aside(
    backup: Path, client: Client, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lea = phone_of(cast.muntinlupa.leader, cast.muntinlupa)
    client.post("/api/sync/push", lea.member, json=batch(lea.settlement("Said after the backup")))
    now = everything()
    refused = kwetu("restore", backup)
    assert refused.exit_code == 1
    assert "--replace" in refused.stderr
    assert everything() == now
    done = kwetu("restore", backup, "--replace")
    assert done.exit_code == 0, done.output
    assert len(everything()["edit"]) == len(now["edit"]) - 1
    (aside,) = tmp_path.glob("kwetu-before-restore-*")
    assert str(aside) in done.stdout
    if aside.suffix == ".kwetu":
        assert kwetu("restore", aside, "--replace").exit_code == 0
    else:
        let_go()
        os.replace(aside, tmp_path / "kwetu.sqlite3")
    assert everything() == now


def test_phones_meet_the_new_epoch_and_a_phone_the_backup_does_not_know_is_unknown(
    backup: Path, client: Client, cast: Cast
) -> None:
    from app.people import service as people
    from tests.api.saying import Phone

    with db.writing() as session:
        link = people.invitation_for(session, cast.muntinlupa.mapper.person_id)
        joined = people.join(session, link.code, "a phone of after the backup")
    before = client.get("/api/sync/changes", cast.muntinlupa.mapper).json()
    assert kwetu("restore", backup, "--replace").exit_code == 0
    unknown = client.get("/api/sync/changes", headers={"Authorization": f"Bearer {joined.token}"})
    assert (unknown.status_code, unknown.json()["unknown"]) == (401, True)
    after = client.get("/api/sync/changes", cast.muntinlupa.mapper, params={"cursor": before["cursor"]}).json()
    assert after["reset"] != []
    assert Phone(client, cast.muntinlupa.mapper, cast.muntinlupa.id).records().keys() == {
        record["record_id"] for record in before["records"]
    }


def test_a_restore_says_by_name_what_was_done_after_the_backup(
    backup: Path, town: Settlement, client: Client, cast: Cast
) -> None:
    city = cast.muntinlupa
    revoked = client.post(f"/api/people/devices/{city.second_mapper.device_id}/revoke", city.administrator)
    assert revoked.status_code == 204
    change("UPDATE person SET role = 'verifier' WHERE id = :id", id=city.mapper.person_id)
    change("UPDATE agreement SET ended_at = '2026-11-21T11:00:00.000Z'")
    change("UPDATE release SET withdrawn_at = '2026-11-21T11:00:00.000Z'")
    made(client, city.leader, agreement_with(city, town, title="Drainage, made later"))
    printed = kwetu("restore", backup, "--replace").stdout
    for told in (
        f"Sign out again: a phone of {city.second_mapper.name}",
        f"Change again: {city.mapper.name}, role mapper to verifier",
        "End again: the agreement",
        "Take back again:",
        "Make again: the agreement Drainage, made later",
    ):
        assert told in printed, printed


def test_a_restore_on_a_new_computer_lists_the_phones_to_look_after(backup: Path, cast: Cast, elsewhere: Path) -> None:
    printed = kwetu("restore", backup).stdout
    assert f"a phone of {cast.muntinlupa.leader.name} (last seen" in printed
    assert (elsewhere / "kwetu.sqlite3").exists()


def test_nothing_is_restored_under_a_running_server(backup: Path, client: Client) -> None:
    now = everything()  # from here on this process has the database open, as a server has
    done = CliRunner().invoke(cli, ["restore", str(backup), "--replace"])
    assert (done.exit_code, everything()) == (1, now)
    assert "Stop it first" in done.stderr


def test_a_backup_is_made_of_a_database_that_a_server_has_open(town: Settlement, tmp_path: Path) -> None:
    everything()
    assert CliRunner().invoke(cli, ["backup", str(tmp_path / "open.kwetu")]).exit_code == 0


def rewritten(file: Path, change: Callable[[str, bytes], bytes | None], *extra: str) -> None:
    """Write a zip anew, sealed, with parts changed or left out, as somebody might who wants another past."""
    with zipfile.ZipFile(file) as old:
        parts = {name: change(name, old.read(name)) for name in old.namelist()}
    with zipfile.ZipFile(file, "w") as new:
        for name, part in parts.items():
            if part is not None:
                new.writestr(name, part)
        for name in extra:
            new.writestr(name, b"{}")
        new.comment = SEAL.ljust(SEAL_BYTES, b"0")
    sealed(file)


def sealed(file: Path) -> None:
    with file.open("r+b") as opened:
        seal(opened)


def no_zip(file: Path) -> None:
    file.write_bytes(b"settlement,households\nHopley,135\n")


def no_zip_but_sealed(file: Path) -> None:
    file.write_bytes(b"settlement,households\nHopley,135\n" + SEAL.ljust(SEAL_BYTES, b"0"))
    sealed(file)


def cut_inside_and_sealed(file: Path) -> None:
    """Leave out the middle, and seal what is left."""
    body = file.read_bytes()
    file.write_bytes(body[: len(body) // 3] + body[len(body) // 2 :])
    sealed(file)


def told_otherwise(**other: Any) -> Callable[[Path], None]:
    def change(name: str, part: bytes) -> bytes:
        return json.dumps(json.loads(part) | other).encode() if name == "manifest.json" else part

    return lambda file: rewritten(file, change)


def cut(share: float) -> Callable[[Path], None]:
    return lambda file: os.truncate(file, int(file.stat().st_size * share))


def flipped(share: float) -> Callable[[Path], None]:
    def flip(file: Path) -> None:
        body = bytearray(file.read_bytes())
        body[int(len(body) * share)] ^= 0xFF
        file.write_bytes(body)

    return flip


def said_otherwise(name: str, part: bytes) -> bytes:
    return part.replace(b"Bagong Silang", b"Bagong Ligaya") if name == "tables/edit.jsonl" else part


NOT_WHOLE, CHANGED = "This is no whole backup of Kwetu", "This backup was changed since it was made"
TAMPERED: dict[str, tuple[Callable[[Path], None], str]] = {
    "cut to nothing": (cut(0), NOT_WHOLE),
    "cut in half": (cut(0.5), NOT_WHOLE),
    "cut at the very end": (cut(0.999), NOT_WHOLE),
    "a byte changed early": (flipped(0.1), CHANGED),
    "a byte changed in the middle": (flipped(0.5), CHANGED),
    "a byte changed late": (flipped(0.8), CHANGED),
    "no zip at all": (no_zip, NOT_WHOLE),
    # what is below was sealed anew: the checks behind the seal refuse it
    "no zip, with a seal": (no_zip_but_sealed, NOT_WHOLE),
    "cut inside, with a seal": (cut_inside_and_sealed, "backup"),
    "an answer changed": (
        lambda file: rewritten(file, said_otherwise),
        "tables/edit.jsonl in this backup is not what was written",
    ),
    "a table left out": (
        lambda file: rewritten(file, lambda name, part: None if "decision" in name else part),
        "This backup does not hold the parts that its manifest names",
    ),
    "a part added": (
        lambda file: rewritten(file, lambda _, part: part, "tables/more.jsonl"),
        "This backup does not hold the parts that its manifest names",
    ),
    "without a manifest": (
        lambda file: rewritten(file, lambda name, part: None if "manifest" in name else part),
        "This is no backup of Kwetu: it has no manifest",
    ),
    "of a later format": (told_otherwise(format=2), "is written in format 2; this version reads format 1"),
    "of a later version": (
        told_otherwise(revision="of_the_year_2030", kwetu="9.0"),
        "This backup is of Kwetu 9.0: this version cannot read it",
    ),
    "with a manifest of something else": (told_otherwise(members=7), "What this backup says of itself cannot be read"),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_a_backup_that_is_not_whole_is_refused_in_words_and_changes_nothing(backup: Path, how: str) -> None:
    now = everything()
    tamper, words = TAMPERED[how]
    tamper(backup)
    done = kwetu("restore", backup, "--replace")
    assert (done.exit_code, done.stdout) == (1, ""), done.output
    assert words in done.stderr
    assert everything() == now
    assert list(backup.parent.glob("kwetu-before-restore-*")) == []


def test_whichever_byte_of_a_backup_changes_it_is_refused(backup: Path) -> None:
    good = backup.read_bytes()
    places = [*range(0, len(good), 97), *range(len(good) - 100, len(good))]
    assert len(places) > 200
    for place in places:
        for bits in (0x01, 0x80, 0xFF):
            changed = bytearray(good)
            changed[place] ^= bits
            backup.write_bytes(changed)
            with pytest.raises(FileUnreadable), reading(backup):
                pytest.fail(f"byte {place} of {len(good)} was changed by {bits:#x} and the backup was opened")
    backup.write_bytes(good)
    with reading(backup) as archive:
        archive.check()


def test_nothing_can_be_put_before_a_backup_or_behind_it(backup: Path) -> None:
    good = backup.read_bytes()
    for more in (good + b"\n", b"\0" + good, good + good, good[:-1], good[1:]):
        backup.write_bytes(more)
        with pytest.raises(FileUnreadable), reading(backup):
            pytest.fail(f"{len(more) - len(good)} bytes too many, and the backup was opened")


def test_there_is_no_database_to_look_at_before_there_is_one(tmp_path: Path, elsewhere: Path) -> None:
    for words in (["verify"], ["backup", str(tmp_path / "none.kwetu")]):
        done = kwetu(*words)
        assert done.exit_code == 1
        assert "There is no database" in done.stderr
    assert not (elsewhere / "kwetu.sqlite3").exists()


def test_a_database_without_kwetu_in_it_never_takes_the_place_of_a_backup(
    backup: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = backup.read_bytes()
    elsewhere.mkdir()
    sqlite3.connect(elsewhere / "kwetu.sqlite3").execute("CREATE TABLE theirs (id TEXT)").connection.close()
    with databases(OTHER_DATABASE) as made:
        for url in (None, made.fresh()):
            if url:
                monkeypatch.setenv("KWETU_DATABASE_URL", url)
            for migrated in (False, True):
                if migrated:
                    assert kwetu("migrate").exit_code == 0
                for words in (["verify"], ["backup", backup, "--replace"], ["backup", elsewhere / "new.kwetu"]):
                    done = kwetu(*words)
                    assert (done.exit_code, done.stdout) == (1, "")
                    assert "There is no Kwetu in this database" in done.stderr
                assert backup.read_bytes() == good
                assert not (elsewhere / "new.kwetu").exists()
        let_go()


def test_a_backup_of_one_federation_never_takes_the_place_of_anothers(backup: Path, elsewhere: Path) -> None:
    good = backup.read_bytes()
    assert kwetu("init", "--federation", "Another", "--city", "Harare", "--name", "Ada").exit_code == 0
    done = kwetu("backup", backup, "--replace")
    assert (done.exit_code, done.stdout, backup.read_bytes()) == (1, "", good)
    assert "a backup of another federation" in done.stderr
    torn = elsewhere / "torn.kwetu"
    torn.write_bytes(good[:100])
    assert kwetu("backup", torn, "--replace").exit_code == 0


def test_a_backup_before_an_upgrade_succeeds_in_plain_words(empty_database: Path, tmp_path: Path) -> None:
    url = settings().sqlalchemy_url
    let_go()
    start_over(url)
    set_up(FIRST_RELEASE, url)
    done = kwetu("backup", tmp_path / "before.kwetu")
    assert (done.exit_code, done.stderr) == (0, ""), done.output
    assert "verified." in done.stdout
    assert "of an older version of Kwetu" in done.stdout
    assert "safe_seq" not in done.output
    assert kwetu("restore", tmp_path / "before.kwetu", "--replace").exit_code == 0


def test_a_ledger_with_faults_is_kept_and_restored_with_each_fault_named(town: Settlement, tmp_path: Path) -> None:
    change("UPDATE edit SET sha256 = 'torn' WHERE edit_id = (SELECT min(edit_id) FROM edit)")
    torn = tmp_path / "torn.kwetu"
    kept = kwetu("backup", torn, "--even-with-faults")
    assert "although the ledger in it has 1 fault" in kept.stdout
    assert "verified" not in kept.stdout
    refused = kwetu("restore", torn, "--replace")
    assert (refused.exit_code, "the SHA-256 differs" in refused.stderr) == (1, True)
    done = kwetu("restore", torn, "--replace", "--even-with-faults")
    assert "in force now has 1 fault" in done.stdout
    assert "the SHA-256 differs" in done.stdout


def test_a_backup_by_night_prints_only_what_is_wrong(town: Settlement, tmp_path: Path) -> None:
    done = kwetu("backup", tmp_path / "night.kwetu", "--quiet")
    assert (done.exit_code, done.output) == (0, "")
    again = kwetu("backup", tmp_path / "night.kwetu", "--quiet")
    assert (again.exit_code, "is there already" in again.stderr) == (1, True)


def test_a_restore_names_people_and_links_made_since(backup: Path, cast: Cast) -> None:
    from app.people import service as people

    with db.writing() as session:
        people.invitation_for(session, cast.muntinlupa.mapper.person_id)
    printed = kwetu("restore", backup, "--replace").stdout
    assert f"Give another sign-in link to: {cast.muntinlupa.mapper.name}" in printed


def test_a_folder_that_takes_no_files_is_not_called_missing(town: Settlement) -> None:
    done = kwetu("backup", "/proc/town.kwetu")
    assert (done.exit_code, "There is no folder" in done.stderr) == (1, False)
    assert "cannot be written to /proc" in done.stderr


def test_looking_at_a_database_that_is_not_there_makes_nothing(tmp_path: Path, elsewhere: Path) -> None:
    for words in (["verify"], ["backup", str(tmp_path / "none.kwetu")]):
        done = CliRunner().invoke(cli, words)
        assert (done.exit_code, "There is no database" in done.stderr) == (1, True)
    assert not elsewhere.exists()
