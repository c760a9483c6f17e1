"""The command ``kwetu``: what an operator does from a terminal; everything else is on pages.

Heavy imports stand inside the commands, so that each starts with only what it needs.
"""

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from app.backups import commands as backups
from app.basemaps import commands as maps
from app.outlines import command as outlines
from app.people import commands as register_commands
from app.questionnaire.commands import form_commands
from app.ready import made_ready, ready
from app.sync import command as handovers
from app.sync import receipt as receipts

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    help="Kwetu, settlement profiles owned by the people they describe.",
)
lists = typer.Typer(no_args_is_help=True, help="Take places or settlements from maps and tables.")
app.add_typer(lists, name="import")

City = Annotated[str, typer.Option("--city", help="Name of the city.")]
Country = Annotated[str, typer.Option(help="Two letters of a new city's country, such as PH.")]
TimeZone = Annotated[str, typer.Option(help="A new city's time zone, such as Africa/Harare.")]
Currency = Annotated[str, typer.Option(help="Three letters of a new city's money, such as USD.")]
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A map or a table.")]
NewCityToo = Annotated[bool, typer.Option("--new-city", help="Add the city when it is not in the list yet.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Report only; write nothing.")]
Repair = Annotated[bool, typer.Option("--repair", help="Mend boundaries that cross themselves; the original is kept.")]
Large = Annotated[bool, typer.Option("--large", help="Take settlements as large as wards, or a province, too.")]
Layer = Annotated[str, typer.Option(help="Which layer of a file that has several.")]
ConvertFrom = Annotated[
    str, typer.Option(help='Convert coordinates: "file" from what the file says they are, or from a code: EPSG:32736.')
]
Crosswalk = Annotated[
    Path | None,
    typer.Option(
        exists=True, dir_okay=False, help="A table of two columns: the code in the file, the code it has here."
    ),
]
Far = Annotated[bool, typer.Option("--far", help="Take a list that lies far from its city, too.")]
Turn = Annotated[bool, typer.Option("--turn", help="Turn longitude and latitude round.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the report as JSON.")]


def _say_version(asked: bool) -> None:
    if asked:
        from app import __version__

        typer.echo(__version__)
        raise typer.Exit()


@app.callback()
def _kwetu(
    _version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Print it.")
    ] = False,
) -> None:
    """Say what all commands share."""


def _stop(problem: Any, as_json: bool = False) -> typer.Exit:
    if as_json:
        typer.echo(json.dumps(problem.body(), ensure_ascii=False))
    else:
        errors = "; ".join(error["detail"] for error in problem.facts.get("errors", []))
        typer.echo(errors or f"{problem.title}. {problem.detail or ''}".strip(), err=True)
    return typer.Exit(1)


app.add_typer(form_commands, name="form")
app.add_typer(maps.basemap_commands, name="basemap")
app.add_typer(maps.overlay_commands, name="overlay")
maps.overlay_commands.command("add")(made_ready(maps.add_overlay))
maps.basemap_commands.command("cut")(made_ready(maps.cut_packs))
lists.command()(made_ready(handovers.handover))
for needing in (receipts.receipt, register_commands.people, register_commands.link, outlines.outlines):
    app.command()(made_ready(needing))
for command in (backups.backup, backups.restore, backups.verify):
    app.command()(command)


@app.command()
def migrate() -> None:
    """Bring the database to this version, after an automatic backup when there is something to lose."""
    typer.echo(str(ready()))


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
    ready()
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
    register_commands.say_link(link)


def _first_words(fault: ValueError) -> str:
    errors: list[Any] = getattr(fault, "errors", list)()
    told = [f"{error['loc'][-1]}: {error['msg'].removeprefix('Value error, ')}" for error in errors]
    return "; ".join(told) or str(fault)


@app.command()
def demo() -> None:
    """Load the demonstration: two cities with invented settlements, and four links."""
    ready()
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
        _bring_streets()


def _bring_streets() -> None:
    """Bring the invented streets; without the program that makes tiles the demonstration has none."""
    from app.basemaps.problems import MapTilesNotMade
    from app.demo.streets import bring_streets

    try:
        bring_streets(typer.echo)
    except MapTilesNotMade as problem:
        typer.echo(f"The demonstration has no street map here: {problem.detail}", err=True)


