"""Reads the files that lists of choices stand in beside a workbook: CSV, and GeoJSON as tools of ODK write it."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from app.questionnaire.xlsform.workbook import LONGEST_CELL

FILE_LIMIT = 2 * 1024 * 1024
MOST_CHOICES = 20_000

Read = Iterator[tuple[int, dict[str, str]]]
"""What stands in each row, or with each place, by column; rows count as a spreadsheet shows them, places from 1."""


def rows_of(body: bytes) -> Read:
    """Read a CSV file; ValueError says what is wrong with it."""
    _hold_length(body)
    for number, row in enumerate(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")), start=2):
        told = {
            str(key).strip(): (text or "").strip() for key, text in row.items() if key and not isinstance(text, list)
        }
        _hold_row(number, told)
        if any(told.values()):
            yield number, told


def places_of(body: bytes) -> Read:
    """Read what each place of a GeoJSON file is called and said to be; its shape on the map is not kept."""
    _hold_length(body)
    told = json.loads(body.decode("utf-8-sig"))
    places = told.get("features") if isinstance(told, dict) and told.get("type") == "FeatureCollection" else None
    if not isinstance(places, list):
        raise ValueError("it is no FeatureCollection")
    for number, place in enumerate(places, start=1):
        said = place.get("properties") if isinstance(place, dict) else None
        if not isinstance(said, dict):
            raise ValueError(f"place {number} has no properties")
        plain = {str(key).strip(): _plain(value) for key, value in ({"id": place.get("id")} | said).items()}
        _hold_row(number, plain)
        yield number, {key: text for key, text in plain.items() if text}


def _plain(value: Any) -> str:
    if value is None or isinstance(value, bool | dict | list):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _hold_length(body: bytes) -> None:
    if len(body) > FILE_LIMIT:
        raise ValueError(f"it is longer than {FILE_LIMIT // 1024 // 1024} MB")


def _hold_row(number: int, told: dict[str, str]) -> None:
    if number > MOST_CHOICES:
        raise ValueError(f"it has more than {MOST_CHOICES:,} rows")
    if any(len(text) > LONGEST_CELL for text in told.values()):
        raise ValueError(f"row {number} has a cell of more than {LONGEST_CELL:,} characters")
