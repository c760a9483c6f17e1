"""Backups: made while people work, verified before they count, and never put in the place of another's."""

import resource
import sqlite3
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from app.backups import repository
from app.backups.files import reading
from app.cli import app as cli
from app.kit import db
from app.settings import settings
from tests.api.backing_up import change, everything, kwetu, let_go
from tests.api.saying import Settlement
from tests.cast import Cast
from tests.conftest import OTHER_DATABASE, Client
from tests.phones import batch, phone_of
from tests.postgresql import databases
from tests.releases.database import set_up, start_over
from tests.releases.record import FOLDER

FIRST_RELEASE = min(FOLDER.glob("*/night.sql"))


def left_in(folder: Path) -> list[str]:
    """Return what lies in a folder beside the database itself."""
    return sorted(file.name for file in folder.iterdir() if not file.name.startswith("kwetu."))


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


def test_a_backup_is_made_of_a_database_that_a_server_has_open(town: Settlement, tmp_path: Path) -> None:
    everything()
    assert CliRunner().invoke(cli, ["backup", str(tmp_path / "open.kwetu")]).exit_code == 0


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


def test_a_backup_by_night_prints_only_what_is_wrong(town: Settlement, tmp_path: Path) -> None:
    done = kwetu("backup", tmp_path / "night.kwetu", "--quiet")
    assert (done.exit_code, done.output) == (0, "")
    again = kwetu("backup", tmp_path / "night.kwetu", "--quiet")
    assert (again.exit_code, "is there already" in again.stderr) == (1, True)


def test_a_folder_that_takes_no_files_is_not_called_missing(town: Settlement) -> None:
    done = kwetu("backup", "/proc/town.kwetu")
    assert (done.exit_code, "There is no folder" in done.stderr) == (1, False)
    assert "cannot be written to /proc" in done.stderr


def test_looking_at_a_database_that_is_not_there_makes_nothing(tmp_path: Path, elsewhere: Path) -> None:
    for words in (["verify"], ["backup", str(tmp_path / "none.kwetu")]):
        done = CliRunner().invoke(cli, words)
        assert (done.exit_code, "There is no database" in done.stderr) == (1, True)
    assert not elsewhere.exists()
