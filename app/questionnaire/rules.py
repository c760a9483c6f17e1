"""What an expression comes to, given the answers so far; the twin of frontend/src/questionnaire/expressions.ts.

Three-valued: None is unknown. An operand without a value makes an expression unknown, except where one side decides
alone (false and unknown is false; true or unknown is true). tests/vectors/expressions.json holds both equal, and
docs/expressions.md tells form writers each function's rule.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from app.questionnaire.comparing import COMPARISONS
from app.questionnaire.form import Answers, Ast, Form
from app.questionnaire.functions import FUNCTIONS, arithmetic, extreme, reckoned, total
from app.questionnaire.ground import area_of, crosses_itself, distance_of, lies_in
from app.questionnaire.rows import Rows, lists_around, row_steps, rows_in, rows_of, said_by_key
from app.questionnaire.values import Outcome, beside, letters_of, number_of, text_of, truth_of, value_of
from app.questionnaire.vocabulary import LOOKUP

__all__ = ["Around", "Outcome", "evaluate", "value_of", "with_calculations"]

APPLIES_NOT = "not_applicable"


@dataclass(frozen=True)
class Around:
    """What stands around an answer: the form, the row it lies in (``toilet_group/communal+pit``), the clock, words.

    ``choice``: in a choice filter, the columns of the choice that is looked at.
    """

    form: Form | None = None
    row: str = ""
    now: str | None = None
    language: str = "en"
    choice: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class _Place:
    answers: Answers
    self_value: Outcome
    today: str
    around: Around
    rows: Callable[[], Rows]
    looks_at_relevance: bool = True


NOWHERE = Around()


def evaluate(ast: Ast, answers: Answers, self_value: Outcome, today: str, around: Around = NOWHERE) -> Outcome:
    """Evaluate a tree. ``self_value`` is this question's own value, ``today`` the date of the edit as YYYY-MM-DD."""
    rows = cache(lambda: rows_in(answers))  # most expressions never ask for them
    return _come(ast, _Place(answers, value_of({"value": self_value}), today, around, rows))


def with_calculations(form: Form, answers: Answers, today: str, now: str | None = None) -> Answers:
    """Return the answers with every calculated question beside them, in each row; unknown ones have no value."""
    complete = dict(answers)
    rows = rows_in(answers)
    for name in form["calculations"]:
        for row in _rows_with(rows, lists_around(form, name)):
            path = f"{row}/{name}" if row else name
            at = _Place(complete, value_of(answers.get(path)), today, Around(form, row, now), lambda: rows)
            complete[path] = {"value": _come(form["questions"][name]["calculation"], at)}
    return complete


def _rows_with(rows: Rows, lists: list[str], row: str = "") -> list[str]:
    if not lists:
        return [row]
    path = f"{row}/{lists[0]}" if row else lists[0]
    return [found for key in rows.get(path, []) for found in _rows_with(rows, lists[1:], f"{path}/{key}")]


def _come(ast: Ast, at: _Place) -> Outcome:
    return _KINDS[ast[0]](ast, at)


def _reference(ast: Ast, at: _Place) -> Outcome:
    """Return this row's answer where the question stands in the row's own repeats, else the answer of that name."""
    path = _own_path(ast[1], at)
    value = value_of(at.answers.get(path))
    if path != ast[1] and at.around.form and at.answers.get(path) is None:
        return said_by_key(at.around.form, path.rpartition("/")[0], ast[1])
    return value


def _own_path(name: str, at: _Place) -> str:
    """Return the path of a question as seen from this row."""
    lists = lists_around(at.around.form, name) if at.around.row else []
    here = row_steps(at.around.row)[: len(lists)]
    own = bool(lists) and [repeat for repeat, _ in here] == lists
    return "/".join([*("/".join(step) for step in here), name]) if own else name


def _is_own(name: str, at: _Place) -> bool:
    return _own_path(name, at) != name


def _junction(ast: Ast, at: _Place) -> bool | None:
    """Decide ``and`` by one false, ``or`` by one true; otherwise one unknown makes it unknown."""
    decides: bool = ast[0] == "or"
    truths = [truth_of(_come(part, at)) for part in ast[1]]
    if decides in truths:
        return decides
    return None if None in truths else not decides


