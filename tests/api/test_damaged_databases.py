"""A database that a failing disk harmed is never called whole: not its indexes, not a key that is there twice."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from app.backups import repository
from app.cli import app as cli
from app.kit import db
from app.kit.outside import in_words
from app.settings import settings
from tests.api.backing_up import change, everything, kwetu, let_go
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


@needs_a_file
def test_a_bad_byte_in_an_edit_is_named_printed_nowhere_and_kept_as_it_is(town: Settlement, tmp_path: Path) -> None:
    with repository.moment(db.engine()) as moment:
        (edit_id, *_) = [row["edit_id"] for row in moment.rows("edit") if "135" in row["body"]]
    torn_body = "cast(replace(cast(body AS blob), cast('value' AS blob), x'76E16C7565') AS text)"
    change(f"UPDATE edit SET body = {torn_body} WHERE edit_id = :id", id=edit_id)
    told = kwetu("verify")
    assert (told.exit_code, f"edit {edit_id}: its words cannot be read" in told.stdout) == (1, True)
    file = tmp_path / "torn.kwetu"
    refused = kwetu("backup", file)
    assert (refused.exit_code, f"edit {edit_id}: its words cannot be read" in refused.stderr) == (1, True)
    kept = kwetu("backup", file, "--even-with-faults")
    assert (kept.exit_code, "verified" in kept.stdout, reached()) == (1, False, 0)
    before = everything()
    done = kwetu("restore", file, "--replace", "--even-with-faults")
    assert (done.exit_code, everything() == before) == (0, True), done.output
    with db.engine().connect() as connection, pytest.raises(Exception, match="decode") as fault:
        connection.execute(text("SELECT body FROM edit")).all()
    said = str(in_words(fault.value))
    assert ("kwetu verify" in said, "135" in said) == (True, False)
    for printed in (told, refused, kept):
        assert "135" not in printed.output


UNREADABLE = {
    "what was refused of an edit": ("UPDATE edit SET refused_paths = 'zz' WHERE kind = 'profile'", "edit", "refused"),
    "a list of what was refused": ("UPDATE edit SET refused_paths = '[]' WHERE kind = 'profile'", "edit", "refused"),
    "a level": ("UPDATE record SET level_1 = 'zz' WHERE kind = 'profile'", "record", "level_1"),
    "a level of three": ("UPDATE record SET level_1 = '[' || char(10) || char(10)", "record", "level_1"),
    "what was approved": ("UPDATE approval SET snapshot = 'zz'", "approval", "cannot be read"),
    "what was approved, another shape": ("UPDATE approval SET snapshot = '{\"a\": 1}'", "approval", "cannot be read"),
    "a release": ("UPDATE release SET contents = 'zz'", "release", "cannot be read"),
    "an edit's answers": (
        """UPDATE edit SET body = replace(body, '"set":{', '"set":{"zz"\\:7,') WHERE kind = 'profile'""",
        "edit", "cannot be read",
    ),
    "a number where there is none": ("UPDATE record SET seq = 'zz' WHERE kind = 'profile'", "record", "cannot be read"),
    "a scope's count": ("UPDATE scope SET seq = 'zz'", "record", "beyond its scope's count"),
}  # fmt: skip


@needs_a_file
@pytest.mark.parametrize("what", UNREADABLE)
def test_what_cannot_be_read_is_named_and_never_ends_the_look(town: Settlement, tmp_path: Path, what: str) -> None:
    words, table, fault = UNREADABLE[what]
    change(words)
    told = kwetu("verify")
    named = [line for line in told.stdout.splitlines() if line.startswith(f"{table} ") and fault in line]
    assert (told.exit_code, bool(named)) == (1, True), told.output
    refused = kwetu("backup", tmp_path / "torn.kwetu")
    assert (refused.exit_code, named[0] in refused.stderr) == (1, True), refused.output


def garbage(file: Path) -> None:
    file.write_bytes(b"settlement,households\n" * 5000)


def cut(file: Path) -> None:
    with file.open("r+b") as harmed:
        harmed.truncate(file.stat().st_size // 3)


@needs_a_file
@pytest.mark.parametrize("harm", [garbage, cut])
def test_a_file_that_is_no_database_any_more_is_told_in_one_sentence(
    town: Settlement, client: Client, cast: Cast, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    good = tmp_path / "good.kwetu"
    assert kwetu("backup", good).exit_code == 0
    harm(its_file())
    looked = kwetu("verify")
    assert (looked.exit_code, "damaged" in looked.output) == (1, True), looked.output
    refused = kwetu("backup", tmp_path / "torn.kwetu", "--even-with-faults")
    assert (refused.exit_code, len(refused.output.splitlines())) == (1, 1)
    assert "`kwetu restore FILE --replace`" in refused.stderr
    let_go()
    other = CliRunner().invoke(cli, ["people"])
    assert "`kwetu restore FILE --replace`" in str(in_words(other.exception or AssertionError(other.output)))
    told = client.get("/api/sync/changes", cast.muntinlupa.mapper)
    assert (told.status_code, told.json()["type"]) == (500, "/problems/database-damaged")
    assert kwetu("restore", good, "--replace").exit_code == 0
    assert kwetu("verify").exit_code == 0


def test_a_database_of_a_newer_kwetu_is_not_looked_at_as_if_it_were_ours(town: Settlement, tmp_path: Path) -> None:
    change("UPDATE alembic_version SET version_num = 'of_the_year_2030'")
    for words in (["verify"], ["backup", tmp_path / "town.kwetu"]):
        done = kwetu(*words)
        assert (done.exit_code, done.stdout) == (1, "")
        assert "A newer Kwetu made this database (of_the_year_2030)" in done.stderr
