"""The command ``kwetu``: what an operator does from a terminal; everything else is on pages.

Heavy imports stand inside the commands, so that each starts with only what it needs.
"""

import json
import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from app.backups import commands as backups
from app.questionnaire.commands import form_commands
from app.sync import command as handovers
from app.sync import receipt as receipts

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    help="Kwetu, settlement profiles owned by the people they describe.",
)
lists = typer.Typer(no_args_is_help=True, help="Take lists of places or settlements from GeoJSON or CSV files.")
app.add_typer(lists, name="import")

City = Annotated[str, typer.Option("--city", help="Name of the city.")]
Country = Annotated[str, typer.Option(help="Two letters of a new city's country, such as PH.")]
TimeZone = Annotated[str, typer.Option(help="A new city's time zone, such as Africa/Harare.")]
Currency = Annotated[str, typer.Option(help="Three letters of a new city's money, such as USD.")]
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A GeoJSON or CSV file.")]
NewCityToo = Annotated[bool, typer.Option("--new-city", help="Add the city when it is not in the list yet.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Report only; write nothing.")]
Repair = Annotated[bool, typer.Option("--repair", help="Mend boundaries that cross themselves; the original is kept.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the report as JSON.")]


def _ready() -> None:
    from app.kit.db import engine
    from app.kit.migrations import migrate as run

    engine()  # from here on no restore begins under this command
    run(copy_aside=_copy_aside)


def _copy_aside(database: Any, file: Path) -> None:
    from app.backups.service import copy_aside

    copy_aside(database, file)


def _made_ready(command: Callable[..., None]) -> Callable[..., None]:
    """Have a slice's command find the database at this version."""

    @wraps(command)
    def ready_first(*given: Any, **options: Any) -> None:
        _ready()
        command(*given, **options)

    return ready_first


def _stop(problem: Any, as_json: bool = False) -> typer.Exit:
    if as_json:
        typer.echo(json.dumps(problem.body(), ensure_ascii=False))
    else:
        errors = "; ".join(error["detail"] for error in problem.facts.get("errors", []))
        typer.echo(errors or f"{problem.title}. {problem.detail or ''}".strip(), err=True)
    return typer.Exit(1)


app.add_typer(form_commands, name="form")
lists.command()(_made_ready(handovers.handover))
app.command()(_made_ready(receipts.receipt))
for command in (backups.backup, backups.restore, backups.verify):
    app.command()(command)


@app.command()
def migrate() -> None:
    """Bring the database to this version, after an automatic backup when there is something to lose."""
    _ready()


@app.command()
def init(
    federation: Annotated[str, typer.Option(help="The federation's name.")],
    city: City,
    name: Annotated[str, typer.Option(help="Your own name: you become the first administrator.")],
    country: Country = "",
    time_zone: TimeZone = "UTC",
    currency: Currency = "",
) -> None:
    """Begin a federation with its first city and administrator; prints their sign-in link."""
    _ready()
    from app.kit.db import writing
    from app.kit.problems import Problem
    from app.kit.text import checked_name
    from app.people import register
    from app.people.schemas import NewCity

    try:
        named = NewCity(name=city, country=country, time_zone=time_zone, currency=currency)
        with writing() as session:
            link = register.begin(session, checked_name(federation), named, checked_name(name))
    except Problem as problem:
        raise _stop(problem) from None
    except ValueError as fault:
        raise typer.BadParameter(_first_words(fault)) from None
    _print_link(link)


def _first_words(fault: ValueError) -> str:
    errors: list[Any] = getattr(fault, "errors", list)()
    told = [f"{error['loc'][-1]}: {error['msg'].removeprefix('Value error, ')}" for error in errors]
    return "; ".join(told) or str(fault)


def _print_link(link: Any) -> None:
    typer.echo(link.url)
    if link.this_computer_only:
        typer.echo("This link opens on this computer only: no PUBLIC_URL is set.", err=True)


@app.command()
def link(person_id: Annotated[str, typer.Argument(help="The person's id, as on the page People.")]) -> None:
    """Make another sign-in link for a person who is in the list."""
    _ready()
    from app.kit.db import writing
    from app.kit.problems import Problem
    from app.people import service as people

    try:
        with writing() as session:
            made = people.invitation_for(session, people.require_person(session, person_id).id)
    except Problem as problem:
        raise _stop(problem) from None
    _print_link(made)


