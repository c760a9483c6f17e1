"""``kwetu form``: look over the questionnaire from a terminal."""

import json
from typing import Annotated

import typer

from app.questionnaire import repository, service
from app.questionnaire.problems import QuestionnaireBroken

form_commands = typer.Typer(no_args_is_help=True, help="Look over the questionnaire.")


@form_commands.command()
def check() -> None:
    """Compile the questionnaire and say what does not fit, or what it holds."""
    try:
        form = service.form()
    except QuestionnaireBroken as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from fault
    typer.echo(f"{form['form']} fits together: " + ", ".join(f"{n} {what}" for what, n in _counts().items()))


@form_commands.command()
def stats(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Count fields, core questions, repeats, rules and choice lists."""
    counts = _counts()
    typer.echo(json.dumps(counts) if as_json else "\n".join(f"{what}: {n}" for what, n in counts.items()))


def _counts() -> dict[str, int]:
    form = service.form()
    asked = [question for question in form["questions"].values() if "words_for" not in question]
    return {
        "fields": len(asked),
        "core": sum(question["core"] for question in asked),
        "repeats": len(form["repeats"]),
        "rules": len(repository.read_texts()["rules"]),
        "choice_lists": len(form["choices"]),
    }