def _print_demo_links() -> bool:
    from app.demo.links import links_at
    from app.settings import settings

    links = links_at(settings().base_url, settings().data_dir)
    for role, url in links.items():
        typer.echo(f"  {role + ':':<15}{url}")
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
    ready()
    _close_to_others()
    if with_demo:
        _load_demo()
    from app.serving import serve as run

    run(tls_cert, tls_key, listening=_print_demo_links if with_demo else _print_hint)


def _close_to_others() -> None:
    from app.kit.private import close_to_others
    from app.settings import settings

    if closed := close_to_others(settings().data_dir):
        typer.echo(f"Others could look into DATA_DIR; closed to them: {', '.join(closed)}", err=True)


def _print_hint() -> None:
    from app.kit.db import reading
    from app.people import service as people

    with reading() as session:
        if people.federation_name(session) is None:
            typer.echo("Nobody is here yet: `kwetu init` makes the first administrator.")


@lists.command()
def places(
    file: File, city: City, new_city: NewCityToo = False, dry_run: DryRun = False, repair: Repair = False,
    large: Large = False, layer: Layer = "", convert_from: ConvertFrom = "", turn: Turn = False, far: Far = False,
    crosswalk: Crosswalk = None, as_json: AsJson = False, country: Country = "", time_zone: TimeZone = "UTC",
    currency: Currency = "",
) -> None:  # fmt: skip
    """Take wards, barangays or districts."""
    new = {"country": country, "time_zone": time_zone, "currency": currency} if new_city else None
    said = {"repair": repair, "large": large, "layer": layer, "convert_from": convert_from, "turn": turn, "far": far}
    _import("places", file, city, new, crosswalk, dry_run=dry_run, as_json=as_json, said=said)


@lists.command()
def settlements(
    file: File, city: City, new_city: NewCityToo = False, dry_run: DryRun = False, repair: Repair = False,
    large: Large = False, layer: Layer = "", convert_from: ConvertFrom = "", turn: Turn = False, far: Far = False,
    crosswalk: Crosswalk = None, as_json: AsJson = False, country: Country = "", time_zone: TimeZone = "UTC",
    currency: Currency = "",
) -> None:  # fmt: skip
    """Take settlements that are known already, with or without boundaries."""
    new = {"country": country, "time_zone": time_zone, "currency": currency} if new_city else None
    said = {"repair": repair, "large": large, "layer": layer, "convert_from": convert_from, "turn": turn, "far": far}
    _import("settlements", file, city, new, crosswalk, dry_run=dry_run, as_json=as_json, said=said)


def _import(
    kind: Any, file: Path, city: str, new_city: dict[str, str] | None, crosswalk: Path | None, *, dry_run: bool,
    as_json: bool, said: Any,
) -> None:  # fmt: skip
    ready(begins=not dry_run)
    from app.kit.problems import Problem
    from app.settlements.command import crosswalk_of, import_file, in_words, nothing_was_taken
    from app.settlements.importing import Wish
    from app.settlements.matching import Said

    try:
        codes = crosswalk_of(crosswalk.read_bytes()) if crosswalk else Said()
        wish = Wish(**said, said=codes)
        report = import_file(file.read_bytes(), kind, city, new_city, dry_run=dry_run, wish=wish)
    except Problem as problem:
        raise _stop(problem, as_json) from None
    except ValueError as fault:
        raise typer.BadParameter(_first_words(fault)) from None
    typer.echo(report.model_dump_json() if as_json else in_words(report))
    if nothing_was_taken(report) or (report.dry_run and not dry_run):
        raise typer.Exit(1)


def main() -> None:
    """Run the command line; a closed pipe or Ctrl-C is no fault, and what is wrong outside is said in a sentence."""
    os.umask(0o077)  # whatever a command writes, it writes for its owner
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
    except Exception as fault:
        from app.kit.outside import in_words

        told = in_words(fault)
        if told is None:
            raise
        typer.echo(told, err=True)
        sys.exit(1)
