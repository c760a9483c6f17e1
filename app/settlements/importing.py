"""Takes a list of places or settlements somebody already has: looked at whole first, then all of it in one transaction.

A row is the same thing next time because its id comes from the city and the file's own code. A second import says only
what changed since the first, naming the file's earlier answer as replaced; what people said in between stays beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from app.kit.canonical import canonical_json, sha256_hex
from app.ledger import service as ledger
from app.people.rules import SignedIn
from app.people.schemas import CityShown
from app.settlements import repository, service
from app.settlements.columns import LOOKED_FOR, recognise
from app.settlements.files import KnownList, open_list
from app.settlements.known import Reading, Refusal, Told, read_row
from app.settlements.problems import NoUsableColumn
from app.settlements.rules import known_id, place_level_of, settlement_level_of, told_id
from app.settlements.schemas import ImportReport, Kind, RowProblem

RECORD_KIND: Mapping[str, str] = {"places": "place", "settlements": "settlement"}


@dataclass
class LookedAt:
    """A file read and judged, before anything is written."""

    kind: Kind
    listed: KnownList
    reading: Reading
    told: list[Told] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def look_at(body: bytes, kind: Kind, country: str = "", repair: bool = False) -> LookedAt:
    """Read a file and judge every row; needs no database."""
    listed = open_list(body)
    columns = recognise(kind, listed.headings)
    _some_column_is_usable(kind, columns, listed)
    level = "barangay" if country.upper() in {"PH", "PHILIPPINES"} else "ward"
    looked = LookedAt(kind, listed, Reading(kind, columns, repair=repair, place_level=level))
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


def _some_column_is_usable(kind: Kind, columns: Mapping[str, str], listed: KnownList) -> None:
    named = "name" in columns or (kind == "settlements" and ("code" in columns or "lat" in columns))
    if not named and not (kind == "settlements" and listed.has_geometry):
        found = ", ".join(heading[:60] for heading in listed.headings[:40]) or "none"
        wanted = ", ".join(LOOKED_FOR[kind])
        raise NoUsableColumn(
            f"found: {found}; looked for: {wanted}", found=listed.headings[:200], looked_for=LOOKED_FOR[kind]
        )


def _again(reading: Reading, told: Told, first: Told) -> Refusal:
    if "code" in told.said:
        return Refusal(told.row, reading.columns["code"], f"code {told.said['code']} stands in row {first.row} already")
    return Refusal(told.row, "", f"says the same thing as row {first.row}")


def take(session: Session, who: SignedIn, city: CityShown, looked: LookedAt, dry_run: bool) -> ImportReport:
    """Write what is new or changed (nothing in a dry run) and report on every row."""
    told_before = repository.told_by_files(session, city.id)
    wards = _wards_by_word(session, city.id) if looked.kind == "settlements" else {}
    ids = {told.key: known_id(city.id, looked.kind, told.key) for told in looked.told}
    taken, repaired = 0, 0
    if not dry_run:
        ledger.open_records(session, ids.values())
    for told in looked.told:
        said = dict(told.said) | _links(told, wards, ids)
        row = _Row(looked.kind, city.id, ids[told.key], said, told_before.get(ids[told.key], {}))
        taken += bool(row.changed)
        repaired += told.repaired and bool(row.changed)
        if row.changed and not dry_run:
            _say(session, who, row)
    return _report(looked, city, taken, repaired, dry_run)


@dataclass
class _Row:
    """One row beside what the last file told of the same record."""

    kind: Kind
    city_id: str
    record_id: str
    said: Mapping[str, Any]
    before: Mapping[str, Any]

    def __post_init__(self) -> None:
        self.hashes = {path: sha256_hex(canonical_json(value)) for path, value in self.said.items()}
        self.changed = [path for path in self.said if self.before.get(path, {}).get("sha256") != self.hashes[path]]

    def edit_id(self, paths: list[str]) -> str:
        """Name an edit by what it says after what: a file saying A, then B, then A again makes three edits."""
        return told_id(self.record_id, {path: [self.hashes[path], self.replaces(path)] for path in paths})

    def replaces(self, path: str) -> list[str]:
        """Return the last file's edit of a path, none when no file told it."""
        return [self.before[path]["edit_id"]] if path in self.before else []


def _links(told: Told, wards: Mapping[str, str], ids: Mapping[str, str]) -> dict[str, str]:
    """Return the ids a row points at: its ward by name or code, its parent by code in the same file."""
    links = {}
    ward = wards.get(str(told.said.get("ward_text", "")).casefold())
    parent = ids.get(f"code/{told.parent_code}")
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


def _say(session: Session, who: SignedIn, row: _Row) -> None:
    """Write the changed answers as one edit (a boundary's original as its own: the two together may be too large)."""
    is_place = row.kind == "places"
    original = [path for path in row.changed if path == "boundary_original"]
    told = dict(row.before)
    for paths in ([path for path in row.changed if path not in original], original):
        if not paths:
            continue
        edit = ledger.new_edit(
            RECORD_KIND[row.kind],
            row.record_id,
            {path: {"value": row.said[path], "source": "official", "replaces": row.replaces(path)} for path in paths},
            by=who.person_id,
            settlement_id=None if is_place else row.record_id,
            city_id=row.city_id,
            edit_id=row.edit_id(paths),
        )
        ledger.write(session, edit, author=who, level_of=place_level_of if is_place else settlement_level_of)
        told |= {path: {"edit_id": edit["edit_id"], "sha256": row.hashes[path]} for path in paths}
        if paths is not original:
            (service.after_place if is_place else service.after_settlement)(session, edit)
    repository.remember_told(session, row.record_id, row.city_id, told)


def _report(looked: LookedAt, city: CityShown, taken: int, repaired: int, dry_run: bool) -> ImportReport:
    used = set(looked.reading.columns.values())
    notes = list(looked.listed.notes)
    nameless = sum("name" not in told.said for told in looked.told)
    if nameless:
        notes.append(f"{nameless:,} rows have no name; they are shown by their code until somebody says their name.")
    return ImportReport(
        read=len(looked.listed.rows),
        taken=taken,
        repaired=repaired,
        refused=[RowProblem(**refusal.shown()) for refusal in sorted(looked.refused, key=lambda one: one.row)],
        unchanged=len(looked.told) - taken,
        left_out=[RowProblem(**refusal.shown()) for told in looked.told for refusal in told.left_out],
        columns=dict(looked.reading.columns),
        columns_not_used=[heading for heading in looked.listed.headings if heading not in used],
        notes=notes,
        dry_run=dry_run,
        city=city.name,
    )
