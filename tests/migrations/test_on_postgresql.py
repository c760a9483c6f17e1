"""The same migrations on PostgreSQL: the tables the code knows, old rows kept, one migrator at a time."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from app.kit import migrations
from app.kit.db import open_engine
from app.outlines.models import BY_PLACE
from app.settings import settings
from app.tables import metadata
from tests.postgresql import Databases, Server, running

KWETU = str(Path(sys.executable).with_name("kwetu"))

OURS = {"include_object": lambda _one, name, *_: name not in BY_PLACE}
"""Each engine finds outlines by place in its own way, which no model of a table can say."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as started:
        yield started


@pytest.fixture
def url(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    databases = Databases(server.url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    settings.cache_clear()
    yield databases.fresh()
    settings.cache_clear()
    databases.drop_all()


def _first_version(url: str) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        migrations.upgrade_on(connection, "first_tables")
    engine.dispose()
    with psycopg.connect(url) as connection:
        connection.execute("INSERT INTO federation VALUES ('f', 'Kept')")
        connection.execute("INSERT INTO scope (id, seq) VALUES ('c', 7)")


def _kwetu(url: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"KWETU_DATABASE_URL": url, "DATA_DIR": str(folder)}
    return subprocess.run([KWETU, *words], env=env, capture_output=True, text=True, check=False, timeout=120)


def test_the_migrations_and_the_tables_in_the_code_are_the_same(url: str) -> None:
    migrations.migrate(url)
    engine = open_engine(url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=OURS), metadata) == []
    engine.dispose()


def test_all_text_is_ordered_by_its_signs_whatever_the_server_speaks(url: str) -> None:
    migrations.migrate(url)
    with psycopg.connect(url) as connection:
        ordered = connection.execute(
            "SELECT DISTINCT collation_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND table_name <> 'alembic_version' AND data_type IN ('text', 'character varying')"
        ).fetchall()
    assert ordered == [("C",)]


def test_rows_of_the_first_version_are_kept_and_copied_aside_first(url: str, tmp_path: Path) -> None:
    _first_version(url)
    done = _kwetu(url, tmp_path, "migrate")
    assert (done.returncode, done.stderr) == (0, "")
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT name FROM federation").fetchall() == [("Kept",)]
        assert connection.execute("SELECT id, seq, safe_seq FROM scope").fetchall() == [("c", 7, 0)]
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(migrations.newest(),)]
    assert len(list(tmp_path.glob("kwetu-before-first_tables-*.kwetu"))) == 1


@pytest.mark.parametrize("on", ["postgresql", "sqlite"])
def test_of_several_that_start_at_once_on_an_old_database_one_migrates(url: str, tmp_path: Path, on: str) -> None:
    url = url if on == "postgresql" else f"sqlite:///{tmp_path / 'kwetu.sqlite3'}"
    engine = open_engine(url)
    with engine.execution_options(kwetu_writes=True).begin() as connection:
        migrations.upgrade_on(connection, "first_tables")
    engine.dispose()
    with ThreadPoolExecutor(4) as starting:
        done = list(starting.map(lambda _: _kwetu(url, tmp_path, "migrate"), range(4)))
    assert [(each.returncode, each.stderr) for each in done] == [(0, "")] * 4
    assert len(list(tmp_path.glob("kwetu-before-*"))) == 1


def test_whoever_cannot_reach_the_database_is_told_why_without_its_password(server: Server, tmp_path: Path) -> None:
    told = {
        server.url.replace(server.password, "s3cret"): "It refused the name or the password.",
        server.url.replace(f":{server.port}/", ":1/"): "Nothing answers there.",
        f"{server.url}_of_nobody": "It has no such database or no such user.",
        "postgresql://kwetu:s3c@ret@localhost/kwetu": "KWETU_DATABASE_URL cannot be read.",
        "mysql://kwetu:s3cret@localhost/kwetu": "Kwetu keeps its database in SQLite or in PostgreSQL.",
    }
    for url, words in told.items():
        done = _kwetu(url, tmp_path, "serve")
        assert (done.returncode, done.stdout) == (1, "")
        assert words in done.stderr
        assert "Traceback" not in done.stderr
        assert not any(secret in done.stderr for secret in ("s3c", "ret@", server.password))


def test_a_database_of_a_newer_version_is_left_alone(url: str, tmp_path: Path) -> None:
    migrations.migrate(url)
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'of_tomorrow'")
    done = _kwetu(url, tmp_path, "migrate")
    assert done.returncode == 1
    assert "A newer Kwetu made this database (of_tomorrow)" in done.stderr
