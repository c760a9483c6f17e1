"""``kwetu backup``, ``kwetu restore`` and ``kwetu verify``, as an operator types them."""

import json
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from app.backups.problems import BackupRefused, LedgerFaulty

File = Annotated[Path, typer.Argument(dir_okay=False, help="The backup file.")]
Replace = Annotated[bool, typer.Option("--replace", help="Take the place of what is there.")]
Faulty = Annotated[bool, typer.Option("--even-with-faults", help="Go on although the ledger in it has faults.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the report as JSON.")]


class Progress:
    """Says how far it is, on a terminal, once a second."""

    def __init__(self, whole: int, word: str) -> None:
        self._whole, self._word, self._done = whole, word, 0
        self._next = time.monotonic() + 1
        self._shown = sys.stderr.isatty()

    def __call__(self) -> None:
        """Count one more."""
        self._done += 1
        if self._shown and self._done % 100 == 0 and time.monotonic() > self._next:
            self._next = time.monotonic() + 1
            typer.echo(f"\r{self._done:,} of {self._whole:,} {self._word}", err=True, nl=False)

    def end(self) -> None:
        """Clear the line."""
        if self._shown:
            typer.echo("\r\033[K", err=True, nl=False)


def verify(as_json: AsJson = False) -> None:
    """Check that the ledger is whole: every edit as it came, every record what its edits say."""
    from app.backups.repository import moment
    from app.backups.verifying import counts
    from app.backups.verifying import verify as faults_of
    from app.kit.db import engine

    with moment(engine()) as kept:
        told = counts(kept)
        progress = Progress(told["edit"], "edits looked at")
        faults = [{"table": one.table, "id": one.id, "what": one.what} for one in faults_of(kept, progress)]
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