def _operation(ast: Ast, at: _Place) -> Outcome:
    sign, left, right = ast[1], _come(ast[2][0], at), _come(ast[2][1], at)
    if left is None or right is None:
        return None
    if sign in COMPARISONS:
        return COMPARISONS[sign](left, right)
    quoted = any(part[0] == "str" for part in ast[2])  # '2026-11-21' in quotes is text; date('2026-11-21') is a day
    return reckoned(sign, number_of(left), number_of(right)) if quoted else arithmetic(sign, left, right)


def _call(ast: Ast, at: _Place) -> Outcome:
    name, args = ast[1], ast[2]
    if name in _OWN_WAYS:
        return _OWN_WAYS[name](args, at)
    values = [_come(part, at) for part in args]
    return None if None in values else FUNCTIONS[name](*values)


def _choose(args: list[Ast], at: _Place) -> Outcome:
    truth = truth_of(_come(args[0], at))
    return None if truth is None else _come(args[1] if truth else args[2], at)


def _first_known(args: list[Ast], at: _Place) -> Outcome:
    return next((value for part in args if (value := _come(part, at)) is not None), None)


def _once(args: list[Ast], at: _Place) -> Outcome:
    return _come(args[0], at) if at.self_value is None else at.self_value


def _gathered(args: list[Ast], at: _Place, *, over_all: bool) -> list[Outcome] | None:
    """Return the operands, a question of a repeat as its answers in all rows; None where the rows are not known."""
    values: list[Outcome] = []
    for part in args:
        lists = lists_around(at.around.form, part[1]) if part[0] == "ref" else []
        if lists and (over_all or not _is_own(part[1], at)):
            cells = _cells(part[1], lists, at)
            if cells is None:
                return None
            values += cells
        else:
            values.append(_come(part, at))
    return values


def _cells(name: str, lists: list[str], at: _Place) -> list[Outcome] | None:
    """Return the answers of a question in all rows its repeat has here, in order; rows it does not apply to are out."""
    shared = row_steps(at.around.row)[: len(lists) - 1]
    own = [repeat for repeat, _ in shared] == lists[: len(shared)]
    start = "/".join("/".join(step) for step in shared) if own else ""
    rows = _rows_under(start, lists[len(shared) if own else 0 :], at)
    if rows is None or name == lists[-1]:
        return rows
    places = [replace(at, around=replace(at.around, row=row)) for row in rows]
    return [_come(["ref", name], place) for place in places if _applies(name, place)]


def _rows_under(start: str, lists: list[str], at: _Place) -> list[str] | None:
    if not lists:
        return [start]
    path = f"{start}/{lists[0]}" if start else lists[0]
    keys = rows_of(at.rows(), at.answers, path)
    if keys is None:
        return None
    found = [_rows_under(f"{path}/{key}", lists[1:], at) for key in keys]
    return None if None in found else [row for rows in found for row in rows or []]


def _applies(name: str, at: _Place) -> bool:
    """Tell whether a question is asked in this row, and was not said to have no meaning there."""
    if (at.answers.get(_own_path(name, at)) or {}).get("answer") == APPLIES_NOT:
        return False
    question = at.around.form["questions"].get(name) if at.around.form else None
    if not question or "relevant" not in question or not at.looks_at_relevance:
        return True
    return truth_of(_come(question["relevant"], replace(at, looks_at_relevance=False))) is not False


def _over_rows(come: Callable[[list[Outcome]], Outcome], known: bool = True) -> Callable[[list[Ast], _Place], Outcome]:
    """Make a function over all rows; ``known``: one row without a value makes it unknown."""

    def over(args: list[Ast], at: _Place) -> Outcome:
        if len(args) == 1 and not lists_around(at.around.form, args[0][1]):
            return None
        values = _gathered(args, at, over_all=len(args) == 1)
        return None if values is None or (known and None in values) else come(values)

    return over


def _joined(args: list[Ast], at: _Place) -> str | None:
    return _strung(text_of(_come(args[0], at)), _gathered(args[1:], at, over_all=len(args) == 2))


