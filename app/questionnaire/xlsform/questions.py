"""Reads one row of the sheet ``survey`` as a question, in the words of the section files."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.questionnaire.xlsform import asking
from app.questionnaire.xlsform.choices import Lists, media_of
from app.questionnaire.xlsform.findings import Findings
from app.questionnaire.xlsform.languages import Languages
from app.questionnaire.xlsform.workbook import Row

LONGEST_NAME = 100
LONGEST_CONDITIONS = 500_000
KEEPS_ITS_DISTANCE = 2
"""The level of a question whose writer does not say one: it stays with the federation."""
RESERVED = frozenset(("round", "_deleted", "_order"))
YES = frozenset(("yes", "true", "true()", "1"))
NO = frozenset(("no", "false", "false()", "0", ""))
AS_WRITTEN = ("unit", "prefill", "rule", "maps", "choice_filter")
NOT_ASKED_YET = {
    "image": "Not asked yet: phones do not take photos for now. The question keeps its place, and waits for nobody.",
    "audio": "Not asked yet: phones do not record for now. The question keeps its place, and waits for nobody.",
}
NOT_HELD = {
    "default": "Phones do not fill in answers beforehand: what nobody said would look as if somebody had.",
    "required_message": "Any of the four answers meets a required question; there is one sentence for all.",
    "trigger": "Calculations follow their questions by themselves.",
    "save_to": "Kwetu keeps settlements by itself; nothing is saved to a list of entities.",
    "guidance_hint": "Only the hint is shown.",
    "repeat_count": "Rows are added one by one; the count is not held to.",
    "instance": "Kwetu has no use for this column.",
    "body": "Kwetu has no use for this column.",
}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_LOOKED_INTO = re.compile(r"instance\(\s*['\"]([^'\"]+)['\"]\s*\)")
_ANSWER_IN_WORDS = re.compile(r"\$\{\s*([^}]*?)\s*\}")


class Questions:
    """What is asked of each row, and what is said against it; ``rows_of`` has the row of each name."""

    def __init__(self, languages: Languages, lists: Lists, found: Findings, rows_of: Mapping[str, Row]) -> None:
        self.languages, self.lists, self.found, self.rows_of = languages, lists, found, rows_of
        self.filtered: set[str] = set()
        self._conditions_length = 0

    def text(self, row: Row, around: Sequence[str], core: bool) -> list[dict[str, Any]]:
        """Return the question of a row, and one in words it may bring along; ``around``: its groups' conditions."""
        kind = re.sub(r"\s+", " ", row.get("type").strip())
        asked, name = asking.asked(kind), row.get("name")
        if asked is None:
            self.found.refuse(row.cell("type"), _sentence(asking.why_refused(kind)))
        if asked is None or self.rows_of.get(name) is not row:
            return []
        text = {"type": asked.kind, "name": name, "label": self.label(row, "questions", name)}
        text |= self._how_it_is_asked(asked.kind, row, core)
        text |= {column: row.get(column) for column in AS_WRITTEN if row.get(column)}
        text |= self._conditions(row, around)
        text |= self._calculated(kind, asked.kind, row)
        if kind.lower() == "range":
            text |= self._range(row, text)
        text |= self._as_shown(row)
        self._look_into_lists(text)
        return [text, *self._choices(asked, text, row)]

    def _look_into_lists(self, text: dict[str, Any]) -> None:
        """Keep the columns of lists that expressions look into; a list from a file is known by the file's name."""
        for column in ("relevant", "constraint", "calculation"):
            for name in _LOOKED_INTO.findall(text.get(column, "")):
                files = [f"{name}.csv", f"{name}.geojson"]
                found = next((one for one in (name, *files) if one in self.lists.choices), name)
                text[column] = re.sub(
                    rf"(instance\(\s*['\"]){re.escape(name)}(['\"])", rf"\g<1>{found}\2", text[column]
                )
                self.filtered.add(found)

    def _how_it_is_asked(self, kind: str, row: Row, core: bool) -> dict[str, Any]:
        text: dict[str, Any] = {"ask": row.get("ask") or ("auto" if kind == "calculate" else "room")}
        level = row.get("sensitive")
        text["sensitive"] = int(level) if level.isdigit() else level or KEEPS_ITS_DISTANCE
        text["core"] = self.yes(row, "core", otherwise=core)
        text["required"] = self.yes(row, "required") and kind not in ("note", "calculate")
        if kind in NOT_ASKED_YET and (text["core"] or text["required"]):
            text |= {"core": False, "required": False}
            self.found.remark(row.cell("type"), NOT_ASKED_YET[kind])
        if aliases := row.get("alias").split():
            text["aliases"] = aliases
        return text

    def _conditions(self, row: Row, around: Sequence[str]) -> dict[str, Any]:
        """Return when a question is asked, and what an answer to it must be."""
        text: dict[str, Any] = {}
        conditions = [one for one in [*around, condition(row.get("relevant"))] if one]
        self._conditions_length += sum(map(len, conditions))
        if self._conditions_length > LONGEST_CONDITIONS and not self.found.is_too_much:
            reason = "From here on the conditions of groups and questions are together more than a phone can hold."
            self.found.refuse_the_rest(row.cell("relevant"), reason)
        if conditions and not self.found.is_too_much:
            text["relevant"] = conditions[0] if len(conditions) == 1 else " and ".join(f"({one})" for one in conditions)
        if row.get("constraint"):
            text["constraint"] = condition(row.get("constraint"))
            words = {code: _filled_in(said) for code, said in self.languages.words(row, "constraint_message").items()}
            message = self.languages.say(words, "messages", row.get("name"))
            text["constraint_message"] = message or "This answer does not fit what the form allows."
        return text

    def _calculated(self, written: str, kind: str, row: Row) -> dict[str, Any]:
        calculation = row.get("calculation") or ("today()" if written.lower() == "today" else "")
        if kind == "calculate":
            return {"calculation": calculation or _literal(row.get("default"))}
        if calculation and self.yes(row, "read_only"):
            return {"type": "calculate", "calculation": calculation, "ask": "auto", "required": False}
        if calculation:
            reason = "Only a calculate or a read_only question can be calculated: what people say is not written over."
            self.found.refuse(row.cell("calculation"), reason)
        return {}

    def _range(self, row: Row, text: dict[str, Any]) -> dict[str, Any]:
        told = _parameters(row.get("parameters"))
        start, end, step = (
            told.get(one, otherwise) for one, otherwise in (("start", "1"), ("end", "10"), ("step", "1"))
        )
        if not all(re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", one) for one in (start, end, step)):
            self.found.refuse(row.cell("parameters"), "A range has numbers: start=1 end=10 step=1.")
            return {}
        bounds = f". >= {start} and . <= {end}"
        own = text.get("constraint")
        return {
            "type": "integer" if all("." not in one for one in (start, step)) else "decimal",
            "constraint": f"({own}) and {bounds}" if own else bounds,
            "constraint_message": text.get("constraint_message") or f"Between {start} and {end}.",
            "step": float(step),
        }

    def _choices(self, asked: asking.Asked, text: dict[str, Any], row: Row) -> list[dict[str, Any]]:
        """Put a question's list to its type; return the question in words that "or other" brings along."""
        name = asked.choices
        if not name or text["type"] == "calculate":
            return []
        text["type"] = f"{asked.kind} {name}"
        if name == "acknowledge" and not row.get("type").lower().startswith("select"):
            self.lists.add(name, "OK", "OK")
        if asked.kind in ("select_multiple", "rank"):
            for cell in self.lists.with_spaces(name):
                self.found.refuse(cell, "Several can be chosen of this list, so its codes cannot hold a space.")
        if row.get("choice_filter"):
            self.filtered.add(name)
        if not asked.or_other:
            return []
        self.lists.add(name, "other", "Other")
        return [_other_of(text)]

    def _as_shown(self, row: Row) -> dict[str, Any]:
        text: dict[str, Any] = {}
        if words := self.languages.words(row, "hint"):
            text["hint"] = self._checked_words(words, row, "hint", "hints", row.get("name"))
        if appearance := row.get("appearance"):
            text["appearance"] = appearance
            strange = [one for one in appearance.split() if one not in asking.APPEARANCES]
            if strange:
                self.found.remark(
                    row.cell("appearance"), f"Shown as usual: {' '.join(strange)} changes nothing on our phones."
                )
        if media := media_of(row, self.languages):
            text["media"] = media
        if self.yes(row, "read_only"):
            text["read_only"] = True
        return text

    def label(self, row: Row, *path: str) -> str:
        """Return a row's label, and keep its translations at a place of the language files."""
        words = self.languages.words(row, "label")
        return (self._checked_words(words, row, "label", *path) if words else "") or row.get("name")

    def _checked_words(self, words: dict[str, str], row: Row, column: str, *path: str) -> str:
        for language in row.in_languages(column):
            for name in _ANSWER_IN_WORDS.findall(row.get(column, language)):
                if name not in self.rows_of:
                    self.found.refuse(row.cell(column, language), f"speaks of {name}, which is not asked")
                else:
                    self.found.remark(
                        row.cell(column, language),
                        f"Phones do not put answers into labels yet: ${{{name}}} is shown as written.",
                    )
        return self.languages.say(words, *path)

    def check_name(self, row: Row) -> None:
        """Refuse a name that no field path can hold."""
        name = row.get("name")
        if not name:
            self.found.refuse(row.cell("name"), "This row has no name.")
        elif not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
            self.found.refuse(
                row.cell("name"),
                "A name begins with a letter and has only letters, digits, _ - and . after it, 100 at most.",
            )
        elif name in RESERVED:
            self.found.refuse(row.cell("name"), "Kwetu uses this name itself; choose another.")

    def yes(self, row: Row, column: str, otherwise: bool = False) -> bool:
        """Return whether a cell says yes; refuse what is neither yes nor no."""
        text = row.get(column).lower()
        if text not in YES | NO:
            self.found.refuse(row.cell(column), f"{column} is yes or no here.")
        return text in YES if text else otherwise

    def say_not_held(self, row: Row) -> None:
        """Remark on the columns of other tools that change nothing here."""
        for column, why in NOT_HELD.items():
            if row.get(column) and not (column == "default" and row.get("type").lower() == "hidden"):
                self.found.remark(row.cell(column), why)


def condition(text: str) -> str:
    """Return a condition; a cell that only says yes or no is one as well."""
    plain = text.strip().lower()
    return "true()" if plain in YES - {"1"} else "false()" if plain in NO - {"0", ""} else text


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _filled_in(said: str) -> str:
    """Write the answers a message speaks of as our messages do: {name}."""
    return _ANSWER_IN_WORDS.sub(lambda found: f"{{{found[1]}}}", said)


def _literal(text: str) -> str:
    return f'"{text}"' if "'" in text else f"'{text}'"


def _parameters(text: str) -> dict[str, str]:
    parts = (part.partition("=") for part in re.split(r"[;,\s]+", re.sub(r"\s*=\s*", "=", text)))
    return {name.strip().lower(): value.strip() for name, sign, value in parts if sign}


def _other_of(parent: dict[str, Any]) -> dict[str, Any]:
    """Return the question in words that "or other" brings along."""
    name = parent["name"]
    words = {key: parent[key] for key in ("ask", "core", "group") if key in parent}
    return words | {
        "type": "text",
        "name": f"{name}_other",
        "label": "In your words",
        "sensitive": max(KEEPS_ITS_DISTANCE, parent["sensitive"])
        if isinstance(parent["sensitive"], int)
        else KEEPS_ITS_DISTANCE,
        "required": False,
        "relevant": f"selected(${{{name}}}, 'other')",
    }
