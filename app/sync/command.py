"""``kwetu import handover``: take in hand-over files from a memory card, on the server itself.

Heavy imports stand inside the command, so that other commands start without them.
"""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

Files = Annotated[
    list[Path], typer.Argument(exists=True, dir_okay=False, readable=True, help="Hand-over files (.kwetu).")
]
Receipts = Annotated[
    Path | None, typer.Option(file_okay=False, exists=True, help="Folder for the receipts to give back.")
]


def handover(
    files: Files,
    receipts: Receipts = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answers as JSON.")] = False,
) -> None:
    """Take hand-over files of phones without signal; each is taken whole or not at all."""
    from app.kit.problems import Problem

    refused = 0
    for file in files:
        try:
            told = taken(file.read_bytes())
        except Problem as problem:
            refused += 1
            typer.echo(json.dumps(problem.body()) if as_json else f"{file.name}: {problem.title}.", err=not as_json)
            continue
        typer.echo(json.dumps(told) if as_json else f"{file.name}: {in_words(told)}")
        if receipts:
            written = {"kwetu": "receipts", "version": 1, **told}
            (receipts / f"{file.stem}.kwetu-receipts").write_text(json.dumps(written))
    if refused:
        raise typer.Exit(1)


def taken(file: bytes) -> dict[str, Any]:
    """Take one file in; what is said of it is durable."""
    from functools import partial

    from app.kit.clock import now
    from app.kit.db import reading, written
    from app.ledger import service as ledger
    from app.people import service as people
    from app.sync import handovers
    from app.sync.answering import told_of

    with reading() as session:
        brought, pem, epoch = handovers.verified(session, file), people.signing_pem(session), ledger.epoch(session)
    answers: list[dict[str, Any]] = []
    at = now()
    for batch in brought.batches:
        answered = written(partial(handovers.take, brought=brought, batch=batch, at=at, carried_by=None))
        answers += [told_of(one, pem) for one in answered]
    return handovers.told(brought, answers, at, epoch)


def in_words(told: dict[str, Any]) -> str:
    """Write what became of a file for a terminal."""
    answers = [one["answer"] for one in told["answers"]]
    had = answers.count("already_had")
    parked = answers.count("parked")
    not_kept = answers.count("not_kept")
    merged = len(answers) - had - parked - not_kept
    counts = f"{len(answers)} edits of {told['author']['name']}: {merged} taken in, {had} were here already"
    return f"{counts}, {parked} kept for a leader{f', {not_kept} not to be read' if not_kept else ''}."
