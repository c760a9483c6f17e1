"""Finds the database at this version before a command says or asks anything, and says where there is none.

Heavy imports stand inside the functions, as in the commands.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from app.outlines import command as outlines

if TYPE_CHECKING:
    from app.kit.migrations import Migrated


def ready(begins: bool = True) -> "Migrated":
    """Find the database at this version; only a command that ``begins`` something makes one where there is none."""
    from app.backups.repository import moment, must_be_there, must_have_tables
    from app.kit.db import engine
    from app.kit.migrations import migrate as run
    from app.kit.private import make_folder
    from app.settings import settings

    if not begins:
        with _nothing_here_is_said():
            must_be_there(settings().sqlalchemy_url)
    elif not settings().database_url:
        make_folder(settings().data_dir)
    engine()  # from here on no restore begins under this command
    if not begins:
        with _nothing_here_is_said(), moment(engine()) as kept:
            must_have_tables(kept)
    done = run(copy_aside=_copy_aside)
    outlines.told()
    return done


@contextmanager
def _nothing_here_is_said() -> Iterator[None]:
    from app.backups.problems import NothingHere

    try:
        yield
    except NothingHere as nothing:
        typer.echo(f"{nothing} `kwetu init` begins one; or look at DATA_DIR and KWETU_DATABASE_URL.", err=True)
        raise typer.Exit(1) from None


def _copy_aside(database: Any, file: Path) -> None:
    from app.backups.service import copy_aside

    copy_aside(database, file)


def made_ready(command: Callable[..., None]) -> Callable[..., None]:
    """Have a slice's command find the database at this version."""

    @wraps(command)
    def ready_first(*given: Any, **options: Any) -> None:
        ready(begins=False)
        command(*given, **options)

    return ready_first
