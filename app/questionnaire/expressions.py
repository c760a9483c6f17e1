"""Reads what form writers type (a documented part of XPath, as in XLSForm) into expression trees.

``${x}`` another answer, ``.`` this answer, ``..`` this row, numbers, 'text', + - * div mod, = != < <= > >=, and, or,
the functions of vocabulary.py, and what a list says beside a choice. Anything else is refused here, when the form is
compiled, never in the field.
"""

import re
from collections.abc import Callable, Collection, Iterator

from app.questionnaire.form import Ast
from app.questionnaire.patterns import PatternRefused, whole_pattern
from app.questionnaire.problems import ExpressionUnreadable
from app.questionnaire.vocabulary import DATE_SIGNS, FUNCTIONS, LOOKUP, ONLY_OVER_ROWS, REFUSED, TIME_SIGNS

_TOKEN = re.compile(
    r"\s*(?:(?P<ref>\$\{\s*(?P<name>[A-Za-z_][\w.-]*)\s*\})|(?P<up>\.\.(?:/\.\.)*)(?:/(?P<beside>[A-Za-z_][\w.-]*))?"
    r"|(?P<lookup>instance\(\s*(?:'[^']*'|\"[^\"]*\")\s*\)\s*/\s*root\s*/\s*item\s*\[)"
    r"|(?P<found>\]\s*/\s*[A-Za-z_][\w.-]*)"
    r"|(?P<num>\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})|(?P<str>'[^']*'|\"[^\"]*\")"
    r"|(?P<word>[A-Za-z_][\w-]*(?::[\w-]+)?)|(?P<sign><=|>=|!=|[-+*=<>(),.]))"
)
_LEVELS: tuple[tuple[str, ...], ...] = (
    ("or",),
    ("and",),
    ("=", "!="),
    ("<", "<=", ">", ">="),
    ("+", "-"),
    ("*", "div", "mod"),
)
LOOKED_UP = "a list is looked into as instance('list')/root/item[name = ${question}]/label"
CALLED = {"itextId": "label"}
DEEPEST = 150
"""How many steps an expression may be deep: more would exhaust a phone, and nobody could read it."""


def parse(text: str, columns: Collection[str] = ()) -> Ast:
    """Return the tree of an expression; ExpressionUnreadable names the place where it cannot be read.

    ``columns``: in a choice filter, the columns of the list of choices; there they may stand without ``${}``.
    """
    try:
        return _Reader(text, columns).whole()
    except RecursionError:
        raise _too_deep(text) from None


def references(ast: Ast) -> Iterator[str]:
    """Yield the names an expression refers to."""
    if ast[0] in ("ref", "question"):
        yield ast[1]
    for part in parts(ast):
        yield from references(part)


def lookups(ast: Ast) -> Iterator[tuple[str, str, str]]:
    """Yield what an expression looks up: the list, the column it looks in, and the column it tells."""
    if ast[:2] == ["call", LOOKUP]:
        listed, key, _, told = ast[2]
        yield listed[1], key[1], told[1]
    for part in parts(ast):
        yield from lookups(part)


def parts(ast: Ast) -> list[Ast]:
    """Return the trees right below this one."""
    below: list[Ast] = ast[-1] if ast[0] in ("and", "or", "op", "call") else []
    return below


def _is_deeper_than(ast: Ast, most: int) -> bool:
    level = [ast]
    for _ in range(most):
        level = [part for one in level for part in parts(one)]
    return bool(level)


def _too_deep(text: str) -> ExpressionUnreadable:
    return ExpressionUnreadable(f"is more than {DEEPEST} steps deep: split it into calculations", text, 0)


