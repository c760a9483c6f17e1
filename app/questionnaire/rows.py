"""Which rows of a repeat stand, told by the paths of the answers alone: ``repeat/key/question``.

A row may hold lists of its own: ``repeat/key/inner/key/question``. A list nobody spoke of is not known; a list
somebody answered "none" has no rows. The twin of rows.ts beside frontend/src/questionnaire/expressions.ts.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from app.questionnaire.form import Answers, Form
from app.questionnaire.values import is_number, value_of

Rows = Mapping[str, list[str]]
"""By path of a list (``disaster``, or ``leader/<key>/child``) the keys of its rows, in their order."""

NONE, ORDER, DELETED = "none", "_order", "_deleted"


def rows_in(answers: Answers) -> Rows:
    """Find all rows that say something and were not taken off, each list in the order it was put."""
    found: dict[str, dict[str, None]] = {}
    for path, answer in answers.items():
        steps = path.split("/")
        if len(steps) > 2 and steps[-1] != DELETED and _says(answer):
            for end in range(2, len(steps), 2):
                found.setdefault("/".join(steps[: end - 1]), {})[steps[end - 1]] = None
    return {path: _in_order(answers, path, list(keys)) for path, keys in found.items()}


def rows_of(rows: Rows, answers: Answers, path: str) -> list[str] | None:
    """Return the keys of one list; None while nobody said whether there are any, or all were taken off."""
    if rows.get(path):
        return rows[path]
    return [] if value_of(answers.get(path)) == NONE else None


def _says(answer: Mapping[str, Any] | None) -> bool:
    return bool(answer) and ("answer" in (answer or {}) or value_of(answer) is not None)


def _in_order(answers: Answers, path: str, keys: list[str]) -> list[str]:
    standing = [key for key in keys if "saw" not in (answers.get(f"{path}/{key}/{DELETED}") or {})]
    return sorted(standing, key=lambda key: (_place(answers, f"{path}/{key}"), key))


def _place(answers: Answers, row: str) -> float:
    place = value_of(answers.get(f"{row}/{ORDER}"))
    return float(place) if is_number(place) else float("inf")


def lists_around(form: Form | None, name: str) -> list[str]:
    """Return the repeats a question lies in (a repeat lies in itself), the outermost first."""
    if form is None:
        return []
    repeats, around = form.get("repeats", {}), list[str]()
    question: Mapping[str, Any] = form["questions"].get(name) or {}
    inside = name if name in repeats else question.get("repeat")
    while inside in repeats and inside not in around:
        around.insert(0, inside)
        inside = repeats[inside].get("within")
    return around


def row_steps(row: str) -> list[tuple[str, str]]:
    """Split the path of a row into its lists and keys, the outermost first."""
    steps = row.split("/") if row else []
    return list(zip(steps[::2], steps[1::2], strict=False))


def said_by_key(form: Form, row: str, name: str) -> str | None:
    """Return the answer a row's own key gives, such as ``women`` in ``priority_item/women+water``."""
    repeat, key = row_steps(row)[-1]
    asked = form["repeats"][repeat]["key"].split("+")
    codes = key.split("+")
    return codes[asked.index(name)] if name in asked and len(codes) == len(asked) else None


def unfit_keys(form: Form) -> Iterator[tuple[str, str, str]]:
    """Yield list, column and reason where rows cannot be told apart: they are named by codes of questions in them."""
    for name, repeat in form["repeats"].items():
        if not repeat["questions"]:
            yield name, "name", "nothing is asked in its rows"
        for one in repeat["key"].split("+") if repeat["key"] != "uuid" else ():
            asked: Mapping[str, Any] = form["questions"].get(one, {})
            codes = [choice["code"] for choice in form["choices"].get(asked.get("choices", ""), [])]
            if one not in repeat["questions"] or asked.get("type") != "select_one":
                yield name, "repeat_key", f"a row is named by select_one questions in it, or uuid; {one} is none"
            elif strange := [code for code in codes if "/" in code or "+" in code]:
                yield name, "repeat_key", f"the code {strange[0]} of {one} cannot be part of a row's name: / or +"
