"""Prints the questions: checks what is wanted, and sets the pages with typst, black and white, nothing fetched.

All texts travel to the typesetter as data, so that no name can be taken for a command. Its typeface comes as a package
beside it. The typesetter is imported only when something is printed.
"""

import json
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, cast

from app.kit.problems import InputInvalid
from app.kit.text import checked_mark
from app.questionnaire import repository
from app.questionnaire.form import Form
from app.questionnaire.paper import Printed, Wanted, lay_out

if TYPE_CHECKING:
    import typst

TEMPLATE = Path(__file__).with_name("paper.typ")
WORDS = "paper_words.yaml"
MOST_ROWS = 60
SHEETS = {"a4": "a4", "letter": "us-letter"}


def as_pdf(form: Form, wanted: Wanted) -> bytes:
    """Return the pages as one PDF; InputInvalid names what cannot be printed."""
    return cast(bytes, _compiler(_laid_out(form, wanted)).compile(format="pdf", timestamp=0))


def as_pictures(form: Form, wanted: Wanted, *, ppi: float = 60) -> list[bytes]:
    """Return each page as a PNG, to look at."""
    pages = _compiler(_laid_out(form, wanted)).compile(format="png", ppi=ppi)
    return pages if isinstance(pages, list) else [cast(bytes, pages)]


def _laid_out(form: Form, wanted: Wanted) -> Printed:
    faults = [*_faults(form, wanted)]
    if faults:
        raise InputInvalid(errors=[{"detail": said, "pointer": f"/{what}"} for what, said in faults])
    words = repository.read(repository.FOLDER / WORDS)
    printed = lay_out(form, wanted, words.get(wanted.language, words["en"]))
    return printed | {"paper": SHEETS[wanted.paper], "lang": wanted.language if wanted.language in words else "en"}


def _faults(form: Form, wanted: Wanted) -> list[tuple[str, str]]:
    faults = []
    if wanted.language not in form["languages"]:
        known = ", ".join(form["languages"])
        faults.append(("language", f"There is no {wanted.language!r} in this questionnaire; it has {known}."))
    if not 1 <= wanted.blank_rows <= MOST_ROWS:
        faults.append(("blank_rows", f"Between 1 and {MOST_ROWS} blank rows can be printed, not {wanted.blank_rows}."))
    if wanted.paper not in SHEETS:
        faults.append(("paper", f"Paper is {' or '.join(SHEETS)}, not {wanted.paper!r}."))
    for what, text in (("settlement", wanted.code), ("name", wanted.settlement)):
        try:
            checked_mark(text)
        except ValueError as fault:
            faults.append((what, f"The {what} {fault}."))
    return faults


def _compiler(printed: Printed) -> "typst.Compiler":
    import typst

    return typst.Compiler(
        input=str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=[str(files("font_source_sans_pro") / "files")],
        ignore_system_fonts=True,
        sys_inputs={"printed": json.dumps(printed | {"qr": _qr(printed["settlement"]["code"])}, ensure_ascii=False)},
    )


def _qr(code: str) -> str:
    """Return the settlement's code as a picture a phone can read; nothing without a code."""
    if not code:
        return ""
    import segno

    return str(segno.make(code, error="m", micro=False).svg_inline(border=0))
