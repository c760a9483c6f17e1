"""The files an office downloads: one zip, the same bytes every time, readable by a map, a spreadsheet and a person."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from app.agreed.rules import day_in
from app.agreed.terms import NO_EVICTION

FIXED_TIME = (1980, 1, 1, 0, 0, 0)
RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

Contents = dict[str, Any]
Row = dict[str, Any]


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Pack files, the same bytes for the same files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, body in files.items():
            member = zipfile.ZipInfo(name, FIXED_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, body)
    return packed.getvalue()


def files_of(contents: Contents) -> dict[str, bytes]:
    """Return the files of a release by name."""
    return {
        "settlements.geojson": geojson_of(contents),
        "settlements.csv": csv_of(wide_rows(contents)),
        "answers.csv": csv_of(long_rows(contents)),
        "questions.csv": csv_of(question_rows(contents)),
        "agreement.txt": agreement_text(contents).encode(),
        "contact.txt": contact_text(contents).encode(),
    }


def guarded(cell: Any) -> Any:
    """Return a cell no spreadsheet runs: text that would be a formula gets a leading apostrophe."""
    if isinstance(cell, str) and cell.startswith(RUNS_AS_FORMULA):
        return "'" + cell
    return "" if cell is None else cell


def csv_of(rows: Iterable[Sequence[Any]]) -> bytes:
    """Write CSV (RFC 4180) in UTF-8 with a byte order mark, every cell guarded."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([guarded(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def plain(value: Any) -> Any:
    """Return a value as one cell: codes apart by spaces, a geometry as GeoJSON text."""
    if isinstance(value, list):
        return " ".join(str(code) for code in value)
    return json.dumps(value, separators=(",", ":")) if isinstance(value, dict) else value


PLACE = ("settlement_id", "name", "code", "ward", "profile_date", "round", "approved_at", "checked_at")
AREA = ("area_m2", "area_ha")


def columns_of(question: Row) -> list[str]:
    """Return a question's columns: the value or code, its words where it is a choice, its state, how it was counted."""
    field = question["field"]
    label = [f"{field}_label"] if question["choices"] else []
    return [field, *label, f"{field}_state", f"{field}_how"]


def cells_of(question: Row, answer: Row) -> list[Any]:
    """Return the cells of an answer, in the order of its columns."""
    label = [answer.get("label")] if question["choices"] else []
    return [plain(answer.get("value")), *label, answer["state"], answer.get("how_counted")]


def wide_rows(contents: Contents) -> list[list[Any]]:
    """Return one row a settlement."""
    questions = contents["fields"]
    rows: list[list[Any]] = [[*PLACE, *AREA, *(name for question in questions for name in columns_of(question))]]
    for settlement in contents["settlements"]:
        row = [settlement[name] for name in (*PLACE, *AREA)]
        for question, answer in zip(questions, settlement["answers"], strict=True):
            row += cells_of(question, answer)
        rows.append(row)
    return rows


LONG = (
    "settlement_id", "settlement", "question", "question_label", "answer_state", "value", "value_label", "unit",
    "how_counted", "answered_on",
)  # fmt: skip


def long_rows(contents: Contents) -> list[list[Any]]:
    """Return one row an answer."""
    rows: list[list[Any]] = [list(LONG)]
    for settlement in contents["settlements"]:
        for question, answer in zip(contents["fields"], settlement["answers"], strict=True):
            rows.append([
                settlement["settlement_id"], settlement["name"], question["field"], question["label"],
                answer["state"], plain(answer.get("value")), answer.get("label"), question["unit"],
                answer.get("how_counted"), answer.get("answered_on"),
            ])  # fmt: skip
    return rows


def question_rows(contents: Contents) -> list[list[Any]]:
    """Return the dictionary: one row a question, one more for each of its choices."""
    rows: list[list[Any]] = [["question", "question_label", "section", "type", "unit", "code", "code_label"]]
    for question in contents["fields"]:
        told = [question["field"], question["label"], question["section_label"], question["type"], question["unit"]]
        rows += choice_rows(told, question)
    return rows


def choice_rows(told: list[Any], question: Row) -> list[list[Any]]:
    """Return a question's row of the dictionary, and one more for each of its choices."""
    return [[*told, None, None], *([*told, choice["code"], choice["label"]] for choice in question["choices"])]


