"""Makes the drawn part of tests/vectors/expressions.json anew: `python -m tests.corpus`.

What people wrote, with values worked out by hand, stands first in that file and is kept as it is. What follows has a
``seed``: it is drawn here, its value comes from the server's engine, and the phone's engine has to come to the same.
"""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.questionnaire.expressions import parse
from app.questionnaire.rules import Around, evaluate

VECTORS = Path(__file__).parent / "vectors" / "expressions.json"
SEEDS = range(1, 501)
TODAY = "2026-11-21"
MEMBERS = ("form", "row", "now", "language", "choice")
WORDS = (
    "queue",
    "Cassa Banana",
    "",
    "ñandú",
    "e\u0301cole",
    "👍🏽",
    "مرحبا",
    "12",
    " 7 ",
    "2024-02-29",
    "a b a",
    "ไทย",
)
NUMBERS = ("0", "1", "-1", "2.5", "-0.4", "7", "100", "1850", "0.1", "1000000")
DAYS = ("2024-02-29", "1970-01-01", "2026-11-21", "1999-12-31", "2025-03-01")
SHAPE = {"type": "Point", "coordinates": [31.05, -17.83]}
FORM = {
    "questions": {"use": {"repeat": "toilet", "choices": "uses"}, "seats": {"repeat": "toilet"}},
    "repeats": {"toilet": {"key": "use"}},
    "choices": {"uses": [{"code": "women", "label": {"en": "Women"}}, {"code": "all", "label": {"en": "Everyone"}}]},
}
KEYS = ("women", "all", "men")


