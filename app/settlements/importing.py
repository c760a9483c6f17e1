"""Takes a list of places or settlements somebody already has: looked at whole first, then all of it in one transaction.

A row is the same thing next time because its id comes from the city and the file's own code. A second import says only
what changed since the first, naming the file's earlier answer as replaced; what people said in between stays beside it.
"""

from collections.abc import Collection, Iterator, Mapping, Set
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

from sqlmodel import Session

from app.kit.many_shapes import Sound, sound_ones
from app.kit.roomy import uncollected
from app.kit.shapes import area_of
from app.kit.whereabouts import Near, area_at_most_km2
from app.ledger.rules import DELETED
from app.outlines import service as outlines
from app.people.rules import SignedIn
from app.people.schemas import CityShown
from app.settlements import repository
from app.settlements.columns import LOOKED_FOR, recognise
from app.settlements.degrees import Whereabouts, in_degrees
from app.settlements.drawing import outlined
from app.settlements.files import KnownList, open_list
from app.settlements.foretelling import changes, drawn, over_each_other, over_known
from app.settlements.known import TOO_LARGE, Reading, Refusal, Told, read_row
from app.settlements.matching import Match, Said, matches, shared_in, with_codes
from app.settlements.meaning import known_ones
from app.settlements.problems import FileOfWards, NoUsableColumn
from app.settlements.redrawing import known_before, mended_before, redrawn, rows_have
from app.settlements.rules import WARD_KM2, known_id, look_like_wards
from app.settlements.schemas import ImportReport, Kind, MatchShown, Redrawn, RowProblem, Sketch, WhatBecomes
from app.settlements.sketching import Lies, drawn_as, sketch
from app.settlements.taking import Saying, say
from app.settlements.taking_back import taken_back


@dataclass
class LookedAt:
    """A file read and judged, before anything is written."""

    kind: Kind
    listed: KnownList
    reading: Reading
    said: Said = field(default_factory=Said)
    told: list[Told] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    far: bool = False

    @property
    def only_looked_at(self) -> bool:
        """Tell whether nothing of it is taken, as it lies far from its city and nobody said that it does."""
        return bool(self.listed.doubts) and not self.far


@dataclass(frozen=True)
class Wish:
    """What somebody says of a file beside sending it: its city, how to read it, what to mend or take all the same."""

    city: str = ""
    country: str = ""
    near: Near | None = None
    repair: bool = False
    large: bool = False
    far: bool = False
    layer: str = ""
    convert_from: str = ""
    turn: bool = False
    said: Said = field(default_factory=Said)
    file_name: str = ""


@uncollected()
def look_at(body: bytes, kind: Kind, wish: Wish | None = None) -> LookedAt:
    """Read a file and judge every row; needs no database."""
    wish = wish or Wish()
    listed = outlined(open_list(body, wish.layer, wish.file_name))
    columns = recognise(kind, listed.headings)
    where = Whereabouts(wish.convert_from, wish.turn, wish.city, wish.near)
    listed = in_degrees(listed, where, (columns.get("lon"), columns.get("lat")))
    _some_column_is_usable(kind, columns, listed, in_json=body.lstrip()[:1] in (b"{", b"["))
    level = "barangay" if wish.country.upper() in {"PH", "PHILIPPINES"} else "ward"
    sound = sound_ones({row.number: row.geometry for row in listed.rows if row.geometry is not None})
    if kind == "settlements" and not wish.large:
        _are_no_wards(sound.values())
    reading = Reading(kind, columns, repair=wish.repair, place_level=level, sound=sound, large=wish.large)
    looked = LookedAt(kind, listed, reading, wish.said, far=wish.far)
    first_with: dict[str, Told] = {}
    for row in listed.rows:
        judged = read_row(looked.reading, row)
        if isinstance(judged, Refusal):
            looked.refused.append(judged)
        elif judged.key in first_with:
            looked.refused.append(_again(looked.reading, judged, first_with[judged.key]))
        else:
            first_with[judged.key] = judged
            looked.told.append(judged)
    return looked


def _some_column_is_usable(kind: Kind, columns: Mapping[str, str], listed: KnownList, in_json: bool) -> None:
    named = "name" in columns or (kind == "settlements" and ("code" in columns or "lat" in columns))
    if not named and not (kind == "settlements" and listed.has_geometry):
        found = ", ".join(heading[:60] for heading in listed.headings[:40]) or "none"
        wanted = ", ".join(LOOKED_FOR[kind])
        said = f"Found: {found}; looked for: {wanted}"
        if len(listed.headings) < 2 and not listed.has_geometry and not in_json:
            said = f"This is a text, but no map and no table with headings. {said}"
        raise NoUsableColumn(said, found=listed.headings[:200], looked_for=LOOKED_FOR[kind])


