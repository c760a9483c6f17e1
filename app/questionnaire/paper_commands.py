"""``kwetu form print`` and ``kwetu form script``: the questions on paper, and how long a meeting over them takes.

The questionnaire and the typesetter are imported inside the commands, so that other commands start without them.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from app.questionnaire.script import Script

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


def say_script(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Print the short form's screens by path, with how long each is likely to take and what that is reckoned from."""
    import yaml

    from app.questionnaire import repository, service
    from app.questionnaire.script import write_script

    times = repository.read(repository.FOLDER / "meeting_times.yaml")
    script = write_script(service.form(), times)
    if as_json:
        typer.echo(json.dumps({**script, "assumptions": times}, ensure_ascii=False))
        return
    typer.echo("\n".join(_lines(script)))
    typer.echo("\nReckoned from (app/questionnaire/meeting_times.yaml, docs/meeting-script.md):")
    typer.echo(yaml.safe_dump(times, sort_keys=False, default_flow_style=None, width=110).strip())


def _lines(script: "Script") -> Iterator[str]:
    for path in script["paths"]:
        questions = "1 question" if path["questions"] == 1 else f"{path['questions']} questions"
        yield f"{path['path']}: {questions}, {path['minutes']} minutes" + (
            f" ({path['minutes_at_least']} when no follow-up is needed)" if path["screens"] else ""
        )
        for screen in path["screens"]:
            often = f" ({screen['times']} times)" if screen["times"] != 1 else ""
            minutes, seconds = divmod(round(screen["seconds"]), 60)
            only = " - only of some" if screen["follow_up"] else ""
            yield f"  {screen['number']:<8}{minutes:>3}:{seconds:02}  {screen['label']}{often}{only}"
    meant, room = script["room_minutes"], next(path for path in script["paths"] if path["path"] == "room")
    answer = "is within" if script["room_within"] else "IS NOT WITHIN"
    yield f"\nThe room's part, {room['minutes']} minutes, {answer} {meant['least']} to {meant['most']} minutes."
