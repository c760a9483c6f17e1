"""The words a form writer may use in an expression, and why some words of XLSForm are not among them.

docs/expressions.md describes each; a test holds the two together.
"""

MANY = 250
LOOKUP = "lookup"
"""``instance('list')/root/item[name = …]/label``, as its tree has it."""

FUNCTIONS: dict[str, tuple[int, int]] = {
    "not": (1, 1),
    "true": (0, 0),
    "false": (0, 0),
    "boolean": (1, 1),
    "boolean-from-string": (1, 1),
    "if": (3, 3),
    "coalesce": (2, MANY),
    "once": (1, 1),
    "selected": (2, 2),
    "selected-at": (2, 2),
    "count-selected": (1, 1),
    "jr:choice-name": (2, 2),
    "count": (1, 1),
    "count-non-empty": (1, 1),
    "sum": (1, 1),
    "min": (1, MANY),
    "max": (1, MANY),
    "position": (1, 1),
    "indexed-repeat": (3, 7),
    "number": (1, 1),
    "int": (1, 1),
    "round": (1, 2),
    "abs": (1, 1),
    "pow": (2, 2),
    "sqrt": (1, 1),
    "exp": (1, 1),
    "exp10": (1, 1),
    "log": (1, 1),
    "log10": (1, 1),
    "pi": (0, 0),
    "sin": (1, 1),
    "cos": (1, 1),
    "tan": (1, 1),
    "asin": (1, 1),
    "acos": (1, 1),
    "atan": (1, 1),
    "atan2": (2, 2),
    "string": (1, 1),
    "string-length": (1, 1),
    "concat": (1, MANY),
    "join": (2, MANY),
    "substr": (2, 3),
    "substring-before": (2, 2),
    "substring-after": (2, 2),
    "contains": (2, 2),
    "starts-with": (2, 2),
    "ends-with": (2, 2),
    "normalize-space": (1, 1),
    "translate": (3, 3),
    "regex": (2, 2),
    "today": (0, 0),
    "now": (0, 0),
    "date": (1, 1),
    "date-time": (1, 1),
    "decimal-date-time": (1, 1),
    "decimal-time": (1, 1),
    "format-date": (2, 2),
    "format-date-time": (2, 2),
    "area": (1, 1),
    "distance": (1, MANY),
    "intersects": (1, 1),
    "geofence": (2, 2),
}
"""Every function with the least and the most operands it takes."""

OVER_ROWS = frozenset(("count", "count-non-empty", "sum", "min", "max", "join", "concat", "distance"))
"""Functions in which a question of a repeat stands for its answers in all rows."""

ONLY_OVER_ROWS = frozenset(("count", "count-non-empty", "sum"))

IN_FIRST_SCRIPTS = frozenset(("not", "true", "false", "today", "if", "coalesce", "selected", "count-selected"))
IN_FIRST_SCRIPTS |= frozenset(("string-length", "number", "round", "format-date"))
"""What a phone knows before the first question; questionnaire/engine.ts brings the rest when a form asks for it."""

_CHANCE = "chance gives another answer each time it is looked at, and nobody could agree with it"
_CIPHER = "it is no question to a meeting; do it where the answers are read"
_TABLE = "phones carry no second table; put the list into the form's choices"
_MARKS = "count with selected() and if() instead, so that an unknown answer stays unknown"

REFUSED: dict[str, str] = {
    "random": _CHANCE,
    "randomize": _CHANCE,
    "uuid": "every profile and every row has its own id already",
    "digest": _CIPHER,
    "base64-decode": _CIPHER,
    "extract-signed": _CIPHER,
    "pulldata": _TABLE,
    "instance": "a list of the form is looked into as instance('list')/root/item[name = ${question}]/label",
    "property": "what is known of a person or a phone is no part of a profile",
    "version": "every profile says by itself which version of the form it was begun on",
    "current": "write the question as ${question}",
    "last": "count the rows with count()",
    "checklist": _MARKS,
    "weighted-checklist": _MARKS,
    "jr:itext": "labels have their languages by themselves; only around instance(…) it is passed over",
    "id": "write the question as ${question}",
    "name": "write the question as ${question}",
    "local-name": "write the question as ${question}",
    "namespace-uri": "write the question as ${question}",
    "lang": "labels have their languages by themselves",
    "floor": "use int(), which drops the fraction",
    "ceiling": "use int() and add 1",
    "substring": "use substr(), which counts from 0",
}
"""Words of XLSForm or XPath that are refused, each with the reason a form writer is told."""

DATE_SIGNS = "Yymnbdea"
TIME_SIGNS = "HhMS3"
