"""Writes a questionnaire's text as an XLSForm workbook: for ODK's tools, and to be changed and brought back.

Columns that XLSForm does not know (``sensitive``, ``ask``, ``core`` …) and the sheets ``rules`` and ``kwetu`` carry
what is ours, so that nothing is lost on the way; other tools pass them over. Rows that only other tools need say so
(``made_by``) and are left out on the way back.
"""

import io
import sys
from collections.abc import Iterator
from typing import Any

from app.questionnaire import repository
from app.questionnaire.compiling import IN_WORDS
from app.questionnaire.xlsform.extras import ABOUT_RULE

Cells = dict[str, Any]
SURVEY = (
    "type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message", "calculation",
    "appearance", "choice_filter", "repeat_count", "sensitive", "ask", "core", "unit", "prefill", "rule", "maps",
    "repeat_key", "may_be_none", "alias", "made_by",
)  # fmt: skip
TRANSLATED = frozenset(("label", "hint", "constraint_message", "says"))
AS_WRITTEN = ("relevant", "constraint", "calculation", "choice_filter", "appearance", "unit", "prefill", "rule", "maps")
OURS = {"boundary": "geoshape"}
ONLY_THE_LARGEST = "Other tools take one area without holes: the largest part. Kwetu keeps every part and every hole."


def export_workbook(texts: dict[str, Any]) -> bytes:
    """Return the workbook of a questionnaire's texts."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    tongues = _Tongues(texts)
    for name, columns, rows in (
        ("survey", SURVEY, _survey(texts, tongues)),
        ("choices", ("list_name", "name", "label"), _choices(texts, tongues)),
        ("settings", ("form_title", "form_id", "version", "default_language"), _settings(texts)),
        ("rules", ("id", "kind", *ABOUT_RULE, "when", "holds", "shows", "says"), _rules(texts, tongues)),
        ("kwetu", ("what", "name", "written_as", "label"), _words(texts, tongues)),
    ):
        _write(book.create_sheet(name), tongues.headings(columns), rows)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


class _Tongues:
    """The languages of a questionnaire as a workbook's headings name them."""

    def __init__(self, texts: dict[str, Any]) -> None:
        names: dict[str, str] = texts["form"]["languages"]
        self._texts: dict[str, Any] = texts["languages"]
        self._written = {code: f"{name.partition(' (')[0]} ({code})" for code, name in names.items()}

    def headings(self, columns: tuple[str, ...]) -> list[str]:
        """Return the headings of a sheet, a translated column once for each language."""
        return [
            heading for column in columns for heading in (self._in_each(column) if column in TRANSLATED else [column])
        ]

    def _in_each(self, column: str) -> list[str]:
        return [f"{column}::{written}" for written in self._written.values()]

    def of(self, column: str, english: str, *path: str) -> Cells:
        """Return a text in all its languages, under the headings of its column."""
        cells = {f"{column}::{self._written['en']}": english.strip()}
        for code, texts in self._texts.items():
            found = _at(texts, path) if path else None
            if said := found or (texts.get("sentences") or {}).get(english.strip()):
                cells[f"{column}::{self._written[code]}"] = said
        return cells

    def sentences(self) -> Iterator[str]:
        """Yield every sentence that is translated by its English."""
        yield from dict.fromkeys(one for texts in self._texts.values() for one in texts.get("sentences") or {})


