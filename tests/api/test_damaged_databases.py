"""A database that a failing disk harmed is never called whole: not its indexes, not a key that is there twice."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from app.backups import repository
from app.kit import db
from app.settings import settings
from tests.api.backing_up import kwetu, let_go
from tests.api.saying import Settlement
from tests.cast import Cast
from tests.conftest import OTHER_DATABASE, Client
from tests.phones import batch, phone_of

needs_a_file = pytest.mark.skipif(bool(OTHER_DATABASE), reason="2026-11-22: pages are harmed in the one file of SQLite")


def its_file() -> Path:
    """Return the file of the database, with all in it that was in the WAL, and nobody at work on it."""
    let_go()
    file = Path(settings().sqlalchemy_url.removeprefix("sqlite:///"))
    with sqlite3.connect(file) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.close()
    return file


def forget_edits(file: Path) -> None:
    """Make the index of the edits' key an empty leaf, as a failing disk might: no edit is found by its id."""
    with sqlite3.connect(file) as opened:
        (root,) = opened.execute("SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_edit_1'").fetchone()
        (size,) = opened.execute("PRAGMA page_size").fetchone()
    opened.close()
    with file.open("r+b") as harmed:
        harmed.seek((root - 1) * size)
        harmed.write(b"\x0a" + bytes(4) + size.to_bytes(2, "big") + bytes(1))


def reached() -> int:
    with repository.moment(db.engine()) as moment:
        return max(int(row["safe_seq"]) for row in moment.rows("scope"))


@needs_a_file
def test_an_index_that_lost_a_page_is_named_and_what_was_kept_twice_too(
    town: Settlement, client: Client, cast: Cast, tmp_path: Path
) -> None:
    mara = phone_of(cast.muntinlupa.mapper, cast.muntinlupa)
    edit = mara.comment(town.settlement_id, "Counted on Sunday")
    assert client.post("/api/sync/push", mara.member, json=batch(edit)).status_code == 200
    forget_edits(its_file())
    told = kwetu("verify")
    assert (told.exit_code, "database kwetu.sqlite3: SQLite finds it damaged" in told.stdout) == (1, True)
    again = client.post("/api/sync/push", mara.member, json=batch(edit)).json()["answers"]
    assert [answer["answer"] for answer in again] == ["kept"]
    assert f"edit {edit['edit_id']}: it is there 2 times" in kwetu("verify").stdout
    torn = tmp_path / "torn.kwetu"
    refused = kwetu("backup", torn)
    assert (refused.exit_code, refused.stdout, torn.exists(), reached()) == (1, "", False, 0)
    assert f"edit {edit['edit_id']}: it is there 2 times" in refused.stderr
    kept = kwetu("backup", torn, "--even-with-faults")
    assert (kept.exit_code, torn.exists(), "verified" in kept.stdout, reached()) == (1, True, False, 0)
    whole = kwetu("restore", torn, "--replace")
    assert (whole.exit_code, f"edit {edit['edit_id']}: this row of the backup is left out" in whole.stderr) == (1, True)
    assert kwetu("restore", torn, "--replace", "--even-with-faults").exit_code == 0
    with db.reading() as session:
        count = session.connection().execute(
            text("SELECT count(*) FROM edit WHERE edit_id = :id"), {"id": edit["edit_id"]}
        )
        assert count.scalar() == 1
