"""A restore or a backup that is killed at any of its steps leaves what was there before, or all of what it makes."""

import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlmodel import Session

from app.backups import repository
from app.backups.files import reading
from app.backups.verifying import verify
from app.kit.db import open_engine
from app.kit.ids import uuid7
from app.kit.migrations import migrate
from app.ledger import service as ledger
from app.settlements import service as settlements
from app.settlements.rules import settlement_level_of
from tests.cast import make_cast
from tests.crash.dying import dying_at
from tests.forking import ForkedServer
from tests.postgresql import databases


class Town:
    """A database with some settlements in it, and the commands that work on it."""

    def __init__(self, folder: Path, url: str) -> None:
        self._place = ForkedServer(folder)
        self._place.settings = {"KWETU_DATABASE_URL": url}
        migrate(url)
        self._engine = open_engine(url)
        with Session(self._engine) as session, session.begin():
            cast = make_cast(session)
            self._author = ledger.ServerAuthor(cast.administrator.person_id)
            self._city_id = cast.muntinlupa.id
        self._engine.dispose()

    def add(self, count: int) -> None:
        """Say something of new settlements."""
        with Session(self._engine) as session, session.begin():
            for number in range(count):
                settlement_id = uuid7()
                edit = ledger.new_edit(
                    "settlement", settlement_id, {"name": {"value": f"Settlement {number}"}},
                    by=self._author.person_id, settlement_id=settlement_id, city_id=self._city_id,
                )  # fmt: skip
                ledger.write(session, edit, author=self._author, level_of=settlement_level_of)
                settlements.after_settlement(session, edit)
        self._engine.dispose()

    def edits(self) -> set[str]:
        """Return the edits that are there, after looking that all of it is whole."""
        with repository.moment(self._engine) as moment:
            assert list(verify(moment)) == []
            found = {row["edit_id"] for row in moment.rows("edit")}
        self._engine.dispose()
        return found

    def run(self, last_step: int, *words: str | Path) -> tuple[int, str]:
        """Run a command that dies at a step, or lives; return how it ended and what it printed."""
        return self._place.ran(*map(str, words), command=partial(dying_at, last_step))


@contextmanager
def town_on(engine: str, folder: Path) -> Iterator[Town]:
    if engine == "sqlite":
        yield Town(folder, f"sqlite:///{folder / 'kwetu.sqlite3'}")
        return
    with databases() as made:
        yield Town(folder, made.fresh())


@pytest.fixture(params=["sqlite", "postgresql"])
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    with town_on(request.param, tmp_path) as begun:
        begun.add(5)
        yield begun


def steps_of(whole: int, kills: int) -> list[int]:
    """Choose steps to die at: some anywhere, as many among the last, where one database takes the other's place."""
    chance = random.Random(whole)
    anywhere, late = range(1, whole), range(max(1, whole - 40), whole)
    return sorted({*chance.sample(anywhere, kills), *chance.sample(late, kills)})


def test_a_restore_killed_at_any_step_leaves_the_old_database_in_force_or_the_new_one(
    town: Town, tmp_path: Path
) -> None:
    file = tmp_path / "town.kwetu"
    ended, told = town.run(0, "backup", file)
    assert ended == 0, told
    then = town.edits()
    town.add(3)
    now = town.edits()
    assert then < now
    whole = int(town.run(0, "restore", "--replace", file)[1].split()[-1])
    assert town.edits() == then
    killed = 0
    for step in steps_of(whole, 3):
        town.add(1)
        before = town.edits()
        left_with, _ = town.run(step, "restore", "--replace", file)  # 0: it needed fewer steps this time
        killed += left_with == -signal.SIGKILL
        assert town.edits() in (before, then) if left_with else town.edits() == then, f"step {step} of {whole}"
    assert killed > 2
    assert town.run(0, "restore", "--replace", file)[0] == 0
    assert town.edits() == then


def test_a_backup_killed_at_any_step_is_not_there_or_whole_and_the_next_one_sweeps_up(
    town: Town, tmp_path: Path
) -> None:
    file, folder = tmp_path / "backups" / "town.kwetu", tmp_path / "backups"
    folder.mkdir()
    whole = int(town.run(0, "backup", file)[1].split()[-1])
    for step in steps_of(whole, 2):
        file.unlink(missing_ok=True)
        assert town.run(step, "backup", file)[0] in (-signal.SIGKILL, 0)
        if file.exists():
            with reading(file) as archive:
                archive.check()
                assert list(verify(archive)) == []
    file.unlink(missing_ok=True)
    assert town.run(0, "backup", file)[0] == 0
    assert list(folder.iterdir()) == [file]
