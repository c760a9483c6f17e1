"""``kwetu form print``: the questions on paper, for a meeting without a phone.

The questionnaire and the typesetter are imported inside the command, so that other commands start without them.
"""

from pathlib import Path
from typing import Annotated, Any

import typer

Language = Annotated[str, typer.Option(help="Language of the questions, such as fil.")]
Core = Annotated[bool, typer.Option("--core/--all", help="The short form, or all questions.")]
BlankRows = Annotated[int, typer.Option(help="Blank rows for each list, such as toilets or priorities.")]
Paper = Annotated[str, typer.Option(help="a4 or letter.")]
Code = Annotated[str, typer.Option("--settlement", metavar="CODE", help="A settlement's code, printed also as QR.")]
Name = Annotated[str, typer.Option(help="The settlement's name; without it a line to fill in.")]


def print_questions(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write the pages: a name that ends in .pdf.")],
    language: Language = "en",
    core: Core = False,
    blank_rows: BlankRows = 8,
    paper: Paper = "a4",
    settlement: Code = "",
    name: Name = "",
) -> None:
    """Print the questions as a PDF, with the numbers the phone shows."""
    from app.kit.problems import Problem
    from app.questionnaire import service
    from app.questionnaire.paper import Wanted
    from app.questionnaire.printing import as_pdf

    _must_be_writable(file)
    try:
        pages = as_pdf(service.form(), Wanted(language, core, blank_rows, paper.casefold(), name, settlement))
    except Problem as problem:
        raise typer.BadParameter(_in_words(problem)) from None
    file.write_bytes(pages)
    typer.echo(f"{file}: {len(pages) // 1000} kB. Number, order and words are the phone's.")


def _must_be_writable(file: Path) -> None:
    if file.suffix.lower() != ".pdf":
        raise typer.BadParameter(f"{file.name!r} does not end in .pdf.")
    if file.is_dir():
        raise typer.BadParameter(f"{file} is a folder.")
    if not file.absolute().parent.is_dir():
        raise typer.BadParameter(f"There is no folder {file.absolute().parent} to write into.")


def _in_words(problem: Any) -> str:
    return " ".join(error["detail"] for error in problem.facts.get("errors", [])) or str(problem)
