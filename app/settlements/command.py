"""The command ``kwetu import``: the same import as on the page, run on the server itself."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from app.kit.db import reading, writing
from app.kit.problems import Problem
from app.kit.whereabouts import by_the_clock
from app.people import register
from app.people import service as people
from app.people.schemas import NewCity
from app.settlements import service
from app.settlements.files import read_crosswalk
from app.settlements.importing import Wish, look_at, take
from app.settlements.matching import Said
from app.settlements.problems import CityUnknown, FileHasLayers, FileNotDegrees, FileTurned
from app.settlements.schemas import EachOther, ImportReport, Kind, MatchShown, OverKnown, RowProblem

SHOWN_ROWS = 60
WAYS_OUT = {"repair": "--repair mends it and keeps what was sent.", "large": "--large takes it all the same."}
ALL_OF_IT, MUCH = 0.95, 0.5
"""From here on outlines are called the same; beyond this much change somebody should look again. As on the page."""


def import_file(
    body: bytes, kind: Kind, city_name: str, new_city: dict[str, str] | None, *, dry_run: bool, wish: Wish
) -> ImportReport:
    """Import a list into the city of this name; ``new_city`` says what to note of it when it may be added.

    A list that lies far from its city is only looked at, unless it is wished all the same.
    """
    with reading() as session:
        city = people.city_named(session, city_name)
        if city is None and new_city is None:
            known = [one.name for one in people.cities(session, register.at_the_server(session))]
            said = f"{city_name} is not among: {', '.join(known) or 'none yet'}; --new-city adds it"
            raise CityUnknown(said, known=known)
        new = NewCity(name=city_name, **(new_city or {}))
        near = service.where_it_lies(session, city) if city else by_the_clock(new.time_zone)
    country = city.country if city else new.country
    with _ways_out():
        looked = look_at(body, kind, replace(wish, city=city_name, country=country, near=near))
    dry_run = dry_run or looked.only_looked_at
    with (reading if dry_run else writing)() as session:
        who = register.at_the_server(session)
        city = city or register.add_city(session, who.federation_id, new)
        return take(session, who, city, looked, dry_run)


@contextmanager
def _ways_out() -> Iterator[None]:
    """Name the option that answers what a file asks, where the page has a button."""
    try:
        yield
    except Problem as asked:
        if way := _way_out(asked):
            asked.detail = f"{asked.detail} {way}"
        raise


def _way_out(asked: Problem) -> str:
    if isinstance(asked, FileTurned):
        return "--turn turns them round."
    if isinstance(asked, FileHasLayers):
        return "--layer says which."
    if not isinstance(asked, FileNotDegrees):
        return ""
    if "crs" in asked.facts:
        return f"--convert-from {asked.facts['crs']} does it."
    if asked.facts.get("guesses"):
        return " ".join(f"--convert-from {one['code']} converts from {one['name']}." for one in asked.facts["guesses"])
    return "--convert-from says it, such as --convert-from EPSG:32736." if "guesses" in asked.facts else ""


def crosswalk_of(body: bytes) -> Said:
    """Read a crosswalk of codes."""
    return Said(crosswalk=read_crosswalk(body))


def in_words(report: ImportReport) -> str:
    """Write the report for a terminal."""
    would = "Nothing was written; this is what would happen. " if report.dry_run else ""
    rows = f"{report.read:,} {'row' if report.read == 1 else 'rows'}"
    repaired = f" ({report.repaired:,} of them repaired)" if report.repaired else ""
    lines = [
        f"{would}{report.city}: {rows} read, {report.taken:,} taken{repaired}, "
        f"{report.unchanged:,} unchanged, {len(report.refused):,} refused.",
        *_waiting(report),
        "Row 1 is the first row after the headings, or the first feature.",
        "Columns: " + (", ".join(f"{heading} = {meaning}" for meaning, heading in report.columns.items()) or "none"),
        *([f"Columns not used: {', '.join(report.columns_not_used)}"] if report.columns_not_used else []),
        *(f"{doubt} --far takes it all the same." for doubt in report.doubts),
        *report.notes,
        *(
            f"  row {one.row} redraws {one.name}: {_percent(one.changed)} of the ground changes"
            for one in report.redrawn
        ),
        *_over_known(report.over_known),
        *(_over_each_other(report.over_each_other) if report.over_each_other else []),
        *_refused(report.refused),
        *(f"  row {row.row} without {row.field}: {row.problem}" for row in report.left_out[:SHOWN_ROWS]),
    ]
    return "\n".join(lines)


def _refused(rows: Sequence[RowProblem]) -> list[str]:
    """Tell of each reason once, with its first row and how many more there are."""
    alike = Counter((row.field, row.problem) for row in rows)
    lines = []
    for row in rows:
        more = alike.pop((row.field, row.problem), 0) - 1
        said = f"  row {row.row} refused: {row.field + ': ' if row.field else ''}{row.problem}"
        way = f" {WAYS_OUT[row.way_out]}" if row.way_out else ""
        if more >= 0:
            lines.append(said + (f" (and {more:,} more like it)" if more else "") + way)
    return lines


def _over_known(rows: Sequence[OverKnown]) -> list[str]:
    return [
        f"  row {one.row} ({one.name}) lies over {one.known_name}: {_percent(one.share)} of the smaller one, "
        f"{one.area_m2:,.0f} m²"
        for one in rows[:SHOWN_ROWS]
    ] + _more(len(rows))


def _over_each_other(rows: EachOther) -> list[str]:
    few = f"; {rows.not_compared:,} of them were not compared with all others, as there are too many"
    left = few if rows.not_compared else ""
    return [
        f"{rows.rows:,} rows lie over each other; all of them come in as they are{left}:",
        *(
            f"  row {one.row} ({one.name}) and row {one.other_row} ({one.other_name}): "
            f"{_percent(one.share)} of the smaller one, {one.area_m2:,.0f} m²"
            for one in rows.told[:SHOWN_ROWS]
        ),
        *_more(rows.pairs),
    ]


def _more(pairs: int) -> list[str]:
    """Say how many of a long list are not named."""
    return [f"  and {pairs - SHOWN_ROWS:,} more"] if pairs > SHOWN_ROWS else []


def nothing_was_taken(report: ImportReport) -> bool:
    """Tell whether every row was refused, or waits to be said what it means."""
    held = {one.row for one in report.refused} | {one.row for one in report.waiting}
    return bool(report.read) and len(held) == report.read


def _waiting(report: ImportReport) -> list[str]:
    if not report.waiting:
        return []
    told = [
        f"  row {one.row} ({one.name or one.code}) may be {one.known_name or one.known_code}: {_why(one)}"
        for one in report.waiting[:SHOWN_ROWS]
    ]
    how = "a table of codes (--crosswalk) says so, or somebody does on the page, row by row"
    return [f"{len(report.waiting):,} wait for you to say whether they are known ones; {how}:", *told]


def _why(one: MatchShown) -> str:
    """Say what makes a row look like one we know, with the share of each side, and whether to look again."""
    alike = f"same {one.how}"
    if one.of_file is None or one.of_known is None or one.changed is None:
        return alike
    lies = "same outline" if min(one.of_file, one.of_known) > ALL_OF_IT else _lies(one.of_file, one.of_known)
    alike = lies if one.how == "outline" else f"{alike}; {lies}"
    return f"{alike}. “The same” changes {_percent(one.changed)} of the ground" + (
        ": this may be another place, look again" if one.changed > MUCH else ""
    )


def _lies(of_file: float, of_known: float) -> str:
    if of_file > ALL_OF_IT:
        return f"inside it, {_percent(of_known)} of it"
    if of_known > ALL_OF_IT:
        return f"around it, which is {_percent(of_file)} of the row's ground"
    return f"{_percent(of_file)} of it lies there, and is {_percent(of_known)} of that"


def _percent(share: float) -> str:
    """Write a share with the digits that say something: what is not nothing is never called 0. As on the page."""
    if 0 < share < 0.001:
        return "less than 0.1%"
    if 0.999 < share < 1:
        return "more than 99.9%"
    return f"{share:.0%}" if 0.1 <= share <= 0.99 or share in {0, 1} else f"{share:.1%}"
