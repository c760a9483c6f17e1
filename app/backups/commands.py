"""``kwetu backup``, ``kwetu restore`` and ``kwetu verify``, as an operator types them."""

import json
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.backups.problems import BackupRefused, LedgerFaulty

if TYPE_CHECKING:
    from app.backups.rules import Manifest

File = Annotated[Path, typer.Argument(dir_okay=False, help="The backup file.")]
Replace = Annotated[bool, typer.Option("--replace", help="Take the place of what is there.")]
Faulty = Annotated[bool, typer.Option("--even-with-faults", help="Go on although the ledger in it has faults.")]
Another = Annotated[bool, typer.Option("--another-federation", help="Take another federation's place, too.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print only what is wrong.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the report as JSON.")]


class Progress:
    """Says how far it is, on a terminal, once a second."""

    def __init__(self, word: str) -> None:
        self._word, self._done, self._next = word, 0, time.monotonic() + 1
        self._shown = sys.stderr.isatty()

    def __call__(self) -> None:
        """Count one more."""
        self._done += 1
        if self._shown and self._done % 100 == 0 and time.monotonic() > self._next:
            self._next = time.monotonic() + 1
            typer.echo(f"\r{self._done:,} {self._word}", err=True, nl=False)

    def end(self) -> None:
        """Clear the line."""
        if self._shown:
            typer.echo("\r\033[K", err=True, nl=False)


def backup(file: File, replace: Replace = False, even_with_faults: Faulty = False, quiet: Quiet = False) -> None:
    """Write a backup while the server runs, and verify it; it holds the server's keys and everybody's answers."""
    from app.backups.service import backup as make

    progress = Progress("edits looked at")
    try:
        made = make(file, replace=replace, even_with_faults=even_with_faults, looked_at=progress)
    except BackupRefused as refused:
        raise _refused(refused) from None
    finally:
        progress.end()
    if made.faults:
        _say(made.faults)
        typer.echo(f"{file}: kept although the ledger in it has {_count(made.faults)}, named above.")
        raise typer.Exit(1)
    if not quiet:
        typer.echo(f"{file}: {_held(made.manifest)}; {made.bytes:,} bytes, verified.")
        _say(KEEP_IT if made.told_to_phones else (*KEEP_IT, OLDER))


KEEP_IT = (
    "It holds the server's keys and everybody's answers; only you can read it. Keep it so wherever you copy it.",
)
OLDER = (
    "The database is of an older version of Kwetu, which does not tell phones how far a backup reaches; "
    "they keep everything until a backup after the upgrade."
)


def _count(faults: Sequence[object]) -> str:
    return f"{len(faults)} fault{'' if len(faults) == 1 else 's'}"


def restore(
    file: File, replace: Replace = False, another_federation: Another = False, even_with_faults: Faulty = False
) -> None:
    """Put a backup in force, whole or not at all; phones meet a new epoch and send again what it does not hold."""
    from app.backups.restoring import Asked
    from app.backups.restoring import restore as put_in_force

    asked = Asked(replace, another_federation, even_with_faults)
    progress = Progress("edits looked at")
    try:
        restored = put_in_force(file, asked, looked_at=progress)
    except BackupRefused as refused:
        raise _refused(refused) from None
    finally:
        progress.end()
    typer.echo(f"Restored {_held(restored.manifest)}, from the backup of {restored.manifest.made_at}.")
    if restored.faults:
        typer.echo(f"The ledger that is in force now has {_count(restored.faults)}:")
        _say(f"  {fault}" for fault in restored.faults)
    if restored.aside:
        typer.echo(f"What was here before is kept in {restored.aside}")
    if restored.to_repeat:
        since = "was done since" if restored.compared else "may have been done since"
        typer.echo(f"What {since} the backup, and has to be done again:")
        _say(f"  {line}" for line in restored.to_repeat)


def _held(manifest: "Manifest") -> str:
    edits, records = manifest.rows("edit"), manifest.rows("record")
    return f"{edits:,} edits in {records:,} records, reaching to {manifest.reaches_to or 'the beginning'}"


def verify(as_json: AsJson = False) -> None:
    """Check that the ledger is whole: every edit as it came, every record what its edits say."""
    from app.backups.repository import moment, must_be_there, must_hold_kwetu
    from app.backups.verifying import counts
    from app.backups.whole import all_faults, or_torn
    from app.kit.db import engine
    from app.settings import settings

    progress = Progress("edits looked at")
    try:
        must_be_there(settings().sqlalchemy_url)
        with or_torn(), moment(engine()) as kept:
            must_hold_kwetu(kept)
            told = counts(kept)
            faults = [{"table": one.table, "id": one.id, "what": one.what} for one in all_faults(kept, progress)]
    except BackupRefused as refused:
        raise _refused(refused) from None
    finally:
        progress.end()
    if as_json:
        typer.echo(json.dumps({"counts": told, "faults": faults}))
    else:
        _say(f"{fault['table']} {fault['id']}: {fault['what']}" for fault in faults)
        typer.echo(f"Looked at {in_words(told)}: {len(faults)} faults.")
    if faults:
        raise typer.Exit(1)


def in_words(told: dict[str, int]) -> str:
    """Say counts in words."""
    words = {"edit": "edits", "record": "records", "parked_edit": "parked edits", "decision": "decisions",
             "approval": "approvals", "release": "releases"}  # fmt: skip
    return ", ".join(f"{told[table]:,} {word}" for table, word in words.items())


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


def _refused(refused: BackupRefused) -> typer.Exit:
    typer.echo(str(refused), err=True)
    if isinstance(refused, LedgerFaulty):
        for fault in refused.faults:
            typer.echo(f"  {fault}", err=True)
    return typer.Exit(1)