def _are_no_wards(drawn: Collection[Sound]) -> None:
    larger = sum(area_at_most_km2(*one.box) > WARD_KM2 and area_of(one.shape) > WARD_KM2 * 1e6 for one in drawn)
    if look_like_wards(larger, len(drawn)):
        raise FileOfWards(
            f"{larger:,} of {len(drawn):,} are larger than {WARD_KM2:g} km². Wards and barangays come in as places "
            "(kwetu import places), or as a layer over streets (kwetu overlay add). --large: these are settlements.",
            larger=larger, drawn=len(drawn), km2=WARD_KM2,
        )  # fmt: skip


def _again(reading: Reading, told: Told, first: Told) -> Refusal:
    if "code" in told.said:
        return Refusal(told.row, reading.columns["code"], f"code {told.said['code']} stands in row {first.row} already")
    return Refusal(told.row, "", f"says the same thing as row {first.row}")


@uncollected()
def take(session: Session, who: SignedIn, city: CityShown, looked: LookedAt, dry_run: bool) -> ImportReport:
    """Write what is new or changed and report on every row; nothing is written in a dry run.

    A list of which there are doubts where it lies has a dry run only, until somebody says that it lies there (``far``).
    """
    dry_run = dry_run or looked.only_looked_at
    told_before = repository.told_by_files(session, city.id)
    wards = _wards_by_word(session, city.id) if looked.kind == "settlements" else {}
    _own_mended(looked, told_before, city.id)
    own = {told.key: known_id(city.id, looked.kind, told.key) for told in looked.told}
    ids, waiting = _meant(session, city.id, looked, told_before, own)
    known = told_before.keys() | {record_id for key, (record_id, _) in ids.items() if record_id != own[key]}
    saying: list[Saying] = []
    report = Taken(waiting=list(waiting.values()))
    rows: list[tuple[Told, Saying]] = []
    off = taken_back(session, told_before, [record_id for record_id, _ in ids.values()])
    for told in looked.told:
        if told.key in waiting or told.key not in ids:
            continue
        record_id, codes = ids[told.key]
        said = dict(told.said) | codes | _links(told, wards, ids) | ({DELETED: False} if record_id in off else {})
        before = told_before.get(record_id, {})
        rows.append((told, Saying(looked.kind, city.id, record_id, said, before, told.row, told.written)))
    report.notes = known_before(session, [one for _, one in rows if one.record_id in known])
    for told, one in rows:
        if one.changed:
            saying.append(one)
            report.repaired += told.repaired
    report.taken, report.redrawn = len(saying), redrawn(session, [one for one in saying if one.record_id in known])
    if not dry_run:
        outlines.foresee(session, _seen(looked, saying))
        at = say(session, who, saying)
        may_go_back = looked.kind == "settlements" and bool(saying)
        return _report(looked, city, report, dry_run).model_copy(update={"taken_at": at if may_go_back else None})
    again = [one for one in saying if one.record_id in known]
    lying = drawn(saying, looked.reading.sound)
    over = over_known(session, city.id, lying)
    return _report(looked, city, report, dry_run).model_copy(update={
        "sketch": _sketch(looked, saying, known, report),
        "changes": changes(session, again, report.redrawn, saying),
        "over_known": over,
        "over_each_other": over_each_other(lying, over),
    })  # fmt: skip


def _own_mended(looked: LookedAt, told_before: Mapping[str, Any], city_id: str) -> None:
    """Count the rows as known that an earlier import took in repaired, also where nobody asks for a repair now."""
    keys, own = {told.key for told in looked.told}, partial(known_id, city_id, looked.kind)
    known = mended_before(looked.refused, told_before, own, looked.kind, but=keys)
    looked.told += known.values()
    looked.refused = [one for one in looked.refused if one.row not in known]


def _seen(looked: LookedAt, saying: list[Saying]) -> Iterator[outlines.Read]:
    """Yield the boundaries that are said as they stand in the file, with their shapes."""
    for one in saying:
        sound = looked.reading.sound.get(one.row)
        if sound and one.said.get("boundary") is sound.geometry:
            yield outlines.Read(sound.geometry, sound.shape)


@dataclass
class Taken:
    """What came of the rows of a file that could be read."""

    waiting: list[Match]
    taken: int = 0
    repaired: int = 0
    redrawn: list[Redrawn] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