class _Reader:
    """Walks the tokens once, weakest binding first."""

    def __init__(self, text: str, columns: Collection[str]) -> None:
        self.text, self.columns = text, columns
        self.tokens = list(self._split(text))
        self.at = self.depth = 0

    def _split(self, text: str) -> Iterator[tuple[str, str, int]]:
        place, end = 0, len(text.rstrip())
        while place < end:
            found = _TOKEN.match(text, place)
            if not found:
                strange = text[place:].lstrip()
                path = "; write another question as ${question}" if strange[0] in "/@[" else ""
                raise ExpressionUnreadable(f"cannot read {strange[:20]!r}{path}", text, len(text) - len(strange))
            kind = next(kind for kind in ("ref", "up", "lookup", "found", "num", "str", "word", "sign") if found[kind])
            beside = found["beside"]
            yield (
                ("ref", beside, found.start(kind))
                if beside
                else (kind, found["name"] or found[kind], found.start(kind))
            )
            place = found.end()

    def whole(self) -> Ast:
        ast = self._joined(0)
        if self.at < len(self.tokens):
            raise self._fault("did not expect")
        if _is_deeper_than(ast, DEEPEST):
            raise _too_deep(self.text)
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

    def _joined(self, level: int) -> Ast:
        """Read operands joined by signs that bind as strongly as this level or more strongly."""
        left = self._negated()
        for binding in range(len(_LEVELS) - 1, level - 1, -1):
            while self._next_is(*_LEVELS[binding]):
                sign = self._take(*_LEVELS[binding])
                right = self._joined(binding + 1)
                left = _together(sign, left, right)
        return left

    def _negated(self) -> Ast:
        signs = 0
        while self._next_is("-"):
            self._take("-")
            signs += 1
        inner = self._single()
        for _ in range(signs):
            inner = ["num", -inner[1]] if inner[0] == "num" else ["op", "-", [["num", 0], inner]]
        return inner

    def _single(self) -> Ast:
        if self.at >= len(self.tokens):
            raise self._fault("")
        kind, text, _ = self.tokens[self.at]
        if kind == "word":
            return self._word(text)
        if kind == "lookup":
            return self._looked_up(text)
        if kind == "up" and [token[1] for token in self.tokens[self.at - 2 : self.at]] != ["position", "("]:
            raise self._fault("stands for this row, in position(..) only; did not expect")
        self.at += 1
        if kind in _PLAIN:
            return _PLAIN[kind](text)
        if text == ".":
            return ["self"]
        if text == "(":
            return self._inner()
        self.at -= 1
        raise self._fault("did not expect")

    def _inner(self) -> Ast:
        self.depth += 1
        if self.depth > DEEPEST:
            raise _too_deep(self.text)
        inner = self._joined(0)
        self._take(")")
        self.depth -= 1
        return inner

    def _looked_up(self, text: str) -> Ast:
        """Read ``instance('list')/root/item[name = ...]/label``: what a list says of the choice with this code."""
        self.at += 1
        key = self._of_kind("word", LOOKED_UP)
        self._take("=")
        self.depth += 1
        if self.depth > DEEPEST:
            raise _too_deep(self.text)
        wanted = self._joined(2)
        found = self._of_kind("found", LOOKED_UP).lstrip("]/ \t\r\n")
        self.depth -= 1
        listed = re.split("['\"]", text)[1]
        return ["call", LOOKUP, [["str", listed], ["str", key], wanted, ["str", CALLED.get(found, found)]]]

    def _of_kind(self, kind: str, otherwise: str) -> str:
        if self.at >= len(self.tokens) or self.tokens[self.at][0] != kind:
            raise self._fault(f"{otherwise}; did not expect")
        self.at += 1
        return self.tokens[self.at - 1][1]

    def _word(self, name: str) -> Ast:
        opens = self.tokens[self.at + 1 : self.at + 2] and self.tokens[self.at + 1][1] == "("
        if (
            name == "jr:itext"
            and opens
            and [kind for kind, _, _ in self.tokens[self.at + 2 : self.at + 3]] == ["lookup"]
        ):
            self.at += 1
            return self._single()  # labels have their languages by themselves
        if not opens and name in self.columns:
            self.at += 1
            return ["column", name]
        if name in REFUSED:
            raise ExpressionUnreadable(f"cannot use {name}(): {REFUSED[name]};", self.text, self.tokens[self.at][2])
        if name not in FUNCTIONS:
            raise self._fault("does not know")
        return self._call(name)

    def _call(self, name: str) -> Ast:
        start = self.at
        self.at += 1
        self._take("(")
        self.depth += 1
        if self.depth > DEEPEST:
            raise _too_deep(self.text)
        args: list[Ast] = []
        while not self._next_is(")"):
            args.append(self._joined(0))
            if not self._next_is(")"):
                self._take(",")
        self._take(")")
        self.depth -= 1
        least, most = FUNCTIONS[name]
        if not least <= len(args) <= most:
            self.at = start
            raise self._fault("wrong operands of")
        try:
            return ["call", name, _fitting(name, args)]
        except PatternRefused as why:
            raise ExpressionUnreadable(f"{name}(): {why}", self.text, self.tokens[start][2]) from why


_PLAIN: dict[str, Callable[[str], Ast]] = {
    "ref": lambda text: ["ref", text],
    "num": lambda text: ["num", float(text) if "." in text else int(text)],
    "str": lambda text: ["str", text[1:-1]],
    "up": lambda text: ["up", text.count("..")],
}


def _together(sign: str, left: Ast, right: Ast) -> Ast:
    if sign not in ("and", "or"):
        return ["op", sign, [left, right]]
    return [sign, [*left[1], right]] if left[0] == sign else [sign, [left, right]]


def _fitting(name: str, args: list[Ast]) -> list[Ast]:
    """Return the operands as the tree keeps them; what does not fit this function is refused."""
    if name == "position":
        _hold(args[0][0] == "up", "tells the number of this row: write position(..)")
    if name in ONLY_OVER_ROWS or (name in ("min", "max") and len(args) == 1):
        _hold(args[0][0] == "ref", "counts over the rows of a repeat: write ${question} and nothing else in it")
    if name == "indexed-repeat":
        asked = all(part[0] == "ref" for part in [args[0], *args[1::2]])
        _hold(asked and len(args) % 2 == 1, "takes ${question}, then ${repeat} and a number, once or more")
    if name in ("format-date", "format-date-time"):
        signs = DATE_SIGNS + (TIME_SIGNS if name == "format-date-time" else "")
        _hold(args[1][0] == "str", "the way to write the date must stand in the expression, in quotes")
        _hold(set(re.findall(r"%(.?)", args[1][1])) <= set(signs), f"knows only % with one of {' '.join(signs)}")
    if name == "jr:choice-name":
        found = re.fullmatch(r"\s*\$\{\s*([A-Za-z_][\w.-]*)\s*\}\s*", str(args[1][1]))
        _hold(args[1][0] == "str" and found is not None, "takes an answer and its question in quotes: '${question}'")
        return [args[0], ["question", found[1] if found else ""]]
    if name == "regex":
        _hold(args[1][0] == "str", "the pattern must stand in the expression, in quotes")
        return [args[0], ["str", whole_pattern(args[1][1])]]
    return args


def _hold(fits: bool, otherwise: str) -> None:
    if not fits:
        raise PatternRefused(otherwise)
