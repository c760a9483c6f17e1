"""Looks at a file before anything opens it as a workbook: a hostile one is refused while it is still packed.

A zip says how long each part is, and Python reads no more of a part than that; so the sizes told are the sizes held
to. Markup is counted as bytes: what a parser makes of a part grows with its tags.
"""

import io
import zipfile

from app.kit.unpacking import BROKEN
from app.questionnaire.problems import WorkbookUnreadable

MEGABYTE = 1024 * 1024
WORKBOOK_LIMIT = 5 * MEGABYTE
MOST_PARTS = 400
LONGEST_WHOLE = 48 * MEGABYTE
LONGEST_PART = 256 * 1024
LONGEST_PARTS = {"xl/worksheets/": 12 * MEGABYTE, "xl/sharedStrings.xml": 4 * MEGABYTE, "xl/styles.xml": MEGABYTE}
MOST_TAGS = {"xl/worksheets/": 800_000, "xl/sharedStrings.xml": 250_000, "xl/styles.xml": 20_000}
MOST_TAGS_ELSEWHERE = 5_000
UNREAD = ("xl/media/", "xl/drawings/", "xl/theme/", "xl/printerSettings/", "docProps/thumbnail")
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def check(body: bytes) -> None:
    """Raise WorkbookUnreadable where a file is no .xlsx, holds programs, or would unpack to more than a form needs."""
    if len(body) > WORKBOOK_LIMIT:
        raise WorkbookUnreadable("too_large", f"A workbook of a form has at most {WORKBOOK_LIMIT // MEGABYTE} MB.")
    if body.startswith(OLD_OFFICE):
        raise _of_old_office(body)
    if not body.startswith(b"PK"):
        raise WorkbookUnreadable(
            "not_xlsx", "This is no .xlsx workbook. Save it as .xlsx (Excel workbook) and choose that."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            _check_parts(packed)
    except BROKEN as fault:
        raise WorkbookUnreadable("broken", "This workbook is damaged or was cut short: it does not unpack.") from fault


def _of_old_office(body: bytes) -> WorkbookUnreadable:
    if ENCRYPTED in body:
        return WorkbookUnreadable("encrypted", "This workbook is locked with a password. Save it without one.")
    return WorkbookUnreadable("old_xls", "This is an old .xls workbook, whatever it is called. Save it as .xlsx.")


def _check_parts(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise WorkbookUnreadable("not_xlsx", "This is a zip, but no .xlsx workbook.")
    if any("vbaproject" in name.lower() for name in names):
        raise WorkbookUnreadable("macros", "This workbook holds programs (macros). Save it as .xlsx without them.")
    if len(parts) > MOST_PARTS or len(names) < len(parts):
        raise WorkbookUnreadable("too_much", f"This workbook has {len(parts):,} parts; a form needs a handful.")
    if sum(part.file_size for part in parts) > LONGEST_WHOLE:
        raise WorkbookUnreadable("too_much", "This workbook unpacks to far more than a form can hold.")
    for part in parts:
        if not part.filename.startswith(UNREAD):
            _check_part(packed, part)


def _check_part(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if part.flag_bits & 1:
        raise WorkbookUnreadable("encrypted", "This workbook is locked with a password. Save it without one.")
    kind = next((start for start in LONGEST_PARTS if part.filename.startswith(start)), "")
    if part.file_size > LONGEST_PARTS.get(kind, LONGEST_PART):
        raise WorkbookUnreadable("too_much", f"{part.filename} in this workbook is far longer than in any form.")
    text = packed.read(part)
    if text.count(b"<") > MOST_TAGS.get(kind, MOST_TAGS_ELSEWHERE):
        raise WorkbookUnreadable("too_much", f"{part.filename} in this workbook holds far more than any form.")
    head = text.replace(b"\0", b"")
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise WorkbookUnreadable(
            "not_xlsx", f"{part.filename} in this workbook defines words of its own, as no spreadsheet does."
        )
    if b"macroEnabled" in head:
        raise WorkbookUnreadable("macros", "This workbook may hold programs (macros). Save it as .xlsx without them.")
