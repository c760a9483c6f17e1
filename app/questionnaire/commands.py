"""``kwetu form``: look over the questionnaire from a terminal.

The questionnaire is imported inside the commands, so that other commands start without it.
"""

import json
from typing import Annotated

import typer

from app.questionnaire.paper_commands import print_questions

form_commands = typer.Typer(no_args_is_help=True, help="Look over the questionnaire.")
form_commands.command("print")(print_questions)


@form_commands.command()
def check() -> None:
    """Compile the questionnaire and say what does not fit, or what it holds."""
    from app.questionnaire.problems import QuestionnaireBroken

    try:
        counts = _counts()
    except QuestionnaireBroken as fault:
        typer.echo(f"Does not fit together: {fault}", err=True)
        raise typer.Exit(1) from fault
    typer.echo("It fits together: " + ", ".join(f"{count} {what}" for what, count in counts.items()))


@form_commands.command()
def stats(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Count fields, core questions, repeats, rules and choice lists."""
    counts = _counts()
    typer.echo(json.dumps(counts) if as_json else "\n".join(f"{what}: {count}" for what, count in counts.items()))


def _counts() -> dict[str, int]:
    from app.questionnaire import service

    form = service.form()
    asked = [question for question in form["questions"].values() if "words_for" not in question]
    return {
        "fields": len(asked),
        "core": sum(question["core"] for question in asked),
        "repeats": len(form["repeats"]),
        "rules": service.count_rules(),
        "choice_lists": len(form["choices"]),
    }
