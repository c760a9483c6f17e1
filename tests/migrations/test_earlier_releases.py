"""The database of every release comes to this version with every edit, receipt, approval and release as it was."""

import hashlib
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.kit.migrations import MIGRATIONS, migrate, newest
from app.settings import settings
from tests.releases.database import Rows, in_order, rows, rows_now, set_up, start_over
from tests.releases.record import FOLDER

RELEASES = sorted(folder for folder in FOLDER.iterdir() if (folder / "night.sql").exists())
each_release = pytest.mark.parametrize("release", RELEASES, ids=lambda folder: folder.name)

RELEASED = {"2026-11-21-0900_first_tables.py": "c10e78f0861ae6ed"}
"""Migrations that stand in a release, with how their SHA-256 begins: they ran on databases that exist."""
LOOKED_AT = ("edit", "record", "parked_edit", "decision", "approval", "release")


@pytest.fixture
def brought_up(empty_database: Path, release: Path) -> tuple[Rows, Rows]:
    """What a release left, and what stands after the migrations."""
    url = settings().sqlalchemy_url
    start_over(url)
    set_up(release / "night.sql", url)
    migrate(url)
    return rows(release / "night.sql"), rows_now(url)


@each_release
def test_nothing_that_was_written_is_another_after_the_migrations(brought_up: tuple[Rows, Rows]) -> None:
    before, after = brought_up
    assert after.pop("alembic_version") == [{"version_num": newest()}]
    before.pop("alembic_version")
    for table, held in before.items():
        assert held == [] or table in after, f"the table {table} is gone with {len(held)} rows"
        known = held[0].keys() if held else ()
        kept = [{name: row[name] for name in known} for row in after.get(table, [])]
        assert in_order(held) == in_order(kept), table


@each_release
def test_the_database_of_a_release_holds_what_can_be_lost(brought_up: tuple[Rows, Rows]) -> None:
    before, _ = brought_up
    assert {row["kind"] for row in before["record"]} == {
        "place", "settlement", "profile", "feature", "comment", "decision",
    }  # fmt: skip
    assert {row["answer"] for row in before["edit"]} == {"kept", "contested"}
    for table in ("parked_edit", "approval", "agreement", "release", "release_download", "release_question", "device"):
        assert before[table], table
    assert any('"_deleted"' in row["body"] for row in before["edit"])


@each_release
def test_every_edit_is_still_what_its_receipt_was_given_for(brought_up: tuple[Rows, Rows]) -> None:
    _, after = brought_up
    assert len(after["edit"]) > 30
    for edit in after["edit"]:
        assert hashlib.sha256(edit["body"].encode()).hexdigest() == edit["sha256"], edit["edit_id"]


@pytest.mark.parametrize("name", RELEASED)
def test_a_migration_that_was_released_is_never_changed(name: str) -> None:
    told = (MIGRATIONS / "versions" / name).read_bytes()
    assert hashlib.sha256(told).hexdigest().startswith(RELEASED[name]), "change tables by another, added migration"


@each_release
def test_kwetu_verify_finds_no_fault_in_what_a_release_left(brought_up: tuple[Rows, Rows]) -> None:
    before, _ = brought_up
    told = CliRunner().invoke(app, ["verify", "--json"])
    assert told.exit_code == 0, told.output
    found = json.loads(told.output)
    assert found["faults"] == []
    assert {name: found["counts"][name] for name in LOOKED_AT} == {name: len(before[name]) for name in LOOKED_AT}
