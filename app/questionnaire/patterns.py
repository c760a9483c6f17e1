"""Reads the pattern of regex() into one that means the same on every phone and on the server, and cannot hang either.

Kept: characters, classes, groups, either-or, and how often. ``\\d``, ``\\w`` and ``\\s`` are written out in ASCII,
because engines disagree about them. A group repeated without end is refused when its text could be split in many ways.
"""

import re
from dataclasses import dataclass, field

_WRITTEN_OUT = {"d": "0-9", "w": "A-Za-z0-9_", "s": r" \t\n\r"}
_CONTROL = "tnr"
_MARKS = frozenset(r"\^$.|?*+()[]{}/")
FEW = 12
_TIMES = re.compile(r"[*+?]\??|\{(\d{1,3})(?:(,)(\d{0,3}))?\}\??")


class PatternRefused(ValueError):  # noqa: N818
    """A pattern that engines would read differently, or that could hang one."""


@dataclass
class _Branch:
    """What is known of a group while it is read: its plain characters, what repeats in it, and whether it chooses."""

    plain: set[str] = field(default_factory=set)
    endless: list[str] = field(default_factory=list)
    either: bool = False

    def in_many_ways(self) -> bool:
        """Tell whether a repetition of this group could split one text in many ways: no character parts its turns."""
        parting = (sign for sign in self.plain if not any(re.fullmatch(piece, sign) for piece in self.endless))
        return self.either or (bool(self.endless) and not any(parting))


def whole_pattern(text: str) -> str:
    """Return the pattern in the common dialect; PatternRefused says what stands in the way."""
    reader = _Pattern(text)
    pattern = reader.group(_Branch())
    if reader.at < len(text):
        raise PatternRefused("a ) too many")
    return pattern


class _Pattern:
    def __init__(self, text: str) -> None:
        self.text, self.at, self.depth = text, 0, 0

    def group(self, branch: _Branch) -> str:
        """Read up to the end of this group."""
        read = ""
        while self.at < len(self.text) and self.text[self.at] != ")":
            sign = self.text[self.at]
            if sign in "^$|":
                self.at += 1
                branch.either |= sign == "|"
                read += sign
            else:
                read += self._repeated(branch)
        return read

    def _repeated(self, branch: _Branch) -> str:
        inner = _Branch()
        piece = self._piece(inner)
        found = _TIMES.match(self.text, self.at)
        times = found[0].rstrip("?") or "?" if found else ""
        self.at += len(found[0]) if found else 0
        if found and found[1] and found[3] and int(found[1]) > int(found[3]):
            raise PatternRefused(f"{times} asks for more than it allows")
        if self._is_endless(found):
            if inner.in_many_ways():
                raise PatternRefused(
                    f"{piece}{times} can be read in very many ways: a long answer would hang the phone"
                )
            branch.endless += inner.endless or [piece]
        elif not times and piece.removeprefix("\\") in self.text and len(piece) <= 2:
            branch.plain.add(piece[-1])
        if not times:
            branch.plain |= inner.plain
        branch.endless += [] if self._is_endless(found) else inner.endless
        branch.either |= inner.either
        return piece + times

    @staticmethod
    def _is_endless(found: re.Match[str] | None) -> bool:
        if not found or found[0][0] in "*+":
            return found is not None
        return bool(found[2]) and int(found[3] or 999) - int(found[1]) > FEW

    def _piece(self, inner: _Branch) -> str:
        sign = self.text[self.at]
        self.at += 1
        if sign == "(":
            return self._inside(inner)
        if sign == "[":
            return self._class()
        if sign == "\\":
            return self._escaped()
        if sign in "*+?{":
            raise PatternRefused(f"{sign} repeats nothing")
        return "[^\\n\\r]" if sign == "." else "\\" + sign if sign in "]}" else sign

    def _inside(self, inner: _Branch) -> str:
        self.depth += 1
        if self.depth > 20:
            raise PatternRefused("groups stand in each other too deeply")
        if self.text.startswith("?", self.at):
            if not self.text.startswith("?:", self.at):
                raise PatternRefused("groups that look ahead, look back or have names are not known")
            self.at += 2
        read = self.group(inner)
        if self.at >= len(self.text):
            raise PatternRefused("a group is not closed")
        self.at += 1
        self.depth -= 1
        return f"(?:{read})"

    def _escaped(self) -> str:
        sign = self._next("ends with a single \\")
        if sign.lower() in _WRITTEN_OUT:
            return f"[{'^' if sign.isupper() else ''}{_WRITTEN_OUT[sign.lower()]}]"
        return self._one(sign)

    def _one(self, sign: str) -> str:
        if sign in _CONTROL:
            return "\\" + sign
        if sign.isalnum():
            raise PatternRefused(f"\\{sign} is not known here")
        return "\\" + sign if sign in _MARKS else sign

    def _next(self, otherwise: str) -> str:
        if self.at >= len(self.text):
            raise PatternRefused(otherwise)
        self.at += 1
        return self.text[self.at - 1]

    def _class(self) -> str:
        read = "^" if self.text.startswith("^", self.at) else ""
        self.at += len(read)
        first = True
        while (sign := self._next("a [ is not closed")) != "]" or first:
            read += self._in_class(sign, first=first)
            first = False
        return f"[{read}]"

    def _in_class(self, sign: str, *, first: bool) -> str:
        if sign == "\\":
            escaped = self._next("ends with a single \\")
            if escaped.lower() in _WRITTEN_OUT:
                if escaped.isupper():
                    raise PatternRefused(f"\\{escaped} inside [ ] is not known")
                return _WRITTEN_OUT[escaped]
            return "\\-" if escaped == "-" else self._one(escaped)
        if sign == "-":
            ends = first or self.text.startswith("]", self.at)
            return "\\-" if ends else self._through()
        if sign in "&~|" and self.text.startswith(sign, self.at):
            return ""
        return "\\" + sign if sign in "[]^" else sign

    def _through(self) -> str:
        before, after = self.text[self.at - 2], self.text[self.at]
        if after == "\\" or (before in "dws" and self.text[self.at - 3] == "\\"):
            raise PatternRefused("a range in [ ] runs between two plain characters")
        if before > after:
            raise PatternRefused(f"the range {before}-{after} runs backwards")
        return "-"
