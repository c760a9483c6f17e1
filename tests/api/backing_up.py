"""The command ``kwetu`` as in a process of its own, and all that is in the database before and after it."""

from pathlib import Path
from typing import Any

from sqlalchemy import text
from typer.testing import CliRunner, Result

from app.backups import repository
from app.cli import app as cli
from app.kit import db
from app.settings import settings

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
