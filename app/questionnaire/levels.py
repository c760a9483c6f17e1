"""How far each answer of a form may travel, 0 to 3: the twin of frontend/src/sync/levels.ts.

What no question of the form speaks of is kept strictest.
"""

from collections.abc import Callable
from functools import lru_cache

from app.questionnaire.form import Form, Question

STRICTEST_LEVEL = 3
LEVEL_OF_ROUND = 0
PATHS_READY = 8192

LevelOf = Callable[[str], int]
Levels = Callable[[str], LevelOf]
"""By the name of a form."""


def levels_of(form: Form) -> LevelOf:
    """Return what tells the level of a form's paths; it is asked of every answer that comes or goes."""

    @lru_cache(maxsize=PATHS_READY)
    def level_of(path: str) -> int:
        return level_in(form, path)

    return level_of


def level_in(form: Form, path: str) -> int:
    """Return the level of a path; a whole list is as sensitive as its least sensitive question."""
    if path in ("round", "_deleted"):
        return LEVEL_OF_ROUND
    head, _, rest = path.partition("/")
    if head in form["repeats"] and (not rest or rest.endswith(("_order", "_deleted"))):
        names = form["repeats"][head]["questions"]
        return min((form["questions"][one]["sensitive"] for one in names), default=STRICTEST_LEVEL)
    found = question_at(form, path)
    return found["sensitive"] if found else STRICTEST_LEVEL


def question_at(form: Form, path: str) -> Question | None:
    """Return the question a field path speaks of (``taps_public_working``, ``repeat/key/question``), or None."""
    repeat, _, rest = path.partition("/")
    found = form["questions"].get(rest.rpartition("/")[2] or path)
    if found is None or found.get("repeat", "") != (repeat if rest else ""):
        return None
    return found
