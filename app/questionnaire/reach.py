"""Whether each expression of a form can reach what it speaks of from where it stands, and what a phone needs for it.

From outside a repeat a question of its rows has as many answers as there are rows: that is said when the form is
compiled, so that nobody meets an answer that stays unknown for ever in the field.
"""

from collections.abc import Iterator

from app.questionnaire.expressions import lookups, parts, references
from app.questionnaire.form import Ast, Form, Question
from app.questionnaire.rows import lists_around
from app.questionnaire.vocabulary import IN_FIRST_SCRIPTS, ONLY_OVER_ROWS, OVER_ROWS

COLUMNS = ("relevant", "constraint", "calculation", "filter")
RULE_COLUMNS = ("when", "holds")
MAY_GIVE_DAY = ("if", "coalesce")


def out_of_reach(form: Form) -> Iterator[tuple[str, str, str]]:
    """Yield question or rule, column and reason of each expression that could never come to a value where it stands."""
    for name, question in form["questions"].items():
        for column, ast in _expressions(question):
            for why in _all_lost(ast, form, lists_around(form, name)):
                yield name, column, why
    for rule in form.get("rules", []):
        for column in RULE_COLUMNS:
            for why in _all_lost(rule[column], form, []) if column in rule else ():  # type: ignore[literal-required]
                yield rule["id"], column, why


def _all_lost(ast: Ast, form: Form, here: list[str]) -> Iterator[str]:
    unknown = [
        name for name in dict.fromkeys(references(ast)) if not (name in form["questions"] or name in form["repeats"])
    ]
    yield from (f"speaks of {name}, which is not asked" for name in unknown)
    yield from _nothing_to_look_up(ast, form)
    if not unknown:
        yield from _lost(ast, form, here)


def _nothing_to_look_up(ast: Ast, form: Form) -> Iterator[str]:
    """Name what is looked up where no list, or no column of it, is called so."""
    for listed, key, told in lookups(ast):
        choices = form["choices"].get(listed)
        columns = {name for choice in choices or [] for name in choice.get("columns", {})} | {"name"}
        if choices is None:
            yield f"looks into the list {listed}, which does not exist"
        elif key not in columns or told not in columns | {"label"}:
            strange = key if key not in columns else told
            yield f"looks for {strange}, which is no column of the list {listed} to look in"


def asks_further(form: Form) -> bool:
    """Tell whether what is asked, or may be answered, hangs on functions that the phone's first scripts do not carry.

    What is only reckoned for handing in does not count: that page loads them by itself.
    """
    if any("filter" in question for question in form["questions"].values()):
        return True
    waiting = [(name, column) for name in form["questions"] for column in ("relevant", "constraint")]
    for name, column in waiting:  # grows while it is walked: by the calculations that these need
        question = form["questions"][name]
        for tree in [ast for found, ast in _expressions(question) if found == column]:
            if _needs_more(tree, form, _is_day(question)):
                return True
            needed = [(other, "calculation") for other in references(tree) if other in form["questions"]]
            waiting += [one for one in needed if one not in waiting]
    return False


def _is_day(question: Question) -> bool:
    return question["type"] in ("date", "dateTime")


def _expressions(question: Question) -> Iterator[tuple[str, Ast]]:
    for column in COLUMNS:
        if column in question:
            yield column, question[column]  # type: ignore[literal-required]


def _lost(ast: Ast, form: Form, here: list[str], gathered: bool = False) -> Iterator[str]:
    if ast[0] == "ref" and not gathered:
        around = lists_around(form, ast[1])
        if around and (ast[1] in form["repeats"] or here[: len(around)] != around):
            yield f"{ast[1]} has an answer in each row of {around[-1]}: use sum(), count(), join() or indexed-repeat()"
    if ast[:2] == ["call", "position"] and not here:
        yield "position(..) has no number outside a repeat"
    over = ast[0] == "call" and ast[1] in OVER_ROWS
    if ast[0] == "call" and ast[1] in ONLY_OVER_ROWS and not lists_around(form, ast[2][0][1]):
        yield f"{ast[1]}() counts over the rows of a repeat, and {ast[2][0][1]} stands in none"
    for place, part in enumerate(parts(ast)):
        numbered = ast[:2] == ["call", "indexed-repeat"] and (place == 0 or place % 2 == 1)
        yield from _lost(part, form, here, over or numbered)


def _needs_more(ast: Ast, form: Form, own_day: bool) -> bool:
    """Tell whether a tree asks for more than the first scripts know: another function, or reckoning with days."""
    if ast[0] == "call" and ast[1] not in IN_FIRST_SCRIPTS:
        return True
    reckons = (ast[0] == "op" and ast[1] in ("+", "-", "*", "div", "mod")) or ast[:2] == ["call", "number"]
    if reckons and any(_may_be_day(part, form, own_day) for part in parts(ast)):
        return True
    if ast[:2] == ["call", "format-date"] and any(sign in ast[2][1][1] for sign in ("%a", "%b")):
        return True
    return any(_needs_more(part, form, own_day) for part in parts(ast))


def _may_be_day(ast: Ast, form: Form, own_day: bool) -> bool:
    if ast[0] == "ref" and ast[1] in form["questions"]:
        question = form["questions"][ast[1]]
        return _is_day(question) or _may_be_day(question.get("calculation", ["num", 0]), form, own_day=False)
    if ast[0] == "call" and ast[1] in ("today", *MAY_GIVE_DAY):
        return ast[1] == "today" or any(_may_be_day(part, form, own_day) for part in ast[2])
    return ast[0] == "self" and own_day