def geojson_of(contents: Contents) -> bytes:
    """Write the settlements as RFC 7946; a boundary that is not shared leaves the geometry null."""
    features = [
        {
            "type": "Feature",
            "id": settlement["settlement_id"],
            "geometry": settlement["geometry"],
            "properties": _properties(contents, settlement),
        }
        for settlement in contents["settlements"]
    ]
    collection = {"type": "FeatureCollection", "name": contents["agreement"]["title"], "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()


def _properties(contents: Contents, settlement: Row) -> Row:
    properties = {name: settlement[name] for name in (*PLACE, *AREA)}
    for question, answer in zip(contents["fields"], settlement["answers"], strict=True):
        cells = cells_of(question, answer)
        properties |= dict(zip(columns_of(question), [answer.get("value"), *cells[1:]], strict=True))
    return properties


def agreement_text(contents: Contents) -> str:
    """Write the agreement for people to read."""
    agreement = contents["agreement"]
    released_on = day_in(ZoneInfo(agreement.get("time_zone") or "UTC"), contents["at"])
    signed = [
        f"For the city: {agreement['signed_city'] or 'not written here'}",
        f"For the federation: {agreement['signed_federation'] or 'not written here'}",
    ]
    return "\n".join([
        agreement["title"], "=" * len(agreement["title"]), "",
        f"Between {agreement['federation']} and {agreement['office']}, {agreement['city']}.",
        f"In force from {agreement['valid_from']} until {agreement['valid_until']}.",
        f"Release {contents['number']} of {released_on}: {_counted(len(contents['settlements']), 'settlement')}, "
        f"{_counted(len(contents['fields']), 'question')}, boundary: {agreement['boundary']}{_of_map(contents)}.",
        "", "What it is for", "--------------", agreement["purpose"],
        "", "Terms", "-----", agreement["terms"],
        "", "Signed", "------", *signed, "",
    ])  # fmt: skip


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _of_map(contents: Contents) -> str:
    """Say what of the map is there; a release that names no layer says nothing, as it did before there were any."""
    labels = [layer["label"] for layer in contents.get("layers", ())]
    return f", on the map: {', '.join(labels)}" if labels else ""


READ_POINTS = """
points-<layer>...    what is on the map, a file a layer, as a map and as a table; lines and areas have no lon and lat
points-questions.csv every question asked of a point, its unit and its codes
points-wpdx.csv      water points in the columns of the Water Point Data Exchange
points-osm.geojson   water points and toilets in the tags of OpenStreetMap. That map is public: nothing of it may be
                     put there unless this agreement says so in words

two_answers: people say different things of it, and have not chosen yet. What somebody wrote about a point in their own
words is not in these files.
"""

READ_ME = """\
How to read these files
-----------------------
settlements.geojson  the settlements on a map (longitude, latitude, WGS 84); no geometry where it is not shared
                     (or .gpkg, .shp, .kml, .fgb, -wkt.csv, as it was asked for; settlements-columns.csv says which
                     whole names the short ones of a Shapefile stand for)
settlements.csv      one row a settlement, with the codes of questions.csv; <question>_state and <question>_how beside
answers.csv          one row an answer, with words, unit, how it was counted and the day
questions.csv        every question, its unit and its codes
agreement.txt        what these files may be used for, and until when

An empty cell is never zero. The state beside it says which it is: known, not_known (the community does not know),
refused (the community did not want to say), does_not_apply, not_asked (nobody asked), withheld (the community keeps
it).
How it was counted: counted (one by one), observed (seen on a walk), meeting (said in a meeting), official (from an
official list), calculated (from other answers). Where <question>_how is empty beside an answer, it was not said how.
A cell that begins with an apostrophe begins with a sign that spreadsheets would run; the apostrophe is ours.
"""


def contact_text(contents: Contents) -> str:
    """Write whom to ask, the clause that protects the communities, and how to read the files."""
    agreement = contents["agreement"]
    return "\n".join([
        f"These answers belong to the communities who gave them and to {agreement['federation']}.",
        NO_EVICTION, "",
        f"They may be used until {agreement['valid_until']} by {agreement['office']}, {agreement['city']}.", "",
        "Whom to ask", "-----------", agreement["contact"],
        'Or open the release in Kwetu and choose "Ask the federation about this".', "",
        READ_ME, *([READ_POINTS] if contents.get("layers") else []),
    ])  # fmt: skip