@app.command()
def demo() -> None:
    """Load the demonstration: two cities with invented settlements, and three links."""
    _ready()
    _load_demo()
    if not _print_demo_links():
        typer.echo("This server has a federation already; the demonstration goes into an empty DATA_DIR.", err=True)
        raise typer.Exit(1)


def _load_demo() -> None:
    from app.kit.db import reading, writing
    from app.people import service as people
    from app.settings import settings

    with reading() as session:
        if people.federation_name(session) is not None:
            return
    from app.demo.links import keep_links
    from app.demo.load import load

    typer.echo("Loading the demonstration (some seconds, once)")
    with writing() as session:
        links = load(session)
    if links:
        keep_links(links, settings().data_dir)


def _print_demo_links() -> bool:
    from app.demo.links import links_at
    from app.settings import settings

    links = links_at(settings().base_url, settings().data_dir)
    for role, url in links.items():
        typer.echo(f"  {role + ':':<10}{url}")
    return bool(links)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on (KWETU_HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on (PORT).")] = None,
    tls_cert: Annotated[Path | None, typer.Option(exists=True, help="Certificate file: serve https.")] = None,
    tls_key: Annotated[Path | None, typer.Option(exists=True, help="The certificate's key file.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="Server processes (KWETU_WORKERS).")] = None,
    with_demo: Annotated[bool, typer.Option("--demo", help="Load the demonstration into an empty database.")] = False,
) -> None:
    """Serve the phone app and its server; prints where it listens."""
    if (tls_cert is None) != (tls_key is None):
        raise typer.BadParameter("--tls-cert and --tls-key belong together")
    if host is not None:
        os.environ["KWETU_HOST"] = host
    if port is not None:
        os.environ["PORT"] = str(port)
    if workers is not None:
        os.environ["KWETU_WORKERS"] = str(workers)
    _ready()
    if with_demo:
        _load_demo()
    from app.serving import serve as run

    run(tls_cert, tls_key, listening=_print_demo_links if with_demo else _print_hint)


def _print_hint() -> None:
    from app.kit.db import reading
    from app.people import service as people

    with reading() as session:
        if people.federation_name(session) is None:
            typer.echo("Nobody is here yet: `kwetu init` makes the first administrator.")


@lists.command()
def places(
    file: File, city: City, new_city: NewCityToo = False, dry_run: DryRun = False, repair: Repair = False,
    as_json: AsJson = False, country: Country = "", time_zone: TimeZone = "UTC", currency: Currency = "",
) -> None:  # fmt: skip
    """Take wards, barangays or districts."""
    new = {"country": country, "time_zone": time_zone, "currency": currency} if new_city else None
    _import("places", file, city, new, dry_run=dry_run, repair=repair, as_json=as_json)


@lists.command()
def settlements(
    file: File, city: City, new_city: NewCityToo = False, dry_run: DryRun = False, repair: Repair = False,
    as_json: AsJson = False, country: Country = "", time_zone: TimeZone = "UTC", currency: Currency = "",
) -> None:  # fmt: skip
    """Take settlements that are known already, with or without boundaries."""
    new = {"country": country, "time_zone": time_zone, "currency": currency} if new_city else None
    _import("settlements", file, city, new, dry_run=dry_run, repair=repair, as_json=as_json)


def _import(
    kind: Any, file: Path, city: str, new_city: dict[str, str] | None, *, dry_run: bool, repair: bool, as_json: bool
) -> None:
    _ready()
    from app.kit.problems import Problem
    from app.settlements.command import import_file, in_words

    try:
        report = import_file(file.read_bytes(), kind, city, new_city, dry_run=dry_run, repair=repair)
    except Problem as problem:
        raise _stop(problem, as_json) from None
    except ValueError as fault:
        raise typer.BadParameter(_first_words(fault)) from None
    typer.echo(report.model_dump_json() if as_json else in_words(report))


def main() -> None:
    """Run the command line; a closed pipe or Ctrl-C is no fault."""
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
    except Exception as fault:
        told = _of_the_database(fault)
        if told is None:
            raise
        typer.echo(told, err=True)
        sys.exit(1)


def _of_the_database(fault: Exception) -> str | None:
    """Say what is wrong with the database, without a traceback and without its password; None when it is not that."""
    from app.kit.away import in_words, is_away
    from app.kit.postgresql import DatabaseUnfit

    return in_words(fault) if isinstance(fault, DatabaseUnfit) or is_away(fault) else None
