"""What XLSForm's types are called here, and why some are refused: a phone must be able to ask whatever it is given."""

import re
from dataclasses import dataclass

TAKEN = {
    "text": "text", "string": "text", "integer": "integer", "int": "integer", "decimal": "decimal", "date": "date",
    "geopoint": "geopoint", "location": "geopoint", "gps": "geopoint", "geoshape": "boundary", "calculate": "calculate",
    "calculation": "calculate", "hidden": "calculate", "note": "note", "image": "image", "photo": "image",
    "audio": "audio", "barcode": "text", "range": "decimal", "acknowledge": "select_one", "trigger": "select_one",
    "today": "calculate", "time": "time", "datetime": "dateTime",
}  # fmt: skip
SELECTS = {
    "select_one": "select_one", "select one": "select_one", "select one from": "select_one", "select1": "select_one",
    "add select one prompt using": "select_one", "select_multiple": "select_multiple",
    "select multiple": "select_multiple", "select all that apply": "select_multiple",
    "select all that apply from": "select_multiple", "add select multiple prompt using": "select_multiple",
    "select_one_external": "select_one", "select_one_from_file": "select_one",
    "select_multiple_from_file": "select_multiple", "rank": "rank",
}  # fmt: skip
NOT_NEEDED = frozenset((
    "start", "end", "deviceid", "imei", "username", "email", "phonenumber", "phone number", "subscriberid",
    "simserial", "audit", "start time", "end time", "device id", "get phone number", "start-geopoint",
))  # fmt: skip
"""Kwetu notes by itself who said what, when and on which phone."""

REFUSED = {
    "geotrace": "phones cannot take a line yet; ask for an area (geoshape) or a point (geopoint)",
    "video": "phones cannot take films yet; leave this row out, or ask in words what it would show (text)",
    "file": "phones cannot take files yet; leave this row out, or ask in words what it would say (text)",
    "background-audio": "nobody is recorded here without seeing it",
    "background-geopoint": "nobody's place is taken here without seeing it",
    "xml-external": "phones carry no second table; put the list into the form's choices",
    "csv-external": "phones carry no second table; put the list into the form's choices",
    "osm": "phones do not write into OpenStreetMap",
}
BEGINS = re.compile(r"^begin[_ ]\s*(group|repeat|loop)$")
ENDS = re.compile(r"^end[_ ]\s*(group|repeat|loop)$")
_SELECT = re.compile(
    rf"^({'|'.join(sorted(map(re.escape, SELECTS), key=len, reverse=True))})\s+(\S+)(\s+or[_ ]other)?$"
)
APPEARANCES = frozenset(("minimal", "likert", "month-year", "year", "numbers", "multiline", "quick", "field-list"))
"""Appearances that matter on a phone; others are kept with the question and shown as usual."""


@dataclass(frozen=True)
class Asked:
    """A type as Kwetu knows it, with its list of choices."""

    kind: str
    choices: str = ""
    or_other: bool = False
    external: bool = False


def asked(written: str) -> Asked | None:
    """Return what a type asks for; None where nothing here is called so."""
    plain = re.sub(r"\s+", " ", written.strip())
    if kind := TAKEN.get(plain.lower()):
        return Asked(kind, "acknowledge" if kind == "select_one" else "")
    found = _SELECT.match(plain)
    if not found:
        return None
    return Asked(SELECTS[found[1]], found[2], bool(found[3]), found[1] == "select_one_external")


def why_refused(written: str) -> str:
    """Return in plain words why a type cannot be taken."""
    kind = written.strip().lower().split(" ")[0]
    if kind in ("rank", "select_one", "select_multiple"):
        return "a select needs the name of its list, as in: select_one yes_no"
    why = REFUSED.get(kind)
    return why or "Kwetu knows no such type of question"
