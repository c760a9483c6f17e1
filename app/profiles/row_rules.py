"""What does not fit in the rows of a list, and in lists put in order.

The twin of frontend/src/profiles/row-rules.ts.
"""

from dataclasses import dataclass, replace
from typing import Any

from app.profiles.repeats import in_row
from app.profiles.rules import Warned, breaks_own, filled, own_warning, said_no, warnings
from app.questionnaire.form import Answers, Form, Rule
from app.questionnaire.rows import rows_in
from app.questionnaire.rules import value_of, with_calculations

IN_ORDER = "X12"


@dataclass(frozen=True)
class Ranking:
    """A repeat that is a set of lists in order: whose list, what stands in it, the place told by the order."""

    repeat: str
    by: str
    place: str


def ranking_of(form: Form, repeat: str) -> Ranking | None:
    """Read a repeat as a ranking: its key is "whose list + what", and one question ends in ``_rank``."""
    keys = form["repeats"][repeat]["key"].split("+")
    place = next((name for name in form["repeats"][repeat]["questions"] if name.endswith("_rank")), None)
    return Ranking(repeat, keys[0], place) if place and len(keys) > 1 else None


def all_warnings(form: Form, answers: Answers, today: str) -> list[Warned]:
    """Return what does not fit: as ``warnings``, then row by row, then lists with a place taken twice or left out."""
    if said_no(answers):
        return []
    complete = with_calculations(form, answers, today)
    rows = [one for name in form["repeats"] for one in _in_rows(form, name, answers, complete, today)]
    orders = [one for name in form["repeats"] for one in _order(form, name, answers)]
    return [*warnings(form, answers, today), *rows, *orders]


def _in_rows(form: Form, repeat: str, answers: Answers, complete: Answers, today: str) -> list[Warned]:
    found = []
    for key in rows_in(answers).get(repeat, []):
        row = in_row(form, complete, repeat, key)
        for name in form["repeats"][repeat]["questions"]:
            if breaks_own(form, name, row, today, f"{repeat}/{key}"):
                path, warned = f"{repeat}/{key}/{name}", own_warning(form, name, row)
                found.append(replace(warned, id=f"{warned.rule}/{path}", questions=[path]))
    return found


def _order(form: Form, repeat: str, answers: Answers) -> list[Warned]:
    """Every place from the first to the last is needed once; a list with a place nobody knows is not judged."""
    ranking = ranking_of(form, repeat)
    rule = next((rule for rule in form["rules"] if rule["id"] == IN_ORDER), None)
    if not ranking or not rule:
        return []
    lists = form["choices"][form["questions"][ranking.by]["choices"]]
    found = (_out_of_order(form, answers, ranking, rule, choice["code"]) for choice in lists)
    return [warned for warned in found if warned]


def _out_of_order(form: Form, answers: Answers, ranking: Ranking, rule: Rule, code: str) -> Warned | None:
    keys = [key for key in rows_in(answers).get(ranking.repeat, []) if key.split("+")[0] == code]
    places = {key: _place(answers, ranking, key) for key in keys}
    if None in places.values():
        return None
    order = sorted(keys, key=lambda key: (places[key], key))
    ranks = [places[key] for key in order]
    if ranks == list(range(1, len(ranks) + 1)):
        return None
    told = {ranking.by: code, "length": len(ranks), "ranks": ", ".join(f"{rank:g}" for rank in ranks)}
    paths = [f"{ranking.repeat}/{key}/{ranking.place}" for key in order]
    return Warned(f"{rule['id']}/{code}", rule["id"], rule["kind"], paths, filled(form, rule["says"], {}, told))


def _place(answers: Answers, ranking: Ranking, key: str) -> Any:
    value = value_of(answers.get(f"{ranking.repeat}/{key}/{ranking.place}"))
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
