"""Says an expression in plain words, for people with paper in their hands: "Only if 6.3 is “Yes”".

What has no plain words is written as a formula with the numbers of the questions in it, so that nothing is left out.
"""

from collections.abc import Mapping
from typing import Any

from app.questionnaire.form import Ast, Form

FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


class PlainWords:
    """Speaks of a form's questions by their numbers, in one language."""

    def __init__(self, form: Form, language: str, words: Mapping[str, Any]) -> None:
        self.form, self.language, self.words = form, language, words

    def condition(self, ast: Ast) -> str:
        """Return a condition as part of a sentence."""
        kind = ast[0]
        if kind in ("and", "or"):
            return self._joined(kind, [self.condition(part) for part in ast[1]])
        if kind == "op" and ast[1] in (*FLIPPED, "=", "!="):
            return self._compared(ast[1], *ast[2])
        if kind == "call" and ast[1] == "not":
            return self._denied(ast[2][0])
        if kind == "call" and ast[1] == "selected":
            return self._ticked("ticked", ast)
        return self._as_formula(ast)

    def formula(self, ast: Ast) -> str:
        """Return an expression as it would be worked out on paper, questions by their numbers."""
        kind = ast[0]
        if kind == "op":
            left, right = (self._bracketed(part, around=ast[1]) for part in ast[2])
            return f"{left} {_SIGNS.get(ast[1], ast[1])} {right}"
        if kind in ("and", "or"):
            return f" {kind} ".join(self.formula(part) for part in ast[1])
        if kind == "call" and ast[1] == "round":
            return self.formula(ast[2][0])
        if kind == "call" and ast[1] == "sum":
            return str(self.words["sum_of"]).format(formula=self.formula(ast[2][0]))
        if kind == "call":
            return f"{ast[1]}({', '.join(self.formula(part) for part in ast[2])})"
        if kind == "ref":
            return self._number(ast[1])
        return "?" if len(ast) < 2 else _plain(ast[1])

    def _joined(self, kind: str, said: list[str]) -> str:
        whole = said[0]
        for more in said[1:]:
            whole = self.words[kind].format(first=whole, second=more)
        return whole

    def _compared(self, sign: str, left: Ast, right: Ast) -> str:
        if left[0] != "ref" and right[0] == "ref":
            left, right, sign = right, left, FLIPPED.get(sign, sign)
        if left[0] != "ref" or right[0] not in ("str", "num"):
            return self._as_formula(["op", sign, [left, right]])
        if right == ["str", ""]:
            return str(self.words["filled" if sign == "!=" else "empty"]).format(question=self._named(left[1]))
        return str(self.words[sign]).format(question=self._named(left[1]), value=self._value(left[1], right[1]))

    def _denied(self, inner: Ast) -> str:
        if inner[:2] == ["call", "selected"]:
            return self._ticked("not_ticked", inner)
        return str(self.words["not"]).format(condition=self.condition(inner))

    def _ticked(self, key: str, ast: Ast) -> str:
        asked, code = ast[2]
        if asked[0] != "ref" or code[0] not in ("str", "num"):
            return self._as_formula(ast if key == "ticked" else ["call", "not", [ast]])
        return str(self.words[key]).format(question=self._named(asked[1]), value=self._value(asked[1], code[1]))

    def _as_formula(self, ast: Ast) -> str:
        return str(self.words["holds"]).format(formula=self.formula(ast))

    def _bracketed(self, part: Ast, around: str) -> str:
        inner = self.formula(part)
        return f"({inner})" if part[0] == "op" and around in ("*", "div") and part[1] in ("+", "-") else inner

    def _number(self, name: str) -> str:
        found = self.form["questions"].get(name)
        return found.get("number", name) if found else name

    def _named(self, name: str) -> str:
        found = self.form["questions"].get(name)
        label = found["label"].get(self.language) or found["label"]["en"] if found else ""
        return f"{self._number(name)} ({label})" if label else name

    def _value(self, name: str, value: Any) -> str:
        found = self.form["questions"].get(name)
        for choice in self.form["choices"].get(found.get("choices", ""), []) if found else []:
            if choice["code"] == str(value):
                return choice["label"].get(self.language) or choice["label"]["en"]
        return _plain(value)


_SIGNS = {"div": "÷", "*": "×", "-": "−", "<=": "≤", ">=": "≥", "!=": "≠"}


def _plain(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
