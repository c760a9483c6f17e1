"""Which languages a workbook speaks, and its texts in the shape of the questionnaire's language files."""

import re
from typing import Any

from app.questionnaire.xlsform.workbook import Row, Sheets

_CODE = re.compile(r"\(\s*([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)\s*\)\s*$")
KNOWN = {
    "english": "en", "french": "fr", "français": "fr", "spanish": "es", "español": "es", "portuguese": "pt",
    "português": "pt", "swahili": "sw", "kiswahili": "sw", "filipino": "fil", "tagalog": "fil", "shona": "sn",
    "chishona": "sn", "ndebele": "nd", "afrikaans": "af", "chichewa": "ny", "lingala": "ln", "thai": "th",
    "hindi": "hi", "indonesian": "id", "arabic": "ar", "cebuano": "ceb",
}  # fmt: skip
UNNAMED = ""


def code_of(written: str) -> str:
    """Return the code of a language as a heading writes it: ``English (en)`` is en, ``Nyanja`` is nyanja."""
    if found := _CODE.search(written):
        return found[1].lower()
    plain = written.strip().lower()
    return KNOWN.get(plain) or re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "en"


def name_of(written: str) -> str:
    """Return the name of a language as people say it."""
    return _CODE.sub("", written).strip() or written.strip()


class Languages:
    """The languages of one workbook; ``first`` is the one whose words stand where others are missing.

    A form's words always have ``en``: a form without English has the words of its first language there as well.
    """

    def __init__(self, sheets: Sheets, default: str) -> None:
        named = [written for sheet in sheets.values() for written in sheet.languages()]
        self.names = {code_of(written): name_of(written) for written in named}
        unnamed = any(
            heading.column == "label" and not heading.language for one in sheets.values() for heading in one.headings
        )
        if unnamed and (default or not self.names):
            self.names.setdefault(code_of(default or "English"), name_of(default or "English"))
        self.first = self._first(default, unnamed)
        self.texts: dict[str, dict[str, Any]] = {code: {} for code in self.names if code != "en"}

    def _first(self, default: str, unnamed: bool) -> str:
        if default and default.lower() != "default":
            return code_of(default)
        return "en" if "en" in self.names or unnamed else next(iter(self.names), "en")

    def words(self, row: Row, column: str) -> dict[str, str]:
        """Return a row's text in every language it has, by code; the unnamed column speaks the first language."""
        told = row.in_languages(column)
        return {code_of(written) if written else self.first: text for written, text in told.items()}

    def say(self, words: dict[str, str], *path: str) -> str:
        """Keep a text's translations at a place of the language files, and return the text they are of."""
        english = words.get("en") or words.get(self.first) or next(iter(words.values()), "")
        for code, text in words.items():
            if code != "en" and text:
                _put(self.texts.setdefault(code, {}), path, text)
        return english

    def complete(self, words: dict[str, str]) -> dict[str, str]:
        """Return words that have ``en`` in any case, for what is kept in all its languages at once."""
        english = words.get("en") or words.get(self.first) or next(iter(words.values()), "")
        return {"en": english} | words if english else {}


def _put(texts: dict[str, Any], path: tuple[str, ...], text: str) -> None:
    for step in path[:-1]:
        texts = texts.setdefault(step, {})
    texts[path[-1]] = text