def _at(texts: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        texts = (texts or {}).get(step)
    return texts


def _write(sheet: Any, headings: list[str], rows: Iterator[Cells]) -> None:
    sheet.freeze_panes = "A2"
    sheet.append(headings)
    for row in rows:
        sheet.append([_plain(row.get(heading)) for heading in headings])


def _plain(value: Any) -> Any:
    """Keep a text from being taken for a formula when somebody opens the workbook."""
    return f" {value}" if isinstance(value, str) and value.startswith("=") else value


def _survey(texts: dict[str, Any], tongues: _Tongues) -> Iterator[Cells]:
    for code in texts["form"]["sections"]:
        section = texts["sections"][code]
        yield {"type": "begin_group", "name": code} | tongues.of("label", section["label"], "sections", code)
        for row in section["questions"]:
            if "repeat" in row:
                yield from _repeat(row, texts, tongues)
            else:
                yield from _question(row, texts, tongues)
        yield {"type": "end_group", "name": code}


def _repeat(row: dict[str, Any], texts: dict[str, Any], tongues: _Tongues) -> Iterator[Cells]:
    name = row["repeat"]
    rows: Cells = {"repeat_key": row["key"], "may_be_none": _yes(row["may_be_none"])}
    yield {"type": "begin_repeat", "name": name} | rows | tongues.of("label", row["label"], "repeats", name)
    for question in row["questions"]:
        yield from _question(question, texts, tongues)
    yield {"type": "end_repeat", "name": name}


def _question(row: dict[str, Any], texts: dict[str, Any], tongues: _Tongues) -> Iterator[Cells]:
    name = row["name"]
    cells: Cells = {"type": OURS.get(row["type"], row["type"]), "name": name}
    cells |= {"ask": row["ask"], "sensitive": row["sensitive"]}
    cells |= {column: row[column] for column in AS_WRITTEN if column in row}
    cells |= {column: _yes(row[column]) for column in ("core", "required") if row.get(column)}
    cells |= tongues.of("label", row["label"], "questions", name)
    if "hint" in row:
        cells |= tongues.of("hint", row["hint"], "hints", name)
    if "constraint_message" in row:
        cells |= tongues.of("constraint_message", row["constraint_message"], "messages", name)
    if "aliases" in row:
        cells["alias"] = " ".join(row["aliases"])
    yield cells
    if row["type"] == "boundary":
        yield {"type": "note", "name": f"{name}_note", "made_by": "kwetu"} | tongues.of("label", ONLY_THE_LARGEST)
    if "other" in texts["choices"].get(row["type"].partition(" ")[2], {}) and "in_your_words" in texts["form"]:
        yield _in_words(name, texts, tongues)


def _in_words(name: str, texts: dict[str, Any], tongues: _Tongues) -> Cells:
    """Ask "in your words" of other tools, too; here that question comes by itself."""
    asked: Cells = {"type": "text", "name": f"{name}{IN_WORDS}", "relevant": f"selected(${{{name}}}, 'other')"}
    asked["made_by"] = "kwetu"
    return asked | tongues.of("label", texts["form"]["in_your_words"], "answers", "in_your_words")


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _choices(texts: dict[str, Any], tongues: _Tongues) -> Iterator[Cells]:
    for name, listed in texts["choices"].items():
        for code, label in listed.items():
            yield {"list_name": name, "name": str(code)} | tongues.of("label", label, "choices", name, str(code))


def _settings(texts: dict[str, Any]) -> Iterator[Cells]:
    form_id, _, version = texts["form"]["form"].partition("@")
    english = texts["form"]["languages"]["en"].partition(" (")[0]
    yield {
        "form_title": texts["form"]["title"],
        "form_id": form_id,
        "version": version,
        "default_language": f"{english} (en)",
    }


def _rules(texts: dict[str, Any], tongues: _Tongues) -> Iterator[Cells]:
    for rule in texts["rules"]:
        cells = {key: rule[key] for key in ("id", "kind", *ABOUT_RULE) if key in rule}
        for check in rule.get("checks", []):
            shows = "\n".join(f"{name} := {text}" for name, text in check.get("shows", {}).items())
            written = {key: check[key] for key in ("kind", "when", "holds") if key in check}
            yield cells | written | {"shows": shows} | tongues.of("says", check["says"])
        if "says" in rule or not rule.get("checks"):
            yield cells | (tongues.of("says", rule["says"]) if "says" in rule else {})


def _words(texts: dict[str, Any], tongues: _Tongues) -> Iterator[Cells]:
    head = texts["form"]
    for code, name in head["languages"].items():
        yield {"what": "language", "name": code, "written_as": name}
    for answer, text in head["answers"].items():
        yield {"what": "answer", "name": answer} | tongues.of("label", text, "answers", answer)
    if "in_your_words" in head:
        yield {"what": "in_your_words"} | tongues.of("label", head["in_your_words"], "answers", "in_your_words")
    for sentence in tongues.sentences():
        yield {"what": "sentence"} | tongues.of("label", sentence)


if __name__ == "__main__":
    sys.stdout.buffer.write(export_workbook(repository.read_texts()))
