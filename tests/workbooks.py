"""Workbooks for tests: small forms as rows, and files that mean harm."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook

Rows = Sequence[Mapping[str, Any]]
SETTINGS = [{"form_title": "Taps of the block", "form_id": "taps"}]
YES_NO = [{"list_name": "yes_no", "name": "yes", "label": "Yes"}, {"list_name": "yes_no", "name": "no", "label": "No"}]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(survey: Rows, choices: Rows = YES_NO, settings: Rows = SETTINGS, **sheets: Rows) -> bytes:
    """Return an XLSForm; the headings of a sheet are the keys of its rows, in the order they are first used."""
    book = Workbook(write_only=True)
    for name, rows in {"survey": survey, "choices": choices, "settings": settings, **sheets}.items():
        headings = list(dict.fromkeys(heading for row in rows for heading in row))
        sheet = book.create_sheet(name)
        sheet.append(headings)
        for row in rows:
            sheet.append([row.get(heading) for heading in headings])
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def asked(*rows: str) -> list[dict[str, str]]:
    """Write a survey in short: ``type name``, each labelled by its name."""
    kinds = (row.rpartition(" ") for row in rows)
    return [{"type": kind, "name": name, "label": name.replace("_", " ")} for kind, _, name in kinds]


def with_part(body: bytes, name: str, text: bytes) -> bytes:
    """Return a workbook with one part put into it, or put in the place of another."""
    repacked = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(repacked, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part.filename, old.read(part))
        new.writestr(name, text)
    return repacked.getvalue()


def hostile() -> dict[str, bytes]:
    """Return files that look like a form and are not one, by what they are."""
    plain = workbook(asked("integer taps"))
    sheet = "xl/worksheets/sheet1.xml"
    open_sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    close_sheet = b"</sheetData></worksheet>"
    rows = b'<row><c t="inlineStr"><is><t>text</t></is></c></row>'
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
    return {
        "an .xls renamed .xlsx": bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 4096,
        "a workbook with a password": bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le") * 4,
        "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 4096,
        "a zip of something else": _zipped({"letter.txt": b"hello"}),
        "a workbook cut short": plain[: len(plain) // 2],
        "a workbook with macros": with_part(plain, "xl/vbaProject.bin", b"Sub Harm()"),
        "a macro workbook without its macros": with_part(
            plain,
            "[Content_Types].xml",
            _part(plain, "[Content_Types].xml").replace(b"sheet.main", b"macroEnabled.main"),
        ),
        "a zip bomb": with_part(plain, sheet, b"\0" * (64 * 1024 * 1024)),
        "a workbook of many parts": with_parts(plain, {f"xl/sheets/{n}.xml": b"" for n in range(700)}),
        "a sheet of rows without end": with_part(plain, sheet, open_sheet + rows * 200_000 + close_sheet),
        "words that multiply": with_part(plain, "xl/sharedStrings.xml", entity),
        "a sheet that is none": with_part(plain, sheet, b"<worksheet><sheetData><row><c t='s'><v>9</v></c></row>"),
    }


def _part(body: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return packed.read(name)


def with_parts(body: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Return a workbook with many parts put into it."""
    packed = io.BytesIO(body)
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as more:
        for name, text in parts.items():
            more.writestr(name, text)
    return packed.getvalue()


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    return with_parts(empty.getvalue(), parts)


def overlong() -> dict[str, bytes]:
    """Return forms that are workbooks indeed, and too much for any meeting."""
    taps = asked("integer taps")[0]
    nested: Iterable[dict[str, str]] = [{"type": "begin_group", "name": f"g{n}", "label": "g"} for n in range(40)]
    condition = " or ".join(f"${{taps}} = {n}" for n in range(300))
    return {
        "5,000 questions": workbook([taps, *asked(*(f"integer q{n}" for n in range(5_000)))]),
        "a cell of 30,000 letters": workbook([taps, {"type": "note", "name": "story", "label": "x" * 30_000}]),
        "groups 40 deep": workbook([*nested, taps, *({"type": "end_group"} for _ in range(40))]),
        "a condition put on 1,900 questions": workbook(
            [
                taps,
                {"type": "begin_group", "name": "g", "label": "g", "relevant": condition},
                *asked(*(f"integer q{n}" for n in range(1_900))),
                {"type": "end_group"},
            ]
        ),
        "an expression 400 deep": workbook([taps, {**taps, "name": "b", "relevant": "(" * 400 + "1 = 1" + ")" * 400}]),
    }