def _strung(mark: str | None, values: list[Outcome] | None) -> str | None:
    """Put texts one behind the other, a mark between."""
    texts = [letters_of(value) for value in values or []]
    return None if mark is None or values is None or None in texts else mark.join(str(text) for text in texts)


def _measured(args: list[Ast], at: _Place) -> float | None:
    values = _gathered(args, at, over_all=False)
    return None if values is None or None in values else distance_of(values)


def _position(args: list[Ast], at: _Place) -> float | None:
    """Return the number of this row, from 1; ``../..`` asks for the row around it."""
    steps = row_steps(at.around.row)
    steps = steps[: max(1, len(steps) - args[0][1] + 1)]
    path = "/".join(["/".join(step) for step in steps[:-1]] + [steps[-1][0]]) if steps else ""
    keys = rows_of(at.rows(), at.answers, path) or []
    return float(keys.index(steps[-1][1]) + 1) if steps and steps[-1][1] in keys else None


def _in_numbered_row(args: list[Ast], at: _Place) -> Outcome:
    """Return a question's answer in the row of that number, list by list."""
    row = ""
    for repeat, number in zip(args[1::2], args[2::2], strict=True):
        path = f"{row}/{repeat[1]}" if row else repeat[1]
        keys, at_number = rows_of(at.rows(), at.answers, path), number_of(_come(number, at))
        if keys is None or at_number is None or not 1 <= at_number < len(keys) + 1:
            return None
        row = f"{path}/{keys[int(at_number) - 1]}"
    return _come(args[0], replace(at, around=replace(at.around, row=row)))


def _choice_in_words(args: list[Ast], at: _Place) -> str | None:
    value, form = _come(args[0], at), at.around.form
    question = form["questions"].get(args[1][1]) if form else None
    for choice in form["choices"].get(question.get("choices", ""), []) if form and question else []:
        if choice["code"] == text_of(value):
            return beside(choice, "label", at.around.language)
    return None


def _looked_up(args: list[Ast], at: _Place) -> str | None:
    """Return what a list says beside the choice that has a value in a column; the first one that has it."""
    wanted, form = letters_of(_come(args[2], at)), at.around.form
    for choice in form["choices"].get(args[0][1], []) if form and wanted is not None else []:
        if letters_of(beside(choice, args[1][1])) == wanted:
            return beside(choice, args[3][1], at.around.language)
    return None


_OWN_WAYS: dict[str, Callable[[list[Ast], _Place], Outcome]] = {
    "true": lambda _args, _at: True,
    "false": lambda _args, _at: False,
    "pi": lambda _args, _at: 3.141592653589793,
    "today": lambda _args, at: at.today,
    "now": lambda _args, at: at.around.now,
    "if": _choose,
    "coalesce": _first_known,
    "once": _once,
    "count": _over_rows(lambda values: float(len(values)), known=False),
    "count-non-empty": _over_rows(lambda values: float(sum(value is not None for value in values)), known=False),
    "sum": _over_rows(total),
    "min": _over_rows(lambda values: extreme(values, largest=False)),
    "max": _over_rows(lambda values: extreme(values, largest=True)),
    "join": _joined,
    "concat": lambda args, at: _strung("", _gathered(args, at, over_all=False)),
    "position": _position,
    "indexed-repeat": _in_numbered_row,
    "jr:choice-name": _choice_in_words,
    LOOKUP: _looked_up,
    "area": lambda args, at: area_of(_come(args[0], at)),
    "intersects": lambda args, at: crosses_itself(_come(args[0], at)),
    "geofence": lambda args, at: lies_in(_come(args[0], at), _come(args[1], at)),
    "distance": _measured,
}

_KINDS: dict[str, Callable[[Ast, _Place], Outcome]] = {
    "num": lambda ast, _at: ast[1],
    "str": lambda ast, _at: ast[1],
    "ref": _reference,
    "self": lambda _ast, at: at.self_value,
    "column": lambda ast, at: value_of({"value": at.around.choice.get(ast[1])}),
    "and": _junction,
    "or": _junction,
    "op": _operation,
    "call": _call,
}
