"""Reads what form writers type (a documented part of XPath, as in XLSForm) into expression trees.

``${x}`` another answer, ``.`` this answer, numbers, 'text', + - * div, = != < <= > >=, and, or, and the functions
below. Anything else is refused here, when the form is compiled, never in the field.
"""

import re
from collections.abc import Iterator
from typing import Any

from app.questionnaire.form import Ast
from app.questionnaire.problems import ExpressionUnreadable

FUNCTIONS: dict[str, tuple[int, int]] = {
    "not": (1, 1),
    "if": (3, 3),
    "coalesce": (2, 2),
    "selected": (2, 2),
    "count-selected": (1, 1),
    "string-length": (1, 1),
    "round": (1, 2),
    "number": (1, 1),
    "sum": (1, 1),
    "today": (0, 0),
    "format-date": (2, 2),
    "true": (0, 0),
    "false": (0, 0),
}
"""Every function with the least and the most operands it takes."""

_TOKEN = re.compile(
    r"\s*(?:(?P<ref>\$\{(?P<name>[A-Za-z_][\w.-]*)\})|(?P<num>\d+(?:\.\d*)?|\.\d+)|(?P<str>'[^']*'|\"[^\"]*\")"
    r"|(?P<word>[A-Za-z][\w-]*)|(?P<sign><=|>=|!=|[-+*=<>(),.]))"
)
_LEVELS: tuple[tuple[str, ...], ...] = (("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div"))
_DATE_SIGNS = frozenset("Yymnde")


def parse(text: str) -> Ast:
    """Return the tree of an expression; ExpressionUnreadable names the place where it cannot be read."""
    return _Reader(text).whole()


def references(ast: Ast) -> Iterator[str]:
    """Yield the names an expression refers to."""
    if ast[0] == "ref":
        yield ast[1]
    for part in _parts(ast):
        yield from references(part)


def _parts(ast: Ast) -> list[Ast]:
    kind: str = ast[0]
    parts: list[Ast] = ast[-1] if kind in ("and", "or", "op", "call") else []
    return parts


class _Reader:
    """Walks the tokens once, weakest binding first."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(self._split(text))
        self.at = 0

    def _split(self, text: str) -> Iterator[tuple[str, str, int]]:
        place, end = 0, len(text.rstrip())
        while place < end:
            found = _TOKEN.match(text, place)
            if not found:
                strange = text[place:].lstrip()
                raise ExpressionUnreadable(f"cannot read {strange[:20]!r}", text, len(text) - len(strange))
            kind = str(found.lastgroup if found.lastgroup != "name" else "ref")
            yield kind, found["name"] or found[kind], found.start(kind)
            place = found.end()

    def whole(self) -> Ast:
        ast = self._either()
        if self.at < len(self.tokens):
            raise self._fault("did not expect")
        return ast

    def _fault(self, words: str) -> ExpressionUnreadable:
        if self.at >= len(self.tokens):
            return ExpressionUnreadable("ends too early", self.text, len(self.text))
        _, text, place = self.tokens[self.at]
        return ExpressionUnreadable(f"{words} {text!r}", self.text, place)

    def _next_is(self, *texts: str) -> bool:
        if self.at >= len(self.tokens):
            return False
        kind, text, _ = self.tokens[self.at]
        return kind in ("sign", "word") and text in texts

    def _take(self, *texts: str) -> str:
        if not self._next_is(*texts):
            raise self._fault(f"expected {' or '.join(texts)}, found")
        self.at += 1
        return self.tokens[self.at - 1][1]

    def _either(self) -> Ast:
        return self._joined("or", lambda: self._joined("and", lambda: self._level(0)))

    def _joined(self, word: str, part: Any) -> Ast:
        parts = [part()]
        while self._next_is(word):
            self._take(word)
            parts.append(part())
        return parts[0] if len(parts) == 1 else [word, parts]

    def _level(self, level: int) -> Ast:
        if level == len(_LEVELS):
            return self._negated()
        left = self._level(level + 1)
        while self._next_is(*_LEVELS[level]):
            sign = self._take(*_LEVELS[level])
            left = ["op", sign, [left, self._level(level + 1)]]
        return left

    def _negated(self) -> Ast:
        if self._next_is("-"):
            self._take("-")
            inner = self._negated()
            return ["num", -inner[1]] if inner[0] == "num" else ["op", "-", [["num", 0], inner]]
        return self._single()

    def _single(self) -> Ast:
        if self.at >= len(self.tokens):
            raise self._fault("")
        kind, text, _ = self.tokens[self.at]
        if kind == "word":
            return self._call(text)
        self.at += 1
        if kind == "ref":
            return ["ref", text]
        if kind == "num":
            return ["num", float(text) if "." in text else int(text)]
        if kind == "str":
            return ["str", text[1:-1]]
        if text == ".":
            return ["self"]
        if text == "(":
            inner = self._either()
            self._take(")")
            return inner
        self.at -= 1
        raise self._fault("did not expect")

    def _call(self, name: str) -> Ast:
        if name not in FUNCTIONS:
            raise self._fault("does not know")
        start = self.at
        self.at += 1
        self._take("(")
        args: list[Ast] = []
        while not self._next_is(")"):
            args.append(self._either())
            if not self._next_is(")"):
                self._take(",")
        self._take(")")
        least, most = FUNCTIONS[name]
        if not least <= len(args) <= most or (name == "format-date" and not _readable_date(args[1])):
            self.at = start
            raise self._fault("wrong operands of")
        return ["call", name, args]


def _readable_date(pattern: Ast) -> bool:
    return pattern[0] == "str" and set(re.findall(r"%(.?)", pattern[1])) <= _DATE_SIGNS
