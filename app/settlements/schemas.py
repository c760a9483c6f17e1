"""Shapes of an import's report on the wire."""

from typing import Any, Literal

from pydantic import BaseModel

Kind = Literal["places", "settlements"]


class RowProblem(BaseModel):
    """One row, or one cell of it, that was not taken."""

    row: int
    field: str
    problem: str


class ImportReport(BaseModel):
    """What a file said and what was taken; row 1 is the first row after the headings, or the first feature.

    ``taken`` counts new and changed rows, those repaired among them; ``read`` = taken + unchanged + refused.
    ``left_out`` lists single cells of taken rows that could not be read. A dry run tells what would happen.
    """

    read: int
    taken: int
    repaired: int
    refused: list[RowProblem]
    unchanged: int
    left_out: list[RowProblem]
    columns: dict[str, str]
    columns_not_used: list[str]
    notes: list[str]
    dry_run: bool
    city: str


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
