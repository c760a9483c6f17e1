"""What changes from one version of a form to the next, and which answers find their place in the new one.

An answer carries over by the name of its question, or by a name that the new question says it had before (``alias``).
What finds no place stays where it was said: a form that shrinks takes no answer away.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.questionnaire.form import Form, Question

WIDER = frozenset((("integer", "decimal"),))
"""Kinds of answers that are as good for a question of another kind."""
NOT_ANSWERED = frozenset(("calculate", "note"))


@dataclass(frozen=True)
class Changes:
    """Names of questions; ``renamed`` by the name they had, ``other_kind`` with both kinds."""

    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    other_kind: dict[str, list[str]] = field(default_factory=dict)
    choices_removed: dict[str, list[str]] = field(default_factory=dict)


def changes(before: Form, after: Form) -> Changes:
    """Return what a new version changes for those who filled in the one before."""
    called = _called_now(before["questions"], after["questions"])
    old, new = before["questions"], after["questions"]
    return Changes(
        added=[name for name in new if name not in called.values() and "words_for" not in new[name]],
        removed=[name for name in old if name not in called and "words_for" not in old[name]],
        renamed={was: now for was, now in called.items() if was != now},
        other_kind={
            now: [old[was]["type"], new[now]["type"]]
            for was, now in called.items()
            if not _same_kind(old[was], new[now]) and "words_for" not in old[was]
        },
        choices_removed={now: gone for was, now in called.items() if (gone := _gone(before, was, after, now))},
    )


def carried_over(before: Form, after: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers of a profile begun on ``before`` at the paths where ``after`` asks for them.

    What is not among them stays with the profile as it was said, readable by the form it was said with.
    """
    called = _called_now(before["questions"], after["questions"])
    rows = _called_now(before["repeats"], after["repeats"])
    carried: dict[str, Any] = {}
    for path, answer in answers.items():
        repeat, *rest = path.split("/")
        name = rest[-1] if rest else path
        if name not in called:
            if repeat in rows and (not rest or name.startswith("_")):
                carried["/".join((rows[repeat], *rest))] = answer
            continue
        now = called[name]
        row = after["questions"][now].get("repeat")
        stands = row == (rows.get(repeat) if rest else None)
        if stands and _fits(before, name, after, now, answer):
            carried["/".join((row, *rest[:-1], now)) if row else now] = answer
    return carried


def _called_now(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    """Return what each old name is called now; a name that is still there is nobody's alias."""
    called = {name: name for name in old if name in new}
    for name, told in new.items():
        for alias in told.get("aliases", []):
            if alias in old and alias not in called and name not in called.values():
                called[alias] = name
    return called


def _same_kind(old: Question, new: Question) -> bool:
    kinds = old["type"], new["type"]
    return (kinds[0] == kinds[1] or kinds in WIDER) and old.get("repeat", "") == new.get("repeat", "")


def _codes(form: Form, name: str) -> list[str]:
    listed = form["choices"].get(form["questions"][name].get("choices", ""), [])
    return [choice["code"] for choice in listed]


def _gone(before: Form, was: str, after: Form, now: str) -> list[str]:
    still = set(_codes(after, now))
    return [code for code in _codes(before, was) if code not in still] if still else []


def _fits(before: Form, was: str, after: Form, now: str, answer: Any) -> bool:
    old, new = before["questions"][was], after["questions"][now]
    if new["type"] in NOT_ANSWERED or not (old["type"] == new["type"] or (old["type"], new["type"]) in WIDER):
        return False
    value = (answer or {}).get("value")
    if value is None or "choices" not in new:
        return True
    return set(_said(value)) <= set(_codes(after, now))


def _said(value: Any) -> Iterator[str]:
    yield from value if isinstance(value, list) else [value]
