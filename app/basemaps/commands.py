"""``kwetu basemap`` and ``kwetu overlay``: what an operator brings for maps, from a terminal.

What reads and cuts is imported inside the commands, so that other commands start without it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date as day
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.kit.clock import now

if TYPE_CHECKING:
    from app.basemaps.rules import Bounds
    from app.basemaps.schemas import Source, Use

basemap_commands = typer.Typer(no_args_is_help=True, help="Bring streets and pictures that lie behind the settlements.")
overlay_commands = typer.Typer(no_args_is_help=True, help="Bring what the city drew: wards, zoning, flood lines.")

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file to bring.")]
Attribution = Annotated[str, typer.Option("--attribution", help="Whose it is, as it must be named under a map.")]
Named = Annotated[str, typer.Option("--name", help="What to call it; the file's name otherwise.")]
Dated = Annotated[str, typer.Option("--date", help="The day it speaks of, such as 2026-10-01.")]
Crs = Annotated[str, typer.Option("--crs", help="Its coordinate system, where the file does not say: EPSG:32736.")]
Replace = Annotated[bool, typer.Option("--replace", help="Put it in the place of the map of that name.")]
StaysHere = Annotated[
    bool,
    typer.Option("--stays-here", help="Phones may not hand on packs with it: its licence or its owner forbids it."),
]
Layer = Annotated[
    str,
    typer.Option("--layer", help="What the file holds, where it does not say: roads, water, buildings, land, names."),
]
NameColumn = Annotated[
    str,
    typer.Option("--name-column", help="The column that names each zone, where it is not found by itself: ADM4_EN."),
]
Name = Annotated[str, typer.Argument(help="Its name, as `kwetu basemap list` tells it.")]
WIDE_DEG = 20
"""A map that spans more may hold a few towns with nothing between them."""
TOWNS_ZOOM, MOST_TOWNS = 11, 6
MB = 1_000_000
LAYERS = ("roads", "water", "buildings", "land", "names")


@basemap_commands.command("add")
def add_basemap(
    file: File, attribution: Attribution = "", name: Named = "", date: Dated = "", layer: Layer = "", crs: Crs = "",
    replace: Replace = False, stays_here: StaysHere = False,
) -> None:  # fmt: skip
    """Bring a map: PMTiles, MBTiles, GeoJSON, GeoPackage, FlatGeobuf or Shapefile, features or pictures."""
    if layer and layer not in LAYERS:
        raise typer.BadParameter(f"--layer is one of {', '.join(LAYERS)}")
    _add(
        file, attribution=attribution, name=name, date=date, layer=layer or None, crs=crs or None, replace=replace,
        may_be_passed_on=not stays_here,
    )  # fmt: skip


def add_overlay(
    file: File,
    kind: Annotated[str, typer.Option("--kind", help="ward, zoning, cadastre, flood or other.")],
    attribution: Attribution,
    date: Dated,
    name: Named = "",
    name_column: NameColumn = "",
    crs: Crs = "",
    replace: Replace = False,
    stays_here: StaysHere = False,
    far: Annotated[bool, typer.Option("--far", help="Take an overlay that lies far from every city, too.")] = False,
) -> None:
    """Bring areas or lines of the city, to be looked at over the streets and never changed here."""
    from app.basemaps.rules import OVERLAY_KINDS

    if kind not in OVERLAY_KINDS:
        raise typer.BadParameter(f"--kind is one of {', '.join(OVERLAY_KINDS)}")
    _must_lie_here(file, crs or None, far)
    _add(
        file, attribution=attribution, name=name, date=date, crs=crs or None, replace=replace, overlay_kind=kind,
        may_be_passed_on=not stays_here, name_column=name_column,
    )  # fmt: skip


def _must_lie_here(file: Path, crs: str | None, far: bool) -> None:
    """Say where an overlay lies that lies far from every city, and take it only when told."""
    from app.basemaps import lying, reading
    from app.kit.db import reading as looking

    with looking() as session:
        cities = lying.every_city(session)
    with _said():
        if reading.kind_of(file) in ("pmtiles", "mbtiles"):
            return
        doubts = lying.look(file, crs, cities, typer.echo)
    for doubt in doubts:
        typer.echo(doubt if far else f"Nothing was taken. {doubt} --far takes it all the same.", err=True)
    if doubts and not far:
        raise typer.Exit(1)


def _add(file: Path, *, attribution: str, date: str, **said: Any) -> None:
    from app.basemaps.adding import Wish, add

    if date:
        try:
            dated = day.fromisoformat(date)
        except ValueError:
            raise typer.BadParameter(f"--date is a day such as 2026-10-01, not {date}") from None
        if dated > now().date() + timedelta(days=1):
            raise typer.BadParameter(f"--date is the day the map speaks of; {date} is yet to come")
    if not attribution.strip():
        raise typer.BadParameter("--attribution is needed: say whose map it is, so that it stands under it")
    wish: Wish = Wish(attribution=attribution.strip(), date=date or None, **said)
    with _said():
        source = add(file, wish, typer.echo)
        told = (
            f"{count:,} {layer.removesuffix('s') if count == 1 else layer}" for layer, count in source.counted.items()
        )
        what = ", ".join(told) or f"{source.tiles} tiles"
        zooms = f"zooms {source.min_zoom} to {source.max_zoom}"
        typer.echo(f"“{source.name}” is there: {what}; {size_of(source.size)}, {zooms}.")


@basemap_commands.command("list")
def list_maps() -> None:
    """List the maps and overlays there are."""
    from app.basemaps import repository

    typer.echo(as_table(repository.sources()))


def as_table(sources: Sequence["Source"]) -> str:
    """Write maps and overlays under headings; one that holds several towns has a line for the edges of each."""
    if not sources:
        return "There are no maps yet; bring one with `kwetu basemap add`."
    rows: list[tuple[str, ...]] = [("NAME", "USE", "KIND", "SIZE", "DATE", "WEST", "SOUTH", "EAST", "NORTH", "WHOSE")]
    for one in sources:
        kind = one.overlay_kind or ("streets" if one.tiles == "mvt" else "pictures")
        first, *others = [tuple(f"{edge:.2f}" for edge in box) for box in _edges_of(one)]
        rows.append((one.name, one.use, kind, size_of(one.size), one.date or "none", *first, one.attribution))
        rows += [("", "", "", "", "", *box, "") for box in others]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(wide) for cell, wide in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _edges_of(source: "Source") -> "list[Bounds]":
    """Return the edges of a map, or of each of the few towns it holds that lie far apart."""
    from app.basemaps import archives, repository
    from app.basemaps.rules import grounds_of

    west, south, east, north = source.bounds
    if max(east - west, north - south) <= WIDE_DEG:
        return [source.bounds]
    found = grounds_of(archives.opened(repository.tiles_of(source)).ids(), TOWNS_ZOOM)
    clipped = [(max(west, w), max(south, s), min(east, e), min(north, n)) for w, s, e, n in found]
    return clipped if 0 < len(clipped) <= MOST_TOWNS else [source.bounds]


def size_of(size: int) -> str:
    """Write a size in bytes in the unit that says something."""
    return f"{size / 1e6:,.1f} MB" if size >= MB else f"{max(1, round(size / 1e3))} kB"


@basemap_commands.command("remove")
def remove_basemap(name: Name) -> None:
    """Take a basemap away; packs that phones have stay with them."""
    _remove(name, "basemap")


@overlay_commands.command("remove")
def remove_overlay(name: Name) -> None:
    """Take an overlay away; packs that phones have stay with them."""
    _remove(name, "overlay")


def _remove(name: str, use: "Use") -> None:
    from app.basemaps import repository
    from app.basemaps.adding import named

    with _said():
        repository.remove(named(name, use))
        typer.echo(f"The {use} “{name}” is taken away.")


def cut_packs() -> None:
    """Cut the packs of all settlements now, so that no phone waits for its own."""
    from app.basemaps import repository, service
    from app.basemaps.problems import PackUnknown
    from app.kit.db import reading

    with reading() as session:
        rectangles = service.every_rectangle(session)
    sizes: list[int] = []
    wanted = [(kind, rectangle) for rectangle in rectangles for kind in service.SHARED_KINDS]
    with _said():
        for n, (kind, rectangle) in enumerate(wanted, 1):
            try:
                known = service.ready(kind, rectangle)
            except PackUnknown:
                continue
            sizes.append(known.size)
            typer.echo(f"{n} of {len(wanted)}: {known.pack}, {size_of(known.size)}")
    none = "" if repository.sources() else " There are no maps yet; bring one with `kwetu basemap add`."
    typer.echo(f"{len(sizes)} packs, the largest {size_of(max(sizes, default=0))}.{none}")


@contextmanager
def _said() -> Iterator[None]:
    """Say what is wrong with a file in a sentence."""
    from app.kit.problems import Problem

    try:
        yield
    except Problem as problem:
        known = problem.facts.get("known")
        more = f" There is: {', '.join(known) or 'none'}." if known is not None else ""
        typer.echo(f"{problem.title}. {problem.detail or ''}".strip() + more, err=True)
        raise typer.Exit(1) from None