class Draw:
    """Draws one expression with the answers it is asked of; the same seed draws the same."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.rows = self.chance.random() < 0.4

    def one(self, *makers: Callable[[int], str], deep: int) -> str:
        return self.chance.choice(makers)(deep - 1)

    def number(self, deep: int) -> str:
        if deep <= 0:
            return self.chance.choice([*NUMBERS, "${n}", "${m}", "${words}", "."])
        makers = [self._sum, self._sum, self._of_number, self._measure, self._chosen_number, self._days_between]
        return self.one(*makers, *([self._over_rows] * 4 if self.rows else []), deep=deep)

    def _sum(self, deep: int) -> str:
        sign = self.chance.choice(["+", "-", "*", "div", "mod"])
        return f"({self.number(deep)} {sign} {self.number(deep)})"

    def _of_number(self, deep: int) -> str:
        return f"{self.chance.choice(['round', 'int', 'abs', 'number'])}({self.number(deep)})"

    def _measure(self, deep: int) -> str:
        return self.chance.choice(["string-length", "count-selected"]) + f"({self.text(deep)})"

    def _chosen_number(self, deep: int) -> str:
        least = self.chance.choice(["min", "max", "coalesce"])
        return f"{least}({self.number(deep)}, {self.number(deep)})"

    def _days_between(self, deep: int) -> str:
        return f"({self.day(deep)} - {self.day(deep)})"

    def _over_rows(self, _deep: int) -> str:
        over = self.chance.choice(["sum", "count", "count-non-empty", "min", "max"])
        asked = [
            "${seats}",
            "count(${toilet})",
            "position(..)",
            f"indexed-repeat(${{seats}}, ${{toilet}}, {self.place()})",
        ]
        return self.chance.choice([f"{over}(${{seats}})", *asked])

    def place(self) -> str:
        return self.chance.choice(["1", "2", "3", "0", "${n}"])

    def day(self, deep: int) -> str:
        if deep <= 0:
            return self.chance.choice(["today()", "${day}", *(f"date('{day}')" for day in DAYS)])
        moved = f"({self.day(deep - 1)} {self.chance.choice('+-')} {self.number(deep - 1)})"
        return self.chance.choice([moved, f"date({self.number(deep - 1)})", self.day(0)])

    def text(self, deep: int) -> str:
        if deep <= 0:
            quoted = [f"'{word}'" for word in WORDS]
            return self.chance.choice([*quoted, "${words}", "${chosen}", "${chosen}", ".", "${n}"])
        makers = [self._joined, self._cut, self._changed, self._written_day, self._written]
        return self.one(*makers, *([self._row_words] * 3 if self.rows else []), deep=deep)

    def _joined(self, deep: int) -> str:
        return self.chance.choice(["concat(", "join('-', "]) + f"{self.text(deep)}, {self.text(deep)})"

    def _cut(self, deep: int) -> str:
        start, end = self.chance.choice(["0", "1", "-2"]), self.chance.choice(["", ", 3", ", -1", ", ${n}"])
        cut = [f"substr({self.text(deep)}, {start}{end})", f"selected-at({self.text(deep)}, {self.place()})"]
        split = [f"substring-{way}({self.text(deep)}, ' ')" for way in ("before", "after")]
        return self.chance.choice(cut + split)

    def _changed(self, deep: int) -> str:
        return self.chance.choice(["normalize-space({})", "translate({}, 'aeñ', 'AE')", "string({})"]).format(
            self.text(deep)
        )

    def _written_day(self, deep: int) -> str:
        way = self.chance.choice(["%Y-%m-%d", "%e %b %y", "%a %d/%n", "%Y"])
        return f"format-date({self.day(deep)}, '{way}')"

    def _written(self, deep: int) -> str:
        return f"string({self.number(deep)})"

    def _row_words(self, _deep: int) -> str:
        return self.chance.choice(
            ["${use}", "join(' ', ${use})", "jr:choice-name(${use}, '${use}')", "concat(${use}, ${seats})"]
        )

    def truth(self, deep: int) -> str:
        if deep <= 0:
            return self.chance.choice(["true()", "false()", "${n}", "${unsaid}", "boolean(${words})"])
        makers = [
            self._junction,
            self._junction,
            self._denied,
            self._compared,
            self._compared,
            self._looked,
            self._fits,
        ]
        return self.one(*makers, deep=deep)

    def _junction(self, deep: int) -> str:
        return f"({self.truth(deep)} {self.chance.choice(['and', 'or'])} {self.truth(deep)})"

    def _denied(self, deep: int) -> str:
        return f"not({self.truth(deep)})"

    def _compared(self, deep: int) -> str:
        kind = self.chance.choice([self.number, self.number, self.day, self.text])
        return f"{kind(deep)} {self.chance.choice(['=', '!=', '<', '<=', '>', '>='])} {kind(deep)}"

    def _looked(self, deep: int) -> str:
        look = self.chance.choice(["contains", "starts-with", "ends-with", "selected"])
        return f"{look}({self.text(deep)}, {self.text(0)})"

    def _fits(self, deep: int) -> str:
        pattern = self.chance.choice(["[a-z ]+", r"\d+", ".*", "(a|ñ).*", r"\w{2,5}", "[^0-9]+"])
        return f"regex({self.text(deep)}, '{pattern}')"

    def choice(self, deep: int) -> str:
        kind = self.chance.choice([self.number, self.text, self.day])
        return f"if({self.truth(deep)}, {kind(deep)}, {kind(deep)})"

    def answer(self, *values: Any) -> dict[str, Any] | None:
        states = ("unknown", "refused", "not_applicable")
        if self.chance.random() < 0.2:
            return self.chance.choice([None, {"answer": self.chance.choice(states)}, {"value": ""}])
        return {"value": self.chance.choice(values)}

    def answers(self) -> dict[str, Any]:
        drawn = {
            "n": self.answer(0, 1, 3, 2.5, -7, 120),
            "m": self.answer(0, 2, 0.1, 1e6),
            "words": self.answer(*WORDS),
            "chosen": self.answer(["queue"], ["queue", "price"], "a b", "none"),
            "day": self.answer(*DAYS, "soon"),
        }
        if self.rows:
            drawn |= self._drawn_rows()
        return {path: answer for path, answer in drawn.items() if answer}

    def _drawn_rows(self) -> dict[str, Any]:
        if self.chance.random() < 0.1:
            return {"toilet": self.chance.choice([{"value": "none"}, {"answer": "unknown"}])}
        keys = self.chance.sample(KEYS, self.chance.randint(1, 3))
        rows = {f"toilet/{key}/seats": self.answer(0, 1, 4, 4, 9) for key in keys}
        if self.chance.random() < 0.5:
            rows |= {f"toilet/{key}/_order": {"value": place} for place, key in enumerate(keys)}
        if self.chance.random() < 0.15:
            rows[f"toilet/{keys[0]}/_deleted"] = {"saw": []}
        return rows


def drawn(seed: int) -> dict[str, Any]:
    """Return one case: an expression, what it is asked of, and what the server comes to."""
    draw = Draw(seed)
    text = draw.one(draw.number, draw.text, draw.day, draw.truth, draw.truth, draw.choice, deep=4)
    case: dict[str, Any] = {"expr": text, "ast": parse(text), "answers": draw.answers(), "seed": seed}
    case |= {"self": draw.chance.choice([None, 3, "queue", ["a", "b"], 0, SHAPE]), "today": TODAY}
    if draw.rows:
        case["form"] = FORM
        if draw.chance.random() < 0.6:
            case["row"] = f"toilet/{draw.chance.choice(KEYS)}"
    return case | {"value": written(evaluate(case["ast"], case["answers"], case["self"], TODAY, around_of(case)))}


def around_of(case: dict[str, Any]) -> Around:
    """Return what stands around the expression of a case."""
    return Around(**{name: case[name] for name in MEMBERS if name in case})


def written(value: Any) -> Any:
    """Write a number as JSON writes it on the phone."""
    whole = isinstance(value, float) and value.is_integer() and abs(value) < 2**53
    return int(value) if whole else value


def by_hand() -> list[dict[str, Any]]:
    """Return the cases people wrote."""
    cases: list[dict[str, Any]] = json.loads(VECTORS.read_text("utf-8"))
    return [case for case in cases if "seed" not in case]


def main() -> None:
    """Write the file anew: what people wrote, then what is drawn."""
    lines = [json.dumps(case, ensure_ascii=False) for case in [*by_hand(), *(drawn(seed) for seed in SEEDS)]]
    VECTORS.write_text("[\n " + ",\n ".join(lines) + "\n]\n", "utf-8")
    print(f"{len(lines)} cases in {VECTORS.name}")


if __name__ == "__main__":
    main()