Meant = dict[str, tuple[str, dict[str, Any]]]
"""Key -> the record a row means, and what that makes of its codes."""


def _meant(
    session: Session, city_id: str, looked: LookedAt, told_before: Mapping[str, Any], own: Mapping[str, str]
) -> tuple[Meant, dict[str, Match]]:
    """Return what each row means, and the rows that wait for somebody to say so; ``own``: key -> its own record."""
    strangers = [told for told in looked.told if own[told.key] not in told_before]
    besides = {own[told.key] for told in looked.told if own[told.key] in told_before}
    known, meant = known_ones(session, city_id, looked.kind, besides, told_before) if strangers else ([], [])
    matched = matches(strangers, known, looked.said, meant)
    looked.refused += [
        Refusal(told.row, looked.reading.columns.get("code", ""), matched.faults[told.key])
        for told in strangers
        if told.key in matched.faults
    ]
    ids: Meant = {key: (record_id, {}) for key, record_id in own.items() if key not in matched.faults}
    sure = {key: match for key, match in matched.found.items() if match and match.certain}
    ids |= {key: (match.known.record_id, with_codes(match, looked.said)) for key, match in sure.items()}
    return ids, {key: match for key, match in matched.found.items() if match and not match.certain}


def _links(told: Told, wards: Mapping[str, str], ids: Meant) -> dict[str, str]:
    """Return the ids a row points at: its ward by name or code, its parent by code in the same file."""
    links = {}
    ward = wards.get(str(told.said.get("ward_text", "")).casefold())
    parent, _ = ids.get(f"code/{told.parent_code}", (None, {}))
    if ward:
        links["ward"] = ward
    if parent:
        links["parent"] = parent
    return links


def _wards_by_word(session: Session, city_id: str) -> dict[str, str]:
    """Return name or code -> place; a word that means two places means none."""
    found: dict[str, set[str]] = {}
    for place in repository.places(session, frozenset({city_id})):
        for word in {place.name, place.code} - {"", None}:
            found.setdefault(str(word).casefold(), set()).add(place.place_id)
    return {word: next(iter(ids)) for word, ids in found.items() if len(ids) == 1}


def _report(looked: LookedAt, city: CityShown, took: Taken, dry_run: bool) -> ImportReport:
    used = set(looked.reading.columns.values())
    notes = [*looked.listed.notes, *took.notes]
    nameless = sum("name" not in told.said for told in looked.told)
    if nameless:
        notes.append(f"{rows_have(nameless)} no name: shown by the code until somebody says the name.")
    return ImportReport(
        read=len(looked.listed.rows),
        taken=took.taken,
        repaired=took.repaired,
        refused=[RowProblem(**refusal.shown()) for refusal in sorted(looked.refused, key=lambda one: one.row)],
        unchanged=len(looked.listed.rows) - took.taken - len(took.waiting) - len({one.row for one in looked.refused}),
        left_out=[RowProblem(**refusal.shown()) for told in looked.told for refusal in told.left_out],
        waiting=[_waits(match) for match in sorted(took.waiting, key=lambda one: one.told.row)],
        redrawn=took.redrawn,
        columns=dict(looked.reading.columns),
        columns_not_used=[heading for heading in looked.listed.headings if heading not in used],
        notes=notes,
        doubts=looked.listed.doubts,
        strays=looked.listed.strays,
        dry_run=dry_run,
        city=city.name,
    )


def _sketch(looked: LookedAt, saying: list[Saying], known: Set[str], took: Taken) -> Sketch | None:
    becomes: dict[int, WhatBecomes] = {one.row: "changed" if one.record_id in known else "new" for one in saying}
    becomes.update({one.row: "redrawn" for one in took.redrawn})
    becomes.update({match.told.row: "asks" for match in took.waiting})
    becomes.update({one.row: "asks" if one.field == TOO_LARGE else "refused" for one in looked.refused})
    told = {one.row: one.said for one in looked.told}
    reading = looked.reading
    return sketch([
        Lies(
            row.number, becomes.get(row.number, "unchanged"), reading.cell(row, "name") or reading.cell(row, "code"),
            drawn_as(told[row.number]) if row.number in told else row.geometry,
        )
        for row in looked.listed.rows
    ])  # fmt: skip


def _waits(match: Match) -> MatchShown:
    told, known = match.told, match.known
    return MatchShown(
        row=told.row,
        key=told.key,
        name=str(told.said.get("name", "")),
        code=told.said.get("code"),
        record_id=known.record_id,
        known_name=known.name,
        known_code=known.code,
        how=match.how,
        **(asdict(both) if (both := shared_in(match)) else {}),
    )
