"""``kwetu form``: look over the questionnaire from a terminal.

The questionnaire is imported inside the commands, so that other commands start without it.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.questionnaire.paper_commands import print_questions, say_script

if TYPE_CHECKING:
    from app.questionnaire.form import Form

form_commands = typer.Typer(no_args_is_help=True, help="Look over the questionnaire.")
form_commands.command("print")(print_questions)
form_commands.command("script")(say_script)


@form_commands.command()
def check(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", exists=True, dir_okay=False, help="An XLSForm, .xlsx.")
    ] = None,
) -> None:
    """Compile the questionnaire, or an XLSForm workbook, and say what does not fit, or what it holds."""
    if file:
        check_workbook(file)
        return
    from app.questionnaire.problems import QuestionnaireBroken

    try:
        counts = _counts()
    except QuestionnaireBroken as fault:
        typer.echo(f"Does not fit together: {fault}", err=True)
        raise typer.Exit(1) from fault
    typer.echo("It fits together: " + _in_words(counts))


@form_commands.command()
def export(
    xlsx: Annotated[Path, typer.Option("--xlsx", dir_okay=False, help="The workbook to write.")],
) -> None:
    """Write the questionnaire as an XLSForm workbook."""
    from app.questionnaire.repository import read_texts
    from app.questionnaire.xlsform.exporting import export_workbook

    xlsx.write_bytes(export_workbook(read_texts()))
    typer.echo(f"Written to {xlsx}; change it with any spreadsheet, and bring it back on the page Forms.")


def check_workbook(file: Path) -> None:
    """Say what a workbook holds, or every cell that stands in its way; the lists it names are looked for beside it."""
    from app.questionnaire.problems import WorkbookUnreadable
    from app.questionnaire.xlsform.importing import LISTS_IN, import_workbook

    beside = {one.name: one.read_bytes() for ending in LISTS_IN for one in file.parent.glob(f"*{ending}")}
    try:
        imported = import_workbook(file.read_bytes(), beside)
    except WorkbookUnreadable as fault:
        typer.echo(fault.detail, err=True)
        raise typer.Exit(1) from fault
    for remark in imported.remarks:
        typer.echo(f"Note: {remark}")
    for refusal in imported.refused:
        typer.echo(str(refusal), err=True)
    if imported.form is None:
        raise typer.Exit(1)
    typer.echo("It fits together: " + _in_words(counts_of(imported.form, len(imported.form["rules"]))))


def _in_words(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {what}" for what, count in counts.items())


@form_commands.command()
def stats(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Count fields, core questions, repeats, rules and choice lists."""
    counts = _counts()
    typer.echo(json.dumps(counts) if as_json else "\n".join(f"{what}: {count}" for what, count in counts.items()))


def _counts() -> dict[str, int]:
    from app.questionnaire import service

    return counts_of(service.form(), service.count_rules())


def counts_of(form: "Form", rules: int) -> dict[str, int]:
    """Count what a form holds; rules that wait for what they need are among them."""
    asked = [question for question in form["questions"].values() if "words_for" not in question]
    return {
        "fields": len(asked),
        "core": sum(question["core"] for question in asked),
        "repeats": len(form["repeats"]),
        "rules": rules,
        "choice_lists": len(form["choices"]),
    }
