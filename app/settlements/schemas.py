"""Shapes of an import's report on the wire."""

from typing import Any, Literal

from pydantic import BaseModel

from app.kit.ids import Id

Kind = Literal["places", "settlements"]


class RowProblem(BaseModel):
    """One row, or one cell of it, that was not taken; ``way_out``: what would take it all the same."""

    row: int
    field: str
    problem: str
    way_out: Literal["repair", "large"] | None = None


class MatchShown(BaseModel):
    """A row that waits until somebody says whether it is one we know.

    ``how``: they share a ``code``, an ``outline`` or a ``name``. Where both have an outline, each 0 to 1: ``of_file``
    is how much of the file's lies in the known one, ``of_known`` how much of the known one lies in the file's, and
    ``changed`` the share of the ground of both that "the same" would change.
    """

    row: int
    key: str
    name: str
    code: str | None
    record_id: str
    known_name: str
    known_code: str | None
    how: Literal["code", "outline", "name"]
    of_file: float | None = None
    of_known: float | None = None
    changed: float | None = None


class Redrawn(BaseModel):
    """A boundary the file draws anew: a version beside the earlier ones.

    ``changed``: the share of the ground of both that belongs to one of them only, 0 to 1.
    """

    row: int
    name: str
    record_id: str
    changed: float
    area_before_m2: float
    area_m2: float


class FieldChange(BaseModel):
    """One answer of a record we know that a row would change.

    ``both_stand``: somebody said what is known, so that it and the file's stay beside each other. ``share``: of the
    ground of both outlines, how much belongs to one of them only; None where none was known. ``moved_m``: how far a
    point moves.
    """

    path: str
    before: str | None = None
    now: str | None = None
    both_stand: bool = False
    share: float | None = None
    moved_m: float | None = None


class RowChange(BaseModel):
    """What a row would change in a record we know; without ``fields`` it says what is known already."""

    row: int
    name: str
    fields: list[FieldChange]


class OverKnown(BaseModel):
    """A row that would lie over another settlement, known already; ``share`` is that of the smaller, 0 to 1."""

    row: int
    name: str
    settlement_id: str
    known_name: str
    share: float
    area_m2: float


class RowOver(BaseModel):
    """Two rows of a file whose boundaries have ground in common; ``share`` is that of the smaller, 0 to 1."""

    row: int
    name: str
    other_row: int
    other_name: str
    share: float
    area_m2: float


class EachOther(BaseModel):
    """The rows of a file that lie over each other: how many ``rows``, how many ``pairs``, the largest shares first.

    ``told`` holds the first of a long list. ``not_compared``: how many rows were not held against those after them, as
    nearly all lie over each other.
    """

    rows: int
    pairs: int
    told: list[RowOver]
    not_compared: int


class BoundaryVersion(BaseModel):
    """One boundary that was said of a settlement or place; ``changed`` since the one before it, None for the first."""

    edit_id: str
    by: str
    made_at: str
    source: str | None
    replaces: list[str]
    area_m2: float
    changed: float | None
    boundary: dict[str, Any]


WhatBecomes = Literal["new", "redrawn", "changed", "unchanged", "asks", "refused"]
Shape = list[list[list[int]]]
"""Parts, each of lines (an area's outer one first, none closed), each of steps: east, north, east, north."""


class Sketched(BaseModel):
    """Rows of one fate, and beside each its name and its shape.

    ``redrawn``: a new version of a boundary; ``changed``: other news of a place we know; ``asks``: waits for an answer.
    """

    what: WhatBecomes
    rows: list[int]
    names: list[str]
    shapes: list[Shape]


class Sketch(BaseModel):
    """The rows of a file as they would lie on the map, roughly: within ``within_m`` metres of what the file says.

    A degree is ``steps`` steps; a line begins with the steps from 0, 0 to its first corner. ``left_out``: how many rows
    could be drawn but are not, as there are too many.
    """

    within_m: int
    left_out: int
    steps: int
    groups: list[Sketched]


class ImportReport(BaseModel):
    """What a file said and what was taken; row 1 is the first row after the headings, or the first feature.

    ``taken`` counts new and changed rows, those repaired among them. ``waiting`` rows may be ones we know, and are not
    taken before somebody says so: ``read`` = taken + unchanged + refused + waiting.
    ``left_out`` lists single cells of taken rows that could not be read. A dry run tells what would happen: it draws it
    in a ``sketch`` where rows say where they lie, and tells what ``changes`` in records that are known, which rows lie
    over a settlement known already, and which ``over_each_other``. ``strays``: the rows that lie far from all others.
    ``taken_at`` names an import of settlements that was taken, so that it can be taken back.
    """

    read: int
    taken: int
    repaired: int
    refused: list[RowProblem]
    unchanged: int
    left_out: list[RowProblem]
    waiting: list[MatchShown]
    redrawn: list[Redrawn]
    columns: dict[str, str]
    columns_not_used: list[str]
    notes: list[str]
    doubts: list[str]
    dry_run: bool
    city: str
    sketch: Sketch | None = None
    strays: list[int] = []
    changes: list[RowChange] = []
    over_known: list[OverKnown] = []
    over_each_other: EachOther | None = None
    taken_at: str | None = None


class ListTaken(BaseModel):
    """The import of settlements that is meant: whoever asks took it into this city at this moment."""

    city_id: Id
    taken_at: str


class StillListed(BaseModel):
    """A settlement that a list brought, and that stays as somebody spoke of it since."""

    settlement_id: str
    name: str


class TakenBack(BaseModel):
    """What became of a list that was taken back; asked twice it tells the same.

    ``off``: how many settlements that were new are off the list. ``known_before``: how many known ones it had changed;
    they stay as they are. ``spoken_of``: how many new ones stay as somebody spoke of them since, ``still`` the first.
    """

    off: int
    known_before: int
    spoken_of: int
    still: list[StillListed]


class SettlementShown(BaseModel):
    """Where a settlement is, whose it is, which round it is in."""

    settlement_id: str
    city_id: str
    name: str
    code: str | None
    ward_id: str | None
    team_id: str | None
    lon: float | None
    lat: float | None
    round: int
    added_by: str | None = None


class PlaceShown(BaseModel):
    """A ward, barangay or district."""

    place_id: str
    city_id: str
    name: str
    code: str | None
    parent_id: str | None
    place_level: str | None


Answers = dict[str, Any]
