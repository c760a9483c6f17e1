"""The migrations build exactly the tables the code knows, back up what is there, and leave nothing half done."""

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.kit import migrations
from app.kit.db import open_engine
from app.outlines.models import BY_PLACE
from app.tables import metadata

OURS = {"include_object": lambda _one, name, *_: name not in BY_PLACE}
"""Each engine finds outlines by place in its own way, which no model of a table can say."""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'kwetu.sqlite3'}"


def test_the_migrations_and_the_tables_in_the_code_are_the_same(url: str) -> None:
    migrations.migrate(url)
    engine = open_engine(url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection, opts=OURS), metadata)
    engine.dispose()
    assert differences == [], "add a dated migration to migrations/versions that brings the old tables to the new ones"


def test_migrating_twice_changes_nothing_and_copies_nothing_aside(url: str, tmp_path: Path) -> None:
    migrations.migrate(url)
    migrations.migrate(url)
    assert [file.name for file in tmp_path.glob("*-before-*")] == []


def test_the_newest_migration_read_from_the_files_is_the_one_alembic_knows() -> None:
    assert migrations.newest() == ScriptDirectory(str(migrations.MIGRATIONS)).get_current_head()


def test_every_migration_is_dated_and_says_what_it_does() -> None:
    files = [file.name for file in (migrations.MIGRATIONS / "versions").glob("*.py")]
    assert files
    for name in files:
        date, _, words = name.partition("_")
        assert len(date) == len("2026-11-21-0900")
        assert words.removesuffix(".py").replace("_", "").isalpha()


def test_a_database_of_an_older_version_is_copied_aside_before_it_is_changed(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrations.migrate(url)
    file = tmp_path / "kwetu.sqlite3"
    moments = iter(["2026-11-22T08:00:00Z", "2026-11-22T09:00:00Z"])
    monkeypatch.setattr(migrations, "iso", lambda _now: next(moments))
    monkeypatch.setattr(migrations, "upgrade", lambda *_: None)
    for name in ("Kept", "Kept too"):
        older = sqlite3.connect(file)
        older.execute("UPDATE alembic_version SET version_num = 'first_tables'")
        older.execute("DELETE FROM federation")
        older.execute("INSERT INTO federation (id, name) VALUES ('f', ?)", (name,))
        older.commit()
        older.close()
        migrations.migrate(url)
    for hour, name in (("08", "Kept"), ("09", "Kept too")):
        copy = sqlite3.connect(tmp_path / f"kwetu-before-first_tables-2026-11-22T{hour}0000Z.sqlite3")
        assert copy.execute("SELECT name FROM federation").fetchall() == [(name,)]
        copy.close()


def test_a_migration_that_fails_half_way_leaves_nothing_behind(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from alembic import op

    made: list[str] = []
    make = op.create_table

    def fail_at_the_fifth(name: str, *columns: object, **options: object) -> object:
        made.append(name)
        if len(made) == 5:
            raise RuntimeError("the power went")
        return make(name, *columns, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(op, "create_table", fail_at_the_fifth)
    with pytest.raises(RuntimeError, match="the power went"):
        migrations.migrate(url)
    file = sqlite3.connect(url.removeprefix("sqlite:///"))
    assert file.execute("SELECT name FROM sqlite_master WHERE name = 'federation'").fetchall() == []
    file.close()
