"""Writes the tables of docs/problems.md, settings.md, commands.md and questionnaire.md, so that they cannot drift."""

import importlib
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import typer

import app
from app.cli import app as cli
from app.kit.problems import Problem
from app.questionnaire import repository, service
from app.settings import Settings

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"


def problems() -> list[type[Problem]]:
    """Return every problem of every slice that can reach a client, in the order of their slugs."""
    for module in pkgutil.walk_packages(app.__path__, "app."):
        importlib.import_module(module.name)
    return sorted(set(_below(Problem)), key=lambda problem: problem.slug)


def _below(problem: type[Problem]) -> Iterator[type[Problem]]:
    if "slug" in vars(problem):
        yield problem
    for kind in problem.__subclasses__():
        yield from _below(kind)


def settings_shown() -> Iterator[tuple[str, str, str]]:
    """Give name in the environment, default, and help sentence of every setting."""
    prefix = str(Settings.model_config.get("env_prefix", ""))
    for name, field in Settings.model_fields.items():
        default = "frontend/dist" if name == "frontend_dir" else str(field.default if field.default is not None else "")
        yield str(field.validation_alias or (prefix + name).upper()), default, str(field.description)


def commands() -> list[tuple[str, str, str]]:
    """Give each command as it is typed, its options, and what it does."""
    return list(_commands_below(typer.main.get_command(cli), "kwetu"))


def _commands_below(command: Any, typed: str) -> Iterator[tuple[str, str, str]]:
    inner: dict[str, Any] = getattr(command, "commands", {})
    if not inner:
        given = [parameter for parameter in command.params if parameter.name != "help"]
        words = [_as_typed(parameter) for parameter in given]
        yield typed, " ".join(words), (command.help or "").strip().split("\n")[0]
    for name in sorted(inner):
        yield from _commands_below(inner[name], f"{typed} {name}")


def _as_typed(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"`{parameter.metavar or parameter.name.upper()}`"
    typed = parameter.opts[0] if parameter.is_flag else f"{parameter.opts[0]} {parameter.name.upper()}"
    return f"`{typed}`" if parameter.required else f"[`{typed}`]"


def rules() -> Iterator[tuple[str, str, str, str]]:
    """Give each rule's id, kind, what must hold, and where it is looked at."""
    form = service.form()
    named = [(question["rule"], name) for name, question in form["questions"].items() if "rule" in question]
    for rule in repository.read_texts()["rules"]:
        at = [f"`{name}`" for known, name in named if known == rule["id"]]
        where = f"at {', '.join(at)}" if at else "across answers" if "checks" in rule else "in lists put in order"
        waits = f"waits for {rule['waits_for']}" if "waits_for" in rule else rule.get("looked_at", where)
        yield f"`{rule['id']}`", rule["kind"], rule["about"], waits


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Write a Markdown table."""
    lines = [head, ["---" for _ in head], *rows]
    return "".join(
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |\n" for line in lines
    )


def pages() -> dict[Path, str]:
    """Return the pages as they should be: their own first words, then the table."""
    of_problems = table(
        ("slug", "status", "what the phone is told", "when"),
        ((f"`{each.slug}`", str(each.status), each.title, _first_line(each)) for each in problems()),
    )
    of_settings = table(
        ("name", "default", "what it does"),
        ((f"`{name}`", f"`{default}`" if default else "", text) for name, default, text in settings_shown()),
    )
    of_commands = table(("command", "with", "what it does"), ((f"`{typed}`", *rest) for typed, *rest in commands()))
    tables = {
        DOCS / "problems.md": of_problems,
        DOCS / "settings.md": of_settings,
        DOCS / "commands.md": of_commands,
        DOCS / "questionnaire.md": table(("rule", "kind", "what must hold", "where it is looked at"), rules()),
    }
    return {
        page: page.read_text(encoding="utf-8").split("\n| ")[0].rstrip() + "\n\n" + rows
        for page, rows in tables.items()
    }


def _first_line(problem: type[Problem]) -> str:
    return (problem.__doc__ or "").strip().split("\n\n")[0].replace("\n   ", "").replace("``", "`")


def main(check: bool) -> int:
    """Write the pages, or with ``check`` tell which are stale."""
    stale = {page: text for page, text in pages().items() if page.read_text(encoding="utf-8") != text}
    for page, text in stale.items():
        if check:
            print(f"docs/{page.name} is stale: run `make generated`")
        else:
            page.write_text(text, encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
